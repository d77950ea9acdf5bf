use proptest::prelude::*;

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

fn gaps(entered: &str, paid: &[&str], settled: &str, today: &str) -> Vec<(String, i64, bool)> {
    let paid: Vec<Day> = paid.iter().map(|text| day(text)).collect();
    let due = |anchor| calendar().add_months(anchor, 1, Roll::AfterRest);
    let gaps = payment_gaps(day(entered), &paid, Day::parse(settled), day(today), due);
    gaps.into_iter().map(|gap| (gap.from.to_string(), gap.days_late, gap.paid_on.is_some())).collect()
}

#[test]
fn payments_for_pieces_are_at_most_a_month_apart() {
    let row = |from: &str, days, is_paid| (from.to_owned(), days, is_paid);
    // 3 April 2026 is a Friday before Qingming, 9 May a make-up Saturday, 9 June a Tuesday
    assert_eq!(
        gaps("2026-03-03", &["2026-04-03"], "", "2026-04-20"),
        [row("2026-03-03", 0, true), row("2026-04-03", 0, false)]
    );
    assert_eq!(
        gaps("2026-03-03", &["2026-04-09", "2026-05-10"], "", "2026-06-12"),
        [row("2026-03-03", 6, true), row("2026-04-09", 1, true), row("2026-05-10", 2, false)]
    );
    // 15 February rolls to the 24th
    assert_eq!(gaps("2026-01-15", &["2026-02-24"], "2026-02-24", "2026-11-20"), [row("2026-01-15", 0, true)]);
    assert_eq!(gaps("2026-01-15", &["2026-02-25"], "2026-02-25", "2026-11-20"), [row("2026-01-15", 1, true)]);
}

#[test]
fn gaps_are_open_until_something_settles_them() {
    let row = |from: &str, days, is_paid| (from.to_owned(), days, is_paid);
    assert_eq!(gaps("2026-03-03", &[], "", "2026-04-03"), [row("2026-03-03", 0, false)]);
    assert_eq!(gaps("2026-03-03", &[], "", "2026-04-04"), [row("2026-03-03", 1, false)]);
    // order, repetition, payments before the entry and after today change nothing
    let paid = ["2026-04-30", "2026-03-31", "2026-03-31", "2026-01-01", "2026-12-31"];
    assert_eq!(
        gaps("2026-03-03", &paid, "2026-04-30", "2026-06-30"),
        gaps("2026-03-03", &["2026-03-31", "2026-04-30"], "2026-04-30", "2026-06-30")
    );
    assert!(gaps("2026-12-15", &[], "", "2028-01-01").iter().all(|(_, late, _)| *late == 0), "provisional");
}

proptest! {
    /// Gaps join without holes: each begins where the one before was paid.
    #[test]
    fn gaps_follow_each_other(paid in prop::collection::vec(0_u32..300, 0..10)) {
        let entered = day("2026-01-05");
        let paid: Vec<Day> = paid.iter().map(|offset| Day::from_number(entered.number() + offset).unwrap()).collect();
        let due = |anchor| calendar().add_months(anchor, 1, Roll::AfterRest);
        let gaps = payment_gaps(entered, &paid, None, day("2026-11-20"), due);
        prop_assert_eq!(gaps[0].from, entered);
        for pair in gaps.windows(2) {
            prop_assert_eq!(pair[0].paid_on, Some(pair[1].from));
            prop_assert!(pair[0].from <= pair[1].from);
        }
        prop_assert!(gaps.last().unwrap().paid_on.is_none());
    }
}
