//! How do the rows of a file come in, however many they are, and how do they stand again after a power cut?
//!
//! A file is CSV or XLSX with one line per row of one object of the feeds, by the template that [`columns`] describes. It is kept
//! sealed, gone through on trial, and applied when somebody says so: [`ROWS_AT_ONCE`] rows at a time, each time one batch of
//! the feeds, in one transaction with the place in the file. So every row comes in exactly once, whatever happens in between,
//! and what one file brought can be taken back.

mod columns;
mod csv;
mod encoding;
mod header;
mod limits;
mod packing;
mod reading;
pub mod store;
mod titles;
mod words;
mod workbook;

pub use columns::{Column, columns};
pub use encoding::{Detector, Encoding};
pub use limits::{LARGEST_CSV, LARGEST_XLSX, ROWS_AT_ONCE};

closed_set! {
    Format {
        Csv = "csv",
        Xlsx = "xlsx",
    }
}

#[cfg(test)]
mod tests;
