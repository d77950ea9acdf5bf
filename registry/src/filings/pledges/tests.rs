#![allow(clippy::unwrap_used)]

use sha2::{Digest, Sha256};

use super::*;

/// Everything that is printed of a text, as one.
fn words(template: &Template) -> String {
    let ends = [template.contractor_sign.as_str(), template.officer_sign.as_str()];
    let head = [template.title.as_str(), template.opening.as_str()];
    let all: Vec<&str> = head.into_iter().chain(template.paragraphs.iter().map(String::as_str)).chain(ends).collect();
    all.join("\n")
}

// never edit a text that is already signed
#[test]
fn the_texts_are_what_they_were_when_they_were_first_signed() {
    let hashes: Vec<_> = templates()
        .iter()
        .map(|template| (template.version, Sha256::digest(words(template)).as_slice()[..8].to_vec()))
        .collect();
    let expected = [
        (1, vec![0xf2, 0x9e, 0xda, 0xf7, 0x83, 0x6f, 0x16, 0x72]),
        (2, vec![0x2d, 0xac, 0x15, 0xa2, 0x74, 0x72, 0x20, 0xda]),
    ];
    assert_eq!(hashes, expected);
}

#[test]
fn the_first_text_is_the_published_one_with_its_two_faults_and_the_second_puts_them_right() {
    let [first, second] = templates() else { panic!("two texts") };
    assert!(first.origin.contains("〔2023〕11号") && first.corrections.is_empty());
    assert!(first.paragraphs[2].starts_with("三、严格执行关于进一步规范") && !first.paragraphs[2].contains('《'));
    assert!(first.paragraphs[3].starts_with("配合人社部门") && first.paragraphs[4].starts_with("四、"));
    assert_eq!(second.corrections.len(), 2);
    assert!(second.paragraphs[2].contains("严格执行《关于进一步规范"));
    assert!(second.paragraphs[3].starts_with("四、配合人社部门") && second.paragraphs[4].starts_with("五、"));
    let plain = |template: &Template| words(template).replace(['《', '》', '四', '五', '、'], "");
    assert_eq!(plain(first).replace("个工作日", ""), plain(second).replace("个工作日", ""), "nothing else differs");
}

#[test]
fn the_blanks_are_filled_and_nothing_else_changes() {
    let filled = template(1).unwrap().filled("甲公司", "乙工程");
    assert_eq!(
        filled[0],
        "我郑重承诺：本人系甲公司（总承包单位名称）在乙工程（项目名称）的劳资专管员，承诺严格履行以下职责和义务："
    );
    assert_eq!(filled.len(), 7);
    assert!(filled.iter().all(|paragraph| !paragraph.contains(['{', '}'])));
    assert_eq!(template(3).unwrap_err().code, "filings.template_missing");
}

#[test]
fn a_drawing_is_the_picture_of_its_address() {
    assert_eq!(drawn("data:image/png;base64,iVBORw=="), b"\x89PNG");
    for other in ["", "iVBORw==", "data:image/svg+xml;base64,iVBORw==", "data:image/png;base64,%%"] {
        assert!(drawn(other).is_empty(), "{other}");
    }
}

#[test]
fn a_typed_signature_is_the_whole_name_and_a_tick() {
    let codes = |typed: &str, confirmed| {
        let wrong = check_typed(typed, confirmed, "阿依古丽·买买提").err().unwrap_or_default();
        wrong.iter().map(|refusal| refusal.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(" 阿依古丽·买买提 ", Confirmed::Yes), [""; 0]);
    assert_eq!(codes("阿依古丽", Confirmed::Yes), ["filings.name_not_typed"]);
    assert_eq!(codes("", Confirmed::No), ["filings.name_not_typed", "filings.signature_not_confirmed"]);
}
