use super::*;
use crate::workers::PayMonth;

fn kept(area: &str, industry: &str, kind: ChannelKind, first: &str, last: Option<&str>) -> Kept {
    let day = |text: &str| Day::parse(text).unwrap();
    Kept {
        area: area.into(),
        industry: industry.into(),
        valid: Period::new(day(first), last.map(day)).unwrap(),
        channel: Channel { kind, body: format!("{area} {first}"), phone: "12345".into(), address: None },
        source: "公告".into(),
    }
}

fn content() -> Content {
    Content {
        project: "示例工程".into(),
        address: None,
        owners: vec!["示例置业".into()],
        contractor: "示例建设".into(),
        contractor_phone: None,
        department: None,
        subcontractors: Vec::new(),
        industry_department: Some("住建局".into()),
        officer: Reached { name: "王芳".into(), phone: "13800005678".into() },
        minimum_wage: None,
        pay_day: PayDay { day_of_month: 15, month: PayMonth::Next },
        deposit: None,
        channels: vec![Channel {
            kind: ChannelKind::LegalHotline,
            body: "公共法律服务".into(),
            phone: "12348".into(),
            address: None,
        }],
    }
}

#[test]
fn hotlines_mobiles_and_landlines_stand_on_a_board_and_nothing_else() {
    for (typed, read) in [
        ("12348", "12348"),
        ("１２３３３", "12333"),
        ("138 0000 5678", "13800005678"),
        ("051385123456", "0513-85123456"),
    ] {
        assert_eq!(check_phone(typed).as_deref(), Ok(read), "{typed}");
    }
    for wrong in ["", "123", "99999", "123456", "拨打12348"] {
        assert_eq!(check_phone(wrong).unwrap_err().field, Some("phone"), "{wrong}");
    }
}

#[test]
fn the_narrowest_area_wins_and_in_it_what_holds_since_the_latest_day() {
    let day = |text: &str| Day::parse(text).unwrap();
    let kind = ChannelKind::Arbitration;
    let all = [
        kept("320600", "", kind, "2026-01-01", None),
        kept("320613", "", kind, "2025-01-01", None),
        kept("320613", "", kind, "2026-06-01", Some("2026-08-31")),
        kept("320623", "", kind, "2026-01-01", None),
        kept("320613", "water", ChannelKind::IndustryComplaints, "2026-01-01", None),
    ];
    let lineage = ["320600".to_owned(), "320613".to_owned()];
    let found = |kind, industry: &str, on: &str| {
        channel_on(&all, kind, (&lineage, industry), day(on)).map(|one| one.channel.body.clone())
    };
    assert_eq!(found(kind, "housing", "2026-05-31").as_deref(), Some("320613 2025-01-01"));
    assert_eq!(found(kind, "housing", "2026-06-01").as_deref(), Some("320613 2026-06-01"));
    assert_eq!(found(kind, "housing", "2026-09-01").as_deref(), Some("320613 2025-01-01"), "it is over");
    assert_eq!(found(kind, "housing", "2024-01-01"), None);
    assert_eq!(found(ChannelKind::IndustryComplaints, "housing", "2026-06-01"), None, "of another industry");
    assert!(found(ChannelKind::IndustryComplaints, "water", "2026-06-01").is_some());
}

#[test]
fn what_is_not_on_record_is_told_in_the_order_of_the_board() {
    let expected = [
        Gap::Department,
        Gap::MinimumWage,
        Gap::Deposit,
        Gap::IndustryComplaints,
        Gap::LabourInspection,
        Gap::Arbitration,
        Gap::LegalAid,
    ];
    assert_eq!(content().gaps(), expected);
}

#[test]
fn no_log_shows_a_number_in_full() {
    assert!(!format!("{:?}", content()).contains("13800005678"));
}

#[test]
fn everything_that_is_wrong_with_a_channel_is_told_at_once() {
    let wrong = ChannelDraft { first_day: "2026-13-01".into(), ..ChannelDraft::default() }.check().unwrap_err();
    let codes: Vec<_> = wrong.iter().map(|refusal| refusal.field.unwrap()).collect();
    assert_eq!(codes, ["kind", "body", "phone", "source", "first_day"]);
    let right = ChannelDraft {
        kind: "legal_hotline".into(),
        body: "公共法律服务热线".into(),
        phone: "12348".into(),
        address: String::new(),
        source: "司法局公告".into(),
        first_day: "2026-01-01".into(),
        last_day: "2025-12-31".into(),
    };
    assert_eq!(right.check().unwrap_err()[0].code, "boards.last_before_first");
    let (channel, source, valid) = ChannelDraft { last_day: String::new(), ..right }.check().unwrap();
    assert_eq!((channel.phone.as_str(), source.as_str(), valid.last()), ("12348", "司法局公告", None));
}
