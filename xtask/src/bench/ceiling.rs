//! What could this machine do at best? A bare handler, a bare commit, a bare upsert.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use tokio::time::sleep;

use super::loops::{Ask, closed};
use super::machine;
use crate::failure::Failure;
use crate::load::http::{Client, Question};
use crate::places::Places;
use crate::soak::{Ground, Profile};
use crate::step;

/// A handler that says hello, on the same axum; dropping it ends it.
pub struct Bare {
    child: Child,
    address: SocketAddr,
}

impl Bare {
    pub async fn start(program: &Path, address: SocketAddr) -> Result<Self, Failure> {
        let mut command = std::process::Command::new(program);
        command.args(["hello", &address.to_string()]).stdin(Stdio::null());
        let child =
            command.spawn().map_err(|source| Failure::Start { command: program.display().to_string(), source })?;
        let bare = Self { child, address };
        for _ in 0..500 {
            if Client::new(address, 0).ask(&Question::get("/")).await.is_ok() {
                return Ok(bare);
            }
            sleep(Duration::from_millis(10)).await;
        }
        Err(Failure::Trial("the bare handler does not answer".to_owned()))
    }

    pub async fn per_second(&self, workers: u32, seconds: u64) -> Result<f64, Failure> {
        let ask: Ask = std::sync::Arc::new(|_, _| Question::get("/"));
        Ok(closed(self.address, workers, seconds, ask).await?.sound("the bare handler")?.per_second)
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _killed = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// The program of the ceilings: `xtask/ceilings`.
pub fn build(places: &Places, profile: Profile) -> Result<PathBuf, Failure> {
    let mut cargo = step::cargo(places, "build");
    // beside the server, whose dependencies are built already
    cargo.args(["-p", "server", "-p", "ceilings"]);
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => {
            cargo.arg("--release");
            "release"
        }
    };
    step::run(&mut cargo)?;
    Ok(places.target.join(folder).join("ceilings"))
}

/// Commits of one upsert each, by one writer, as safe as ours.
pub fn sqlite_commits(places: &Places, program: &Path, seconds: u64) -> Result<f64, Failure> {
    let folder = places.target.join("soak").join("ceiling");
    fs::create_dir_all(&folder).map_err(Failure::at(&folder))?;
    let mut command = step::program(places, program);
    let told = step::read(command.arg("commits").arg(folder.join("ceiling.db")).arg(seconds.to_string()))?;
    told.parse().map_err(|_| Failure::Trial(format!("the ceiling said: {told}")))
}

/// Upserts by PostgreSQL's own load program, at the same concurrency; each is its own transaction.
pub fn postgres_upserts(
    places: &Places,
    ground: &Ground,
    database: Option<String>,
    (at_once, seconds): (u32, u64),
) -> Result<f64, Failure> {
    let url = database.ok_or_else(|| Failure::Trial("there is no PostgreSQL for the ceiling".to_owned()))?;
    let programs = ground.programs();
    let table = "CREATE TABLE answers (attempt INT, slot INT, choice INT NOT NULL, PRIMARY KEY (attempt, slot))";
    step::run(step::program(places, programs.join("psql")).args(["-q", "-d", &url, "-c", table]))?;
    let script = places.target.join("soak").join("upsert.sql");
    let text = "\\set attempt random(1, 1000)\n\\set slot random(1, 50)\n\\set choice random(0, 15)\n\
        INSERT INTO answers VALUES (:attempt, :slot, :choice) ON CONFLICT (attempt, slot) DO UPDATE SET choice = :choice;\n";
    fs::write(&script, text).map_err(Failure::at(&script))?;
    let mut pgbench = step::program(places, programs.join("pgbench"));
    // one thread of its own would be what is measured
    let threads = machine::cores().min(at_once as usize).to_string();
    pgbench.args([
        "-n",
        "-M",
        "prepared",
        "-c",
        &at_once.to_string(),
        "-j",
        &threads,
        "-T",
        &seconds.to_string(),
        "-f",
    ]);
    let told = step::read(pgbench.arg(&script).arg(&url))?;
    let rate = told.lines().find_map(|line| line.strip_prefix("tps = ")).and_then(|rest| rest.split(' ').next());
    let rate = rate.and_then(|rate| rate.parse().ok());
    rate.ok_or_else(|| Failure::Trial(format!("pgbench said: {told}")))
}
