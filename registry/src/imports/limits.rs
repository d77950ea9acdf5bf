//! How large may a file be, and what may it unpack to, before it is refused?

/// Bytes of a CSV file.
pub const LARGEST_CSV: u64 = 100 * 1024 * 1024;
/// Bytes of a workbook, which is read from memory.
pub const LARGEST_XLSX: u64 = 20 * 1024 * 1024;
/// Bytes that all entries of a workbook may add up to. Sheets are passed through and not held, but for one cell, which could be
/// all there is.
pub const UNPACKED: u64 = 256 * 1024 * 1024;
/// Bytes of a workbook's table of texts, which is held.
pub const UNPACKED_TEXTS: u64 = 64 * 1024 * 1024;
/// Bytes of one line of a CSV file: one quotation mark too many must not swallow the rest.
pub const LONGEST_LINE: usize = 64 * 1024;
/// Columns of a sheet.
pub const MOST_COLUMNS: usize = 200;
/// Rows of one batch: few enough that a file of any length comes in with little memory. While some are written, as many wait.
pub const ROWS_AT_ONCE: usize = 1_000;
