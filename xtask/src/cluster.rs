//! How does a private PostgreSQL live for the length of one command?
//!
//! The folder is named after this process. The server is our child and gets our Ctrl-C; it is told by the kernel when we
//! are killed; and it is stopped when the value is dropped.

use std::env;
use std::fs::{self, OpenOptions};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::needs::{apt, postgres_programs};
use crate::places::Places;
use crate::step;

/// A running server with an empty cluster. Dropping it stops the server and removes the data.
pub struct Cluster {
    server: Child,
    place: Place,
}

/// Where it lives, and how it is started.
struct Place {
    keeper: Keeper,
    programs: PathBuf,
    data: PathBuf,
    log: PathBuf,
    port: u16,
    safety: &'static [&'static str],
}

impl Place {
    fn start(&self, places: &Places) -> Result<Child, Failure> {
        let log_path = &self.log;
        let log = OpenOptions::new().create(true).append(true).open(log_path).map_err(Failure::at(log_path))?;
        let mut postgres = self.keeper.program(places, &self.programs.join("postgres"));
        postgres.arg("-D").arg(&self.data).args(["-p", &self.port.to_string(), "-h", "127.0.0.1"]);
        for setting in SETTINGS.iter().chain(self.safety) {
            postgres.args(["-c", setting]);
        }
        postgres
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|source| Failure::Start { command: "postgres".to_owned(), source })
    }
}

/// Who the server runs as: PostgreSQL refuses to run as root.
enum Keeper {
    Ourselves,
    Other { name: String, uid: u32, gid: u32 },
}

impl Cluster {
    /// Initialises and starts; a few seconds. Listens on 127.0.0.1 only, lets anyone there in, keeps no promise after a crash (`fsync=off`).
    pub fn start(places: &Places) -> Result<Self, Failure> {
        Self::with(places, &HASTY, None)
    }

    /// The same, but what it acknowledges is on the disk.
    pub fn durable(places: &Places) -> Result<Self, Failure> {
        Self::with(places, &DURABLE, None)
    }

    /// The same in this folder, with a log in small new files: a full disk is felt soon.
    pub fn cramped(places: &Places, parent: &Path) -> Result<Self, Failure> {
        Self::with(places, &CRAMPED, Some(parent))
    }

    fn with(places: &Places, safety: &'static [&'static str], parent: Option<&Path>) -> Result<Self, Failure> {
        let programs = postgres_programs::ensure(places)?;
        let keeper = Keeper::choose(places)?;
        let data = match parent {
            None => data_folder(places, &keeper)?,
            Some(parent) => own_folder(&keeper, parent)?,
        };
        let log = match parent {
            None => data.with_extension("log"),
            // what is said about a full disk is not kept on it
            Some(_) => places.target.join("postgres").join(format!("{FOLDER_PREFIX}{}.log", process::id())),
        };
        if let Some(folder) = log.parent() {
            fs::create_dir_all(folder).map_err(Failure::at(folder))?;
        }
        let mut initdb = keeper.program(places, &programs.join("initdb"));
        initdb
            .arg("-D")
            .arg(&data)
            .args(["--username=shanggang", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"])
            .arg("--no-sync")
            .stdout(Stdio::null());
        if parent.is_some() {
            initdb.arg("--wal-segsize=1");
        }
        step::run(&mut initdb)?;
        let port = free_port()?;
        let place = Place { keeper, programs, data, log, port, safety };
        let server = place.start(places)?;
        let mut cluster = Cluster { server, place };
        cluster.wait_until_ready(places)?;
        Ok(cluster)
    }

    /// As after a crash of the machine: killed at once, started again on what was left.
    pub fn crash_and_restart(&mut self, places: &Places) -> Result<(), Failure> {
        self.stop(places);
        self.server = self.place.start(places)?;
        self.wait_until_ready(places)
    }

    /// Where it gave up by itself it is started again, as a machine's supervisor would; true when it was.
    pub fn start_if_ended(&mut self, places: &Places) -> Result<bool, Failure> {
        if matches!(self.server.try_wait(), Ok(None)) && self.wait_until_ready(places).is_ok() {
            return Ok(false);
        }
        self.server = self.place.start(places)?;
        self.wait_until_ready(places).map(|()| true)
    }

    /// An empty database; its URL.
    pub fn make_database(&self, places: &Places, name: &str) -> Result<String, Failure> {
        let psql = self.place.programs.join("psql");
        let command = format!("CREATE DATABASE {name}");
        step::run(step::program(places, psql).args(["-q", "-d", &self.url(), "-c", &command]))?;
        Ok(format!("postgres://shanggang@127.0.0.1:{}/{name}", self.place.port))
    }

    pub fn programs(&self) -> PathBuf {
        self.place.programs.clone()
    }

    /// Superuser's URL; tests make their own databases from it.
    pub fn url(&self) -> String {
        format!("postgres://shanggang@127.0.0.1:{}/postgres", self.place.port)
    }

    /// Blocks until the server ends by itself or by Ctrl-C.
    pub fn wait(&mut self) {
        // A server that cannot be waited for is as good as ended.
        let _ended = self.server.wait();
    }

    /// At once, as a crash would; nothing where it has ended by itself.
    fn stop(&mut self, places: &Places) {
        if !matches!(self.server.try_wait(), Ok(None)) {
            return;
        }
        let mut stop = self.place.keeper.program(places, &self.place.programs.join("pg_ctl"));
        stop.args(["stop", "-m", "immediate", "-s", "-D"]).arg(&self.place.data).stdout(Stdio::null());
        if step::run(&mut stop).is_err() {
            // Nothing is left to try but the hard way.
            let _killed = self.server.kill();
        }
        let _ended = self.server.wait();
    }

    fn wait_until_ready(&mut self, places: &Places) -> Result<(), Failure> {
        let started = Instant::now();
        let port = self.place.port.to_string();
        while started.elapsed() < Duration::from_secs(60) {
            if matches!(self.server.try_wait(), Ok(Some(_))) {
                break;
            }
            let pg_isready = self.place.programs.join("pg_isready");
            if step::works(step::program(places, pg_isready).args(["-q", "-h", "127.0.0.1", "-p", &port])) {
                return Ok(());
            }
            step::pause(Duration::from_millis(100));
        }
        let last_words = fs::read_to_string(&self.place.log).unwrap_or_default();
        let last_line = last_words.lines().last().unwrap_or("it said nothing");
        Err(Failure::Missing(format!("The private PostgreSQL did not start: {last_line}")))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop(&Places::find());
        let _removed = fs::remove_dir_all(&self.place.data).and_then(|()| fs::remove_file(&self.place.log));
    }
}

const SETTINGS: [&str; 3] = ["unix_socket_directories=", "max_connections=200", "log_min_messages=warning"];
/// For tests that only ask what stands where.
const HASTY: [&str; 4] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"];
/// As in earnest, and as every measurement prints it.
pub const DURABLE: [&str; 3] = ["fsync=on", "synchronous_commit=on", "full_page_writes=on"];
/// As safe, and every mebibyte of the log is a new file.
const CRAMPED: [&str; 6] = [
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "wal_recycle=off",
    "min_wal_size=2MB",
    "max_wal_size=8MB",
];

impl Keeper {
    fn choose(places: &Places) -> Result<Self, Failure> {
        if !apt::is_root() {
            return Ok(Keeper::Ourselves);
        }
        let number = |flag: &str, name: &str| {
            step::read(step::program(places, "id").args([flag, name])).ok().and_then(|text| text.parse::<u32>().ok())
        };
        let found = ["postgres", "nobody"].iter().find_map(|name| {
            Some(Keeper::Other { name: (*name).to_owned(), uid: number("-u", name)?, gid: number("-g", name)? })
        });
        found.ok_or_else(|| {
            Failure::Missing("PostgreSQL refuses root, and there is no user `postgres` or `nobody`.".to_owned())
        })
    }

    /// A program run as the keeper. The server dies with this program, even when that is killed.
    fn program(&self, places: &Places, path: &Path) -> Command {
        let mut command = step::program(places, "setpriv");
        command.arg("--pdeathsig=INT");
        if let Keeper::Other { uid, gid, .. } = self {
            command.args([format!("--reuid={uid}"), format!("--regid={gid}"), "--clear-groups".to_owned()]);
        }
        // The keeper need not be allowed to enter the repository.
        command.arg("--").arg(path).current_dir("/");
        command
    }

    fn name(&self) -> &str {
        match self {
            Keeper::Ourselves => "this user",
            Keeper::Other { name, .. } => name,
        }
    }
}

/// An empty folder of the keeper: under `target/`, or in the temporary folder where the keeper cannot get into `target/`.
fn data_folder(places: &Places, keeper: &Keeper) -> Result<PathBuf, Failure> {
    let inside = places.target.join("postgres");
    fs::create_dir_all(&inside).map_err(Failure::at(&inside))?;
    let parents = [inside, env::temp_dir()];
    parents.iter().for_each(|parent| remove_abandoned(parent));
    for parent in parents {
        let folder = own_folder(keeper, &parent)?;
        if step::works(keeper.program(places, Path::new("test")).arg("-w").arg(&folder)) {
            return Ok(folder);
        }
        fs::remove_dir(&folder).map_err(Failure::at(&folder))?;
        println!("    {} cannot get into {}, so another folder is taken.", keeper.name(), parent.display());
    }
    Err(Failure::Missing("PostgreSQL's user can write neither in `target/` nor in the temporary folder.".to_owned()))
}

/// Of the keeper and nobody else, named after this process.
fn own_folder(keeper: &Keeper, parent: &Path) -> Result<PathBuf, Failure> {
    let folder = parent.join(format!("{FOLDER_PREFIX}{}", process::id()));
    // Not `create_dir_all`: in a folder that everyone may write to, an existing one may be somebody else's.
    fs::create_dir(&folder).map_err(Failure::at(&folder))?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).map_err(Failure::at(&folder))?;
    if let Keeper::Other { uid, gid, .. } = keeper {
        chown(&folder, Some(*uid), Some(*gid)).map_err(Failure::at(&folder))?;
    }
    Ok(folder)
}

const FOLDER_PREFIX: &str = "shanggang-cluster-";

/// Removes the clusters of commands that were killed: their process is gone, their data is still there.
fn remove_abandoned(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(owner) = name.to_str().and_then(owner) else { continue };
        // A folder with our own number is from an earlier process that had it.
        if owner == process::id() || !Path::new("/proc").join(owner.to_string()).exists() {
            let path = entry.path();
            // What cannot be removed now is tried again by the next run.
            let _removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        }
    }
}

/// `shanggang-cluster-4711` and `shanggang-cluster-4711.log` belong to process 4711.
fn owner(name: &str) -> Option<u32> {
    let number = name.strip_prefix(FOLDER_PREFIX)?;
    number.strip_suffix(".log").unwrap_or(number).parse().ok()
}

fn free_port() -> Result<u16, Failure> {
    let here = Path::new("127.0.0.1:0");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(Failure::at(here))?;
    listener.local_addr().map(|address| address.port()).map_err(Failure::at(here))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_belongs_to_the_process_that_its_name_carries() {
        assert_eq!(owner("shanggang-cluster-4711"), Some(4711));
        assert_eq!(owner("shanggang-cluster-4711.log"), Some(4711));
        assert_eq!(owner("shanggang-cluster-x"), None);
        assert_eq!(owner("readme"), None);
    }

    #[test]
    fn clusters_of_dead_processes_are_removed_and_living_ones_stay() {
        let parent = tempfile::tempdir().unwrap();
        let living = parent.path().join(format!("{FOLDER_PREFIX}1"));
        let dead = parent.path().join(format!("{FOLDER_PREFIX}{}", u32::MAX));
        fs::create_dir(&living).unwrap();
        fs::create_dir(&dead).unwrap();
        remove_abandoned(parent.path());
        assert!(living.exists() && !dead.exists());
    }
}
