//! Is anything still sealed under an older key? After `keys rotate sealing` and a restart, it is sealed anew.

use registry::instant::HOUR_MS;
use registry::vault::resealing::reseal;

use super::Job;

pub const JOB: Job = Job {
    name: "reseal_columns",
    every_ms: HOUR_MS,
    run: |state| Box::pin(async move { Ok(format!("{} sealed anew", reseal(&state.ctx).await?)) }),
};
