//! Which teams (班组) are there on a project, of which unit, from when until when, and who leads each?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel, JoinType, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::holding::Ground;
use super::rows::registration_of;
use super::scope::{own_project, visible_project};
use super::site::team as team_of;
use super::{Origin, account};
use crate::db::many;
use crate::entity::{enterprises, people, registrations, team_leaders, teams};
use crate::instant::check_first_day;
use crate::permissions::{Object, Verb};
use crate::projects::store::lock;
use crate::workers::{Site, Team, check_team};
use crate::{Ctx, Day, Fault, Refusal, audit, db};

#[derive(Clone, Debug)]
pub struct NewTeam<'a> {
    pub unit: Uuid,
    pub name: &'a str,
    pub entered: Option<Day>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamView {
    pub id: Uuid,
    pub name: String,
    pub unit: Uuid,
    pub unit_name: String,
    pub entered: Option<Day>,
    pub left: Option<Day>,
    /// Registered and not left.
    pub members: i64,
    pub leader: Option<Leader>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leader {
    pub registration: Uuid,
    pub person: Uuid,
    pub name: String,
    pub since: Day,
}

pub async fn create_team(ctx: &Ctx, project: Uuid, new: &NewTeam<'_>, origin: Origin) -> Result<Uuid, Fault> {
    own_project(ctx, Verb::Create, Object::Worker, project).await?;
    crate::transact!(ctx, |tx| { insert_team(tx, ctx, project, new, origin).await })
}

pub(super) async fn insert_team(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    new: &NewTeam<'_>,
    origin: Origin,
) -> Result<Uuid, Fault> {
    let site = Ground::hold(tx, ctx, project).await?.site;
    let team = checked_team(ctx, &site, new)?;
    teams::Entity::insert(team_row(ctx, &team, origin).into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::on("team_name", "workers.team_name_twice")))?;
    // a batch has one entry for all that it brings
    if origin == Origin::ByHand {
        let facts = json!({ "project": project, "unit": new.unit });
        audit::record(tx, ctx, "create_team", ("team", team.id), facts).await?;
    }
    Ok(team.id)
}

/// The team that a form or a row states, or everything that is wrong with it.
pub(super) fn checked_team(ctx: &Ctx, site: &Site, new: &NewTeam<'_>) -> Result<Team, Fault> {
    let (project, name) = (site.project, new.name.trim().to_owned());
    let team = Team { id: ctx.new_id(), project, unit: new.unit, name, entered: new.entered, left: None };
    let mut findings = check_team(&team, site, &[]);
    if let Some(day) = new.entered.filter(|day| *day > ctx.now().day()) {
        let refusal = Refusal::on("team_entered", "workers.movement_in_future");
        findings.refuse(refusal.with("day", day.chinese()));
    }
    if let Some(day) = new.entered {
        findings.take(check_first_day("team_entered", day));
    }
    findings.settle().map(|_| team)
}

pub(super) fn team_row(ctx: &Ctx, team: &Team, origin: Origin) -> teams::Model {
    teams::Model {
        id: team.id,
        project_id: team.project,
        unit_id: team.unit,
        name: team.name.clone(),
        entered_on: team.entered.map(|day| day.to_string()),
        left_on: team.left.map(|day| day.to_string()),
        recorded_by: account(ctx),
        recorded_at: ctx.now().0,
        ended_by: team.left.and_then(|_| account(ctx)),
        ended_at: team.left.map(|_| ctx.now().0),
        batch_id: origin.batch(),
    }
}

/// The team leaves the site; nobody may still be in it.
pub async fn end_team(ctx: &Ctx, team: Uuid, day: Day) -> Result<(), Fault> {
    let row = own_team(ctx, team).await?;
    crate::transact!(ctx, |tx| {
        lock(tx, row.project_id).await?;
        end_team_within(tx, ctx, team, day).await?;
        audit::record(tx, ctx, "end_team", ("team", team), json!({ "day": day })).await
    })
}

/// What the days of a team say against its end.
pub(super) fn check_end(ctx: &Ctx, entered: Option<Day>, left: Day) -> Result<(), Refusal> {
    if left > ctx.now().day() {
        return Err(Refusal::on("team_left", "workers.movement_in_future").with("day", left.chinese()));
    }
    match entered.is_some_and(|entered| left < entered) {
        true => Err(Refusal::on("team_left", "workers.team_left_before_entry")),
        false => Ok(()),
    }
}

/// The project is held already; whoever calls it writes it into the log.
pub(super) async fn end_team_within(tx: &DatabaseTransaction, ctx: &Ctx, team: Uuid, day: Day) -> Result<(), Fault> {
    let row = teams::Entity::find_by_id(team).one(tx).await?.ok_or(Fault::NotFound)?;
    check_end(ctx, team_of(&row)?.entered, day)?;
    let members = registrations::Entity::find()
        .filter(registrations::Column::TeamId.eq(team))
        .filter(registrations::Column::LeftOn.is_null())
        .filter(registrations::Column::WithdrawnAt.is_null());
    if members.one(tx).await?.is_some() {
        return Err(Refusal::on("team", "workers.team_has_members").into());
    }
    let ended = teams::Entity::update_many()
        .col_expr(teams::Column::LeftOn, Expr::value(day.to_string()))
        .col_expr(teams::Column::EndedBy, Expr::value(account(ctx)))
        .col_expr(teams::Column::EndedAt, Expr::value(ctx.now().0))
        .filter(teams::Column::Id.eq(team))
        .filter(teams::Column::LeftOn.is_null())
        .exec(tx)
        .await?;
    if ended.rows_affected != 1 {
        return Err(Refusal::on("team", "workers.team_ended_already").into());
    }
    Ok(())
}

/// From a day on this member leads the team; whoever led it until then does no more.
pub async fn set_leader(ctx: &Ctx, team: Uuid, registration: Uuid, from: Day) -> Result<(), Fault> {
    let project = own_team(ctx, team).await?.project_id;
    if from > ctx.now().day() {
        return Err(Refusal::on("team_leader", "workers.movement_in_future").with("day", from.chinese()).into());
    }
    check_first_day("team_leader", from)?;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let (row, member) = registration_of(tx, registration).await?;
        if row.team_id != Some(team) || !member.is_in_force() {
            return Err(Refusal::on("team_leader", "workers.leader_of_another_team").into());
        }
        let led = current_leader(tx, team).await?;
        if led.as_ref().is_some_and(|led| led.registration_id == registration) {
            return Ok(());
        }
        if let Some(led) = led {
            if from.to_string() < led.from_on {
                return Err(Refusal::on("team_leader", "workers.leader_before_last").into());
            }
            end_leadership(tx, ctx, led.registration_id, from).await?;
        }
        insert_leader(tx, ctx, team, registration, from, Origin::ByHand).await
    })
}

/// Nobody leads the team from then on.
pub async fn end_leader(ctx: &Ctx, team: Uuid, until: Day) -> Result<(), Fault> {
    let project = own_team(ctx, team).await?.project_id;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let led = current_leader(tx, team).await?;
        let led = led.ok_or_else(|| Refusal::on("team_leader", "workers.team_without_leader"))?;
        if until > ctx.now().day() || until.to_string() < led.from_on {
            return Err(Refusal::on("team_leader", "workers.leader_before_last").into());
        }
        end_leadership(tx, ctx, led.registration_id, until).await
    })
}

/// The teams of a project by unit and name, as far as the actor's right reaches.
pub async fn teams(ctx: &Ctx, project: Uuid) -> Result<Vec<TeamView>, Fault> {
    let (_, sight) = visible_project(ctx, Object::Worker, project).await?;
    let reader = ctx.db.reader();
    let rows = teams::Entity::find()
        .filter(teams::Column::ProjectId.eq(project))
        .order_by_asc(teams::Column::UnitId)
        .order_by_asc(teams::Column::Name);
    let rows = rows.all(reader).await?;
    let units = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(rows.iter().map(|row| row.unit_id)));
    let units: BTreeMap<Uuid, String> = units.all(reader).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let mut leaders = leaders_of(ctx, project).await?;
    let mut members = members_of(ctx, project).await?;
    let today = ctx.now().day();
    let teams = rows.iter().map(team_of).collect::<Result<Vec<_>, Fault>>()?;
    let is_seen = |team: &Team| sight.holds(team.unit, team.entered.unwrap_or(today));
    let view = |team: Team| TeamView {
        members: members.remove(&team.id).unwrap_or_default(),
        leader: leaders.remove(&team.id),
        unit_name: units.get(&team.unit).cloned().unwrap_or_default(),
        id: team.id,
        name: team.name,
        unit: team.unit,
        entered: team.entered,
        left: team.left,
    };
    Ok(teams.into_iter().filter(is_seen).map(view).collect())
}

/// How many people are in each team: registered and not left.
async fn members_of(ctx: &Ctx, project: Uuid) -> Result<BTreeMap<Uuid, i64>, Fault> {
    use registrations::Column::{Id, LeftOn, ProjectId, TeamId, WithdrawnAt};
    let rows: Vec<(Uuid, i64)> = registrations::Entity::find()
        .select_only()
        .column(TeamId)
        .expr_as(Id.into_expr().count(), "members")
        .filter(ProjectId.eq(project))
        .filter(TeamId.is_not_null())
        .filter(LeftOn.is_null())
        .filter(WithdrawnAt.is_null())
        .group_by(TeamId)
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    Ok(rows.into_iter().collect())
}
async fn leaders_of(ctx: &Ctx, project: Uuid) -> Result<BTreeMap<Uuid, Leader>, Fault> {
    let of = team_leaders::Entity::belongs_to(registrations::Entity)
        .from(team_leaders::Column::RegistrationId)
        .to(registrations::Column::Id);
    let person =
        registrations::Entity::belongs_to(people::Entity).from(registrations::Column::PersonId).to(people::Column::Id);
    let rows: Vec<(Uuid, Uuid, String, Uuid, String)> = team_leaders::Entity::find()
        .select_only()
        .column(team_leaders::Column::TeamId)
        .column(team_leaders::Column::RegistrationId)
        .column(team_leaders::Column::FromOn)
        .column(people::Column::Id)
        .column(people::Column::Name)
        .join(JoinType::InnerJoin, of.into())
        .join(JoinType::InnerJoin, person.into())
        .filter(registrations::Column::ProjectId.eq(project))
        .filter(team_leaders::Column::UntilOn.is_null())
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    rows.into_iter()
        .map(|(team, registration, from, person, name)| {
            Ok((team, Leader { registration, person, name, since: super::rows::day(&from)? }))
        })
        .collect()
}

pub(super) async fn current_leader<C: ConnectionTrait>(
    db: &C,
    team: Uuid,
) -> Result<Option<team_leaders::Model>, Fault> {
    let rows = team_leaders::Entity::find()
        .filter(team_leaders::Column::TeamId.eq(team))
        .filter(team_leaders::Column::UntilOn.is_null());
    Ok(rows.one(db).await?)
}

pub(super) async fn insert_leader(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    team: Uuid,
    registration: Uuid,
    from: Day,
    origin: Origin,
) -> Result<(), Fault> {
    team_leaders::Entity::insert(new_leader(ctx, team, registration, from, origin).into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, two_leaders()))?;
    match origin {
        Origin::ByHand => {
            let facts = json!({ "registration": registration, "from": from });
            audit::record(tx, ctx, "lead_team", ("team", team), facts).await
        }
        // the one entry of a batch comes last: a long import would hold every chain until then
        Origin::Batch(_) => Ok(()),
    }
}

pub(super) fn new_leader(ctx: &Ctx, team: Uuid, registration: Uuid, from: Day, origin: Origin) -> team_leaders::Model {
    team_leaders::Model {
        id: ctx.new_id(),
        team_id: team,
        registration_id: registration,
        from_on: from.to_string(),
        until_on: None,
        recorded_by: account(ctx),
        recorded_at: ctx.now().0,
        ended_by: None,
        ended_at: None,
        batch_id: origin.batch(),
    }
}

pub(super) fn two_leaders() -> Refusal {
    Refusal::on("team_leader", "workers.team_has_two_leaders").with("leaders", 2)
}

/// Those of these teams that somebody leads.
pub(super) async fn led_among<C: ConnectionTrait>(db: &C, teams: &[Uuid]) -> Result<BTreeSet<Uuid>, Fault> {
    let mut led = BTreeSet::new();
    for some in many::keys(teams) {
        let of_these = team_leaders::Entity::find()
            .filter(team_leaders::Column::TeamId.is_in(some.iter().copied()))
            .filter(team_leaders::Column::UntilOn.is_null());
        led.extend(of_these.all(db).await?.into_iter().map(|row| row.team_id));
    }
    Ok(led)
}

/// Whoever leaves the team leads it no more.
pub(super) async fn end_leadership(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    registration: Uuid,
    until: Day,
) -> Result<(), Fault> {
    team_leaders::Entity::update_many()
        .col_expr(team_leaders::Column::UntilOn, Expr::value(until.to_string()))
        .col_expr(team_leaders::Column::EndedBy, Expr::value(account(ctx)))
        .col_expr(team_leaders::Column::EndedAt, Expr::value(ctx.now().0))
        .filter(team_leaders::Column::RegistrationId.eq(registration))
        .filter(team_leaders::Column::UntilOn.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

async fn own_team(ctx: &Ctx, team: Uuid) -> Result<teams::Model, Fault> {
    let row = teams::Entity::find_by_id(team).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    own_project(ctx, Verb::Edit, Object::Worker, row.project_id).await?;
    Ok(row)
}
