#![allow(clippy::unwrap_used)]

mod ahead;
mod arranged;
mod clocks;
mod conducted;
mod ending;
mod holds;
mod keeping;
mod late;
mod monitored;
mod offices;
mod own_time;
mod pauses;
mod proof;
mod publishing;
mod pulses;
mod receipts;
mod recertifying;
mod regrading;
mod rules;
mod saves;
mod sequences;
mod starts;
mod statistics;
mod table;
mod two_people;
mod warming;
mod withdrawing;

pub use table::{Table, course};
