//! How is one of the independent programs run?

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

const ABSENT: &str = "python3 (3.11 or newer) is not installed, so the independent programs cannot be run.";

fn command(script: &str, arguments: &[&str]) -> Command {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end/independent");
    let mut command = Command::new("python3");
    command.arg(folder.join(script)).args(arguments);
    command
}

/// Runs it to its end.
pub fn run(script: &str, arguments: &[&str]) -> Output {
    command(script, arguments).output().unwrap_or_else(|error| panic!("{ABSENT} ({error})"))
}

/// Starts it with its input and output in our hands.
pub fn start(script: &str, arguments: &[&str]) -> Child {
    let started = command(script, arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    started.unwrap_or_else(|error| panic!("{ABSENT} ({error})"))
}

/// A file for one test, in the folder that cargo keeps for tests.
pub fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).unwrap();
    path
}
