//! `cargo xtask audit`: may we ship what we depend on?

use std::env;
use std::fs;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::places::Places;
use crate::step::{self, step};

/// The version that `deny.toml` was written for.
const CARGO_DENY: &str = "cargo-deny@0.20.2";

pub fn audit(places: &Places) -> Result<(), Failure> {
    let cargo_deny = step("cargo-deny", || ensure(places))?;
    step("licences, bans, sources", || {
        step::run(step::program(places, &cargo_deny).args(["check", "licenses", "bans", "sources"]))
    })?;
    if !has_advisory_database() {
        println!(
            "    note: advisories were not checked, for no copy of the RustSec database is at hand (`cargo deny fetch`)."
        );
        return Ok(());
    }
    step("advisories", || step::run(step::program(places, &cargo_deny).args(["--offline", "check", "advisories"])))
}

/// The machine's cargo-deny, or one built into `target/tools`.
fn ensure(places: &Places) -> Result<PathBuf, Failure> {
    let tools = places.target.join("tools");
    for known in [PathBuf::from("cargo-deny"), tools.join("bin/cargo-deny")] {
        if step::works(step::program(places, &known).arg("--version")) {
            return Ok(known);
        }
    }
    println!("    building {CARGO_DENY} into {} (some minutes, once)", tools.display());
    let mut cargo = step::cargo(places, "install");
    cargo.args(["--locked", "--root"]).arg(&tools).arg("--target-dir").arg(tools.join("target")).arg(CARGO_DENY);
    step::run(&mut cargo).map_err(|_| {
        Failure::Missing(format!(
            "`cargo deny` is lacking and could not be built: run `cargo install --locked {CARGO_DENY}`."
        ))
    })?;
    Ok(tools.join("bin/cargo-deny"))
}

/// cargo-deny keeps its databases in cargo's home.
fn has_advisory_database() -> bool {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    home.and_then(|home| fs::read_dir(home.join("advisory-dbs")).ok())
        .is_some_and(|mut entries| entries.next().is_some())
}
