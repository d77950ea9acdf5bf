//! Which font files can print Chinese, and which characters do they have?

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo, FontVariant, FontWeight};
use typst::utils::LazyHash;
use typst_kit::fonts::FontPath;

use crate::FontFault;

/// The templates ask for families in this order; Hanazono is the second font for rare characters.
const PREFERRED: [&str; 6] =
    ["Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "Source Han Sans SC", "HanaMinA", "HanaMinB"];

/// The weights that the templates use. A character counts as covered when it can be set in both.
const WEIGHTS: [FontWeight; 2] = [FontWeight::REGULAR, FontWeight::BOLD];

/// A face that lacks one of these cannot be the main face of a Chinese document.
const PROBE: &str = "劳资专管员上岗证编号发机关盖章处核验〔2026〕";

/// Larger than the largest block that glibc's allocator keeps for itself when it is freed (32 MiB).
const RESERVED_BYTES: usize = 33 << 20;

/// The faces that documents are set in: where they are and what they cover, not their data. A font file is read when
/// a document needs it and given back when the document is done, so that an idle server holds none.
pub struct Fonts {
    book: LazyHash<FontBook>,
    faces: Vec<FontPath>,
    families: Vec<String>,
}

impl Fonts {
    /// The known Chinese families among the fonts installed on this machine.
    pub fn system() -> Result<Self, FontFault> {
        let faces = typst_kit::fonts::system().filter(|(_, info)| PREFERRED.contains(&info.family.as_str()));
        Self::from_faces(faces.collect(), "the system's font folders".to_owned())
    }

    /// Every font in `paths`, each a folder (searched with its subfolders) or a font file. Known families come first,
    /// the others follow by name, as fallbacks for rare characters.
    pub fn load(paths: &[PathBuf]) -> Result<Self, FontFault> {
        let mut faces = Vec::new();
        for path in paths {
            let absolute = fs::canonicalize(path).map_err(|_| FontFault::Unreadable { path: path.clone() })?;
            faces.extend(faces_at(&absolute));
        }
        let searched: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        Self::from_faces(faces, searched.join(", "))
    }

    fn from_faces(mut found: Vec<(FontPath, FontInfo)>, searched: String) -> Result<Self, FontFault> {
        // The order on disk is not stable; the order of faces decides which one is taken, and so the bytes of a PDF.
        found.sort_by_key(|(face, info)| (rank(&info.family), info.family.clone(), face.path.clone(), face.index));
        let mut families: Vec<String> = found.iter().map(|(_, info)| info.family.clone()).collect();
        families.dedup();
        let (faces, infos): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let fonts = Self { book: LazyHash::new(FontBook::from_infos(infos)), faces, families };
        match PROBE.chars().all(|character| fonts.covers(character)) {
            true => Ok(fonts),
            false => Err(FontFault::NoChineseFont { searched }),
        }
    }

    /// The first character of `text` that no loaded face has.
    pub fn first_missing(&self, text: &str) -> Option<char> {
        text.chars().find(|character| !self.covers(*character))
    }

    fn covers(&self, character: char) -> bool {
        // A private character has a glyph in some fonts, but nobody knows which character that is.
        !is_private_use(character) && WEIGHTS.iter().all(|weight| self.covers_in(character, *weight))
    }

    fn covers_in(&self, character: char, weight: FontWeight) -> bool {
        let variant = FontVariant { weight, ..FontVariant::default() };
        self.families
            .iter()
            .filter_map(|family| self.book.select(&family.to_lowercase(), variant))
            .filter_map(|index| self.book.info(index))
            .any(|info| info.coverage.contains(u32::from(character)))
    }

    /// Family names in the order in which a template asks for them.
    pub(crate) fn families(&self) -> &[String] {
        &self.families
    }

    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(crate) fn count(&self) -> usize {
        self.faces.len()
    }

    pub(crate) fn path(&self, index: usize) -> Option<&Path> {
        self.faces.get(index).map(|face| face.path.as_path())
    }

    /// Reads one face from disk; `None` when the file is gone or no font.
    pub(crate) fn read(&self, index: usize) -> Option<Font> {
        let face = self.faces.get(index)?;
        Font::new(Bytes::new(read_apart(&face.path).ok()?), face.index)
    }
}

/// The faces of a folder or of one file, which is found through its folder.
fn faces_at(path: &Path) -> Vec<(FontPath, FontInfo)> {
    if path.is_dir() {
        return typst_kit::fonts::scan(path).collect();
    }
    let folder = path.parent().unwrap_or(path);
    typst_kit::fonts::scan(folder).filter(|(face, _)| face.path == path).collect()
}

/// Reads a file into a block of its own. The reserve costs addresses, not memory; without it the allocator keeps freed
/// font files of 20 to 30 MB for later use, and a server that printed once stays large.
fn read_apart(path: &Path) -> io::Result<Vec<u8>> {
    let mut data = Vec::with_capacity(RESERVED_BYTES);
    File::open(path)?.read_to_end(&mut data)?;
    Ok(data)
}

fn rank(family: &str) -> usize {
    PREFERRED.iter().position(|preferred| *preferred == family).unwrap_or(PREFERRED.len())
}

fn is_private_use(character: char) -> bool {
    matches!(u32::from(character), 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF)
}
