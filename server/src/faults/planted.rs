//! Which fault does a build for trials carry? See `registry/src/exams/saving/planted.rs`.

use app::state::AppState;
use clap::Args;

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
