//! Is what is printed what was handed in?

#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions, but not in what they share")]

mod board;
mod certificate;
mod duties;
mod filing;
mod fonts;
mod monthly_return;
mod poppler;
mod record;
mod sample;
