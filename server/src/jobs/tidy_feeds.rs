//! Which bodies of batches and which nonces are kept for nothing any more?

use app::state::AppState;
use registry::Fault;
use registry::feeds::store::{drop_old_bodies, forget_nonces};
use registry::instant::HOUR_MS;

use super::Job;

pub const JOB: Job =
    Job { name: "tidy_feeds", every_ms: HOUR_MS, run: |state| Box::pin(async move { run(&state).await }) };

/// Each drops some hundreds.
const ROUNDS: u32 = 50;

async fn run(state: &AppState) -> Result<String, Fault> {
    let nonces = forget_nonces(&state.ctx).await?;
    let mut bodies = 0;
    for _ in 0..ROUNDS {
        match drop_old_bodies(&state.ctx).await? {
            0 => break,
            some => bodies += some,
        }
    }
    Ok(format!("{bodies} bodies and {nonces} nonces dropped"))
}
