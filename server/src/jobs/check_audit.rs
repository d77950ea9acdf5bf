//! Is the audit log whole? What is wrong is told in the list of jobs and on the log's page; the heads go to the program's log,
//! so that somebody else has them.

use app::state::AppState;
use registry::Fault;
use registry::audit::{CHECKING, check_chains, heads};
use registry::instant::DAY_MS;

use super::Job;

/// Breaks that are logged one by one.
const TOLD: usize = 20;

pub const JOB: Job = Job { name: CHECKING, every_ms: DAY_MS, run: |state| Box::pin(async move { run(&state).await }) };

async fn run(state: &AppState) -> Result<String, Fault> {
    let db = state.ctx.db.reader();
    let heads = heads(db).await?;
    let breaks = check_chains(db).await?;
    let entries: i64 = heads.iter().map(|head| head.sequence).sum();
    for found in breaks.iter().take(TOLD) {
        tracing::error!(%found, "the audit log is broken");
    }
    let heads: Vec<String> = heads.iter().map(ToString::to_string).collect();
    tracing::info!(heads = heads.join(", "), breaks = breaks.len(), "the audit log was checked");
    Ok(match breaks.len() {
        0 => format!("0 breaks in {entries} entries"),
        some => format!("failed: {some} breaks in {entries} entries"),
    })
}
