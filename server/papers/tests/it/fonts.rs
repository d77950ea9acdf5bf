//! Are the right fonts found, and is their lack said plainly?

use std::path::PathBuf;

use papers::{FontFault, Fonts};

use crate::sample::fonts;

#[test]
fn a_folder_without_chinese_fonts_is_refused_with_advice() {
    let empty = tempfile::tempdir().unwrap();
    let fault = Fonts::load(&[empty.path().to_owned()]).err().unwrap();
    assert!(matches!(fault, FontFault::NoChineseFont { .. }), "{fault:?}");
    assert!(fault.to_string().contains("fonts-noto-cjk"), "{fault}");
}

#[test]
fn a_path_that_does_not_exist_is_named() {
    let path = PathBuf::from("/nowhere/fonts");
    assert_eq!(Fonts::load(std::slice::from_ref(&path)).err().unwrap(), FontFault::Unreadable { path });
}

#[test]
fn a_single_font_file_is_enough() {
    let file = PathBuf::from("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc");
    let fonts = Fonts::load(&[file]).unwrap();
    assert_eq!(fonts.first_missing("南通市䶮"), None);
}

#[test]
fn rare_characters_are_covered_and_unknown_ones_are_found() {
    assert_eq!(fonts().first_missing("䶮𬭁㛃喆·"), None);
    assert_eq!(fonts().first_missing("王\u{323AF}"), Some('\u{323AF}'));
    assert_eq!(fonts().first_missing("王\u{E000}"), Some('\u{E000}'), "a private character means nothing to others");
    assert_eq!(fonts().first_missing("王\n"), Some('\n'));
}
