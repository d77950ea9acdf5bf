//! How do questions travel between this bank and spreadsheets, pasted text and other programs?
//!
//! | format | what it is | source |
//! |---|---|---|
//! | [`Format::Xlsx`] | our own template, see [`xlsx`] | ECMA-376 |
//! | [`Format::Text`] | questions as they stand in Word documents, see [`blocks`] | custom of Chinese exam papers |
//! | [`Format::MoodleXml`] | a quiz file of Moodle, see [`moodle`] | docs.moodle.org, "Moodle XML format" |
//! | [`Format::Gift`] | Moodle's text format, see [`gift`] | docs.moodle.org, "GIFT format" |
//! | [`Format::Qti21`], [`Format::Qti30`] | a content package, or a single item, see [`qti`] | 1EdTech QTI 2.1 and 3.0 |
//!
//! Every format carries a whole [`Question`], cases included: what [`write`] wrote, [`read`] reads back equal. What a
//! format or our model cannot hold is named as a [`Loss`], never dropped in silence. A question that is wrong is a
//! [`RowFault`] with its place, the others are read all the same; a file that is no such file at all, or that is made to
//! do harm, is refused as a whole ([`FileRefused`]). A reader never opens anything but the bytes it is given, never
//! computes a formula and never resolves an entity; its limits are in [`limits`].

mod answer;
pub mod archive;
pub mod blocks;
pub mod draft;
pub mod fault;
pub mod gift;
mod grouped;
mod intake;
pub mod limits;
pub mod loss;
mod markup;
pub mod moodle;
pub mod place;
pub mod qti;
mod words;
pub mod xlsx;
mod xml;

pub use draft::{Draft, DraftBody, DraftPart, Incomplete, Missing};
pub use fault::{Field, FileRefused, Reason, RowFault};
pub use loss::{At, Loss, Lost};
pub use place::Place;

use crate::question::Question;
use crate::text::QUESTION_LIMIT;

codes! {
    /// A format that is read and written.
    Format {
        Xlsx = "xlsx",
        Text = "text",
        MoodleXml = "moodle_xml",
        Gift = "gift",
        Qti21 = "qti_2_1",
        Qti30 = "qti_3_0",
    }
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// In the order of the file, each with the place where it begins.
    pub questions: Vec<(Place, Draft)>,
    /// What is wrong; the questions concerned are not among `questions`.
    pub faults: Vec<RowFault>,
    /// What was understood but has no place in a question.
    pub losses: Vec<Loss>,
}

/// A file, and what it does not carry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Writing {
    pub bytes: Vec<u8>,
    pub losses: Vec<Loss>,
}

impl Format {
    /// How the name of such a file ends.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Text | Self::Gift => "txt",
            Self::MoodleXml => "xml",
            Self::Qti21 | Self::Qti30 => "zip",
        }
    }

    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Text | Self::Gift => "text/plain; charset=utf-8",
            Self::MoodleXml => "application/xml",
            Self::Qti21 | Self::Qti30 => "application/zip",
        }
    }
}

/// Reads a file. Either QTI format reads both versions, as a package or as a single item: the file says what it is.
///
/// # Errors
/// When the bytes are no file of this format, break a limit, or hold what may do harm.
pub fn read(format: Format, bytes: &[u8]) -> Result<Reading, FileRefused> {
    if bytes.len() > limits::FILE_BYTES {
        return Err(FileRefused::TooLarge { bytes: bytes.len(), limit: limits::FILE_BYTES });
    }
    let reading = match format {
        Format::Xlsx => xlsx::read(bytes)?,
        Format::Text => blocks::read(bytes)?,
        Format::MoodleXml => moodle::read(bytes)?,
        Format::Gift => gift::read(bytes)?,
        Format::Qti21 | Format::Qti30 => qti::read(bytes)?,
    };
    if reading.questions.len() > QUESTION_LIMIT {
        return Err(FileRefused::TooManyQuestions { limit: QUESTION_LIMIT });
    }
    Ok(reading)
}

/// Writes questions. One that [`read`] would not accept (a fault of its own, such as two keys in a single choice) is left
/// out and named.
///
/// # Errors
/// When the file would break the limits of its reader, or of the format itself.
pub fn write(format: Format, questions: &[Question]) -> Result<Writing, FileRefused> {
    if questions.len() > QUESTION_LIMIT {
        return Err(FileRefused::TooManyQuestions { limit: QUESTION_LIMIT });
    }
    let mut losses = Vec::new();
    let sound = intake::writable(questions, format, &mut losses);
    let bytes = match format {
        Format::Xlsx => xlsx::write(&sound)?,
        Format::Text => blocks::write(&sound),
        Format::MoodleXml => moodle::write(&sound),
        Format::Gift => gift::write(&sound),
        Format::Qti21 => qti::write(qti::Version::V21, &sound)?,
        Format::Qti30 => qti::write(qti::Version::V30, &sound)?,
    };
    Ok(Writing { bytes, losses })
}

/// UTF-8 with or without a byte order mark.
fn utf8(bytes: &[u8]) -> Result<&str, FileRefused> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| FileRefused::NotUtf8 { at: error.valid_up_to() })
}

#[cfg(test)]
mod tests;
