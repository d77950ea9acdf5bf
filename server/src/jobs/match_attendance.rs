//! Whose registration came, went or changed a moment ago? Their presses are matched again, slice after slice.

use app::state::AppState;
use registry::Fault;
use registry::attendance::store::match_marked;
use registry::instant::SECOND_MS;

use super::Job;

pub const JOB: Job =
    Job { name: "match_attendance", every_ms: SECOND_MS, run: |state| Box::pin(async move { run(&state).await }) };

/// After so many slices others have their turn.
const SLICES: usize = 20;

async fn run(state: &AppState) -> Result<String, Fault> {
    let mut people = 0;
    for _ in 0..SLICES {
        match match_marked(&state.ctx).await? {
            0 => break,
            some => people += some,
        }
    }
    Ok(format!("{people} people matched"))
}
