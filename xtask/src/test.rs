//! `cargo xtask test`: does everything hold?

mod features;
mod lints;
mod stages;

use std::fs;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use clap::Args;

use crate::cluster::Cluster;
use crate::failure::Failure;
use crate::needs::node::{self, Node};
use crate::needs::wasm_toolchain::{self, TARGET, Toolchain};
use crate::needs::{chromium, fonts, pdf_readers, python};
use crate::places::Places;
use crate::soak;
use crate::step;
use crate::test::stages::Stages;
use crate::web;

/// Everything that shares its dependencies with the server.
const SERVER_SIDE: [&str; 7] = ["--workspace", "--exclude", "xtask", "--exclude", "hydrate", "--exclude", "verifier"];
const OF_XTASK: [&str; 2] = ["--package", "xtask"];

#[derive(Args)]
pub struct Options {
    /// Leave out PostgreSQL, the bundles and the browser.
    #[arg(long)]
    fast: bool,
}

/// Every stage runs, also after a failed one; the table at the end and the exit code tell.
pub fn test(places: &Places, options: &Options) -> Result<(), Failure> {
    let mut stages = Stages::default();
    stages.run("format", || step::run(step::cargo(places, "fmt").args(["--all", "--check"])));
    stages.run("fonts", || fonts::ensure(places));
    stages.run("readers of documents", || pdf_readers::ensure(places));
    stages.run("Python", || python::ensure(places));
    let features = features::for_tests(places)?;
    thread::scope(|scope| {
        // beside the build: the linking of a bundle keeps one core busy, a large crate the other
        let bundles = (!options.fast).then(|| scope.spawn(|| web::build(places)));
        stages.run("lints and build: server side", || lints::build_tests(places, &server_side(&features)));
        stages.run("lints and build: xtask", || lints::build_tests(places, &OF_XTASK));
        if let Some(bundles) = bundles {
            stages.run("bundles", || bundles.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
    });
    stages.run("lints: browser side", || lint_browser_side(places));
    let cluster = if options.fast { None } else { stages.run("PostgreSQL", || Cluster::start(places)) };
    stages.run("tests: xtask", || step::run(lints::cargo(places, "test").args(OF_XTASK)));
    let databases = if cluster.is_some() { "SQLite, PostgreSQL" } else { "SQLite" };
    stages.run(&format!("tests: {databases}"), || run_tests(places, &features, cluster.as_ref()));
    // a database per test: taking them away is a minute of the disk's, which nobody else needs
    let leaving = thread::spawn(move || drop(cluster));
    let gone = || leaving.join().unwrap_or_else(|panic| resume_unwind(panic));
    if options.fast {
        gone();
    } else {
        // the tests of the server have built it with its fixtures
        let program = places.server_binary("debug");
        stages.run("browser", || run_browser_suite(places, &program));
        // the trials begin a cluster in the same folder
        gone();
        stages.run("kills in mid-exam", || soak::short_kills(places, &program));
        stages.run("kills in an import", || soak::short_imports(places, &program));
        stages.run("a jumping clock in mid-exam", || soak::short_clock(places, &program));
        stages.run("a bad network in mid-exam", || soak::short_wire(places, &program));
    }
    stages.conclude()
}

/// What is built once for lints and tests alike: another choice of packages would build their dependencies anew.
fn server_side(features: &str) -> Vec<&str> {
    [&SERVER_SIDE[..], &["--features", features]].concat()
}

/// Debian's compiler has no clippy: there the same crates are linted for this machine, and the bundles prove the rest.
fn lint_browser_side(places: &Places) -> Result<(), Failure> {
    let mut cargo = match wasm_toolchain::ensure(places)? {
        own @ Toolchain::Own => {
            let mut cargo = own.cargo(places, "clippy");
            // the macros were compiled for the bundles already
            cargo.args(["--target", TARGET, "--profile", web::PROFILE]);
            cargo
        }
        Toolchain::Debian { .. } => step::cargo(places, "clippy"),
    };
    step::run(cargo.args(["-p", "hydrate", "-p", "verifier", "--", "-D", "warnings"]))
}

/// Tests open their databases by these two variables; in-process tests run on each database that is named.
fn run_tests(places: &Places, features: &str, cluster: Option<&Cluster>) -> Result<(), Failure> {
    let mut cargo = lints::cargo(places, "test");
    cargo.arg("--no-fail-fast").args(server_side(features));
    match cluster {
        Some(cluster) => {
            cargo.env("SHANGGANG_TEST_DATABASES", "sqlite,postgres").env("SHANGGANG_TEST_POSTGRES", cluster.url())
        }
        None => cargo.env("SHANGGANG_TEST_DATABASES", "sqlite").env_remove("SHANGGANG_TEST_POSTGRES"),
    };
    step::run(&mut cargo)
}

/// Port and Playwright projects. A walk moves its server's clock, so each half has a server of its own.
const HALVES: [(u16, &[&str]); 2] = [(18555, &["phone", "plain"]), (18556, &["desktop"])];

/// Both halves at once: each waits a good part of its time.
fn run_browser_suite(places: &Places, program: &Path) -> Result<(), Failure> {
    let folder = places.root.join("end2end");
    let node = node::ensure(places)?;
    let chromium = chromium::ensure(places)?;
    install_packages(places, &node, &folder)?;
    let half = |(port, projects): (u16, &[&str])| {
        let mut playwright = node.node(places);
        playwright
            .args(["node_modules/@playwright/test/cli.js", "test"])
            .args(projects.iter().map(|project| format!("--project={project}")))
            .arg(format!("--output=test-results/{port}"))
            .current_dir(&folder)
            .env("CHROMIUM", &chromium)
            .env("SHANGGANG_URL", format!("http://localhost:{port}"))
            .env("SHANGGANG_BIN", program)
            .env("SHANGGANG_SITE", places.site());
        step::run(&mut playwright)
    };
    let ended = thread::scope(|scope| {
        let half = &half;
        let halves = HALVES.map(|one| scope.spawn(move || half(one)));
        halves.map(|one| one.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    ended.into_iter().collect()
}

/// `npm ci`, unless exactly this lock file was installed before.
fn install_packages(places: &Places, node: &Node, folder: &Path) -> Result<(), Failure> {
    let lock_path = folder.join("package-lock.json");
    let lock = fs::read(&lock_path).map_err(Failure::at(&lock_path))?;
    let installed_path = folder.join("node_modules/.installed-lock.json");
    if fs::read(&installed_path).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut npm = node.npm(places);
    npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder);
    // Playwright drives Debian's Chromium; its own would come from a server that closed networks do not reach.
    step::run(npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
    fs::write(&installed_path, lock).map_err(Failure::at(&installed_path))
}
