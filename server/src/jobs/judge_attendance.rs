//! Which days are over and not looked at yet? What is unusual about them is told to the worker and the team.

use registry::attendance::store::judge_pending;
use registry::instant::MINUTE_MS;

use super::Job;

pub const JOB: Job = Job {
    name: "judge_attendance",
    every_ms: MINUTE_MS,
    run: |state| Box::pin(async move { Ok(format!("{} days judged", judge_pending(&state.ctx, DAYS).await?)) }),
};

/// A city of four thousand sites is through with a day in a quarter of an hour.
const DAYS: u64 = 300;
