//! `cargo xtask run`: how does the demonstration world come up with one command?

use std::os::unix::process::CommandExt;
use std::panic::resume_unwind;
use std::process::Command;
use std::thread;

use clap::Args;

use crate::failure::Failure;
use crate::needs::fonts;
use crate::places::Places;
use crate::step::{self, step};
use crate::web;

#[derive(Args)]
pub struct Options {
    /// Port on 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Build the server optimised; much slower to build.
    #[arg(long)]
    pub release: bool,
}

pub fn run(places: &Places, options: &Options) -> Result<(), Failure> {
    let profile = if options.release { Profile::Release } else { Profile::Dev };
    build(places, profile)?;
    println!("==> http://127.0.0.1:{} (Ctrl-C stops it)", options.port);
    let mut server = demo(places, profile, options.port);
    // The server takes our place: signals and the exit code are its own.
    Err(Failure::Start { command: "shanggang".to_owned(), source: server.exec() })
}

/// How the server is compiled; the wasm bundles are always optimised.
#[derive(Clone, Copy)]
pub enum Profile {
    Dev,
    Release,
}

/// Fonts, the browser's files as far as they can be had, the server.
pub fn build(places: &Places, profile: Profile) -> Result<(), Failure> {
    step("Chinese fonts", || match fonts::ensure(places) {
        Err(Failure::Missing(sentence)) => {
            println!("    note: {sentence} Until then printed documents lack their Chinese characters.");
            Ok(())
        }
        other => other,
    })?;
    // both have long stretches in which a single core works: the linking of a bundle here, one large crate there
    let (bundles, server) = thread::scope(|scope| {
        let bundles = scope.spawn(|| web::build_what_is_possible(places));
        let server = step("server", || build_server(places, profile));
        (bundles.join().unwrap_or_else(|panic| resume_unwind(panic)), server)
    });
    bundles.and(server)
}

fn build_server(places: &Places, profile: Profile) -> Result<(), Failure> {
    let mut cargo = step::cargo(places, "build");
    cargo.args(["-p", "server"]);
    if let Profile::Release = profile {
        cargo.arg("--release");
    }
    step::run(&mut cargo)
}

/// The built server on its own SQLite database in `target/demo-data`.
pub fn demo(places: &Places, profile: Profile, port: u16) -> Command {
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => "release",
    };
    let mut server = step::program(places, places.server_binary(folder));
    server.args(["serve", "--demo", "--bind", &format!("127.0.0.1:{port}")]);
    server.arg("--site").arg(places.site()).arg("--data").arg(places.target.join("demo-data"));
    server
}
