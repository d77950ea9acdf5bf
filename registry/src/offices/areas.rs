//! Which supervising areas are on record, how do they come in, and what changes of them?

pub mod importing;
pub mod sheet;

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::changes::{Subject, check_name, check_reason, record};
use crate::entity::areas;
use crate::fault::refuse_unless_empty;
use crate::permissions::{Object, Verb, require};
use crate::projects::{Area, Areas};
use crate::{Ctx, Day, Fault, Refusal, audit};

const BUILT_IN: &str = include_str!("../../data/areas.toml");

/// A new area, as somebody writes it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewArea {
    /// Six to twelve digits.
    pub code: String,
    pub name: String,
    pub parent: Option<String>,
    pub valid_from: Option<Day>,
    /// Codes whose place it takes; those that still stand end on the day before.
    pub replaces: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    area: Vec<FileLine>,
}

#[derive(Deserialize)]
struct FileLine {
    code: String,
    name: String,
    parent: Option<String>,
    from_year: Option<i32>,
    to_year: Option<i32>,
    #[serde(default)]
    replaces: Vec<String>,
}

/// The areas that come with the program.
pub(crate) fn built_in() -> Result<Vec<Area>, Fault> {
    let file: File = toml::from_str(BUILT_IN).map_err(Fault::internal)?;
    let area = |line: FileLine| Area {
        code: line.code,
        name: line.name,
        parent: line.parent,
        valid_from: line.from_year.and_then(|year| Day::from_ymd(year, 1, 1)),
        valid_to: line.to_year.and_then(|year| Day::from_ymd(year, 12, 31)),
        replaces: line.replaces,
    };
    Ok(file.area.into_iter().map(area).collect())
}

/// Stores what is new. Of what is there only the successor is filled in, where nobody here changed the area.
pub(crate) async fn load(tx: &DatabaseTransaction, areas: &[Area]) -> Result<(), Fault> {
    let successors = successors(areas);
    for area in areas {
        let replaced_by = successors.get(area.code.as_str()).map(|codes| codes.join(" "));
        let row = areas::Model {
            code: area.code.clone(),
            name: area.name.clone(),
            parent: area.parent.clone(),
            valid_from: area.valid_from.map(|day| day.to_string()),
            valid_to: area.valid_to.map(|day| day.to_string()),
            replaced_by: replaced_by.clone(),
            changed_at: None,
            batch_id: None,
        };
        areas::Entity::insert(row.into_active_model())
            .on_conflict_do_nothing_on([areas::Column::Code])
            .exec_without_returning(tx)
            .await?;
        if replaced_by.is_some() {
            areas::Entity::update_many()
                .col_expr(areas::Column::ReplacedBy, Expr::value(replaced_by))
                .filter(areas::Column::Code.eq(&area.code))
                .filter(areas::Column::ReplacedBy.is_null())
                .filter(areas::Column::ChangedAt.is_null())
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}

fn successors(areas: &[Area]) -> BTreeMap<&str, Vec<&str>> {
    let mut successors: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for area in areas {
        for old in &area.replaces {
            successors.entry(old).or_default().push(&area.code);
        }
    }
    successors
}

/// All areas that are on record, ended ones included: inside each other and after each other.
pub async fn tree<C: ConnectionTrait>(db: &C) -> Result<Areas, Fault> {
    let rows = areas::Entity::find().order_by_asc(areas::Column::Code).all(db).await?;
    Areas::new(read(rows)?).map_err(|wrong| Fault::internal(format!("areas are no tree: {wrong:?}")))
}

fn read(rows: Vec<areas::Model>) -> Result<Vec<Area>, Fault> {
    let mut replaces: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in &rows {
        for new in row.replaced_by.iter().flat_map(|codes| codes.split(' ')) {
            replaces.entry(new.to_owned()).or_default().push(row.code.clone());
        }
    }
    let day = |text: Option<String>| match text {
        Some(text) => Day::parse(&text).map(Some).ok_or_else(|| Fault::internal("area with a wrong day")),
        None => Ok(None),
    };
    rows.into_iter()
        .map(|row| {
            Ok(Area {
                replaces: replaces.remove(&row.code).unwrap_or_default(),
                code: row.code,
                name: row.name,
                parent: row.parent,
                valid_from: day(row.valid_from)?,
                valid_to: day(row.valid_to)?,
            })
        })
        .collect()
}

/// The area's ancestors from the city down to itself.
pub(crate) async fn lineage<C: ConnectionTrait>(db: &C, area: &str) -> Result<Vec<String>, Fault> {
    // a city's areas are few: all of them at once cost less than one after the other
    let areas = areas::Entity::find().all(db).await?;
    let mut codes = Vec::new();
    let mut next = Some(area.to_owned());
    while let Some(code) = next {
        let row = areas.iter().find(|row| row.code == code).ok_or(Fault::NotFound)?;
        codes.push(code);
        next = row.parent.clone();
    }
    codes.reverse();
    Ok(codes)
}

/// The area, every area below it, and those whose place any of them took: what was recorded under an old code is its
/// successor's to oversee (D-18).
pub(crate) async fn codes_within<C: ConnectionTrait>(db: &C, area: &str) -> Result<BTreeSet<String>, Fault> {
    let rows = areas::Entity::find().all(db).await?;
    let mut within = BTreeSet::from([area.to_owned()]);
    loop {
        let belongs = |row: &&areas::Model| {
            let lies_in = row.parent.as_ref().is_some_and(|parent| within.contains(parent));
            lies_in || row.replaced_by.iter().flat_map(|codes| codes.split(' ')).any(|new| within.contains(new))
        };
        let further: Vec<String> = rows.iter().filter(belongs).map(|row| row.code.clone()).collect();
        let before = within.len();
        within.extend(further);
        if within.len() == before {
            return Ok(within);
        }
    }
}

/// Every area on record in the order of the codes, ended ones included.
pub async fn list_all(ctx: &Ctx) -> Result<Vec<Area>, Fault> {
    require(ctx, Verb::View, Object::Office)?;
    read(areas::Entity::find().order_by_asc(areas::Column::Code).all(ctx.db.reader()).await?)
}

/// Writes a new area down, beside others or in the place of some.
pub async fn add(ctx: &Ctx, new: &NewArea, reason: &str) -> Result<(), Fault> {
    require(ctx, Verb::Create, Object::Office)?;
    let mut refusals = Vec::new();
    if !sheet::is_code(&new.code) {
        refusals.push(Refusal::on("code", "offices.area_code_shape"));
    }
    let name = check_name(&new.name).map_err(|refusal| refusals.push(refusal)).unwrap_or_default();
    if !new.replaces.is_empty() && new.valid_from.is_none() {
        refusals.push(Refusal::on("valid_from", "offices.area_first_day_missing"));
    }
    let reason = check_reason(reason).map_err(|refusal| refusals.push(refusal)).unwrap_or_default();
    refuse_unless_empty(refusals)?;
    crate::transact!(ctx, |tx| {
        change(tx, ctx, (&reason, None), |areas| {
            place(areas, &NewArea { name: name.clone(), ..new.clone() }, None);
            Ok(())
        })
        .await?;
        let facts = json!({ "parent": new.parent, "replaces": new.replaces });
        audit::record(tx, ctx, "add_area", ("area", &new.code), facts).await
    })
}

/// Puts an area beside the others; what it replaces and what still stands ends the day before.
fn place(areas: &mut Vec<Area>, new: &NewArea, valid_to: Option<Day>) {
    for old in areas.iter_mut().filter(|area| new.replaces.contains(&area.code)) {
        old.valid_to = old.valid_to.or(new.valid_from.map(Day::previous));
    }
    areas.push(Area {
        code: new.code.clone(),
        name: new.name.clone(),
        parent: new.parent.clone(),
        valid_from: new.valid_from,
        valid_to,
        replaces: new.replaces.clone(),
    });
}

/// An area goes on under another name: its code stays.
pub async fn rename(ctx: &Ctx, code: &str, name: &str, reason: &str) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Office)?;
    let (reason, name) = (check_reason(reason)?, check_name(name)?);
    crate::transact!(ctx, |tx| {
        change(tx, ctx, (&reason, None), |areas| {
            one(areas, code)?.name.clone_from(&name);
            Ok(())
        })
        .await?;
        audit::record(tx, ctx, "rename_area", ("area", code), json!({ "name": name })).await
    })
}

/// An area ends with a day; the areas named take its place, from whenever they stand. None: nothing does.
pub async fn end(ctx: &Ctx, code: &str, last: Day, successors: &[String], reason: &str) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Office)?;
    let reason = check_reason(reason)?;
    crate::transact!(ctx, |tx| {
        change(tx, ctx, (&reason, None), |areas| {
            let area = one(areas, code)?;
            if area.valid_to.is_some() {
                return Err(Refusal::on("code", "offices.area_ended_already").into());
            }
            area.valid_to = Some(last);
            for successor in successors {
                let area = one(areas, successor)?;
                if !area.replaces.iter().any(|old| old == code) {
                    area.replaces.push(code.to_owned());
                }
            }
            Ok(())
        })
        .await?;
        let facts = json!({ "last": last.to_string(), "successors": successors });
        audit::record(tx, ctx, "end_area", ("area", code), facts).await
    })
}

fn one<'a>(areas: &'a mut [Area], code: &str) -> Result<&'a mut Area, Fault> {
    areas.iter_mut().find(|area| area.code == code).ok_or(Fault::NotFound)
}

/// Changes the areas as a whole, if they are still a tree afterwards, and records what changed of each. Further ones name the
/// batch that brought them.
async fn change(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    (reason, batch): (&str, Option<Uuid>),
    by: impl FnOnce(&mut Vec<Area>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let rows = areas::Entity::find().order_by_asc(areas::Column::Code).lock_exclusive().all(tx).await?;
    let mut changed = read(rows.clone())?;
    by(&mut changed)?;
    Areas::new(changed.clone()).map_err(Fault::Refused)?;
    let successors = successors(&changed);
    let mut further = Vec::new();
    for area in &changed {
        let mut new = areas::Model {
            code: area.code.clone(),
            name: area.name.clone(),
            parent: area.parent.clone(),
            valid_from: area.valid_from.map(|day| day.to_string()),
            valid_to: area.valid_to.map(|day| day.to_string()),
            replaced_by: successors.get(area.code.as_str()).map(|codes| codes.join(" ")),
            changed_at: None,
            batch_id: batch,
        };
        let Some(old) = rows.iter().find(|row| row.code == area.code) else {
            new.changed_at = Some(ctx.now().0);
            further.push(new);
            continue;
        };
        let differing = [
            ("name", Some(&old.name), Some(&new.name)),
            ("valid_to", old.valid_to.as_ref(), new.valid_to.as_ref()),
            ("replaced_by", old.replaced_by.as_ref(), new.replaced_by.as_ref()),
        ];
        let differing: Vec<_> = differing.into_iter().filter(|(_, from, to)| from != to).collect();
        for (field, from, to) in &differing {
            let values = (from.map(|text| text.as_str()), to.map(|text| text.as_str()));
            record(tx, ctx, (Subject::Area, &old.code), field, values, reason).await?;
        }
        if !differing.is_empty() {
            let mut row = old.clone().into_active_model();
            row.name = Set(new.name.clone());
            row.valid_to = Set(new.valid_to.clone());
            row.replaced_by = Set(new.replaced_by.clone());
            row.changed_at = Set(Some(ctx.now().0));
            areas::Entity::update(row).exec(tx).await?;
        }
    }
    for row in further {
        record(tx, ctx, (Subject::Area, &row.code), "code", (None, Some(&row.code)), reason).await?;
        areas::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    }
    Ok(())
}
