use std::io::{Cursor, Read};

use registry::sheets::MOST_EXPORTED;

use super::*;

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn book(rows: &[Vec<Value>]) -> Vec<u8> {
    workbook(Instant(1_795_136_400_000), &["姓名".to_owned(), "=1+1".to_owned()], rows).unwrap()
}

#[test]
fn what_begins_like_a_formula_is_written_as_words() {
    for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1", "＋1", "－1", "＠x"] {
        assert_eq!(neutral(bad), format!("'{bad}"), "{bad:?}");
    }
    for fine in ["", "周小红", "1=1", "a-b", "'=1", "—"] {
        assert_eq!(neutral(fine), fine);
    }
}

#[test]
fn no_cell_of_the_workbook_is_a_formula() {
    let evil = vec![Value::text("=HYPERLINK(\"https://evil.example\")"), Value::number(-3)];
    let bytes = book(&[evil, vec![Value::text("合计"), Value::Hundredths(770_050)]]);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<v>7700.5</v>"), "{sheet}");
    assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "{sheet}");
    assert!(sheet.contains("<v>-3</v>"), "{sheet}");
    let strings = part(&bytes, "xl/sharedStrings.xml");
    for told in ["'=HYPERLINK(", "'=1+1", "姓名"] {
        assert!(strings.contains(told), "{told} is missing in {strings}");
    }
    assert!(!strings.contains(">="), "{strings}");
}

#[test]
fn days_times_and_figures_are_numbers_that_are_shown_as_such() {
    let day = Day::from_ymd(2026, 11, 20).unwrap();
    let at = Instant(1_795_136_400_000);
    let old = Day::from_ymd(1890, 1, 1).unwrap();
    let one = vec![Value::Day(day), Value::Time(at), Value::Figure("0.125".into()), Value::day(None)];
    let other = vec![Value::Day(old), Value::time(None), Value::Figure("—".into()), Value::Figure("inf".into())];
    let bytes = workbook(at, &["日期", "时间", "难度", "注"].map(str::to_owned), &[one, other]).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    // days since the end of 1899, and 9:00 is three eighths of one
    for number in ["<v>46346</v>", "<v>46346.375</v>", "<v>0.125</v>"] {
        assert!(sheet.contains(number), "{number} is missing in {sheet}");
    }
    assert!(sheet.contains("state=\"frozen\""), "{sheet}");
    let styles = part(&bytes, "xl/styles.xml");
    for format in ["\"yyyy-mm-dd\"", "\"yyyy-mm-dd hh:mm\"", "\"0.000\""] {
        assert!(styles.contains(format), "{format} is missing in {styles}");
    }
    let strings = part(&bytes, "xl/sharedStrings.xml");
    assert!(strings.contains("1890-01-01") && strings.contains("inf"), "{strings}");
}

#[test]
fn a_file_is_called_by_words_and_day_in_any_alphabet() {
    assert_eq!(disposition("questions-template.xlsx"), "attachment; filename=\"questions-template.xlsx\"");
    assert_eq!(
        disposition("成绩-2026-11-20.xlsx"),
        "attachment; filename=\"list-2026-11-20.xlsx\"; filename*=UTF-8''%E6%88%90%E7%BB%A9-2026-11-20.xlsx"
    );
    for evil in ["a\"b\r\nset-cookie: x.xlsx", "成绩/../x;.xlsx"] {
        let told = disposition(evil);
        assert!(HeaderValue::from_str(&told).is_ok(), "{told}");
        assert_eq!(told.matches('"').count(), 2, "{told}");
    }
    let response = exported(Instant(1_795_136_400_000), "上岗证", &["编号".to_owned()], &[]).unwrap();
    let told = response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned();
    assert!(told.ends_with("%E4%B8%8A%E5%B2%97%E8%AF%81-2026-11-20.xlsx"), "{told}");
}

#[test]
fn the_same_rows_at_the_same_time_are_the_same_file() {
    let rows = [vec![Value::text("周小红"), Value::number(3_usize)]];
    assert_eq!(book(&rows), book(&rows));
    assert!(part(&book(&rows), "docProps/core.xml").contains("2026-11-20T01:00:00Z"));
}

#[test]
fn several_sheets_have_their_names_and_rows() {
    let leaf = |name: &str, cell: &str| Leaf {
        name: name.to_owned(),
        columns: vec!["项目".to_owned()],
        rows: vec![vec![Value::text(cell)]],
    };
    let bytes = workbook_of(Instant(1_795_136_400_000), &[leaf("试题", "=1"), leaf("整场", "均分")]).unwrap();
    let names = part(&bytes, "xl/workbook.xml");
    assert!(names.contains("试题") && names.contains("整场"), "{names}");
    assert!(part(&bytes, "xl/worksheets/sheet2.xml").contains("<c "), "the second has cells");
    assert!(part(&bytes, "xl/sharedStrings.xml").contains("'=1"));
}

#[test]
fn a_text_is_cut_at_what_a_cell_holds() {
    assert_eq!(neutral(&"工".repeat(40_000)).chars().count(), LONGEST_TEXT);
    assert_eq!(neutral(&"=".repeat(40_000)).chars().count(), LONGEST_TEXT);
}

#[tokio::test]
async fn pages_are_read_to_their_end_and_too_many_rows_are_refused() {
    let three = |page: u64| async move { Ok::<_, Fault>((vec![page; if page < 2 { 500 } else { 7 }], 1_007)) };
    let read = every(three).await.unwrap();
    assert_eq!((read.len(), read[0], read[1_006]), (1_007, 0, 2));
    let none = every(|_| async { Ok::<_, Fault>((Vec::<u8>::new(), 3)) }).await.unwrap();
    assert!(none.is_empty(), "rows that went meanwhile are not waited for");
    let endless = every(|_| async { Ok::<_, Fault>((vec![0_u8; 500], MOST_EXPORTED + 1)) }).await;
    assert_eq!(endless.unwrap_err().code(), Some("sheets.too_long"));
}
