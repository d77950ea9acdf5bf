//! Which counted tries mean nothing any more? A quiet day forgets them, so the table stays as small as the day was loud.

use app::state::AppState;
use registry::Fault;
use registry::accounts::throttle::clear_throttles;
use registry::instant::HOUR_MS;

use super::Job;

pub const JOB: Job =
    Job { name: "clear_tries", every_ms: HOUR_MS, run: |state| Box::pin(async move { run(&state).await }) };

async fn run(state: &AppState) -> Result<String, Fault> {
    Ok(format!("{} cleared", clear_throttles(&state.ctx).await?))
}
