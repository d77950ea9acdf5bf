//! How is a piece of work announced, timed, and a program run?

use std::env;
use std::ffi::OsStr;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::places::Places;

/// Announces the work, does it, and says how long it took.
pub fn step<T>(title: &str, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    println!("==> {title}");
    let started = Instant::now();
    let result = work();
    let verdict = match &result {
        Ok(_) => "done",
        Err(Failure::Missing(_)) => "cannot be had",
        Err(_) => "FAILED",
    };
    println!("    {title}: {verdict} after {:.1} s", started.elapsed().as_secs_f64());
    result
}

/// A program that starts in the repository's root.
pub fn program(places: &Places, name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(&places.root);
    // What `cargo run` told this program about itself would make build scripts below run again each time.
    for (key, _) in env::vars_os() {
        let key_text = key.to_string_lossy();
        let about_us = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];
        if about_us.iter().any(|prefix| key_text.starts_with(prefix)) || key_text == "LD_LIBRARY_PATH" {
            command.env_remove(&key);
        }
    }
    command
}

/// The cargo that started us, with the one target folder.
pub fn cargo(places: &Places, subcommand: &str) -> Command {
    let mut command = program(places, env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.env("CARGO_TARGET_DIR", &places.target).arg(subcommand);
    command
}

/// Runs to the end; its output goes straight to the terminal.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    let status = command.status().map_err(|source| Failure::Start { command: shown(command), source })?;
    if status.success() { Ok(()) } else { Err(Failure::Command { command: shown(command), status }) }
}

/// Runs to the end and gives back what it wrote to standard output, trimmed. Its error output is dropped.
pub fn read(command: &mut Command) -> Result<String, Failure> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .map_err(|source| Failure::Start { command: shown(command), source })?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        Err(Failure::Command { command: shown(command), status: output.status })
    }
}

/// Whether the program exists and ends well; it says nothing.
pub fn works(command: &mut Command) -> bool {
    read(command).is_ok()
}

/// Waits in real time, for programs outside this house.
#[expect(clippy::disallowed_methods, reason = "the tool waits for other processes, which no clock of ours can move")]
pub fn pause(duration: Duration) {
    thread::sleep(duration);
}

/// As somebody would type it.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
