//! What was built for the browser, and how do pages learn of it?

use std::collections::HashMap;
use std::path::Path;

use app::state::{Cookies, HASH_DIGITS, Mode, Site};
use registry::vault::hex;
use sha2::{Digest, Sha256};

use crate::config::Settings;
use crate::failure::Failure;

pub const SHEET_NAME: &str = "shanggang.css";
/// Of the hash, as the bundle's manifest has it.
const HASH_BYTES: usize = HASH_DIGITS / 2;

/// # Errors
/// A site folder without a readable `pkg/manifest.json`.
pub fn of(settings: &Settings, mode: Mode) -> Result<Site, Failure> {
    let mut assets = settings.site.as_deref().map(manifest).transpose()?.unwrap_or_default();
    assets.entry(SHEET_NAME.to_owned()).or_insert_with(|| content_hash(app::style::SHEET.as_bytes()));
    assets.extend(app::scripts::SCRIPTS.iter().map(|(name, text)| ((*name).to_owned(), content_hash(text.as_bytes()))));
    let public_url = settings.public_url.as_ref().map(ToString::to_string);
    let video_bytes = u64::from(settings.video_megabytes) * 1024 * 1024;
    Ok(Site { cookies: cookies(settings), public_url, mode, assets, video_bytes })
}

/// Plain cookies only where nothing leaves this machine.
fn cookies(settings: &Settings) -> Cookies {
    match &settings.public_url {
        Some(url) if url.to_string().starts_with("http://") => Cookies::Local,
        None if settings.bind.ip().is_loopback() => Cookies::Local,
        _ => Cookies::Secure,
    }
}

fn manifest(site: &Path) -> Result<HashMap<String, String>, Failure> {
    let path = site.join("pkg/manifest.json");
    if !path.exists() {
        return Ok(HashMap::new());
    }
    let text = std::fs::read_to_string(&path).map_err(Failure::at(&path))?;
    serde_json::from_str(&text).map_err(|error| Failure::sentence(format!("{}: {error}", path.display())))
}

pub fn content_hash(content: &[u8]) -> String {
    hex(&Sha256::digest(content)[..HASH_BYTES])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Flags;

    fn settings(values: &[(&'static str, &str)]) -> Settings {
        let values = values.iter().map(|(name, value)| (*name, Some((*value).to_owned()))).collect();
        Settings::read(Flags { file: None, values }, HashMap::new()).unwrap()
    }

    #[test]
    fn cookies_are_plain_on_this_machine_only() {
        assert_eq!(cookies(&settings(&[])), Cookies::Local);
        assert_eq!(
            cookies(&settings(&[("public_url", "http://localhost:8080"), ("bind", "0.0.0.0:80")])),
            Cookies::Local
        );
        assert_eq!(cookies(&settings(&[("public_url", "https://cert.example")])), Cookies::Secure);
        assert_eq!(cookies(&settings(&[("bind", "0.0.0.0:80")])), Cookies::Secure);
    }

    #[test]
    fn the_built_sheet_goes_before_the_one_in_the_program() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().to_string_lossy().into_owned();
        let own = of(&settings(&[("site", &site)]), Mode::Real).unwrap();
        assert_eq!(own.assets[SHEET_NAME], content_hash(app::style::SHEET.as_bytes()));
        std::fs::create_dir(folder.path().join("pkg")).unwrap();
        std::fs::write(folder.path().join("pkg/manifest.json"), r#"{"shanggang.css":"0011223344556677"}"#).unwrap();
        let built = of(&settings(&[("site", &site)]), Mode::Real).unwrap();
        assert_eq!(built.asset(SHEET_NAME).unwrap(), "/pkg/shanggang.0011223344556677.css");
    }
}
