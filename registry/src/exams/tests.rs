#![allow(clippy::unwrap_used)]

mod arranged;
mod clocks;
mod ending;
mod late;
mod monitored;
mod pauses;
mod pulses;
mod rules;
mod saves;
mod sequences;
mod starts;
mod table;
mod two_people;

pub use table::Table;
