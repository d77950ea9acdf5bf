#![allow(clippy::unwrap_used)]

use super::*;
use crate::instant::HOUR_MS;

const SITE: Uuid = Uuid::from_u128(1);
const OTHER_SITE: Uuid = Uuid::from_u128(2);
const FIRM: Uuid = Uuid::from_u128(3);

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// So many hours after the day has begun.
fn at(text: &str, hours: i64) -> Instant {
    day(text).starts_at().plus_ms(hours * HOUR_MS)
}

fn project(project: Uuid, duty: Duty) -> Post {
    Post::Project { project, duty }
}

fn wish(post: Post) -> Wish {
    Wish { enterprise: FIRM, post, employment: Employment::FullTime, joined: day("2026-11-20") }
}

fn binding(id: u128, post: Post, confirmed_at: Option<Instant>, ended_at: Option<Instant>) -> Binding {
    Binding {
        id: Uuid::from_u128(id),
        person: Uuid::from_u128(100 + id),
        certificate: Uuid::from_u128(200 + id),
        enterprise: FIRM,
        post,
        employment: Employment::FullTime,
        joined: day("2026-01-01"),
        asked_at: at("2026-01-01", 0),
        confirmed_at,
        declined_at: None,
        ended_at,
    }
}

fn codes(wish: &Wish, certificate: Status, own: &[Binding]) -> Vec<&'static str> {
    let wrong = check_wish(wish, certificate, own, day("2026-11-20")).err().unwrap_or_default();
    wrong.iter().map(|refusal| refusal.code).collect()
}

//
#[test]
fn only_a_valid_certificate_binds() {
    let site = wish(project(SITE, Duty::Responsible));
    assert_eq!(codes(&site, Status::Valid, &[]), [""; 0]);
    assert_eq!(codes(&site, Status::Suspended, &[]), ["filings.certificate_suspended"]);
    for ended in [Status::Revoked, Status::Annulled, Status::Superseded] {
        assert_eq!(codes(&site, ended, &[]), ["filings.certificate_ended"], "{ended:?}");
    }
}

//
#[test]
fn the_officer_of_an_enterprise_is_there_for_nothing_else() {
    let (firm, site) = (wish(Post::Enterprise), wish(project(SITE, Duty::Assistant)));
    let part_time = Wish { employment: Employment::PartTime, ..firm };
    assert_eq!(codes(&part_time, Status::Valid, &[]), ["filings.enterprise_officer_full_time"]);
    assert_eq!(codes(&Wish { employment: Employment::PartTime, ..site }, Status::Valid, &[]), [""; 0]);
    let of_firm = binding(1, Post::Enterprise, Some(at("2026-02-01", 9)), None);
    let of_site = binding(2, project(OTHER_SITE, Duty::Responsible), None, None);
    assert_eq!(codes(&firm, Status::Valid, &[of_firm]), ["filings.enterprise_officer_already"]);
    assert_eq!(codes(&firm, Status::Valid, &[of_site]), ["filings.project_officer_already"], "asked for is enough");
    assert_eq!(codes(&site, Status::Valid, &[of_firm]), ["filings.enterprise_officer_elsewhere"]);
    let over = Binding { ended_at: Some(at("2026-03-01", 9)), ..of_firm };
    assert_eq!(codes(&site, Status::Valid, &[over]), [""; 0], "what has ended is in nobody's way");
}

#[test]
fn nobody_asks_twice_for_one_project_or_for_a_day_to_come() {
    let site = wish(project(SITE, Duty::Assistant));
    let open = binding(1, project(SITE, Duty::Responsible), None, None);
    assert_eq!(codes(&site, Status::Valid, &[open]), ["filings.bound_already"]);
    let declined = Binding { declined_at: Some(at("2026-02-01", 9)), ..open };
    assert_eq!(codes(&site, Status::Valid, &[declined]), [""; 0]);
    let tomorrow = Wish { joined: day("2026-11-21"), ..site };
    assert_eq!(codes(&tomorrow, Status::Valid, &[]), ["filings.joining_in_future"]);
    let ancient = Wish { joined: day("0001-01-01"), ..site };
    assert_eq!(codes(&ancient, Status::Valid, &[]), ["calendar.day_too_early"]);
}

//
#[test]
fn several_projects_are_for_fewer_people_than_the_limit() {
    for (projects, people, is_right) in [(1, 5_000, true), (2, 99, true), (2, 100, false), (3, 101, false)] {
        assert_eq!(check_capacity(projects, people, 100).is_ok(), is_right, "{people} on {projects}");
    }
}

#[test]
fn a_binding_goes_from_waiting_to_one_end() {
    let (then, later) = (Some(at("2026-02-01", 9)), Some(at("2026-03-01", 9)));
    let open = binding(1, Post::Enterprise, None, None);
    for (binding, stage) in [
        (open, Stage::Waiting),
        (Binding { confirmed_at: then, ..open }, Stage::InForce),
        (Binding { declined_at: then, ..open }, Stage::Declined),
        (Binding { ended_at: then, ..open }, Stage::Withdrawn),
        (Binding { confirmed_at: then, ended_at: later, ..open }, Stage::Ended),
    ] {
        assert_eq!(binding.stage(), stage);
        assert_eq!(binding.is_open(), matches!(stage, Stage::Waiting | Stage::InForce));
    }
}

//
#[test]
fn every_day_has_one_answer_to_who_was_responsible() {
    let post = project(SITE, Duty::Responsible);
    let history = [
        binding(1, post, Some(at("2026-02-01", 9)), Some(at("2026-03-10", 10))),
        binding(2, post, Some(at("2026-03-10", 11)), Some(at("2026-03-10", 12))),
        binding(3, post, Some(at("2026-03-10", 23)), Some(at("2026-04-01", 0))),
        binding(4, post, None, None),
        binding(5, project(SITE, Duty::Assistant), Some(at("2026-01-15", 9)), None),
    ];
    let responsible = |text: &str| responsible_on(&history, day(text)).map(|one| one.id.as_u128());
    assert_eq!(responsible("2026-01-31"), None, "nobody is an answer");
    assert_eq!(responsible("2026-02-01"), Some(1));
    assert_eq!(responsible("2026-03-09"), Some(1));
    assert_eq!(responsible("2026-03-10"), Some(3), "the last of three on one day");
    assert_eq!(responsible("2026-04-01"), Some(3), "whose last moment it was");
    assert_eq!(responsible("2026-04-02"), None);
    assert_eq!(assistants_on(&history, day("2026-01-15")).len(), 1);
    assert_eq!(assistants_on(&history, day("2026-01-14")).len(), 0);
}

#[test]
fn a_past_day_keeps_the_status_that_the_certificate_had() {
    let history = [(at("2026-02-01", 9), Status::Valid), (at("2026-03-01", 9), Status::Suspended)];
    assert_eq!(status_at_end_of(day("2026-01-31"), &history), None);
    assert_eq!(status_at_end_of(day("2026-02-28"), &history), Some(Status::Valid));
    assert_eq!(status_at_end_of(day("2026-03-01"), &history), Some(Status::Suspended));
}

//
#[test]
fn a_past_day_keeps_the_certificate_whose_place_another_took() {
    let old = [(at("2026-02-01", 9), Status::Valid), (at("2026-03-01", 9), Status::Superseded)];
    let next = [(at("2026-03-05", 9), Status::Valid)];
    let on = |text| issued_last_by(day(text), [("next", &next[..]), ("old", &old[..])].into_iter());
    assert_eq!(on("2026-01-31"), None);
    assert_eq!(on("2026-02-28"), Some(("old", Status::Valid)));
    assert_eq!(on("2026-03-04"), Some(("old", Status::Superseded)), "between the two nobody is certified");
    assert_eq!(on("2026-03-05"), Some(("next", Status::Valid)));
}

#[test]
fn a_form_says_what_is_missing_field_by_field() {
    let missing = |draft: &Draft| -> Vec<&'static str> {
        draft.check(FIRM).err().unwrap_or_default().iter().filter_map(|refusal| refusal.field).collect()
    };
    assert_eq!(missing(&Draft::default()), ["level", "employment", "joined"]);
    let site = Draft { level: "project".into(), ..Draft::default() };
    assert_eq!(missing(&site), ["project", "duty", "employment", "joined"]);
    let whole = Draft {
        project: SITE.to_string(),
        duty: "responsible".into(),
        employment: "full_time".into(),
        joined: " 2026-11-20 ".into(),
        ..site
    };
    assert_eq!(whole.check(FIRM).unwrap(), wish(project(SITE, Duty::Responsible)));
    let firm = Draft { level: "enterprise".into(), project: "nonsense".into(), ..whole };
    assert_eq!(firm.check(FIRM).unwrap().post, Post::Enterprise, "what does not belong to the level is passed over");
}
