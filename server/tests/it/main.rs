//! Does the whole house hold together? The router is driven in-process; some tests read the sources instead.

// a test that cannot be set up fails at that line
#![allow(clippy::unwrap_used)]

mod api;
mod architecture;
mod attendance;
mod catalogues;
mod certificates;
mod city;
#[cfg(feature = "fixtures")]
mod clock;
mod counts;
mod demo;
mod doors;
mod edge;
mod entering;
mod enterprises;
mod feeds;
mod figures;
mod filings;
mod harness;
mod headers;
mod imports;
mod jobs;
mod leaks;
mod letters;
mod lists;
mod logs;
mod migrations;
mod notices;
mod people;
mod policies;
mod printed;
mod program;
mod projects;
mod proof;
mod public;
mod questions;
mod rulepacks;
mod sessions;
mod sheets;
mod shutdowns;
mod signed_out;
mod sources;
mod videos;
mod wages;
mod walked;
mod weights;
mod workers;
