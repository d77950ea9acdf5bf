//! How does one exam fare with a thousand candidates? They start together, save as fast as they can and at half of that,
//! are watched, and hand in together.

pub mod crowd;

use std::sync::Arc;
use std::time::Instant;

use self::crowd::Seats;
use super::beside::everybody_learns;
use super::ceiling::{self, Bare};
use super::loops::{Ask, closed, open};
use super::machine::resident_kb;
use super::table::{Goal, Row};
use super::{Bench, Taking};
use crate::failure::Failure;
use crate::load::bank::{self, QUESTIONS};
use crate::load::http::{Client, Question};
use crate::load::office::{self, Clerk, PAPER};
use crate::load::program::{Node, Program};
use crate::load::quantile;
use crate::places::Places;
use crate::soak::{Engine, Ground, Profile, built, wait_for};
use crate::web::{self, emit};

#[derive(clap::Args, Clone)]
pub struct Options {
    #[command(flatten)]
    taking: Taking,
    /// How many candidates start and hand in together.
    #[arg(long, default_value_t = 1_000)]
    candidates: u32,
    /// How long each load lasts, in seconds.
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// How often ours and its ceiling are measured in turn.
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Requests at the same time, of ours and of the ceiling.
    #[arg(long, default_value_t = 32)]
    at_once: u32,
    /// Without what `open` and `rest` take.
    #[arg(long)]
    alone: bool,
}

impl Options {
    pub fn alone(&self) -> bool {
        self.alone
    }
}

impl Bench for Options {
    fn name(&self) -> &'static str {
        "exam"
    }

    fn taking(&self) -> &Taking {
        &self.taking
    }

    fn load(&self) -> String {
        let Self { candidates, rounds, seconds, at_once, .. } = self;
        format!(
            "{candidates} candidates, {PAPER} of {QUESTIONS} questions, {rounds} rounds of {seconds} s, {at_once} requests at once"
        )
    }

    fn measured(&self, places: &Places, profile: Profile, engine: Engine) -> Result<Vec<Row>, Failure> {
        let program = built(places, profile, None, "shanggang-measured")?;
        let ceilings = ceiling::build(places, profile)?;
        let ground = Ground::lay(places, engine)?;
        let node = Node::fresh(places, &program, "measured")?.on(ground.database(places, "measured")?);
        wait_for(Rounds { places, options: self, engine, ground, node, ceilings }.run())
    }
}

/// What the rounds of one engine are taken with.
struct Rounds<'a> {
    places: &'a Places,
    options: &'a Options,
    engine: Engine,
    ground: Ground,
    node: Node,
    ceilings: std::path::PathBuf,
}

impl Rounds<'_> {
    async fn run(&self) -> Result<Vec<Row>, Failure> {
        let mut program = self.node.start()?;
        program.ready().await?;
        let idle_kb = resident_kb(program.id());
        bank::enlarge(self.places, &self.node)?;
        let (exam, mut administrator) = office::certification(self.places, &self.node).await?;
        let mut seats = Seats::fill(self.places, &self.ground, &self.node, 0..self.options.candidates).await?;
        everybody_learns(self.places, &self.ground, &self.node)?;
        let mut rows = vec![Row::plain("resident memory when ready", idle_kb as f64 / 1_024.0, "MB", None)];
        rows.extend(starts(&mut seats, &exam, self.options.candidates).await?);
        rows.extend(self.saves(&seats).await?);
        rows.extend(self.board(&exam, &mut administrator).await?);
        rows.extend(hand_ins(self.places, &mut seats).await?);
        rows.extend(self.verifications().await?);
        rows.extend(self.cold_start(program).await?);
        rows.push(room_weight(self.places)?);
        Ok(rows)
    }

    /// Ours and the ceilings in turn, so that a slow minute of the machine strikes both.
    async fn saves(&self, seats: &Seats) -> Result<Vec<Row>, Failure> {
        let (seconds, at_once) = (self.options.seconds, self.options.at_once);
        let hello = Node::fresh(self.places, &self.ceilings, "hello")?.address;
        let (mut ours, mut handler, mut raw) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..self.options.rounds {
            let ask = seats.saving(at_once, u64::from(round));
            ours.push(closed(self.node.address, at_once, seconds, ask).await?.sound("saves")?.per_second);
            let bare = Bare::start(&self.ceilings, hello).await?;
            handler.push(bare.per_second(at_once, seconds).await?);
            drop(bare);
            raw.push(match self.engine {
                Engine::Sqlite => ceiling::sqlite_commits(self.places, &self.ceilings, seconds)?,
                Engine::Postgres => {
                    let database = self.ground.database(self.places, &format!("ceiling_{round}"))?;
                    ceiling::postgres_upserts(self.places, &self.ground, database, (at_once, seconds))?
                }
            });
        }
        let median = |figures: &[f64]| quantile(figures, 0.5).unwrap_or_default();
        let (figure, half) = (median(&ours), median(&ours) / 2.0);
        let saved = |ceiling, goal| {
            let what = "answers saved, one per request".to_owned();
            Row { what, figure, unit: "per s", ceiling: Some(ceiling), goal }
        };
        let mut rows = match self.engine {
            Engine::Sqlite => vec![
                saved(("bare axum", median(&handler)), Goal::at_least(0.15, 0.25)),
                saved(("bare commits of one row", median(&raw)), None),
            ],
            Engine::Postgres => vec![
                saved(("bare upserts (pgbench)", median(&raw)), Goal::at_least(0.20, 0.35)),
                saved(("bare axum", median(&handler)), None),
            ],
        };
        let ask = seats.saving(at_once, u64::from(self.options.rounds));
        let waits =
            open(self.node.address, at_once, seconds, half.max(1.0), ask).await?.sound("saves at half")?.waits_ms;
        let p99 = quantile(&waits, 0.99).unwrap_or_default();
        rows.push(Row::plain("a save at half of that, p99", p99, "ms", Goal::at_most(25.0, 10.0)));
        Ok(rows)
    }

    /// The room's board as the page of those who watch asks for it.
    async fn board(&self, exam: &str, watching: &mut Clerk) -> Result<Vec<Row>, Failure> {
        let (mut waits, mut bytes) = (Vec::new(), 0);
        for _ in 0..30 {
            let asked_at = Instant::now();
            let board = watching.gets(&format!("/office/exams/{exam}/room")).await?;
            if board.status != 200 {
                return Err(Failure::Trial(format!("the room's board was answered with {}", board.status)));
            }
            waits.push(asked_at.elapsed().as_secs_f64() * 1_000.0);
            bytes = board.body.len();
        }
        let what = format!("the room's board with {} candidates", self.options.candidates);
        let at = |share| quantile(&waits, share).unwrap_or_default();
        Ok(vec![
            Row::plain(format!("{what}, median"), at(0.5), "ms", None),
            Row::plain(format!("{what}, p99"), at(0.99), "ms", None),
            Row::plain(format!("{what}, page"), bytes as f64 / 1_000.0, "KB", None),
        ])
    }

    async fn verifications(&self) -> Result<Vec<Row>, Failure> {
        let world = self.node.world()?;
        let address = world["certificates"][0]["verify_url"].as_str().unwrap_or_default();
        let path = address.find("/v/").map_or("/", |at| &address[at..]).to_owned();
        let page = Client::new(self.node.address, 0).ask(&Question::get(&path).with("accept-encoding", "br")).await;
        let bytes = page.map_or(0, |page| page.body.len());
        let (workers, seconds) = (self.options.at_once, self.options.seconds);
        let ask: Ask = Arc::new(move |_, _| Question::get(&path));
        let (mut ours, mut handler) = (Vec::new(), Vec::new());
        let hello = Node::fresh(self.places, &self.ceilings, "hello")?.address;
        for _ in 0..self.options.rounds {
            let load = closed(self.node.address, workers, seconds, ask.clone()).await?;
            ours.push(load.sound("verifications")?.per_second);
            let bare = Bare::start(&self.ceilings, hello).await?;
            handler.push(bare.per_second(workers, seconds).await?);
        }
        let median = |figures: &[f64]| quantile(figures, 0.5).unwrap_or_default();
        Ok(vec![
            Row {
                what: "pages that check a certificate".to_owned(),
                figure: median(&ours),
                unit: "per s",
                ceiling: Some(("bare axum", median(&handler))),
                goal: Goal::at_least(0.15, 0.30),
            },
            Row::plain("the page that checks a certificate", bytes as f64 / 1_000.0, "KB", Goal::at_most(15.0, 15.0)),
        ])
    }

    async fn cold_start(&self, mut program: Program) -> Result<Vec<Row>, Failure> {
        program.kill()?;
        drop(program);
        let started = Instant::now();
        let mut program = self.node.start()?;
        program.ready().await?;
        let seconds = started.elapsed().as_secs_f64();
        program.end()?;
        let what = format!("cold start after a kill, with {} certificates", self.options.candidates);
        Ok(vec![Row::plain(what, seconds, "s", Goal::at_most(2.0, 0.3))])
    }
}

/// What a candidate's phone loads beside the page of the room, which `server/tests/it/weights.rs` holds.
fn room_weight(places: &Places) -> Result<Row, Failure> {
    web::build(places)?;
    let kb = |bytes: u64| bytes as f64 / 1_000.0;
    let (loaded, most) = (kb(emit::room_bytes(&places.pkg())?), kb(emit::ROOM_BYTES));
    Ok(Row::plain("the exam room's files, first load, brotli", loaded, "KB", Goal::at_most(most, most)))
}

async fn starts(seats: &mut Seats, exam: &str, many: u32) -> Result<Vec<Row>, Failure> {
    let (waits, seconds) = seats.start(exam).await?;
    let p99 = quantile(&waits, 0.99).unwrap_or_default() / 1_000.0;
    Ok(vec![
        Row::plain(
            format!("starts, {many} together"),
            f64::from(many) / seconds,
            "per s",
            Goal::at_least(200.0, 500.0),
        ),
        Row::plain("a start among them, p99", p99, "s", Goal::at_most(5.0, 2.0)),
    ])
}

async fn hand_ins(places: &Places, seats: &mut Seats) -> Result<Vec<Row>, Failure> {
    seats.answer_rightly(places).await?;
    let many = seats.count();
    let (waits, seconds, certified) = seats.hand_in().await?;
    if certified != many {
        return Err(Failure::Trial(format!("{many} handed in flawless papers, {certified} were certified")));
    }
    let p99 = quantile(&waits, 0.99).unwrap_or_default() / 1_000.0;
    Ok(vec![
        Row::plain(format!("hand-in of {many} together, certificates signed"), seconds, "s", Goal::at_most(10.0, 3.0)),
        Row::plain("a hand-in among them, p99", p99, "s", Goal::at_most(10.0, 1.0)),
    ])
}
