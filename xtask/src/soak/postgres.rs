//! `cargo xtask soak postgres`: does an exam go on when its PostgreSQL is shut down at once and started again?

use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

use clap::Args;
use tokio::time::sleep;

use super::builds::{Profile, to_try};
use super::crowd::{Crowd, back};
use super::faults::{Fault, Taken};
use super::{Engine, Ground, wait_for};
use crate::failure::Failure;
use crate::load::dice::Dice;
use crate::load::program::Node;
use crate::load::quantile;
use crate::places::Places;

#[derive(Args, Clone)]
pub struct Options {
    /// How often PostgreSQL is stopped and started.
    #[arg(long, default_value_t = 50)]
    times: u32,
    /// How many candidates answer meanwhile.
    #[arg(long, default_value_t = 50)]
    candidates: u32,
    /// Decides the moments and the answers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    taken: Taken,
}

/// The program itself is never started again.
pub fn run(places: &Places, options: &Options) -> Result<(), Failure> {
    let program = to_try(places, Profile::optimised_if(options.taken.release))?;
    let mut ground = Ground::lay(places, Engine::Postgres)?;
    let database = ground.database(places, "restarted")?;
    let node = Node::fresh(places, &program, "restarted")?.on(database);
    let (found, seconds) = wait_for(async {
        let mut program = node.start()?;
        program.ready().await?;
        let crowd = Crowd::sits_down(&node, &[node.address], options.candidates, options.seed).await?;
        let mut dice = Dice::seeded(options.seed, 0xBEEF);
        let mut seconds = Vec::new();
        for _ in 0..options.times {
            sleep(Duration::from_millis(200 + dice.below(1_500))).await;
            if crowd.has_left() {
                break;
            }
            if let Some(cluster) = ground.cluster() {
                cluster.crash_and_restart(places)?;
            }
            let (up_at, disturbance) = (Instant::now(), crowd.pulse.disturbed.fetch_add(1, SeqCst) + 1);
            back(&mut program, &crowd.pulse, disturbance).await?;
            seconds.push(up_at.elapsed().as_secs_f64());
        }
        let found = crowd.goes(places, &node).await?;
        program.end()?;
        Ok((found, seconds))
    })?;
    let at = |share| quantile(&seconds, share).unwrap_or_default();
    println!(
        "    {} restarts of PostgreSQL; {}; answers again {:.2} s (median), {:.2} s (longest) after it was up",
        seconds.len(),
        found.told(),
        at(0.5),
        at(1.0)
    );
    let fault = Fault::new("PostgreSQL stopped at once", Engine::Postgres, seconds.len(), &found);
    found.check()?;
    options.taken.keep(places, &[fault.told(format!("answers {:.2} s after it was up", at(1.0)))])
}
