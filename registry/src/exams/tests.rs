#![allow(clippy::unwrap_used)]

mod ending;
mod holds;
mod offices;
mod rules;
mod saves;
mod starts;
mod table;

pub use table::Table;
