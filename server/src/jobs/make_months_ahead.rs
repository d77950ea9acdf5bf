//! Are the months of raw attendance made before their first row comes? On PostgreSQL only.

use registry::attendance::store::make_months_ahead;
use registry::instant::HOUR_MS;

use super::Job;

pub const JOB: Job = Job {
    name: "make_months_ahead",
    every_ms: HOUR_MS,
    run: |state| Box::pin(async move { Ok(format!("{} made", make_months_ahead(&state.ctx, MONTHS).await?)) }),
};

/// A program that stands still for a season finds its months when it is started again.
const MONTHS: u32 = 3;
