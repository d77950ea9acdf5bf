//! How is the real program started, killed, and started again on what it left behind?

use std::env;
use std::fs::{self, File, OpenOptions};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::time::sleep;

use super::http::{Client, Question};
use crate::failure::Failure;
use crate::places::Places;
use crate::step;

/// Below the range from which the kernel takes the ports of outgoing connections: a port stays free while its program is
/// down.
const PORTS: std::ops::Range<u16> = 18_660..18_700;
const LOOK_EVERY: Duration = Duration::from_millis(2);
/// Filling the demonstration's world takes an unoptimised build a while.
const PATIENCE: Duration = Duration::from_secs(120);

/// How one node is started; the same every time.
#[derive(Clone)]
pub struct Node {
    pub binary: PathBuf,
    /// Its folder, with its log.
    pub data: PathBuf,
    /// SQLite in its folder when there is none.
    pub database: Option<String>,
    pub address: SocketAddr,
    pub environment: Vec<(&'static str, String)>,
    /// What the program is started through, with its own arguments.
    pub through: Vec<String>,
    /// The faults of its fixtures that are awake.
    pub faults: Vec<&'static str>,
}

impl Node {
    /// A node on an empty folder below `target/soak`, at a free port.
    pub fn fresh(places: &Places, binary: &Path, name: &str) -> Result<Self, Failure> {
        let data = places.target.join("soak").join(name);
        if data.exists() {
            fs::remove_dir_all(&data).map_err(Failure::at(&data))?;
        }
        fs::create_dir_all(&data).map_err(Failure::at(&data))?;
        let address = free_address()?;
        let public_url = format!("http://localhost:{}", address.port());
        Ok(Self {
            binary: binary.to_path_buf(),
            database: None,
            address,
            environment: vec![
                ("SHANGGANG_TRUSTED_PROXIES", "127.0.0.1/32".to_owned()),
                ("SHANGGANG_PUBLIC_URL", public_url),
                ("RUST_LOG", "warn".to_owned()),
            ],
            through: Vec::new(),
            faults: Vec::new(),
            data,
        })
    }

    pub fn on(mut self, database: Option<String>) -> Self {
        self.database = database;
        self
    }

    /// Another node of the same site: the same database, key ring and world.
    pub fn twin(&self, places: &Places, name: &str) -> Result<Self, Failure> {
        let mut twin = Self::fresh(places, &self.binary, name)?;
        twin.database.clone_from(&self.database);
        twin.environment.clone_from(&self.environment);
        twin.environment.push(("SHANGGANG_KEY_RING", self.data.join("keys.json").display().to_string()));
        let world = self.data.join("demo.json");
        fs::copy(&world, twin.data.join("demo.json")).map_err(Failure::at(&world))?;
        Ok(twin)
    }

    /// Starts it and returns at once.
    pub fn start(&self) -> Result<Program, Failure> {
        let log_path = self.data.join("program.log");
        let log = OpenOptions::new().create(true).append(true).open(&log_path).map_err(Failure::at(&log_path))?;
        let heard = log.try_clone().map_err(Failure::at(&log_path))?;
        // it dies with us, even when we are killed
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig=KILL", "--"]).args(&self.through).arg(&self.binary);
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SHANGGANG_")) {
            command.env_remove(name);
        }
        command
            .args(["serve", "--demo", "--bind", &self.address.to_string(), "--data"])
            .arg(&self.data)
            .args(&self.faults)
            .envs(self.environment.iter().map(|(name, value)| (*name, value.as_str())))
            .current_dir(&self.data)
            .stdin(Stdio::null())
            .stdout(heard)
            .stderr(log);
        if let Some(url) = &self.database {
            command.args(["--database", url]);
        }
        let child =
            command.spawn().map_err(|source| Failure::Start { command: self.binary.display().to_string(), source })?;
        Ok(Program { child, node: self.clone() })
    }

    /// Another command of the program on the same data.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SHANGGANG_")) {
            command.env_remove(name);
        }
        command.arg("--data").arg(&self.data).args(words).current_dir(&self.data);
        command.envs(self.environment.iter().map(|(name, value)| (*name, value.as_str())));
        if let Some(url) = &self.database {
            command.args(["--database", url]);
        }
        command
    }

    /// What the demonstration wrote down about itself.
    pub fn world(&self) -> Result<Value, Failure> {
        let path = self.data.join("demo.json");
        let text = fs::read_to_string(&path).map_err(Failure::at(&path))?;
        serde_json::from_str(&text).map_err(|error| Failure::Trial(format!("{}: {error}", path.display())))
    }

    /// Lets time pass for the program, in steps that its route takes.
    pub async fn advance(&self, mut ms: u64) -> Result<(), Failure> {
        while ms > 0 {
            let step = ms.min(u32::MAX.into());
            self.move_clock(&json!({ "advance_ms": step })).await?;
            ms -= step;
        }
        Ok(())
    }

    /// Sets the clock that the program finds on its system; no time passes.
    pub async fn jump(&self, ms: i64) -> Result<(), Failure> {
        self.move_clock(&json!({ "jump_ms": ms })).await
    }

    /// The same for a program that is down: its clock stands beside its data, and is found there at the next start.
    pub fn advance_while_down(&self, ms: i64) -> Result<(), Failure> {
        self.move_kept_clock("passed_ms", ms)
    }

    pub fn jump_while_down(&self, ms: i64) -> Result<(), Failure> {
        self.move_kept_clock("jumped_ms", ms)
    }

    fn move_kept_clock(&self, hand: &str, ms: i64) -> Result<(), Failure> {
        let path = self.data.join("moved-clock.json");
        let before: Value =
            fs::read(&path).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        let stood = |hand: &str| before[hand].as_i64().unwrap_or_default();
        let mut moved = json!({ "passed_ms": stood("passed_ms"), "jumped_ms": stood("jumped_ms") });
        moved[hand] = (stood(hand) + ms).into();
        fs::write(&path, moved.to_string()).map_err(Failure::at(&path))
    }

    async fn move_clock(&self, hands: &Value) -> Result<(), Failure> {
        let question = Question::json(hyper::Method::POST, "/fixtures/clock", hands);
        match Client::new(self.address, 0).ask(&question).await {
            Ok(answer) if answer.status == 200 => Ok(()),
            _ => Err(Failure::Trial("the program's clock did not move".to_owned())),
        }
    }

    /// The end of its log, for whoever has to find out.
    pub fn last_words(&self) -> String {
        let log = fs::read_to_string(self.data.join("program.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(5)..].join("\n")
    }
}

/// A running node; dropping it kills it.
pub struct Program {
    child: Child,
    node: Node,
}

impl Program {
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// As a power cut would: nothing is finished, nothing is closed.
    pub fn kill(&mut self) -> Result<(), Failure> {
        self.child.kill().map_err(Failure::at(&self.node.binary))?;
        self.child.wait().map(drop).map_err(Failure::at(&self.node.binary))
    }

    /// As an operator would; open requests are finished.
    pub fn end(mut self) -> Result<(), Failure> {
        let places = Places::find();
        step::run(step::program(&places, "kill").arg(self.child.id().to_string()))?;
        let status = self.child.wait().map_err(Failure::at(&self.node.binary))?;
        match status.success() {
            true => Ok(()),
            false => Err(Failure::Command { command: "shanggang serve".to_owned(), status }),
        }
    }

    /// Until it answers that it is ready; how long that took.
    pub async fn ready(&mut self) -> Result<Duration, Failure> {
        let started = Instant::now();
        let mut client = Client::new(self.node.address, 0);
        while started.elapsed() < PATIENCE {
            if client.ask(&Question::get("/readyz")).await.is_ok_and(|answer| answer.status == 200) {
                return Ok(started.elapsed());
            }
            self.check_lives()?;
            sleep(LOOK_EVERY).await;
        }
        Err(Failure::Trial(format!("the program did not get ready:\n{}", self.node.last_words())))
    }

    /// Nobody but us ends it.
    pub fn check_lives(&mut self) -> Result<(), Failure> {
        match self.child.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => {
                let how = status.signal().map_or_else(|| status.to_string(), |signal| format!("signal {signal}"));
                Err(Failure::Trial(format!("the program ended by itself ({how}):\n{}", self.node.last_words())))
            }
            Err(source) => Err(Failure::Start { command: "shanggang".to_owned(), source }),
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _killed = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// Two trials at once take different ports: a lock file says which are taken, and the kernel lets go of it with us.
fn free_address() -> Result<SocketAddr, Failure> {
    let lock = |port: u16| {
        let file = File::create(env::temp_dir().join(format!("shanggang-port-{port}"))).ok()?;
        file.try_lock().ok().map(|()| file)
    };
    for port in PORTS {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if let Some(file) = lock(port)
            && TcpListener::bind(address).is_ok()
        {
            // held until this process ends
            std::mem::forget(file);
            return Ok(address);
        }
    }
    Err(Failure::Missing(format!("All ports from {} to {} are taken.", PORTS.start, PORTS.end - 1)))
}
