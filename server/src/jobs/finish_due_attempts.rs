//! Which attempts are out of time? They end here when nobody is looking, and a pass gets its certificate at once.

use app::state::AppState;
use registry::Fault;
use registry::certificates::issuing::issue_for_attempt;
use registry::exams::finishing::{Outcome, finish_due};
use registry::instant::SECOND_MS;

use super::Job;

pub const JOB: Job = Job {
    name: "finish_due_attempts",
    every_ms: 5 * SECOND_MS,
    run: |state| Box::pin(async move { run(&state).await }),
};

/// Also before the node listens: a restart across a deadline is one of the ways in which an attempt ends.
pub async fn run(state: &AppState) -> Result<String, Fault> {
    let ended = finish_due(&state.ctx).await?;
    for end in &ended {
        if let (Some(desk), Outcome::Passed) = (&state.desk, end.outcome) {
            issue_for_attempt(&state.ctx, desk, end.attempt).await?;
        }
    }
    Ok(format!("{} ended", ended.len()))
}
