//! How do enterprises come in from a sheet and leave in one? Looked through without taking anything; what is new comes in
//! unaccepted and without people, what stands already is left as it is and named with what differs.

use std::collections::HashMap;

use question_bank::formats::xlsx;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::changing::{add_kinds, phone_of, sealed_phone};
use super::list::{EnterpriseFilter, narrowed};
use super::sheet::{MOST_LINES, kinds_titles};
use super::store::{kinds_of, new_row};
use super::{Column, Line, LineFault, read_lines};
use crate::entity::enterprises;
use crate::offices::{areas, reach};
use crate::permissions::{Object, Verb};
use crate::projects::Areas;
use crate::{Ctx, Fault, Refusal, audit};

/// A table to be written as a workbook: the names of the columns, then the lines, all of them texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Becomes {
    New,
    /// It is there, and says the same or more.
    Same,
    /// It is there and says something else in these columns; what is there stays.
    Differs(Vec<Column>),
    /// It is there under another area, and its records are not for this one to see.
    Elsewhere,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportLine {
    pub number: usize,
    pub name: String,
    pub credit_code: String,
    pub becomes: Becomes,
}

/// What a sheet holds, and what becomes of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Under which what came in stands; nothing when it was only looked at.
    pub batch: Option<Uuid>,
    pub lines: Vec<ImportLine>,
    pub faults: Vec<LineFault>,
}

/// Looks a workbook through; takes nothing.
pub async fn look(ctx: &Ctx, file: &[u8]) -> Result<Import, Fault> {
    Ok(plan(ctx, file).await?.import())
}

/// Takes every sound line of a workbook that is new. An office takes them for its own area, and another person of it
/// accepts them.
pub async fn import(ctx: &Ctx, file: &[u8]) -> Result<Import, Fault> {
    let plan = plan(ctx, file).await?;
    let batch = ctx.new_id();
    let new: Vec<&Line> =
        plan.lines.iter().filter(|(_, becomes)| *becomes == Becomes::New).map(|(line, _)| line).collect();
    crate::transact!(ctx, |tx| {
        for line in &new {
            insert(tx, ctx, batch, line).await?;
        }
        let facts = json!({ "batch": batch, "new": new.len(), "lines": plan.lines.len(), "faults": plan.faults.len() });
        audit::record(tx, ctx, "enterprise.import", ("enterprises", batch), facts).await
    })?;
    Ok(Import { batch: Some(batch), ..plan.import() })
}

/// The enterprises of a list, with what they say of themselves.
pub async fn export(ctx: &Ctx, filter: &EnterpriseFilter) -> Result<Sheet, Fault> {
    let reach = reach(ctx, Verb::View, Object::Enterprise).await?;
    if !reach.whole_city && reach.areas.is_empty() {
        // whoever sees only the own enterprise has its page
        return Err(Fault::Forbidden);
    }
    let reader = ctx.db.reader();
    let limit = u64::try_from(MOST_LINES).unwrap_or(u64::MAX);
    let rows = narrowed(ctx, filter).await?.limit(limit.saturating_add(1)).all(reader).await?;
    if rows.len() > MOST_LINES {
        return Err(Refusal::new("enterprises.sheet_too_long").with("limit", MOST_LINES).into());
    }
    let mut kinds = kinds_of(reader, rows.iter().map(|row| row.id)).await?;
    let tree = areas::tree(reader).await?;
    let lines = rows.into_iter().map(|row| {
        let phone = phone_of(ctx, &row)?;
        let area = tree.get(&row.area).map_or(row.area, |area| area.name.clone());
        let told = |text: Option<String>| text.unwrap_or_default();
        let kinds = kinds_titles(&kinds.remove(&row.id).unwrap_or_default());
        Ok(vec![
            row.name,
            row.credit_code,
            area,
            told(row.short_name),
            kinds,
            told(row.legal_representative),
            told(row.address),
            told(phone),
        ])
    });
    let rows = lines.collect::<Result<Vec<_>, Fault>>()?;
    crate::transact!(ctx, |tx| {
        let subject = ctx.new_id();
        audit::record(tx, ctx, "enterprise.export", ("enterprises", subject), json!({ "lines": rows.len() })).await
    })?;
    Ok(Sheet { columns: Column::ALL.map(|column| column.title().to_owned()).to_vec(), rows })
}

struct Plan {
    lines: Vec<(Line, Becomes)>,
    faults: Vec<LineFault>,
}

impl Plan {
    fn import(self) -> Import {
        let lines = self.lines.into_iter().map(|(line, becomes)| ImportLine {
            number: line.number,
            name: line.name,
            credit_code: line.credit_code.as_str().to_owned(),
            becomes,
        });
        Import { batch: None, lines: lines.collect(), faults: self.faults }
    }
}

async fn plan(ctx: &Ctx, file: &[u8]) -> Result<Plan, Fault> {
    let reach = reach(ctx, Verb::Decide, Object::Enterprise).await?;
    let rows = xlsx::rows(file).map_err(|_| Refusal::on("file", "enterprises.sheet_unreadable"))?;
    let (lines, mut faults) = read_lines(&rows)?;
    let tree = areas::tree(ctx.db.reader()).await?;
    let standing = standing(ctx, &lines).await?;
    let mut planned = Vec::new();
    for mut line in lines {
        let number = line.number;
        match area_of(ctx, &tree, &line.area) {
            Some(code) if reach.includes_area(&code) => line.area = code,
            Some(_) => {
                let reason = Refusal::on("area", "enterprises.area_of_others");
                faults.push(LineFault { number, reason });
                continue;
            }
            None => {
                faults.push(LineFault { number, reason: Refusal::on("area", "offices.area_unknown") });
                continue;
            }
        }
        let becomes = match standing.get(line.credit_code.as_str()) {
            None => Becomes::New,
            Some(stands) if !stands.get(&Column::Area).is_some_and(|area| reach.includes_area(area)) => {
                Becomes::Elsewhere
            }
            Some(stands) => match differing(&line, stands) {
                columns if columns.is_empty() => Becomes::Same,
                columns => Becomes::Differs(columns),
            },
        };
        planned.push((line, becomes));
    }
    faults.sort_by_key(|fault| fault.number);
    Ok(Plan { lines: planned, faults })
}

/// A code or the name of an area that stands today; a code that was replaced means its successor.
fn area_of(ctx: &Ctx, tree: &Areas, text: &str) -> Option<String> {
    let today = ctx.now().day();
    if let Some(area) = tree.standing_on(today).find(|area| area.name == text) {
        return Some(area.code.clone());
    }
    match tree.successors_on(text, today)[..] {
        [area] => Some(area.code.clone()),
        _ => None,
    }
}

/// What stands of an enterprise, column by column.
type Stands = HashMap<Column, String>;

async fn standing(ctx: &Ctx, lines: &[Line]) -> Result<HashMap<String, Stands>, Fault> {
    let reader = ctx.db.reader();
    let mut found = HashMap::new();
    // databases take only so many values in one statement
    for some in lines.chunks(500) {
        let codes = some.iter().map(|line| line.credit_code.as_str());
        let rows = enterprises::Entity::find().filter(enterprises::Column::CreditCode.is_in(codes)).all(reader).await?;
        let kinds = kinds_of(reader, rows.iter().map(|row| row.id)).await?;
        for row in rows {
            let phone = phone_of(ctx, &row)?;
            let kinds = super::profile::kinds_text(kinds.get(&row.id).map(Vec::as_slice).unwrap_or_default());
            let said = [
                (Column::Name, Some(row.name)),
                (Column::Area, Some(row.area)),
                (Column::ShortName, row.short_name),
                (Column::Kinds, kinds),
                (Column::LegalRepresentative, row.legal_representative),
                (Column::Address, row.address),
                (Column::Phone, phone),
            ];
            let said = said.into_iter().filter_map(|(column, value)| Some((column, value?))).collect();
            found.insert(row.credit_code, said);
        }
    }
    Ok(found)
}

/// A blank in the sheet says nothing.
fn differing(line: &Line, stands: &Stands) -> Vec<Column> {
    let said = [
        (Column::Name, Some(line.name.clone())),
        (Column::Area, Some(line.area.clone())),
        (Column::ShortName, line.short_name.clone()),
        (Column::Kinds, line.kinds_code()),
        (Column::LegalRepresentative, line.legal_representative.clone()),
        (Column::Address, line.address.clone()),
        (Column::Phone, line.phone.as_ref().map(|phone| phone.as_str().to_owned())),
    ];
    said.into_iter()
        .filter(|(column, value)| value.is_some() && stands.get(column) != value.as_ref())
        .map(|(column, _)| column)
        .collect()
}

async fn insert(tx: &DatabaseTransaction, ctx: &Ctx, batch: Uuid, line: &Line) -> Result<(), Fault> {
    let id = ctx.new_id();
    let phone = line.phone.as_ref().map(|phone| sealed_phone(ctx, phone.as_str())).transpose()?;
    let (sealed, index) = phone.unzip();
    let row = enterprises::ActiveModel {
        id: Set(id),
        registered_by: Set(Some(ctx.signed_in()?.account)),
        short_name: Set(line.short_name.clone()),
        legal_representative: Set(line.legal_representative.clone()),
        address: Set(line.address.clone()),
        phone_sealed: Set(sealed),
        phone_index: Set(index),
        batch_id: Set(Some(batch)),
        ..new_row(ctx, &line.name, &line.credit_code, &line.area)
    };
    // somebody who registered it in between keeps it
    let taken = enterprises::Entity::insert(row)
        .on_conflict_do_nothing_on([enterprises::Column::CreditCode])
        .exec_without_returning(tx)
        .await?;
    match taken {
        sea_orm::TryInsertResult::Inserted(1..) => add_kinds(tx, id, line.kinds.iter().map(|kind| kind.code())).await,
        _ => Ok(()),
    }
}
