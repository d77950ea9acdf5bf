//! Which programs are tried? The real one with a clock that moves, and one with a fault planted in it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::places::Places;
use crate::step::{self, step};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    Dev,
    Release,
}

/// Copies under `target/soak`, so that nobody's next build takes them away.
pub struct Builds {
    /// With feature `fixtures`.
    pub program: PathBuf,
    /// With feature `acknowledge-early` too: it acknowledges before the commit. Never built for release.
    pub control: Option<PathBuf>,
}

impl Builds {
    /// The control is built first, so that what is left in `target/` afterwards is the real program.
    pub fn make(places: &Places, profile: Profile, control: Control) -> Result<Self, Failure> {
        let control = match control {
            Control::Wanted => Some(step("control that acknowledges too early", || {
                built(places, Profile::Dev, Some("fixtures,acknowledge-early"), "shanggang-too-early")
            })?),
            Control::Left => None,
        };
        let program = step("server with fixtures", || built(places, profile, Some("fixtures"), "shanggang"))?;
        Ok(Self { program, control })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    Wanted,
    Left,
}

/// A copy of the server under this name.
pub fn built(places: &Places, profile: Profile, features: Option<&str>, name: &str) -> Result<PathBuf, Failure> {
    let mut cargo = step::cargo(places, "build");
    cargo.args(["-p", "server"]);
    if let Some(features) = features {
        cargo.args(["--features", features]);
    }
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => {
            cargo.arg("--release");
            "release"
        }
    };
    step::run(&mut cargo)?;
    let copy = places.target.join("soak").join("programs").join(name);
    let parent = copy.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(Failure::at(parent))?;
    let built = places.server_binary(folder);
    // a running program cannot be written over, but a new file may take its name
    if copy.exists() {
        fs::remove_file(&copy).map_err(Failure::at(&copy))?;
    }
    fs::copy(&built, &copy).map_err(Failure::at(&built))?;
    Ok(copy)
}
