//! Which files wait to be gone through, to come in or to be taken back? Some stretches of their rows a turn, so that a node that
//! has to go down does.

use app::state::AppState;
use registry::Fault;
use registry::imports::store::go_on;
use registry::instant::SECOND_MS;

use super::Job;

pub const JOB: Job =
    Job { name: "bring_in_files", every_ms: 2 * SECOND_MS, run: |state| Box::pin(async move { run(&state).await }) };

/// Stretches of one turn.
const A_TURN: usize = 40;

async fn run(state: &AppState) -> Result<String, Fault> {
    let done = go_on(&state.ctx, &state.sinks, A_TURN).await?;
    Ok(format!("{done} stretches"))
}
