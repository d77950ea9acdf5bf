use super::*;
use proptest::prelude::*;

#[test]
fn a_known_second_is_written_and_read() {
    let moment = Moment::parse("2026-11-20T01:00:00Z").unwrap();
    assert_eq!(moment.unix_seconds(), 1_795_136_400);
    assert_eq!(moment.to_string(), "2026-11-20T01:00:00Z");
    assert_eq!(Moment::parse("2026-11-20T09:00:00.250+08:00"), Ok(moment));
    assert_eq!(Moment::parse("1970-01-01T00:00:00Z").unwrap().unix_seconds(), 0);
    assert_eq!(Moment::parse("2000-02-29T12:00:00Z").unwrap().to_string(), "2000-02-29T12:00:00Z");
    assert_eq!(Moment::from_unix_seconds(LAST_SECOND).unwrap().to_string(), "9999-12-31T23:59:59Z");
}

#[test]
fn the_day_changes_at_midnight_in_shanghai() {
    let before = Moment::parse("2026-11-20T15:59:59Z").unwrap();
    let after = Moment::parse("2026-11-20T16:00:00Z").unwrap();
    assert_eq!(before.day_in_shanghai(), 20_777);
    assert_eq!(after.day_in_shanghai(), 20_778);
}

#[test]
fn malformed_times_are_refused() {
    let faulty = [
        "",
        "2026-11-20",
        "2026-11-20T01:00:00",
        "2026-11-20 01:00:00Z",
        "2026-11-20T01:00:00z",
        "2026-11-20T01:00:00.Z",
        "2026-11-20T24:00:00Z",
        "2026-11-20T01:60:00Z",
        "2026-11-20T01:00:60Z",
        "2026-02-29T01:00:00Z",
        "2026-13-01T01:00:00Z",
        "2026-00-01T01:00:00Z",
        "2026-11-00T01:00:00Z",
        "2026-11-20T01:00:00+15:00",
        "2026-11-20T01:00:00+08",
        "2026-11-20T01:00:00ZZ",
        "+026-11-20T01:00:00Z",
        "２026-11-20T01:00:00Z",
    ];
    for text in faulty {
        assert_eq!(Moment::parse(text), Err(TimeFault::Malformed), "{text}");
    }
    assert_eq!(Moment::parse("1969-12-31T23:59:59Z"), Err(TimeFault::OutOfRange));
    assert_eq!(Moment::from_unix_seconds(-1), Err(TimeFault::OutOfRange));
}

proptest! {
    #[test]
    fn every_second_round_trips(seconds in 0..=LAST_SECOND) {
        let moment = Moment::from_unix_seconds(seconds).unwrap();
        prop_assert_eq!(Moment::parse(&moment.to_string()), Ok(moment));
    }

    #[test]
    fn no_text_panics(text in ".{0,40}") {
        let _ = Moment::parse(&text);
    }
}
