use proptest::prelude::*;

use super::*;

fn form<'a>(number: &'a str) -> PersonForm<'a> {
    PersonForm {
        name: "陆建明",
        ethnic_group: "汉族",
        document_kind: "01",
        document_number: number,
        address: "南通市某街道1号",
        document_issuer: "某公安局",
        valid_from: "2015-05-01",
        valid_until: "长期",
        phone: "138 1234 5678",
        household: "rural",
        education: "02",
        ..PersonForm::default()
    }
}

fn read(form: &PersonForm<'_>) -> Result<(Person, Vec<Warning>), Vec<&'static str>> {
    read_person(form, vec![], None, today(), codes()).map_err(|fault| match fault {
        crate::Fault::Refused(refusals) => refusals.iter().map(|refusal| refusal.code).collect(),
        other => panic!("{other}"),
    })
}

#[test]
fn a_resident_number_says_sex_and_birth_day() {
    let number = with_check_character("32069119900817721");
    let (person, warnings) = read(&form(&number)).unwrap();
    assert_eq!((person.birth_day, person.sex.code()), (day("1990-08-17"), "male"));
    assert_eq!(person.document_valid.until, None);
    // the numbers of invented people have counties that nobody has
    assert_eq!(warnings, [Warning::UnknownCounty]);
    assert_eq!(format!("{:?}", person.document), "IdDocument(01 3206**************)");
}

#[test]
fn what_is_typed_must_not_contradict_the_number() {
    let number = with_check_character("32069119900817721");
    let typed = PersonForm { sex: "female", birth_day: "1990-08-18", ..form(&number) };
    assert_eq!(read(&typed).unwrap_err(), ["workers.sex_differs_from_number", "workers.birth_day_differs_from_number"]);
    assert!(read(&PersonForm { sex: "male", birth_day: "1990-08-17", ..form(&number) }).is_ok());
}

#[test]
fn other_documents_need_sex_and_birth_day() {
    let passport = PersonForm { document_kind: "08", ..form(" ｅ1234567 8 ") };
    assert_eq!(read(&passport).unwrap_err(), ["workers.sex_missing", "workers.birth_day_missing"]);
    let (person, warnings) = read(&PersonForm { sex: "male", birth_day: "1985-01-02", ..passport }).unwrap();
    assert_eq!((person.document.kind(), person.document.number()), ("08", "E12345678"));
    assert_eq!(person.document.masked(), "E1*******");
    assert!(warnings.is_empty());
    let unborn = PersonForm { sex: "male", birth_day: "2026-11-21", ..passport };
    assert_eq!(read(&unborn).unwrap_err(), ["workers.birth_day_unlikely"]);
}

#[test]
fn everything_that_is_wrong_with_a_form_is_said_at_once() {
    let empty = PersonForm::default();
    assert_eq!(
        read(&empty).unwrap_err(),
        [
            "people.name_missing",
            "workers.document_kind_unknown",
            "workers.sex_missing",
            "workers.birth_day_missing",
            "workers.ethnic_group_missing",
            "workers.address_missing",
            "workers.issuer_missing",
        ]
    );
    let number = with_check_character("32069119900817721");
    let wrong = PersonForm {
        ethnic_group: " ",
        address: "",
        education: "05x",
        valid_from: "2030-01-01",
        valid_until: "2029-12-31",
        phone: "",
        ..form(&number)
    };
    assert_eq!(
        read(&wrong).unwrap_err(),
        [
            "workers.ethnic_group_missing",
            "workers.address_missing",
            "workers.education_unknown",
            "workers.document_ends_before_it_begins",
        ]
    );
    let shapes = PersonForm { valid_from: "2030", phone: "123", household: "village", ..form(&number) };
    assert_eq!(read(&shapes).unwrap_err(), ["calendar.day_shape", "people.phone_shape", "workers.household_unknown"]);
}

#[test]
fn age_is_judged_on_the_day() {
    let born = |birth_day: &str| Person { birth_day: day(birth_day), ..person() };
    let on = day("2026-03-01");
    assert_eq!(refused(&check_age(&born("2010-03-02"), on, &policy())), ["workers.under_age"]);
    let sixteen = check_age(&born("2010-03-01"), on, &policy());
    assert_eq!((refused(&sixteen), sixteen.warnings), (vec![], vec![Warning::Minor]));
    assert_eq!(check_age(&born("2008-03-01"), on, &policy()), Findings::default());
    assert_eq!(check_age(&born("1966-03-02"), on, &policy()), Findings::default());
    assert_eq!(check_age(&born("1966-03-01"), on, &policy()).warnings, [Warning::PastRetirementAge]);
    let woman = Person { sex: crate::people::Sex::Female, ..born("1976-03-01") };
    assert_eq!(check_age(&woman, on, &policy()).warnings, [Warning::PastRetirementAge]);
    // born on a leap day: sixteen on 1 March
    assert_eq!(refused(&check_age(&born("2012-02-29"), day("2028-02-28"), &policy())), ["workers.under_age"]);
    assert!(check_age(&born("2012-02-29"), day("2028-02-29"), &policy()).refusals.is_empty());
}

#[test]
fn an_expired_document_only_warns() {
    let until = |until: &str| {
        let valid = Validity { from: None, until: Day::parse(until) };
        check_person(&Person { document_valid: valid, ..person() }, today(), codes()).warnings
    };
    assert!(until("2026-11-19").contains(&Warning::DocumentExpired));
    assert!(!until("2026-11-20").contains(&Warning::DocumentExpired));
}

#[test]
fn cards_have_sixteen_to_nineteen_digits() {
    let parse = |text: &str| CardNumber::parse(text).map_err(|refusal| refusal.code);
    assert_eq!(parse("6222 0200-0000 0000 ００６").unwrap().as_str(), "6222020000000000006");
    for (text, code) in [
        (" ", "workers.card_missing"),
        ("62220200000000000o6", "workers.card_characters"),
        ("622202000000000", "workers.card_length"),
        ("62220200000000000061", "workers.card_length"),
    ] {
        assert_eq!(parse(text), Err(code), "{text}");
    }
    assert!(parse("6222020000000006").is_ok());
    assert_eq!(format!("{:?}", parse("6222020000000000006").unwrap()), "CardNumber(***************0006)");
}

#[test]
fn the_check_of_luhn_only_warns() {
    // published examples of the check, no cards of anybody
    for (number, passes) in [("4539148803436467", true), ("8273123273520569", false), ("0000000000000000", true)] {
        assert_eq!(CardNumber::parse(number).unwrap().passes_luhn(), passes, "{number}");
    }
    let doubtful = check_wage_card(&card("8273123273520569"), &person().name, today(), codes());
    assert_eq!((refused(&doubtful), doubtful.warnings), (vec![], vec![Warning::CardCheck]));
}

#[test]
fn a_wage_card_is_the_workers_own() {
    let somebody = PersonName::parse("陆建民").unwrap();
    let number = "4539148803436467";
    assert_eq!(
        refused(&check_wage_card(&card(number), &somebody, today(), codes())),
        ["workers.card_of_somebody_else"]
    );
    let wrong = WageCard {
        bank: "999".into(),
        bank_name: String::new(),
        branch: Some("支".repeat(51)),
        link_number: Some("10230600".into()),
        since: day("2026-11-21"),
        ..card(number)
    };
    assert_eq!(
        refused(&check_wage_card(&wrong, &person().name, today(), codes())),
        [
            "workers.bank_unknown",
            "workers.bank_name_missing",
            "workers.bank_name_too_long",
            "workers.link_number_shape",
            "workers.card_in_future"
        ]
    );
}

#[test]
fn the_card_registered_last_by_the_day_is_in_use() {
    let later = WageCard { since: day("2026-06-01"), ..card("8273123273520569") };
    let cards = [later.clone(), card("4539148803436467")];
    assert_eq!(card_on(&cards, day("2026-03-01")), None);
    assert_eq!(card_on(&cards, day("2026-05-31")), Some(&cards[1]));
    assert_eq!(card_on(&cards, day("2026-06-01")), Some(&later));
}

proptest! {
    #[test]
    fn no_text_makes_a_parser_panic(text in "\\PC*") {
        if let Ok(card) = CardNumber::parse(&text) {
            prop_assert_eq!(card.masked().len(), card.as_str().len());
            let _ = card.passes_luhn();
        }
        let _ = read(&PersonForm { document_kind: "08", ..form(&text) });
    }

    #[test]
    fn one_wrong_digit_never_passes_luhn(digits in "[0-9]{15,18}", at in 0_usize..15, by in 1_u8..10) {
        let with = |check: u8| CardNumber::parse(&format!("{digits}{check}")).unwrap();
        let right = (0..10).map(with).find(CardNumber::passes_luhn).unwrap();
        let mut wrong = right.as_str().as_bytes().to_vec();
        wrong[at] = b'0' + (wrong[at] - b'0' + by) % 10;
        prop_assert!(!CardNumber::parse(std::str::from_utf8(&wrong).unwrap()).unwrap().passes_luhn());
    }
}
