//! Do filing, notice board and real-name system still say the same? What was marked comes first, the rest in turn.

use app::state::AppState;
use registry::Fault;
use registry::filings::store::agreement::compare_due;
use registry::instant::MINUTE_MS;

use super::Job;

/// A comparison may be so old.
const AGE_MS: i64 = 10 * MINUTE_MS;
/// A city of 4,000 projects is through in eight minutes.
const AT_ONCE: u64 = 500;

pub const JOB: Job =
    Job { name: "compare_sources", every_ms: MINUTE_MS, run: |state| Box::pin(async move { run(&state).await }) };

async fn run(state: &AppState) -> Result<String, Fault> {
    let before = state.ctx.now().plus_ms(-AGE_MS);
    let (compared, changed) = compare_due(&state.ctx, before, AT_ONCE).await?;
    Ok(format!("{changed} of {compared} changed"))
}
