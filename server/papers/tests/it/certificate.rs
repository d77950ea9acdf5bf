//! Does the printed certificate carry its data, whole and readable?

use papers::{CertificatePaper, PaperFault, Pdf, certificate};

use crate::poppler::{fonts_of, info_of, scanned, text_in_drawing_order, text_of};
use crate::sample::{fonts, paper, photo, printed, qr_text};

#[test]
fn the_text_of_the_paper_equals_its_fields() {
    assert_all_printed(&paper(), &printed(&paper()));
}

#[test]
fn a_certificate_that_is_no_longer_valid_is_stamped_in_words() {
    for words in ["已暂停", "已注销", "已撤销", "已换发"] {
        assert!(!text_in_drawing_order(&printed(&paper())).contains(words));
        let paper = CertificatePaper { status_stamp: Some(words.into()), ..paper() };
        assert!(text_in_drawing_order(&printed(&paper)).contains(words));
    }
}

#[test]
fn names_with_rare_characters_are_printed_and_copied() {
    let long = "阿卜杜热合曼江·买买提艾力尼亚孜";
    assert_eq!(long.chars().count(), 16);
    for name in ["王伟", "龚䶮", "李𬭁", "吴㛃", "陈喆", "古丽·阿依", long] {
        let paper = CertificatePaper { name: name.into(), ..paper() };
        assert_all_printed(&paper, &printed(&paper));
    }
}

#[test]
fn the_longest_texts_still_fit_one_sheet() {
    // A character of its own for each field, so that a broken line shows.
    let fill = |character: &str, count: usize| character.repeat(count);
    let paper = CertificatePaper {
        title: fill("赢", 24),
        number_human: fill("龘", 32),
        number_machine: fill("W", 40),
        name: fill("䶮", 50),
        sex: fill("齉", 4),
        id_number_masked: fill("*", 18),
        hours_text: fill("饕", 16),
        exam_day: fill("餮", 16),
        result: fill("魑", 8),
        issuer: fill("魅", 100),
        issued_day: fill("魍", 16),
        validity: fill("魉", 16),
        verify_url: fill("M", 64),
        status_stamp: None,
        remark: fill("鬱", 32),
        ..paper()
    };
    let pdf = printed(&paper);
    let is_whole = |text: &str, character: char, count| text.chars().filter(|c| *c == character).count() == count;
    assert!(is_whole(&text_of(&pdf), '䶮', 50) && is_whole(&text_of(&pdf), '魅', 100), "{}", text_of(&pdf));
    let one_line = CertificatePaper { name: "䶮".into(), issuer: "魅".into(), ..paper.clone() };
    assert_all_printed(&one_line, &pdf);
    let stamped = CertificatePaper { status_stamp: Some(fill("注", 8)), ..paper };
    assert!(text_in_drawing_order(&printed(&stamped)).contains(&fill("注", 8)));
}

#[test]
fn long_names_of_other_scripts_stay_inside_their_places() {
    for name in ["Abdulrehman Muhammed·Alimjan Turghunjan Osmanovich", &"W".repeat(50)] {
        let pdf = printed(&CertificatePaper { name: name.into(), issuer: "W".repeat(100), ..paper() });
        let text = text_of(&pdf);
        assert!(name.split(' ').all(|word| text.contains(word)), "{text}");
        assert!(text.contains(&"W".repeat(100)), "{text}");
    }
}

#[test]
fn a_text_too_long_for_its_place_is_refused() {
    let paper = CertificatePaper { name: "长".repeat(51), ..paper() };
    assert_eq!(certificate(&paper, fonts()), Err(PaperFault::TooLong { field: "name", limit: 50 }));
}

#[test]
fn a_character_without_glyph_is_a_fault_and_never_a_box() {
    let named = CertificatePaper { name: "王\u{323AF}".into(), ..paper() };
    let fault = PaperFault::MissingGlyph { character: '\u{323AF}', field: "name" };
    assert_eq!(certificate(&named, fonts()), Err(fault));
    let issued = CertificatePaper { issuer: "南通\u{E001}".into(), ..paper() };
    let fault = PaperFault::MissingGlyph { character: '\u{E001}', field: "issuer" };
    assert_eq!(certificate(&issued, fonts()), Err(fault));
}

#[test]
fn every_font_is_embedded_as_a_subset_with_its_text() {
    let listing = fonts_of(&printed(&paper()));
    assert!(!listing.is_empty());
    for line in listing {
        assert!(line.contains(" yes yes yes "), "embedded, subset and unicode: {line}");
    }
}

#[test]
fn two_prints_of_one_certificate_are_equal() {
    let with_photo = CertificatePaper { photo_jpeg: Some(photo(295, 413)), ..paper() };
    assert_eq!(printed(&with_photo), printed(&with_photo));
    let other = CertificatePaper { made_at_ms: with_photo.made_at_ms + 1000, ..with_photo.clone() };
    assert_ne!(printed(&with_photo), printed(&other), "the moment of making is in the file");
}

#[test]
fn the_file_says_what_it_is() {
    let pdf = printed(&paper());
    let info = info_of(&pdf);
    assert!(info.contains("南通市建筑工人劳资员上岗证 通劳资〔2026〕000123号"), "{info}");
    assert!(info.contains("2026-11-20T10:34:56+08"), "{info}");
    assert!(info.contains("Tagged:          yes"), "{info}");
    assert!(info.contains("Pages:           1\n"), "{info}");
    let bytes = String::from_utf8_lossy(&pdf.bytes);
    assert!(bytes.contains("<pdfaid:part>2</pdfaid:part>"));
    assert!(bytes.contains("<pdfaid:conformance>B</pdfaid:conformance>"));
}

#[test]
fn the_code_reads_from_a_print_of_150_dpi() {
    assert_eq!(scanned(&printed(&paper())).trim_end(), qr_text());
    let stamped = CertificatePaper { status_stamp: Some("已注销".into()), ..paper() };
    assert_eq!(scanned(&printed(&stamped)).trim_end(), qr_text(), "a stamp never covers the code");
}

#[test]
fn a_sheet_without_photo_stays_small() {
    let size = printed(&paper()).bytes.len();
    assert!(size < 200_000, "{size} bytes");
}

#[test]
fn what_is_no_jpeg_or_too_large_is_refused() {
    for photo in [b"GIF89a".to_vec(), Vec::new(), photo(4097, 10)] {
        let paper = CertificatePaper { photo_jpeg: Some(photo), ..paper() };
        assert_eq!(certificate(&paper, fonts()), Err(PaperFault::Photo));
    }
}

#[test]
fn modules_that_are_no_square_are_refused() {
    let mut paper = paper();
    paper.qr.modules.pop();
    assert_eq!(certificate(&paper, fonts()), Err(PaperFault::QrShape { modules: 57 * 57 - 1, width: 57 }));
}

#[test]
fn the_template_has_no_word_that_such_a_certificate_must_not_carry() {
    let template = include_str!("../../src/certificate.typ");
    for word in
        ["中国", "中华", "国家", "全国", "职业资格", "执业资格", "人员资格", "岗位合格", "专业技术职务", "职业技能等级"]
    {
        assert!(!template.contains(word), "{word}");
    }
}

fn assert_all_printed(paper: &CertificatePaper, pdf: &Pdf) {
    let text = text_of(pdf);
    for field in [
        &paper.title,
        &paper.number_human,
        &paper.number_machine,
        &paper.name,
        &paper.sex,
        &paper.id_number_masked,
        &paper.hours_text,
        &paper.exam_day,
        &paper.result,
        &paper.issuer,
        &paper.issued_day,
        &paper.validity,
        &paper.verify_url,
        &paper.remark,
    ] {
        assert!(text.contains(field), "{field} is not in:\n{text}");
    }
}
