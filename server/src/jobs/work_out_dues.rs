//! Which months of wages changed? What each worker earned, by when it was due and what was paid is worked out anew.

use app::state::AppState;
use registry::Fault;
use registry::instant::MINUTE_MS;
use registry::wages::store::refresh_dues;

use super::Job;

/// Of a city of 4,000 projects one month each changes every day.
const AT_ONCE: u64 = 500;

pub const JOB: Job =
    Job { name: "work_out_dues", every_ms: MINUTE_MS, run: |state| Box::pin(async move { run(&state).await }) };

async fn run(state: &AppState) -> Result<String, Fault> {
    Ok(format!("{} months", refresh_dues(&state.ctx, AT_ONCE).await?))
}
