//! Which compiler can build for `wasm32-unknown-unknown` here?
//!
//! The first way that works wins: the toolchain as it is, `rustup target add`, Debian's compiler in a folder of its own.
//! `SHANGGANG_WASM=toolchain|rustup|debian` tries one way alone.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::needs::debian_rust;
use crate::places::Places;
use crate::step;

pub const TARGET: &str = "wasm32-unknown-unknown";

/// How to call cargo so that it can build for the browser.
pub enum Toolchain {
    /// The machine's own compiler has the target's standard library.
    Own,
    /// Debian's compiler, through a wrapper script.
    Debian { rustc: PathBuf },
}

impl Toolchain {
    /// A cargo call with the right compiler and the wasm build's own target folder.
    pub fn cargo(&self, places: &Places, subcommand: &str) -> Command {
        let mut command = step::cargo(places, subcommand);
        command.env("CARGO_TARGET_DIR", places.wasm_target());
        if let Toolchain::Debian { rustc } = self {
            command.env("RUSTC", rustc);
        }
        command
    }

    /// The compiler's full version, part of what decides whether a bundle is up to date.
    pub fn version(&self, places: &Places) -> Result<String, Failure> {
        let rustc = match self {
            Toolchain::Own => Path::new("rustc"),
            Toolchain::Debian { rustc } => rustc,
        };
        step::read(step::program(places, rustc).arg("-vV"))
    }
}

pub fn ensure(places: &Places) -> Result<Toolchain, Failure> {
    let only = env::var("SHANGGANG_WASM").ok();
    let tries = |way: &str| only.as_deref().is_none_or(|wanted| wanted == way);
    if tries("toolchain") && has_target(places) {
        return Ok(Toolchain::Own);
    }
    if tries("debian")
        && let Some(rustc) = debian_rust::built_before(places)
    {
        return Ok(Toolchain::Debian { rustc });
    }
    if tries("rustup") && add_with_rustup(places) {
        return Ok(Toolchain::Own);
    }
    let reason = if tries("debian") {
        match debian_rust::build(places) {
            Ok(rustc) => return Ok(Toolchain::Debian { rustc }),
            Err(failure) => failure.to_string(),
        }
    } else {
        "the setting SHANGGANG_WASM allows no other way".to_owned()
    };
    Err(Failure::Missing(format!(
        "The standard library for {TARGET} cannot be had: run `rustup target add {TARGET}` where the network allows it, \
         or build on Debian 12 with apt ({reason}). The server and its pages work without it."
    )))
}

fn has_target(places: &Places) -> bool {
    let mut rustc = step::program(places, "rustc");
    let folder = step::read(rustc.args(["--print", "target-libdir", "--target", TARGET]));
    folder.is_ok_and(|folder| Path::new(&folder).is_dir())
}

fn add_with_rustup(places: &Places) -> bool {
    println!("    rustup target add {TARGET}");
    // Behind a closed network a download may hang instead of failing.
    let mut rustup = step::program(places, "timeout");
    rustup.args(["300", "rustup", "target", "add", TARGET]);
    step::works(&mut rustup) && has_target(places)
}
