use super::*;
use crate::Fault;

fn event(id: u128, time: &str, purpose: Purpose, stated_at: i64) -> Event {
    let press = press(time);
    Event {
        id: Uuid::from_u128(id),
        project: SITE,
        who: IdentityKey("one".into()),
        team: None,
        direction: press.direction,
        at: press.at,
        device: "gate 1".into(),
        method: Method::Face,
        origin: Origin::Device,
        photo: None,
        purpose,
        stated_at: Instant(stated_at),
        received_at: press.at,
        approved_at: None,
    }
}

fn ids(events: &[&Event]) -> Vec<u128> {
    events.iter().map(|event| event.id.as_u128()).collect()
}

fn correct(id: u128) -> Purpose {
    Purpose::Correct(Uuid::from_u128(id))
}

fn withdraw(id: u128) -> Purpose {
    Purpose::Withdraw(Uuid::from_u128(id))
}

fn new(date: &str) -> NewEvent<'_> {
    NewEvent { date, direction: "01", attend_type: "001", channel: " gate 1 " }
}

#[test]
fn a_platform_row_is_read() {
    let received_at = at("20 08:00:30");
    let read = new("2026-11-20 08:00:00").check(received_at, &rules()).unwrap();
    assert_eq!(read, (at("20 08:00"), Direction::In, Method::Face, "gate 1".to_owned()));
    let bare = NewEvent { direction: "", attend_type: "", ..new("2026-11-20T08:00:00+08:00") };
    let read = bare.check(received_at, &rules()).unwrap();
    assert_eq!((read.0, read.1, read.2), (at("20 08:00"), Direction::Unknown, Method::Other));
}

#[test]
fn everything_wrong_is_said_at_once() {
    let long = "x".repeat(101);
    let row = NewEvent { date: "20.11.2026", direction: "3", attend_type: "012", channel: &long };
    let Err(Fault::Refused(reasons)) = row.check(at("20 08:00"), &rules()) else { panic!("taken") };
    let found: Vec<(Option<&str>, &str)> = reasons.iter().map(|reason| (reason.field, reason.code)).collect();
    let expected = [
        (Some("date"), "attendance.date_shape"),
        (Some("direction"), "attendance.direction_unknown"),
        (Some("attend_type"), "attendance.method_unknown"),
        (Some("channel"), "attendance.device_too_long"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_clock_may_be_five_minutes_ahead_and_no_more() {
    let received_at = at("20 08:00:00");
    assert!(new("2026-11-20 08:05:00").check(received_at, &rules()).is_ok());
    let refused = |date: &str| new(date).check(received_at, &rules()).unwrap_err().code().unwrap();
    assert_eq!(refused("2026-11-20 08:05:01"), "attendance.date_in_future");
    assert_eq!(refused("1999-12-31 23:59:59"), "attendance.date_too_early");
    assert_eq!(refused(" "), "attendance.date_missing");
    for date in ["2026-02-29 08:00:00", "2026-11-20 24:00:00", "2026-11-20 07:59:60", "2026-11-20", "now"] {
        assert_eq!(refused(date), "attendance.date_shape", "{date}");
    }
    assert!(new("2024-02-29 08:00:00").check(received_at, &rules()).is_ok());
}

#[test]
fn late_is_more_than_a_day_and_late_events_are_taken() {
    let mut event = event(1, "20 08:00 in", Purpose::Record, 0);
    event.received_at = at("21 08:00:00");
    assert!(!event.is_late(&rules()).unwrap());
    event.received_at = at("21 08:00:01");
    assert!(event.is_late(&rules()).unwrap() && event.press().is_some());
}

#[test]
fn the_same_record_has_the_same_key() {
    let (one, two) = (event(1, "20 08:00 in", Purpose::Record, 0), event(2, "20 08:00 in", Purpose::Record, 9));
    assert_eq!(one.key(), two.key());
    assert_ne!(one.key(), event(3, "20 08:00 out", Purpose::Record, 0).key());
}

#[test]
fn a_clearance_is_no_press() {
    let mut event = event(1, "20 23:59 out", Purpose::Record, 0);
    assert!(event.press().is_some());
    event.method = Method::Clearance;
    assert!(event.press().is_none());
}

#[test]
fn a_correction_takes_the_place_of_what_it_corrects() {
    let rows = [event(1, "20 08:00 in", Purpose::Record, 1), event(2, "20 07:00 in", correct(1), 2)];
    assert_eq!(ids(&in_force(&rows).events), [2]);
    let moved = Event { who: IdentityKey("another".into()), ..rows[1].clone() };
    assert_eq!(in_force(&[rows[0].clone(), moved.clone()]).events, [&moved], "the other person's event now");
}

#[test]
fn a_withdrawal_leaves_nothing_and_can_be_corrected() {
    let rows = [event(1, "20 08:00 in", Purpose::Record, 1), event(2, "20 08:00 in", withdraw(1), 2)];
    assert!(in_force(&rows).events.is_empty());
    let back = event(3, "20 08:00 in", correct(2), 3);
    assert_eq!(ids(&in_force(&[rows[0].clone(), rows[1].clone(), back]).events), [3]);
}

#[test]
fn of_two_corrections_the_later_said_counts_not_the_later_come() {
    let record = event(1, "20 08:00 in", Purpose::Record, 1);
    let (early, late) = (event(2, "20 07:00 in", correct(1), 5), event(3, "20 09:00 in", correct(1), 4));
    assert_eq!(ids(&in_force(&[record.clone(), early.clone(), late.clone()]).events), [2]);
    let withdrawn = event(4, "20 08:00 in", withdraw(1), 5);
    assert!(in_force(&[record, early, late, withdrawn]).events.is_empty(), "said at once, the withdrawal counts");
}

#[test]
fn a_line_of_corrections_ends_at_its_end_whatever_the_clocks_said() {
    let rows = [
        event(1, "20 08:00 in", Purpose::Record, 9),
        event(2, "20 07:00 in", correct(1), 8),
        event(3, "20 06:00 in", correct(2), 7),
    ];
    assert_eq!(ids(&in_force(&rows).events), [3]);
}

#[test]
fn what_is_about_a_row_that_has_not_come_waits_for_it() {
    let (record, correction) = (event(1, "20 08:00 in", Purpose::Record, 1), event(2, "20 07:00 in", correct(1), 2));
    let early = [correction.clone()];
    let found = in_force(&early);
    assert_eq!((found.events.len(), ids(&found.waiting)), (0, vec![2]));
    let both = [correction, record];
    let found = in_force(&both);
    assert_eq!((ids(&found.events), found.waiting.len()), (vec![2], 0));
}

#[test]
fn rows_about_each_other_in_a_circle_wait_for_ever() {
    let rows = [
        event(1, "20 08:00 in", correct(2), 1),
        event(2, "20 08:00 in", correct(1), 2),
        event(3, "20 08:00 in", withdraw(1), 3),
        event(4, "20 08:00 in", correct(4), 3),
    ];
    let found = in_force(&rows);
    assert_eq!((found.events.len(), ids(&found.waiting)), (0, vec![1, 2, 3, 4]));
}

#[test]
fn what_is_written_by_hand_changes_nothing_before_it_is_approved() {
    let record = event(1, "20 08:00 in", Purpose::Record, 1);
    let claim = Event { origin: Origin::Manual, ..event(2, "20 05:00 in", correct(1), 2) };
    let device = event(3, "20 07:00 in", correct(2), 0);
    let approved = Event { approved_at: Some(Instant(9)), ..claim.clone() };
    assert_eq!(ids(&in_force(&[record.clone(), claim.clone()]).events), [1]);
    assert_eq!(ids(&in_force(&[record.clone(), approved]).events), [2]);
    assert_eq!(ids(&in_force(&[record, claim.clone(), device]).events), [3], "a line goes on over a claim");
    let alone = Event { purpose: Purpose::Record, ..claim };
    assert!(in_force(&[alone]).events.is_empty());
}

#[test]
fn a_long_line_is_read_in_a_straight_way() {
    let count = 20_000;
    let mut rows = vec![event(1, "20 08:00 in", Purpose::Record, 0)];
    rows.extend((2..=count).map(|id| event(id, "20 08:00 in", correct(id - 1), 0)));
    rows.reverse();
    assert_eq!(ids(&in_force(&rows).events), [count]);
}
