//! Which counted tries, half sign-ins and one-time codes mean nothing any more? They are forgotten, so the tables stay as
//! small as the day was loud.

use app::state::AppState;
use registry::Fault;
use registry::accounts::leftovers::clear_leftovers;
use registry::instant::HOUR_MS;

use super::Job;

pub const JOB: Job =
    Job { name: "clear_tries", every_ms: HOUR_MS, run: |state| Box::pin(async move { run(&state).await }) };

async fn run(state: &AppState) -> Result<String, Fault> {
    Ok(format!("{} cleared", clear_leftovers(&state.ctx).await?))
}
