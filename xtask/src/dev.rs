//! `cargo xtask dev`: how does a change get onto the screen?

use std::process::Child;
use std::time::Duration;

use clap::Args;

use crate::failure::Failure;
use crate::places::Places;
use crate::run::{self, Profile};
use crate::sources::Snapshot;
use crate::step;

#[derive(Args)]
pub struct Options {
    /// Port on 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

const POLL: Duration = Duration::from_millis(500);

/// Builds and serves until Ctrl-C. A change that does not compile leaves the last good server running.
pub fn dev(places: &Places, options: &Options) -> Result<(), Failure> {
    let mut server = None;
    loop {
        let built_from = Snapshot::take(places);
        match run::build(places, Profile::Dev) {
            Ok(()) => server = Some(restart(places, options.port, server)?),
            Err(failure) => println!("error: {failure}; waiting for a change."),
        }
        wait_for_change(places, &built_from, &mut server);
    }
}

fn restart(places: &Places, port: u16, old: Option<Child>) -> Result<Child, Failure> {
    if let Some(mut old) = old {
        // Asked, not killed: the server finishes its requests and closes its database.
        let asked = step::works(step::program(places, "kill").arg(old.id().to_string()));
        if !asked {
            // Only when it has ended by itself, or cannot be asked; both are settled by the wait below.
            let _killed = old.kill();
        }
        let _ended = old.wait();
    }
    println!("==> http://127.0.0.1:{port} (Ctrl-C stops it; changes are watched)");
    run::demo(places, Profile::Dev, port)
        .spawn()
        .map_err(|source| Failure::Start { command: "shanggang".to_owned(), source })
}

/// Returns once something has changed and then been left alone for one poll, so that a save of many files is one build.
fn wait_for_change(places: &Places, built_from: &Snapshot, server: &mut Option<Child>) {
    let mut changed = None;
    let mut latest = Snapshot::take(places);
    loop {
        if changed.is_none() {
            changed = latest.first_change(built_from);
        }
        step::pause(POLL);
        let now = Snapshot::take(places);
        if let Some(path) = &changed
            && now == latest
        {
            println!("==> changed: {}", path.strip_prefix(&places.root).unwrap_or(path).display());
            return;
        }
        latest = now;
        if server.as_mut().is_some_and(|server| matches!(server.try_wait(), Ok(Some(_)))) {
            println!("    the server has ended; the next change starts it again.");
            *server = None;
        }
    }
}
