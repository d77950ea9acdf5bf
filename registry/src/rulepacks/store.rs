//! How do rule packs get into the database and out again?

mod book;

use std::collections::BTreeMap;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
};
use serde_json::Value;

pub use book::Book;

use super::{InForce, RulePack, Rules};
use crate::entity::rule_packs;
use crate::offices::{OfficeKind, areas};
use crate::permissions::{Object, Verb, require};
use crate::projects::governing::Place;
use crate::{Ctx, Day, Fault, Refusal, db};

/// Every version that was ever built in; none is changed afterwards, for decisions name it. What is new comes as a
/// further version, which need only name what it adds.
const BUILT_IN: [&str; 7] = [
    include_str!("../../data/rulepacks/a.toml"),
    include_str!("../../data/rulepacks/b.toml"),
    include_str!("../../data/rulepacks/c.toml"),
    include_str!("../../data/rulepacks/a2.toml"),
    include_str!("../../data/rulepacks/b2.toml"),
    include_str!("../../data/rulepacks/c2.toml"),
    include_str!("../../data/rulepacks/c3.toml"),
];

/// The city, parent of every supervising area.
pub const CITY: &str = "320600";

/// Stores the areas and packs that come with the product; what is there already stays as it is.
pub async fn load_built_in(ctx: &Ctx) -> Result<(), Fault> {
    let built_in = areas::built_in()?;
    let packs = built_in_packs()?;
    crate::transact!(ctx, |tx| {
        areas::load(tx, &built_in).await?;
        for pack in &packs {
            load(tx, ctx, pack).await?;
        }
        Ok(())
    })
}

pub(super) fn built_in_packs() -> Result<Vec<RulePack>, Fault> {
    BUILT_IN.iter().map(|text| toml::from_str(text)).collect::<Result<_, _>>().map_err(Fault::internal)
}

/// A number that an office took for a version of its own is not ours any more: ours then comes under the next free one.
/// Version 1 is ours, whichever build brought it.
async fn load(tx: &DatabaseTransaction, ctx: &Ctx, pack: &RulePack) -> Result<(), Fault> {
    let stored = versions(tx, &pack.pack, &pack.area).await?;
    let says_the_same = |one: &RulePack| one.effective_from == pack.effective_from && one.parameters == pack.parameters;
    let is_taken = stored.iter().any(|one| one.version == pack.version);
    if stored.iter().any(says_the_same) || (is_taken && pack.version == 1) {
        return Ok(());
    }
    let version = if is_taken { next_after(&stored) } else { pack.version };
    rule_packs::Entity::insert(row(ctx, &RulePack { version, ..pack.clone() })?)
        .on_conflict_do_nothing_on([rule_packs::Column::Pack, rule_packs::Column::Area, rule_packs::Column::Version])
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Stores one further version as it is.
pub async fn store(ctx: &Ctx, pack: &RulePack) -> Result<(), Fault> {
    rule_packs::Entity::insert(row(ctx, pack)?).exec_without_returning(ctx.db.writer()).await?;
    Ok(())
}

/// Stores these parameters as the next version of a pack, whatever its newest is; what it does not name goes on.
///
/// # Errors
/// `rulepacks.version_taken` when somebody else stored one at the same time.
pub async fn amend(
    ctx: &Ctx,
    pack: &str,
    area: &str,
    effective_from: Day,
    parameters: BTreeMap<String, Value>,
) -> Result<i32, Fault> {
    crate::transact!(ctx, |tx| {
        let (pack, area, parameters) = (pack.to_owned(), area.to_owned(), parameters.clone());
        insert_next(tx, ctx, RulePack { pack, area, version: 0, effective_from, parameters }).await
    })
}

/// Stores it under the next free number of its pack and area.
pub(super) async fn insert_next(tx: &DatabaseTransaction, ctx: &Ctx, pack: RulePack) -> Result<i32, Fault> {
    let version = next_after(&versions(tx, &pack.pack, &pack.area).await?);
    rule_packs::Entity::insert(row(ctx, &RulePack { version, ..pack })?)
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::new("rulepacks.version_taken")))?;
    Ok(version)
}

fn next_after(stored: &[RulePack]) -> i32 {
    stored.iter().map(|one| one.version).max().unwrap_or(0) + 1
}

fn row(ctx: &Ctx, pack: &RulePack) -> Result<rule_packs::ActiveModel, Fault> {
    Ok(rule_packs::ActiveModel {
        id: Set(ctx.new_id()),
        pack: Set(pack.pack.clone()),
        area: Set(pack.area.clone()),
        version: Set(pack.version),
        effective_from: Set(pack.effective_from.to_string()),
        parameters: Set(serde_json::to_string(&pack.parameters)?),
        stored_at: Set(ctx.now().0),
    })
}

async fn versions<C: ConnectionTrait>(db: &C, pack: &str, area: &str) -> Result<Vec<RulePack>, Fault> {
    let rows = rule_packs::Entity::find()
        .filter(rule_packs::Column::Pack.eq(pack))
        .filter(rule_packs::Column::Area.eq(area))
        .all(db)
        .await?;
    rows.into_iter().map(RulePack::try_from).collect()
}

/// What is in force for an area on a day, parameter by parameter, each with its source. A code that was replaced stands
/// for its successor. `supervised_by`: the kind of office that supervises what is asked about; nobody, where none is named.
///
/// # Errors
/// A refusal on `area` when it is not clear which area is meant.
pub async fn for_area(ctx: &Ctx, area: &str, supervised_by: Option<OfficeKind>, day: Day) -> Result<InForce, Fault> {
    require(ctx, Verb::View, Object::RulePack)?;
    let book = Book::read(ctx.db.reader()).await?;
    let place = Place { area: area.to_owned(), industry: String::new(), supervised_by };
    Ok(book.in_force(&place, day)?)
}

/// The rules that govern a place on a day. Whoever asks about many places reads the [`Book`] once.
///
/// # Errors
/// A refusal on `area` when it is not clear which area is meant.
pub async fn governing(ctx: &Ctx, place: &Place, day: Day) -> Result<Rules, Fault> {
    Ok(Book::read(ctx.db.reader()).await?.governing(place, day)?)
}

/// The rules in force for an office's area on a day, whoever is supervised: for exams and courses.
pub async fn in_force(ctx: &Ctx, area: &str, day: Day) -> Result<Rules, Fault> {
    let lineage = areas::lineage(ctx.db.reader(), area).await?;
    let rows = rule_packs::Entity::find()
        .filter(rule_packs::Column::Area.is_in(lineage.clone()))
        .filter(rule_packs::Column::EffectiveFrom.lte(day.to_string()))
        .order_by_asc(rule_packs::Column::EffectiveFrom)
        .order_by_asc(rule_packs::Column::Version)
        .all(ctx.db.reader())
        .await?;
    let mut packs = rows.into_iter().map(RulePack::try_from).collect::<Result<Vec<_>, _>>()?;
    // a stable sort keeps later versions after earlier ones inside an area
    packs.sort_by_key(|pack| lineage.iter().position(|code| *code == pack.area));
    Ok(Rules::combine(&packs))
}

/// Every stored pack version, newest last.
pub async fn list(ctx: &Ctx) -> Result<Vec<RulePack>, Fault> {
    stored(ctx.db.reader()).await
}

pub(super) async fn stored<C: ConnectionTrait>(db: &C) -> Result<Vec<RulePack>, Fault> {
    let rows = rule_packs::Entity::find()
        .order_by_asc(rule_packs::Column::Pack)
        .order_by_asc(rule_packs::Column::Version)
        .all(db)
        .await?;
    rows.into_iter().map(RulePack::try_from).collect()
}

impl TryFrom<rule_packs::Model> for RulePack {
    type Error = Fault;

    fn try_from(row: rule_packs::Model) -> Result<Self, Fault> {
        Ok(Self {
            pack: row.pack,
            area: row.area,
            version: row.version,
            effective_from: Day::parse(&row.effective_from)
                .ok_or_else(|| Fault::internal("rule pack without a day"))?,
            parameters: serde_json::from_str(&row.parameters)?,
        })
    }
}
