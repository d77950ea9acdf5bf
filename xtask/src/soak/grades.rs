//! `cargo xtask soak grades`: does the grader that was written from the documents alone, in another language, agree on a hundred
//! thousand random attempts? The tests ask it about some thousands.

use std::process::{Command, Stdio};

use clap::Args;

use super::builds::Profile;
use super::faults::{Fault, Taken};
use crate::failure::Failure;
use crate::needs::python;
use crate::places::Places;
use crate::step::{self, step};

#[derive(Args, Clone)]
pub struct Options {
    /// How many attempts are graded by both.
    #[arg(long, default_value_t = 100_000)]
    attempts: u32,
    #[command(flatten)]
    taken: Taken,
}

/// By its whole name: a part of it might fit none, and none failing is a success for `cargo test`.
const TEST: &str = "grader::an_independent_grader_agrees_on_every_random_attempt";

pub fn run(places: &Places, options: &Options) -> Result<(), Failure> {
    python::ensure(places)?;
    step(&format!("{} attempts, graded twice", options.attempts), || {
        let mut cargo = step::cargo(places, "test");
        if Profile::optimised_if(options.taken.release) == Profile::Release {
            cargo.arg("--release");
        }
        cargo.args(["-p", "question-bank", "--test", "independent", "--", "--exact", TEST, "--nocapture"]);
        cargo.env("SHANGGANG_ATTEMPTS", options.attempts.to_string());
        ran_one(&mut cargo)
    })?;
    let of = format!("{} random attempts, graded twice", options.attempts);
    options.taken.keep(places, &[Fault::of("a second grader, in another language", "none", 1, of)])
}

fn ran_one(command: &mut Command) -> Result<(), Failure> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.map_err(|source| Failure::Start { command: step::shown(command), source })?;
    let told = String::from_utf8_lossy(&output.stdout);
    print!("{told}");
    if !output.status.success() {
        return Err(Failure::Command { command: step::shown(command), status: output.status });
    }
    if is_of_one(&told) { Ok(()) } else { Err(Failure::Trial(format!("`{TEST}` is no test any more."))) }
}

fn is_of_one(told: &str) -> bool {
    told.contains("test result: ok. 1 passed; 0 failed; 0 ignored;")
}

#[cfg(test)]
mod tests {
    use super::is_of_one;

    #[test]
    fn a_run_without_the_test_is_no_success() {
        let told = |passed: u32| {
            format!("\ntest result: ok. {passed} passed; 0 failed; 0 ignored; 0 measured; 3 filtered out")
        };
        assert!(is_of_one(&told(1)));
        assert!(!is_of_one(&told(0)) && !is_of_one(&told(11)) && !is_of_one(""));
    }
}
