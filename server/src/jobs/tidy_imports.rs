//! Which files are kept for nothing any more?

use app::state::AppState;
use registry::Fault;
use registry::imports::store::clear;
use registry::instant::HOUR_MS;

use super::Job;

pub const JOB: Job =
    Job { name: "tidy_imports", every_ms: HOUR_MS, run: |state| Box::pin(async move { run(&state).await }) };

async fn run(state: &AppState) -> Result<String, Fault> {
    let cleared = clear(&state.ctx).await?;
    Ok(format!("{} that never arrived dropped, {} emptied", cleared.dropped, cleared.emptied))
}
