//! May this person enter this site on this day, and what is missing?

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait};
use uuid::Uuid;

use super::rows::{contracts_of, registrations_of, trainings_of};
use super::scope::visible_project;
use super::site::{policy_of, site_of};
use crate::db::many;
use crate::entity::{contracts, registrations, worker_trainings};
use crate::permissions::Object;
use crate::workers::{
    Contract, EntryPermit, Papers, Policy, Registration, Site, SiteTraining, days_without_contract, entry_permit,
};
use crate::{Ctx, Day, Fault};

/// What one person has on one project.
pub(super) struct OnProject {
    pub registrations: Vec<Registration>,
    pub contracts: Vec<Contract>,
    pub trainings: Vec<SiteTraining>,
}

/// The permit of a person for a day; whoever was never registered there gets one that says so.
pub async fn permit(ctx: &Ctx, project: Uuid, person: Uuid, day: Day) -> Result<EntryPermit, Fault> {
    let (_, sight) = visible_project(ctx, Object::Worker, project).await?;
    let reader = ctx.db.reader();
    let known = on_project(reader, project, person).await?;
    let is_seen = |one: &Registration| sight.holds(one.unit, one.begins_on());
    if !known.registrations.is_empty() && !known.registrations.iter().any(is_seen) {
        return Err(Fault::NotFound);
    }
    let (site, policy) = (site_of(reader, project).await?, policy_of(reader, project, day).await?);
    Ok(known.permit(&site, day, &policy))
}

/// Who of those that came on a day was covered by no contract that counts on the site: 未签合同进场.
pub(crate) async fn unsigned_on<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    day: Day,
    came: &BTreeSet<Uuid>,
) -> Result<BTreeSet<Uuid>, Fault> {
    let (site, came) = (site_of(db, project).await?, came.iter().copied().collect::<Vec<_>>());
    let mut unsigned = BTreeSet::new();
    for some in many::keys(&came) {
        let wanted = Condition::all()
            .add(contracts::Column::ProjectId.eq(project))
            .add(contracts::Column::PersonId.is_in(some.iter().copied()));
        let signed = contracts_of(db, wanted).await?;
        let own = |person: &Uuid| signed.get(person).map_or(&[][..], Vec::as_slice);
        let lacks = |person: &&Uuid| !days_without_contract(own(person), &site, &[day]).is_empty();
        unsigned.extend(some.iter().filter(lacks));
    }
    Ok(unsigned)
}

pub(super) async fn on_project<C: ConnectionTrait>(db: &C, project: Uuid, person: Uuid) -> Result<OnProject, Fault> {
    let of_project = Condition::all()
        .add(registrations::Column::ProjectId.eq(project))
        .add(registrations::Column::PersonId.eq(person));
    let registrations = registrations_of(db, of_project).await?.into_iter().map(|(_, one)| one).collect();
    let trainings = Condition::all()
        .add(worker_trainings::Column::ProjectId.eq(project))
        .add(worker_trainings::Column::PersonId.eq(person));
    let of_person =
        Condition::all().add(contracts::Column::ProjectId.eq(project)).add(contracts::Column::PersonId.eq(person));
    Ok(OnProject {
        registrations,
        contracts: contracts_of(db, of_person).await?.remove(&person).unwrap_or_default(),
        trainings: trainings_of(db, trainings).await?.remove(&person).unwrap_or_default(),
    })
}

impl OnProject {
    /// Of several registrations the one that permits entry, else the one that lacks least: as the gate's list does.
    pub(super) fn permit(&self, site: &Site, day: Day, policy: &Policy) -> EntryPermit {
        let of = |registration| {
            let papers = Papers { registration, contracts: &self.contracts, trainings: &self.trainings };
            entry_permit(&papers, site, day, policy)
        };
        let permits = self.registrations.iter().map(|one| of(Some(one)));
        permits.min_by_key(|permit| permit.missing().count()).unwrap_or_else(|| of(None))
    }

    pub(super) fn papers(&self) -> Vec<Papers<'_>> {
        let of = |registration| Papers {
            registration: Some(registration),
            contracts: &self.contracts,
            trainings: &self.trainings,
        };
        self.registrations.iter().map(of).collect()
    }
}
