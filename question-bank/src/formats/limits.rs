//! How much may a file hold before it is refused?
//!
//! A file of [`crate::text::QUESTION_LIMIT`] long questions fits; a reader needs at most a few times the decompressed size
//! in memory. The lengths of texts are those of [`crate::text`].

/// Largest file, in bytes.
pub const FILE_BYTES: usize = 8 * 1024 * 1024;
/// Most bytes that the entries of a zip file may add up to.
pub const DECOMPRESSED_BYTES: usize = 64 * 1024 * 1024;
/// Most entries of a zip file.
pub const ENTRIES: usize = 2_500;
/// Longest name of a zip entry, in bytes.
pub const ENTRY_NAME_BYTES: usize = 255;
/// Deepest nesting of XML.
pub const XML_DEPTH: usize = 64;
/// Most elements of one XML document.
pub const XML_ELEMENTS: usize = 500_000;
/// Most lines of a sheet, the header included.
pub const ROWS: usize = 20_000;
/// Most cells of a sheet that are not empty.
pub const CELLS: usize = 300_000;
/// Most columns of a sheet.
pub const COLUMNS: usize = 100;
/// Most parts of a case.
pub const PARTS: usize = 20;
/// Most facts of a question or a part.
pub const FACTS: usize = 50;
/// Largest score of a part, in hundredths.
pub const SCORE: u32 = 100_000;
