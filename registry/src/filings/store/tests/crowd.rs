//! Many people, certificates, projects and bindings at once, as a city would have them.

use sea_orm::{ColumnTrait, QueryFilter};

use super::*;
use crate::db::many;
use crate::entity::{bindings, certificates, project_parties, project_statuses, projects as project_rows, teams};
use crate::filings::{Level, Proposer};

/// People that nobody of the cast is, from this number on.
pub async fn people(ctx: &Ctx, from: u16, count: u16) -> Vec<Uuid> {
    let rows: Vec<_> = (from..from + count)
        .map(|nth| {
            let new = extra(nth, "工人乙", "");
            let number = IdNumber::parse(&new.id_number, ctx.now().day()).unwrap();
            crate::people::store::new_row(ctx, &new.name, &number, &Phone::parse(&new.phone).unwrap()).unwrap()
        })
        .collect();
    let ids = rows.iter().map(|row| row.id).collect();
    let rows: Vec<_> = rows.into_iter().map(IntoActiveModel::into_active_model).collect();
    write(ctx, &rows).await;
    ids
}

/// A valid certificate of each, like the one of the world's officer.
pub async fn certificates_of(world: &World, people: &[Uuid]) -> Vec<Uuid> {
    let like = certificates::Entity::find()
        .filter(certificates::Column::Number.eq(world.certificate.as_str()))
        .one(world.ctx.db.reader())
        .await
        .unwrap()
        .unwrap();
    let rows: Vec<_> = (0_i32..)
        .zip(people)
        .map(|(nth, person)| certificates::Model {
            id: world.ctx.new_id(),
            serial: 200_000 + nth,
            number: format!("{}X{nth}", like.number),
            path_id: format!("{nth:016}"),
            status_index: 60_000 + nth,
            person_id: *person,
            ..like.clone()
        })
        .collect();
    let ids = rows.iter().map(|row| row.id).collect();
    let rows: Vec<_> = rows.into_iter().map(IntoActiveModel::into_active_model).collect();
    write(&world.ctx, &rows).await;
    ids
}

/// Projects like the world's, each accepted, of the same contractor, and built since the same day.
pub async fn sites(world: &World, count: usize) -> Vec<Uuid> {
    let db = world.ctx.db.reader();
    let like = project_rows::Entity::find_by_id(world.project).one(db).await.unwrap().unwrap();
    let party = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.eq(world.project))
        .one(db)
        .await
        .unwrap()
        .unwrap();
    let status = project_statuses::Entity::find()
        .filter(project_statuses::Column::ProjectId.eq(world.project))
        .one(db)
        .await
        .unwrap()
        .unwrap();
    let rows: Vec<_> = (0..count)
        .map(|nth| project_rows::Model { id: world.ctx.new_id(), name: format!("第{nth}号工地"), ..like.clone() })
        .collect();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let parties: Vec<_> = ids
        .iter()
        .map(|id| {
            project_parties::Model { id: world.ctx.new_id(), project_id: *id, ..party.clone() }.into_active_model()
        })
        .collect();
    let statuses: Vec<_> = ids
        .iter()
        .map(|id| {
            project_statuses::Model { id: world.ctx.new_id(), project_id: *id, ..status.clone() }.into_active_model()
        })
        .collect();
    let rows: Vec<_> = rows.into_iter().map(IntoActiveModel::into_active_model).collect();
    write(&world.ctx, &rows).await;
    write(&world.ctx, &parties).await;
    write(&world.ctx, &statuses).await;
    ids
}

/// Each of these people works on the project, for this unit.
pub async fn work(ctx: &Ctx, project: Uuid, unit: Uuid, people: &[Uuid]) {
    let team = team(ctx, project, unit);
    let rows: Vec<_> = people.iter().map(|person| registered(ctx, &team, *person).into_active_model()).collect();
    write(ctx, &[team.into_active_model()]).await;
    write(ctx, &rows).await;
}

/// One person on each of these projects.
pub async fn works_everywhere(world: &World, sites: &[Uuid], person: Uuid) {
    let (ctx, unit) = (&world.ctx, world.enterprise);
    let teams: Vec<_> = sites.iter().map(|site| team(ctx, *site, unit)).collect();
    let rows: Vec<_> = teams.iter().map(|team| registered(ctx, team, person).into_active_model()).collect();
    let teams: Vec<_> = teams.into_iter().map(IntoActiveModel::into_active_model).collect();
    write(ctx, &teams).await;
    write(ctx, &rows).await;
}

fn team(ctx: &Ctx, project: Uuid, unit: Uuid) -> teams::Model {
    let id = ctx.new_id();
    teams::Model {
        id,
        project_id: project,
        unit_id: unit,
        name: format!("班组{id}"),
        entered_on: None,
        left_on: None,
        recorded_by: None,
        recorded_at: ctx.now().0,
        ended_by: None,
        ended_at: None,
        batch_id: None,
    }
}

fn registered(ctx: &Ctx, team: &teams::Model, person: Uuid) -> registrations::Model {
    registrations::Model {
        id: ctx.new_id(),
        person_id: person,
        project_id: team.project_id,
        unit_id: team.unit_id,
        team_id: Some(team.id),
        role: "worker".into(),
        trade: "020".into(),
        post: "钢筋工".into(),
        registered_at: ctx.now().0,
        recorded_by: None,
        recorded_at: ctx.now().0,
        continues: None,
        entered_on: Some("2026-11-01".into()),
        left_on: None,
        withdrawn_by: None,
        withdrawn_at: None,
        withdrawn_reason: None,
        batch_id: None,
    }
}

/// Who is bound to what, and whether it counts.
#[derive(Clone, Copy)]
pub struct Bound {
    pub person: Uuid,
    pub certificate: Uuid,
    pub project: Uuid,
    pub confirmed_at: Option<i64>,
}

/// Responsible officers, asked for or confirmed.
pub async fn bind(world: &World, bound: &[Bound]) -> Vec<Uuid> {
    let ctx = &world.ctx;
    let rows: Vec<_> = bound
        .iter()
        .map(|one| bindings::Model {
            id: ctx.new_id(),
            person_id: one.person,
            certificate_id: one.certificate,
            enterprise_id: world.enterprise,
            project_id: Some(one.project),
            level: Level::Project.code().into(),
            employment: Employment::FullTime.code().into(),
            duty: Some(Duty::Responsible.code().into()),
            joined_on: ctx.now().day().to_string(),
            asked_by: None,
            asked_at: ctx.now().0,
            confirmed_by: None,
            confirmed_at: one.confirmed_at,
            declined_by: None,
            declined_at: None,
            declined_reason: None,
            ended_by: None,
            ended_at: None,
            ended_reason: None,
            proposed_by: Proposer::Officer.code().into(),
            experience_years: None,
            employer_statement: None,
        })
        .collect();
    let ids = rows.iter().map(|row| row.id).collect();
    let rows: Vec<_> = rows.into_iter().map(IntoActiveModel::into_active_model).collect();
    write(ctx, &rows).await;
    ids
}

async fn write<A>(ctx: &Ctx, rows: &[A])
where
    A: sea_orm::ActiveModelTrait + Send + Sync,
{
    let written: Result<(), Fault> = async {
        crate::transact!(ctx, |tx| {
            many::insert(tx, rows).await?;
            Ok(())
        })
    }
    .await;
    written.unwrap();
}
