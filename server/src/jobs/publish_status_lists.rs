//! Do the published status lists say what is so? Anew when something changed, and before they grow old.

use app::state::AppState;
use registry::Fault;
use registry::certificates::status::publish_lists;
use registry::instant::MINUTE_MS;

use super::Job;

pub const JOB: Job = Job {
    name: "publish_status_lists",
    every_ms: 10 * MINUTE_MS,
    run: |state| Box::pin(async move { run(&state).await }),
};

async fn run(state: &AppState) -> Result<String, Fault> {
    match &state.desk {
        Some(desk) => Ok(format!("{} published", publish_lists(&state.ctx, desk).await?)),
        None => Ok("nothing is published without public_url".into()),
    }
}
