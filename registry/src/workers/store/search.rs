//! Which workers are there, by name, pinyin, identity number or project, as far as one may see?
//!
//! Three ways lead to a page, each with an index of its own: a document's number names one person and a phone a few; what a
//! project or an enterprise holds is looked through by name; what an area or the city holds is found by the keys of the
//! names, which stand in their order area by area. Some hundred keys are read at a time and their registrations asked for by person:
//! neither the city's people nor its projects are joined to anything, whatever a planner thinks of a common surname.

mod by_keys;

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::SimpleExpr,
};
use uuid::Uuid;

use by_keys::by_keys;
pub(super) use by_keys::called;

use super::PER_PAGE;
use super::rows::day;
use super::scope::Reach;
pub use crate::db::counting::Total;
use crate::entity::{enterprises, people, projects, registrations, teams};
use crate::people::{IdNumber, Phone};
use crate::permissions::{Object, Verb};
use crate::workers::Role;
use crate::{Ctx, Day, Fault, Instant};

/// More registrations than these nobody has.
const OF_ONE: u64 = 1_000;
/// So many registrations are read at a time.
const READ_AT_ONCE: usize = 1_000;
/// The last page (from 0) of what is searched among very many: whoever would go on searches more narrowly.
const LAST_PAGE: u64 = 9;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// Registered and not left.
    #[default]
    InForce,
    All,
}

/// `query` is a part of the name, its pinyin or initials, or a whole identity number or phone.
#[derive(Clone, Debug, Default)]
pub struct WorkerFilter {
    pub query: String,
    pub project: Option<Uuid>,
    pub which: Which,
}

/// One registration of one person. The number stays masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerLine {
    pub registration: Uuid,
    pub person: Uuid,
    pub name: String,
    pub id_number_masked: String,
    pub project: Uuid,
    pub project_name: String,
    pub unit_name: String,
    pub team_name: Option<String>,
    pub role: Role,
    pub trade: String,
    pub post: String,
    pub registered_at: Instant,
    pub entered: Option<Day>,
    pub left: Option<Day>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub workers: Vec<WorkerLine>,
    pub total: Total,
}

/// Which of the rows that are found: at most so many, from one on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    pub begin: u64,
    pub most: u64,
}

impl Cut {
    fn end(self) -> u64 {
        self.begin.saturating_add(self.most)
    }
}

/// One page (from 0, [`PER_PAGE`] rows).
pub async fn search(ctx: &Ctx, filter: &WorkerFilter, page: u64) -> Result<Found, Fault> {
    found(ctx, Verb::View, filter, Cut { begin: page.saturating_mul(PER_PAGE), most: PER_PAGE }).await
}

/// What a right to `verb` reaches; a cut begins where one of its own length ends.
pub(super) async fn found(ctx: &Ctx, verb: Verb, filter: &WorkerFilter, cut: Cut) -> Result<Found, Fault> {
    let reach = Reach::of(ctx, verb, Object::Worker).await?;
    let mut wanted = reach.condition();
    if let Some(project) = filter.project {
        wanted = wanted.add(registrations::Column::ProjectId.eq(project));
    }
    if filter.which == Which::InForce {
        wanted = wanted.add(registrations::Column::LeftOn.is_null());
    }
    let query = filter.query.trim();
    if let Ok(number) = IdNumber::parse(query, ctx.now().day()) {
        let index = ctx.vault.index("id_number", number.as_str())?;
        return by_number(ctx, wanted, people::Column::IdNumberIndex.eq(index)).await;
    }
    if let Ok(phone) = Phone::parse(query) {
        let index = ctx.vault.index("phone", phone.as_str())?;
        return by_number(ctx, wanted, people::Column::PhoneIndex.eq(index)).await;
    }
    let near = Cut { begin: Ord::min(cut.begin, LAST_PAGE * PER_PAGE), ..cut };
    match (query.is_empty(), filter.project.is_none() && reach.is_wide()) {
        (true, true) => newest(ctx, wanted, near).await,
        (false, true) => by_keys(ctx, &reach, wanted, query, near).await,
        (_, false) => looked_through(ctx, wanted, query, cut).await,
    }
}

async fn by_number(ctx: &Ctx, wanted: Condition, whose: SimpleExpr) -> Result<Found, Fault> {
    let person = people::Entity::find().select_only().column(people::Column::Id).filter(whose).into_query();
    let rows = registrations::Entity::find()
        .filter(registrations::Column::PersonId.in_subquery(person))
        .filter(wanted)
        .order_by_desc(registrations::Column::Id);
    let ids = rows.select_only().column(registrations::Column::Id).limit(OF_ONE).into_tuple();
    let ids: Vec<Uuid> = ids.all(ctx.db.reader()).await?;
    let total = Total::Exactly(u64::try_from(ids.len()).unwrap_or(OF_ONE));
    Ok(Found { workers: lines(ctx, &ids).await?, total })
}

/// The newest of many: the key of the table is their order.
async fn newest(ctx: &Ctx, wanted: Condition, cut: Cut) -> Result<Found, Fault> {
    let rows = registrations::Entity::find().select_only().column(registrations::Column::Id).filter(wanted);
    let some = rows.order_by_desc(registrations::Column::Id).offset(cut.begin).limit(cut.most + 1);
    let mut ids: Vec<Uuid> = some.into_tuple().all(ctx.db.reader()).await?;
    let number = u64::try_from(ids.len()).unwrap_or(0);
    // of what follows, only whether there is any
    let total = match number > cut.most {
        true => Total::MoreThan(cut.end()),
        false => Total::Exactly(cut.begin + number),
    };
    ids.truncate(usize::try_from(cut.most).unwrap_or(0));
    Ok(Found { workers: lines(ctx, &ids).await?, total })
}

/// Among the people of a project or an enterprise, by name.
async fn looked_through(ctx: &Ctx, wanted: Condition, query: &str, cut: Cut) -> Result<Found, Fault> {
    let person =
        registrations::Entity::belongs_to(people::Entity).from(registrations::Column::PersonId).to(people::Column::Id);
    let mut rows = registrations::Entity::find().join(JoinType::InnerJoin, person.into()).filter(wanted);
    if !query.is_empty() {
        rows = rows.filter(called(query));
    }
    let pages = rows
        .select_only()
        .column(registrations::Column::Id)
        .order_by_asc(people::Column::NamePinyin)
        .order_by_asc(registrations::Column::Id)
        .into_tuple::<Uuid>()
        .paginate(ctx.db.reader(), cut.most);
    let total = Total::Exactly(pages.num_items().await?);
    let ids = pages.fetch_page(cut.begin / cut.most).await?;
    Ok(Found { workers: lines(ctx, &ids).await?, total })
}

/// What a list shows of these registrations, in their order.
async fn lines(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<WorkerLine>, Fault> {
    let mut lines = Vec::with_capacity(ids.len());
    for some in ids.chunks(READ_AT_ONCE) {
        lines.extend(some_lines(ctx, some).await?);
    }
    Ok(lines)
}

async fn some_lines(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<WorkerLine>, Fault> {
    let reader = ctx.db.reader();
    let rows = registrations::Entity::find().filter(registrations::Column::Id.is_in(ids.iter().copied()));
    let mut rows: BTreeMap<Uuid, registrations::Model> =
        rows.all(reader).await?.into_iter().map(|row| (row.id, row)).collect();
    let of = |id: fn(&registrations::Model) -> Uuid| rows.values().map(id).collect::<Vec<_>>();
    let people = people::Entity::find().filter(people::Column::Id.is_in(of(|row| row.person_id)));
    let people: BTreeMap<Uuid, people::Model> =
        people.all(reader).await?.into_iter().map(|row| (row.id, row)).collect();
    let sites = projects::Entity::find().filter(projects::Column::Id.is_in(of(|row| row.project_id)));
    let sites: BTreeMap<Uuid, String> = sites.all(reader).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let units = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(of(|row| row.unit_id)));
    let units: BTreeMap<Uuid, String> = units.all(reader).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let groups = rows.values().filter_map(|row| row.team_id).collect::<Vec<_>>();
    let groups = teams::Entity::find().filter(teams::Column::Id.is_in(groups)).all(reader).await?;
    let groups: BTreeMap<Uuid, String> = groups.into_iter().map(|row| (row.id, row.name)).collect();
    let mut lines = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(row) = rows.remove(id) else { continue };
        let Some(person) = people.get(&row.person_id) else { continue };
        lines.push(WorkerLine {
            registration: row.id,
            person: row.person_id,
            name: person.name.clone(),
            id_number_masked: masked(ctx, person)?,
            project: row.project_id,
            project_name: sites.get(&row.project_id).cloned().unwrap_or_default(),
            unit_name: units.get(&row.unit_id).cloned().unwrap_or_default(),
            team_name: row.team_id.and_then(|team| groups.get(&team).cloned()),
            role: Role::parse(&row.role).ok_or_else(|| Fault::internal("a registration in no role"))?,
            trade: row.trade,
            post: row.post,
            registered_at: Instant(row.registered_at),
            entered: row.entered_on.as_deref().map(day).transpose()?,
            left: row.left_on.as_deref().map(day).transpose()?,
        });
    }
    Ok(lines)
}

pub(super) fn masked(ctx: &Ctx, person: &people::Model) -> Result<String, Fault> {
    let number = ctx.vault.open_text("people.id_number", &person.id_number_sealed)?;
    Ok(crate::people::masked_number(&number))
}
