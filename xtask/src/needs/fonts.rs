//! Are there Chinese fonts for the printed documents?

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::needs::apt;
use crate::places::Places;

/// Finds the fonts or installs Debian's.
pub fn ensure(places: &Places) -> Result<(), Failure> {
    if font_folders().iter().any(|folder| holds_chinese_font(folder)) {
        return Ok(());
    }
    apt::install(places, "fonts-noto-cjk", "A Chinese font (Noto or Source Han) for certificates and notices")
}

fn font_folders() -> Vec<PathBuf> {
    let mut folders = vec![PathBuf::from("/usr/share/fonts"), PathBuf::from("/usr/local/share/fonts")];
    if let Some(home) = env::var_os("HOME").map(PathBuf::from) {
        folders.extend([home.join(".local/share/fonts"), home.join(".fonts")]);
    }
    folders
}

fn holds_chinese_font(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() { holds_chinese_font(&path) } else { is_chinese_font(&entry.file_name().to_string_lossy()) }
    })
}

fn is_chinese_font(file_name: &str) -> bool {
    let name = file_name.to_ascii_lowercase().replace(['-', '_', ' '], "");
    ["notosanscjk", "notoserifcjk", "notosanssc", "sourcehansans", "sourcehanserif"].iter().any(|it| name.contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_noto_and_source_han_families_count_and_latin_ones_do_not() {
        assert!(is_chinese_font("NotoSansCJK-Regular.ttc"));
        assert!(is_chinese_font("SourceHanSansSC-Regular.otf"));
        assert!(!is_chinese_font("NotoSans-Regular.ttf"));
    }

    #[test]
    fn fonts_are_found_in_nested_folders() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!holds_chinese_font(folder.path()));
        fs::create_dir_all(folder.path().join("opentype/noto")).unwrap();
        fs::write(folder.path().join("opentype/noto/NotoSerifCJK-Bold.ttc"), b"").unwrap();
        assert!(holds_chinese_font(folder.path()));
    }
}
