//! How does a crate become a bundle that the browser loads?

use std::fs;
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use crate::failure::Failure;
use crate::needs::wasm_toolchain::{TARGET, Toolchain};
use crate::places::Places;
use crate::sources::Snapshot;
use crate::step;
use crate::web::{Bundle, PROFILE, fresh};

/// Builds the crate and writes `<name>.js` and `<name>_bg.wasm`, or finds that nothing it is made of has changed.
pub fn build(places: &Places, toolchain: &Toolchain, bundle: &Bundle) -> Result<(), Failure> {
    let folder = places.wasm_target().join(TARGET).join(PROFILE);
    let marker = places.wasm_target().join(format!("{}.inputs", bundle.name));
    let sources = folder.join(format!("{}.d", bundle.package));
    let compiler = toolchain.version(places)?;
    if outputs(places, bundle).iter().all(|path| path.exists())
        && fresh::inputs(places, &sources, &compiler).is_some_and(|now| fs::read_to_string(&marker).ok() == Some(now))
    {
        println!("    unchanged");
        return Ok(());
    }
    let before = Snapshot::take(places);
    let mut cargo = toolchain.cargo(places, "build");
    step::run(cargo.args(["-p", bundle.package, "--target", TARGET, "--profile", PROFILE]))?;
    generate(&folder.join(format!("{}.wasm", bundle.package)), bundle.name, &places.pkg())?;
    match fresh::inputs(places, &sources, &compiler) {
        // A file that somebody saved during the build may or may not be in it: then the next run asks cargo again.
        Some(now) if Snapshot::take(places).first_change(&before).is_none() => {
            fs::write(&marker, now).map_err(Failure::at(&marker))
        }
        _ => Ok(()),
    }
}

fn outputs(places: &Places, bundle: &Bundle) -> [PathBuf; 2] {
    let pkg = places.pkg();
    [pkg.join(format!("{}.js", bundle.name)), pkg.join(format!("{}_bg.wasm", bundle.name))]
}

fn generate(wasm: &Path, name: &str, pkg: &Path) -> Result<(), Failure> {
    let outcome = Bindgen::new().input_path(wasm).web(true).and_then(|bindgen| {
        bindgen.typescript(false).remove_name_section(true).remove_producers_section(true).out_name(name).generate(pkg)
    });
    outcome.map_err(|reason| Failure::Bindgen { path: wasm.to_path_buf(), reason: format!("{reason:#}") })
}
