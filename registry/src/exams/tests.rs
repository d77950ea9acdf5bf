#![allow(clippy::unwrap_used)]

mod arranged;
mod clocks;
mod ending;
mod holds;
mod late;
mod monitored;
mod offices;
mod pauses;
mod pulses;
mod rules;
mod saves;
mod sequences;
mod starts;
mod table;
mod two_people;

pub use table::Table;
