//! Who is called or read so, among the people of whole areas?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::Expr,
};
use uuid::Uuid;

use super::super::scope::Reach;
use super::{Cut, Found, Total, lines};
use crate::entity::{areas, people, registrations, worker_names};
use crate::workers::letters;
use crate::{Ctx, Fault};

/// So many keys of names are read at a time,
const KEYS_AT_ONCE: usize = 500;
/// and so many times: enough for ten pages where one in forty of those who are found by their names is to be shown.
const MOST_ROUNDS: usize = 40;

/// Among very many people: by the keys that begin with what was asked, in their order.
pub(super) async fn by_keys(
    ctx: &Ctx,
    reach: &Reach,
    wanted: Condition,
    query: &str,
    cut: Cut,
) -> Result<Found, Fault> {
    let Some(range) = keys(query) else {
        return Ok(Found { workers: Vec::new(), total: Total::Exactly(0) });
    };
    let end = usize::try_from(cut.end()).unwrap_or(usize::MAX);
    let (mut found, mut seen, mut after, mut is_over) = (Vec::new(), BTreeSet::new(), None, false);
    for _ in 0..MOST_ROUNDS {
        let keys = some_keys(ctx, reach, &range, query, after).await?;
        is_over = keys.len() < KEYS_AT_ONCE;
        after = keys.last().cloned();
        let people: Vec<Uuid> = keys.into_iter().map(|(_, person)| person).filter(|one| seen.insert(*one)).collect();
        found.extend(registrations_of_people(ctx, &wanted, &people).await?);
        if is_over || found.len() > end {
            break;
        }
    }
    let number = u64::try_from(found.len()).unwrap_or(u64::MAX);
    let total = match is_over && found.len() <= end {
        true => Total::Exactly(number),
        false => Total::MoreThan(Ord::min(number, cut.end())),
    };
    found.truncate(end);
    let begin = usize::try_from(cut.begin).unwrap_or(usize::MAX);
    let ids: Vec<Uuid> = found.into_iter().skip(begin).collect();
    Ok(Found { workers: lines(ctx, &ids).await?, total })
}

/// The next keys of people of the areas that are reached.
async fn some_keys(
    ctx: &Ctx,
    reach: &Reach,
    range: &Keys,
    query: &str,
    after: Option<(String, Uuid)>,
) -> Result<Vec<(String, Uuid)>, Fault> {
    use worker_names::Column::{Area, Letters, Name, PersonId};
    let mut rows = worker_names::Entity::find().select_only().column(Letters).column(PersonId);
    rows = match reach.areas_alone() {
        Some(areas) => rows.filter(Area.is_in(areas)),
        None => {
            let all = areas::Entity::find().select_only().column(areas::Column::Code);
            rows.filter(Area.in_subquery(all.into_query()))
        }
    };
    rows = rows.filter(range.condition());
    // letters alone stand for every name that is read so
    if !query.is_ascii() {
        rows = rows.filter(plain(query).map_or_else(|| PersonId.is_in(None::<Uuid>), |part| Name.contains(&part)));
    }
    if let Some((letters, person)) = after {
        let same = Condition::all().add(Letters.eq(letters.as_str())).add(PersonId.gt(person));
        rows = rows.filter(Condition::any().add(Letters.gt(letters)).add(same));
    }
    let limit = u64::try_from(KEYS_AT_ONCE).unwrap_or(u64::MAX);
    let rows = rows.order_by_asc(Letters).order_by_asc(PersonId).limit(limit).into_tuple();
    Ok(rows.all(ctx.db.reader()).await?)
}

/// Of these people, in their order.
async fn registrations_of_people(ctx: &Ctx, wanted: &Condition, people: &[Uuid]) -> Result<Vec<Uuid>, Fault> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(Uuid, Uuid)> = registrations::Entity::find()
        .select_only()
        .column(registrations::Column::PersonId)
        .column(registrations::Column::Id)
        .filter(registrations::Column::PersonId.is_in(people.iter().copied()))
        .filter(wanted.clone())
        .order_by_asc(registrations::Column::Id)
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    let mut of_people: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for (person, id) in rows {
        of_people.entry(person).or_default().push(id);
    }
    Ok(people.iter().filter_map(|person| of_people.remove(person)).flatten().collect())
}

/// The condition on `registrations` and their `people` for whoever is called or read so.
pub(in crate::workers::store) fn called(query: &str) -> Condition {
    let any = Condition::any().add(names_with(query));
    keys(query).into_iter().fold(any, |any, range| {
        let keyed = worker_names::Entity::find()
            .select_only()
            .expr(Expr::val(1))
            .filter(worker_names::Column::PersonId.into_expr().eq(registrations::Column::PersonId.into_expr()))
            .filter(range.condition());
        any.add(Expr::exists(keyed.into_query()))
    })
}

/// The keys from this one on, up to but without that one.
struct Keys {
    from: String,
    to: Option<String>,
}

fn keys(query: &str) -> Option<Keys> {
    letters::wanted(query).map(|from| Keys { to: letters::after(&from), from })
}

impl Keys {
    fn condition(&self) -> Condition {
        let from = Condition::all().add(worker_names::Column::Letters.gte(self.from.as_str()));
        match &self.to {
            Some(to) => from.add(worker_names::Column::Letters.lt(to.as_str())),
            None => from,
        }
    }
}

fn names_with(query: &str) -> Condition {
    match plain(query) {
        None => Condition::all().add(people::Column::Id.is_in(None::<Uuid>)),
        Some(part) => Condition::all().add(people::Column::Name.contains(&part)),
    }
}

/// LIKE's own signs never occur in a name.
fn plain(query: &str) -> Option<String> {
    let plain: String = query.chars().filter(|c| !matches!(c, '%' | '_' | '\\')).collect();
    Some(plain).filter(|plain| !plain.is_empty())
}
