//! What does the server need to know about the finished files?

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use brotli::enc::BrotliEncoderParams;
use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// Hexadecimal digits of SHA-256 that go into the name by which a page asks for a file.
const HASH_DIGITS: usize = 16;

/// Writes `<file>.br` beside each file of the folder, and `manifest.json`: file name to content hash.
pub fn finish(pkg: &Path) -> Result<(), Failure> {
    let manifest_path = pkg.join("manifest.json");
    let before = read_manifest(&manifest_path);
    let mut manifest = BTreeMap::new();
    for path in files(pkg)? {
        let name = path.strip_prefix(pkg).unwrap_or(&path).to_string_lossy().into_owned();
        let content = fs::read(&path).map_err(Failure::at(&path))?;
        let hash = hash(&content);
        let compressed = with_suffix(&path, ".br");
        let size = if before.get(&name) == Some(&hash) && compressed.exists() {
            fs::metadata(&compressed).map_err(Failure::at(&compressed))?.len()
        } else {
            let bytes = compress(&content).map_err(Failure::at(&compressed))?;
            fs::write(&compressed, &bytes).map_err(Failure::at(&compressed))?;
            bytes.len() as u64
        };
        println!("    {name}: {} bytes, {size} compressed", content.len());
        manifest.insert(name, hash);
    }
    let text = serde_json::json!(manifest).to_string();
    fs::write(&manifest_path, text).map_err(Failure::at(&manifest_path))
}

/// What the exam room loads at first, compressed: the page itself may have what is left of 180 KB.
const ROOM_FILES: [&str; 3] = ["shanggang.css", "shanggang.js", "shanggang_bg.wasm"];
pub const ROOM_BYTES: u64 = 160_000;

/// The first load of the exam room is a promise.
pub fn check_weight(pkg: &Path) -> Result<(), Failure> {
    match room_bytes(pkg)? {
        0..=ROOM_BYTES => Ok(()),
        bytes => {
            Err(Failure::Trial(format!("the exam room loads {bytes} bytes before its page, {ROOM_BYTES} are allowed")))
        }
    }
}

/// What the exam room loads beside its page, compressed, in bytes.
pub fn room_bytes(pkg: &Path) -> Result<u64, Failure> {
    let mut bytes = 0;
    for name in ROOM_FILES {
        let compressed = pkg.join(format!("{name}.br"));
        bytes += fs::metadata(&compressed).map_err(Failure::at(&compressed))?.len();
    }
    Ok(bytes)
}

fn read_manifest(path: &Path) -> BTreeMap<String, String> {
    let parsed = fs::read(path).ok().and_then(|text| serde_json::from_slice::<serde_json::Value>(&text).ok());
    let entries = parsed.as_ref().and_then(serde_json::Value::as_object).into_iter().flatten();
    entries.filter_map(|(name, hash)| Some((name.clone(), hash.as_str()?.to_owned()))).collect()
}

/// The scripts, wasm modules and style sheets below a folder, in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(Failure::at(folder))?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|it| it == "js" || it == "wasm" || it == "css") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn hash(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    digits[..HASH_DIGITS].to_owned()
}

fn compress(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let parameters = BrotliEncoderParams { quality: 11, size_hint: content.len(), ..BrotliEncoderParams::default() };
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_gets_a_compressed_copy_and_a_line_in_the_manifest() {
        let pkg = tempfile::tempdir().unwrap();
        fs::create_dir(pkg.path().join("snippets")).unwrap();
        fs::write(pkg.path().join("a.css"), "a{b:c}".repeat(100)).unwrap();
        fs::write(pkg.path().join("snippets/b.js"), "export {}").unwrap();
        finish(pkg.path()).unwrap();
        let manifest = read_manifest(&pkg.path().join("manifest.json"));
        assert_eq!(manifest.keys().collect::<Vec<_>>(), ["a.css", "snippets/b.js"]);
        let compressed = fs::read(pkg.path().join("a.css.br")).unwrap();
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &compressed[..], &mut unpacked).unwrap();
        assert_eq!(unpacked, "a{b:c}".repeat(100).as_bytes());
    }

    #[test]
    fn a_room_that_has_become_too_heavy_is_refused() {
        let pkg = tempfile::tempdir().unwrap();
        for name in ROOM_FILES {
            fs::write(pkg.path().join(format!("{name}.br")), vec![0; 50_000]).unwrap();
        }
        check_weight(pkg.path()).unwrap();
        fs::write(pkg.path().join("shanggang_bg.wasm.br"), vec![0; 65_001]).unwrap();
        assert!(check_weight(pkg.path()).unwrap_err().to_string().contains("165001"));
    }

    #[test]
    fn changed_content_gets_another_hash_and_another_copy() {
        let pkg = tempfile::tempdir().unwrap();
        let file = pkg.path().join("a.css");
        fs::write(&file, "a{}").unwrap();
        finish(pkg.path()).unwrap();
        let before = (read_manifest(&pkg.path().join("manifest.json")), fs::read(pkg.path().join("a.css.br")).unwrap());
        fs::write(&file, "b{}").unwrap();
        finish(pkg.path()).unwrap();
        let after = (read_manifest(&pkg.path().join("manifest.json")), fs::read(pkg.path().join("a.css.br")).unwrap());
        assert!(before.0 != after.0 && before.1 != after.1);
    }
}
