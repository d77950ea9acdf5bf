use std::collections::BTreeSet;

use super::*;

const SOON: SilenceRules = SilenceRules { supplier_days: 2, site_days: 3 };

fn period(from: &str, until: &str) -> Period {
    Period::new(day(from), Some(day(until))).unwrap()
}

fn since(from: &str) -> Period {
    Period::since(day(from))
}

fn days(texts: &[&str]) -> BTreeSet<Day> {
    texts.iter().map(|text| day(text)).collect()
}

fn noon(text: &str) -> Instant {
    day(text).starts_at().plus_ms(12 * HOUR_MS)
}

fn project(last: &str) -> FeedProject {
    FeedProject {
        seen: Seen::of(noon(last), noon(last)),
        since: day("2026-09-01"),
        running: vec![since("2026-09-01")],
        exempt: Vec::new(),
    }
}

fn feed(received: &str, projects: &[FeedProject]) -> Feed {
    Feed {
        seen: Seen::of(noon(received), noon(received)),
        projects: projects.to_vec(),
        outages: Vec::new(),
        suspected: Vec::new(),
    }
}

fn stands(feed: &Feed, number: usize, today: &str) -> Health {
    let silent = feed_is_silent(feed, SOON, day(today));
    health(feed, silent, &feed.projects[number], SOON, day(today))
}

#[test]
fn nothing_since_a_day_means_that_day_too() {
    let seen = Seen::of(at("20 23:59:59"), at("21 08:00"));
    assert!(!seen.has_nothing_since(day("2026-11-20")) && seen.has_nothing_since(day("2026-11-21")));
    assert!(Seen::default().has_nothing_since(day("2026-11-20")));
    assert_eq!(seen.last_day(), Some(day("2026-11-20")), "by the passage, not by its arrival");
}

#[test]
fn a_withdrawn_first_or_last_passage_is_read_anew() {
    let seen = Seen::of(at("18 08:00"), at("18 08:01")).with(Seen::of(at("20 08:00"), at("20 08:01")));
    assert!(seen.rests_on(at("20 08:00")) && seen.rests_on(at("18 08:00")) && !seen.rests_on(at("19 08:00")));
    let reread = seen.reread(Some(at("18 08:00")), Some(at("19 08:00")));
    assert_eq!((reread.last_at, reread.last_received_at), (Some(at("19 08:00")), Some(at("20 08:01"))));
}

#[test]
fn a_gap_is_a_run_of_expected_days_without_anybody() {
    let found = gaps(&days(&["2026-11-03", "2026-11-06"]), &[since("2026-11-02")], &[], day("2026-11-08"));
    let gap = |from, until, days, is_open| Gap { from: day(from), until: day(until), days, is_open };
    let expected = [
        gap("2026-11-02", "2026-11-02", 1, false),
        gap("2026-11-04", "2026-11-05", 2, false),
        gap("2026-11-07", "2026-11-08", 2, true),
    ];
    assert_eq!(found, expected);
    assert!(gaps(&days(&[]), &[], &[], day("2026-11-08")).is_empty());
    assert!(gaps(&days(&["2026-11-08"]), &[since("2026-11-08")], &[], day("2026-11-08")).is_empty());
    assert!(gaps(&days(&[]), &[since("2026-11-09")], &[], day("2026-11-08")).is_empty(), "it has not begun");
}

#[test]
fn a_shutdown_is_no_gap_and_does_not_end_one() {
    let running = [period("2026-11-01", "2026-11-10")];
    let found = gaps(&days(&["2026-11-01"]), &running, &[period("2026-11-03", "2026-11-08")], day("2026-11-20"));
    assert_eq!(found, [Gap { from: day("2026-11-02"), until: day("2026-11-10"), days: 3, is_open: true }]);
    let whole = gaps(&days(&[]), &running, &[period("2026-11-01", "2026-11-10")], day("2026-11-20"));
    assert!(whole.is_empty());
}

#[test]
fn one_silent_site_among_others_is_the_sites_silence() {
    let feed = feed("2026-11-19", &[project("2026-10-18"), project("2026-11-19")]);
    assert_eq!(stands(&feed, 0, "2026-11-20"), Health::SiteSilent { since: day("2026-10-19") });
    assert_eq!(stands(&feed, 1, "2026-11-20"), Health::Reporting);
}

#[test]
fn nothing_from_any_site_is_the_suppliers_silence() {
    let feed = feed("2026-10-10", &[project("2026-10-01"), project("2026-10-10")]);
    for number in [0, 1] {
        assert_eq!(stands(&feed, number, "2026-11-20"), Health::SupplierSilent { since: day("2026-10-11") });
    }
}

#[test]
fn it_takes_whole_days() {
    let of_two = |received: &str| feed(received, &[project("2026-11-17"), project(received)]);
    assert_eq!(stands(&of_two("2026-11-18"), 1, "2026-11-20"), Health::Reporting, "one day is missed, the 19th");
    assert_eq!(stands(&of_two("2026-11-18"), 1, "2026-11-21"), Health::SupplierSilent { since: day("2026-11-19") });
    assert_eq!(stands(&of_two("2026-11-20"), 0, "2026-11-20"), Health::Reporting);
    assert_eq!(stands(&of_two("2026-11-20"), 0, "2026-11-21"), Health::SiteSilent { since: day("2026-11-18") });
}

#[test]
fn late_rows_show_that_the_supplier_lives() {
    let feed = feed("2026-11-19", &[project("2026-11-10"), project("2026-11-09")]);
    assert_eq!(feed_is_silent(&feed, SOON, day("2026-11-20")), None);
    assert_eq!(stands(&feed, 0, "2026-11-20"), Health::SiteSilent { since: day("2026-11-11") });
}

#[test]
fn where_nothing_is_expected_nobody_is_silent() {
    let mut feed = feed("2026-10-31", &[project("2026-10-31"), project("2026-10-31")]);
    for project in &mut feed.projects {
        project.exempt = vec![period("2026-11-01", "2026-11-18")];
    }
    assert_eq!(stands(&feed, 0, "2026-11-18"), Health::NotExpected);
    assert_eq!(stands(&feed, 0, "2026-11-20"), Health::Reporting, "only the 19th was missed");
    assert_eq!(stands(&feed, 0, "2026-11-21"), Health::SupplierSilent { since: day("2026-11-19") });
    feed.projects[0].running = vec![period("2026-09-01", "2026-10-31")];
    assert_eq!(stands(&feed, 0, "2026-11-21"), Health::NotExpected);
}

#[test]
fn a_confirmed_outage_is_told_as_one_and_counts_against_nobody() {
    let mut feed = feed("2026-11-10", &[project("2026-11-10")]);
    feed.outages = vec![period("2026-11-11", "2026-11-20")];
    assert_eq!(stands(&feed, 0, "2026-11-20"), Health::Outage);
    assert_eq!(stands(&feed, 0, "2026-11-22"), Health::Reporting);
    assert_eq!(stands(&feed, 0, "2026-11-23"), Health::SupplierSilent { since: day("2026-11-21") });
}

#[test]
fn days_of_a_suspected_outage_do_not_make_a_site_silent_afterwards() {
    let mut feed = feed("2026-11-21", &[project("2026-10-10"), project("2026-11-21")]);
    feed.suspected = vec![period("2026-10-11", "2026-11-18")];
    assert_eq!(stands(&feed, 0, "2026-11-20"), Health::Reporting);
    assert_eq!(stands(&feed, 0, "2026-11-22"), Health::SiteSilent { since: day("2026-11-19") });
}

#[test]
fn a_feed_that_never_delivered_is_silent_from_its_beginning() {
    let mut never = feed("2026-11-01", &[project("2026-11-01")]);
    never.seen = Seen::default();
    assert_eq!(feed_is_silent(&never, SOON, day("2026-11-20")), Some(day("2026-09-01")));
    never.projects.clear();
    assert_eq!(feed_is_silent(&never, SOON, day("2026-11-20")), None);
    assert!(suspected_outages(&never, &days(&[]), SOON, day("2026-11-20")).is_empty());
}

#[test]
fn forty_silent_days_of_a_feed_are_one_suspected_outage() {
    let feed = feed("2026-11-19", &[project("2026-11-19"), project("2026-09-30")]);
    let arrivals: BTreeSet<Day> = since("2026-09-01")
        .days_until(day("2026-11-19"))
        .filter(|day| !period("2026-10-01", "2026-11-09").contains(*day))
        .collect();
    let found = suspected_outages(&feed, &arrivals, SOON, day("2026-11-19"));
    assert_eq!(found, [period("2026-10-01", "2026-11-09")]);
    assert!(found[0].overlaps(period("2026-11-09", "2026-12-09")) && !found[0].overlaps(since("2026-11-10")));
    let thirty_two_of_one_site: BTreeSet<Day> = since("2026-09-01").days_until(day("2026-11-19")).collect();
    assert!(suspected_outages(&feed, &thirty_two_of_one_site, SOON, day("2026-11-19")).is_empty());
}

#[test]
fn single_silent_days_and_confirmed_ones_are_no_suspicion() {
    let mut feed = feed("2026-09-30", &[project("2026-09-30")]);
    let arrivals: BTreeSet<Day> =
        since("2026-09-01").days_until(day("2026-09-30")).filter(|day| *day != self::day("2026-09-10")).collect();
    assert!(suspected_outages(&feed, &arrivals, SOON, day("2026-09-30")).is_empty());
    let open = suspected_outages(&feed, &arrivals, SOON, day("2026-10-02"));
    assert_eq!(open, [period("2026-10-01", "2026-10-02")], "it still lasts");
    feed.outages = vec![period("2026-10-01", "2026-10-02")];
    assert!(suspected_outages(&feed, &arrivals, SOON, day("2026-10-02")).is_empty());
}
