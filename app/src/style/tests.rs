//! Does the sheet keep what it promises: its size, its contrasts, the browsers it is made for?

use std::collections::HashMap;

use super::SHEET;

type Tokens = HashMap<String, [u32; 3]>;

/// The colours between `from` and the next line that is a brace alone.
fn tokens(from: &str) -> Tokens {
    let block = SHEET.split_once(from).unwrap().1.split_once('}').unwrap().0;
    block
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.strip_suffix(';')?.split_once(": #"))
        .map(|(name, hex)| (name.to_owned(), channels(hex)))
        .collect()
}

fn channels(hex: &str) -> [u32; 3] {
    let long = if hex.len() == 3 { hex.chars().flat_map(|digit| [digit, digit]).collect() } else { hex.to_owned() };
    let channel = |at: usize| u32::from_str_radix(&long[at..at + 2], 16).unwrap();
    [channel(0), channel(2), channel(4)]
}

/// WCAG 2.2, relative luminance.
fn luminance(colour: [u32; 3]) -> f64 {
    let linear = colour.map(|channel| {
        let part = f64::from(channel) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(tokens: &Tokens, one: &str, other: &str) -> f64 {
    let (a, b) = (luminance(tokens[one]), luminance(tokens[other]));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn pairs() -> Vec<(&'static str, &'static str, f64)> {
    let mut pairs = vec![("on-fill", "fill", 4.5), ("on-fill", "fill-deep", 4.5)];
    for ground in ["ground", "paper"] {
        for word in ["ink", "muted", "primary", "success", "warning", "danger"] {
            pairs.push((word, ground, 4.5));
        }
        pairs.push(("edge", ground, 3.0));
    }
    for (word, tint) in [
        ("primary", "info-tint"),
        ("success", "success-tint"),
        ("warning", "warning-tint"),
        ("danger", "danger-tint"),
        ("muted", "neutral-tint"),
    ] {
        pairs.extend([(word, tint, 4.5), ("ink", tint, 4.5)]);
    }
    pairs
}

#[test]
fn every_word_can_be_read_by_day_and_by_night() {
    let light = tokens(":root {\n  color-scheme");
    let mut dark = light.clone();
    dark.extend(tokens("dark) {\n  :root {"));
    for (scheme, tokens) in [("light", light), ("dark", dark)] {
        for (one, other, least) in pairs() {
            let found = contrast(&tokens, one, other);
            assert!(found >= least, "{scheme}: --{one} on --{other} is {found:.2}, not {least}");
        }
    }
}

#[test]
fn every_style_file_is_in_the_sheet_in_the_order_of_the_names() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/style");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "css"));
    files.sort();
    let whole: String = files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    assert!(whole == SHEET, "style.rs does not name the files of app/style");
}

#[test]
fn the_sheet_stays_small() {
    assert!(SHEET.len() <= 32 * 1024, "{} bytes", SHEET.len());
}

#[test]
fn nothing_newer_than_the_browsers_it_is_made_for() {
    let newer = [
        ":has(",
        ":is(",
        ":where(",
        "@layer",
        "@container",
        "@font-face",
        "inset:",
        "aspect-ratio",
        "color-mix",
        "dvh",
        "&",
        "margin-inline:",
        "http:",
        "https:",
        "!important",
        "oklch",
    ];
    for word in newer {
        assert!(!SHEET.contains(word), "{word}");
    }
    assert_eq!(SHEET.matches('{').count(), SHEET.matches('}').count());
}
