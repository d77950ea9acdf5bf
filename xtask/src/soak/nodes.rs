//! `cargo xtask soak nodes`: two nodes on one PostgreSQL serve one exam; does anybody notice when one is killed?

use std::sync::PoisonError;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use clap::Args;
use tokio::time::sleep;

use super::builds::{Profile, to_try};
use super::crowd::Crowd;
use super::{Engine, Ground, wait_for};
use crate::failure::Failure;
use crate::load::dice::Dice;
use crate::load::program::Node;
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
    /// Decides the moments and the answers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The longest that 99 of 100 answers may wait for their acknowledgement, in seconds.
    #[arg(long, default_value_t = 3.0)]
    within: f64,
    /// Try the optimised build.
    #[arg(long)]
    release: bool,
}

pub fn run(places: &Places, options: &Options) -> Result<(), Failure> {
    let program = to_try(places, Profile::optimised_if(options.release))?;
    let ground = Ground::lay(places, Engine::Postgres)?;
    let first = Node::fresh(places, &program, "node-1")?.on(ground.database(places, "nodes")?);
    wait_for(async {
        let mut steady = first.start()?;
        steady.ready().await?;
        let second = first.twin(places, "node-2")?;
        let mut struck = second.start()?;
        struck.ready().await?;
        let nodes = [first.address, second.address];
        let crowd = Crowd::sits_down(&first, &nodes, options.candidates, options.seed).await?;
        let mut dice = Dice::seeded(options.seed, 0xFACE);
        for _ in 0..options.times {
            sleep(Duration::from_millis(200 + dice.below(1_500))).await;
            if crowd.has_left() {
                break;
            }
            struck.kill()?;
            crowd.pulse.disturbed.fetch_add(1, SeqCst);
            sleep(Duration::from_millis(dice.below(2_000))).await;
            struck = second.start()?;
            struck.ready().await?;
            steady.check_lives()?;
        }
        let pulse = crowd.pulse.clone();
        struck.kill()?;
        let found = crowd.goes(places, &first).await?;
        steady.end()?;
        let waits = pulse.waits_ms.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let at = |share| quantile(&waits, share).unwrap_or_default();
        println!(
            "    {} kills of one of two nodes; {}; a save took {:.0} ms (median), {:.0} ms (p99), {:.0} ms (longest)",
            options.times,
            found.told(),
            at(0.5),
            at(0.99),
            at(1.0)
        );
        found.check()?;
        match at(0.99) / 1_000.0 {
            seconds if seconds > options.within => {
                Err(Failure::Trial(format!("p99 of a save is {seconds:.2} s, {} are allowed", options.within)))
            }
            _ => Ok(()),
        }
    })
}
