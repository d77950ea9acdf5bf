//! `cargo xtask soak kill`: is an acknowledged answer safe when the program is killed at any moment?

use std::path::Path;
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
use crate::load::ledger::Findings;
use crate::load::program::Node;
use crate::load::quantile;
use crate::places::Places;
use crate::step::step;

#[derive(Args, Clone)]
pub struct Options {
    /// How often it is killed, on each database.
    #[arg(long, default_value_t = 200)]
    times: u32,
    /// Only this one; both when it is left out.
    #[arg(long, value_enum)]
    database: Option<Engine>,
    /// How many candidates answer meanwhile.
    #[arg(long, default_value_t = 50)]
    candidates: u32,
    /// Decides the moments and the answers; printed with every trial.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The longest that may pass from a kill to the next acknowledged answer, in seconds.
    #[arg(long, default_value_t = 2.0)]
    within: f64,
    #[command(flatten)]
    taken: Taken,
}

/// At one kill of so many the deadline of all that run passes while the program is down.
const ACROSS_EVERY: u32 = 4;
/// Beyond the time of the exam and what is taken in after it.
const PAST_THE_DEADLINE_MS: i64 = 2 * 60 * 60 * 1_000;
/// Kills of the control: each loses something with great likelihood, and all of them nothing hardly ever.
const KILLS_OF_CONTROL: u32 = 3;

pub fn run(places: &Places, options: &Options) -> Result<(), Failure> {
    let program = to_try(places, Profile::optimised_if(options.taken.release))?;
    for engine in Engine::ALL.into_iter().filter(|engine| options.database.is_none_or(|only| only == *engine)) {
        step(&format!("kills on {}", engine.name()), || on(places, &program, engine, options))?;
    }
    Ok(())
}

/// A few kills on each database, and of the control: for `cargo xtask test`. The limit of time is for optimised builds on
/// quiet machines; here it is only printed.
pub fn short(places: &Places, program: &Path) -> Result<(), Failure> {
    let few = |times| Options { times, database: None, candidates: 12, seed: 1, within: 60.0, taken: Taken::default() };
    on(places, program, Engine::Sqlite, &few(3))?;
    on(places, program, Engine::Postgres, &few(2))
}

fn on(places: &Places, program: &Path, engine: Engine, options: &Options) -> Result<(), Failure> {
    let ground = Ground::lay(places, engine)?;
    let trial = |name: &str, faults: &[&'static str], times| {
        let database = ground.database(places, &name.replace('-', "_"))?;
        let node = Node { faults: faults.to_vec(), ..Node::fresh(places, program, name)?.on(database) };
        let report = wait_for(killed(places, &node, times, options))?;
        println!("    {}, {name}, seed {}: {}", engine.name(), options.seed, report.told());
        Ok::<_, Failure>(report)
    };
    let report = trial("killed", &[], options.times)?;
    report.check(options.within)?;
    let control = trial("killed-too-early", &["--acknowledge-early"], options.times.min(KILLS_OF_CONTROL))?;
    match control.found.lost {
        0 => Err(Failure::Trial("the control acknowledges before the commit, and nobody noticed".to_owned())),
        _ => options.taken.keep(places, &[report.fault(engine)]),
    }
}

struct Report {
    /// From each kill to the next answer that was decided on.
    seconds_down: Vec<f64>,
    /// Of these kills so many had the deadline pass before the next start.
    across: u32,
    /// So many attempts were ended by such a start.
    ended: u64,
    found: Findings,
}

impl Report {
    fn told(&self) -> String {
        let at = |share| quantile(&self.seconds_down, share).unwrap_or_default();
        let (kills, across, ended, middle, most) = (self.seconds_down.len(), self.across, self.ended, at(0.5), at(1.0));
        format!(
            "{kills} kills, {across} of them across the deadline, which ended {ended} attempts; {}; back after {middle:.2} s \
             (median), {most:.2} s (longest)",
            self.found.told()
        )
    }

    fn fault(&self, engine: Engine) -> Fault {
        let most = quantile(&self.seconds_down, 1.0).unwrap_or_default();
        let worst =
            format!("back after {most:.2} s; {} kills across the deadline ended {} attempts", self.across, self.ended);
        Fault::new("killed (`kill -9`)", engine, self.seconds_down.len(), &self.found).told(worst)
    }

    fn check(&self, within: f64) -> Result<(), Failure> {
        self.found.check()?;
        if self.across > 0 && self.ended == 0 {
            return Err(Failure::Trial("deadlines passed while the program was down, and no attempt ended".to_owned()));
        }
        match self.seconds_down.iter().find(|seconds| **seconds > within) {
            Some(seconds) => Err(Failure::Trial(format!("it took {seconds:.2} s to be back, {within} are allowed"))),
            None => Ok(()),
        }
    }
}

async fn killed(places: &Places, node: &Node, times: u32, options: &Options) -> Result<Report, Failure> {
    let mut program = node.start()?;
    program.ready().await?;
    let crowd = Crowd::sits_down(node, &[node.address], options.candidates, options.seed).await?;
    let pulse = crowd.pulse.clone();
    let mut dice = Dice::seeded(options.seed, 0xC0FFEE);
    let (mut seconds_down, mut across) = (Vec::new(), 0);
    for nth in 0..times {
        sleep(Duration::from_millis(50 + dice.below(1_200))).await;
        program.check_lives()?;
        if crowd.has_left() {
            break;
        }
        // nobody begins an attempt on one side of the deadline and reads its questions on the other
        let closed = if nth % ACROSS_EVERY == 1 { Some(pulse.door.write().await) } else { None };
        program.kill()?;
        let killed_at = Instant::now();
        if closed.is_some() {
            node.advance_while_down(PAST_THE_DEADLINE_MS)?;
            pulse.deadlines.fetch_add(1, SeqCst);
            across += 1;
        }
        // open again before anybody waits: whoever was ended asks for something new only in an attempt of its own
        drop(closed);
        let disturbance = pulse.disturbed.fetch_add(1, SeqCst) + 1;
        program = node.start()?;
        back(&mut program, &pulse, disturbance).await?;
        seconds_down.push(killed_at.elapsed().as_secs_f64());
    }
    let ended = pulse.ended_by_deadline.load(SeqCst);
    let found = crowd.goes(places, node).await?;
    program.end()?;
    Ok(Report { seconds_down, across, ended, found })
}
