//! How do the project records of a whole city fare? Four suppliers deliver at once, files come in, and the office turns pages over
//! what came; then officers are on file on nearly every site, and the offices turn over those.

mod filings;
mod pages;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::ceiling;
use super::table::{Goal, Row};
use super::{Bench, Taking};
use crate::failure::Failure;
use crate::load::program::Node;
use crate::places::Places;
use crate::soak::import::came;
use crate::soak::{Engine, Ground, Profile, built, wait_for};
use crate::step;

#[derive(clap::Args, Clone)]
pub struct Options {
    #[command(flatten)]
    taking: Taking,
    /// How many building sites.
    #[arg(long, default_value_t = 4_000)]
    projects: u32,
    /// How many workers; each passes some twenty-five times a month.
    #[arg(long, default_value_t = 400_000)]
    workers: u32,
    /// How many rows the bare loop inserts.
    #[arg(long, default_value_t = 1_000_000)]
    bare: u64,
    /// How many officers; one for nearly every site, and assistants. There are more of them than sites.
    #[arg(long, default_value_t = 6_000)]
    officers: u32,
    /// Only the queues, lists and returns of the filings: nothing is delivered, and tables of their own are written.
    #[arg(long)]
    only_filings: bool,
}

/// Suppliers that deliver at once.
const SUPPLIERS: u32 = 4;
/// A tenth of a month: its first days.
const FIRST_DAYS: u32 = 3;
/// Between two looks at a process.
const LOOK_EVERY: Duration = Duration::from_millis(50);

impl Bench for Options {
    fn name(&self) -> &'static str {
        if self.only_filings { "records --only-filings" } else { "records" }
    }

    fn taking(&self) -> &Taking {
        &self.taking
    }

    fn load(&self) -> String {
        let Self { projects, workers, officers, .. } = self;
        let filed = format!("{projects} projects, {officers} officers on file");
        match self.only_filings {
            true => filed,
            false => format!("{filed}, {workers} workers, a month of attendance by {SUPPLIERS} suppliers at once"),
        }
    }

    fn measured(&self, places: &Places, profile: Profile, engine: Engine) -> Result<Vec<Row>, Failure> {
        let program = built(places, profile, None, "shanggang-measured")?;
        let ground = Ground::lay(places, engine)?;
        let node = Node::fresh(places, &program, "recorded")?.on(ground.database(places, "recorded")?);
        let city = City { options: self, places, ground: &ground, node: &node };
        if self.only_filings {
            return wait_for(city.filings_alone());
        }
        let ceilings = ceiling::build(places, profile)?;
        wait_for(async {
            let bare = bare(places, &program, &ceilings, &ground, self.bare)?;
            city.measured(bare).await
        })
    }
}

/// Rows a second by a bare loop, into the migrated tables of a database of its own.
fn bare(places: &Places, program: &Path, ceilings: &Path, ground: &Ground, rows: u64) -> Result<f64, Failure> {
    let node = Node::fresh(places, program, "bare")?;
    let database = ground.database(places, "bare")?;
    let database = database.unwrap_or_else(|| format!("sqlite:{}", node.data.join("bare.db").display()));
    let node = node.on(Some(database.clone()));
    step::run(&mut node.command(&["migrate"]))?;
    let told = step::read(step::program(places, ceilings).args(["events", &database, &rows.to_string()]))?;
    told.parse().map_err(|_| Failure::Trial(format!("the ceiling said: {told}")))
}

/// One city on one engine.
struct City<'a> {
    options: &'a Options,
    places: &'a Places,
    ground: &'a Ground,
    node: &'a Node,
}

impl City<'_> {
    /// `bare` is what the rows of attendance are held against.
    async fn measured(&self, bare: f64) -> Result<Vec<Row>, Failure> {
        let mut program = self.node.start()?;
        program.ready().await?;
        self.found()?;
        let mut rows = Vec::new();
        for object in ["Team", "ProjectWorker", "WorkerEntryExit"] {
            let (per_second, _) = self.delivered(&["--object", object]).await?;
            rows.push(Row::plain(format!("feed, {object}"), per_second, "rows per s", None));
        }
        let last = FIRST_DAYS.to_string();
        let attendance = ["--object", "WorkerAttendance"];
        let (_, few) = self.delivered(&[&attendance[..], &["--last-day", &last]].concat()).await?;
        let mut office = pages::Office::comes(self.node).await?;
        let silent_with_few = office.silent().await?;
        let next = (FIRST_DAYS + 1).to_string();
        let (per_second, more) = self.delivered(&[&attendance[..], &["--first-day", &next]].concat()).await?;
        let what = format!("feed, attendance: {more} rows on {few}, applied, with day rows");
        let beside = Some(("bare multi-row inserts", bare));
        let (figure, unit) = (per_second, "rows per s");
        rows.push(Row { what, figure, unit, ceiling: beside, goal: Goal::at_least(0.3, 0.5) });
        rows.push(Row::plain("the same, rows a second", per_second, unit, Goal::at_least(20_000.0, 40_000.0)));
        rows.extend(office.pages().await?);
        rows.extend(office.silences(few, silent_with_few).await?);
        program.end()?;
        rows.extend(self.files().await?);
        let mut program = self.node.start()?;
        program.ready().await?;
        rows.extend(self.filings().await?);
        program.end()?;
        Ok(rows)
    }

    async fn filings_alone(&self) -> Result<Vec<Row>, Failure> {
        let mut program = self.node.start()?;
        program.ready().await?;
        self.found()?;
        let rows = self.filings().await?;
        program.end()?;
        Ok(rows)
    }

    async fn filings(&self) -> Result<Vec<Row>, Failure> {
        let Self { options, places, ground, node } = self;
        let officers = options.officers.max(options.projects + 1);
        filings::seed(places, ground, node, officers)?;
        filings::waited_for(places, ground, node).await
    }

    /// What the feeds stand on, and the projects.
    fn found(&self) -> Result<(), Failure> {
        step::run(self.demo_data().arg("--found").arg(self.node.data.join("suppliers.json")))
    }

    fn demo_data(&self) -> Command {
        let Options { projects, workers, .. } = self.options;
        let mut command = self.node.command(&["demo-data", "--months", "1"]);
        command.args(["--projects", &projects.to_string(), "--workers", &workers.to_string()]);
        command
    }

    /// Rows a second of all suppliers together until the last row is applied, and how many rows there were.
    async fn delivered(&self, further: &[&str]) -> Result<(f64, u64), Failure> {
        let (site, keys) = (format!("http://{}", self.node.address), self.node.data.join("suppliers.json"));
        let started = Instant::now();
        let mut senders = Vec::new();
        for supplier in 1..=SUPPLIERS {
            let mut command = self.demo_data();
            command.args(["--supplier", &supplier.to_string(), "--send", &site]).arg("--keys").arg(&keys).args(further);
            senders.push(spawned(command)?);
        }
        let mut rows = 0;
        for sender in senders {
            let output = sender.wait_with_output().map_err(Failure::at(&keys))?;
            let told = String::from_utf8_lossy(&output.stdout).into_owned();
            let sent =
                told.split(": ").nth(1).and_then(|rest| rest.split(' ').next()).and_then(|n| n.parse::<u64>().ok());
            rows += sent
                .filter(|_| output.status.success())
                .ok_or_else(|| Failure::Trial(format!("a supplier said: {told}")))?;
        }
        Ok((rows as f64 / started.elapsed().as_secs_f64(), rows))
    }

    /// Other passages of the same people, as files.
    async fn files(&self) -> Result<Vec<Row>, Failure> {
        let out = self.node.data.join("files");
        let mut command = self.demo_data();
        command.args(["--seed", "2", "--supplier", "1", "--object", "Team", "--sheets"]).arg("--out").arg(&out);
        step::run(&mut command)?;
        let keys = self.node.data.join("suppliers.json");
        let text = fs::read_to_string(&keys).map_err(Failure::at(&keys))?;
        let keys: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let supplier = keys[0]["supplier"].as_str().unwrap_or_default();
        let mut rows = Vec::new();
        // the workbook has the first rows of the file: it comes first, or all of them would be there
        for (name, most_mb) in [("attendance.xlsx", 256.0), ("attendance.csv", 64.0)] {
            let file = out.join("supplier-1").join(name);
            let megabytes = fs::metadata(&file).map_err(Failure::at(&file))?.len() as f64 / 1_048_576.0;
            let mut command = self.node.command(&["feed", "import", "--object", "WorkerAttendance"]);
            command.args(["--supplier", supplier]).arg(&file);
            let started = Instant::now();
            let (told, peak_mb) = watched(command).await?;
            let came = came(&told, "brought in:")?;
            let per_second = came.rows as f64 / started.elapsed().as_secs_f64();
            let what = format!("{name} of {megabytes:.0} MB, {} rows", came.rows);
            rows.push(Row::plain(what, per_second, "rows per s", Goal::at_least(10_000.0, 20_000.0)));
            rows.push(Row::plain(
                format!("{name}, highest memory"),
                peak_mb,
                "MB",
                Goal::at_most(most_mb, most_mb / 2.0),
            ));
        }
        Ok(rows)
    }
}

fn spawned(mut command: Command) -> Result<Child, Failure> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().map_err(|source| Failure::Start { command: step::shown(&command), source })
}

/// What it said, and the most memory that it held, in MB.
async fn watched(command: Command) -> Result<(String, f64), Failure> {
    let mut child = spawned(command)?;
    let mut peak_kb = 0;
    let at = Path::new("feed import");
    while child.try_wait().map_err(Failure::at(at))?.is_none() {
        peak_kb = peak_kb.max(super::machine::peak_kb(child.id()));
        sleep(LOOK_EVERY).await;
    }
    let output = child.wait_with_output().map_err(Failure::at(at))?;
    Ok((String::from_utf8_lossy(&output.stdout).into_owned(), peak_kb as f64 / 1_024.0))
}
