//! How does it rest, and how fast does it wake? Memory after an idle minute with a sign-in and a printed certificate behind
//! it, and the first answer of a start on very many certificates.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::beside::{Change, changed};
use super::machine::resident_kb;
use super::table::{Goal, Row};
use super::{Bench, Taking};
use crate::failure::Failure;
use crate::load::office::Clerk;
use crate::load::program::Node;
use crate::load::quantile;
use crate::places::Places;
use crate::soak::{Engine, Ground, Profile, built, wait_for};

/// Starts that the median is taken of.
const STARTS: u32 = 5;
const CERTIFICATES: u32 = 100_000;
const IDLE_S: u64 = 60;

#[derive(clap::Args, Clone)]
pub struct Options {
    #[command(flatten)]
    taking: Taking,
    /// With how many certificates it starts.
    #[arg(long, default_value_t = CERTIFICATES)]
    certificates: u32,
    /// How long it rests, in seconds.
    #[arg(long, default_value_t = IDLE_S)]
    idle: u64,
}

impl Options {
    /// As it is taken beside an exam.
    pub fn beside(taking: &Taking) -> Self {
        Self { taking: taking.clone(), certificates: CERTIFICATES, idle: IDLE_S }
    }
}

impl Bench for Options {
    fn name(&self) -> &'static str {
        "rest"
    }

    fn taking(&self) -> &Taking {
        &self.taking
    }

    fn load(&self) -> String {
        "medians of five starts".to_owned()
    }

    fn measured(&self, places: &Places, profile: Profile, engine: Engine) -> Result<Vec<Row>, Failure> {
        let program = built(places, profile, None, "shanggang-measured")?;
        let ground = Ground::lay(places, engine)?;
        let node = Node::fresh(places, &program, "rested")?.on(ground.database(places, "rested")?);
        let mut rows = vec![wait_for(idle(&node, self.idle))?];
        let certificates = copy_certificates(places, &ground, &node, self.certificates)?;
        let seconds = wait_for(started(&node))?;
        let what = format!("cold start to the first answer, with {certificates} certificates");
        rows.push(Row::plain(what, seconds, "s", Goal::at_most(2.0, 0.3)));
        Ok(rows)
    }
}

async fn idle(node: &Node, seconds: u64) -> Result<Row, Failure> {
    let mut program = node.start()?;
    program.ready().await?;
    // what filling the demonstration took is not what serving takes
    program.end()?;
    let mut program = node.start()?;
    program.ready().await?;
    let number = node.world()?["certificates"][0]["number"].as_str().unwrap_or_default().to_owned();
    let mut issuer = Clerk::comes(node, "issuer").await?;
    let printed = issuer.gets(&format!("/certificates/{number}/pdf")).await?;
    if printed.status != 200 || !printed.body.starts_with(b"%PDF") {
        return Err(Failure::Trial(format!("the certificate was printed with {}", printed.status)));
    }
    sleep(Duration::from_secs(seconds)).await;
    let kb = resident_kb(program.id());
    program.end()?;
    let what = format!("resident memory, idle for {seconds} s after a sign-in and a printed certificate");
    Ok(Row::plain(what, kb as f64 / 1_024.0, "MB", Goal::at_most(120.0, 60.0)))
}

/// The median, from starting the program to its first answer.
async fn started(node: &Node) -> Result<f64, Failure> {
    let mut seconds = Vec::new();
    for _ in 0..STARTS {
        let began = Instant::now();
        let mut program = node.start()?;
        program.ready().await?;
        seconds.push(began.elapsed().as_secs_f64());
        program.kill()?;
    }
    Ok(quantile(&seconds, 0.5).unwrap_or_default())
}

/// Copies of one issued certificate under other numbers, put in beside the program; how many there are then.
fn copy_certificates(places: &Places, ground: &Ground, node: &Node, many: u32) -> Result<u64, Failure> {
    const COUNT: &str = "SELECT count(*) FROM certificates";
    let (sqlite, postgres) = (copies(many, "randomblob(16)"), copies(many, "gen_random_uuid()"));
    let told = changed(places, ground, node, &Change { sqlite, postgres, question: COUNT })?;
    let known = told.trim().parse().map_err(|_| Failure::Trial(format!("the copies were counted as: {told}")))?;
    if known < u64::from(many) * 99 / 100 {
        return Err(Failure::Trial(format!("{many} copies were made, and there are {known}")));
    }
    Ok(known)
}

/// A copy whose place in the status list is taken already is left out. That one person holds so many valid ones is not
/// allowed anywhere else.
fn copies(many: u32, id: &str) -> String {
    format!(
        "DROP INDEX certificates_one_valid; WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {many}), \
         one AS (SELECT * FROM certificates WHERE step = 'issued' ORDER BY serial LIMIT 1) \
         INSERT INTO certificates (id, prefix, region, year, serial, number, path_id, status_list, status_index, person_id, \
         office_id, attempt_id, predecessor, step, status, reserved_at, prepared_at, holder_name, title, issuer_name, \
         issued_day, frozen, photo, unsigned_document, key_id, signed_document, code, issued_at) \
         SELECT {id}, prefix, region, year, 1000000 + n, 'copy-' || n, 'copy-' || n, status_list, 10000 + n, person_id, \
         office_id, NULL, NULL, step, status, reserved_at, prepared_at, holder_name, title, issuer_name, \
         issued_day, frozen, photo, unsigned_document, key_id, signed_document, code, issued_at \
         FROM one, copies WHERE 1 = 1 ON CONFLICT DO NOTHING"
    )
}
