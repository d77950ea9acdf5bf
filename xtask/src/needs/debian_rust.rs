//! How is the wasm standard library built with Debian's compiler, without installing anything?
//!
//! Everything lies in `target/wasm-toolchain`: `root/` (unpacked packages), `rustc-wasm` (the wrapper), `std/` (an
//! empty crate that makes cargo build `std`), `version` (written last: the toolchain is complete).

use std::env::consts::ARCH;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::needs::apt;
use crate::needs::wasm_toolchain::TARGET;
use crate::places::Places;
use crate::step;

/// Debian's compiler must be at least as new as the workspace asks for, which is no older than Leptos asks for.
const OLDEST_RUST: &str = env!("CARGO_PKG_RUST_VERSION");

/// The wrapper of a toolchain that an earlier run completed.
pub fn built_before(places: &Places) -> Option<PathBuf> {
    let home = home(places);
    let complete = home.join("version").exists() && link_linker(places, &home).is_ok();
    complete.then(|| home.join("rustc-wasm"))
}

/// Downloads, unpacks and builds; a minute or two and 500 MB of disk.
pub fn build(places: &Places) -> Result<PathBuf, Failure> {
    let home = home(places);
    let version = candidate(places)?;
    println!("    building the standard library for {TARGET} with Debian's rustc {version}");
    if home.exists() {
        fs::remove_dir_all(&home).map_err(Failure::at(&home))?;
    }
    unpack(places, &version, &home)?;
    link_linker(places, &home)?;
    let rustc = write_wrapper(&home)?;
    build_std(places, &home, &rustc)?;
    let marker = home.join("version");
    fs::write(&marker, &version).map_err(Failure::at(&marker))?;
    Ok(rustc)
}

fn home(places: &Places) -> PathBuf {
    places.target.join("wasm-toolchain")
}

fn candidate(places: &Places) -> Result<String, Failure> {
    if !apt::is_debian_like(places) {
        return Err(Failure::Missing("there is no apt-get here".to_owned()));
    }
    let version = apt::candidate(places, "rustc-web")
        .ok_or_else(|| Failure::Missing("apt knows no package `rustc-web`".to_owned()))?;
    if release(&version) < release(OLDEST_RUST) {
        return Err(Failure::Missing(format!("Debian's rustc-web {version} is older than Rust {OLDEST_RUST}")));
    }
    Ok(version)
}

fn unpack(places: &Places, version: &str, home: &Path) -> Result<(), Failure> {
    let downloads = home.join("packages");
    fs::create_dir_all(&downloads).map_err(Failure::at(&downloads))?;
    let (major, minor) = release(version).unwrap_or_default();
    let runtime = format!("libstd-rust-web-{major}.{minor}");
    let mut packages: Vec<String> = ["rustc-web", "libstd-rust-web-dev", &runtime, "rust-web-src"]
        .iter()
        .map(|name| format!("{name}={version}"))
        .collect();
    let depends = step::read(
        step::program(places, "apt-cache").env("LC_ALL", "C").args(["depends", &format!("{runtime}={version}")]),
    )?;
    packages.extend(llvm_package(&depends));
    apt::download(places, &packages, &downloads)?;
    let root = home.join("root");
    for package in fs::read_dir(&downloads).map_err(Failure::at(&downloads))?.flatten() {
        println!("    unpacking {}", package.file_name().to_string_lossy());
        step::run(step::program(places, "dpkg").arg("-x").arg(package.path()).arg(&root))?;
    }
    fs::remove_dir_all(&downloads).map_err(Failure::at(&downloads))
}

/// Debian's package has no `rust-lld`; the ordinary toolchain's serves. Linked anew each time, for toolchains move.
fn link_linker(places: &Places, home: &Path) -> Result<(), Failure> {
    let inside = format!("lib/rustlib/{ARCH}-unknown-linux-gnu/bin/rust-lld");
    let sysroot = step::read(step::program(places, "rustc").args(["--print", "sysroot"]))?;
    let linker = Path::new(&sysroot).join(&inside);
    if !linker.exists() {
        return Err(Failure::Missing(format!("the Rust toolchain has no {inside}")));
    }
    let link = home.join("root/usr").join(&inside);
    if fs::read_link(&link).is_ok_and(|old| old == linker) {
        return Ok(());
    }
    if let Some(folder) = link.parent() {
        fs::create_dir_all(folder).map_err(Failure::at(folder))?;
    }
    if fs::symlink_metadata(&link).is_ok() {
        fs::remove_file(&link).map_err(Failure::at(&link))?;
    }
    symlink(&linker, &link).map_err(Failure::at(&link))
}

fn write_wrapper(home: &Path) -> Result<PathBuf, Failure> {
    let rustc = home.join("rustc-wasm");
    let root = home.join("root/usr");
    let script = format!(
        "#!/bin/sh\nLD_LIBRARY_PATH='{root}/lib/{ARCH}-linux-gnu' exec '{root}/bin/rustc' \"$@\"\n",
        root = root.display()
    );
    fs::write(&rustc, script).map_err(Failure::at(&rustc))?;
    fs::set_permissions(&rustc, fs::Permissions::from_mode(0o755)).map_err(Failure::at(&rustc))?;
    Ok(rustc)
}

fn build_std(places: &Places, home: &Path, rustc: &Path) -> Result<(), Failure> {
    let krate = home.join("std");
    let write = |name: &str, text: &str| {
        let path = krate.join(name);
        path.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&path, text))
            .map_err(Failure::at(&path))
    };
    // The empty `[workspace]` keeps cargo from taking it for a member of the house's own.
    write(
        "Cargo.toml",
        "[package]\nname = \"std-for-wasm\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [lib]\ncrate-type = [\"cdylib\"]\n\n[workspace]\n",
    )?;
    write("src/lib.rs", "")?;
    let mut cargo = step::cargo(places, "build");
    cargo
        .current_dir(&krate)
        .env("RUSTC", rustc)
        .env("RUSTC_BOOTSTRAP", "1")
        // Without bitcode a later `lto = "fat"` finds none in `std`.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("CARGO_TARGET_DIR", krate.join("target"))
        .args(["-Zbuild-std=std,panic_abort", "--target", TARGET, "--release"]);
    step::run(&mut cargo)?;
    let built = krate.join("target").join(TARGET).join("release/deps");
    let library = home.join("root/usr/lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(&library).map_err(Failure::at(&library))?;
    for entry in fs::read_dir(&built).map_err(Failure::at(&built))?.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "rlib") {
            fs::copy(&path, library.join(entry.file_name())).map_err(Failure::at(&path))?;
        }
    }
    // The sources are half of the disk space, and `std` is never built again.
    for done_with in [krate, home.join("root/usr/src")] {
        fs::remove_dir_all(&done_with).map_err(Failure::at(&done_with))?;
    }
    Ok(())
}

/// `1.96.0+dfsg1-1~deb12u2` to (1, 96).
fn release(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split(|c: char| !c.is_ascii_digit()).map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

/// `libllvm22` out of what `apt-cache depends` prints.
fn llvm_package(depends: &str) -> Option<String> {
    let names = depends.lines().filter_map(|line| line.trim().strip_prefix("Depends: "));
    names.map(str::trim).find(|name| name.starts_with("libllvm")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_read_from_debian_and_from_cargo_versions() {
        assert_eq!(release("1.96.0+dfsg1-1~deb12u2"), Some((1, 96)));
        assert_eq!(release("1.95"), Some((1, 95)));
        assert_eq!(release("(none)"), None);
    }

    #[test]
    fn a_hundredth_release_is_newer_than_the_ninety_fifth() {
        assert!(release("1.100.0+dfsg1-1") > release("1.95"));
        assert!(release("1.85.0+dfsg3-1~deb12u3") < release("1.95"));
    }

    #[test]
    fn the_llvm_package_is_found_among_the_dependencies() {
        let depends = "libstd-rust-web-1.96\n  Depends: libc6\n  Depends: libllvm22\n  Suggests: x\n";
        assert_eq!(llvm_package(depends).as_deref(), Some("libllvm22"));
        assert_eq!(llvm_package("x\n  Depends: libc6\n"), None);
    }
}
