//! Which days were judged and have no report for the project manager yet?

use registry::attendance::store::report_judged;
use registry::instant::MINUTE_MS;

use super::Job;

pub const JOB: Job = Job {
    name: "report_days",
    every_ms: MINUTE_MS,
    run: |state| Box::pin(async move { Ok(format!("{} days reported", report_judged(&state.ctx, DAYS).await?)) }),
};

/// As many as are judged at once.
const DAYS: u64 = 300;
