//! What do workers, attendance and payments say about a project? One query each, over rows that others keep.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, JoinType, PaginatorTrait, QueryFilter,
    QuerySelect, QueryTrait,
    sea_query::{Expr, Func, IntoCondition, SimpleExpr},
};
use uuid::Uuid;

use crate::entity::{
    attendance_seen, contracts, payment_batches, payment_results, payment_rows, people, person_particulars,
    project_managers, registrations, wage_cards, worker_trainings,
};
use crate::projects::Item;
use crate::projects::completeness::Count;
use crate::{Day, Fault, Instant};

/// Whether anything stands on the project that would belong to nobody without it.
pub(super) async fn has_records<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<bool, Fault> {
    let workers = registrations::Entity::find().filter(registrations::Column::ProjectId.eq(project));
    let payments = payment_batches::Entity::find().filter(payment_batches::Column::ProjectId.eq(project));
    Ok(workers.one(db).await?.is_some()
        || payments.one(db).await?.is_some()
        || attendance_seen::Entity::find_by_id(project).one(db).await?.is_some())
}

/// The day of the latest press of anybody.
pub(super) async fn last_attendance<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<Option<Day>, Fault> {
    let seen = attendance_seen::Entity::find_by_id(project).one(db).await?;
    Ok(seen.and_then(|seen| seen.last_at).map(|at| Instant(at).day()))
}

/// What is filled in of the people of a project, workers and managers (人员信息).
pub(super) async fn personnel<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<Vec<Count>, Fault> {
    let of_person = people::Entity::belongs_to(person_particulars::Entity)
        .from(people::Column::Id)
        .to(person_particulars::Column::PersonId)
        .on_condition(|_, _| person_particulars::Column::ReplacedAt.is_null().into_condition());
    let photo = Func::coalesce([column(person_particulars::Column::Photo), column(people::Column::Photo)]);
    let qualified = Func::cust("NULLIF").arg(column(person_particulars::Column::Qualifications)).arg("[]");
    type Row = (i64, i64, i64, i64, i64, i64, i64, i64);
    let row: Option<Row> = people::Entity::find()
        .select_only()
        .column_as(people::Column::Id.count(), "people")
        .column_as(filled(person_particulars::Column::EthnicGroup), "ethnic_group")
        .column_as(person_particulars::Column::AddressSealed.count(), "address")
        .column_as(filled(person_particulars::Column::DocumentIssuer), "issuer")
        .column_as(person_particulars::Column::ValidFrom.count(), "valid_from")
        .column_as(SimpleExpr::from(photo).count(), "photo")
        .column_as(person_particulars::Column::Education.count(), "education")
        .column_as(SimpleExpr::from(qualified).count(), "qualified")
        .join(JoinType::LeftJoin, of_person.into())
        .filter(on_project(people::Column::Id, project))
        .into_tuple()
        .one(db)
        .await?;
    let Some((all, ethnic_group, address, issuer, valid_from, photo, education, qualified)) = row else {
        return Ok(Vec::new());
    };
    let (workers, with_trade, trained) = trades_and_trainings(db, project).await?;
    let card = |field, filled| count(Item::IdentityCard, field, filled, all);
    let mut counts = vec![
        card("name", all),
        card("sex", all),
        card("ethnic_group", ethnic_group),
        card("birth_day", all),
        card("id_number", all),
        card("address", address),
        card("issuing_authority", issuer),
        card("valid_from", valid_from),
        // 长期 has no last day
        card("valid_until", valid_from),
        card("photo", photo),
        count(Item::Education, "education", education, all),
        count(Item::Trade, "trade", with_trade, workers),
        // 职称或岗位证书: one of them is enough
        count(Item::Skill, "skill_level", qualified, all),
    ];
    counts.extend(
        ["kind", "held_on", "hours", "result"].map(|field| count(Item::SafetyTraining, field, trained, workers)),
    );
    Ok(counts)
}

/// How many are registered, of them with a trade, and how many people had a safety training.
async fn trades_and_trainings<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<(i64, i64, i64), Fault> {
    let registered: Option<(i64, i64)> = in_force(project)
        .select_only()
        .column_as(registrations::Column::Id.count(), "registered")
        .column_as(filled(registrations::Column::Trade), "with_trade")
        .into_tuple()
        .one(db)
        .await?;
    let trained: Option<i64> = worker_trainings::Entity::find()
        .select_only()
        .column_as(distinct(worker_trainings::Column::PersonId), "trained")
        .filter(worker_trainings::Column::ProjectId.eq(project))
        .filter(worker_trainings::Column::WithdrawnAt.is_null())
        .filter(worker_trainings::Column::Kind.is_in(["safety_education", "entry_education"]))
        .into_tuple()
        .one(db)
        .await?;
    let (registered, with_trade) = registered.unwrap_or_default();
    Ok((registered, with_trade, trained.unwrap_or_default()))
}

/// What is filled in of their work (从业信息).
pub(super) async fn employment<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<Vec<Count>, Fault> {
    let roles: Vec<(String, i64, i64, i64, i64)> = in_force(project)
        .select_only()
        .column(registrations::Column::Role)
        .column_as(registrations::Column::Id.count(), "registered")
        .column_as(registrations::Column::TeamId.count(), "with_team")
        .column_as(registrations::Column::EnteredOn.count(), "entered")
        .column_as(filled(registrations::Column::Post), "with_post")
        .group_by(registrations::Column::Role)
        .into_tuple()
        .all(db)
        .await?;
    let mut counts = Vec::new();
    let mut all = 0;
    for (role, registered, with_team, entered, with_post) in roles {
        all += registered;
        counts.push(count(Item::Post, "role", registered, registered));
        counts.push(count(Item::EmploymentRecord, "project", registered, registered));
        counts.push(count(Item::EmploymentRecord, "entered_on", entered, registered));
        counts.push(match role.as_str() {
            "manager" => count(Item::Post, "post", with_post, registered),
            _ => count(Item::Post, "team", with_team, registered),
        });
    }
    counts.extend(papers(db, project, all).await?);
    counts.extend(payments(db, project).await?);
    // direction, device and method come with every press
    let attended = i64::from(last_attendance(db, project).await?.is_some());
    counts.extend(
        ["at", "direction", "device", "method"]
            .map(|field| count(Item::Attendance, field, attended, i64::from(all > 0))),
    );
    Ok(counts)
}

/// Contracts and wage cards of so many registered people.
async fn papers<C: ConnectionTrait>(db: &C, project: Uuid, all: i64) -> Result<Vec<Count>, Fault> {
    let contracted = |copies: bool| {
        let mut rows = contracts::Entity::find()
            .select_only()
            .column_as(distinct(contracts::Column::PersonId), "contracted")
            .filter(contracts::Column::ProjectId.eq(project))
            .filter(contracts::Column::WithdrawnAt.is_null());
        if copies {
            rows = rows.filter(contracts::Column::SignedCopy.is_not_null());
        }
        rows.into_tuple::<i64>()
    };
    let signed = contracted(false).one(db).await?.unwrap_or_default();
    let copies = contracted(true).one(db).await?.unwrap_or_default();
    let cards: i64 = wage_cards::Entity::find()
        .select_only()
        .column_as(distinct(wage_cards::Column::PersonId), "cards")
        .filter(wage_cards::Column::ProjectId.eq(project))
        .filter(wage_cards::Column::WithdrawnAt.is_null())
        .filter(wage_cards::Column::PersonId.in_subquery(registered(project).into_query()))
        .into_tuple()
        .one(db)
        .await?
        .unwrap_or_default();
    let mut counts = vec![count(Item::Contract, "signed_copy", copies, all)];
    counts.extend(["kind", "first_day", "unit_price_fen"].map(|field| count(Item::Contract, field, signed, all)));
    counts.extend(["bank", "card_number", "holder"].map(|field| count(Item::WageCard, field, cards, all)));
    Ok(counts)
}

async fn payments<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<Vec<Count>, Fault> {
    let rows = payment_rows::Entity::find().filter(payment_rows::Column::ProjectId.eq(project));
    let all = i64::try_from(rows.count(db).await?).map_err(Fault::internal)?;
    let row = payment_results::Entity::belongs_to(payment_rows::Entity)
        .from(payment_results::Column::PaymentRowId)
        .to(payment_rows::Column::Id);
    let answered: Option<(i64, i64)> = payment_results::Entity::find()
        .select_only()
        .column_as(distinct(payment_results::Column::PaymentRowId), "answered")
        .column_as(payment_results::Column::Receipt.count(), "receipts")
        .join(JoinType::InnerJoin, row.into())
        .filter(payment_rows::Column::ProjectId.eq(project))
        .filter(payment_results::Column::WithdrawnAt.is_null())
        .into_tuple()
        .one(db)
        .await?;
    let (answered, receipts) = answered.unwrap_or_default();
    Ok(vec![
        count(Item::WagePayment, "payroll_row", all, all),
        count(Item::WagePayment, "payment_status", answered, all),
        count(Item::WagePayment, "bank_receipt", receipts, all),
    ])
}

fn in_force(project: Uuid) -> sea_orm::Select<registrations::Entity> {
    registrations::Entity::find()
        .filter(registrations::Column::ProjectId.eq(project))
        .filter(registrations::Column::WithdrawnAt.is_null())
}

fn registered(project: Uuid) -> sea_orm::Select<registrations::Entity> {
    in_force(project).select_only().column(registrations::Column::PersonId)
}

/// Workers and site managers.
fn on_project(person: people::Column, project: Uuid) -> Condition {
    let managers = project_managers::Entity::find()
        .select_only()
        .column(project_managers::Column::PersonId)
        .filter(project_managers::Column::ProjectId.eq(project))
        .filter(project_managers::Column::WithdrawnAt.is_null());
    Condition::any()
        .add(person.in_subquery(registered(project).into_query()))
        .add(person.in_subquery(managers.into_query()))
}

fn count(item: Item, field: &'static str, filled: i64, of: i64) -> Count {
    let whole = |number: i64| u64::try_from(number).unwrap_or_default();
    Count { item, field, filled: whole(filled), of: whole(of) }
}

fn column<T: ColumnTrait>(column: T) -> SimpleExpr {
    Expr::col(column.as_column_ref())
}

/// How many rows have something in a text that may be empty.
fn filled<T: ColumnTrait>(text: T) -> SimpleExpr {
    SimpleExpr::from(Func::cust("NULLIF").arg(column(text)).arg("")).count()
}

fn distinct<T: ColumnTrait>(of: T) -> SimpleExpr {
    column(of).count_distinct()
}
