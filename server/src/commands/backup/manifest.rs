//! Is a backup whole and ours? A list of its files with their hashes, sealed with a key of the ring.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use registry::vault::{Vault, hex, same};
use registry::{Ctx, Fault};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::failure::Failure;

const NAME: &str = "manifest.json";
/// Keeps this use of the key apart from every other.
const DOMAIN: &[u8] = b"backup manifest\0";

#[derive(Serialize, Deserialize)]
struct Manifest {
    made_at: String,
    /// SHA-256 in hex by file name.
    files: BTreeMap<String, String>,
    seal: String,
}

/// # Errors
/// Files that cannot be read or written.
pub fn write(ctx: &Ctx, folder: &Path, names: &[&str]) -> Result<(), Failure> {
    let files = names
        .iter()
        .map(|name| Ok(((*name).to_owned(), file_hash(&folder.join(name))?)))
        .collect::<Result<BTreeMap<_, _>, Failure>>()?;
    let made_at = ctx.now().rfc3339_utc();
    let seal = seal(&ctx.vault, &made_at, &files)?;
    let path = folder.join(NAME);
    let text = serde_json::to_string_pretty(&Manifest { made_at, files, seal }).map_err(Fault::from)?;
    fs::write(&path, text).map_err(Failure::at(&path))
}

/// # Errors
/// A file that is missing or changed, or a list that was not sealed with this ring.
pub fn check(vault: &Vault, folder: &Path) -> Result<(), Failure> {
    let path = folder.join(NAME);
    let text = fs::read_to_string(&path).map_err(Failure::at(&path))?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(Fault::from)?;
    let expected = seal(vault, &manifest.made_at, &manifest.files)?;
    if !same(expected.as_bytes(), manifest.seal.as_bytes()) {
        return Err(Failure::sentence("the list of the backup was changed, or sealed with another key ring"));
    }
    for (name, hash) in &manifest.files {
        if file_hash(&folder.join(name))? != *hash {
            return Err(Failure::sentence(format!("{name} of the backup was changed")));
        }
    }
    Ok(())
}

fn seal(vault: &Vault, made_at: &str, files: &BTreeMap<String, String>) -> Result<String, Failure> {
    let listed = serde_json::to_vec(&(made_at, files)).map_err(Fault::from)?;
    Ok(hex(&vault.ticket(&[DOMAIN, &listed].concat())?))
}

fn file_hash(path: &Path) -> Result<String, Failure> {
    let mut hash = Sha256::new();
    let mut file = fs::File::open(path).map_err(Failure::at(path))?;
    std::io::copy(&mut file, &mut HashWriter(&mut hash)).map_err(Failure::at(path))?;
    Ok(hex(&hash.finalize()))
}

struct HashWriter<'a>(&'a mut Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
