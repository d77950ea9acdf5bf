//! What do the lines of a sheet of industries come to? Further industries, in the order of the lines behind those that are there;
//! what is there stays as it is. Taken back, those go that no office, project or board names.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, TransactionTrait,
};
use uuid::Uuid;

use crate::entity::{board_contacts, industries, office_changes, offices, projects};
use crate::offices::areas::sheet::day_of;
use crate::offices::changes::{Subject, check_name, check_reason, record};
use crate::permissions::{Object, Verb, require};
use crate::sheets::bringing::{Bringing, Plan};
use crate::sheets::kept::About;
use crate::sheets::{Cells, Columns, Leaving, LineFault, read_sheet};
use crate::{Ctx, Day, Fault, Instant, Refusal, db};

pub const MOST_LINES: usize = 200;
/// What the list says of an industry that is offered.
const OFFERED: &str = "使用中";

/// Sheets of industries.
pub struct Industries;

closed_set! {
    /// A column of the sheet.
    SheetColumn {
        Name = "name",
        Code = "code",
        Retired = "retired",
        Reason = "reason",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    New,
    /// It is there under the same name.
    Same,
    /// It is there under another name, or ended on another day; it stays.
    Differs,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportLine {
    pub number: usize,
    pub name: String,
    pub code: String,
    pub becomes: Becomes,
}

/// A line that can be read, with what becomes of it.
pub struct Planned {
    number: usize,
    name: String,
    code: String,
    /// the first day on which nothing new takes it
    retired: Option<Day>,
    reason: String,
    becomes: Becomes,
}

impl Columns for SheetColumn {
    fn all() -> &'static [Self] {
        &Self::ALL
    }

    fn title(self) -> &'static str {
        match self {
            Self::Name => "名称",
            Self::Code => "代码",
            Self::Retired => "停用日期",
            Self::Reason => "依据",
        }
    }

    fn is_needed(self) -> bool {
        !matches!(self, Self::Retired)
    }
}

impl Bringing for Industries {
    type Line = ImportLine;
    type Planned = Planned;
    const ABOUT: About = About::Industries;

    fn may_bring(ctx: &Ctx) -> Result<(), Fault> {
        require(ctx, Verb::Create, Object::Office).map(|_| ())
    }

    fn check(rows: &[Vec<String>]) -> Result<(), Refusal> {
        read_lines(rows, None).map(|_| ())
    }

    async fn plan(ctx: &Ctx, rows: &[Vec<String>], _: Uuid) -> Result<Plan<Planned>, Fault> {
        let known = industries::Entity::find().all(ctx.db.reader()).await?;
        plan(&known, rows, ctx.now().day()).map_err(Fault::from)
    }

    fn is_new(line: &Planned) -> bool {
        line.becomes == Becomes::New
    }

    async fn insert(tx: &DatabaseTransaction, ctx: &Ctx, sheet: Uuid, new: &[&Planned]) -> Result<u64, Fault> {
        let last = industries::Entity::find().order_by_desc(industries::Column::Position).one(tx).await?;
        let mut position = last.map_or(0, |row| row.position);
        for line in new {
            position = position.saturating_add(1);
            let row = industries::Model {
                code: line.code.clone(),
                name: line.name.clone(),
                position,
                added_at: ctx.now().0,
                retired_at: line.retired.map(|day| day.starts_at().0),
                batch_id: Some(sheet),
            };
            industries::Entity::insert(row.into_active_model())
                .exec_without_returning(tx)
                .await
                .map_err(|error| db::unique_or(error, Refusal::on("code", "offices.industry_taken")))?;
            let subject = (Subject::Industry, line.code.as_str());
            record(tx, ctx, subject, "code", (None, Some(&line.code)), &line.reason).await?;
        }
        u64::try_from(new.len()).map_err(Fault::internal)
    }

    async fn shown(_: &Ctx, lines: Vec<Planned>) -> Result<Vec<ImportLine>, Fault> {
        let shown =
            |line: Planned| ImportLine { number: line.number, name: line.name, code: line.code, becomes: line.becomes };
        Ok(lines.into_iter().map(shown).collect())
    }

    async fn brought(ctx: &Ctx, sheet: Uuid) -> Result<u64, Fault> {
        let came = industries::Entity::find().filter(industries::Column::BatchId.eq(sheet));
        Ok(came.count(ctx.db.reader()).await?)
    }

    async fn leaving(tx: &DatabaseTransaction, sheet: Uuid) -> Result<Leaving, Fault> {
        let trial = tx.begin().await?;
        let (_, leaving) = take_away(&trial, sheet).await?;
        trial.rollback().await?;
        Ok(leaving)
    }

    async fn take_away(tx: &DatabaseTransaction, ctx: &Ctx, sheet: Uuid, reason: &str) -> Result<Leaving, Fault> {
        let (gone, leaving) = take_away(tx, sheet).await?;
        for code in &gone {
            record(tx, ctx, (Subject::Industry, code), "code", (Some(code), None), reason).await?;
        }
        Ok(leaving)
    }
}

/// Lower-case letters and underscores, as it stands in records and addresses.
pub(super) fn is_code(code: &str) -> bool {
    (2..=30).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// Reads a sheet; an end lies on or before `today`, where that is known.
fn read_lines(rows: &[Vec<String>], today: Option<Day>) -> Result<(Vec<Planned>, Vec<LineFault>), Refusal> {
    let twice = || Refusal::on("code", "offices.sheet_code_twice");
    let read = |number, cells: Cells<'_, SheetColumn>| read_line(number, &cells, today);
    read_sheet(rows, MOST_LINES, read, |line: &Planned| (line.code.clone(), twice()))
}

fn read_line(number: usize, cells: &Cells<'_, SheetColumn>, today: Option<Day>) -> Result<Planned, Vec<Refusal>> {
    let mut wrong = Vec::new();
    let cell = |column: SheetColumn| cells.get(&column).copied().unwrap_or_default();
    let name = check_name(cell(SheetColumn::Name)).map_err(|refusal| wrong.push(refusal)).unwrap_or_default();
    let code = cell(SheetColumn::Code).to_owned();
    if !is_code(&code) {
        wrong.push(Refusal::on("code", "offices.industry_code_shape"));
    }
    let retired = match cell(SheetColumn::Retired) {
        "" | OFFERED => None,
        text => match day_of(text.trim_end_matches("停用")) {
            None => {
                wrong.push(Refusal::on("retired", "calendar.day_shape"));
                None
            }
            Some(day) if today.is_some_and(|today| today < day) => {
                wrong.push(Refusal::on("retired", "offices.industry_ends_later"));
                None
            }
            day => day,
        },
    };
    let reason = check_reason(cell(SheetColumn::Reason)).map_err(|refusal| wrong.push(refusal)).unwrap_or_default();
    match wrong.is_empty() {
        true => Ok(Planned { number, name, code, retired, reason, becomes: Becomes::New }),
        false => Err(wrong),
    }
}

fn plan(known: &[industries::Model], rows: &[Vec<String>], today: Day) -> Result<Plan<Planned>, Refusal> {
    let (lines, mut faults) = read_lines(rows, Some(today))?;
    let mut names: BTreeSet<String> = known.iter().map(|row| row.name.clone()).collect();
    let mut planned = Vec::new();
    for mut line in lines {
        match known.iter().find(|row| row.code == line.code) {
            Some(row) => {
                let ended = row.retired_at.map(|at| Instant(at).day());
                let same = row.name == line.name && (line.retired.is_none() || line.retired == ended);
                line.becomes = if same { Becomes::Same } else { Becomes::Differs };
                planned.push(line);
            }
            None if names.insert(line.name.clone()) => planned.push(line),
            None => {
                faults.push(LineFault { number: line.number, reason: Refusal::on("name", "offices.industry_taken") });
            }
        }
    }
    faults.sort_by_key(|fault| fault.number);
    Ok(Plan { lines: planned, faults })
}

/// Deletes what came with a sheet, was not changed since and is named by no record.
async fn take_away(tx: &DatabaseTransaction, sheet: Uuid) -> Result<(Vec<String>, Leaving), Fault> {
    let rows = industries::Entity::find()
        .filter(industries::Column::BatchId.eq(sheet))
        .order_by_asc(industries::Column::Code)
        .lock_exclusive()
        .all(tx)
        .await?;
    let (mut gone, mut leaving) = (Vec::new(), Leaving::default());
    for row in rows {
        if is_named(tx, &row.code).await? {
            leaving.stay += 1;
        } else {
            industries::Entity::delete_by_id(&row.code).exec(tx).await?;
            leaving.go += 1;
            gone.push(row.code);
        }
    }
    Ok((gone, leaving))
}

/// Columns that hold an industry have no foreign key.
async fn is_named(tx: &DatabaseTransaction, code: &str) -> Result<bool, Fault> {
    let changes = office_changes::Entity::find()
        .filter(office_changes::Column::SubjectKind.eq(Subject::Industry.code()))
        .filter(office_changes::Column::Subject.eq(code))
        .filter(office_changes::Column::Field.ne("code"));
    let of_offices = offices::Entity::find().filter(offices::Column::Industry.eq(code));
    let of_projects = projects::Entity::find().filter(projects::Column::Industry.eq(code));
    let of_boards = board_contacts::Entity::find().filter(board_contacts::Column::Industry.eq(code));
    Ok(changes.count(tx).await? > 0
        || of_offices.count(tx).await? > 0
        || of_projects.count(tx).await? > 0
        || of_boards.count(tx).await? > 0)
}
