//! What does the trade know and decide? One module per noun: types and pure rules in `<noun>.rs`, use cases on the
//! database in `<noun>/store.rs` (feature `db`). Knows nothing about HTTP, HTML or the environment.

#[macro_use]
mod closed_sets;

pub mod accounts;
pub mod attendance;
pub mod calendar;
pub mod certificates;
pub mod complaints;
pub mod courses;
pub mod enterprises;
pub mod exams;
pub mod fault;
pub mod feeds;
pub mod filings;
pub mod instant;
pub mod notices;
pub mod offices;
pub mod people;
pub mod permissions;
pub mod practice;
pub mod projects;
pub mod questions;
pub mod rulepacks;
pub mod sheets;
pub mod wages;
pub mod workers;

#[cfg(feature = "db")]
pub mod audit;
#[cfg(feature = "db")]
pub mod blobs;
#[cfg(feature = "db")]
pub mod clock;
#[cfg(feature = "db")]
pub mod ctx;
#[cfg(feature = "db")]
pub mod db;
#[cfg(feature = "db")]
mod entity;
#[cfg(feature = "fixtures")]
pub mod fixtures;
#[cfg(feature = "db")]
mod frozen;
#[cfg(feature = "db")]
pub mod imports;
#[cfg(feature = "db")]
pub mod jobs;
#[cfg(feature = "db")]
pub mod leases;
#[cfg(feature = "db")]
pub mod random;
#[cfg(feature = "db")]
pub mod vault;

#[cfg(feature = "db")]
pub use ctx::{Actor, Ctx, SignedIn};
pub use fault::{Fault, Refusal};
pub use instant::{Day, Instant, Period};

#[cfg(test)]
#[cfg(feature = "db")]
#[macro_use]
mod testing;
