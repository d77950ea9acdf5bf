//! What do the lines of a sheet of integrity records come to? Records as those that an office writes down by hand, about whom its
//! right reaches; what was said before is left as it is. Taken back, they stay readable and count on no day.

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::sheet::{SheetLine, read_lines};
use super::{Basis, Content, Finding, IntegrityRecord, RecordKind};
use crate::permissions::{Object, Verb, require};
use crate::projects::store::{
    NewIntegrityRecord, bring_integrity, brought_integrity, check_integrity, integrity_names, integrity_stands,
    integrity_subject, leaving_integrity, take_integrity_back,
};
use crate::sheets::bringing::{Bringing, Plan};
use crate::sheets::kept::About;
use crate::sheets::{Leaving, LineFault};
use crate::{Ctx, Day, Fault, Refusal};

/// Sheets of integrity records.
pub struct IntegrityRecords;

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

/// A sound line and whether it stands already.
pub struct Planned {
    number: usize,
    record: IntegrityRecord,
    is_there: bool,
}

impl Bringing for IntegrityRecords {
    type Line = ImportLine;
    type Planned = Planned;
    const ABOUT: About = About::IntegrityRecords;

    fn may_bring(ctx: &Ctx) -> Result<(), Fault> {
        require(ctx, Verb::Create, Object::IntegrityRecord).map(|_| ())
    }

    fn check(rows: &[Vec<String>]) -> Result<(), Refusal> {
        read_lines(rows).map(|_| ())
    }

    async fn plan(ctx: &Ctx, rows: &[Vec<String>], _: Uuid) -> Result<Plan<Planned>, Fault> {
        plan(ctx, rows).await
    }

    fn is_new(line: &Planned) -> bool {
        !line.is_there
    }

    async fn insert(tx: &DatabaseTransaction, ctx: &Ctx, sheet: Uuid, new: &[&Planned]) -> Result<u64, Fault> {
        for line in new {
            bring_integrity(tx, ctx, &line.record, sheet).await?;
        }
        u64::try_from(new.len()).map_err(Fault::internal)
    }

    async fn shown(ctx: &Ctx, lines: Vec<Planned>) -> Result<Vec<ImportLine>, Fault> {
        let records: Vec<&IntegrityRecord> = lines.iter().map(|line| &line.record).collect();
        let names = integrity_names(ctx, &records).await?;
        let shown = |line: &Planned| ImportLine {
            number: line.number,
            name: names.get(&line.record.subject).cloned().unwrap_or_default(),
            kind: line.record.kind(),
            on: line.record.on,
            is_there: line.is_there,
        };
        Ok(lines.iter().map(shown).collect())
    }

    async fn brought(ctx: &Ctx, sheet: Uuid) -> Result<u64, Fault> {
        brought_integrity(ctx, sheet).await
    }

    async fn leaving(tx: &DatabaseTransaction, sheet: Uuid) -> Result<Leaving, Fault> {
        leaving_integrity(tx, sheet).await
    }

    async fn take_away(tx: &DatabaseTransaction, ctx: &Ctx, sheet: Uuid, reason: &str) -> Result<Leaving, Fault> {
        let found = leaving_integrity(tx, sheet).await?;
        take_integrity_back(tx, ctx, sheet, reason).await?;
        Ok(found)
    }
}

async fn plan(ctx: &Ctx, rows: &[Vec<String>]) -> Result<Plan<Planned>, Fault> {
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
