//! What does a real build know of faults? Nothing.

use app::state::AppState;
use clap::Args;
use registry::imports::store::Planted;

#[derive(Args)]
pub struct Faults {}

impl Faults {
    pub fn wake(&self, state: AppState) -> AppState {
        state
    }
}

#[derive(Args)]
pub struct ImportFaults {}

impl ImportFaults {
    pub fn planted(&self) -> Planted {
        Planted::default()
    }
}
