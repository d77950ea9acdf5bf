//! How are questions written in Moodle's XML format?
//!
//! `<quiz>` holds `<question type="…">` elements. Read are `multichoice`, `truefalse`, `category` and the `description`s that
//! begin our cases (see `grouped.rs`); every other type is named as lost. The explanation is `<generalfeedback>`, our id the
//! `<idnumber>`, the score of a part of a case the `<defaultgrade>`, everything else the `<tags>`. HTML becomes plain text, and
//! what that loses is named. Settings of how Moodle shows or retries a question (`penalty`, `answernumbering`,
//! `showstandardinstruction`, `hidden` when 0) say nothing about the question and are passed over; a fixed order of options,
//! hints, remarks on options and attached files are named. Source: docs.moodle.org, "Moodle XML format".

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

#[cfg(test)]
mod tests;
