//! Which small scripts of our own run in the browser? Plain modules from `scripts/`, served as `/pkg/<name>`.

/// Name and text of every script.
pub const SCRIPTS: &[(&str, &str)] = &[
    ("lockdown.js", include_str!("../scripts/lockdown.js")),
    ("picture.js", include_str!("../scripts/picture.js")),
    ("reading.js", include_str!("../scripts/reading.js")),
    ("refresh.js", include_str!("../scripts/refresh.js")),
    ("signature.js", include_str!("../scripts/signature.js")),
    ("unsent.js", include_str!("../scripts/unsent.js")),
    ("waiting.js", include_str!("../scripts/waiting.js")),
    ("watching.js", include_str!("../scripts/watching.js")),
];

#[cfg(test)]
mod tests {
    use super::SCRIPTS;

    #[test]
    fn every_script_of_the_folder_is_served() {
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts")).unwrap();
        let mut files: Vec<String> = folder.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        files.sort();
        assert_eq!(files, SCRIPTS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }

    #[test]
    fn scripts_are_short_and_make_no_markup_out_of_words() {
        for (name, text) in SCRIPTS {
            assert!(text.lines().count() <= 150, "{name}");
            for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http:", "https:"] {
                assert!(!text.contains(word), "{name}: {word}");
            }
        }
    }
}
