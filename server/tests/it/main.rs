//! Does the whole house hold together? The router is driven in-process; some tests read the sources instead.

// a test that cannot be set up fails at that line
#![allow(clippy::unwrap_used)]

mod api;
mod architecture;
mod catalogues;
#[cfg(feature = "fixtures")]
mod clock;
mod counts;
mod demo;
mod doors;
mod edge;
mod entering;
mod figures;
mod harness;
mod headers;
mod jobs;
mod leaks;
mod logs;
mod migrations;
mod policies;
mod printed;
mod program;
mod proof;
mod public;
mod sessions;
mod signed_out;
mod sources;
mod videos;
mod weights;
