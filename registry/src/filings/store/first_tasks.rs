//! Who was filed for the first time, and was that officer trained and assessed? The office of human resources that
//! received the filing sees to it.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::filing::own_offices;
use super::scope::reached_for;
use crate::entity::{bindings, filings, first_tasks, offices, projects};
use crate::fault::refuse_unless_empty;
use crate::instant::check_first_day;
use crate::people::scope::names_shown;
use crate::permissions::{Object, Role, Verb, require};
use crate::sheets::{check_exported, leaving};
use crate::{Actor, Ctx, Day, Fault, Instant, Refusal, audit};

pub const PER_PAGE: u64 = 50;

closed_set! {
    TaskPart {
        /// the one that has been open longest first
        Open = "open",
        Closed = "closed",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstTask {
    pub id: Uuid,
    pub officer: String,
    pub project: String,
    pub office: String,
    /// by which it was opened
    pub filing: Uuid,
    pub opened_at: Instant,
    /// until today, or until it was closed
    pub days_open: i64,
    pub trained_on: Option<Day>,
    pub assessed_on: Option<Day>,
    pub closed_at: Option<Instant>,
    pub may_close: bool,
}

/// One page (from 0, [`PER_PAGE`] tasks), and how many there are of each part.
///
/// # Errors
/// [`Fault::Forbidden`] for whoever holds no office.
pub async fn first_tasks(ctx: &Ctx, part: TaskPart, page: u64) -> Result<(Vec<FirstTask>, [u64; 2]), Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let reach = reached(ctx).await?;
    let mut counts = [0; 2];
    for (count, part) in counts.iter_mut().zip(TaskPart::ALL) {
        *count = rows(&reach, part).count(ctx.db.reader()).await?;
    }
    let found = rows(&reach, part).offset(page.saturating_mul(PER_PAGE)).limit(PER_PAGE).all(ctx.db.reader()).await?;
    Ok((views(ctx, found).await?, counts))
}

/// One task, for whoever sees it.
pub async fn first_task(ctx: &Ctx, task: Uuid) -> Result<FirstTask, Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let reach = match reached(ctx).await {
        Err(Fault::Forbidden) => return Err(Fault::NotFound),
        reach => reach?,
    };
    let row = first_tasks::Entity::find_by_id(task).filter(reach).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    views(ctx, vec![row]).await?.pop().ok_or(Fault::NotFound)
}

/// What one of these filings has opened, for whoever may see them.
pub(super) async fn task_of(ctx: &Ctx, filed: Vec<Uuid>) -> Result<Option<FirstTask>, Fault> {
    let found = first_tasks::Entity::find().filter(first_tasks::Column::FilingId.is_in(filed));
    let Some(row) = found.one(ctx.db.reader()).await? else { return Ok(None) };
    Ok(views(ctx, vec![row]).await?.pop())
}

/// All of one part, for a sheet.
///
/// # Errors
/// `sheets.too_long`, and as for [`first_tasks`].
pub async fn export_first_tasks(ctx: &Ctx, part: TaskPart) -> Result<Vec<FirstTask>, Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let reach = reached(ctx).await?;
    check_exported(rows(&reach, part).count(ctx.db.reader()).await?)?;
    let found = views(ctx, rows(&reach, part).all(ctx.db.reader()).await?).await?;
    leaving::record(ctx, (leaving::LIST, "first_tasks"), "first_tasks", found.len()).await?;
    Ok(found)
}

/// How many wait for the actor's own offices.
pub async fn count_first_tasks(ctx: &Ctx) -> Result<u64, Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let own = Condition::all().add(first_tasks::Column::OfficeId.is_in(own_offices(ctx)));
    Ok(rows(&own, TaskPart::Open).count(ctx.db.reader()).await?)
}

/// The own office says on which days the officer was trained and passed the assessment.
///
/// # Errors
/// A refusal on each day that is missing, is to come, or stands in the wrong order.
pub async fn close_first_task(ctx: &Ctx, task: Uuid, trained_on: &str, assessed_on: &str) -> Result<(), Fault> {
    require(ctx, Verb::Decide, Object::Filing)?;
    let row = first_tasks::Entity::find_by_id(task)
        .filter(first_tasks::Column::OfficeId.is_in(own_offices(ctx)))
        .one(ctx.db.reader())
        .await?
        .ok_or(Fault::NotFound)?;
    if ctx.signed_in()?.person == row.person_id {
        return Err(Refusal::new("filings.own_filing").into());
    }
    let (trained_on, assessed_on) = check_days(trained_on, assessed_on, ctx.now().day())?;
    let account = ctx.signed_in()?.account;
    crate::transact!(ctx, |tx| {
        let closed = first_tasks::Entity::update_many()
            .col_expr(first_tasks::Column::TrainedOn, Expr::value(trained_on.to_string()))
            .col_expr(first_tasks::Column::AssessedOn, Expr::value(assessed_on.to_string()))
            .col_expr(first_tasks::Column::ClosedBy, Expr::value(account))
            .col_expr(first_tasks::Column::ClosedAt, Expr::value(ctx.now().0))
            .filter(first_tasks::Column::Id.eq(task))
            .filter(first_tasks::Column::ClosedAt.is_null())
            .exec(tx)
            .await?;
        if closed.rows_affected != 1 {
            return Err(Refusal::new("filings.task_closed").into());
        }
        let facts = json!({ "trained_on": trained_on, "assessed_on": assessed_on });
        audit::record(tx, ctx, "close_first_task", ("filing", row.filing_id), facts).await
    })
}

fn check_days(trained_on: &str, assessed_on: &str, today: Day) -> Result<(Day, Day), Fault> {
    let mut wrong = Vec::new();
    let mut day = |field: &'static str, text: &str| {
        let Some(day) = Day::parse(text.trim()) else {
            wrong.push(Refusal::on(field, "filings.task_day_missing"));
            return None;
        };
        if day > today {
            wrong.push(Refusal::on(field, "filings.task_day_in_future"));
        }
        wrong.extend(check_first_day(field, day).err());
        Some(day)
    };
    let days = (day("trained_on", trained_on), day("assessed_on", assessed_on));
    if let (Some(trained), Some(assessed)) = days
        && assessed < trained
    {
        wrong.push(Refusal::on("assessed_on", "filings.assessed_before_trained"));
    }
    refuse_unless_empty(wrong)?;
    match days {
        (Some(trained), Some(assessed)) => Ok((trained, assessed)),
        _ => Err(Fault::internal("days neither right nor refused")),
    }
}

/// The condition on `first_tasks`: of the own offices of human resources, or of the area for whoever looks on.
async fn reached(ctx: &Ctx) -> Result<Condition, Fault> {
    let looks_on = match &ctx.actor {
        Actor::System(_) => true,
        Actor::Anonymous => false,
        Actor::SignedIn(who) => {
            let of_area = |role| matches!(role, Role::Industry | Role::CountyArrears | Role::City | Role::Issuer);
            who.posts.iter().any(|post| of_area(post.role))
        }
    };
    let own = own_offices(ctx);
    if !looks_on {
        let condition = Condition::all().add(first_tasks::Column::OfficeId.is_in(own.iter().copied()));
        return if own.is_empty() { Err(Fault::Forbidden) } else { Ok(condition) };
    }
    let bound = bindings::Entity::find()
        .select_only()
        .column(bindings::Column::Id)
        .filter(reached_for(ctx, Verb::View, Object::Filing).await?);
    let of_them = filings::Entity::find()
        .select_only()
        .column(filings::Column::Id)
        .filter(filings::Column::BindingId.in_subquery(bound.into_query()));
    let seen = Condition::any()
        .add(first_tasks::Column::OfficeId.is_in(own))
        .add(first_tasks::Column::FilingId.in_subquery(of_them.into_query()));
    Ok(Condition::all().add(seen))
}

fn rows(reach: &Condition, part: TaskPart) -> Select<first_tasks::Entity> {
    let all = first_tasks::Entity::find().filter(reach.clone());
    match part {
        TaskPart::Open => all
            .filter(first_tasks::Column::ClosedAt.is_null())
            .order_by_asc(first_tasks::Column::OpenedAt)
            .order_by_asc(first_tasks::Column::Id),
        TaskPart::Closed => all
            .filter(first_tasks::Column::ClosedAt.is_not_null())
            .order_by_desc(first_tasks::Column::ClosedAt)
            .order_by_desc(first_tasks::Column::Id),
    }
}

async fn views(ctx: &Ctx, rows: Vec<first_tasks::Model>) -> Result<Vec<FirstTask>, Fault> {
    let (db, today, own) = (ctx.db.reader(), ctx.now().day(), own_offices(ctx));
    let people: BTreeSet<Uuid> = rows.iter().map(|row| row.person_id).collect();
    let officers = names_shown(db, people).await?;
    let held = offices::Entity::find().filter(offices::Column::Id.is_in(rows.iter().map(|row| row.office_id)));
    let held: HashMap<Uuid, String> = held.all(db).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let places = places(ctx, rows.iter().map(|row| row.filing_id).collect()).await?;
    let day = |text: Option<String>| {
        text.map(|text| Day::parse(&text).ok_or_else(|| super::filing::unknown(&text))).transpose()
    };
    rows.into_iter()
        .map(|row| {
            let closed_at = row.closed_at.map(Instant);
            let until = closed_at.map_or(today, Instant::day);
            Ok(FirstTask {
                officer: officers.get(&row.person_id).cloned().unwrap_or_default(),
                project: places.get(&row.filing_id).cloned().unwrap_or_default(),
                office: held.get(&row.office_id).cloned().unwrap_or_default(),
                id: row.id,
                filing: row.filing_id,
                opened_at: Instant(row.opened_at),
                days_open: (until.0 - Instant(row.opened_at).day().0).num_days(),
                trained_on: day(row.trained_on)?,
                assessed_on: day(row.assessed_on)?,
                may_close: closed_at.is_none() && own.contains(&row.office_id),
                closed_at,
            })
        })
        .collect()
}

/// The name of the project of each of these filings.
async fn places(ctx: &Ctx, of: Vec<Uuid>) -> Result<HashMap<Uuid, String>, Fault> {
    let db = ctx.db.reader();
    let filed = filings::Entity::find().filter(filings::Column::Id.is_in(of)).all(db).await?;
    let bound = bindings::Entity::find()
        .filter(bindings::Column::Id.is_in(filed.iter().map(|row| row.binding_id)))
        .all(db)
        .await?;
    let named = projects::Entity::find()
        .filter(projects::Column::Id.is_in(bound.iter().filter_map(|row| row.project_id)))
        .all(db)
        .await?;
    let named: HashMap<Uuid, String> = named.into_iter().map(|row| (row.id, row.name)).collect();
    let sites: HashMap<Uuid, Uuid> = bound.iter().filter_map(|row| Some((row.id, row.project_id?))).collect();
    let name = |row: &filings::Model| Some((row.id, named.get(sites.get(&row.binding_id)?)?.clone()));
    Ok(filed.iter().filter_map(name).collect())
}
