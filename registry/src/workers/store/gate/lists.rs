//! The lists of the gate: who was turned away, who is denied by somebody's word, and whom the devices keep out today.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::super::PER_PAGE;
use super::super::around::TurnedAwayAt;
use super::super::permits::OnProject;
use super::super::rows::{contracts_of, day, registrations_of, trainings_of};
use super::super::scope::whole_project;
use super::super::site::{policy_of, site_of};
use crate::entity::{contracts, enterprises, gate_denials, gate_refusals, people, registrations, worker_trainings};
use crate::people::masked_digits;
use crate::people::scope::{NO_NAME, names_shown, restricted_among};
use crate::permissions::Object;
use crate::workers::{Denied, Known, Missing, Site, Stranger, TurnedAway, TurnedAwayFor, TurnedAwayWho, deny_list};
use crate::{Ctx, Day, Fault, Instant};

/// Who was turned away, as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    Person { person: Uuid, name: String },
    Stranger { name: Option<String>, has_document: bool },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusalView {
    pub id: Uuid,
    pub who: Refused,
    pub at: Instant,
    pub reason: TurnedAwayFor,
    pub words: Option<String>,
    pub photo: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DenialView {
    pub id: Uuid,
    pub person: Uuid,
    pub name: String,
    pub from: Day,
    pub until: Option<Day>,
    pub words: String,
    pub denied_at: Instant,
    pub ended_at: Option<Instant>,
}

/// One line of what the gate's devices take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DenyLine {
    /// `None` of a stranger.
    pub person: Option<Uuid>,
    pub name: String,
    /// The end of the document's number, by which the devices tell namesakes apart; nothing of whose data are only kept.
    pub document: Option<String>,
    /// The team, or the unit of whoever is in none.
    pub group: Option<String>,
    /// What is missing among the papers.
    pub missing: Missing,
    /// Until when somebody denied it by word: of a denial without end `Some(None)`.
    pub denied_until: Option<Option<Day>>,
    /// When a stranger was last turned away.
    pub last_turned_away_at: Option<Instant>,
}

/// One page (from 0) of a project's refusals, the newest first, and the number of all. They belong to the whole site: a
/// unit's own people are the general contractor's and the officer's to turn away.
pub async fn refusals(ctx: &Ctx, project: Uuid, page: u64) -> Result<(Vec<RefusalView>, u64), Fault> {
    whole_project(ctx, Object::Worker, project).await?;
    let pages = gate_refusals::Entity::find()
        .filter(gate_refusals::Column::ProjectId.eq(project))
        .order_by_desc(gate_refusals::Column::TurnedAwayAt)
        .order_by_desc(gate_refusals::Column::Id)
        .paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?;
    let names = names_of(ctx, rows.iter().filter_map(|row| row.person_id)).await?;
    let views = rows.into_iter().map(|row| {
        let who = match row.person_id {
            Some(person) => Refused::Person { person, name: names.get(&person).cloned().unwrap_or_default() },
            None => Refused::Stranger { name: row.stranger_name, has_document: row.document_index.is_some() },
        };
        let reason = TurnedAwayFor::parse(&row.reason).ok_or_else(|| Fault::internal("turned away for nothing"))?;
        Ok(RefusalView { id: row.id, who, at: Instant(row.turned_away_at), reason, words: row.words, photo: row.photo })
    });
    Ok((views.collect::<Result<_, Fault>>()?, total))
}

/// When one person was turned away there, the last first.
pub(in crate::workers::store) async fn of_person<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    person: Uuid,
) -> Result<Vec<TurnedAwayAt>, Fault> {
    let rows = gate_refusals::Entity::find()
        .filter(gate_refusals::Column::ProjectId.eq(project))
        .filter(gate_refusals::Column::PersonId.eq(person))
        .order_by_desc(gate_refusals::Column::TurnedAwayAt)
        .limit(PER_PAGE);
    let view = |row: gate_refusals::Model| TurnedAwayAt {
        at: Instant(row.turned_away_at),
        reason: TurnedAwayFor::parse(&row.reason).unwrap_or(TurnedAwayFor::Other),
        words: row.words,
    };
    Ok(rows.all(db).await?.into_iter().map(view).collect())
}

/// One page (from 0) of whom somebody denied entry, those in force first, and the number of all.
pub async fn denials(ctx: &Ctx, project: Uuid, page: u64) -> Result<(Vec<DenialView>, u64), Fault> {
    whole_project(ctx, Object::Worker, project).await?;
    let pages = gate_denials::Entity::find()
        .filter(gate_denials::Column::ProjectId.eq(project))
        .order_by_desc(gate_denials::Column::EndedAt.is_null())
        .order_by_desc(gate_denials::Column::Id)
        .paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?;
    let names = names_of(ctx, rows.iter().map(|row| row.person_id)).await?;
    let views = rows.into_iter().map(|row| {
        Ok(DenialView {
            id: row.id,
            person: row.person_id,
            name: names.get(&row.person_id).cloned().unwrap_or_default(),
            from: day(&row.from_on)?,
            until: row.until_on.as_deref().map(day).transpose()?,
            words: row.words,
            denied_at: Instant(row.denied_at),
            ended_at: row.ended_at.map(Instant),
        })
    });
    Ok((views.collect::<Result<_, Fault>>()?, total))
}

/// Whom the gate keeps out on a day: who lacks papers or was denied by somebody's word, by name, then the strangers.
pub async fn gate_list(ctx: &Ctx, project: Uuid, day: Day) -> Result<Vec<DenyLine>, Fault> {
    whole_project(ctx, Object::Worker, project).await?;
    let reader = ctx.db.reader();
    let (site, policy) = (site_of(reader, project).await?, policy_of(reader, project, day).await?);
    let everybody = everybody(ctx, project).await?;
    let known: Vec<Known<'_>> = everybody
        .iter()
        .map(|(person, known)| Known {
            person: person.id,
            name: &person.name,
            document_index: Some(&person.id_number_index),
            papers: known.papers(),
        })
        .collect();
    let strangers = strangers(ctx, project).await?;
    let mut lines: Vec<DenyLine> =
        deny_list(&known, &strangers, &site, day, &policy).into_iter().map(DenyLine::from).collect();
    let denied = denied_on(ctx, project, day).await?;
    for line in &mut lines {
        line.denied_until = line.person.and_then(|person| denied.get(&person).copied());
    }
    let listed: BTreeSet<Uuid> = lines.iter().filter_map(|line| line.person).collect();
    let further = everybody.iter().filter(|(person, _)| !listed.contains(&person.id));
    let further = further.filter_map(|(person, _)| Some((person, *denied.get(&person.id)?)));
    lines.extend(further.map(|(person, until)| DenyLine {
        denied_until: Some(until),
        ..DenyLine::of(person.id, person.name.clone(), Missing::new())
    }));
    tell_apart(ctx, &mut lines, &everybody, &site).await?;
    // people with a record before strangers, as the rule has it
    lines.sort_by(|one, other| {
        (one.person.is_none(), &one.name, one.person).cmp(&(other.person.is_none(), &other.name, other.person))
    });
    Ok(lines)
}

/// Adds what tells people of one name apart.
async fn tell_apart(
    ctx: &Ctx,
    lines: &mut [DenyLine],
    everybody: &[(people::Model, OnProject)],
    site: &Site,
) -> Result<(), Fault> {
    let units = everybody.iter().flat_map(|(_, known)| known.registrations.iter().map(|one| one.unit));
    let units = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(units.collect::<BTreeSet<_>>()));
    let units = units.all(ctx.db.reader()).await?;
    let names: BTreeMap<Uuid, &String> = units.iter().map(|unit| (unit.id, &unit.name)).collect();
    let teams: BTreeMap<Uuid, &String> = site.teams.iter().map(|team| (team.id, &team.name)).collect();
    let people: BTreeMap<Uuid, _> = everybody.iter().map(|(person, known)| (person.id, (person, known))).collect();
    for line in lines {
        let Some((person, known)) = line.person.and_then(|person| people.get(&person)) else { continue };
        if person.name != NO_NAME {
            let number = ctx.vault.open_text("people.id_number", &person.id_number_sealed)?;
            line.document = Some(masked_digits(&number));
        }
        let latest = known.registrations.iter().max_by_key(|one| (one.is_in_force(), one.begins_on()));
        let group = latest.and_then(|one| one.team.and_then(|team| teams.get(&team)).or_else(|| names.get(&one.unit)));
        line.group = group.map(|name| (*name).clone());
    }
    Ok(())
}

async fn everybody(ctx: &Ctx, project: Uuid) -> Result<Vec<(people::Model, OnProject)>, Fault> {
    let reader = ctx.db.reader();
    let of_project = || Condition::all().add(registrations::Column::ProjectId.eq(project));
    let mut contracts = contracts_of(reader, Condition::all().add(contracts::Column::ProjectId.eq(project))).await?;
    let trainings = Condition::all().add(worker_trainings::Column::ProjectId.eq(project));
    let mut trainings = trainings_of(reader, trainings).await?;
    let mut registrations: BTreeMap<Uuid, Vec<_>> = BTreeMap::new();
    for (_, one) in registrations_of(reader, of_project()).await? {
        registrations.entry(one.person).or_default().push(one);
    }
    let ids = registrations::Entity::find().select_only().column(registrations::Column::PersonId).filter(of_project());
    let rows = people::Entity::find().filter(people::Column::Id.in_subquery(ids.into_query())).all(reader).await?;
    let kept = restricted_among(reader, rows.iter().map(|row| row.id).collect()).await?;
    let of = |mut row: people::Model| {
        if kept.contains(&row.id) {
            NO_NAME.clone_into(&mut row.name);
        }
        let known = OnProject {
            registrations: registrations.remove(&row.id)?,
            contracts: contracts.remove(&row.id).unwrap_or_default(),
            trainings: trainings.remove(&row.id).unwrap_or_default(),
        };
        Some((row, known))
    };
    Ok(rows.into_iter().filter_map(of).collect())
}

async fn strangers(ctx: &Ctx, project: Uuid) -> Result<Vec<TurnedAway>, Fault> {
    let rows = gate_refusals::Entity::find()
        .filter(gate_refusals::Column::ProjectId.eq(project))
        .filter(gate_refusals::Column::PersonId.is_null());
    let rows = rows.all(ctx.db.reader()).await?;
    let record = |row: gate_refusals::Model| TurnedAway {
        id: row.id,
        project,
        who: TurnedAwayWho::Stranger(Stranger { name: row.stranger_name, document_index: row.document_index }),
        at: Instant(row.turned_away_at),
        reason: TurnedAwayFor::parse(&row.reason).unwrap_or(TurnedAwayFor::Other),
        words: row.words,
        photo: row.photo,
    };
    Ok(rows.into_iter().map(record).collect())
}

async fn denied_on(ctx: &Ctx, project: Uuid, on: Day) -> Result<BTreeMap<Uuid, Option<Day>>, Fault> {
    let rows = gate_denials::Entity::find()
        .filter(gate_denials::Column::ProjectId.eq(project))
        .filter(gate_denials::Column::EndedAt.is_null())
        .filter(gate_denials::Column::FromOn.lte(on.to_string()))
        .filter(
            Condition::any()
                .add(gate_denials::Column::UntilOn.is_null())
                .add(gate_denials::Column::UntilOn.gte(on.to_string())),
        );
    let rows = rows.all(ctx.db.reader()).await?;
    rows.into_iter().map(|row| Ok((row.person_id, row.until_on.as_deref().map(day).transpose()?))).collect()
}

async fn names_of(ctx: &Ctx, ids: impl IntoIterator<Item = Uuid>) -> Result<BTreeMap<Uuid, String>, Fault> {
    names_shown(ctx.db.reader(), ids.into_iter().collect()).await
}

impl DenyLine {
    fn of(person: Uuid, name: String, missing: Missing) -> Self {
        Self {
            person: Some(person),
            name,
            document: None,
            group: None,
            missing,
            denied_until: None,
            last_turned_away_at: None,
        }
    }
}

impl From<Denied> for DenyLine {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Known { person, name, missing } => Self::of(person, name, missing),
            Denied::Stranger { who, last_turned_away_at } => Self {
                person: None,
                last_turned_away_at: Some(last_turned_away_at),
                ..Self::of(Uuid::nil(), who.name.unwrap_or_default(), Missing::new())
            },
        }
    }
}
