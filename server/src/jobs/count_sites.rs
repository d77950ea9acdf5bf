//! How many people work on each site, have a contract and came? Counted in turn: the city's figures are sums of these.

use app::state::AppState;
use registry::Fault;
use registry::instant::MINUTE_MS;
use registry::projects::store::count_sites;

use super::Job;

/// A count may be so old.
const AGE_MS: i64 = 15 * MINUTE_MS;
/// A city of 4,000 projects is through in twenty minutes.
const AT_ONCE: u64 = 1_000;

pub const JOB: Job =
    Job { name: "count_sites", every_ms: 5 * MINUTE_MS, run: |state| Box::pin(async move { run(&state).await }) };

async fn run(state: &AppState) -> Result<String, Fault> {
    let before = state.ctx.now().plus_ms(-AGE_MS);
    Ok(format!("{} counted", count_sites(&state.ctx, before, AT_ONCE).await?))
}
