//! Which notices go out by mail, and which letters are due?

use app::lang::Lang;
use app::notices::letter;
use app::state::AppState;
use registry::Fault;
use registry::notices::letters::{deliver, pass_over, post_notices};
use registry::notices::store::NoticeView;

use super::Job;

/// Somebody may be waiting for a code.
pub const JOB: Job =
    Job { name: "post_letters", every_ms: 10_000, run: |state| Box::pin(async move { run(&state).await }) };

const NOTICES: u64 = 200;
/// A slow server must not hold the round up beyond the lease.
const LETTERS: u64 = 20;

async fn run(state: &AppState) -> Result<String, Fault> {
    let Some(postman) = state.postman.as_deref() else {
        return Ok(format!("{} notices without a letter", pass_over(&state.ctx).await?));
    };
    let site = state.site.public_url.clone();
    let compose =
        move |notice: &NoticeView, lang: &str| letter(Lang::parse(lang).unwrap_or_default(), site.as_deref(), notice);
    let posted = post_notices(&state.ctx, &compose, NOTICES).await;
    // codes for whoever waits go out whatever became of the notices
    let round = deliver(&state.ctx, postman, LETTERS).await?;
    posted?;
    Ok(format!("{} letters sent, {} delayed, {} given up", round.sent, round.delayed, round.given_up))
}
