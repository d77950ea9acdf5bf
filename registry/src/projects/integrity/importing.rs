//! How do integrity records come in from a sheet? As those that an office writes down by hand, about whom its right reaches;
//! what was said before is left as it is. Taken back, they stay readable and count on no day.

use serde_json::json;
use uuid::Uuid;

use super::sheet::{SheetLine, read_lines};
use super::{Basis, Content, Finding, IntegrityRecord, RecordKind};
use crate::entity::record_sheets;
use crate::fault::worded;
use crate::permissions::{Object, Verb, require};
use crate::projects::store::{
    NewIntegrityRecord, bring_integrity, brought_integrity, check_integrity, integrity_names, integrity_stands,
    integrity_subject, leaving_integrity, take_integrity_back,
};
use crate::sheets::kept::{self, About};
use crate::sheets::{Import, Leaving, LineFault, Taken};
use crate::{Ctx, Day, Fault, Refusal, audit};

const ABOUT: About = About::IntegrityRecords;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportLine {
    pub number: usize,
    /// the subject's name
    pub name: String,
    pub kind: RecordKind,
    pub on: Day,
    /// Whether the same stands on record; it is not written down again.
    pub is_there: bool,
}

/// Keeps a workbook that can be read as a whole; its faulty lines are named by [`look`].
pub async fn keep(ctx: &Ctx, file_name: &str, file: &[u8]) -> Result<Uuid, Fault> {
    may_bring(ctx)?;
    kept::keep(ctx, ABOUT, (file_name, file), |rows| read_lines(rows).map(|_| ())).await
}

/// Looks a kept sheet through; takes nothing. Only whoever brought it sees it.
pub async fn look(ctx: &Ctx, sheet: Uuid) -> Result<Import<ImportLine>, Fault> {
    let (row, rows) = kept(ctx, sheet).await?;
    let taken = match row.taken_at {
        Some(_) => Some(brought_integrity(ctx, sheet).await?),
        None => None,
    };
    let plan = plan(ctx, &rows).await?;
    plan.import(ctx, &row, taken).await
}

/// Writes down every sound line of a kept sheet that is new, all of them or none.
pub async fn take(ctx: &Ctx, sheet: Uuid) -> Result<Import<ImportLine>, Fault> {
    let (row, rows) = kept(ctx, sheet).await?;
    let plan = plan(ctx, &rows).await?;
    let new: Vec<&IntegrityRecord> = plan.lines.iter().filter(|line| !line.is_there).map(|line| &line.record).collect();
    crate::transact!(ctx, |tx| {
        kept::mark_taken(tx, ctx, sheet).await?;
        for record in &new {
            bring_integrity(tx, ctx, record, sheet).await?;
        }
        let facts = json!({ "new": new.len(), "lines": plan.lines.len(), "faults": plan.faults.len() });
        audit::record(tx, ctx, "import_integrity", ("integrity_records", sheet), facts).await
    })?;
    let came = u64::try_from(new.len()).map_err(Fault::internal)?;
    plan.import(ctx, &row, Some(came)).await
}

/// The own ones that were taken and are kept, the latest first.
pub async fn taken(ctx: &Ctx) -> Result<Vec<Taken>, Fault> {
    may_bring(ctx)?;
    kept::taken(ctx, ABOUT).await
}

/// What taking a sheet back would come to; nothing where there is nothing to take back. Changes nothing.
pub async fn undoing(ctx: &Ctx, sheet: Uuid) -> Result<Option<Leaving>, Fault> {
    let (row, _) = kept(ctx, sheet).await?;
    if !kept::can_be_undone(&row) {
        return Ok(None);
    }
    leaving_integrity(ctx.db.reader(), sheet).await.map(Some)
}

/// Withdraws the records that the sheet brought and that nobody withdrew or settled since. `shown` is how many that were when
/// somebody looked: where it is another number by now, it is shown again instead.
pub async fn undo(ctx: &Ctx, sheet: Uuid, reason: &str, shown: u64) -> Result<Leaving, Fault> {
    kept(ctx, sheet).await?;
    let reason = worded(reason, 4..=200, || Refusal::on("reason", "sheets.reason_length"))?;
    crate::transact!(ctx, |tx| {
        kept::mark_undone(tx, ctx, sheet, &reason).await?;
        let found = leaving_integrity(tx, sheet).await?;
        if found.go != shown {
            return Err(Refusal::new("sheets.undo_changed").into());
        }
        take_integrity_back(tx, ctx, sheet, &reason).await?;
        let facts = json!({ "gone": found.go, "stay": found.stay });
        audit::record(tx, ctx, "undo_import_integrity", ("integrity_records", sheet), facts).await?;
        Ok(found)
    })
}

/// The sheet as it came, line by line, for a copy with marks.
pub async fn rows(ctx: &Ctx, sheet: Uuid) -> Result<Vec<Vec<String>>, Fault> {
    Ok(kept(ctx, sheet).await?.1)
}

async fn kept(ctx: &Ctx, sheet: Uuid) -> Result<(record_sheets::Model, Vec<Vec<String>>), Fault> {
    may_bring(ctx)?;
    kept::kept(ctx, ABOUT, sheet).await
}

fn may_bring(ctx: &Ctx) -> Result<(), Fault> {
    require(ctx, Verb::Create, Object::IntegrityRecord).map(|_| ())
}

struct Planned {
    number: usize,
    record: IntegrityRecord,
    is_there: bool,
}

struct Plan {
    lines: Vec<Planned>,
    faults: Vec<LineFault>,
}

impl Plan {
    async fn import(
        self,
        ctx: &Ctx,
        row: &record_sheets::Model,
        taken: Option<u64>,
    ) -> Result<Import<ImportLine>, Fault> {
        let records: Vec<&IntegrityRecord> = self.lines.iter().map(|line| &line.record).collect();
        let names = integrity_names(ctx, &records).await?;
        let lines = self.lines.iter().map(|line| ImportLine {
            number: line.number,
            name: names.get(&line.record.subject).cloned().unwrap_or_default(),
            kind: line.record.kind(),
            on: line.record.on,
            is_there: line.is_there,
        });
        let (file_name, is_undone) = (row.file_name.clone(), row.undone_at.is_some());
        Ok(Import { sheet: row.id, file_name, lines: lines.collect(), faults: self.faults, taken, is_undone })
    }
}

async fn plan(ctx: &Ctx, rows: &[Vec<String>]) -> Result<Plan, Fault> {
    let (lines, mut faults) = read_lines(rows)?;
    let mut planned = Vec::new();
    for line in lines {
        let number = line.number;
        match planned_of(ctx, line).await {
            Ok(line) => planned.push(line),
            Err(Fault::Refused(reasons)) => {
                faults.extend(reasons.into_iter().map(|reason| LineFault { number, reason }));
            }
            Err(fault) => return Err(fault),
        }
    }
    faults.sort_by_key(|fault| fault.number);
    Ok(Plan { lines: planned, faults })
}

async fn planned_of(ctx: &Ctx, line: SheetLine) -> Result<Planned, Fault> {
    let about = integrity_subject(ctx, &line.subject).await?;
    let (number, on, valid) = (line.number, line.on, line.valid);
    let content = content_of(ctx, line);
    let record =
        check_integrity(ctx, &NewIntegrityRecord { about, project: None, content, on, valid, batch: None }).await?;
    let is_there = integrity_stands(ctx, &record).await?;
    Ok(Planned { number, record, is_there })
}

fn content_of(ctx: &Ctx, line: SheetLine) -> Content {
    let SheetLine { kind, what, body, basis, basis_number, .. } = line;
    let conduct = |is_good, conduct, body| {
        let basis = Basis { title: basis, number: basis_number, body, document: None };
        Content::Conduct { is_good, conduct, basis }
    };
    match kind {
        RecordKind::Rating => Content::Rating { rating: what, body },
        // the case behind it begins with it
        RecordKind::Complaint => Content::Complaint { case: ctx.new_id(), matter: what, finding: Finding::Open },
        RecordKind::GoodConduct => conduct(true, what, body),
        RecordKind::BadConduct => conduct(false, what, body),
    }
}
