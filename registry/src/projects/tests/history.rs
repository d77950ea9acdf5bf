use proptest::prelude::*;

use super::super::shutdowns::{plan, spring_festival};
use super::*;
use crate::calendar::Calendar;

fn building(first: &str) -> History {
    History::begin(Status::Building, day(first), decision(first)).unwrap()
}

fn told(history: &History) -> Vec<(Status, String, Option<String>)> {
    let told = |one: &StatusPeriod| {
        (one.status, one.period.first().to_string(), one.period.last().map(|last| last.to_string()))
    };
    history.periods().iter().map(told).collect()
}

fn one(status: Status, first: &str, last: Option<&str>) -> StatusPeriod {
    let period = Period::new(day(first), last.map(day)).unwrap();
    StatusPeriod { status, period, decision: decision(first) }
}

#[test]
fn what_may_follow_what() {
    use Status::*;
    let allowed = [
        (Preparing, Approved),
        (Preparing, Building),
        (Approved, Building),
        (Building, ShutDown),
        (Building, Completed),
        (ShutDown, Building),
        (ShutDown, Completed),
    ];
    for from in Status::ALL {
        for to in Status::ALL {
            assert_eq!(from.may_become(to), allowed.contains(&(from, to)), "{from:?} {to:?}");
        }
    }
}

#[test]
fn each_day_has_one_status() {
    let wrong = |periods: Vec<StatusPeriod>| codes(History::new(periods).unwrap_err());
    let approved = |last| one(Status::Approved, "2026-01-01", Some(last));
    let building = one(Status::Building, "2026-02-01", None);
    assert!(History::new(vec![building, approved("2026-01-31")]).is_ok());
    assert_eq!(wrong(vec![approved("2026-02-01"), building]), ["projects.status_overlap"]);
    assert_eq!(wrong(vec![approved("2026-01-30"), building]), ["projects.status_hole"]);
    assert_eq!(wrong(vec![approved("2026-01-31")]), ["projects.status_ends"]);
    assert_eq!(wrong(vec![]), ["projects.status_missing"]);
    let completed = one(Status::Completed, "2026-02-01", None);
    assert_eq!(wrong(vec![approved("2026-01-31"), completed]), ["projects.status_cannot_follow"]);
    assert_eq!(wrong(vec![one(Status::Approved, "2026-01-01", None), building]), ["projects.status_overlap"]);
}

#[test]
fn a_shutdown_counts_once_somebody_else_approved_it() {
    let mut shut = one(Status::ShutDown, "2026-02-01", None);
    let before = one(Status::Building, "2026-01-01", Some("2026-01-31"));
    assert!(History::new(vec![before, shut]).is_ok());
    shut.decision.approved = None;
    assert_eq!(codes(History::new(vec![before, shut]).unwrap_err()), ["projects.shutdown_not_approved"]);
    shut.decision.approved = Some(act(1, "2026-01-15"));
    assert_eq!(codes(History::new(vec![before, shut]).unwrap_err()), ["projects.own_approval"]);
    let reported = Decision { approved: None, ..decision("2026-01-01") };
    assert!(History::begin(Status::Building, day("2026-01-01"), reported).is_ok());
}

#[test]
fn the_status_on_a_day_changes_at_midnight() {
    let history = building("2026-01-05")
        .with_shutdown(period("2026-02-10", "2026-03-02"), decision("2026-01-20"))
        .unwrap()
        .change(Status::Completed, day("2026-05-10"), decision("2026-05-10"), day("2026-05-10"))
        .unwrap();
    let status = |text: &str| history.status_on(day(text));
    assert_eq!(status("2026-01-04"), None);
    assert_eq!(status("2026-01-05"), Some(Status::Building));
    assert_eq!(status("2026-02-09"), Some(Status::Building));
    assert_eq!(status("2026-02-10"), Some(Status::ShutDown));
    assert_eq!(status("2026-03-02"), Some(Status::ShutDown));
    assert_eq!(status("2026-03-03"), Some(Status::Building));
    assert_eq!(status("2026-05-09"), Some(Status::Building));
    assert_eq!(status("2026-05-10"), Some(Status::Completed));
    assert_eq!(status("2030-01-01"), Some(Status::Completed));
    assert_eq!(history.building_since(day("2026-02-09")), Some(day("2026-01-05")));
    assert_eq!(history.building_since(day("2026-03-02")), None);
    assert_eq!(history.building_since(day("2026-03-03")), Some(day("2026-03-03")));
    assert_eq!(history.first_building_day(), Some(day("2026-01-05")));
}

#[test]
fn a_status_is_continued_and_the_past_stays() {
    let today = day("2026-06-01");
    let change = |history: &History, next, from: &str| history.change(next, day(from), decision(from), today);
    let history = History::begin(Status::Preparing, day("2026-01-01"), decision("2026-01-01")).unwrap();
    let history = change(&history, Status::Approved, "2026-02-01").unwrap();
    let history = change(&history, Status::Building, "2026-03-01").unwrap();
    assert_eq!(history.periods().len(), 3);
    let refused = |next, from: &str| codes(change(&history, next, from).unwrap_err());
    assert_eq!(refused(Status::Completed, "2026-06-02"), ["projects.status_in_future"]);
    assert_eq!(refused(Status::Completed, "2026-02-15"), ["projects.status_later_exists"]);
    assert_eq!(refused(Status::Completed, "2026-03-01"), ["projects.status_same_day"]);
    assert_eq!(refused(Status::Completed, "2026-01-01"), ["projects.status_later_exists", "projects.status_same_day"]);
    assert_eq!(refused(Status::Completed, "2025-12-31"), ["projects.status_before_first"]);
    assert_eq!(refused(Status::ShutDown, "2026-05-01"), ["projects.shutdown_needs_filing"]);
    assert_eq!(refused(Status::Approved, "2026-05-01"), ["projects.status_cannot_follow"]);
    let done = change(&history, Status::Completed, "2026-06-01").unwrap();
    assert_eq!(codes(change(&done, Status::Building, "2026-06-01").unwrap_err()), ["projects.status_same_day"]);
}

#[test]
fn completion_takes_the_place_of_a_planned_resumption() {
    let shut =
        building("2026-01-05").with_shutdown(period("2026-05-01", "2026-06-30"), decision("2026-04-20")).unwrap();
    let today = day("2026-05-20");
    let done = shut.change(Status::Completed, day("2026-05-15"), decision("2026-05-20"), today).unwrap();
    let expected = [
        (Status::Building, "2026-01-05".to_owned(), Some("2026-04-30".to_owned())),
        (Status::ShutDown, "2026-05-01".to_owned(), Some("2026-05-14".to_owned())),
        (Status::Completed, "2026-05-15".to_owned(), None),
    ];
    assert_eq!(told(&done), expected);
    let too_late = day("2026-07-20");
    let refused = shut.change(Status::Completed, day("2026-05-15"), decision("2026-07-20"), too_late).unwrap_err();
    assert_eq!(codes(refused), ["projects.status_later_exists"]);
}

#[test]
fn a_shutdown_fits_into_building_only() {
    let history =
        building("2026-01-05").with_shutdown(period("2026-02-10", "2026-03-02"), decision("2026-01-20")).unwrap();
    let refused = |shutdown| history.check_shutdown(shutdown).unwrap_err().code;
    assert_eq!(refused(period("2026-03-02", "2026-03-05")), "projects.shutdown_overlaps");
    assert_eq!(refused(period("2026-02-01", "2026-02-10")), "projects.shutdown_overlaps");
    assert_eq!(refused(since("2026-02-01")), "projects.shutdown_overlaps");
    assert_eq!(refused(period("2026-02-01", "2026-02-09")), "projects.shutdown_touches");
    assert_eq!(refused(period("2026-03-03", "2026-03-10")), "projects.shutdown_touches");
    assert_eq!(refused(period("2026-01-05", "2026-01-06")), "projects.shutdown_outside_building");
    assert_eq!(refused(period("2025-12-01", "2025-12-31")), "projects.shutdown_outside_building");
    assert!(history.check_shutdown(period("2026-02-01", "2026-02-08")).is_ok());
    let open = history.with_shutdown(since("2026-03-04"), decision("2026-03-01")).unwrap();
    assert_eq!(open.periods().len(), 4);
    assert_eq!(open.status_on(day("2026-03-03")), Some(Status::Building));
    assert_eq!(open.status_on(day("2027-01-01")), Some(Status::ShutDown));
    let done = open.change(Status::Completed, day("2026-05-01"), decision("2026-05-01"), day("2026-05-01")).unwrap();
    assert_eq!(
        done.check_shutdown(period("2026-05-02", "2026-05-03")).unwrap_err().code,
        "projects.shutdown_outside_building"
    );
}

#[test]
fn a_shutdown_ends_earlier_or_later_than_planned() {
    let shut =
        building("2026-01-05").with_shutdown(period("2026-02-10", "2026-03-02"), decision("2026-01-20")).unwrap();
    let ending = |history: &History, last: Option<&str>| {
        history.with_shutdown_ending(day("2026-02-10"), last.map(day), decision("2026-02-20"))
    };
    let last_day = |history: &History| told(history)[1].2.clone();
    let sooner = ending(&shut, Some("2026-02-25")).unwrap();
    assert_eq!(sooner.status_on(day("2026-02-26")), Some(Status::Building));
    assert_eq!(last_day(&ending(&sooner, Some("2026-04-01")).unwrap()), Some("2026-04-01".to_owned()));
    let open = ending(&shut, None).unwrap();
    assert_eq!((told(&open).len(), last_day(&open)), (2, None));
    assert_eq!(ending(&open, Some("2026-03-02")).unwrap().periods().len(), 3);
    assert_eq!(codes(ending(&shut, Some("2026-02-09")).unwrap_err()), ["calendar.period_backwards"]);
    let unknown = shut.with_shutdown_ending(day("2026-02-11"), None, decision("2026-02-20")).unwrap_err();
    assert_eq!(codes(unknown), ["projects.shutdown_unknown"]);
    let again = shut.with_shutdown(period("2026-05-01", "2026-05-31"), decision("2026-04-20")).unwrap();
    assert_eq!(codes(ending(&again, None).unwrap_err()), ["projects.shutdown_over_other_status"]);
    assert_eq!(codes(ending(&again, Some("2026-04-30")).unwrap_err()), ["projects.shutdown_over_other_status"]);
    assert!(ending(&again, Some("2026-04-29")).is_ok());
}

#[test]
fn one_filing_stops_every_project_that_builds() {
    let (builds, shut) = (building("2026-01-05"), building("2026-01-05"));
    let shut = shut.with_shutdown(since("2026-02-01"), decision("2026-01-20")).unwrap();
    let prepares = History::begin(Status::Preparing, day("2026-01-01"), decision("2026-01-01")).unwrap();
    let plan = plan([(1, &builds), (2, &shut), (3, &prepares)], period("2026-02-12", "2026-03-01"));
    assert_eq!(plan.fits, [1]);
    let not: Vec<_> = plan.not.iter().map(|(project, refusal)| (*project, refusal.code)).collect();
    assert_eq!(not, [(2, "projects.shutdown_overlaps"), (3, "projects.shutdown_outside_building")]);
}

#[test]
fn the_spring_festival_is_offered_from_the_published_calendar() {
    let offered = |year| spring_festival(Calendar::built_in(), year);
    assert_eq!(offered(2026), Some(period("2026-02-15", "2026-02-23")));
    assert_eq!(offered(2025), Some(period("2025-01-28", "2025-02-04")));
    assert_eq!(offered(2024), Some(period("2024-02-10", "2024-02-17")));
    assert_eq!(offered(2027), None);
}

proptest! {
    /// Whatever is done to a history that it allows, every day since the first keeps exactly one status.
    #[test]
    fn no_step_tears_a_history(steps in prop::collection::vec((0_u8..4, 0_u32..200, 0_u32..60), 1..25)) {
        let at = |number: u32| Day::from_number(20_000 + number).unwrap();
        let by = Decision { filed: act(1, "2026-01-01"), approved: Some(act(2, "2026-01-01")) };
        let mut history = History::begin(Status::Approved, at(0), by).unwrap();
        for (step, from, length) in steps {
            let next = match step {
                0 => history.change(Status::Building, at(from), by, at(100)),
                1 if from > 120 => history.change(Status::Completed, at(from), by, at(200)),
                2 => history.with_shutdown(Period::new(at(from), (length > 5).then(|| at(from + length))).unwrap(), by),
                _ => {
                    let first = history.periods_of(Status::ShutDown).next().map_or(at(from), |one| one.period.first());
                    history.with_shutdown_ending(first, (length > 5).then(|| at(from + length)), by)
                }
            };
            if let Ok(next) = next {
                prop_assert_eq!(History::new(next.periods().to_vec()), Ok(next.clone()));
                history = next;
            }
        }
        for number in 0..300 {
            let holding = history.periods().iter().filter(|one| one.period.contains(at(number))).count();
            prop_assert_eq!(holding, 1);
        }
    }
}

#[test]
fn two_records_of_one_project_tell_one_history() {
    let one = |status, first: &str| History::begin(status, day(first), decision(first)).unwrap();
    let earlier = one(Status::Preparing, "2026-01-05")
        .change(Status::Building, day("2026-03-02"), decision("2026-03-02"), day("2026-11-20"))
        .unwrap();
    let unapproved = Decision { filed: act(3, "2026-03-02"), approved: None };
    let later = History::begin(Status::Building, day("2026-03-02"), unapproved).unwrap();
    let together = later.absorbing(&earlier).unwrap();
    assert_eq!(together.status_on(day("2026-02-01")), Some(Status::Preparing));
    assert!(together.period_on(day("2026-03-02")).unwrap().decision.approved.is_some());
    // the same status from an earlier day is one period
    let longer = one(Status::Building, "2026-02-01");
    assert_eq!(later.absorbing(&longer).unwrap().periods().len(), 1);
    assert_eq!(later.absorbing(&longer).unwrap().building_since(day("2026-11-20")), Some(day("2026-02-01")));
    // what cannot come before is left out
    let completed = one(Status::Completed, "2025-01-05");
    assert_eq!(later.absorbing(&completed).unwrap().periods(), later.periods());
}

#[test]
fn a_shutdown_of_the_other_record_is_put_in_or_refused() {
    let site = History::begin(Status::Building, day("2026-03-02"), decision("2026-03-02")).unwrap();
    let other = site.with_shutdown(period("2026-10-01", "2026-10-08"), decision("2026-09-20")).unwrap();
    let together = site.absorbing(&other).unwrap();
    assert_eq!(together.status_on(day("2026-10-08")), Some(Status::ShutDown));
    assert_eq!(together.absorbing(&other).unwrap(), together, "once");
    let overlapping = site.with_shutdown(period("2026-10-05", "2026-10-12"), decision("2026-09-20")).unwrap();
    assert_eq!(codes(overlapping.absorbing(&other).unwrap_err()), ["projects.shutdown_overlaps"]);
}
