//! `cargo xtask soak wire`: whatever the network does to the requests, is the last answer that arrived in time the one that
//! is graded?

mod verdict;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use clap::Args;
use tokio::task::JoinSet;
use tokio::time::sleep;

use self::verdict::Judged;
use super::builds::{Profile, to_try};
use super::crowd::{come, mock_exam};
use super::faults::{Fault, Taken};
use super::{Engine, Ground, wait_for};
use crate::failure::Failure;
use crate::load::candidate::{Candidate, Desk, save};
use crate::load::dice::Dice;
use crate::load::http::Client;
use crate::load::ledger::{Findings, Record, compare, each};
use crate::load::program::Node;
use crate::load::proxy::{Done, Passed, Proxy};
use crate::places::Places;
use crate::step::step;

#[derive(Args, Clone)]
pub struct Options {
    /// How many exams are sat by everybody, each up to its deadline.
    #[arg(long, default_value_t = 20)]
    rounds: u32,
    /// How many candidates sit each.
    #[arg(long, default_value_t = 20)]
    candidates: u32,
    /// Only this one; both when it is left out.
    #[arg(long, value_enum)]
    database: Option<Engine>,
    /// Decides what becomes of the requests, and the answers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    taken: Taken,
}

/// Changes of answers by one candidate in one exam; each is sent up to three times, whether it was heard or not.
const CHANGES: u64 = 40;
const SENDINGS: u32 = 3;
/// Beyond the time of the exam and what is taken in after it.
const PAST_THE_DEADLINE_MS: u64 = 2 * 60 * 60 * 1_000;

pub fn run(places: &Places, options: &Options) -> Result<(), Failure> {
    let program = to_try(places, Profile::optimised_if(options.taken.release))?;
    for engine in Engine::ALL.into_iter().filter(|engine| options.database.is_none_or(|only| only == *engine)) {
        step(&format!("a bad network before {}", engine.name()), || on(places, &program, engine, options))?;
    }
    Ok(())
}

/// A few exams on each database, for `cargo xtask test`.
pub fn short(places: &Places, program: &Path) -> Result<(), Failure> {
    let options = Options { rounds: 2, candidates: 8, database: None, seed: 1, taken: Taken::default() };
    Engine::ALL.into_iter().try_for_each(|engine| on(places, program, engine, &options))
}

fn on(places: &Places, program: &Path, engine: Engine, options: &Options) -> Result<(), Failure> {
    let ground = Ground::lay(places, engine)?;
    let node = Node::fresh(places, program, "wire")?.on(ground.database(places, "wire")?);
    let (found, tally) = wait_for(trial(places, &node, options))?;
    println!("    {}, seed {}: {}; {}", engine.name(), options.seed, tally.told(), found.told());
    let fault = Fault::new("requests dropped, delayed, repeated, reordered", engine, found.attempts, &found);
    tally.check()?;
    found.check()?;
    options.taken.keep(places, &[fault.told(tally.told())])
}

/// What was done on the road, and how the saves that arrived were answered.
#[derive(Default)]
struct Tally {
    done: Done,
    /// arrived after one that was sent later
    reordered: usize,
    saved: usize,
    older: usize,
    late: usize,
    /// answered while the deadline passed: the program alone knows whether in time
    between: usize,
}

impl Tally {
    /// # Errors
    /// An attempt that the road left in peace tries nothing.
    fn count(&mut self, attempt: &str, done: Option<&Done>, judged: &Judged) -> Result<(), Failure> {
        let done = done.copied().unwrap_or_default();
        let met = [
            ("dropped", done.dropped),
            ("unheard", done.unheard),
            ("repeated", done.repeated),
            ("delayed", done.delayed),
            ("reordered", judged.reordered),
        ];
        if let Some((what, _)) = met.iter().find(|(_, times)| *times == 0) {
            return Err(Failure::Trial(format!("of attempt {attempt} nothing was {what}")));
        }
        self.done += done;
        self.reordered += judged.reordered;
        self.saved += judged.saved;
        self.older += judged.older;
        self.late += judged.late;
        self.between += judged.between;
        Ok(())
    }

    fn told(&self) -> String {
        let Self { done: Done { dropped, unheard, repeated, delayed, .. }, reordered, saved, older, late, between } =
            self;
        format!(
            "{dropped} saves dropped, {unheard} unheard, {repeated} repeated, {delayed} delayed, {reordered} reordered; {saved} counted, \
             {older} were overtaken, {late} came too late, {between} while the deadline passed"
        )
    }

    /// # Errors
    /// A trial in which nothing was overtaken or late asks only half of the question.
    fn check(&self) -> Result<(), Failure> {
        match self.saved.min(self.older).min(self.late) {
            0 => Err(Failure::Trial(format!("the network was too good: {}", self.told()))),
            _ => Ok(()),
        }
    }
}

async fn trial(places: &Places, node: &Node, options: &Options) -> Result<(Findings, Tally), Failure> {
    let mut program = node.start()?;
    program.ready().await?;
    let exam = mock_exam(node)?;
    let proxy = Proxy::open(node.address, options.seed).await?;
    let mut candidates = come(&[node.address], options.candidates, options.seed).await?;
    let (mut records, mut tally) = (Vec::new(), Tally::default());
    for round in 0..options.rounds {
        let (back, books) = sat(node, &proxy, &exam, candidates, (options.seed, round), &mut tally).await?;
        candidates = back;
        records.extend(books);
    }
    let found = compare(places, node, &exam, candidates, records).await?;
    program.end()?;
    Ok((found, tally))
}

/// One exam: everybody answers through the proxy while the clock is moved past the deadline.
async fn sat(
    node: &Node,
    proxy: &Proxy,
    exam: &str,
    candidates: Vec<Candidate>,
    (seed, round): (u64, u32),
    tally: &mut Tally,
) -> Result<(Vec<Candidate>, Vec<Record>), Failure> {
    let exam = Arc::new(exam.to_owned());
    let seated = each(candidates, move |mut candidate| {
        let exam = exam.clone();
        async move {
            let desk = candidate.starts(&exam).await?;
            Ok((candidate, desk))
        }
    })
    .await?;
    let sent = Arc::new(AtomicU64::new(0));
    let mut sending = JoinSet::new();
    let (mut candidates, mut desks) = (Vec::new(), Vec::new());
    for (mut candidate, desk) in seated {
        let changes: Vec<_> = (0..CHANGES).map(|_| candidate.decides(&desk)).collect();
        let dice = Dice::seeded(seed, (u64::from(round) << 32) | u64::from(candidate.nth));
        sending.spawn(send_all(proxy.clone(), candidate.nth, desk.clone(), changes, dice, sent.clone()));
        desks.push((candidate.nth, desk));
        candidates.push(candidate);
    }
    // in the midst of the answers
    let most = CHANGES * candidates.len() as u64;
    while sent.load(SeqCst) < most / 2 {
        sleep(Duration::from_millis(1)).await;
    }
    let moving_from = Instant::now();
    node.advance(PAST_THE_DEADLINE_MS).await?;
    let moved = Instant::now();
    while let Some(ended) = sending.join_next().await {
        ended.map_err(|error| Failure::Trial(format!("a sender fell over: {error}")))?;
    }
    // what the proxy repeats later than that has to find the door closed, too
    sleep(Duration::from_millis(500)).await;
    let (passed, done) = (proxy.take_passed(), proxy.take_done());
    let mut records = Vec::new();
    for (nth, desk) in desks {
        let own: Vec<&Passed> = passed.iter().filter(|one| one.attempt == desk.attempt).collect();
        let judged = verdict::judged(nth, &desk.attempt, &own, (moving_from, moved))?;
        tally.count(&desk.attempt, done.get(&desk.attempt), &judged)?;
        records.push(judged.record);
    }
    Ok((candidates, records))
}

/// Every change as a request of its own that waits for no other, and again when no answer came.
async fn send_all(
    proxy: Proxy,
    nth: u32,
    desk: Desk,
    changes: Vec<(u64, String)>,
    mut dice: Dice,
    sent: Arc<AtomicU64>,
) {
    let mut sending = JoinSet::new();
    for ((slot, choice), sequence) in changes.into_iter().zip(1..) {
        let (question, address) = (save(&desk, slot, &choice, sequence), proxy.address);
        let pauses: Vec<u64> = (0..SENDINGS).map(|_| dice.below(120)).collect();
        sending.spawn(async move {
            for pause in pauses {
                if Client::new(address, nth).ask(&question).await.is_ok_and(|answer| !answer.is_to_be_repeated()) {
                    return;
                }
                sleep(Duration::from_millis(pause)).await;
            }
        });
        sent.fetch_add(1, SeqCst);
        sleep(Duration::from_millis(dice.below(40))).await;
    }
    drop(sending.join_all().await);
}
