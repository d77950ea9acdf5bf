//! Which passes wait for their certificate? Those released from a hold, and what a kill left unfinished.

use app::state::AppState;
use registry::Fault;
use registry::certificates::issuing::issue_due;
use registry::instant::SECOND_MS;

use super::Job;

pub const JOB: Job = Job {
    name: "issue_due_certificates",
    every_ms: 30 * SECOND_MS,
    run: |state| Box::pin(async move { run(&state).await }),
};

async fn run(state: &AppState) -> Result<String, Fault> {
    match &state.desk {
        Some(desk) => Ok(format!("{} issued", issue_due(&state.ctx, desk).await?)),
        None => Ok("nothing is issued without public_url".into()),
    }
}
