use super::*;
use crate::calendar::{Calendar, Due};
use crate::workers::{PayDay, PayMonth, Stay};

fn calendar() -> &'static Calendar {
    Calendar::built_in()
}

fn stay(entered: &str, left: &str) -> Stay {
    Stay { entered: day(entered), left: Day::parse(left) }
}

const FIFTEENTH_OF_NEXT: PayDay = PayDay { day_of_month: 15, month: PayMonth::Next };

fn due(entered: &str, left: &str, of: &str, pay_day: PayDay) -> Option<Due> {
    wages_due(stay(entered, left), month(of), pay_day, calendar())
}

#[test]
fn who_leaves_before_a_month_is_paid_on_that_day() {
    assert_eq!(due("2026-03-03", "2026-03-20", "2026-03", FIFTEENTH_OF_NEXT), Some(Due::Fixed(day("2026-03-20"))));
    // a Sunday stays a Sunday: the work ended on it
    assert_eq!(due("2026-03-03", "2026-03-22", "2026-03", FIFTEENTH_OF_NEXT), Some(Due::Fixed(day("2026-03-22"))));
    // one day of work
    assert_eq!(due("2026-03-03", "2026-03-03", "2026-03", FIFTEENTH_OF_NEXT), Some(Due::Fixed(day("2026-03-03"))));
    // both months of a short stay are due when it ends
    for of in ["2026-03", "2026-04"] {
        assert_eq!(due("2026-03-20", "2026-04-10", of, FIFTEENTH_OF_NEXT), Some(Due::Fixed(day("2026-04-10"))));
    }
}

#[test]
fn a_month_is_full_on_its_corresponding_day() {
    let is_full = |entered: &str, left: &str| has_full_month(stay(entered, left));
    assert!(!is_full("2026-03-03", "2026-04-02") && is_full("2026-03-03", "2026-04-03"));
    assert!(!is_full("2026-01-31", "2026-02-27") && is_full("2026-01-31", "2026-02-28"));
    assert!(!is_full("2024-01-31", "2024-02-28") && is_full("2024-01-31", "2024-02-29"));
    assert!(is_full("2026-03-03", ""), "who is still there is paid by the month");
    assert_eq!(due("2026-03-03", "2026-04-03", "2026-03", FIFTEENTH_OF_NEXT), Some(Due::Fixed(day("2026-04-15"))));
}

#[test]
fn a_pay_day_on_a_rest_day_moves_before_it() {
    let of = |of: &str, day_of_month, month| due("2025-01-02", "", of, PayDay { day_of_month, month }).unwrap();
    let fixed = |text: &str| Due::Fixed(day(text));
    // 15 February 2026 opens the Spring Festival; Saturday the 14th is worked
    assert_eq!(of("2026-01", 15, PayMonth::Next), fixed("2026-02-14"));
    assert_eq!(of("2026-01", 23, PayMonth::Next), fixed("2026-02-14"));
    assert_eq!(of("2026-02", 28, PayMonth::Same), fixed("2026-02-28"));
    // a plain Sunday
    assert_eq!(of("2026-10", 15, PayMonth::Next), fixed("2026-11-13"));
    // across the year, and across a month
    assert_eq!(of("2025-12", 1, PayMonth::Next), fixed("2025-12-31"));
    assert_eq!(of("2026-04", 1, PayMonth::Next), fixed("2026-04-30"));
    // the 31st of shorter months
    assert_eq!(of("2026-04", 31, PayMonth::Same), fixed("2026-04-30"));
    assert_eq!(of("2026-01", 31, PayMonth::Next), fixed("2026-02-28"));
}

#[test]
fn pay_days_of_a_year_without_calendar_are_provisional() {
    let far = due("2026-11-01", "", "2026-12", FIFTEENTH_OF_NEXT).unwrap();
    assert_eq!(far, Due::Provisional(day("2027-01-15")));
    assert!(!far.is_past_on(day("2030-01-01")));
    // the day of leaving is a fact and needs no calendar
    assert_eq!(due("2027-03-03", "2027-03-20", "2027-03", FIFTEENTH_OF_NEXT), Some(Due::Fixed(day("2027-03-20"))));
}

#[test]
fn months_without_a_day_on_site_owe_nothing() {
    assert_eq!(due("2026-03-03", "2026-05-01", "2026-02", FIFTEENTH_OF_NEXT), None);
    assert_eq!(due("2026-03-03", "2026-05-01", "2026-06", FIFTEENTH_OF_NEXT), None);
    assert!(due("2026-03-31", "2026-05-01", "2026-03", FIFTEENTH_OF_NEXT).is_some());
    assert!(due("2026-03-03", "2026-05-01", "2026-05", FIFTEENTH_OF_NEXT).is_some());
}

//
#[test]
fn pieces_are_due_a_month_after_the_payment_before_and_never_before_the_month() {
    let stay = Stay { entered: day("2026-09-10"), left: None };
    let due = |last_paid: Option<&str>, of: &str| {
        let last_paid = last_paid.map(day);
        piece_wages_due(stay, month(of), last_paid, 1, Roll::Stays, Calendar::built_in()).unwrap().day()
    };
    assert_eq!(due(None, "2026-09"), day("2026-10-10"), "after the entry");
    assert_eq!(due(Some("2026-10-12"), "2026-10"), day("2026-11-12"));
    assert_eq!(due(Some("2026-09-12"), "2026-11"), day("2026-12-01"), "the gap before belongs to the months before");
    let short = Stay { left: Some(day("2026-09-25")), ..stay };
    let at_once = piece_wages_due(short, month("2026-09"), None, 1, Roll::Stays, Calendar::built_in());
    assert_eq!(at_once, Some(Due::Fixed(day("2026-09-25"))));
    assert_eq!(piece_wages_due(short, month("2026-10"), None, 1, Roll::Stays, Calendar::built_in()), None);
}

#[test]
fn the_end_of_a_gap_on_a_rest_day_moves_behind_it() {
    let due = |entered: &str, of: &str| {
        let stay = Stay { entered: day(entered), left: None };
        piece_wages_due(stay, month(of), None, 1, Roll::AfterRest, calendar())
    };
    // 3 April 2026 is a Friday before Qingming; 15 February rolls over Spring Festival to the 24th
    assert_eq!(due("2026-03-03", "2026-03"), Some(Due::Fixed(day("2026-04-03"))));
    assert_eq!(due("2026-01-15", "2026-01"), Some(Due::Fixed(day("2026-02-24"))));
    assert!(due("2026-12-15", "2026-12").is_some_and(Due::is_provisional), "a year without a calendar");
}
