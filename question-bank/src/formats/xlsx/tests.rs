use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Formula, Workbook, Worksheet};

use super::super::archive::{Entries, pack, unpack};
use super::super::*;
use super::template;
use crate::question::{Body, Kind};

const HEAD: [&str; 10] = ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "分值", "编号"];

fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in (0..).zip(HEAD) {
        sheet.write_string(0, column, title).unwrap();
    }
    fill(sheet);
    book.save_to_buffer().unwrap()
}

fn sheet(rows: &[&[&str]]) -> Reading {
    let bytes = book(|sheet| {
        for (row, cells) in (1..).zip(rows) {
            for (column, text) in (0..).zip(*cells) {
                sheet.write_string(row, column, *text).unwrap();
            }
        }
    });
    read(Format::Xlsx, &bytes).unwrap()
}

fn faults(reading: &Reading) -> Vec<String> {
    reading.faults.iter().map(ToString::to_string).collect()
}

#[test]
fn a_sheet_as_people_fill_it_in_is_read() {
    let reading = sheet(&[
        &["单选题", " 甲（　） ", "一", "二", "三", "四", "Ｂ", "见条例", "１分"],
        &["　多选 ", "乙", "一", "二", "三", "", "a、Ｃ"],
        &[],
        &["判断题", "丙", "", "", "", "", "√"],
        &["判断题", "丁", "错误", "正确", "", "", "A"],
        &["案例分析题", "戊的故事"],
        &["小题：单选题", "戊一", "一", "二", "", "", "A", "", "1.5"],
        &["案例小题（判断题）", "戊二", "", "", "", "", "×"],
    ]);
    assert_eq!(faults(&reading), Vec::<String>::new());
    let found: Vec<_> =
        reading.questions.iter().map(|(place, draft)| (place.line, draft.kind(), draft.stem())).collect();
    let expected = [
        (2, Kind::Single, "甲（　）"),
        (3, Kind::Multiple, "乙"),
        (5, Kind::TrueFalse, "丙"),
        (6, Kind::TrueFalse, "丁"),
        (7, Kind::Case, "戊的故事"),
    ];
    assert_eq!(found, expected);
    let rights = reading.questions.iter().filter_map(|(_, draft)| match &draft.body {
        DraftBody::Item { item, .. } => Some(item.right.to_string()),
        DraftBody::Case { .. } => None,
    });
    assert_eq!(rights.collect::<Vec<_>>(), ["B", "AC", "A", "B"]);
    let DraftBody::Case { parts, .. } = &reading.questions[4].1.body else { panic!() };
    assert_eq!(parts.iter().map(|part| part.score).collect::<Vec<_>>(), [Some(150), None]);
    assert_eq!(reading.losses.iter().map(|loss| loss.what.code()).collect::<Vec<_>>(), ["score"]);
}

#[test]
fn every_fault_has_its_line_and_column() {
    let reading = sheet(&[
        &["单选题", "甲", "一", "二", "", "", "E"],
        &["单选题", "", "一", "", "三", "", "A"],
        &["填数题", "丙"],
        &["单选题", "丁", "一", "二", "", "", "A", "", "", "甲 1"],
        &["小题：单选题", "戊", "一", "二", "", "", "A"],
        &["案例分析题", "己", "", "", "", "", "A"],
        &["案例分析题", "庚"],
        &["简答题", "辛"],
        &["", "壬"],
    ]);
    assert_eq!(
        faults(&reading),
        [
            "line 2 column G: the answer names E, but there are 2 options",
            "line 3 column B: stem is missing",
            "line 3 column D: option B is empty, but a later one is not",
            "line 4 column A: \"填数题\" is no kind",
            "line 5 column J: the id \"甲 1\" is not made of a-z, 0-9 and -",
            "line 6 column A: a part stands outside a case",
            "line 7 column G: answer does not belong here",
            "line 8 column A: a case has no parts",
            "line 10 column A: kind is missing",
        ]
    );
    assert_eq!(reading.losses[0].to_string(), "line 9: questions of the type 简答题 are not known here");
}

#[test]
fn formulas_and_dates_are_faults_and_never_values() {
    let bytes = book(|sheet| {
        sheet.write_string(1, 0, "单选题").unwrap();
        sheet.write_formula(1, 1, Formula::new("=HYPERLINK(\"http://x\",\"甲\")").set_result("甲")).unwrap();
        let day = ExcelDateTime::from_ymd(2026, 1, 2).unwrap();
        sheet.write_datetime_with_format(1, 2, day, &CellFormat::new().set_num_format("yyyy-mm-dd")).unwrap();
        sheet.write_number(1, 3, 1.5).unwrap();
        sheet.write_string(1, 6, "A").unwrap();
    });
    let reading = read(Format::Xlsx, &bytes).unwrap();
    assert_eq!(reading.questions, []);
    let reasons: Vec<_> = reading.faults.into_iter().map(|fault| (fault.place.column, fault.reason)).collect();
    assert_eq!(reasons, [(Some(2), Reason::Formula), (Some(3), Reason::DateCell)]);
}

#[test]
fn what_looks_like_a_formula_is_written_as_text() {
    let mut question = crate::fixtures::single();
    let Body::Item(item) = &mut question.body else { unreachable!() };
    item.options = ["=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1)"].map(str::to_owned).to_vec();
    let written = write(Format::Xlsx, std::slice::from_ref(&question)).unwrap();
    let entries = unpack(&written.bytes).unwrap();
    let text = |name: &str| String::from_utf8(entries[name].clone()).unwrap();
    assert!(!text("xl/worksheets/sheet1.xml").contains("<f>"));
    for option in ["'=cmd|", "'+1", "'-1", "'@SUM(A1)"] {
        assert!(text("xl/sharedStrings.xml").contains(option), "{option}");
    }
    assert_eq!(read(Format::Xlsx, &written.bytes).unwrap().questions[0].1.clone().complete(), Ok(question));
}

#[test]
fn the_template_is_empty_and_offers_lists() {
    let bytes = template().unwrap();
    assert_eq!(read(Format::Xlsx, &bytes), Ok(Reading::default()));
    let entries = unpack(&bytes).unwrap();
    let sheet = String::from_utf8(entries["xl/worksheets/sheet1.xml"].clone()).unwrap();
    assert_eq!(sheet.matches("<dataValidation ").count(), 4);
    let texts = String::from_utf8(entries["xl/sharedStrings.xml"].clone()).unwrap();
    for title in ["编号", "题型", "题干", "选项F", "答案", "解析", "分值", "难度", "知识点", "用途", "依据"]
    {
        assert!(texts.contains(&format!(">{title}<")), "{title}");
    }
    assert_eq!(bytes, template().unwrap());
}

#[test]
fn columns_are_found_by_name_and_strangers_are_named() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("别的").unwrap();
    for (column, title) in (0..).zip(["答案", "备注", " 题干* ", "题型"]) {
        sheet.write_string(0, column, title).unwrap();
    }
    for (column, text) in (0..).zip(["对", "略", "甲", "判断题"]) {
        sheet.write_string(1, column, text).unwrap();
    }
    let _ = book.add_worksheet().set_name("第二页").unwrap();
    let reading = read(Format::Xlsx, &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!((reading.questions.len(), faults(&reading)), (1, Vec::new()));
    let losses: Vec<_> = reading.losses.into_iter().map(|loss| loss.what).collect();
    assert_eq!(losses, [Lost::Column { name: "备注".to_owned() }, Lost::Sheet { name: "第二页".to_owned() }]);
}

#[test]
fn what_stands_below_no_heading_is_named_once() {
    let bytes = book(|sheet| {
        // K has no heading, L has a formula for one, M nothing below its blank one
        sheet.write_formula(0, 11, Formula::new("=1+1").set_result("备注")).unwrap();
        sheet.write_string(0, 12, " ").unwrap();
        for (row, stem) in [(1, "甲"), (2, "乙")] {
            for (column, text) in [(0, "判断题"), (1, stem), (6, "对"), (10, "记一笔"), (11, "再记一笔")] {
                sheet.write_string(row, column, text).unwrap();
            }
        }
        sheet.write_formula(4, 13, Formula::new("=2+2").set_result("4")).unwrap();
    });
    let reading = read(Format::Xlsx, &bytes).unwrap();
    assert_eq!((reading.questions.len(), faults(&reading)), (2, Vec::new()));
    let losses: Vec<_> = reading.losses.iter().map(ToString::to_string).collect();
    let expected = [
        "line 1: the column \"L\" is not kept",
        "line 2: the column \"K\" is not kept",
        "line 5: the column \"N\" is not kept",
    ];
    assert_eq!(losses, expected);
}

/// A template in which one entry was put in or replaced.
fn with(name: &str, change: impl FnOnce(Option<String>) -> String) -> Result<Reading, FileRefused> {
    let mut entries: Entries = unpack(&template().unwrap()).unwrap();
    let old = entries.remove(name).map(|content| String::from_utf8(content).unwrap());
    entries.insert(name.to_owned(), change(old).into_bytes());
    read(Format::Xlsx, &pack(entries.iter().map(|(name, content)| (name.as_str(), content.as_slice()))).unwrap())
}

#[test]
fn a_workbook_that_reaches_out_or_brings_programs_is_refused() {
    let code = |result: Result<Reading, FileRefused>| result.unwrap_err().code();
    assert_eq!(code(with("xl/vbaProject.bin", |_| String::new())), "macros");
    assert_eq!(code(with("xl/externalLinks/externalLink1.xml", |_| "<a/>".to_owned())), "external_link");
    assert_eq!(code(with("xl/connections.xml", |_| "<a/>".to_owned())), "external_link");
    let link = |kind: &str| {
        format!(
            "<Relationships><Relationship Id=\"r\" Type=\"http://x/{kind}\" Target=\"http://x/\" TargetMode=\"External\"/></Relationships>"
        )
    };
    assert_eq!(code(with("xl/worksheets/_rels/sheet1.xml.rels", |_| link("image"))), "external_link");
    assert!(with("xl/worksheets/_rels/sheet1.xml.rels", |_| link("hyperlink")).is_ok());
    let bomb = "<!DOCTYPE sst [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><sst><si><t>&b;</t></si></sst>";
    assert_eq!(code(with("xl/sharedStrings.xml", |_| bomb.to_owned())), "entity");
    assert_eq!(code(with("docProps/app.xml", |_| "<!DOCTYPE a><a/>".to_owned())), "entity");
}

#[test]
fn a_sheet_with_impossible_addresses_or_too_many_lines_is_refused() {
    let cell = |at: &str| {
        with("xl/worksheets/sheet1.xml", |_| {
            format!("<worksheet><sheetData><row><c r=\"{at}\" t=\"str\"><v>x</v></c></row></sheetData></worksheet>")
        })
    };
    assert_eq!(cell("A99999999999").unwrap_err().code(), "xml");
    assert_eq!(cell("AAAAAAA1").unwrap_err().code(), "xml");
    assert_eq!(cell("A1048576").unwrap_err().code(), "too_many_rows");
    assert_eq!(cell("XFD1").unwrap_err().code(), "too_many_cells");
    assert_eq!(cell("A2").unwrap_err(), FileRefused::MissingColumn { field: Field::Kind });
    assert_eq!(read(Format::Xlsx, b"PK").unwrap_err().code(), "not_zip");
}
