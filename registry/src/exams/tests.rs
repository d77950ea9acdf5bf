#![allow(clippy::unwrap_used)]

mod ending;
mod proof;
mod receipts;
mod rules;
mod saves;
mod starts;
mod statistics;
mod table;

pub use table::Table;
