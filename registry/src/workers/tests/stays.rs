use proptest::prelude::*;

use super::*;

fn parse(spans: &[(&str, &str)]) -> Result<Stays, Vec<&'static str>> {
    let stay = |(entered, left): &(&str, &str)| Stay { entered: day(entered), left: Day::parse(left) };
    let made = Stays::new(spans.iter().map(stay).collect(), today());
    made.map_err(|refusals| refusals.iter().map(|refusal| refusal.code).collect())
}

#[test]
fn somebody_may_leave_and_come_back_even_on_one_day() {
    let stays = parse(&[("2026-06-10", ""), ("2026-03-03", "2026-03-20"), ("2026-03-20", "2026-05-01")]).unwrap();
    assert_eq!(stays.first().unwrap().entered, day("2026-03-03"));
    assert_eq!(stays.on(day("2026-03-20")).unwrap().entered, day("2026-03-20"));
    assert!(stays.on(day("2026-05-01")).is_some() && stays.on(day("2026-05-02")).is_none());
    assert_eq!(stays.left_before(day("2026-05-02")), Some(day("2026-05-01")));
    assert_eq!(stays.left_before(day("2026-03-02")), None);
    assert_eq!(stays.left_before(day("2026-06-10")), None);
}

#[test]
fn everything_that_is_wrong_with_a_history_is_said_at_once() {
    type Spans<'a> = &'a [(&'a str, &'a str)];
    let cases: [(Spans<'_>, &[&str]); 6] = [
        (&[("2026-03-03", "2026-03-02")], &["workers.exit_before_entry"]),
        (&[("2026-11-21", "")], &["workers.movement_in_future"]),
        (&[("0001-01-01", "2026-03-02")], &["calendar.day_too_early"]),
        (&[("2026-11-19", "2026-11-21")], &["workers.movement_in_future"]),
        (&[("2026-03-03", ""), ("2026-04-01", "2026-05-01")], &["workers.stays_overlap"]),
        (
            &[("2026-03-03", "2026-04-02"), ("2026-04-01", "2026-03-31"), ("2026-12-01", "")],
            &["workers.exit_before_entry", "workers.movement_in_future", "workers.stays_overlap"],
        ),
    ];
    for (spans, codes) in cases {
        let mut found = parse(spans).unwrap_err();
        found.sort_unstable();
        assert_eq!(found, codes, "{spans:?}");
    }
    assert_eq!(parse(&[]), Ok(Stays::default()));
    assert!(parse(&[("2026-11-20", "2026-11-20")]).is_ok(), "today is not the future, and a day may be the only one");
}

#[test]
fn entries_and_exits_follow_each_other() {
    let enter = |stays: &Stays, on: &str| stays.after(Movement::Enter, day(on), today());
    let leave = |stays: &Stays, on: &str| stays.after(Movement::Leave, day(on), today());
    let none = Stays::default();
    assert_eq!(leave(&none, "2026-03-03").unwrap_err().code, "workers.not_on_site");
    let inside = enter(&none, "2026-03-03").unwrap();
    assert_eq!(enter(&inside, "2026-03-04").unwrap_err().code, "workers.entered_already");
    assert_eq!(leave(&inside, "2026-03-02").unwrap_err().code, "workers.exit_before_entry");
    assert_eq!(leave(&inside, "2026-11-21").unwrap_err().code, "workers.movement_in_future");
    let outside = leave(&inside, "2026-03-03").unwrap();
    assert_eq!(outside, stays(&[("2026-03-03", "2026-03-03")]));
    assert_eq!(leave(&outside, "2026-03-04").unwrap_err().code, "workers.not_on_site");
    assert_eq!(enter(&outside, "2026-03-02").unwrap_err().code, "workers.movement_before_last");
    assert!(enter(&outside, "2026-03-03").is_ok());
}

#[test]
fn meeting_histories_share_more_than_a_day_of_change() {
    let meet = |one: &[(&str, &str)], other: &[(&str, &str)]| {
        assert_eq!(stays(one).meet(&stays(other)), stays(other).meet(&stays(one)), "{one:?} {other:?}");
        stays(one).meet(&stays(other))
    };
    assert!(!meet(&[("2026-03-03", "2026-03-20")], &[("2026-03-20", "")]));
    assert!(meet(&[("2026-03-03", "2026-03-21")], &[("2026-03-20", "")]));
    assert!(meet(&[("2026-03-03", "")], &[("2026-10-01", "2026-10-02")]));
    assert!(meet(&[("2026-03-03", "2026-03-03")], &[("2026-03-03", "2026-03-03")]));
    assert!(!meet(&[], &[("2026-03-03", "")]));
}

proptest! {
    /// Whatever movements are tried, those that were taken make a history that a form could state as a whole, and each
    /// day belongs to the site exactly when more entries than exits lie before it.
    #[test]
    fn movements_taken_one_by_one_make_a_sound_history(tried in prop::collection::vec((any::<bool>(), 0_u32..40), 0..12)) {
        let start = day("2026-10-01").number();
        let mut stays = Stays::default();
        for (enters, offset) in tried {
            let movement = if enters { Movement::Enter } else { Movement::Leave };
            if let Ok(next) = stays.after(movement, Day::from_number(start + offset).unwrap(), today()) {
                stays = next;
            }
        }
        let whole = Stays::new(stays.iter().collect(), today());
        prop_assert_eq!(whole.as_ref(), Ok(&stays));
        for offset in 0..50 {
            let on = Day::from_number(start + offset).unwrap();
            let entered = stays.iter().filter(|stay| stay.entered <= on).count();
            let left = stays.iter().filter(|stay| stay.left.is_some_and(|left| left < on)).count();
            prop_assert_eq!(stays.on(on).is_some(), entered > left);
        }
    }
}
