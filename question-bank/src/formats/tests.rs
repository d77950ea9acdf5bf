use std::env;

use proptest::prelude::*;

use super::*;
use crate::fixtures::{case, single};

mod arbitrary;
mod fuzz;

/// Writes, reads back, and gives what was found, with nothing wrong and nothing lost on either way.
fn there_and_back(format: Format, questions: &[Question]) -> Vec<Question> {
    let Writing { bytes, losses } = write(format, questions).unwrap();
    assert_eq!(losses, [], "{format}");
    let reading = read(format, &bytes).unwrap();
    let shown = || String::from_utf8_lossy(&bytes).chars().take(4_000).collect::<String>();
    assert_eq!((&reading.faults[..], &reading.losses[..]), (&[][..], &[][..]), "{format}\n{}", shown());
    reading.questions.into_iter().map(|(_, draft)| draft.complete().unwrap()).collect()
}

fn config() -> ProptestConfig {
    let cases = env::var("PROPTEST_CASES").ok().and_then(|number| number.parse().ok()).unwrap_or(64);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// The questions of the official bank, as people wrote them.
fn bank() -> Vec<Question> {
    let files = [
        include_str!("../../bank/disputes.toml"),
        include_str!("../../bank/special-account.toml"),
        include_str!("../../bank/practice-labour.toml"),
        include_str!("../../bank/wage-regulation.toml"),
    ];
    files.into_iter().flat_map(|file| crate::text::parse_file("", file).unwrap()).collect()
}

#[test]
fn the_bank_goes_through_every_format_unchanged() {
    let bank = bank();
    assert!(bank.len() > 100);
    for &format in Format::ALL {
        assert_eq!(there_and_back(format, &bank), bank, "{format}");
    }
}

#[test]
fn the_same_questions_give_the_same_bytes() {
    for &format in Format::ALL {
        assert_eq!(write(format, &[single(), case()]), write(format, &[single(), case()]), "{format}");
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_questions_go_through_a_workbook_unchanged(questions in arbitrary::questions()) {
        prop_assert_eq!(there_and_back(Format::Xlsx, &questions), questions);
    }

    #[test]
    fn any_questions_go_through_text_blocks_unchanged(questions in arbitrary::questions()) {
        prop_assert_eq!(there_and_back(Format::Text, &questions), questions);
    }

    #[test]
    fn any_questions_go_through_moodle_xml_unchanged(questions in arbitrary::questions()) {
        prop_assert_eq!(there_and_back(Format::MoodleXml, &questions), questions);
    }

    #[test]
    fn any_questions_go_through_gift_unchanged(questions in arbitrary::questions()) {
        prop_assert_eq!(there_and_back(Format::Gift, &questions), questions);
    }

    #[test]
    fn any_questions_go_through_both_qti_versions_unchanged(questions in arbitrary::questions()) {
        prop_assert_eq!(&there_and_back(Format::Qti21, &questions), &questions);
        prop_assert_eq!(there_and_back(Format::Qti30, &questions), questions);
    }
}

#[test]
fn a_question_that_no_reader_would_take_is_left_out_and_named() {
    let mut two_keys = single();
    let Body::Item(item) = &mut two_keys.body else { unreachable!() };
    item.right = Choice::parse("AB", 4).unwrap();
    let mut untrimmed = single();
    untrimmed.id = QuestionId("x-1".to_owned());
    let Body::Item(item) = &mut untrimmed.body else { unreachable!() };
    item.stem.push(' ');
    let fields = |writing: Writing| writing.losses.into_iter().map(|loss| loss.what).collect::<Vec<_>>();
    for &format in Format::ALL {
        let written = write(format, &[two_keys.clone(), untrimmed.clone(), case()]).unwrap();
        let questions = read(format, &written.bytes).unwrap().questions;
        assert_eq!(questions.len(), 1, "{format}");
        assert_eq!(fields(written), [Field::Answer, Field::Stem].map(|field| Lost::Faulty { field }));
    }
}

#[test]
fn a_character_that_xml_cannot_hold_is_replaced_and_named() {
    let mut question = single();
    let Body::Item(item) = &mut question.body else { unreachable!() };
    item.stem = "一\u{FFFF}二".to_owned();
    for format in [Format::Xlsx, Format::MoodleXml, Format::Qti21, Format::Qti30] {
        let written = write(format, std::slice::from_ref(&question)).unwrap();
        assert_eq!(written.losses[0].what, Lost::Character);
        assert_eq!(read(format, &written.bytes).unwrap().questions[0].1.stem(), "一\u{FFFD}二");
    }
    for format in [Format::Text, Format::Gift] {
        assert_eq!(there_and_back(format, std::slice::from_ref(&question)), [question.clone()]);
    }
}

#[test]
fn a_file_that_is_too_large_or_holds_too_much_is_refused() {
    for &format in Format::ALL {
        let large = vec![b'a'; limits::FILE_BYTES + 1];
        assert_eq!(read(format, &large).unwrap_err().code(), "too_large");
    }
    let many: Vec<_> = (0..=QUESTION_LIMIT).map(|_| single()).collect();
    assert_eq!(write(Format::Gift, &many).unwrap_err().code(), "too_many_questions");
}

#[test]
fn a_draft_says_what_it_lacks() {
    let mut draft = Draft::from(&case());
    draft.point = None;
    let DraftBody::Case { parts, .. } = &mut draft.body else { unreachable!() };
    (parts[1].score, parts[2].item.facts) = (None, Vec::new());
    let missing = vec![Missing::Point, Missing::PartScore(1), Missing::PartFacts(2)];
    assert_eq!(draft.complete(), Err(Incomplete(missing)));
    assert_eq!(Draft::from(&case()).complete(), Ok(case()));
}

#[test]
fn codes_are_stable() {
    let reason = Reason::AnswerOption { letter: 'E', options: 4 };
    assert_eq!(
        (reason.code().as_str(), reason.to_string().as_str()),
        ("answer_option", "the answer names E, but there are 4 options")
    );
    assert_eq!(
        serde_json::to_string(&Reason::Missing { field: Field::Stem }).unwrap(),
        r#"{"code":"missing","field":"stem"}"#
    );
    assert_eq!(Lost::FixedOrder.code(), "fixed_order");
    assert_eq!(FileRefused::Entity.code(), "entity");
}

use crate::choice::Choice;
use crate::question::{Body, QuestionId};
