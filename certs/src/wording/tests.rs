use super::*;

#[test]
fn both_titles_of_the_product_are_allowed() {
    assert_eq!(check_wording("南通市建筑工人劳资员上岗证"), Ok(()));
    assert_eq!(check_wording("劳资专管员培训考核合格证明"), Ok(()));
    assert_eq!(check_wording(""), Ok(()));
}

#[test]
fn every_forbidden_word_is_refused() {
    for word in FORBIDDEN_WORDS {
        assert_eq!(check_wording(&format!("南通市{word}证书")), Err(ForbiddenWord { word }));
    }
    assert_eq!(check_wording("岗位合格凭证"), Err(ForbiddenWord { word: "岗位合格" }));
}

#[test]
fn spaces_between_the_characters_do_not_help() {
    for word in FORBIDDEN_WORDS {
        for space in [" ", "\u{3000}", "\u{a0}", "\n", "\u{200b}", "\u{2060}", "\u{fe00}"] {
            let spread: String = word.chars().flat_map(|c| [c.to_string(), space.to_owned()]).collect();
            assert_eq!(check_wording(&spread), Err(ForbiddenWord { word }), "{spread:?}");
        }
    }
}

#[test]
fn compatibility_forms_of_characters_do_not_help() {
    // U+2F08 is the Kangxi radical that looks like 人.
    assert_eq!(check_wording("\u{2f08}员资格"), Err(ForbiddenWord { word: "人员资格" }));
}
