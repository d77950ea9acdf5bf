//! What do the lines of a sheet of enterprises come to? What is new comes in unaccepted and without people, what stands already
//! is left as it is and named with what differs.

use std::collections::HashMap;

use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::changing::{add_kinds, phone_of, sealed_phone};
use super::store::{kinds_of, new_row};
use super::undoing::{leaving, take_away};
use super::{Column, Line, read_lines};
use crate::entity::enterprises;
use crate::offices::{areas, reach};
use crate::permissions::{Object, Verb, require};
use crate::sheets::bringing::{Bringing, Plan};
use crate::sheets::kept::About;
use crate::sheets::{Leaving, LineFault};
use crate::{Ctx, Fault, Refusal};

/// Sheets of enterprises: an office takes them for its own area, and another person of it accepts them.
pub struct Enterprises;

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

/// A sound line and what becomes of it.
pub struct Planned {
    line: Line,
    becomes: Becomes,
}

impl Bringing for Enterprises {
    type Line = ImportLine;
    type Planned = Planned;
    const ABOUT: About = About::Enterprises;

    fn may_bring(ctx: &Ctx) -> Result<(), Fault> {
        require(ctx, Verb::Decide, Object::Enterprise).map(|_| ())
    }

    fn check(rows: &[Vec<String>]) -> Result<(), Refusal> {
        read_lines(rows).map(|_| ())
    }

    async fn plan(ctx: &Ctx, rows: &[Vec<String>], _: Uuid) -> Result<Plan<Planned>, Fault> {
        plan(ctx, rows).await
    }

    fn is_new(line: &Planned) -> bool {
        line.becomes == Becomes::New
    }

    async fn insert(tx: &DatabaseTransaction, ctx: &Ctx, sheet: Uuid, new: &[&Planned]) -> Result<u64, Fault> {
        let mut came = 0;
        for planned in new {
            came += insert(tx, ctx, sheet, &planned.line).await?;
        }
        Ok(came)
    }

    async fn shown(_: &Ctx, lines: Vec<Planned>) -> Result<Vec<ImportLine>, Fault> {
        let shown = |Planned { line, becomes }| ImportLine {
            number: line.number,
            name: line.name,
            credit_code: line.credit_code.as_str().to_owned(),
            becomes,
        };
        Ok(lines.into_iter().map(shown).collect())
    }

    async fn brought(ctx: &Ctx, sheet: Uuid) -> Result<u64, Fault> {
        let came = enterprises::Entity::find().filter(enterprises::Column::BatchId.eq(sheet));
        Ok(came.count(ctx.db.reader()).await?)
    }

    async fn leaving(tx: &DatabaseTransaction, sheet: Uuid) -> Result<Leaving, Fault> {
        leaving(tx, sheet).await
    }

    async fn take_away(tx: &DatabaseTransaction, _: &Ctx, sheet: Uuid, _: &str) -> Result<Leaving, Fault> {
        take_away(tx, sheet).await
    }
}

async fn plan(ctx: &Ctx, rows: &[Vec<String>]) -> Result<Plan<Planned>, Fault> {
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
        planned.push(Planned { line, becomes });
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
