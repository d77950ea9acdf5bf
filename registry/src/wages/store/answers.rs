//! What does the bank's sheet say, line by line, and what of it was written down?

use uuid::Uuid;

use super::sending::take_bank_results;
use crate::sheets::LineFault;
use crate::wages::sheet::read_results;
use crate::wages::{ResultRow, RowOutcome};
use crate::{Ctx, Fault};

/// What became of the lines of the bank's sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    pub recorded: usize,
    /// On record already.
    pub repeated: usize,
    pub faults: Vec<LineFault>,
}

/// Takes every sound line of the bank's answer to an order; a faulty one keeps only itself out.
///
/// # Errors
/// [`Fault::NotFound`] and [`Fault::Forbidden`] as everywhere; a refusal when the sheet as a whole cannot be read.
pub async fn take_result_sheet(ctx: &Ctx, batch: Uuid, rows: &[Vec<String>]) -> Result<Answered, Fault> {
    let (lines, faults) = read_results(rows)?;
    let given: Vec<ResultRow> = lines.iter().map(|line| line.row.clone()).collect();
    let outcomes = take_bank_results(ctx, batch, &given).await?;
    let mut answered = Answered { faults, ..Answered::default() };
    for (line, outcome) in lines.iter().zip(outcomes) {
        match outcome {
            RowOutcome::Recorded => answered.recorded += 1,
            RowOutcome::Repeated => answered.repeated += 1,
            RowOutcome::Refused(reasons) => {
                let fault = |reason| LineFault { number: line.number, reason };
                answered.faults.extend(reasons.into_iter().map(fault));
            }
        }
    }
    answered.faults.sort_by_key(|fault| fault.number);
    Ok(answered)
}
