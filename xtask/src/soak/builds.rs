//! Which program is tried? The real one, with a clock that moves and a fault that sleeps in it.

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

impl Profile {
    pub fn optimised_if(release: bool) -> Self {
        if release { Self::Release } else { Self::Dev }
    }
}

/// With feature `fixtures`.
pub fn to_try(places: &Places, profile: Profile) -> Result<PathBuf, Failure> {
    step("server with fixtures", || built(places, profile, Some("fixtures"), "shanggang"))
}

/// A copy of the server under this name, below `target/soak`, so that nobody's next build takes it away.
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
