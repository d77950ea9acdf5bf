//! Is a zip file harmless, and what is in it?
//!
//! Everything is unpacked into memory, within limits that count the bytes that really come out, not those that the file
//! claims. Refused are: two entries of one name (programs differ in which they take), names that point out of the file,
//! entries that overlap, that only one of the two directories knows, that are encrypted or are links.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::fault::FileRefused;
use super::limits::{DECOMPRESSED_BYTES, ENTRIES, ENTRY_NAME_BYTES};

/// Name to content; folders are left out.
pub type Entries = BTreeMap<String, Vec<u8>>;

/// Whether the bytes begin like a zip file.
#[must_use]
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// A file whose entries may be read one by one; how much comes out of them is for the reader to count.
///
/// # Errors
/// When it is no sound zip file, has too many entries, or is made so that two programs would see different things in it.
pub fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, FileRefused> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileRefused::NotZip)?;
    if archive.len() > ENTRIES {
        return Err(FileRefused::TooManyEntries { limit: ENTRIES });
    }
    if archive.has_duplicate_names() {
        return Err(FileRefused::DuplicateEntry { name: String::new() });
    }
    let mut known = BTreeMap::new();
    for index in 0..archive.len() {
        let name = checked_name(&mut archive, index)?;
        if let Some(earlier) = known.insert(name.to_lowercase(), name) {
            return Err(FileRefused::DuplicateEntry { name: earlier });
        }
    }
    archive.validate_header_consistency().map_err(|_| FileRefused::NotZip)?;
    Ok(archive)
}

/// Unpacks a whole file.
///
/// # Errors
/// Those of [`open`], and when more comes out than is allowed.
pub fn unpack(bytes: &[u8]) -> Result<Entries, FileRefused> {
    let mut archive = open(bytes)?;
    let mut entries = Entries::new();
    let mut left = DECOMPRESSED_BYTES as u64;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| FileRefused::NotZip)?;
        let name = entry.name().map_err(|_| FileRefused::NotZip)?.into_owned();
        if entry.is_dir() {
            continue;
        }
        let mut content = Vec::new();
        // One byte more than is left tells a full entry from an overflowing one.
        entry.by_ref().take(left + 1).read_to_end(&mut content).map_err(|_| FileRefused::NotZip)?;
        left = left.checked_sub(content.len() as u64).ok_or(FileRefused::Decompressed { limit: DECOMPRESSED_BYTES })?;
        entries.insert(name, content);
    }
    Ok(entries)
}

fn checked_name(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Result<String, FileRefused> {
    let entry = archive.by_index_raw(index).map_err(|_| FileRefused::NotZip)?;
    let name = entry.name().map_err(|_| FileRefused::NotZip)?.into_owned();
    let is_known_method = matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated);
    if entry.encrypted() || entry.is_symlink() || !is_known_method {
        return Err(FileRefused::EntryKind { name });
    }
    let leaves = name.split('/').any(|step| step == ".." || step == ".");
    let strange = name.contains(['\\', '\0', ':']) || name.starts_with('/') || name.contains("//") || name.is_empty();
    if leaves || strange || name.len() > ENTRY_NAME_BYTES {
        return Err(FileRefused::EntryPath { name: name.chars().take(ENTRY_NAME_BYTES).collect() });
    }
    Ok(name)
}

/// A zip file of these entries, the same bytes every time.
///
/// # Errors
/// [`FileRefused::Unreadable`] when the zip library refuses, which it has no reason to.
pub fn pack<'e>(entries: impl IntoIterator<Item = (&'e str, &'e [u8])>) -> Result<Vec<u8>, FileRefused> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::DEFAULT.compression_method(CompressionMethod::Deflated);
    for (name, content) in entries {
        writer.start_file(name, options).map_err(|_| FileRefused::Unreadable)?;
        writer.write_all(content).map_err(|_| FileRefused::Unreadable)?;
    }
    writer.finish().map(Cursor::into_inner).map_err(|_| FileRefused::Unreadable)
}

#[cfg(test)]
mod tests;
