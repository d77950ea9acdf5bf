//! How is a Debian package installed or downloaded?

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Once;

use crate::failure::Failure;
use crate::places::Places;
use crate::step;

/// Whether this program runs as root.
pub fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

pub fn is_debian_like(places: &Places) -> bool {
    step::works(step::program(places, "apt-get").arg("--version"))
}

/// Installs one package as root; otherwise says in one sentence what to install and `what_for`.
pub fn install(places: &Places, package: &str, what_for: &str) -> Result<(), Failure> {
    let sentence = |reason: &str| {
        Failure::Missing(format!(
            "{what_for} is lacking: install it with `apt-get install {package}` as root ({reason})."
        ))
    };
    if !is_debian_like(places) {
        return Err(sentence("this is not a Debian machine, so take your system's package of the same kind"));
    }
    if !is_root() {
        return Err(sentence("this user may not install packages"));
    }
    refresh_once(places);
    println!("    apt-get install {package} ({what_for})");
    step::run(step::program(places, "apt-get").env("DEBIAN_FRONTEND", "noninteractive").args([
        "install",
        "--yes",
        "--no-install-recommends",
        "-qq",
        package,
    ]))
    .map_err(|_| sentence("apt-get could not install it"))
}

/// The version apt would install now.
pub fn candidate(places: &Places, package: &str) -> Option<String> {
    refresh_once(places);
    let policy = step::read(step::program(places, "apt-cache").env("LC_ALL", "C").args(["policy", package])).ok()?;
    let version = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate: "))?;
    (version != "(none)").then(|| version.to_owned())
}

/// Downloads packages (`name` or `name=version`) into a folder, without installing them; needs no rights.
pub fn download(places: &Places, packages: &[String], folder: &Path) -> Result<(), Failure> {
    let mut command = step::program(places, "apt-get");
    // As root, apt would drop to a user that cannot write here, and warn that it did not.
    command.args(["download", "-q", "-o", "APT::Sandbox::User=root"]).args(packages).current_dir(folder);
    step::run(&mut command)
}

/// Package lists are refreshed at most once per run, and only by root; others use the lists as they are.
fn refresh_once(places: &Places) {
    static REFRESHED: Once = Once::new();
    REFRESHED.call_once(|| {
        if is_root() && step::run(step::program(places, "apt-get").args(["update", "-qq"])).is_err() {
            println!("    apt-get update failed; going on with the package lists at hand.");
        }
    });
}
