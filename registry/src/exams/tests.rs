#![allow(clippy::unwrap_used)]

mod ending;
mod rules;
mod saves;
mod starts;
mod table;

pub use table::Table;
