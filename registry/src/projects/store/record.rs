//! What is on record about one project? Its row and the rows in force beside it, read together.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{day_or_none, exemptions, permits, shutdowns, statuses, unknown_code};
use crate::entity::{
    enterprise_kinds, enterprises, offices, people, project_accounts, project_checks, project_deposits,
    project_exemptions, project_managers, project_milestones, project_parties, project_permits, project_shutdowns,
    project_statuses, project_tasks, projects,
};
use crate::filings::store::{BoundOfficer, officers_of};
use crate::people::scope::restricted;
use crate::people::store::{PersonView, views as people_views};
use crate::projects::permits::PermitNeed;
use crate::projects::quantities::Position;
use crate::projects::{Details, Exemption, History, Nature, Size, Works};
use crate::{Ctx, Fault, Instant};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectView {
    pub id: Uuid,
    pub details: Details,
    pub supervising_office: Option<Uuid>,
    /// its name
    pub supervised_by: Option<String>,
    pub permit_need: PermitNeed,
    /// goes into a form and back, see [`super::change_details`]
    pub revision: i32,
    pub registered_by: Option<Uuid>,
    pub registered_at: Instant,
    pub accepted_by: Option<Uuid>,
    /// `None` while no office has accepted it
    pub accepted_at: Option<Instant>,
    /// the project that this was a second record of
    pub merged_into: Option<Uuid>,
}

/// Everything that views and rules about one project start from.
pub(super) struct Loaded {
    pub row: projects::Model,
    pub history: History,
    pub statuses: Vec<project_statuses::Model>,
    pub parties: Vec<project_parties::Model>,
    pub managers: Vec<project_managers::Model>,
    pub permits: Vec<project_permits::Model>,
    pub milestones: Vec<project_milestones::Model>,
    pub shutdowns: Vec<project_shutdowns::Model>,
    pub exemptions: Vec<project_exemptions::Model>,
    pub accounts: Vec<project_accounts::Model>,
    pub deposits: Vec<project_deposits::Model>,
    pub tasks: Vec<project_tasks::Model>,
    pub checks: Vec<project_checks::Model>,
    /// of the parties
    pub enterprises: Vec<enterprises::Model>,
    pub kinds: Vec<enterprise_kinds::Model>,
    /// the officers bound now
    pub officers: Vec<BoundOfficer>,
    /// managers and officers whose data are not only kept
    pub people: Vec<PersonView>,
    pub office: Option<offices::Model>,
}

impl Loaded {
    pub async fn read(ctx: &Ctx, row: projects::Model) -> Result<Self, Fault> {
        let (db, id) = (ctx.db.reader(), row.id);
        let statuses = rows_of!(db, project_statuses, id);
        let parties = rows_of!(db, project_parties, id);
        let managers = rows_of!(db, project_managers, id);
        let officers = officers_of(db, id).await?;
        let of_parties = parties.iter().map(|party| party.enterprise_id);
        let enterprise_ids: Vec<Uuid> = of_parties.chain(officers.iter().map(|one| one.enterprise)).collect();
        let enterprises = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(enterprise_ids.clone()));
        let kinds =
            enterprise_kinds::Entity::find().filter(enterprise_kinds::Column::EnterpriseId.is_in(enterprise_ids));
        let shown = managers.iter().map(|manager| manager.person_id).chain(officers.iter().map(|one| one.person));
        let people = people::Entity::find()
            .filter(people::Column::Id.is_in(shown))
            .filter(people::Column::Id.not_in_subquery(restricted()));
        let checks = project_checks::Entity::find()
            .filter(project_checks::Column::ProjectId.eq(id))
            .order_by_asc(project_checks::Column::Id);
        let office = match row.supervising_office {
            Some(office) => offices::Entity::find_by_id(office).one(db).await?,
            None => None,
        };
        Ok(Self {
            history: statuses::history(&statuses)?,
            statuses,
            permits: rows_of!(db, project_permits, id),
            milestones: rows_of!(db, project_milestones, id),
            shutdowns: shutdowns::rows(db, id).await?,
            exemptions: exemptions::rows(db, id).await?,
            accounts: rows_of!(db, project_accounts, id),
            deposits: rows_of!(db, project_deposits, id),
            tasks: rows_of!(db, project_tasks, id),
            checks: checks.all(db).await?,
            enterprises: enterprises.all(db).await?,
            kinds: kinds.all(db).await?,
            people: people_views(ctx, people.all(db).await?).await?,
            office,
            officers,
            parties,
            managers,
            row,
        })
    }

    /// Shutdowns in force, and exemptions as they were filed and decided.
    pub fn excuses(&self) -> Result<Vec<Exemption>, Fault> {
        let shutdowns = self.shutdowns.iter().filter(|row| shutdowns::is_in_force(row)).map(shutdowns::exemption_of);
        shutdowns.chain(self.exemptions.iter().map(exemptions::exemption_of)).collect()
    }

    pub fn view(&self) -> Result<ProjectView, Fault> {
        let row = &self.row;
        Ok(ProjectView {
            id: row.id,
            details: details_of(row)?,
            supervising_office: row.supervising_office,
            supervised_by: self.office.as_ref().map(|office| office.name.clone()),
            permit_need: permits::need_of(&row.permit_need)?,
            revision: row.revision,
            registered_by: row.registered_by,
            registered_at: Instant(row.registered_at),
            accepted_by: row.accepted_by,
            accepted_at: row.accepted_at.map(Instant),
            merged_into: row.merged_into,
        })
    }
}

pub(super) fn details_of(row: &projects::Model) -> Result<Details, Fault> {
    let position = row.longitude_nanodegrees.zip(row.latitude_nanodegrees);
    let position = position
        .map(|(longitude_nanodegrees, latitude_nanodegrees)| Position { longitude_nanodegrees, latitude_nanodegrees });
    Ok(Details {
        name: row.name.clone(),
        area: row.area.clone(),
        industry: row.industry.clone(),
        street: row.street.clone(),
        address: row.address.clone(),
        position,
        works: code(row.works.as_deref(), Works::parse)?,
        nature: code(row.nature.as_deref(), Nature::parse)?,
        size: code(row.size.as_deref(), Size::parse)?,
        floor_area_dm2: row.floor_area_dm2,
        length_cm: row.length_cm,
        investment_fen: row.investment_fen,
        planned_start: day_or_none(row.planned_start.as_deref())?,
        planned_finish: day_or_none(row.planned_finish.as_deref())?,
    })
}

fn code<T>(stored: Option<&str>, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Fault> {
    stored.map(|code| parse(code).ok_or_else(|| unknown_code(code))).transpose()
}
