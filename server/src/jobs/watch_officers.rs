//! Under which officers are there too many people, and which changes does nobody owe any more? Every night at least;
//! every hour, so that no restart skips a night.

use app::state::AppState;
use registry::Fault;
use registry::filings::store::capacity::count_capacity;
use registry::filings::store::change::close_needless;
use registry::instant::HOUR_MS;

use super::Job;

pub const JOB: Job =
    Job { name: "watch_officers", every_ms: HOUR_MS, run: |state| Box::pin(async move { run(&state).await }) };

async fn run(state: &AppState) -> Result<String, Fault> {
    let counted = count_capacity(&state.ctx).await?;
    let needless = close_needless(&state.ctx).await?;
    Ok(format!("{} tasks opened, {} closed; {needless} changes closed", counted.opened, counted.closed))
}
