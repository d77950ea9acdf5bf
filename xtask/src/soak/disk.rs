//! `cargo xtask soak disk`: what if the disk is full in the middle of an exam? Nothing is acknowledged that cannot be kept,
//! what can be read is read, and with room on the disk everything goes on by itself.
//!
//! On SQLite the program may not let a file grow (`RLIMIT_FSIZE`, set and lifted from outside): for it that is a full disk, and
//! takes no rights on this machine. PostgreSQL lives on a small disk that somebody else fills, which has to be mounted.

mod small;

use std::path::Path;
use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

use clap::Args;
use tokio::time::sleep;

use self::small::SmallDisk;
use super::builds::{Profile, to_try};
use super::crowd::{Crowd, back};
use super::faults::{Fault, Taken};
use super::{Engine, wait_for};
use crate::cluster::Cluster;
use crate::failure::Failure;
use crate::load::dice::Dice;
use crate::load::http::{Client, Question};
use crate::load::ledger::Findings;
use crate::load::program::{Node, Program};
use crate::load::pulse::Pulse;
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
    /// Only this one; both when it is left out. PostgreSQL takes the rights of root.
    #[arg(long, value_enum)]
    database: Option<Engine>,
    /// Decides the moments and the answers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    taken: Taken,
}

/// No byte beyond this of any file.
const FULL: &str = "4096";
/// PostgreSQL goes on in the file of its log that it has: until somebody was refused something.
const LONGEST_UNNOTICED: Duration = Duration::from_secs(30);

pub fn run(places: &Places, options: &Options) -> Result<(), Failure> {
    let program = to_try(places, Profile::optimised_if(options.taken.release))?;
    for engine in Engine::ALL.into_iter().filter(|engine| options.database.is_none_or(|only| only == *engine)) {
        let (found, worst) = match engine {
            Engine::Sqlite => {
                (wait_for(filled(places, &program, options))?, "nothing acknowledged while it was full".into())
            }
            Engine::Postgres => wait_for(cramped(places, &program, options))?,
        };
        println!("    {}: the disk was full {} times; {}; {worst}", engine.name(), options.times, found.told());
        let fault = Fault::new("the disk full", engine, options.times as usize, &found);
        found.check()?;
        options.taken.keep(places, &[fault.told(worst)])?;
    }
    Ok(())
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

/// What it acknowledges on a full disk it has kept. Where its log finds no room it stops by itself, and is started again
/// when there is some; the program itself is never started again.
async fn cramped(places: &Places, program: &Path, options: &Options) -> Result<(Findings, String), Failure> {
    let disk = SmallDisk::mount(places)?;
    let mut cluster = Cluster::cramped(places, &disk.folder)?;
    let database = cluster.make_database(places, "full")?;
    let node = Node::fresh(places, program, "full")?.on(Some(database));
    let mut program = node.start()?;
    program.ready().await?;
    let crowd = Crowd::sits_down(&node, &[node.address], options.candidates, options.seed).await?;
    let (mut dice, mut stopped, mut longest) = (Dice::seeded(options.seed, 0xD15C), 0, 0.0_f64);
    for _ in 0..options.times {
        sleep(Duration::from_millis(200 + dice.below(600))).await;
        if crowd.has_left() {
            break;
        }
        disk.fill()?;
        until_refused(&crowd.pulse).await?;
        sleep(Duration::from_millis(dice.below(1_000))).await;
        program.check_lives()?;
        disk.empty()?;
        stopped += u32::from(cluster.start_if_ended(places)?);
        let (room_at, disturbance) = (Instant::now(), crowd.pulse.disturbed.fetch_add(1, SeqCst) + 1);
        back(&mut program, &crowd.pulse, disturbance).await?;
        longest = longest.max(room_at.elapsed().as_secs_f64());
    }
    let found = crowd.goes(places, &node).await?;
    program.end()?;
    Ok((found, format!("PostgreSQL stopped {stopped} times; answers {longest:.2} s after there was room")))
}

/// # Errors
/// When nobody was: then nothing was tried.
async fn until_refused(pulse: &Pulse) -> Result<(), Failure> {
    let (before, full_at) = (pulse.refusals.load(SeqCst), Instant::now());
    while pulse.refusals.load(SeqCst) == before {
        if full_at.elapsed() > LONGEST_UNNOTICED {
            return Err(Failure::Trial("the disk was full, and nothing was refused".to_owned()));
        }
        sleep(Duration::from_millis(10)).await;
    }
    Ok(())
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
