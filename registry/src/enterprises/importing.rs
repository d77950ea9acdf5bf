//! How do enterprises come in from a sheet? It is kept as it was brought, looked through without taking anything, and taken
//! when somebody says so, and taken back. What is new comes in unaccepted and without people, what stands already is left as it
//! is and named with what differs.

use std::collections::HashMap;

use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::changing::{add_kinds, phone_of, sealed_phone};
use super::profile::check_reason;
use super::store::{kinds_of, new_row};
use super::undoing::{leaving, take_away};
use super::{Column, Line, read_lines};
use crate::entity::{enterprises, record_sheets};
use crate::offices::{areas, reach};
use crate::permissions::{Object, Verb};
use crate::sheets::kept::{self, About};
use crate::sheets::{self, LineFault};
pub use crate::sheets::{Leaving, Taken};
use crate::{Ctx, Fault, Refusal, audit};

const ABOUT: About = About::Enterprises;

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
pub type Import = sheets::Import<ImportLine>;

/// Keeps a workbook that can be read as a whole; its faulty lines are named by [`look`]. What the same person brought
/// before and did not take goes.
pub async fn keep(ctx: &Ctx, file_name: &str, file: &[u8]) -> Result<Uuid, Fault> {
    reach(ctx, Verb::Decide, Object::Enterprise).await?;
    kept::keep(ctx, ABOUT, (file_name, file), |rows| read_lines(rows).map(|_| ())).await
}

/// Looks a kept sheet through; takes nothing. Only whoever brought it sees it.
pub async fn look(ctx: &Ctx, sheet: Uuid) -> Result<Import, Fault> {
    let (row, rows) = kept(ctx, sheet).await?;
    let taken = match row.taken_at {
        Some(_) => {
            let came = enterprises::Entity::find().filter(enterprises::Column::BatchId.eq(sheet));
            Some(came.count(ctx.db.reader()).await?)
        }
        None => None,
    };
    Ok(plan(ctx, &rows).await?.import(&row, taken))
}

/// Takes every sound line of a kept sheet that is new. An office takes them for its own area, and another person of it
/// accepts them.
pub async fn take(ctx: &Ctx, sheet: Uuid) -> Result<Import, Fault> {
    let (row, rows) = kept(ctx, sheet).await?;
    let plan = plan(ctx, &rows).await?;
    let new: Vec<&Line> =
        plan.lines.iter().filter(|(_, becomes)| *becomes == Becomes::New).map(|(line, _)| line).collect();
    let came = crate::transact!(ctx, |tx| {
        kept::mark_taken(tx, ctx, sheet).await?;
        let mut came = 0;
        for line in &new {
            came += insert(tx, ctx, sheet, line).await?;
        }
        let facts = json!({ "new": came, "lines": plan.lines.len(), "faults": plan.faults.len() });
        audit::record(tx, ctx, "enterprise.import", ("enterprises", sheet), facts).await?;
        Ok(came)
    })?;
    Ok(plan.import(&row, Some(came)))
}

/// The own ones that are kept, the latest first.
pub async fn taken(ctx: &Ctx) -> Result<Vec<Taken>, Fault> {
    reach(ctx, Verb::Decide, Object::Enterprise).await?;
    kept::taken(ctx, ABOUT).await
}

/// What taking a sheet back would come to; nothing where there is nothing to take back. Changes nothing.
pub async fn undoing(ctx: &Ctx, sheet: Uuid) -> Result<Option<Leaving>, Fault> {
    let (row, _) = kept(ctx, sheet).await?;
    if !kept::can_be_undone(&row) {
        return Ok(None);
    }
    crate::transact!(ctx, |tx| { leaving(tx, sheet).await }).map(Some)
}

/// Takes the enterprises away that the sheet brought and that nobody accepted, claimed or named since. `shown` is how many
/// that were when somebody looked: where it is another number by now, it is shown again instead.
pub async fn undo(ctx: &Ctx, sheet: Uuid, reason: &str, shown: u64) -> Result<Leaving, Fault> {
    kept(ctx, sheet).await?;
    let reason = check_reason(reason)?;
    crate::transact!(ctx, |tx| {
        kept::mark_undone(tx, ctx, sheet, &reason).await?;
        let found = take_away(tx, sheet).await?;
        if found.go != shown {
            return Err(Refusal::new("sheets.undo_changed").into());
        }
        let facts = json!({ "gone": found.go, "stay": found.stay });
        audit::record(tx, ctx, "enterprise.undo_import", ("enterprises", sheet), facts).await?;
        Ok(found)
    })
}

/// The sheet as it came, line by line, for a copy with marks.
pub async fn rows(ctx: &Ctx, sheet: Uuid) -> Result<Vec<Vec<String>>, Fault> {
    Ok(kept(ctx, sheet).await?.1)
}

async fn kept(ctx: &Ctx, sheet: Uuid) -> Result<(record_sheets::Model, Vec<Vec<String>>), Fault> {
    reach(ctx, Verb::Decide, Object::Enterprise).await?;
    kept::kept(ctx, ABOUT, sheet).await
}

struct Plan {
    lines: Vec<(Line, Becomes)>,
    faults: Vec<LineFault>,
}

impl Plan {
    fn import(self, row: &record_sheets::Model, taken: Option<u64>) -> Import {
        let lines = self.lines.into_iter().map(|(line, becomes)| ImportLine {
            number: line.number,
            name: line.name,
            credit_code: line.credit_code.as_str().to_owned(),
            becomes,
        });
        let (sheet, file_name) = (row.id, row.file_name.clone());
        let is_undone = row.undone_at.is_some();
        Import { sheet, file_name, lines: lines.collect(), faults: self.faults, taken, is_undone }
    }
}

async fn plan(ctx: &Ctx, rows: &[Vec<String>]) -> Result<Plan, Fault> {
    let reach = reach(ctx, Verb::Decide, Object::Enterprise).await?;
    let (lines, mut faults) = read_lines(rows)?;
    let tree = areas::tree(ctx.db.reader()).await?;
    let standing = standing(ctx, &lines).await?;
    let mut planned = Vec::new();
    for mut line in lines {
        let number = line.number;
        match tree.meant_on(&line.area, ctx.now().day()).map(|area| area.code.clone()) {
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

/// How many came in: one, or none where somebody registered it in between and keeps it.
async fn insert(tx: &DatabaseTransaction, ctx: &Ctx, batch: Uuid, line: &Line) -> Result<u64, Fault> {
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
    let taken = enterprises::Entity::insert(row)
        .on_conflict_do_nothing_on([enterprises::Column::CreditCode])
        .exec_without_returning(tx)
        .await?;
    match taken {
        sea_orm::TryInsertResult::Inserted(1..) => {
            add_kinds(tx, id, line.kinds.iter().map(|kind| kind.code())).await?;
            Ok(1)
        }
        _ => Ok(0),
    }
}
