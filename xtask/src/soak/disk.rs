//! `cargo xtask soak disk`: what if the disk is full in the middle of an exam? Nothing is acknowledged that cannot be kept,
//! what can be read is read, and with room on the disk everything goes on by itself.
//!
//! The program may not let a file grow (`RLIMIT_FSIZE`, set and lifted from outside): for it that is a full disk, and
//! takes no rights on this machine.

use std::path::Path;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use clap::Args;
use tokio::time::sleep;

use super::builds::{Profile, to_try};
use super::crowd::{Crowd, back};
use super::wait_for;
use crate::failure::Failure;
use crate::load::dice::Dice;
use crate::load::http::{Client, Question};
use crate::load::ledger::Findings;
use crate::load::program::{Node, Program};
use crate::places::Places;
use crate::step;

#[derive(Args, Clone)]
pub struct Options {
    /// How often the disk is full, and empty again.
    #[arg(long, default_value_t = 20)]
    times: u32,
    /// How many candidates answer meanwhile.
    #[arg(long, default_value_t = 20)]
    candidates: u32,
    /// Decides the moments and the answers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Try the optimised build.
    #[arg(long)]
    release: bool,
}

/// No byte beyond this of any file.
const FULL: &str = "4096";

pub fn run(places: &Places, options: &Options) -> Result<(), Failure> {
    let program = to_try(places, Profile::optimised_if(options.release))?;
    let found = wait_for(filled(places, &program, options))?;
    println!("    the disk was full {} times; {}", options.times, found.told());
    found.check()
}

async fn filled(places: &Places, program: &Path, options: &Options) -> Result<Findings, Failure> {
    let mut node = Node::fresh(places, program, "full")?;
    // whoever does not ignore the signal of a file that may not grow is ended by it
    node.through = ["sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""].map(str::to_owned).to_vec();
    let mut program = node.start()?;
    program.ready().await?;
    let crowd = Crowd::sits_down(&node, &[node.address], options.candidates, options.seed).await?;
    let mut dice = Dice::seeded(options.seed, 0xD15C);
    for _ in 0..options.times {
        sleep(Duration::from_millis(200 + dice.below(600))).await;
        if crowd.has_left() {
            break;
        }
        limit(places, &program, FULL)?;
        // what was sent before may still have been kept
        let filled = crowd.pulse.disturbed.fetch_add(1, SeqCst) + 1;
        sleep(Duration::from_millis(500 + dice.below(1_000))).await;
        reads_go_on(&node).await?;
        if crowd.pulse.served.load(SeqCst) >= filled {
            return Err(Failure::Trial("an answer was acknowledged on a full disk".to_owned()));
        }
        limit(places, &program, "unlimited")?;
        let disturbance = crowd.pulse.disturbed.fetch_add(1, SeqCst) + 1;
        back(&mut program, &crowd.pulse, disturbance).await?;
    }
    let found = crowd.goes(places, &node).await?;
    program.end()?;
    Ok(found)
}

/// A stranger checks a certificate.
async fn reads_go_on(node: &Node) -> Result<(), Failure> {
    let world = node.world()?;
    let address = world["certificates"][0]["verify_url"].as_str().unwrap_or_default();
    let path = address.find("/v/").map_or("/", |at| &address[at..]);
    for path in ["/readyz", path] {
        match Client::new(node.address, 0).ask(&Question::get(path)).await {
            Ok(answer) if answer.status == 200 => {}
            answer => {
                let status = answer.map_or_else(|_| "nothing".to_owned(), |answer| answer.status.to_string());
                return Err(Failure::Trial(format!("{path} was answered with {status} on a full disk")));
            }
        }
    }
    Ok(())
}

fn limit(places: &Places, program: &Program, bytes: &str) -> Result<(), Failure> {
    let mut prlimit = step::program(places, "prlimit");
    step::run(prlimit.args(["--pid", &program.id().to_string(), &format!("--fsize={bytes}:unlimited")]))
}
