use super::super::integrity::{Basis, Content, Finding, IntegrityRecord, RecordKind, SubjectKind, Weight, ratings_on};
use super::*;

fn record(content: Content) -> IntegrityRecord {
    IntegrityRecord {
        subject_kind: SubjectKind::Enterprise,
        subject: somebody(7),
        project: None,
        content,
        on: day("2026-03-01"),
        valid: period("2026-03-05", "2027-03-04"),
        withdrawn: None,
    }
}

fn conduct(is_good: bool) -> Content {
    let basis = Basis {
        title: "行政处罚决定书".into(),
        number: "通人社罚字〔2026〕3号".into(),
        body: "南通市人力资源和社会保障局".into(),
        document: None,
    };
    Content::Conduct { is_good, conduct: "拖欠农民工工资".into(), basis }
}

fn rating(rating: &str, body: &str) -> Content {
    Content::Rating { rating: rating.into(), body: body.into() }
}

fn complaint(finding: Finding) -> Content {
    Content::Complaint { case: somebody(8), matter: "拖欠三个月工资".into(), finding }
}

#[test]
fn a_record_counts_on_the_days_of_its_validity() {
    let bad = record(conduct(false));
    let weight = |record: &IntegrityRecord, on: &str| record.weight_on(day(on));
    assert_eq!(weight(&bad, "2026-03-04"), Weight::None);
    assert_eq!(weight(&bad, "2026-03-05"), Weight::Bad);
    assert_eq!(weight(&bad, "2027-03-04"), Weight::Bad);
    assert_eq!(weight(&bad, "2027-03-05"), Weight::None);
    assert_eq!(weight(&record(conduct(true)), "2026-03-05"), Weight::Good);
    let lasting = IntegrityRecord { valid: since("2026-03-05"), ..record(conduct(false)) };
    assert_eq!(weight(&lasting, "2036-03-05"), Weight::Bad);
    let withdrawn = IntegrityRecord { withdrawn: Some((day("2026-06-01"), act(2, "2026-06-01"))), ..bad };
    assert_eq!((weight(&withdrawn, "2026-05-31"), weight(&withdrawn, "2026-06-01")), (Weight::Bad, Weight::None));
}

#[test]
fn a_complaint_weighs_nothing_until_it_is_found_true() {
    let weight = |finding| record(complaint(finding)).weight_on(day("2026-03-10"));
    assert_eq!(weight(Finding::Open), Weight::None);
    assert_eq!(weight(Finding::Unsubstantiated), Weight::None);
    assert_eq!(weight(Finding::Substantiated), Weight::Bad);
    assert_eq!(record(rating("A", "某局")).weight_on(day("2026-03-10")), Weight::Rated);
}

#[test]
fn each_kind_says_what_it_needs() {
    let today = day("2026-03-10");
    let wrong = |record: IntegrityRecord| record.check(today).map_err(codes).unwrap_err();
    for content in [conduct(true), conduct(false), rating("A", "某局"), complaint(Finding::Open)] {
        assert!(record(content).check(today).is_ok());
    }
    assert_eq!(wrong(record(rating(" ", ""))), ["projects.rating_missing", "projects.body_missing"]);
    let said_nothing = Content::Complaint { case: somebody(8), matter: " ".into(), finding: Finding::Open };
    assert_eq!(wrong(record(said_nothing)), ["projects.matter_missing"]);
    let baseless = Content::Conduct {
        is_good: false,
        conduct: String::new(),
        basis: Basis { title: String::new(), number: String::new(), body: String::new(), document: None },
    };
    let expected = ["projects.conduct_missing", "projects.basis_missing", "projects.body_missing"];
    assert_eq!(wrong(record(baseless)), expected);
    let early = IntegrityRecord { valid: since("2026-02-28"), ..record(complaint(Finding::Open)) };
    assert_eq!(wrong(early), ["projects.valid_before_event"]);
    let future =
        IntegrityRecord { on: day("2026-03-11"), valid: since("2026-03-11"), ..record(complaint(Finding::Open)) };
    assert_eq!(wrong(future), ["projects.day_in_future"]);
    let ancient = IntegrityRecord { on: day("0001-01-01"), ..record(complaint(Finding::Open)) };
    assert_eq!(wrong(ancient), ["calendar.day_too_early"]);
}

#[test]
fn kinds_follow_from_the_content() {
    let kinds: Vec<RecordKind> = [rating("A", "某局"), complaint(Finding::Open), conduct(true), conduct(false)]
        .into_iter()
        .map(|content| record(content).kind())
        .collect();
    assert_eq!(kinds, RecordKind::ALL);
}

#[test]
fn the_latest_rating_of_each_body_is_in_force() {
    let dated = |content, on: &str| IntegrityRecord { on: day(on), valid: since(on), ..record(content) };
    let records = [
        dated(rating("B", "乙局"), "2026-05-01"),
        dated(rating("A", "甲局"), "2026-04-01"),
        dated(rating("C", "乙局"), "2026-03-01"),
        dated(conduct(true), "2026-05-01"),
    ];
    assert_eq!(ratings_on(&records, day("2026-05-01")).len(), 2);
    assert!(ratings_on(&records, day("2026-05-01")).contains(&("乙局", "B")));
    assert_eq!(ratings_on(&records, day("2026-04-30")), [("乙局", "C"), ("甲局", "A")]);
    assert_eq!(ratings_on(&records, day("2026-02-28")), []);
}
