//! Which rows stand in a CSV file (RFC 4180)? Passed through line by line; only one is ever held.

use std::io::Read;
use std::ops::ControlFlow;

use csv_core::ReadRecordResult;
use encoding_rs::Decoder;

use super::Encoding;
use super::limits::{LONGEST_LINE, MOST_COLUMNS};
use super::reading::{SheetRow, cell, take};
use crate::{Fault, Refusal};

const AT_ONCE: usize = 64 * 1024;

/// Hands every line that is not blank to `rows`, the first one too, until it has had enough.
///
/// # Errors
/// `imports.line_too_long`, `imports.too_many_columns`; [`Fault::Internal`] when the file itself cannot be read.
pub(super) fn read(
    input: impl Read,
    encoding: Encoding,
    rows: &mut dyn FnMut(SheetRow) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let mut source = Source::new(input, encoding.decoder());
    let mut parser = csv_core::Reader::new();
    let (mut record, mut ends) = (vec![0_u8; LONGEST_LINE], vec![0_usize; MOST_COLUMNS + 1]);
    let (mut written, mut ended, mut number) = (0, 0, 1_u64);
    loop {
        let (result, read, wrote, ended_now) = {
            let text = source.text()?;
            parser.read_record(text, &mut record[written..], &mut ends[ended..])
        };
        source.consume(read);
        (written, ended) = (written + wrote, ended + ended_now);
        match result {
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::OutputFull => return Err(too_long(number)),
            ReadRecordResult::OutputEndsFull => return Err(Refusal::on("file", "imports.too_many_columns").into()),
            ReadRecordResult::Record => {
                let row = row(&record, &ends[..ended], number)?;
                (written, ended, number) = (0, 0, number + 1);
                if take(row, rows).is_break() {
                    return Ok(());
                }
            }
            ReadRecordResult::End => return Ok(()),
        }
    }
}

fn row(record: &[u8], ends: &[usize], number: u64) -> Result<SheetRow, Fault> {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let cells = starts.zip(ends).map(|(start, end)| {
        let bytes = record.get(start..*end).unwrap_or_default();
        str::from_utf8(bytes).map(|text| Ok(cell(text))).map_err(Fault::internal)
    });
    Ok(SheetRow { line: number, cells: cells.collect::<Result<_, _>>()? })
}

fn too_long(number: u64) -> Fault {
    let kilobytes = LONGEST_LINE / 1024;
    Refusal::on("file", "imports.line_too_long").with("line", number).with("kilobytes", kilobytes).into()
}

/// The file as UTF-8.
struct Source<R> {
    input: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: String,
    used: usize,
    is_over: bool,
}

impl<R: Read> Source<R> {
    fn new(input: R, decoder: Decoder) -> Self {
        Self { input, decoder, raw: vec![0; AT_ONCE], text: String::new(), used: 0, is_over: false }
    }

    /// The next bytes; none at the end.
    fn text(&mut self) -> Result<&[u8], Fault> {
        while self.used == self.text.len() && !self.is_over {
            let read = self.input.read(&mut self.raw).map_err(Fault::internal)?;
            self.is_over = read == 0;
            self.text.clear();
            self.used = 0;
            let most = self.decoder.max_utf8_buffer_length(read).unwrap_or(AT_ONCE * 3);
            self.text.reserve(most);
            let (_, _, had_errors) = self.decoder.decode_to_string(&self.raw[..read], &mut self.text, self.is_over);
            if had_errors {
                return Err(Refusal::on("file", "imports.encoding_unknown").into());
            }
        }
        Ok(&self.text.as_bytes()[self.used..])
    }

    fn consume(&mut self, bytes: usize) {
        self.used += bytes;
    }
}
