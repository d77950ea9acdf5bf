//! Which attempts are out of time? They end here when nobody is looking, and a pass gets its certificate at once.

use app::state::AppState;
use registry::Fault;
use registry::certificates::issuing::issue_for_attempt;
use registry::exams::finishing::{Outcome, finish_due};
use registry::instant::SECOND_MS;

use super::Job;

pub const JOB: Job =
    Job { name: "finish_due_attempts", every_ms: 5 * SECOND_MS, run: |state| Box::pin(async move { run(&state).await }) };

/// Also before the node listens: a restart across a deadline is one of the ways in which an attempt ends.
pub async fn run(state: &AppState) -> Result<String, Fault> {
    let ended = finish_due(&state.ctx).await?;
    let passed = ended.iter().filter(|end| end.by_this_request && end.outcome == Outcome::Passed);
    for (desk, pass) in state.desk.iter().flat_map(|desk| passed.clone().map(move |pass| (desk, pass))) {
        issue_for_attempt(&state.ctx, desk, pass.attempt).await?;
    }
    Ok(format!("{} ended", ended.len()))
}
