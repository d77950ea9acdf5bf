//! Why could a document not be printed?

use std::path::PathBuf;

/// Why no usable fonts were found. The text is for operators.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FontFault {
    /// No face found can print the Chinese text of the templates.
    #[error(
        "no Chinese font in {searched}: install the Debian package fonts-noto-cjk, or name a folder with Noto Serif CJK SC"
    )]
    NoChineseFont {
        /// The places that were searched, for the message.
        searched: String,
    },
    /// A path that was named does not exist or cannot be read.
    #[error("the font path {} cannot be read", path.display())]
    Unreadable {
        /// The path as it was given.
        path: PathBuf,
    },
}

/// Why one document could not be printed. Nothing here stops the issue of a certificate: its paper waits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperFault {
    /// A character has no glyph in the loaded fonts. A box is never printed in its place.
    #[error("no font has the character {character:?} (U+{:04X}) of the field `{field}`", u32::from(*character))]
    MissingGlyph {
        /// The character to find a font for.
        character: char,
        /// The field of the data type that holds it.
        field: &'static str,
    },
    /// A text is longer than its place on the sheet can hold legibly.
    #[error("the field `{field}` has more than {limit} characters")]
    TooLong {
        /// The field of the data type.
        field: &'static str,
        /// Characters (Unicode scalar values) that fit.
        limit: usize,
    },
    /// The photo is not a JPEG picture, or one of more than 2 MB or 4096 pixels a side.
    #[error("the photo is not a JPEG picture of at most 2 MB and 4096 pixels a side")]
    Photo,
    /// The QR modules are not a square of a legal width (21, 25, ... 177).
    #[error("a QR code of {modules} modules and width {width} does not exist")]
    QrShape {
        /// Modules given.
        modules: usize,
        /// Width given.
        width: usize,
    },
    /// The moment of making is outside the years 0 to 9999.
    #[error("the moment of making is out of range")]
    MomentOutOfRange,
    /// A font file that was there at the start has gone or changed.
    #[error("the font {} can no longer be read", path.display())]
    FontUnreadable {
        /// The file.
        path: PathBuf,
    },
    /// The template and its data did not give one sheet: a fault of the template, not of the data.
    #[error("the template could not be set: {message}")]
    Typesetting {
        /// What the typesetter said, for the log.
        message: String,
    },
}
