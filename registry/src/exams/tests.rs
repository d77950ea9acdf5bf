#![allow(clippy::unwrap_used)]

mod ahead;
mod arranged;
mod clocks;
mod ending;
mod holds;
mod late;
mod monitored;
mod offices;
mod pauses;
mod proof;
mod pulses;
mod receipts;
mod regrading;
mod rules;
mod saves;
mod sequences;
mod starts;
mod statistics;
mod table;
mod two_people;

pub use table::Table;
