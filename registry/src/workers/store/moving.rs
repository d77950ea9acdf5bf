//! Who enters, who leaves, who changes the team, and what was written down wrongly about it?

use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::holding::{Ground, tell};
use super::registering::{insert_stay, write};
use super::rows::{person, registration_of, registrations_of};
use super::scope::own;
use super::teams::end_leadership;
use super::{Origin, account, reason};
use crate::entity::{people, registration_stays, registrations};
use crate::permissions::{Object, Verb};
use crate::projects::store::lock;
use crate::workers::record::check_registration;
use crate::workers::{Codes, Findings, Movement, Policy, Registration, Stay, Stays, Warning, check_age};
use crate::{Ctx, Day, Fault, Refusal, audit, db};

/// Why a registration that never began on site was taken back when the person went to another team.
const CHANGE_OF_TEAM: &str = "change_of_team";

/// Into which team, as what, from which day on.
#[derive(Clone, Debug)]
pub struct Move<'a> {
    pub unit: Uuid,
    pub team: Option<Uuid>,
    pub trade: &'a str,
    pub post: &'a str,
    pub is_team_leader: bool,
    pub day: Day,
}

/// The person comes onto the site, for the first time or again.
pub async fn enter(ctx: &Ctx, registration: Uuid, day: Day, origin: Origin) -> Result<Vec<Warning>, Fault> {
    let row = own(ctx, Verb::Edit, Object::Worker, registration).await?;
    crate::transact!(ctx, |tx| {
        let ground = Ground::hold(tx, ctx, row.project_id).await?;
        let warnings = enter_within(tx, ctx, &ground, registration, day, origin).await?;
        let facts = json!({ "day": day, "batch": origin.batch() });
        audit::record(tx, ctx, "enter_site", ("registration", registration), facts).await?;
        Ok(warnings)
    })
}

pub(super) async fn enter_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    ground: &Ground,
    registration: Uuid,
    day: Day,
    origin: Origin,
) -> Result<Vec<Warning>, Fault> {
    let (_, known) = registration_of(tx, registration).await?;
    let stays = known.stays.after(Movement::Enter, day, ctx.now().day())?;
    let known = Registration { stays, ..known };
    let warnings = judged(tx, ctx, &known, ground).await?;
    insert_stay(tx, ctx, registration, Stay { entered: day, left: None }, origin).await?;
    keep_summary(tx, registration, &known.stays).await?;
    tell(tx, ctx, known.project, &[(known.person, day.min(known.registered_on()))]).await?;
    Ok(warnings)
}

/// The person leaves the site; the day still counts as one on it.
pub async fn leave(ctx: &Ctx, registration: Uuid, day: Day, origin: Origin) -> Result<(), Fault> {
    let row = own(ctx, Verb::Edit, Object::Worker, registration).await?;
    crate::transact!(ctx, |tx| {
        lock(tx, row.project_id).await?;
        leave_within(tx, ctx, registration, day, origin).await?;
        let facts = json!({ "day": day, "batch": origin.batch() });
        audit::record(tx, ctx, "leave_site", ("registration", registration), facts).await
    })
}

pub(super) async fn leave_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    registration: Uuid,
    day: Day,
    origin: Origin,
) -> Result<(), Fault> {
    let (_, known) = registration_of(tx, registration).await?;
    end_stay(tx, ctx, &known, day, origin).await?;
    tell(tx, ctx, known.project, &[(known.person, day)]).await
}

/// Ends the registration and begins another on the same day; the new one's id, and what is worth a second look.
pub async fn change_team(ctx: &Ctx, registration: Uuid, to: &Move<'_>) -> Result<(Uuid, Vec<Warning>), Fault> {
    let row = own(ctx, Verb::Edit, Object::Worker, registration).await?;
    crate::transact!(ctx, |tx| {
        let ground = Ground::hold(tx, ctx, row.project_id).await?;
        let (new, warnings) = change_team_within(tx, ctx, &ground, registration, to, Origin::ByHand).await?;
        let facts = json!({ "from": row.team_id, "to": to.team, "unit": to.unit, "day": to.day, "new": new });
        audit::record(tx, ctx, "change_team", ("registration", registration), facts).await?;
        Ok((new, warnings))
    })
}

pub(super) async fn change_team_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    ground: &Ground,
    registration: Uuid,
    to: &Move<'_>,
    origin: Origin,
) -> Result<(Uuid, Vec<Warning>), Fault> {
    let (_, old) = registration_of(tx, registration).await?;
    let new = moved(ctx, &old, to)?;
    let warnings = check_registration(&new, &ground.site, ctx.now().day(), Codes::built_in()).settle()?;
    let from = match old.stays.last() {
        Some(_) => end_stay(tx, ctx, &old, to.day, origin).await.map(|()| to.day)?,
        None => take_back(tx, ctx, registration, CHANGE_OF_TEAM).await.map(|()| to.day.min(old.registered_on()))?,
    };
    write(tx, ctx, &new, Some(registration), origin).await?;
    tell(tx, ctx, new.project, &[(new.person, from)]).await?;
    Ok((new.id, warnings))
}

/// The registration that begins where this one ends.
fn moved(ctx: &Ctx, old: &Registration, to: &Move<'_>) -> Result<Registration, Fault> {
    if !old.is_in_force() {
        return Err(Refusal::new("workers.not_on_site").into());
    }
    if (to.unit, to.team) == (old.unit, old.team) {
        return Err(Refusal::on("team", "workers.team_unchanged").into());
    }
    let stay = old.stays.last().map(|_| Stay { entered: to.day, left: None });
    Ok(Registration {
        id: ctx.new_id(),
        unit: to.unit,
        team: to.team,
        trade: to.trade.trim().to_owned(),
        post: to.post.trim().to_owned(),
        is_team_leader: to.is_team_leader,
        stays: Stays::new(stay.into_iter().collect(), ctx.now().day()).map_err(Fault::Refused)?,
        ..old.clone()
    })
}

/// Writes the entries and exits anew; those before stay readable with the reason.
pub async fn correct_stays(ctx: &Ctx, registration: Uuid, stays: &[Stay], why: &str) -> Result<Vec<Warning>, Fault> {
    let row = own(ctx, Verb::Edit, Object::Worker, registration).await?;
    let why = reason(why)?;
    crate::transact!(ctx, |tx| {
        let ground = Ground::hold(tx, ctx, row.project_id).await?;
        let warnings = correct_stays_within(tx, ctx, &ground, registration, stays, &why, Origin::ByHand).await?;
        let facts = json!({ "stays": stays.len() });
        audit::record(tx, ctx, "correct_stays", ("registration", registration), facts).await?;
        Ok(warnings)
    })
}

pub(super) async fn correct_stays_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    ground: &Ground,
    registration: Uuid,
    stays: &[Stay],
    why: &str,
    origin: Origin,
) -> Result<Vec<Warning>, Fault> {
    let stays = Stays::new(stays.to_vec(), ctx.now().day()).map_err(Fault::Refused)?;
    let (_, before) = registration_of(tx, registration).await?;
    let known = Registration { stays, ..before.clone() };
    let warnings = judged(tx, ctx, &known, ground).await?;
    withdraw_stays(tx, ctx, registration, why).await?;
    for stay in known.stays.iter() {
        insert_stay(tx, ctx, registration, stay, origin).await?;
    }
    keep_summary(tx, registration, &known.stays).await?;
    if let Some(left) = known.stays.last().and_then(|stay| stay.left) {
        end_leadership(tx, ctx, registration, left).await?;
    }
    tell(tx, ctx, known.project, &[(known.person, before.begins_on().min(known.begins_on()))]).await?;
    Ok(warnings)
}

/// A registration that should never have been: it stays readable and counts nowhere.
pub async fn withdraw_registration(ctx: &Ctx, registration: Uuid, why: &str) -> Result<(), Fault> {
    let row = own(ctx, Verb::Edit, Object::Worker, registration).await?;
    let why = reason(why)?;
    crate::transact!(ctx, |tx| {
        lock(tx, row.project_id).await?;
        let (_, known) = registration_of(tx, registration).await?;
        take_back(tx, ctx, registration, &why).await?;
        tell(tx, ctx, known.project, &[(known.person, known.begins_on().min(known.registered_on()))]).await?;
        audit::record(tx, ctx, "withdraw_registration", ("registration", registration), json!({})).await
    })
}

/// What the rules say to a registration whose stays have changed; nobody is on the project twice.
async fn judged(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    known: &Registration,
    ground: &Ground,
) -> Result<Vec<Warning>, Fault> {
    let mut findings = check_registration(known, &ground.site, ctx.now().day(), Codes::built_in());
    findings.add(age(tx, ctx, known, &ground.policy).await?);
    let warnings = findings.settle()?;
    refuse_overlaps(tx, known).await?;
    Ok(warnings)
}

pub(super) async fn take_back(tx: &DatabaseTransaction, ctx: &Ctx, registration: Uuid, why: &str) -> Result<(), Fault> {
    let withdrawn = registrations::Entity::update_many()
        .col_expr(registrations::Column::WithdrawnBy, Expr::value(account(ctx)))
        .col_expr(registrations::Column::WithdrawnAt, Expr::value(ctx.now().0))
        .col_expr(registrations::Column::WithdrawnReason, Expr::value(why))
        .filter(registrations::Column::Id.eq(registration))
        .filter(registrations::Column::WithdrawnAt.is_null())
        .exec(tx)
        .await?;
    if withdrawn.rows_affected != 1 {
        return Err(Refusal::new("workers.withdrawn_already").into());
    }
    end_leadership(tx, ctx, registration, ctx.now().day()).await
}

/// The open stay ends on the day, and the leadership with it.
async fn end_stay(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    known: &Registration,
    day: Day,
    origin: Origin,
) -> Result<(), Fault> {
    let stays = known.stays.after(Movement::Leave, day, ctx.now().day())?;
    let ended = registration_stays::Entity::update_many()
        .col_expr(registration_stays::Column::LeftOn, Expr::value(day.to_string()))
        .col_expr(registration_stays::Column::LeftBy, Expr::value(account(ctx)))
        .col_expr(registration_stays::Column::LeftAt, Expr::value(ctx.now().0))
        .col_expr(registration_stays::Column::ExitBatchId, Expr::value(origin.batch()))
        .filter(registration_stays::Column::RegistrationId.eq(known.id))
        .filter(registration_stays::Column::LeftOn.is_null())
        .filter(registration_stays::Column::WithdrawnAt.is_null())
        .exec(tx)
        .await?;
    if ended.rows_affected != 1 {
        return Err(Refusal::on("day", "workers.moved_meanwhile").into());
    }
    end_leadership(tx, ctx, known.id, day).await?;
    keep_summary(tx, known.id, &stays).await
}

async fn withdraw_stays(tx: &DatabaseTransaction, ctx: &Ctx, registration: Uuid, why: &str) -> Result<(), Fault> {
    registration_stays::Entity::update_many()
        .col_expr(registration_stays::Column::WithdrawnBy, Expr::value(account(ctx)))
        .col_expr(registration_stays::Column::WithdrawnAt, Expr::value(ctx.now().0))
        .col_expr(registration_stays::Column::WithdrawnReason, Expr::value(why))
        .filter(registration_stays::Column::RegistrationId.eq(registration))
        .filter(registration_stays::Column::WithdrawnAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The first entry and, while nobody is on site, the last exit, on the registration itself: what lists ask for.
pub(super) async fn keep_summary(tx: &DatabaseTransaction, registration: Uuid, stays: &Stays) -> Result<(), Fault> {
    let entered = stays.first().map(|stay| stay.entered.to_string());
    let left = stays.last().and_then(|stay| stay.left).map(|day| day.to_string());
    registrations::Entity::update_many()
        .col_expr(registrations::Column::EnteredOn, Expr::value(entered))
        .col_expr(registrations::Column::LeftOn, Expr::value(left))
        .filter(registrations::Column::Id.eq(registration))
        .exec(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::new("workers.registered_already")))?;
    Ok(())
}

/// Nobody is on the project twice at one time.
pub(super) async fn refuse_overlaps(tx: &DatabaseTransaction, new: &Registration) -> Result<(), Fault> {
    use registrations::Column::{Id, PersonId, ProjectId};
    let others = Condition::all().add(PersonId.eq(new.person)).add(ProjectId.eq(new.project)).add(Id.ne(new.id));
    let others = registrations_of(tx, others).await?;
    Ok(check_alone(new, others.iter().map(|(_, other)| other))?)
}

/// The same, of the person's other registrations on the project.
pub(super) fn check_alone<'a>(
    new: &Registration,
    mut others: impl Iterator<Item = &'a Registration> + Clone,
) -> Result<(), Refusal> {
    if new.is_in_force() && others.clone().any(Registration::is_in_force) {
        return Err(Refusal::on("document_number", "workers.registered_already"));
    }
    match others.any(|other| other.stands_beside(new)) {
        true => Err(Refusal::on("entered", "workers.stands_beside_another")),
        false => Ok(()),
    }
}

/// What the age of the person allows, for a registration whose first day may have moved.
async fn age(tx: &DatabaseTransaction, ctx: &Ctx, known: &Registration, policy: &Policy) -> Result<Findings, Fault> {
    let row = people::Entity::find_by_id(known.person).one(tx).await?.ok_or(Fault::NotFound)?;
    let particulars = super::people::particulars(tx, known.person).await?;
    let particulars = particulars.ok_or_else(|| Fault::internal("a worker without particulars"))?;
    Ok(check_age(&person(ctx, &row, &particulars)?, known.begins_on(), policy))
}
