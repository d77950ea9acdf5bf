//! Is what is printed what was handed in?

#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions, but not in what they share")]

mod certificate;
mod fonts;
mod poppler;
mod record;
mod sample;
