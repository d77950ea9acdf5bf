#![allow(clippy::unwrap_used)]

mod ending;
mod late;
mod monitored;
mod pauses;
mod pulses;
mod rules;
mod saves;
mod starts;
mod table;
mod two_people;

pub use table::Table;
