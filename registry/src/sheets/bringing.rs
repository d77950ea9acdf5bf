//! How do records come in from a sheet, whatever it brings? It is kept as it was brought, looked through without taking
//! anything, taken when somebody says so, and taken back with its consequences shown first.

use sea_orm::DatabaseTransaction;
use serde_json::json;
use uuid::Uuid;

use super::kept::{self, About};
use super::{Import, Leaving, LineFault, Taken};
use crate::entity::record_sheets;
use crate::fault::worded;
use crate::{Ctx, Fault, Refusal, audit};

/// What becomes of the lines of a sheet.
pub struct Plan<P> {
    /// those that can be read
    pub lines: Vec<P>,
    pub faults: Vec<LineFault>,
}

/// One kind of record that comes in from sheets.
pub trait Bringing: 'static {
    /// A line as a page shows it.
    type Line: Send + Sync;
    /// A sound line with what is needed to take it.
    type Planned: Send + Sync;
    const ABOUT: About;

    /// # Errors
    /// [`Fault::Forbidden`] for whoever brings no such sheet.
    fn may_bring(ctx: &Ctx) -> Result<(), Fault>;

    /// Whether a sheet can be read as a whole.
    ///
    /// # Errors
    /// A refusal on `file`.
    fn check(rows: &[Vec<String>]) -> Result<(), Refusal>;

    /// What becomes of the lines; changes nothing.
    fn plan(
        ctx: &Ctx,
        rows: &[Vec<String>],
        sheet: Uuid,
    ) -> impl Future<Output = Result<Plan<Self::Planned>, Fault>> + Send;

    /// Whether a line brings something.
    fn is_new(line: &Self::Planned) -> bool;

    /// Writes lines down that bring something; how many came in.
    fn insert(
        tx: &DatabaseTransaction,
        ctx: &Ctx,
        sheet: Uuid,
        new: &[&Self::Planned],
    ) -> impl Future<Output = Result<u64, Fault>> + Send;

    fn shown(ctx: &Ctx, lines: Vec<Self::Planned>) -> impl Future<Output = Result<Vec<Self::Line>, Fault>> + Send;

    /// How many records of a sheet are there.
    fn brought(ctx: &Ctx, sheet: Uuid) -> impl Future<Output = Result<u64, Fault>> + Send;

    /// What taking a sheet back would come to; changes nothing.
    fn leaving(tx: &DatabaseTransaction, sheet: Uuid) -> impl Future<Output = Result<Leaving, Fault>> + Send;

    fn take_away(
        tx: &DatabaseTransaction,
        ctx: &Ctx,
        sheet: Uuid,
        reason: &str,
    ) -> impl Future<Output = Result<Leaving, Fault>> + Send;
}

/// Keeps a workbook that can be read as a whole; its faulty lines are named by [`look`]. What the same person brought
/// before and did not take goes.
pub async fn keep<B: Bringing>(ctx: &Ctx, file_name: &str, file: &[u8]) -> Result<Uuid, Fault> {
    B::may_bring(ctx)?;
    kept::keep(ctx, B::ABOUT, (file_name, file), B::check).await
}

/// Looks a kept sheet through; takes nothing. Only whoever brought it sees it.
pub async fn look<B: Bringing>(ctx: &Ctx, sheet: Uuid) -> Result<Import<B::Line>, Fault> {
    let (row, rows) = own::<B>(ctx, sheet).await?;
    let taken = match row.taken_at {
        Some(_) => Some(B::brought(ctx, sheet).await?),
        None => None,
    };
    let plan = B::plan(ctx, &rows, sheet).await?;
    import::<B>(ctx, plan, &row, taken).await
}

/// Takes every sound line of a kept sheet that is new, all of them or none.
pub async fn take<B: Bringing>(ctx: &Ctx, sheet: Uuid) -> Result<Import<B::Line>, Fault> {
    let (row, rows) = own::<B>(ctx, sheet).await?;
    let plan = B::plan(ctx, &rows, sheet).await?;
    let new: Vec<&B::Planned> = plan.lines.iter().filter(|line| B::is_new(line)).collect();
    let came = crate::transact!(ctx, |tx| {
        kept::mark_taken(tx, ctx, sheet).await?;
        let came = B::insert(tx, ctx, sheet, &new).await?;
        let facts = json!({ "new": came, "lines": plan.lines.len(), "faults": plan.faults.len() });
        audit::record(tx, ctx, B::ABOUT.imported(), (B::ABOUT.code(), sheet), facts).await?;
        Ok(came)
    })?;
    import::<B>(ctx, plan, &row, Some(came)).await
}

/// The own ones that were taken and are kept, the latest first.
pub async fn taken<B: Bringing>(ctx: &Ctx) -> Result<Vec<Taken>, Fault> {
    B::may_bring(ctx)?;
    kept::taken(ctx, B::ABOUT).await
}

/// What taking a sheet back would come to; nothing where there is nothing to take back. Changes nothing.
pub async fn undoing<B: Bringing>(ctx: &Ctx, sheet: Uuid) -> Result<Option<Leaving>, Fault> {
    let (row, _) = own::<B>(ctx, sheet).await?;
    if !kept::can_be_undone(&row) {
        return Ok(None);
    }
    crate::transact!(ctx, |tx| { B::leaving(tx, sheet).await }).map(Some)
}

/// Takes away what the sheet brought and what nothing was built on since. `shown` is how many records that were when somebody
/// looked: where it is another number by now, it is shown again instead.
pub async fn undo<B: Bringing>(ctx: &Ctx, sheet: Uuid, reason: &str, shown: u64) -> Result<Leaving, Fault> {
    own::<B>(ctx, sheet).await?;
    let reason = worded(reason, 4..=200, || Refusal::on("reason", "sheets.reason_length"))?;
    crate::transact!(ctx, |tx| {
        kept::mark_undone(tx, ctx, sheet, &reason).await?;
        let found = B::take_away(tx, ctx, sheet, &reason).await?;
        if found.go != shown {
            return Err(Refusal::new("sheets.undo_changed").into());
        }
        let facts = json!({ "gone": found.go, "stay": found.stay });
        audit::record(tx, ctx, B::ABOUT.undone(), (B::ABOUT.code(), sheet), facts).await?;
        Ok(found)
    })
}

/// The sheet as it came, line by line, for a copy with marks.
pub async fn rows<B: Bringing>(ctx: &Ctx, sheet: Uuid) -> Result<Vec<Vec<String>>, Fault> {
    Ok(own::<B>(ctx, sheet).await?.1)
}

async fn own<B: Bringing>(ctx: &Ctx, sheet: Uuid) -> Result<(record_sheets::Model, Vec<Vec<String>>), Fault> {
    B::may_bring(ctx)?;
    kept::kept(ctx, B::ABOUT, sheet).await
}

async fn import<B: Bringing>(
    ctx: &Ctx,
    plan: Plan<B::Planned>,
    row: &record_sheets::Model,
    taken: Option<u64>,
) -> Result<Import<B::Line>, Fault> {
    let lines = B::shown(ctx, plan.lines).await?;
    let (file_name, is_undone) = (row.file_name.clone(), row.undone_at.is_some());
    Ok(Import { sheet: row.id, file_name, lines, faults: plan.faults, taken, is_undone })
}
