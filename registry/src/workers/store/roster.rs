//! Who works on a project, in which team and as what, and whose papers are not complete?
//!
//! The list of one project, and the numbers above it. Conditions are asked of the tables by project and person; of the
//! rows that are shown the rule itself says what is missing.

mod conditions;
mod tasks;

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, Condition, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

pub(super) use conditions::{Sieve, contract_on};
pub(crate) use tasks::{RosterTask, count_tasks};

use super::PER_PAGE;
use super::rows::{contracts_of, registrations_of, trainings_of};
use super::scope::visible_project;
use super::search::masked;
use super::site::{policy_of, site_of};
use crate::db::{By, Sorted};
use crate::entity::{contracts, enterprises, people, registrations, teams, wage_cards, worker_trainings};
use crate::permissions::Object;
use crate::workers::{EntryPermit, Lack, Papers, Presence, Registration, Role, entry_permit};
use crate::{Ctx, Day, Fault};

/// `query` is a part of the name, its pinyin or initials, or a whole identity number or phone. Nothing chosen lets everybody through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RosterFilter {
    pub query: String,
    pub team: Option<Uuid>,
    pub unit: Option<Uuid>,
    /// code of the table of trades
    pub trade: Option<String>,
    pub role: Option<Role>,
    pub presence: Option<Presence>,
    pub lacks: Option<Lack>,
    /// by name when nothing else is asked for
    pub order: Sorted<RosterColumn>,
}

closed_set! {
    /// What the list may be sorted by.
    RosterColumn {
        Name = "name",
        Entered = "entered",
    }
}

/// One registration. The number stays masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterLine {
    pub registration: Uuid,
    pub person: Uuid,
    pub name: String,
    pub id_number_masked: String,
    pub unit_name: String,
    pub team_name: Option<String>,
    pub role: Role,
    pub trade: String,
    pub post: String,
    pub is_team_leader: bool,
    pub entered: Option<Day>,
    pub left: Option<Day>,
    /// May the person pass the gate today?
    pub permit: EntryPermit,
    pub has_card: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    pub lines: Vec<RosterLine>,
    pub total: u64,
}

/// The numbers above the list, of people who have not left but for `left`. What they lack is counted by registration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RosterCounts {
    pub workers: u64,
    pub managers: u64,
    pub on_site: u64,
    pub left: u64,
    pub without_contract: u64,
    pub without_training: u64,
    pub without_card: u64,
}

/// One page (from 0, [`PER_PAGE`] rows) of those whom the filter lets through and the actor may see.
pub async fn roster(ctx: &Ctx, project: Uuid, filter: &RosterFilter, page: u64) -> Result<Roster, Fault> {
    visible_project(ctx, Object::Worker, project).await?;
    let person =
        registrations::Entity::belongs_to(people::Entity).from(registrations::Column::PersonId).to(people::Column::Id);
    let rows = registrations::Entity::find()
        .join(JoinType::InnerJoin, person.into())
        .filter(Sieve::of(ctx, project).await?.wanted(ctx, filter)?)
        .select_only()
        .column(registrations::Column::Id);
    let (column, by) = filter.order.unwrap_or((RosterColumn::Name, By::Rising));
    let rows = match column {
        RosterColumn::Name => rows.order_by(people::Column::NamePinyin, by.order()),
        RosterColumn::Entered => rows.order_by(registrations::Column::EnteredOn, by.order()),
    };
    let rows = rows.order_by(registrations::Column::Id, by.order());
    let pages = rows.into_tuple::<Uuid>().paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    let ids = pages.fetch_page(page).await?;
    Ok(Roster { lines: lines(ctx, project, &ids).await?, total })
}

pub async fn roster_counts(ctx: &Ctx, project: Uuid) -> Result<RosterCounts, Fault> {
    visible_project(ctx, Object::Worker, project).await?;
    let sieve = Sieve::of(ctx, project).await?;
    let count = async |filter: RosterFilter| -> Result<u64, Fault> {
        let rows = registrations::Entity::find().filter(sieve.wanted(ctx, &filter)?);
        Ok(rows.count(ctx.db.reader()).await?)
    };
    let in_force = || RosterFilter { presence: Some(Presence::InForce), ..RosterFilter::default() };
    let lacking = |lack| RosterFilter { lacks: Some(lack), ..RosterFilter::default() };
    Ok(RosterCounts {
        workers: count(RosterFilter { role: Some(Role::Worker), ..in_force() }).await?,
        managers: count(RosterFilter { role: Some(Role::Manager), ..in_force() }).await?,
        on_site: count(RosterFilter { presence: Some(Presence::OnSite), ..RosterFilter::default() }).await?,
        left: count(RosterFilter { presence: Some(Presence::Left), ..RosterFilter::default() }).await?,
        without_contract: count(lacking(Lack::Contract)).await?,
        without_training: count(lacking(Lack::Training)).await?,
        without_card: count(lacking(Lack::Card)).await?,
    })
}

/// What the list shows of these registrations, in their order.
async fn lines(ctx: &Ctx, project: Uuid, ids: &[Uuid]) -> Result<Vec<RosterLine>, Fault> {
    let (reader, today) = (ctx.db.reader(), ctx.now().day());
    let shown = Condition::all().add(registrations::Column::Id.is_in(ids.iter().copied()));
    let mut rows: BTreeMap<Uuid, Registration> =
        registrations_of(reader, shown).await?.into_iter().map(|(row, one)| (row.id, one)).collect();
    let whom: BTreeSet<Uuid> = rows.values().map(|one| one.person).collect();
    let contracts = Condition::all()
        .add(contracts::Column::ProjectId.eq(project))
        .add(contracts::Column::PersonId.is_in(whom.iter().copied()));
    let trainings = Condition::all()
        .add(worker_trainings::Column::ProjectId.eq(project))
        .add(worker_trainings::Column::PersonId.is_in(whom.iter().copied()));
    let (contracts, trainings) = (contracts_of(reader, contracts).await?, trainings_of(reader, trainings).await?);
    let people = people::Entity::find().filter(people::Column::Id.is_in(whom.iter().copied())).all(reader).await?;
    let people: BTreeMap<Uuid, people::Model> = people.into_iter().map(|row| (row.id, row)).collect();
    let units = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(rows.values().map(|one| one.unit)));
    let units: BTreeMap<Uuid, String> = units.all(reader).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let groups = teams::Entity::find().filter(teams::Column::ProjectId.eq(project)).all(reader).await?;
    let groups: BTreeMap<Uuid, String> = groups.into_iter().map(|row| (row.id, row.name)).collect();
    let with_card = with_card(ctx, project, &whom).await?;
    let (site, policy) = (site_of(reader, project).await?, policy_of(reader, project, today).await?);
    let mut lines = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(one) = rows.remove(id) else { continue };
        let Some(person) = people.get(&one.person) else { continue };
        let papers = Papers {
            registration: Some(&one),
            contracts: contracts.get(&one.person).map_or(&[][..], Vec::as_slice),
            trainings: trainings.get(&one.person).map_or(&[][..], Vec::as_slice),
        };
        let permit = entry_permit(&papers, &site, today, &policy);
        lines.push(RosterLine {
            registration: one.id,
            person: person.id,
            name: person.name.clone(),
            id_number_masked: masked(ctx, person)?,
            unit_name: units.get(&one.unit).cloned().unwrap_or_default(),
            team_name: one.team.and_then(|team| groups.get(&team).cloned()),
            role: one.role,
            trade: one.trade,
            post: one.post,
            is_team_leader: one.is_team_leader,
            entered: one.stays.first().map(|stay| stay.entered),
            left: one.stays.last().and_then(|stay| stay.left),
            permit,
            has_card: with_card.contains(&person.id),
        });
    }
    Ok(lines)
}

/// Of these people those whose wages go to a card by now.
async fn with_card(ctx: &Ctx, project: Uuid, people: &BTreeSet<Uuid>) -> Result<BTreeSet<Uuid>, Fault> {
    use wage_cards::Column::{PersonId, ProjectId, SinceOn, WithdrawnAt};
    let rows: Vec<Uuid> = wage_cards::Entity::find()
        .select_only()
        .column(PersonId)
        .filter(ProjectId.eq(project))
        .filter(PersonId.is_in(people.iter().copied()))
        .filter(SinceOn.lte(ctx.now().day().to_string()))
        .filter(WithdrawnAt.is_null())
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    Ok(rows.into_iter().collect())
}
