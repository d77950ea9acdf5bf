//! `cargo xtask soak nodes`: two nodes on one PostgreSQL serve one exam; does anybody notice when one is killed?
//!
//! Every candidate answers at a beat, whether the last answer came or not, and waits are counted from when an answer was due.
//! Judged are those that waited while a node was gone: in all of them they would drown.

use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

use clap::Args;
use tokio::time::sleep;

use super::builds::{Profile, to_try};
use super::crowd::Crowd;
use super::faults::{Fault, Taken};
use super::{Engine, Ground, wait_for};
use crate::failure::Failure;
use crate::load::dice::Dice;
use crate::load::program::Node;
use crate::load::pulse::{Pulse, Waited};
use crate::load::quantile;
use crate::places::Places;

#[derive(Args, Clone)]
pub struct Options {
    /// How often one of the two is killed, and comes back.
    #[arg(long, default_value_t = 20)]
    times: u32,
    /// How many candidates answer meanwhile.
    #[arg(long, default_value_t = 50)]
    candidates: u32,
    /// Milliseconds between two answers of a candidate.
    #[arg(long, default_value_t = 250)]
    beat: u64,
    /// Decides the moments and the answers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The longest that 99 of 100 answers may wait for their acknowledgement, in seconds.
    #[arg(long, default_value_t = 3.0)]
    within: f64,
    #[command(flatten)]
    taken: Taken,
}

/// Before the next one, so that candidates are at home again.
const QUIET: Duration = Duration::from_secs(1);

/// A node was gone.
struct Gone {
    killed_at: Instant,
    back_at: Instant,
}

pub fn run(places: &Places, options: &Options) -> Result<(), Failure> {
    let program = to_try(places, Profile::optimised_if(options.taken.release))?;
    let ground = Ground::lay(places, Engine::Postgres)?;
    let first = Node::fresh(places, &program, "node-1")?.on(ground.database(places, "nodes")?);
    let (found, waits, gone) = wait_for(async {
        let mut steady = first.start()?;
        steady.ready().await?;
        let second = first.twin(places, "node-2")?;
        let mut struck = second.start()?;
        struck.ready().await?;
        let nodes = [first.address, second.address];
        let pulse = Pulse { beat: Some(Duration::from_millis(options.beat)), ..Pulse::default() };
        let crowd = Crowd::sits_down_with(pulse, &first, &nodes, (options.candidates, options.seed)).await?;
        let mut dice = Dice::seeded(options.seed, 0xFACE);
        let mut gone = Vec::new();
        for _ in 0..options.times {
            sleep(QUIET + Duration::from_millis(dice.below(1_500))).await;
            if crowd.has_left() {
                break;
            }
            let killed_at = Instant::now();
            struck.kill()?;
            crowd.pulse.disturbed.fetch_add(1, SeqCst);
            sleep(Duration::from_millis(dice.below(2_000))).await;
            struck = second.start()?;
            struck.ready().await?;
            gone.push(Gone { killed_at, back_at: Instant::now() });
            crowd.pulse.healed.fetch_add(1, SeqCst);
            steady.check_lives()?;
        }
        let pulse = crowd.pulse.clone();
        struck.kill()?;
        let found = crowd.goes(places, &first).await?;
        steady.end()?;
        Ok((found, pulse.take_waits(), gone))
    })?;
    let struck = struck(&waits, &gone)?;
    let at = |figures: &[f64], share| quantile(figures, share).unwrap_or_default();
    let all: Vec<f64> = waits.iter().map(Waited::ms).collect();
    println!(
        "    {} kills of one of two nodes, seed {}; {}; a save took {:.0} ms (median), {:.0} ms (p99); of {} that waited \
         while a node was gone {:.0} ms (median), {:.0} ms (p99), {:.0} ms (longest)",
        gone.len(),
        options.seed,
        found.told(),
        at(&all, 0.5),
        at(&all, 0.99),
        struck.len(),
        at(&struck, 0.5),
        at(&struck, 0.99),
        at(&struck, 1.0)
    );
    let seconds = at(&struck, 0.99) / 1_000.0;
    found.check()?;
    if seconds > options.within {
        return Err(Failure::Trial(format!("p99 of a save is {seconds:.2} s, {} are allowed", options.within)));
    }
    let fault = Fault::new("one of two nodes killed", Engine::Postgres, gone.len(), &found);
    options.taken.keep(places, &[fault.told(format!("p99 {seconds:.2} s while a node was gone"))])
}

/// How long those waited who did while a node was gone, in milliseconds.
///
/// # Errors
/// When nobody was turned away by one that was gone: then nothing was measured.
fn struck(waits: &[Waited], gone: &[Gone]) -> Result<Vec<f64>, Failure> {
    let mut struck = Vec::new();
    for Gone { killed_at, back_at } in gone {
        let meeting = || waits.iter().filter(|waited| waited.meets(*killed_at, *back_at));
        if !meeting().any(|waited| waited.refusals > 0) {
            return Err(Failure::Trial("a node was killed, and no candidate was at it".to_owned()));
        }
        struck.extend(meeting().map(Waited::ms));
    }
    Ok(struck)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_waits_that_met_a_kill_are_judged_and_each_kill_has_to_be_felt() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let waited = |due, ended, refusals| Waited { due: at(due), ended: at(ended), refusals };
        let gone = [Gone { killed_at: at(100), back_at: at(200) }];
        let waits = [waited(0, 5, 0), waited(95, 195, 3), waited(150, 151, 0), waited(300, 301, 0)];
        let struck_ms = struck(&waits, &gone).unwrap();
        assert_eq!(struck_ms.iter().map(|ms| ms.round() as u32).collect::<Vec<_>>(), [100, 1]);
        assert!(struck(&waits[2..], &gone).is_err(), "nobody noticed");
    }
}
