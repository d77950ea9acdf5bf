//! Of what has somebody to be reminded now?

use registry::instant::MINUTE_MS;
use registry::notices::reminders::remind;

use super::Job;

pub const JOB: Job = Job {
    name: "remind",
    every_ms: 5 * MINUTE_MS,
    run: |state| Box::pin(async move { Ok(format!("{} reminders sent", remind(&state.ctx).await?)) }),
};
