//! `cargo xtask soak grades`: does the grader that was written from the documents alone, in another language, agree on a hundred
//! thousand random attempts? The tests ask it about some thousands.

use clap::Args;

use super::builds::Profile;
use crate::failure::Failure;
use crate::needs::python;
use crate::places::Places;
use crate::step::{self, step};

#[derive(Args, Clone)]
pub struct Options {
    /// How many attempts are graded by both.
    #[arg(long, default_value_t = 100_000)]
    attempts: u32,
    /// Try the optimised build.
    #[arg(long)]
    release: bool,
}

pub fn run(places: &Places, options: &Options) -> Result<(), Failure> {
    python::ensure(places)?;
    step(&format!("{} attempts, graded twice", options.attempts), || {
        let mut cargo = step::cargo(places, "test");
        if Profile::optimised_if(options.release) == Profile::Release {
            cargo.arg("--release");
        }
        cargo.args(["-p", "question-bank", "--test", "independent", "an_independent_grader_agrees"]);
        cargo.args(["--", "--nocapture"]).env("SHANGGANG_ATTEMPTS", options.attempts.to_string());
        step::run(&mut cargo)
    })
}
