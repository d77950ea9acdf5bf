//! Does `demo.json` say what people and the browser's tests need?

use std::collections::BTreeSet;

use registry::accounts::SessionKind;
use registry::accounts::store::{find_session, sign_in};
use registry::fixtures::CAST;
use registry::instant::MINUTE_MS;
use registry::{Actor, courses};
use serde_json::Value;

use crate::harness::House;

/// Every entry of a list has these members, each a text with something in it.
fn assert_members(list: &Value, names: &[&str]) {
    let entries = list.as_array().unwrap();
    assert!(!entries.is_empty(), "no entry with {names:?}");
    for entry in entries {
        for name in names {
            assert!(entry[name].as_str().is_some_and(|text| !text.is_empty()), "{name} in {entry}");
        }
    }
}

fn all<'a>(list: &'a Value, name: &str) -> BTreeSet<&'a str> {
    list.as_array().unwrap().iter().map(|entry| entry[name].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demonstration_says_who_can_come_in_and_what_there_is() {
    let house = House::new().await;
    // chance is the same in every run: at another time it gives other ids than those of the template
    house.clock.advance_ms(MINUTE_MS);
    let printed = server::demo::fill(&house.state, house.folder.path()).await.unwrap().lines;
    let text = std::fs::read_to_string(house.folder.path().join("demo.json")).unwrap();
    let demo: Value = serde_json::from_str(&text).unwrap();

    assert_eq!(demo["url"], house.state.site.public_url.as_deref().unwrap());
    assert_members(&demo["accounts"], &["role", "name", "sign_in", "password"]);
    assert_members(&demo["exams"], &["id", "title", "kind"]);
    assert_members(&demo["certificates"], &["number", "verify_url", "qr_text", "status", "name"]);
    assert!(CAST.iter().all(|member| all(&demo["accounts"], "role").contains(member.part.code())));
    assert!(["certification", "mock"].iter().all(|kind| all(&demo["exams"], "kind").contains(kind)));
    let statuses = ["valid", "suspended", "revoked", "annulled", "superseded"];
    assert_eq!(all(&demo["certificates"], "status"), BTreeSet::from(statuses), "at least one of each");

    let passwords = all(&demo["accounts"], "password");
    assert!(passwords.len() >= CAST.len(), "each has a password of its own");
    assert!(passwords.iter().all(|password| printed.iter().any(|line| line.contains(password))), "and it is printed");
    for certificate in demo["certificates"].as_array().unwrap() {
        let (url, code) = (certificate["verify_url"].as_str().unwrap(), certificate["qr_text"].as_str().unwrap());
        let digits = code.strip_prefix(url).and_then(|rest| rest.strip_prefix('#')).unwrap();
        assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    }
    // one candidate has the hours, another has not
    assert_eq!(
        (has_hours(&house, &demo, "candidate_ready").await, has_hours(&house, &demo, "candidate_new").await),
        (true, false)
    );
}

/// By the password that is written down.
async fn has_hours(house: &House, demo: &Value, role: &str) -> bool {
    let account = demo["accounts"].as_array().unwrap().iter().find(|account| account["role"] == role).unwrap();
    let (name, password) = (account["sign_in"].as_str().unwrap(), account["password"].as_str().unwrap());
    let anonymous = house.state.ctx.acting_as(Actor::Anonymous);
    let session = sign_in(&anonymous, name, password, SessionKind::Cookie, "test").await.unwrap();
    let who = find_session(&anonymous, &session.token).await.unwrap().unwrap();
    let ctx = house.state.ctx.acting_as(Actor::SignedIn(who));
    let course = courses::store::list(&ctx).await.unwrap().remove(0);
    course.hours.unwrap().is_complete()
}
