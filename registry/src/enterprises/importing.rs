//! How do enterprises come in from a sheet? It is kept as it was brought, looked through without taking anything, and taken
//! when somebody says so. What is new comes in unaccepted and without people, what stands already is left as it is and named
//! with what differs.

use std::collections::HashMap;

use question_bank::formats::xlsx;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::changing::{add_kinds, phone_of, sealed_phone};
use super::store::{kinds_of, new_row};
use super::{Column, Line, read_lines};
use crate::entity::{enterprise_sheets, enterprises};
use crate::instant::DAY_MS;
use crate::offices::{areas, reach};
use crate::permissions::{Object, Verb};
use crate::projects::Areas;
use crate::sheets::LineFault;
use crate::{Ctx, Fault, Refusal, audit};

/// Longest name of a file that is kept, in characters.
const NAME: usize = 100;
/// A sheet that nobody takes is kept for so long.
const KEPT_MS: i64 = 7 * DAY_MS;
const CONTENT: &str = "enterprise_sheets.content";

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
    /// Also the batch under which stands what came in.
    pub sheet: Uuid,
    pub file_name: String,
    pub lines: Vec<ImportLine>,
    pub faults: Vec<LineFault>,
    /// How many enterprises came in; nothing while it was only looked at.
    pub taken: Option<u64>,
}

/// Keeps a workbook that can be read as a whole; its faulty lines are named by [`look`]. What the same person brought
/// before goes.
pub async fn keep(ctx: &Ctx, file_name: &str, file: &[u8]) -> Result<Uuid, Fault> {
    reach(ctx, Verb::Decide, Object::Enterprise).await?;
    if file.is_empty() {
        return Err(Refusal::on("file", "enterprises.sheet_missing").into());
    }
    read_lines(&texts(file)?)?;
    let (id, who) = (ctx.new_id(), ctx.signed_in()?.account);
    let file_name: String = file_name.chars().filter(|c| !c.is_control()).take(NAME).collect();
    crate::transact!(ctx, |tx| {
        let gone = Condition::any()
            .add(enterprise_sheets::Column::BroughtBy.eq(who))
            .add(enterprise_sheets::Column::BroughtAt.lt(ctx.now().0 - KEPT_MS));
        enterprise_sheets::Entity::delete_many().filter(gone).exec(tx).await?;
        let row = enterprise_sheets::Model {
            id,
            file_name: file_name.clone(),
            content_sealed: ctx.vault.seal(ctx.random.as_ref(), CONTENT, file)?,
            brought_by: who,
            brought_at: ctx.now().0,
            taken_at: None,
        };
        enterprise_sheets::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        audit::record(tx, ctx, "enterprise.upload", ("enterprises", id), json!({ "bytes": file.len() })).await?;
        Ok(id)
    })
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
        let marked = enterprise_sheets::Entity::update_many()
            .col_expr(enterprise_sheets::Column::TakenAt, Expr::value(ctx.now().0))
            .filter(enterprise_sheets::Column::Id.eq(sheet))
            .filter(enterprise_sheets::Column::TakenAt.is_null())
            .exec(tx)
            .await?;
        if marked.rows_affected != 1 {
            return Err(Refusal::new("enterprises.sheet_taken").into());
        }
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

/// The sheet as it came, line by line, for a copy with marks.
pub async fn rows(ctx: &Ctx, sheet: Uuid) -> Result<Vec<Vec<String>>, Fault> {
    Ok(kept(ctx, sheet).await?.1)
}

async fn kept(ctx: &Ctx, sheet: Uuid) -> Result<(enterprise_sheets::Model, Vec<Vec<String>>), Fault> {
    reach(ctx, Verb::Decide, Object::Enterprise).await?;
    let own = enterprise_sheets::Column::BroughtBy.eq(ctx.signed_in()?.account);
    let row = enterprise_sheets::Entity::find_by_id(sheet).filter(own).one(ctx.db.reader()).await?;
    let row = row.ok_or(Fault::NotFound)?;
    let rows = texts(&ctx.vault.open(CONTENT, &row.content_sealed)?)?;
    Ok((row, rows))
}

fn texts(file: &[u8]) -> Result<Vec<Vec<String>>, Refusal> {
    xlsx::rows(file).map_err(|_| Refusal::on("file", "enterprises.sheet_unreadable"))
}

struct Plan {
    lines: Vec<(Line, Becomes)>,
    faults: Vec<LineFault>,
}

impl Plan {
    fn import(self, row: &enterprise_sheets::Model, taken: Option<u64>) -> Import {
        let lines = self.lines.into_iter().map(|(line, becomes)| ImportLine {
            number: line.number,
            name: line.name,
            credit_code: line.credit_code.as_str().to_owned(),
            becomes,
        });
        let (sheet, file_name) = (row.id, row.file_name.clone());
        Import { sheet, file_name, lines: lines.collect(), faults: self.faults, taken }
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
