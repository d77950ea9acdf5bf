use super::super::notice::{Changed, Notice};
use super::*;
use crate::Refusal;

const PAPER: &str = "国务院办公厅关于2027年部分节假日安排的通知";

/// An invented year: the true one is published by the State Council.
pub(crate) fn year_2027() -> Notice {
    let runs = [("2027-01-01", 3), ("2027-02-05", 8), ("2027-05-01", 5), ("2027-10-01", 7)];
    let off = runs.into_iter().flat_map(|(first, count)| (0..count).map(move |after| day(first).plus_days(after)));
    Notice {
        year: 2027,
        papers: vec![PAPER.into()],
        off: off.collect(),
        work: [day("2027-02-13"), day("2027-10-09")].into(),
    }
}

fn codes(notice: &Notice) -> Vec<&'static str> {
    let faults = notice.faults(day("2026-11-20"));
    assert!(faults.iter().all(|fault| fault.field == Some("file")));
    faults.into_iter().map(|fault| fault.code).collect()
}

fn with(change: impl FnOnce(&mut Notice)) -> Notice {
    let mut notice = year_2027();
    change(&mut notice);
    notice
}

fn sheet(rows: &[[&str; 3]]) -> Result<Notice, Vec<&'static str>> {
    let texts = |row: &[&str; 3]| row.map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = [["日期*", "安排*", "依据*"]].iter().chain(rows).map(texts).collect();
    Notice::read_rows(&rows).map_err(|faults: Vec<Refusal>| faults.into_iter().map(|fault| fault.code).collect())
}

#[test]
fn a_year_goes_out_and_comes_in_as_it_was() {
    let notice = year_2027();
    assert!(codes(&notice).is_empty());
    assert_eq!(Notice::read_json(&notice.to_json()), Ok(notice.clone()));
    assert_eq!(notice.off.len(), 23);
    // 261 weekdays; 15 of the days off are weekdays, and two weekend days are worked
    assert_eq!(notice.working_days(), 261 - 15 + 2);
}

#[test]
fn the_years_that_come_with_the_program_would_pass_as_files() {
    for number in [2025, 2026] {
        let built_in = Notice::of(number, &Calendar::built_in().years[&number]);
        assert!(built_in.faults(Day::from_ymd(number, 1, 1).unwrap()).is_empty(), "{number}");
        assert_eq!(built_in.working_days(), 248, "{number}");
        assert!(built_in.changes(Calendar::built_in()).is_empty(), "{number}");
    }
}

#[test]
fn what_cannot_be_true_of_a_year_is_refused() {
    for year in [2025, 2029] {
        assert!(codes(&with(|notice| notice.year = year)).contains(&"calendar.year_not_offered"), "{year}");
    }
    for papers in
        [vec![], vec!["通知".to_owned()], vec!["关于2026年节假日的通知".to_owned()], vec![PAPER.to_owned(); 4]]
    {
        assert_eq!(codes(&with(|notice| notice.papers = papers)), ["calendar.paper"]);
    }
    let off = |text: &str| {
        codes(&with(|notice| {
            notice.off.insert(day(text));
        }))
    };
    assert_eq!(off("2026-12-31"), ["calendar.day_of_another_year"]);
    assert_eq!(off("2027-10-09"), ["calendar.off_and_worked"]);
    let worked = with(|notice| {
        notice.work.insert(day("2027-02-15"));
    });
    assert_eq!(codes(&worked), ["calendar.worked_anyway"]);
    let lacking = with(|notice| {
        notice.off.remove(&day("2027-05-02"));
    });
    assert_eq!(codes(&lacking), ["calendar.day_by_law_missing"]);
    let few = with(|notice| notice.off.retain(|one| one.of_month() <= 5));
    assert!(few.off.len() == 14 && codes(&few).is_empty());
    let too_few = with(|notice| notice.off.retain(|one| one.of_month() <= 4));
    assert_eq!(codes(&too_few), ["calendar.numbers_of_days"]);
}

#[test]
fn a_file_holds_one_year_in_the_known_shape() {
    let code = |text: &str| Notice::read_json(text).unwrap_err().code;
    assert_eq!(code("{}"), "calendar.one_year");
    let year = r#"{"papers": [], "off": [], "work": []}"#;
    assert_eq!(code(&format!(r#"{{"2027": {year}, "2028": {year}}}"#)), "calendar.one_year");
    let impossible = r#"{"2027": {"papers": [], "off": ["2027-02-30"], "work": []}}"#;
    for wrong in ["", "[]", "{\"2027\": {}}", "{\"x\": 1}", impossible] {
        assert_eq!(code(wrong), "calendar.file_shape", "{wrong}");
    }
}

#[test]
fn a_sheet_says_the_same_line_by_line() {
    let rows = [["2027-01-01", "放假", PAPER], ["2027-02-13", "上班", PAPER], ["2027-01-02", "休息", ""]];
    let read = sheet(&rows).unwrap();
    assert_eq!((read.year, read.papers), (2027, vec![PAPER.to_owned()]));
    assert_eq!(read.off, [day("2027-01-01"), day("2027-01-02")].into());
    assert_eq!(read.work, [day("2027-02-13")].into());
    assert_eq!(sheet(&[["1月1日", "放假", PAPER]]), Err(vec!["calendar.line_day"]));
    assert_eq!(sheet(&[["2027-01-01", "不上班", PAPER]]), Err(vec!["calendar.line_arrangement"]));
    let twice = [["2027-01-01", "放假", PAPER], ["2027-01-01", "上班", PAPER]];
    assert_eq!(sheet(&twice), Err(vec!["calendar.line_twice"]));
    assert_eq!(sheet(&[]), Err(vec!["calendar.one_year"]));
}

#[test]
fn what_changes_is_told_against_what_stands() {
    let notice = year_2027();
    let changes = notice.changes(Calendar::built_in());
    assert_eq!(changes.len(), 17);
    assert_eq!(changes[0], Changed { day: day("2027-01-01"), is_worked: false });
    assert!(changes.contains(&Changed { day: day("2027-02-13"), is_worked: true }));
    let calendar = Calendar::built_in().clone().with(&notice);
    assert!(notice.changes(&calendar).is_empty());
    let corrected = with(|notice| {
        notice.off.remove(&day("2027-02-12"));
    });
    assert_eq!(corrected.changes(&calendar), [Changed { day: day("2027-02-12"), is_worked: true }]);
}
