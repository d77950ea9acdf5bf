//! What does a real build know of faults? Nothing.

use app::state::AppState;
use clap::Args;

#[derive(Args)]
pub struct Faults {}

impl Faults {
    pub fn wake(&self, state: AppState) -> AppState {
        state
    }
}
