//! How much of Article 7 is on record of each project? Counted in turn, so that lists of thousands know it.

use app::state::AppState;
use registry::Fault;
use registry::instant::{HOUR_MS, MINUTE_MS};
use registry::projects::store::count_due;

use super::Job;

/// A share may be so old.
const AGE_MS: i64 = 12 * HOUR_MS;
/// A city of 4,000 projects is through in a little more than three hours.
const AT_ONCE: u64 = 200;

pub const JOB: Job = Job {
    name: "count_completeness",
    every_ms: 10 * MINUTE_MS,
    run: |state| Box::pin(async move { run(&state).await }),
};

async fn run(state: &AppState) -> Result<String, Fault> {
    let before = state.ctx.now().plus_ms(-AGE_MS);
    Ok(format!("{} counted", count_due(&state.ctx, before, AT_ONCE).await?))
}
