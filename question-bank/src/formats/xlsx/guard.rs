//! Is a workbook free of everything that a list of questions has no use for, before its reader sees it?
//!
//! The reader gets a new, small workbook with nothing but the texts, the styles and the sheets: tables, drawings, macros,
//! links and whatever else an office program can put into a file never reach it.

use super::super::archive::{Entries, pack, unpack};
use super::super::fault::FileRefused;
use super::super::loss::Lost;
use super::super::xml::{Element, parse};

/// A workbook that may be read.
pub(super) struct Guarded {
    /// Packed anew.
    pub bytes: Vec<u8>,
    /// What was left behind.
    pub losses: Vec<Lost>,
}

const WORKBOOK: &str = "xl/workbook.xml";
const RELATIONS: &str = "xl/_rels/workbook.xml.rels";
const NEEDED: [&str; 5] = ["_rels/.rels", WORKBOOK, RELATIONS, "xl/sharedStrings.xml", "xl/styles.xml"];
const SHEETS: &str = "xl/worksheets/";

pub(super) fn guard(bytes: &[u8]) -> Result<Guarded, FileRefused> {
    let entries = unpack(bytes)?;
    for needed in &NEEDED[..3] {
        if !entries.contains_key(*needed) {
            return Err(FileRefused::MissingEntry { name: (*needed).to_owned() });
        }
    }
    let mut losses = Vec::new();
    for (name, content) in &entries {
        let lower = name.to_lowercase();
        if lower.contains("vbaproject") || lower.starts_with("xl/macrosheets/") {
            return Err(FileRefused::Macros);
        }
        let draws_on_others = ["xl/externallinks/", "xl/connections", "xl/querytables/"];
        if draws_on_others.iter().any(|prefix| lower.starts_with(prefix)) {
            return Err(FileRefused::ExternalLink { name: name.clone() });
        }
        losses.extend(left_behind(&lower));
        if lower.ends_with(".xml") || lower.ends_with(".rels") {
            let root = parse(content)?;
            check_links(&root)?;
            check_numbers(&root)?;
        }
    }
    Ok(Guarded { bytes: repacked(&entries)?, losses })
}

fn left_behind(name: &str) -> Option<Lost> {
    let media = ["xl/media/", "xl/embeddings/", "xl/charts/", "xl/drawings/drawing"];
    if media.iter().any(|path| name.starts_with(path)) {
        Some(Lost::Media)
    } else {
        let is_comment = name.starts_with("xl/comments") || name.starts_with("xl/threadedcomments");
        is_comment.then(|| Lost::Setting { name: "comments".to_owned() })
    }
}

fn repacked(entries: &Entries) -> Result<Vec<u8>, FileRefused> {
    let is_sheet = |name: &str| name.strip_prefix(SHEETS).is_some_and(|file| !file.contains('/'));
    let wanted = entries.iter().filter(|(name, _)| NEEDED.contains(&name.as_str()) || is_sheet(name));
    pack(wanted.map(|(name, content)| (name.as_str(), content.as_slice())))
}

/// Links to other files. A hyperlink in a cell is only text to us.
fn check_links(root: &Element) -> Result<(), FileRefused> {
    if root.name != "Relationships" {
        return Ok(());
    }
    for link in root.all("Relationship") {
        let is_external = link.attribute("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
        let is_hyperlink = link.attribute("Type").is_some_and(|kind| kind.ends_with("/hyperlink"));
        if is_external && !is_hyperlink {
            let name = link.attribute("Target").unwrap_or_default();
            return Err(FileRefused::ExternalLink { name: crate::text::field::short(name) });
        }
    }
    Ok(())
}

/// Addresses of cells and numbers of shared formulas that no sheet can have: they would only make a reader reserve memory.
fn check_numbers(root: &Element) -> Result<(), FileRefused> {
    for element in root.descendants() {
        let addresses = ["r", "ref", "si", "s"];
        for name in addresses {
            let Some(value) = element.attribute(name) else { continue };
            let sound = value.split(|c: char| !c.is_ascii_digit()).all(|digits| digits.len() <= 7)
                && value.split(|c: char| !c.is_ascii_alphabetic()).all(|letters| letters.len() <= 3);
            if !sound && ["row", "c", "f", "dimension", "mergeCell"].contains(&element.name.as_str()) {
                return Err(FileRefused::Xml { line: element.line });
            }
        }
    }
    Ok(())
}
