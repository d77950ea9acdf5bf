//! How does a template with its data become a PDF file?

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::OnceLock;

use chrono::{DateTime, Datelike, Timelike};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::ecow::EcoString;
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::{Fonts, PaperFault};

/// A finished document.
#[derive(Clone, PartialEq, Eq)]
pub struct Pdf {
    /// A PDF/A-2b file with embedded font subsets.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Pdf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A document is personal data; what it says must not get into a log.
        write!(f, "Pdf({} bytes)", self.bytes.len())
    }
}

/// How many pages a document may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pages {
    One,
    Any,
}

/// One document to be set.
pub(crate) struct Sheet<'a> {
    pub template: &'static str,
    /// What the template may open, by name.
    pub files: BTreeMap<&'static str, Vec<u8>>,
    pub pages: Pages,
    pub document_id: &'a str,
    pub made_at_ms: i64,
}

/// Sets `sheet` and returns its PDF. Fonts are read for this call only.
pub(crate) fn typeset(sheet: Sheet<'_>, fonts: &Fonts) -> Result<Pdf, PaperFault> {
    let (options, pages) = (pdf_options(&sheet)?, sheet.pages);
    let desk = Desk::new(sheet, fonts)?;
    let outcome = set(&desk, &options, pages);
    let unreadable = desk.unreadable_font();
    drop(desk);
    // Typst remembers what it computed, fonts included, until it is told to forget.
    typst::comemo::evict(0);
    match unreadable {
        Some(fault) => Err(fault),
        None => outcome,
    }
}

fn set(desk: &Desk<'_>, options: &PdfOptions, allowed: Pages) -> Result<Pdf, PaperFault> {
    let compiled = typst::compile(desk);
    debug_assert!(compiled.warnings.is_empty(), "{:?}", compiled.warnings);
    let document = compiled.output.map_err(typesetting)?;
    let bytes = typst_pdf::pdf(&document, options).map_err(typesetting)?;
    match (allowed, document.pages().len()) {
        (Pages::Any, _) | (Pages::One, 1) => Ok(Pdf { bytes }),
        (Pages::One, pages) => Err(PaperFault::Typesetting { message: format!("{pages} pages instead of one") }),
    }
}

fn typesetting(diagnostics: impl IntoIterator<Item = SourceDiagnostic>) -> PaperFault {
    let messages: Vec<String> = diagnostics.into_iter().map(|diagnostic| diagnostic.message.to_string()).collect();
    PaperFault::Typesetting { message: messages.join("; ") }
}

fn pdf_options(sheet: &Sheet<'_>) -> Result<PdfOptions, PaperFault> {
    let standards = PdfStandards::new(&[PdfStandard::A_2b])
        .map_err(|error| PaperFault::Typesetting { message: error.message().to_string() })?;
    Ok(PdfOptions {
        ident: Smart::Custom(sheet.document_id.to_owned()),
        creator: Smart::Custom(None),
        timestamp: Some(timestamp(sheet.made_at_ms).ok_or(PaperFault::MomentOutOfRange)?),
        standards,
        ..PdfOptions::default()
    })
}

fn timestamp(made_at_ms: i64) -> Option<Timestamp> {
    const SHANGHAI_MINUTES: i32 = 8 * 60;
    let local_ms = made_at_ms.checked_add(i64::from(SHANGHAI_MINUTES) * 60_000)?;
    let local = DateTime::from_timestamp_millis(local_ms).filter(|moment| (0..=9999).contains(&moment.year()))?;
    let [month, day, hour, minute, second] =
        [local.month(), local.day(), local.hour(), local.minute(), local.second()].map(|part| part as u8);
    let datetime = Datetime::from_ymd_hms(local.year(), month, day, hour, minute, second)?;
    Timestamp::new_local(datetime, SHANGHAI_MINUTES)
}

/// What typst may see while it sets one sheet: a template, its files and the fonts. No disk, no network, no clock.
struct Desk<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    opened: Vec<OnceLock<Option<Font>>>,
    main: Source,
    files: HashMap<FileId, Bytes>,
}

impl<'a> Desk<'a> {
    fn new(sheet: Sheet<'_>, fonts: &'a Fonts) -> Result<Self, PaperFault> {
        let files = sheet.files.into_iter().map(|(name, data)| Ok((file_id(name)?, Bytes::new(data))));
        Ok(Self {
            library: LazyHash::new(<Library as LibraryExt>::default()),
            fonts,
            opened: (0..fonts.count()).map(|_| OnceLock::new()).collect(),
            main: Source::new(file_id("main.typ")?, sheet.template.to_owned()),
            files: files.collect::<Result<_, PaperFault>>()?,
        })
    }

    fn unreadable_font(&self) -> Option<PaperFault> {
        let failed = self.opened.iter().position(|slot| matches!(slot.get(), Some(None)))?;
        Some(PaperFault::FontUnreadable { path: self.fonts.path(failed)?.to_owned() })
    }
}

fn file_id(name: &str) -> Result<FileId, PaperFault> {
    let path = VirtualPath::new(name).map_err(|error| PaperFault::Typesetting { message: format!("{error:?}") })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::NotSource) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let absent = || FileError::Other(Some(EcoString::from("the template opens a file that it was not given")));
        self.files.get(&id).cloned().ok_or_else(absent)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.opened.get(index)?.get_or_init(|| self.fonts.read(index)).clone()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
