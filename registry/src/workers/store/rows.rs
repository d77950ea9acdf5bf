//! How do the tables become what the rules judge?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};
use uuid::Uuid;

use crate::entity::{contracts, people, person_particulars, registration_stays, registrations, team_leaders};
use crate::entity::{wage_cards, worker_trainings};
use crate::people::{IdNumber, PersonName, Phone, Sex};
use crate::workers::{
    CardNumber, Contract, ContractKind, Household, IdDocument, Pay, PayBasis, PayDay, PayMonth, Person, Qualification,
    RESIDENT_CARD, Registration, Role, SiteTraining, Stay, Stays, Term, TrainingKind, TrainingResult, Validity,
    WageCard,
};
use crate::{Ctx, Day, Fault, Instant, Refusal};

pub(super) const ADDRESS: &str = "person_particulars.address";
pub(super) const CARD: &str = "wage_cards.number";
pub(super) const DOCUMENT: &str = "gate_refusals.document";
pub(super) const OLD_PHONE: &str = "person_phone_changes.old_phone";
pub(super) const NEW_PHONE: &str = "person_phone_changes.new_phone";
pub(super) const SHEET: &str = "worker_sheets.content";

pub(super) fn day(text: &str) -> Result<Day, Fault> {
    Day::parse(text).ok_or_else(|| Fault::internal(format!("{text} is no day")))
}

fn days(text: Option<&str>) -> Result<Option<Day>, Fault> {
    text.map(day).transpose()
}

/// What the database holds has passed the rules: where it does not fit, something else is broken.
fn broken(refusal: Refusal) -> Fault {
    Fault::internal(format!("a stored value breaks a rule: {}", refusal.code))
}

fn coded<T>(read: Option<T>) -> Result<T, Fault> {
    read.ok_or_else(|| Fault::internal("a code that nobody knows"))
}

/// The registrations that meet the condition, with their stays, in the order in which they were made.
pub(super) async fn registrations_of<C: ConnectionTrait>(
    db: &C,
    wanted: Condition,
) -> Result<Vec<(registrations::Model, Registration)>, Fault> {
    let wanted = Condition::all().add(wanted).add(registrations::Column::WithdrawnAt.is_null());
    let ids = || -> SelectStatement {
        let ids = registrations::Entity::find().select_only().column(registrations::Column::Id);
        ids.filter(wanted.clone()).into_query()
    };
    let stays = registration_stays::Entity::find()
        .filter(registration_stays::Column::RegistrationId.in_subquery(ids()))
        .filter(registration_stays::Column::WithdrawnAt.is_null())
        .order_by_asc(registration_stays::Column::EnteredOn);
    let mut stays_of: BTreeMap<Uuid, Vec<Stay>> = BTreeMap::new();
    for row in stays.all(db).await? {
        stays_of.entry(row.registration_id).or_default().push(stay(&row)?);
    }
    let leaders = team_leaders::Entity::find()
        .filter(team_leaders::Column::RegistrationId.in_subquery(ids()))
        .filter(team_leaders::Column::UntilOn.is_null());
    let leaders: BTreeSet<Uuid> = leaders.all(db).await?.into_iter().map(|row| row.registration_id).collect();
    let rows = registrations::Entity::find().filter(wanted.clone()).order_by_asc(registrations::Column::Id);
    let rows = rows.all(db).await?;
    rows.into_iter()
        .map(|row| {
            let stays = stays_of.remove(&row.id).unwrap_or_default();
            let registration = registration(&row, stays, leaders.contains(&row.id))?;
            Ok((row, registration))
        })
        .collect()
}

/// One of them.
pub(super) async fn registration_of<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
) -> Result<(registrations::Model, Registration), Fault> {
    let wanted = Condition::all().add(registrations::Column::Id.eq(id));
    registrations_of(db, wanted).await?.pop().ok_or(Fault::NotFound)
}

fn registration(row: &registrations::Model, stays: Vec<Stay>, is_team_leader: bool) -> Result<Registration, Fault> {
    let end_of_time = Day(chrono::NaiveDate::MAX);
    Ok(Registration {
        id: row.id,
        person: row.person_id,
        project: row.project_id,
        unit: row.unit_id,
        team: row.team_id,
        role: coded(Role::parse(&row.role))?,
        trade: row.trade.clone(),
        post: row.post.clone(),
        is_team_leader,
        registered_at: Instant(row.registered_at),
        stays: Stays::new(stays, end_of_time).map_err(|_| Fault::internal("stored stays overlap"))?,
    })
}

pub(super) fn stay(row: &registration_stays::Model) -> Result<Stay, Fault> {
    Ok(Stay { entered: day(&row.entered_on)?, left: days(row.left_on.as_deref())? })
}

/// The contracts in force of the condition, each with its person.
pub(super) async fn contracts_of<C: ConnectionTrait>(
    db: &C,
    wanted: Condition,
) -> Result<BTreeMap<Uuid, Vec<Contract>>, Fault> {
    let rows = contracts::Entity::find()
        .filter(wanted)
        .filter(contracts::Column::WithdrawnAt.is_null())
        .order_by_asc(contracts::Column::SignedOn)
        .order_by_asc(contracts::Column::Id);
    let mut of_people: BTreeMap<Uuid, Vec<Contract>> = BTreeMap::new();
    for row in rows.all(db).await? {
        of_people.entry(row.person_id).or_default().push(contract(&row)?);
    }
    Ok(of_people)
}

pub(crate) fn contract(row: &contracts::Model) -> Result<Contract, Fault> {
    let pay_day = match (row.pay_day, row.pay_month.as_deref()) {
        (Some(day_of_month), Some(month)) => Some(PayDay {
            day_of_month: u32::try_from(day_of_month).map_err(Fault::internal)?,
            month: coded(PayMonth::parse(month))?,
        }),
        _ => None,
    };
    Ok(Contract {
        id: row.id,
        project: row.project_id,
        employer: row.employer_id,
        kind: coded(ContractKind::parse(&row.kind))?,
        term: coded(Term::parse(&row.term))?,
        signed_on: day(&row.signed_on)?,
        starts_on: day(&row.starts_on)?,
        ends_on: days(row.ends_on.as_deref())?,
        dissolved_on: days(row.dissolved_on.as_deref())?,
        pay: Pay {
            basis: coded(PayBasis::parse(&row.pay_basis))?,
            rate_fen: row.rate_fen,
            measure: row.measure.clone(),
            pay_day,
            interval_months: row.interval_months.map(u32::try_from).transpose().map_err(Fault::internal)?,
        },
        signed_copy: row.signed_copy.clone(),
    })
}

pub(super) async fn trainings_of<C: ConnectionTrait>(
    db: &C,
    wanted: Condition,
) -> Result<BTreeMap<Uuid, Vec<SiteTraining>>, Fault> {
    let rows = worker_trainings::Entity::find()
        .filter(wanted)
        .filter(worker_trainings::Column::WithdrawnAt.is_null())
        .order_by_asc(worker_trainings::Column::TrainedOn)
        .order_by_asc(worker_trainings::Column::Id);
    let mut of_people: BTreeMap<Uuid, Vec<SiteTraining>> = BTreeMap::new();
    for row in rows.all(db).await? {
        of_people.entry(row.person_id).or_default().push(SiteTraining {
            id: row.id,
            project: row.project_id,
            kind: coded(TrainingKind::parse(&row.kind))?,
            day: day(&row.trained_on)?,
            duration_min: u32::try_from(row.duration_min).map_err(Fault::internal)?,
            result: coded(TrainingResult::parse(&row.result))?,
            trainer: row.trainer,
        });
    }
    Ok(of_people)
}

/// Every card of a person on a project that was not withdrawn, the oldest first.
pub(super) async fn cards_of<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    (project, person): (Uuid, Uuid),
) -> Result<Vec<(wage_cards::Model, WageCard)>, Fault> {
    let rows = wage_cards::Entity::find()
        .filter(wage_cards::Column::ProjectId.eq(project))
        .filter(wage_cards::Column::PersonId.eq(person))
        .filter(wage_cards::Column::WithdrawnAt.is_null())
        .order_by_asc(wage_cards::Column::SinceOn);
    rows.all(db).await?.into_iter().map(|row| card(ctx, &row).map(|card| (row, card))).collect()
}

pub(crate) fn card(ctx: &Ctx, row: &wage_cards::Model) -> Result<WageCard, Fault> {
    Ok(WageCard {
        number: CardNumber::parse(&ctx.vault.open_text(CARD, &row.number_sealed)?).map_err(broken)?,
        bank: row.bank.clone(),
        bank_name: row.bank_name.clone(),
        branch: row.branch.clone(),
        link_number: row.link_number.clone(),
        holder: PersonName::parse(&row.holder).map_err(broken)?,
        since: day(&row.since_on)?,
    })
}

/// Everything that is on record about the person.
pub(super) fn person(ctx: &Ctx, row: &people::Model, particulars: &person_particulars::Model) -> Result<Person, Fault> {
    let number = ctx.vault.open_text("people.id_number", &row.id_number_sealed)?;
    let document = match row.document_kind.as_str() {
        RESIDENT_CARD => IdDocument::Resident(IdNumber::parse(&number, ctx.now().day()).map_err(broken)?),
        kind => IdDocument::Other { kind: kind.to_owned(), number },
    };
    let phone = ctx.vault.open_text("people.phone", &row.phone_sealed)?;
    Ok(Person {
        name: PersonName::parse(&row.name).map_err(broken)?,
        sex: coded(Sex::parse(&row.sex))?,
        ethnic_group: particulars.ethnic_group.clone(),
        birth_day: day(&row.birth_day)?,
        document,
        address: ctx.vault.open_text(ADDRESS, &particulars.address_sealed)?,
        document_issuer: particulars.document_issuer.clone(),
        document_valid: Validity {
            from: days(particulars.valid_from.as_deref())?,
            until: days(particulars.valid_until.as_deref())?,
        },
        photo: particulars.photo.clone().or_else(|| row.photo.clone()),
        phone: Phone::parse(&phone).ok(),
        household: particulars.household.as_deref().and_then(Household::parse),
        education: particulars.education.clone(),
        qualifications: serde_json::from_str::<Vec<Qualification>>(&particulars.qualifications)?,
    })
}
