//! Is a workbook harmless, before its reader sees it? Every entry is passed through once; nothing of it is kept.

use std::io::{BufReader, Read};

use question_bank::formats::FileRefused;
use question_bank::formats::archive::open;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::limits::{UNPACKED, UNPACKED_TEXTS};
use crate::Refusal;

const TEXTS: &str = "xl/sharedstrings.xml";
const AT_ONCE: usize = 64 * 1024;

/// # Errors
/// The reason why nothing of the workbook is read.
pub(super) fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let mut archive = open(bytes).map_err(|refused| told(&refused))?;
    let (mut left, mut buffer) = (UNPACKED, vec![0; AT_ONCE]);
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| no("imports.not_a_workbook"))?;
        let name = entry.name().map_err(|_| no("imports.not_a_workbook"))?.to_lowercase();
        check_name(&name)?;
        let mut xml = (name.ends_with(".xml") || name.ends_with(".rels")).then(Xml::default);
        let mut size = 0;
        loop {
            let read = entry.read(&mut buffer).map_err(|_| no("imports.not_a_workbook"))?;
            if read == 0 {
                break;
            }
            size += read as u64;
            left = left.checked_sub(read as u64).ok_or(no("imports.unpacks_to_too_much"))?;
            if name == TEXTS && size > UNPACKED_TEXTS {
                return Err(no("imports.unpacks_to_too_much"));
            }
            if let Some(xml) = &mut xml {
                xml.pass(&buffer[..read])?;
            }
        }
    }
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| no("imports.not_a_workbook"))?;
        if entry.name().is_ok_and(|name| name.to_lowercase().starts_with("xl/worksheets/") && name.ends_with(".xml")) {
            check_tags(entry)?;
        }
    }
    Ok(())
}

/// The reader of sheets leaves out what stands between tags that do not fit: such a sheet has lost something already.
fn check_tags(sheet: impl Read) -> Result<(), Refusal> {
    let (mut reader, mut buffer, mut open) = (Reader::from_reader(BufReader::new(sheet)), Vec::new(), 0_usize);
    loop {
        match reader.read_event_into(&mut buffer).map_err(|_| no("imports.not_a_workbook"))? {
            Event::Start(_) => open += 1,
            // an end without its beginning is an error of the reader
            Event::End(_) => open = open.saturating_sub(1),
            Event::Eof if open == 0 => return Ok(()),
            Event::Eof => return Err(no("imports.not_a_workbook")),
            _ => {}
        }
        buffer.clear();
    }
}

fn check_name(name: &str) -> Result<(), Refusal> {
    if name.contains("vbaproject") || name.starts_with("xl/macrosheets/") {
        return Err(no("imports.macros"));
    }
    let draws_on_others = ["xl/externallinks/", "xl/connections", "xl/querytables/"];
    if draws_on_others.iter().any(|prefix| name.starts_with(prefix)) {
        return Err(no("imports.external_link"));
    }
    Ok(())
}

/// Looks for a document type or an entity; the last two bytes of a piece are kept for the next.
#[derive(Default)]
struct Xml {
    kept: Vec<u8>,
    is_begun: bool,
}

impl Xml {
    fn pass(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        if !self.is_begun {
            self.is_begun = true;
            // in another encoding the marks below would look otherwise
            if bytes.starts_with(&[0xFE, 0xFF])
                || bytes.starts_with(&[0xFF, 0xFE])
                || bytes.iter().take(4).any(|b| *b == 0)
            {
                return Err(no("imports.not_a_workbook"));
            }
        }
        self.kept.extend(bytes.iter().take(2));
        let declares = |piece: &[u8]| {
            piece
                .windows(3)
                .any(|three| three[0] == b'<' && three[1] == b'!' && matches!(three[2], b'D' | b'd' | b'E' | b'e'))
        };
        if declares(&self.kept) || declares(bytes) {
            return Err(no("imports.entities"));
        }
        self.kept = bytes[bytes.len().saturating_sub(2)..].to_vec();
        Ok(())
    }
}

fn told(refused: &FileRefused) -> Refusal {
    no(match refused {
        FileRefused::DuplicateEntry { .. } => "imports.entry_twice",
        FileRefused::TooManyEntries { .. } | FileRefused::Decompressed { .. } => "imports.unpacks_to_too_much",
        _ => "imports.not_a_workbook",
    })
}

fn no(code: &'static str) -> Refusal {
    Refusal::on("file", code)
}
