//! What does an attempt cost in memory while it is open? Very many candidates begin, a thousand at a time, read their
//! papers, and stay.

use super::beside::everybody_learns;
use super::exam::crowd::Seats;
use super::machine::resident_kb;
use super::table::{Goal, Row};
use super::{Bench, Taking};
use crate::failure::Failure;
use crate::load::program::Node;
use crate::load::{bank, office};
use crate::places::Places;
use crate::soak::{Engine, Ground, Profile, built, wait_for};

/// That begin at the same moment.
const TOGETHER: u32 = 1_000;
/// Open in the end.
const ATTEMPTS: u32 = 10_000;

#[derive(clap::Args, Clone)]
pub struct Options {
    #[command(flatten)]
    taking: Taking,
    /// How many are open in the end.
    #[arg(long, default_value_t = ATTEMPTS)]
    attempts: u32,
}

impl Options {
    /// As it is taken beside an exam.
    pub fn beside(taking: &Taking) -> Self {
        Self { taking: taking.clone(), attempts: ATTEMPTS }
    }
}

impl Bench for Options {
    fn name(&self) -> &'static str {
        "open"
    }

    fn taking(&self) -> &Taking {
        &self.taking
    }

    fn load(&self) -> String {
        format!("{} attempts, {TOGETHER} begun at once", self.attempts)
    }

    fn measured(&self, places: &Places, profile: Profile, engine: Engine) -> Result<Vec<Row>, Failure> {
        let program = built(places, profile, None, "shanggang-measured")?;
        let ground = Ground::lay(places, engine)?;
        let node = Node::fresh(places, &program, "opened")?.on(ground.database(places, "opened")?);
        wait_for(filled(places, &ground, &node, self.attempts))
    }
}

async fn filled(places: &Places, ground: &Ground, node: &Node, attempts: u32) -> Result<Vec<Row>, Failure> {
    let mut program = node.start()?;
    program.ready().await?;
    bank::enlarge(places, node)?;
    let (exam, _) = office::certification(places, node).await?;
    let mut groups = Vec::new();
    for first in (0..attempts).step_by(TOGETHER as usize) {
        groups.push(Seats::fill(places, ground, node, first..attempts.min(first + TOGETHER)).await?);
    }
    everybody_learns(places, ground, node)?;
    let before_kb = resident_kb(program.id());
    for seats in &mut groups {
        seats.start(&exam).await?;
        seats.leave_papers();
    }
    let after_kb = resident_kb(program.id());
    program.end()?;
    let megabytes = |kb: u64| kb as f64 / 1_024.0;
    let each = after_kb.saturating_sub(before_kb) as f64 / f64::from(attempts);
    Ok(vec![
        Row::plain(format!("resident memory with {attempts} candidates signed in"), megabytes(before_kb), "MB", None),
        Row::plain(format!("resident memory with {attempts} open attempts"), megabytes(after_kb), "MB", None),
        Row::plain("resident memory per open attempt", each, "KB", Goal::at_most(32.0, 4.0)),
    ])
}
