use super::*;
use crate::question::{Difficulty, Point, Purpose};

const SINGLE: &str = r#"
[[question]]
id = "wr-s-001"
kind = "single"
point = "wage_regulation"
difficulty = "easy"
purpose = "official"
facts = ["F001"]
stem = " 农民工是指为用人单位提供劳动的（　）。 "
options = ["农村居民", "城镇居民", "外来务工人员", "全体劳动者"]
answer = "A"
explanation = "见《保障农民工工资支付条例》第二条。"
"#;

const CASE: &str = r#"
[[question]]
id = "dc-c-001"
kind = "case"
point = "disputes_communication"
difficulty = "medium"
purpose = "practice"
facts = ["F024", "F025"]
stem = "案情"
[[question.parts]]
kind = "true_false"
facts = ["F024"]
stem = "对吗"
answer = false
score = 500
explanation = "错。"
"#;

fn reason(text: &str) -> ParseReason {
    let mut faults = parse_file("x.toml", text).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults.remove(0).reason
}

#[test]
fn a_single_choice_question_is_read() {
    let questions = parse_file("x.toml", SINGLE).unwrap();
    let [question] = questions.as_slice() else { panic!("{questions:?}") };
    assert_eq!((question.kind, question.point), (Kind::Single, Point::WageRegulation));
    assert_eq!((question.difficulty, question.purpose), (Difficulty::Easy, Purpose::Official));
    let item = question.item(None).unwrap();
    assert_eq!(item.stem, "农民工是指为用人单位提供劳动的（　）。");
    assert_eq!(item.right, Choice::parse("A", 4).unwrap());
    assert_eq!(item.facts, question.facts);
}

#[test]
fn a_case_is_read_with_its_parts() {
    let questions = parse_file("x.toml", CASE).unwrap();
    let item = questions[0].item(Some(0)).unwrap();
    assert_eq!((item.right, item.option_count()), (Choice::FALSE, 2));
    assert_eq!(questions[0].facts.len(), 2);
}

#[test]
fn text_is_normalised() {
    let decomposed = SINGLE.replace("城镇居民", "cafe\u{301}");
    let questions = parse_file("x.toml", &decomposed).unwrap();
    assert_eq!(questions[0].item(None).unwrap().options[1], "caf\u{e9}");
}

#[test]
fn an_unknown_field_is_refused_wherever_it_stands() {
    for text in [format!("title = \"x\"\n{SINGLE}"), format!("{SINGLE}\nscore = 100"), format!("{CASE}\nweight = 2")] {
        assert!(matches!(reason(&text), ParseReason::NotToml(message) if message.contains("unknown field")));
    }
}

#[test]
fn each_slip_has_its_own_reason() {
    let changed = |from, to| reason(&SINGLE.replace(from, to));
    assert_eq!(changed("answer = \"A\"", "answer = \"E\"").to_string(), "answer: 'E' is none of the 4 options");
    assert_eq!(changed("answer = \"A\"", "answer = true"), ParseReason::LettersExpected);
    assert_eq!(changed("answer = \"A\"", ""), ParseReason::Missing("answer"));
    assert!(matches!(changed("\"single\"", "\"essay\""), ParseReason::Code(UnknownCode { set: "Kind", .. })));
    assert_eq!(changed("wr-s-001", "wr s 001"), ParseReason::Id("wr s 001".to_owned()));
    assert_eq!(changed("\"城镇居民\"", "\" \""), ParseReason::Missing("options"));
    assert_eq!(changed("城镇居民", "城\\u0000镇"), ParseReason::Control("options"));
    assert_eq!(changed("kind = \"single\"", "kind = \"true_false\""), ParseReason::Unwanted("options"));
    assert_eq!(changed("kind = \"single\"", "kind = \"case\""), ParseReason::Unwanted("options"));
    assert_eq!(reason(&CASE.replace("answer = false", "answer = \"A\"")), ParseReason::TruthExpected);
    let nine = format!("options = {:?}", ["一"; 9]);
    let options = "options = [\"农村居民\", \"城镇居民\", \"外来务工人员\", \"全体劳动者\"]";
    assert_eq!(changed(options, &nine), ParseReason::TooManyOptions);
}

#[test]
fn the_limits_hold() {
    let long = SINGLE.replace("提供劳动", &"长".repeat(STEM_LIMIT));
    assert_eq!(reason(&long), ParseReason::TooLong { field: "stem", limit: STEM_LIMIT });
    let just = SINGLE.replace("农民工是指为用人单位提供劳动的（　）。", &"长".repeat(STEM_LIMIT));
    assert!(parse_file("x.toml", &just).is_ok());
    let many = "[[question]]\n".repeat(QUESTION_LIMIT + 1);
    assert_eq!(reason(&many), ParseReason::TooManyQuestions(QUESTION_LIMIT + 1));
    let large = " ".repeat(FILE_LIMIT + 1);
    assert_eq!(reason(&large), ParseReason::FileTooLarge(FILE_LIMIT + 1));
}

#[test]
fn every_faulty_question_is_named() {
    let text = [SINGLE, &SINGLE.replace("easy", "simple"), &CASE.replace("id = \"dc-c-001\"\n", "")].concat();
    let faults = parse_file("x.toml", &text).unwrap_err();
    let lines: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            r#"x.toml: wr-s-001: "simple" is no Difficulty"#,
            "x.toml: #3: not TOML of the expected form: missing field `id`",
        ]
    );
}

#[test]
fn text_that_is_not_toml_is_refused() {
    assert!(matches!(reason("[[question"), ParseReason::NotToml(_)));
    assert!(matches!(reason("question = 7"), ParseReason::NotToml(_)));
    assert_eq!(parse_file("x.toml", "# nothing yet"), Ok(vec![]));
}
