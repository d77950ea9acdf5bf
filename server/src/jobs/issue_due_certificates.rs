//! Which passes wait for their certificate? Those whose person is confirmed by now, those released from a hold, and what a
//! kill left unfinished.

use app::state::AppState;
use registry::Fault;
use registry::certificates::issuing::issue_due;
use registry::exams::finishing::release_due;
use registry::instant::SECOND_MS;

use super::Job;

pub const JOB: Job = Job {
    name: "issue_due_certificates",
    every_ms: 30 * SECOND_MS,
    run: |state| Box::pin(async move { run(&state).await }),
};

async fn run(state: &AppState) -> Result<String, Fault> {
    let released = release_due(&state.ctx).await;
    let Some(desk) = &state.desk else {
        return Ok(format!("{} released; nothing is issued without public_url", released?));
    };
    // a hold that could not be released does not stop the issuing
    let issued = issue_due(&state.ctx, desk).await?;
    Ok(format!("{} released, {issued} issued", released?))
}
