//! Where is everything that is read or built?

use std::env;
use std::path::{Path, PathBuf};

/// Absolute folders; `target` follows `CARGO_TARGET_DIR`.
pub struct Places {
    pub root: PathBuf,
    pub target: PathBuf,
}

impl Places {
    pub fn find() -> Self {
        // `cargo run` says where the package is now; the compiled-in path serves a direct start.
        let package =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = package.parent().map_or_else(|| package.clone(), Path::to_path_buf);
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |given| root.join(given));
        Places { root, target }
    }

    /// What the server serves beside its pages.
    pub fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// The browser's files, with `manifest.json`.
    pub fn pkg(&self) -> PathBuf {
        self.site().join("pkg")
    }

    /// Its own target folder: the wasm build must not share caches with the server's.
    pub fn wasm_target(&self) -> PathBuf {
        self.target.join("wasm")
    }

    pub fn server_binary(&self, profile_folder: &str) -> PathBuf {
        self.target.join(profile_folder).join("shanggang")
    }
}
