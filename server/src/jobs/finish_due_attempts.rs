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

/// Also before the node listens: a restart across a deadline is one of the ways in which an attempt ends. What fails is
/// logged here, shown in the result, and holds up nothing else.
pub async fn run(state: &AppState) -> Result<String, Fault> {
    let due = finish_due(&state.ctx).await?;
    for (attempt, fault) in &due.failed {
        tracing::error!(%attempt, %fault, "an attempt that is out of time was not ended");
    }
    let mut unissued = 0;
    for end in due.ended.iter().filter(|end| end.outcome == Outcome::Passed) {
        let Some(desk) = &state.desk else { break };
        if let Err(fault) = issue_for_attempt(&state.ctx, desk, end.attempt).await {
            // the job of issuing takes it up again
            tracing::error!(attempt = %end.attempt, %fault, "a certificate was not issued at once");
            unissued += 1;
        }
    }
    Ok(match (due.ended.len(), due.failed.len()) {
        (ended, 0) if unissued == 0 => format!("{ended} ended"),
        (ended, failed) => format!("failed: {failed} not ended, {unissued} not issued at once; {ended} ended"),
    })
}
