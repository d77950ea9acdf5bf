//! What was left in the store of files by videos that never arrived?

use app::state::AppState;
use registry::Fault;
use registry::courses::video::sweeping::sweep;
use registry::instant::HOUR_MS;

use super::Job;

pub const JOB: Job =
    Job { name: "sweep_pieces", every_ms: HOUR_MS, run: |state| Box::pin(async move { run(&state).await }) };

async fn run(state: &AppState) -> Result<String, Fault> {
    Ok(format!("{} pieces of no video dropped", sweep(&state.ctx).await?))
}
