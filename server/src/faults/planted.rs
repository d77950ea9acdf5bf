//! Which faults does a build for trials carry? See `registry/src/exams/saving/planted.rs` and
//! `registry/src/imports/store/running/planted.rs`.

use app::state::AppState;
use clap::Args;
use registry::imports::store::Planted;

#[derive(Args)]
pub struct Faults {
    /// Lose answers when the program is killed: the fault that `cargo xtask soak kill` has to find
    #[arg(long, requires = "demo", hide = true)]
    acknowledge_early: bool,
}

impl Faults {
    pub fn wake(&self, state: AppState) -> AppState {
        if !self.acknowledge_early {
            return state;
        }
        let early = state.saver.clone().acknowledging_too_early();
        state.with(|shared| shared.saver = early)
    }
}

#[derive(Args)]
pub struct ImportFaults {
    /// Lose rows when the program is killed: the fault that `cargo xtask soak import` has to find
    #[arg(long, hide = true)]
    position_first: bool,
}

impl ImportFaults {
    pub fn planted(&self) -> Planted {
        if self.position_first { Planted::PositionFirst } else { Planted::Asleep }
    }
}
