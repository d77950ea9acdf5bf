use super::*;

fn registered(project: Uuid, team: u128, spans: &[(&str, Option<&str>)]) -> Registration {
    Registration {
        id: WORKER,
        person: Uuid::from_u128(0xE),
        project,
        unit: Uuid::from_u128(0xF),
        team: Some(Uuid::from_u128(team)),
        role: Role::Worker,
        trade: "240".into(),
        post: "木工".into(),
        is_team_leader: false,
        registered_at: day("2026-01-01").starts_at(),
        stays: stays(spans),
    }
}

fn judge(time: &str, registrations: &[Registration]) -> Result<Match, Unmatched> {
    match_press(SITE, press(time), None, registrations, &RULES)
}

fn matched(team: u128) -> Result<Match, Unmatched> {
    Ok(Match { worker: WORKER, team: Some(Uuid::from_u128(team)) })
}

#[test]
fn each_reason_is_told_apart() {
    let here = |spans| [registered(SITE, 1, spans)];
    assert_eq!(judge("20 08:00 in", &[]), Err(Unmatched::UnknownWorker));
    let elsewhere = [registered(OTHER_SITE, 1, &[("2026-01-01", None)])];
    assert_eq!(judge("20 08:00 in", &elsewhere), Err(Unmatched::ForeignProject));
    assert_eq!(judge("20 08:00 in", &here(&[])), Err(Unmatched::NotEnteredYet));
    assert_eq!(judge("20 08:00 in", &here(&[("2026-11-21", None)])), Err(Unmatched::NotEnteredYet));
    assert_eq!(judge("20 08:00 in", &here(&[("2026-11-01", Some("2026-11-19"))])), Err(Unmatched::AlreadyLeft));
    let between = here(&[("2026-11-01", Some("2026-11-10")), ("2026-11-25", None)]);
    assert_eq!(judge("20 08:00 in", &between), Err(Unmatched::AlreadyLeft));
    assert_eq!(judge("20 08:00 in", &here(&[("2026-11-20", None)])), matched(1));
    assert_eq!(judge("20 23:59 in", &here(&[("2026-11-01", Some("2026-11-20"))])), matched(1));
}

#[test]
fn the_last_shift_may_end_after_the_day_of_leaving() {
    let left = [registered(SITE, 1, &[("2026-11-01", Some("2026-11-19"))])];
    assert_eq!(judge("20 04:00 out", &left), matched(1));
    assert_eq!(judge("20 16:00:00 unknown", &left), matched(1));
    assert_eq!(judge("20 16:00:01 out", &left), Err(Unmatched::AlreadyLeft));
    assert_eq!(judge("20 04:00 in", &left), Err(Unmatched::AlreadyLeft));
    let moved = [left[0].clone(), registered(SITE, 2, &[("2026-11-20", None)])];
    assert_eq!(judge("20 04:00 out", &moved), matched(2), "whose roster the day is on comes first");
}

#[test]
fn of_two_teams_the_told_one_counts_else_the_later() {
    let both = [
        registered(SITE, 2, &[("2026-11-10", None)]),
        registered(SITE, 1, &[("2026-11-01", None)]),
        registered(OTHER_SITE, 3, &[("2026-11-19", None)]),
    ];
    let told = |team: u128| match_press(SITE, press("20 08:00 in"), Some(Uuid::from_u128(team)), &both, &RULES);
    assert_eq!(judge("20 08:00 in", &both), matched(2));
    assert_eq!((told(1), told(2), told(3)), (matched(1), matched(2), matched(2)));
    let turned = [both[1].clone(), both[2].clone(), both[0].clone()];
    assert_eq!(judge("20 08:00 in", &turned), matched(2));
}

fn judged(id: u128, time: &str, verdict: Result<Match, Unmatched>) -> Judged {
    Judged { event: Uuid::from_u128(id), press: press(time), told_team: None, verdict }
}

#[test]
fn once_registered_the_listed_events_become_the_workers() {
    let events = [
        judged(1, "18 08:00 in", Err(Unmatched::UnknownWorker)),
        judged(2, "20 08:00 in", Err(Unmatched::UnknownWorker)),
        judged(3, "20 17:00 out", Err(Unmatched::UnknownWorker)),
    ];
    let registrations = [registered(SITE, 1, &[("2026-11-20", None)])];
    let found = rejudge(SITE, &events, &registrations, &RULES);
    let expected = [(1, Err(Unmatched::NotEnteredYet)), (2, matched(1)), (3, matched(1))];
    assert_eq!(found.changed, expected.map(|(id, verdict)| (Uuid::from_u128(id), verdict)));
    assert_eq!(found.instants, [at("20 08:00"), at("20 17:00")]);
}

#[test]
fn a_corrected_entry_takes_events_away_and_a_second_look_changes_nothing() {
    let events = [judged(1, "20 08:00 in", matched(1)), judged(2, "22 08:00 in", matched(1))];
    let registrations = [registered(SITE, 1, &[("2026-11-21", None)])];
    let found = rejudge(SITE, &events, &registrations, &RULES);
    assert_eq!(found.changed, [(Uuid::from_u128(1), Err(Unmatched::NotEnteredYet))]);
    assert_eq!(found.instants, [at("20 08:00")]);
    let again = [judged(1, "20 08:00 in", Err(Unmatched::NotEnteredYet)), events[1]];
    assert_eq!(rejudge(SITE, &again, &registrations, &RULES), Rejudged::default());
}
