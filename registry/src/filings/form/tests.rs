#![allow(clippy::unwrap_used)]

use super::*;
use crate::rulepacks::known::{Kind, find};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn known() -> Known {
    Known {
        project: "崇川示例花园一期工程".into(),
        contractor: "南通崇川示例建设有限公司".into(),
        officer: "顾文静".into(),
        officer_id_index: "index".into(),
    }
}

fn whole() -> FormDraft {
    FormDraft {
        planned_start: "2026-12-01".into(),
        planned_finish: "2028-06-30".into(),
        address: "崇川区示例路1号".into(),
        owner: "示例置业有限公司".into(),
        owner_lead: "王　明".into(),
        owner_phone: "0513-85123456-8012".into(),
        supervisor: "示例监理有限公司".into(),
        chief_supervisor: "李强".into(),
        supervisor_phone: "139 0000 0002".into(),
        project_manager: "范启明".into(),
        manager_phone: "+86 13900000003".into(),
        officer_phone: "１９９０００００６２０".into(),
        joined: " 2026-11-01 ".into(),
    }
}

fn codes(draft: &FormDraft) -> Vec<(Option<&'static str>, &'static str)> {
    let wrong = draft.check(known(), day("2026-11-20")).err().unwrap_or_default();
    wrong.iter().map(|refusal| (refusal.field, refusal.code)).collect()
}

// D-05
#[test]
fn what_is_filed_on_the_day_of_the_start_is_in_time_by_one_reading_only() {
    use Punctuality::{Late, NotStarted, OnTime, SameDay};
    let start = Some(day("2026-11-20"));
    for (filed, strictly, or_on_the_day) in [
        ("2026-11-19", OnTime, OnTime),
        ("2026-11-20", SameDay, OnTime),
        ("2026-11-21", Late, Late),
        ("2027-03-01", Late, Late),
    ] {
        assert_eq!(punctuality(day(filed), start, BeforeStart::Strictly), strictly, "{filed}");
        assert_eq!(punctuality(day(filed), start, BeforeStart::OrOnTheDay), or_on_the_day, "{filed}");
    }
    for rule in BeforeStart::ALL {
        assert_eq!(punctuality(day("2026-11-20"), None, rule), NotStarted, "{rule:?}");
    }
    assert_eq!(Punctuality::ALL.map(Punctuality::is_late), [false, false, true, true]);
}

#[test]
fn both_readings_can_be_chosen() {
    let codes = BeforeStart::ALL.map(BeforeStart::code);
    let known = find("filing.before_start").unwrap();
    assert!(matches!(known.kind, Kind::Code(offered) if offered == codes));
}

#[test]
fn a_filing_is_accepted_when_both_have_accepted_and_returned_when_one_has_returned_it() {
    use Answer::{Accepted, Returned};
    for (answers, expected) in [
        ([None, None], FilingStage::Waiting),
        ([Some(Accepted), None], FilingStage::Waiting),
        ([Some(Accepted), Some(Accepted)], FilingStage::Accepted),
        ([Some(Accepted), Some(Returned)], FilingStage::Returned),
        ([None, Some(Returned)], FilingStage::Returned),
    ] {
        assert_eq!(stage(true, false, &answers), expected, "{answers:?}");
    }
    assert_eq!(stage(false, false, &[]), FilingStage::Preparing);
    assert_eq!(stage(true, true, &[Some(Accepted), None]), FilingStage::Superseded);
    assert_eq!(stage(true, true, &[None, Some(Returned)]), FilingStage::Returned, "what was said stays said");
    assert_eq!(stage(true, false, &[]), FilingStage::Waiting, "nobody is not everybody");
}

//
#[test]
fn a_whole_form_carries_the_records_and_what_was_typed() {
    let form = whole().check(known(), day("2026-11-20")).unwrap();
    assert_eq!((form.unit.as_str(), form.date), ("南通崇川示例建设有限公司", day("2026-11-20")));
    assert_eq!((form.contractor.as_str(), form.officer.as_str()), ("南通崇川示例建设有限公司", "顾文静"));
    assert_eq!((form.owner_lead.as_str(), form.owner_phone.as_str()), ("王明", "0513-85123456-8012"));
    assert_eq!((form.supervisor_phone.as_str(), form.manager_phone.as_str()), ("13900000002", "13900000003"));
    assert_eq!((form.officer_phone.as_str(), form.joined), ("19900000620", day("2026-11-01")));
    let again: FilingForm = serde_json::from_str(&serde_json::to_string(&form).unwrap()).unwrap();
    assert_eq!(again, form);
    assert!(!format!("{form:?}").contains("1990"), "no telephone gets into a log");
}

#[test]
fn every_field_that_says_nothing_is_named() {
    let fields: Vec<_> = codes(&FormDraft::default()).into_iter().filter_map(|(field, _)| field).collect();
    for field in [
        "planned_start",
        "planned_finish",
        "joined",
        "address",
        "owner",
        "owner_lead",
        "project_manager",
        "owner_phone",
        "manager_phone",
        "officer_phone",
    ] {
        assert!(fields.contains(&field), "{field} in {fields:?}");
    }
    assert_eq!(fields.len(), 10, "no supervision is a whole answer");
}

#[test]
fn half_a_supervision_is_asked_for_the_rest() {
    let none = FormDraft {
        supervisor: " ".into(),
        chief_supervisor: String::new(),
        supervisor_phone: String::new(),
        ..whole()
    };
    assert!(codes(&none).is_empty());
    let half = FormDraft { supervisor: "示例监理有限公司".into(), ..none };
    let expected =
        [(Some("chief_supervisor"), "people.name_missing"), (Some("supervisor_phone"), "filings.phone_shape")];
    assert_eq!(codes(&half), expected);
}

#[test]
fn days_that_cannot_be_are_refused() {
    let late = FormDraft { planned_finish: "2026-11-30".into(), ..whole() };
    assert_eq!(codes(&late), [(Some("planned_finish"), "filings.finish_before_start")]);
    let odd = FormDraft { planned_start: "2026-02-30".into(), joined: "2026-11-21".into(), ..whole() };
    let expected =
        [(Some("planned_start"), "filings.planned_start_missing"), (Some("joined"), "filings.joining_in_future")];
    assert_eq!(codes(&odd), expected);
    let ancient = FormDraft { planned_start: "0202-12-01".into(), ..whole() };
    assert_eq!(codes(&ancient), [(Some("planned_start"), "calendar.day_too_early")]);
}

// formats 4
#[test]
fn a_telephone_is_a_mobile_or_a_landline() {
    for (typed, kept) in [
        ("139-0000-0002", "13900000002"),
        ("0513 85123456", "0513-85123456"),
        ("051385123456", "0513-85123456"),
        ("02512345678", "025-12345678"),
        ("010—12345678", "010-12345678"),
        ("0513-8512345-1", "0513-8512345-1"),
    ] {
        assert_eq!(contact("owner_phone", typed).unwrap(), kept, "{typed}");
    }
    for typed in [
        "",
        "12333",
        "85123456",
        "1390000000",
        "0513-851234567",
        "0513-85123456-1234567",
        "0513-85123456-1-2",
        "字051385123456",
    ] {
        assert!(contact("owner_phone", typed).is_err(), "{typed}");
    }
}
