//! Do programs in another language, written from `docs/papers.md` alone, come to the same papers and the same scores?

// a test that cannot be set up fails at that line
#![allow(clippy::unwrap_used)]

mod attempts;
mod grader;
mod invented;
mod papers;
mod python;
