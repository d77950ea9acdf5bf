use super::super::readiness::{Done, Readiness, Task, readiness};
use super::*;

fn done(task: Task, on: &str) -> Done {
    Done {
        task, on: day(on), supplier: Some("某某科技有限公司".into()), evidence: Some("hash".into()), ended_on: None
    }
}

fn standing(on: Option<&str>, start: Option<&str>, today: &str) -> Readiness {
    let done: Vec<Done> = on.into_iter().map(|on| done(Task::Supplier, on)).collect();
    readiness(&done, start.map(day), day(today))[0].readiness
}

#[test]
fn a_supplier_found_on_the_day_of_the_start_is_late() {
    let start = Some("2026-03-01");
    assert_eq!(standing(Some("2026-02-28"), start, "2026-03-10"), Readiness::InTime);
    assert_eq!(standing(Some("2026-03-01"), start, "2026-03-10"), Readiness::SameDay);
    assert_eq!(standing(Some("2026-03-02"), start, "2026-03-10"), Readiness::Late);
    assert_eq!(standing(Some("2026-03-02"), None, "2026-03-10"), Readiness::InTime);
    assert_eq!(standing(None, None, "2026-03-10"), Readiness::Open);
    assert_eq!(standing(None, start, "2026-02-28"), Readiness::Open);
    assert_eq!(standing(None, start, "2026-03-01"), Readiness::Overdue);
    let late: Vec<&str> = Readiness::ALL.iter().filter(|one| one.is_late()).map(|one| one.code()).collect();
    assert_eq!(late, ["overdue", "same_day", "late"]);
}

#[test]
fn all_five_tasks_are_listed_and_the_first_time_counts() {
    let all = [done(Task::DataEntry, "2026-03-05"), done(Task::DataEntry, "2026-02-20")];
    let lines = readiness(&all, Some(day("2026-03-01")), day("2026-03-10"));
    assert_eq!(lines.iter().map(|line| line.task).collect::<Vec<_>>(), Task::ALL);
    assert_eq!((lines[4].readiness, lines[4].on), (Readiness::InTime, Some(day("2026-02-20"))));
    assert_eq!((lines[0].readiness, lines[0].on), (Readiness::Overdue, None));
}

#[test]
fn a_task_needs_what_shows_that_it_was_done() {
    let today = day("2026-03-10");
    let wrong = |done: Done| codes(done.check(today).unwrap_err());
    assert!(done(Task::Supplier, "2026-03-10").check(today).is_ok());
    let nameless = Done { supplier: Some(" ".into()), ..done(Task::Supplier, "2026-03-11") };
    assert_eq!(wrong(nameless), ["projects.day_in_future", "projects.supplier_missing"]);
    assert_eq!(wrong(done(Task::Supplier, "1989-12-31")), ["calendar.day_too_early"]);
    for task in &Task::ALL[1..] {
        let unproved = Done { evidence: None, supplier: None, ..done(*task, "2026-03-01") };
        assert_eq!(wrong(unproved), ["projects.evidence_missing"]);
    }
    assert!(Done { evidence: None, ..done(Task::Supplier, "2026-03-01") }.check(today).is_ok());
}
