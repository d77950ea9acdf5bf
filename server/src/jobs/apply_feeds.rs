//! Which batches wait to be applied? Their rows go to their nouns here, at once after they came: the lease of the job is what
//! keeps two nodes from the one writer. What a node that fell leaves behind waits in the table.

use app::state::AppState;
use registry::Fault;
use registry::feeds::store::{apply_waiting, is_waiting};
use registry::instant::MINUTE_MS;

use super::Job;

pub const JOB: Job =
    Job { name: "apply_feeds", every_ms: MINUTE_MS, run: |state| Box::pin(async move { run(&state).await }) };

/// Batches of one turn: after it the lease is taken anew, and a node that has to go down does.
const A_TURN: u64 = 10;

async fn run(state: &AppState) -> Result<String, Fault> {
    let mut settled = 0;
    while settled < A_TURN {
        match apply_waiting(&state.ctx, &state.sinks, 10).await? {
            0 => break,
            some => settled += some,
        }
    }
    if settled > 0 && is_waiting(&state.ctx).await? {
        state.arrivals.ring();
    }
    Ok(format!("{settled} settled"))
}
