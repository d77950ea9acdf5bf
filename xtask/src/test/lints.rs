//! Does clippy have anything to say? It is the compiler of our own crates while the tests are built: a check of its own
//! would compile every dependency once more.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::failure::Failure;
use crate::places::Places;
use crate::step;

/// A cargo that compiles the crates of this workspace with clippy; what is built so is built for every later call like it.
pub fn cargo(places: &Places, subcommand: &str) -> Command {
    let mut cargo = step::cargo(places, subcommand);
    // built once and not changed after: what a second build would need is not kept
    cargo.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver").env("CARGO_INCREMENTAL", "0");
    cargo
}

/// Builds the tests of these packages and shows every warning; one is enough to fail. What was built stays built: the tests
/// can run all the same.
pub fn build_tests(places: &Places, packages: &[&str]) -> Result<(), Failure> {
    let mut cargo = cargo(places, "test");
    cargo.args(["--no-run", "--message-format=json-diagnostic-rendered-ansi"]).args(packages);
    let mut child = cargo
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|source| Failure::Start { command: step::shown(&cargo), source })?;
    let mut found = 0;
    for line in child.stdout.take().map(BufReader::new).into_iter().flat_map(BufReader::lines).map_while(Result::ok) {
        if let Some(diagnostic) = diagnostic(&line) {
            eprint!("{diagnostic}");
            found += 1;
        }
    }
    let status = child.wait().map_err(|source| Failure::Start { command: step::shown(&cargo), source })?;
    match (status.success(), found) {
        (true, 0) => Ok(()),
        (true, found) => Err(Failure::Warnings { found }),
        (false, _) => Err(Failure::Command { command: step::shown(&cargo), status }),
    }
}

/// The text of a line that brings a warning or an error.
fn diagnostic(line: &str) -> Option<String> {
    let line: Value = serde_json::from_str(line).ok()?;
    let message = &line["message"];
    let is_grave = matches!(message["level"].as_str(), Some("warning" | "error" | "error: internal compiler error"));
    (line["reason"] == "compiler-message" && is_grave)
        .then(|| message["rendered"].as_str().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_is_told_from_what_cargo_says_besides() {
        let warning = r#"{"reason":"compiler-message","message":{"level":"warning","rendered":"warning: unused\n"}}"#;
        assert_eq!(diagnostic(warning).as_deref(), Some("warning: unused\n"));
        let note = r#"{"reason":"compiler-message","message":{"level":"note","rendered":"note: so\n"}}"#;
        for other in [note, r#"{"reason":"compiler-artifact","target":{"name":"warning"}}"#, "running 3 tests"] {
            assert_eq!(diagnostic(other), None, "{other}");
        }
    }
}
