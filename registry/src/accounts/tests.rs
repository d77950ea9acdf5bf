use super::*;
use crate::people::with_check_character;

fn today() -> Day {
    Day::from_ymd(2026, 11, 20).unwrap()
}

fn form() -> NewAccount {
    NewAccount {
        name: "王䶮".into(),
        id_number: with_check_character("32069619920817721"),
        phone: "19900000721".into(),
        password: "invented-2026".into(),
        privacy_notice: Some(PRIVACY_NOTICE.into()),
    }
}

fn codes(new: &NewAccount) -> Vec<&'static str> {
    new.check(today()).err().unwrap_or_default().into_iter().map(|refusal| refusal.code).collect()
}

#[test]
fn every_mistake_of_the_form_is_told_at_once() {
    assert_eq!(codes(&form()), [""; 0]);
    let empty = NewAccount::default();
    assert_eq!(
        codes(&empty),
        [
            "people.name_missing",
            "people.id_number_missing",
            "people.phone_missing",
            "accounts.password_missing",
            "accounts.privacy_not_accepted"
        ]
    );
}

#[test]
fn nobody_under_sixteen_gets_an_account() {
    let born = |day: &str| NewAccount { id_number: with_check_character(&format!("320696{day}721")), ..form() };
    assert_eq!(codes(&born("20101121")), ["accounts.under_age"]);
    assert_eq!(codes(&born("20101120")), [""; 0]);
}

#[test]
fn an_older_privacy_notice_does_not_count() {
    assert_eq!(codes(&NewAccount { privacy_notice: Some("2025-01".into()), ..form() }), ["accounts.privacy_outdated"]);
}

#[test]
fn weak_passwords_are_refused_and_told_why() {
    let cases = [
        ("short-1", "accounts.password_short"),
        ("onlyletters", "accounts.password_one_class"),
        ("1357924680", "accounts.password_one_class"),
        ("Passw0rd", "accounts.password_common"),
        ("WOAINI1314", "accounts.password_common"),
        ("my19900000721", "accounts.password_own_data"),
        ("wang19920817", "accounts.password_own_data"),
        ("wy19920817wy", "accounts.password_own_data"),
    ];
    for (password, code) in cases {
        assert_eq!(codes(&NewAccount { password: password.into(), ..form() }), [code], "{password}");
    }
    let last_six = form().id_number[12..].to_lowercase();
    assert_eq!(codes(&NewAccount { password: format!("wang{last_six}"), ..form() }), ["accounts.password_own_data"]);
    assert_eq!(codes(&NewAccount { password: format!("{}-1", "长".repeat(126)), ..form() }), [""; 0]);
    assert_eq!(
        codes(&NewAccount { password: format!("{}-1", "长".repeat(127)), ..form() }),
        ["accounts.password_long"]
    );
}

#[test]
fn a_form_prints_nothing_that_was_typed() {
    assert_eq!(format!("{:?}", form()), "NewAccount(..)");
}
