use std::collections::BTreeSet;

use serde_json::json;

use super::super::header::Header;
use super::*;
use crate::feeds::Kind;

#[test]
fn every_column_has_a_chinese_title_of_its_own() {
    for object in FeedObject::ALL {
        let columns = columns(object);
        let titles: BTreeSet<&str> = columns.iter().map(|column| column.title).collect();
        assert_eq!(titles.len(), columns.len(), "{object:?}: {titles:?}");
        for title in titles {
            assert!(!title.bytes().any(|byte| byte.is_ascii_alphanumeric()), "{object:?}: {title}");
        }
        let is_flat = |kind: &Kind| !matches!(kind, Kind::List(_) | Kind::Picture | Kind::NotTaken);
        assert!(columns.iter().all(|column| is_flat(&column.kind)));
    }
}

fn header(titles: &[&str]) -> Result<Header, Vec<&'static str>> {
    let read = Header::read(FeedObject::WorkerAttendance, titles);
    read.map_err(|refusals| refusals.into_iter().map(|refusal| refusal.code).collect())
}

fn row(cells: &[&str]) -> SheetRow {
    SheetRow { line: 2, cells: cells.iter().map(|cell| Ok((*cell).to_owned())).collect() }
}

#[test]
fn a_row_becomes_the_item_that_a_feed_would_send() {
    let titles = ["证件类型 *", "idcardnumber", "打卡时间", "进出方向", "班组编号", "天气", "需要更正"];
    let header = header(&titles).unwrap();
    assert_eq!(header.unknown, BTreeSet::from(["天气".to_owned()]));
    let cells = row(&["居民身份证", "32069019900101001X", "2026-11-19 08:00:00", "进", "7", "晴", "x"]);
    let (item, wrong) = header.item(&cells, Some("P-1"));
    let expected = json!({ "projectCode": "P-1", "teamSysNo": "7", "dataList": [{ "idCardType": "01",
        "idCardNumber": "32069019900101001X", "date": "2026-11-19 08:00:00", "direction": "01" }] });
    assert_eq!((item, wrong), (expected, vec![]));
}

#[test]
fn a_correction_names_what_it_takes_the_place_of() {
    let titles = ["证件类型", "证件号码", "打卡时间", "班组编号", "处理方式", "原记录编号", "原日期时间"];
    let cells = row(&["1", "32069019900101001X", "2026-11-19 08:00:00", "7", "更正", "a-1", "2026-11-19 07:58:00"]);
    let (item, _) = header(&titles).unwrap().item(&cells, None);
    let inner = &item["dataList"][0];
    assert_eq!(inner["purpose"], "correct");
    assert_eq!(inner["of"], json!({ "rowId": "a-1", "date": "2026-11-19 07:58:00" }));
    assert_eq!(inner["idCardType"], "01", "a spreadsheet took its zero away");
    assert!(item.get("projectCode").is_none());
}

#[test]
fn titles_that_are_missing_doubled_or_of_another_table_are_named() {
    assert_eq!(header(&["甲", "乙"]).unwrap_err(), ["imports.header_unknown"]);
    let missing = header(&["证件号码", "打卡时间", "班组编号", "打卡时间"]).unwrap_err();
    assert_eq!(missing, ["imports.column_twice", "imports.column_missing"]);
    // the marks of a copy are no unknown column
    assert!(header(&["证件类型", "证件号码", "打卡时间", "班组编号", "需要更正"]).unwrap().unknown.is_empty());
}
