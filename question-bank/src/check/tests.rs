use super::*;
use crate::choice::Choice;
use crate::fixtures::{bank, case, fact, facts, item, plain, single};
use crate::question::{Body, Case, Item, Point};

/// The faults of these questions as lines, without those about the cells of the blueprint.
fn lines(questions: &[Question]) -> Vec<String> {
    let report = check(questions, &facts(), &Blueprint::standard());
    let is_cell = |fault: &&Fault| matches!(fault.reason, Reason::ShortCell { .. });
    report.faults.iter().filter(|fault| !is_cell(fault)).map(ToString::to_string).collect()
}

fn with_item(mut question: Question, change: impl FnOnce(&mut Item)) -> Question {
    match &mut question.body {
        Body::Item(item) => change(item),
        Body::Case(_) => unreachable!(),
    }
    question.facts = question.item(None).unwrap().facts.clone();
    question
}

fn with_case(mut question: Question, change: impl FnOnce(&mut Case)) -> Question {
    match &mut question.body {
        Body::Case(case) => change(case),
        Body::Item(_) => unreachable!(),
    }
    question
}

fn single_on(fact_id: &str, right: &str) -> Question {
    with_item(single(), |item| {
        item.facts = vec![fact(fact_id)];
        item.options[0] = right.to_owned();
    })
}

#[test]
fn sound_questions_have_no_faults() {
    assert_eq!(lines(&[single(), case()]), Vec::<String>::new());
}

#[test]
fn unknown_unverified_and_missing_facts_are_found() {
    assert_eq!(lines(&[single_on("F999", "甲")]), ["wr-s-001: cites the unknown fact F999"]);
    assert_eq!(lines(&[single_on("F064", "甲")]), ["wr-s-001: cites F064, which was never proof-read"]);
    assert_eq!(lines(&[with_item(single(), |item| item.facts.clear())]), ["wr-s-001: cites no fact"]);
    let part = |facts: &[&str]| {
        let facts = facts.iter().map(|id| fact(id)).collect();
        lines(&[with_case(case(), |case| case.parts[1].item.facts = facts)])
    };
    assert_eq!(part(&[]), ["dc-c-001 part 2: cites no fact"]);
    assert_eq!(part(&["F001", "F002"]), ["dc-c-001 part 2: part cites F002, which the case does not list"]);
}

#[test]
fn a_figure_of_the_key_must_stand_in_a_cited_fact() {
    // F068: 20个工作日
    assert!(lines(&[single_on("F068", "二十个工作日内开立")]).is_empty());
    let found = "wr-s-001: the figure 20日 of the key is in none of the cited facts";
    assert_eq!(lines(&[single_on("F068", "20日内开立")]), [found]);
}

#[test]
fn a_true_statement_claims_its_figures_and_a_false_one_does_not() {
    let statement = |right: &str| {
        let mut statement = item("自取得施工许可证之日起30日内开立。", &[], right);
        statement.facts = vec![fact("F068")];
        lines(&[plain("wd-t-001", Kind::TrueFalse, statement)])
    };
    assert_eq!(statement("A"), ["wd-t-001: the figure 30日 of the key is in none of the cited facts"]);
    assert!(statement("B").is_empty());
}

#[test]
fn repeated_ids_and_near_duplicates_are_found() {
    let longer = |id: &str, stem: &str| with_item(single(), |item| item.stem = stem.to_owned()).renamed(id);
    let alike = longer("wr-s-002", "条例所称的农民工是指为用人单位提供劳动的（　）。");
    assert_eq!(lines(&[single(), alike.clone()]), ["wr-s-002: tests the same as wr-s-001: stems 92 % alike, same key"]);
    let other_key = with_item(alike.clone(), |item| item.right = Choice::parse("B", 4).unwrap());
    assert!(lines(&[single(), other_key]).is_empty());
    let other_stem = longer("wr-s-001", "下列人员中属于农民工的是（　）。");
    assert_eq!(lines(&[single(), other_stem]), ["wr-s-001: the id is used twice"]);
}

#[test]
fn the_same_words_with_another_key_contradict() {
    let statement = |id: &str, stem: &str, right: &str| plain(id, Kind::TrueFalse, item(stem, &[], right));
    let (yes, no) = (statement("wr-t-001", "农民工是劳动者。", "A"), statement("wr-t-002", "农民工 是劳动者。", "B"));
    assert_eq!(lines(&[yes.clone(), no]), ["wr-t-002: asks the same words as wr-t-001, with another key"]);
    let other_key = with_item(single(), |item| item.right = Choice::parse("B", 4).unwrap()).renamed("wr-s-002");
    assert_eq!(lines(&[single(), other_key]), ["wr-s-002: asks the same words as wr-s-001, with another key"]);
    // the same options in another order are the same key
    let shuffled = with_item(single(), |item| {
        item.options.swap(0, 1);
        item.right = Choice::parse("B", 4).unwrap();
    });
    let found = lines(&[single(), shuffled.renamed("wr-s-002")]);
    assert_eq!(found, ["wr-s-002: tests the same as wr-s-001: stems 100 % alike, same key"]);
}

#[test]
fn parts_of_cases_are_held_against_every_other_question() {
    let statement = |right: &str| plain("wr-t-001", Kind::TrueFalse, item("王某是农民工。", &[], right));
    assert_eq!(
        lines(&[statement("A"), case()]),
        ["dc-c-001 part 3: tests the same as wr-t-001: stems 100 % alike, same key"]
    );
    let contradiction = ["dc-c-001 part 3: asks the same words as wr-t-001, with another key"];
    assert_eq!(lines(&[statement("B"), case()]), contradiction);
    let other_case =
        with_case(case(), |case| case.stem = "李某到乙公司的另一个项目报到。".to_owned()).renamed("dc-c-002");
    assert_eq!(lines(&[case(), other_case]).len(), 3, "each part of another case with the same parts");
    let alike = with_case(case(), |case| case.parts[1] = case.parts[0].clone());
    assert!(!lines(&[alike]).iter().any(|line| line.contains("tests the same")), "parts of one case may be alike");
}

#[test]
fn faults_of_options_and_keys_are_found() {
    let changed = |change: fn(&mut Item)| lines(&[with_item(single(), change)]);
    assert_eq!(changed(|item| item.options[3] = "城镇居民".to_owned()), ["wr-s-001: options B and D are equal"]);
    assert_eq!(changed(|item| item.options.truncate(3)), ["wr-s-001: a single question cannot have 3 options"]);
    assert_eq!(
        changed(|item| item.right = Choice::parse("AB", 4).unwrap()),
        ["wr-s-001: a single question cannot have 2 right of 4 options"]
    );
    assert_eq!(changed(|item| item.explanation.clear()), ["wr-s-001: has no explanation"]);
    assert_eq!(changed(|item| item.stem.push_str("见APP")), ["wr-s-001: Latin letters: APP"]);
    assert_eq!(changed(|item| item.options[1] = "Ｂ类".to_owned()), ["wr-s-001: Latin letters: Ｂ"]);
}

#[test]
fn a_multiple_choice_question_has_two_to_four_right_and_one_wrong() {
    let faults = |right: &str, options: &[&str]| {
        lines(&[plain("wr-m-001", Kind::Multiple, item("下列正确的有（　）。", options, right))]).len()
    };
    let (four, five) = (&["甲", "乙", "丙", "丁"], &["甲", "乙", "丙", "丁", "戊"]);
    assert_eq!((faults("AB", four), faults("ABCD", five)), (0, 0));
    assert_eq!((faults("A", four), faults("ABCD", four), faults("ABCDE", five)), (1, 1, 1));
}

#[test]
fn faults_of_a_case_are_found() {
    let dearer = with_case(case(), |case| case.parts[0].score = 200);
    assert_eq!(lines(&[dearer]), ["dc-c-001: the parts add up to 600 hundredths"]);
    let shorter = with_case(case(), |case| {
        case.parts.truncate(2);
        case.parts[0].score = 300;
    });
    assert_eq!(lines(&[shorter]), ["dc-c-001: a case cannot have 2 parts"]);
    let nested = with_case(case(), |case| case.parts[0].kind = Kind::Case);
    assert!(lines(&[nested]).iter().any(|line| line.starts_with("dc-c-001 part 1: a case question cannot")));
    let mislabelled = Question { kind: Kind::Single, ..case() };
    assert!(lines(&[mislabelled]).contains(&"dc-c-001: the body does not belong to the kind single".to_owned()));
}

#[test]
fn a_letter_that_is_right_too_often_or_too_rarely_is_found() {
    let singles = |right: &[(&str, usize)]| -> Vec<_> {
        let letters = right.iter().flat_map(|&(letter, times)| std::iter::repeat_n(letter, times));
        let stems = (0..).map(|n| char::from_u32(0x4e00 + n).unwrap().to_string().repeat(9));
        let question =
            |(letter, stem): (&str, String)| plain(&stem, Kind::Single, item(&stem, &["甲", "乙", "丙", "丁"], letter));
        letters.zip(stems).map(question).collect()
    };
    assert!(lines(&singles(&[("A", 25), ("B", 25), ("C", 25), ("D", 25)])).is_empty());
    assert!(lines(&singles(&[("A", 35), ("B", 15), ("C", 25), ("D", 25)])).is_empty());
    assert_eq!(lines(&singles(&[("A", 36), ("B", 14), ("C", 25), ("D", 25)])).len(), 2);
    assert!(lines(&singles(&[("A", 19)])).is_empty());
    let practice: Vec<_> =
        singles(&[("A", 30)]).into_iter().map(|q| Question { purpose: Purpose::Practice, ..q }).collect();
    assert!(lines(&practice).is_empty());
}

#[test]
fn coverage_counts_official_questions_by_the_facts_they_may_use() {
    let mut bank = bank();
    let report = check(&bank, &facts(), &Blueprint::standard());
    assert_eq!(report.short(Secondary::Refused).count(), 0);

    let is_cell = |question: &Question| question.point == Point::Platform && question.kind == Kind::Multiple;
    let mut in_cell = bank.iter_mut().filter(|question| is_cell(question));
    in_cell.next().unwrap().purpose = Purpose::Practice;
    in_cell.next().unwrap().facts = vec![fact("F068")];
    in_cell.next().unwrap().facts = vec![fact("F064")];
    let report = check(&bank, &facts(), &Blueprint::standard());
    let short: Vec<_> = report.short(Secondary::Refused).collect();
    assert_eq!(short.len(), 1);
    assert_eq!((short[0].without_secondary, short[0].with_secondary), (0, 1));
    assert_eq!(report.short(Secondary::Allowed).count(), 0);

    bank.retain(|question| !is_cell(question));
    let report = check(&bank, &facts(), &Blueprint::standard());
    let line = "too few official questions: 1 platform multiple medium needed, 0 available";
    assert!(report.faults.iter().any(|fault| fault.to_string() == line));
    assert!(!report.is_sound());
}

#[test]
fn coverage_of_practice_does_not_count_official_questions() {
    let mut bank = bank();
    let of_practice = |bank: &[Question]| coverage(bank, &facts(), &Blueprint::standard(), Purpose::Practice);
    assert!(of_practice(&bank).iter().all(|row| row.with_secondary == 0));

    let moved = bank.iter_mut().find(|question| question.point == Point::Platform && question.kind == Kind::Multiple);
    moved.unwrap().purpose = Purpose::Practice;
    let filled: Vec<_> = of_practice(&bank).into_iter().filter(|row| row.with_secondary > 0).collect();
    assert_eq!(filled.len(), 1);
    assert_eq!((filled[0].cell.point, filled[0].cell.kind), (Point::Platform, Kind::Multiple));
    assert_eq!((filled[0].with_secondary, filled[0].without_secondary), (1, 1));
}

#[test]
fn a_report_is_plain_data() {
    let report = check(&[single()], &facts(), &Blueprint::standard());
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["right_letters"], serde_json::json!([1, 0, 0, 0]));
    assert_eq!(json["faults"][0]["subject"], "bank");
}

impl Question {
    fn renamed(mut self, id: &str) -> Self {
        self.id = QuestionId(id.to_owned());
        self
    }
}
