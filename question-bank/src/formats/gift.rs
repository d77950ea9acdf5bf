//! How are questions written in GIFT, Moodle's text format?
//!
//! ```text
//! $CATEGORY: wage_regulation
//!
//! // [id:wr-m-001] [tag:point:wage_regulation] [tag:difficulty:easy] [tag:purpose:official] [tag:fact:F001]
//! ::wr-m-001::[plain]应当（　）。{
//!     ~%50%甲
//!     ~%50%乙
//!     ~%-100%丙
//!     ####为什么
//! }
//! ```
//!
//! Questions are set apart by blank lines. Read are multiple choice with one or several right answers, true/false, the
//! missing-word form, categories, comments with `[id:]` and `[tag:]`, feedback (the general one is our explanation), and
//! the text formats `[plain]`, `[moodle]`, `[html]` and `[markdown]`. Essay, short answer, numerical and matching questions
//! are named as lost. How cases are carried: see `grouped.rs`. Source: docs.moodle.org, "GIFT format".

mod read;
mod scan;
mod write;

pub(super) use read::read;
pub(super) use write::write;

#[cfg(test)]
mod tests;
