//! `cargo xtask bundle`: what does the browser load?

use crate::failure::Failure;
use crate::places::Places;
use crate::web;

pub fn bundle(places: &Places) -> Result<(), Failure> {
    web::build(places)?;
    println!("{}", places.pkg().display());
    Ok(())
}
