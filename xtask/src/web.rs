//! How does what the browser loads get from the sources into `target/site/pkg`?

mod css;
pub mod emit;
mod fresh;
mod wasm;

use std::fs;

use crate::failure::Failure;
use crate::needs::wasm_toolchain;
use crate::places::Places;
use crate::step::step;

/// How the bundles are compiled.
pub const PROFILE: &str = "wasm-release";

/// One crate that becomes `<name>.js` and `<name>_bg.wasm`.
struct Bundle {
    package: &'static str,
    name: &'static str,
}

const BUNDLES: [Bundle; 2] =
    [Bundle { package: "hydrate", name: "shanggang" }, Bundle { package: "verifier", name: "verifier" }];

/// Everything: both bundles and the style sheet, compressed copies, the manifest.
pub fn build(places: &Places) -> Result<(), Failure> {
    build_wasm(places)?;
    build_style(places)?;
    emit::check_weight(&places.pkg())
}

/// What can be had: without a wasm toolchain only the style sheet, and one sentence about it.
pub fn build_what_is_possible(places: &Places) -> Result<(), Failure> {
    match build_wasm(places) {
        Err(Failure::Missing(sentence)) => println!("    note: {sentence}"),
        other => other?,
    }
    build_style(places)
}

fn build_wasm(places: &Places) -> Result<(), Failure> {
    let toolchain = step("wasm toolchain", || wasm_toolchain::ensure(places))?;
    for bundle in &BUNDLES {
        step(&format!("wasm bundle {}", bundle.name), || wasm::build(places, &toolchain, bundle))?;
    }
    Ok(())
}

fn build_style(places: &Places) -> Result<(), Failure> {
    step("style sheet, compressed copies, manifest", || {
        let pkg = places.pkg();
        fs::create_dir_all(&pkg).map_err(Failure::at(&pkg))?;
        css::build(places)?;
        emit::finish(&pkg)
    })
}
