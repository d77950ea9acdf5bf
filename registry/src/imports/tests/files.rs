use question_bank::formats::archive::pack;

use super::super::encoding::Detector;
use super::super::limits::{LONGEST_LINE, UNPACKED_TEXTS};
use super::*;

const TITLES: &str = "证件类型,证件号码,打卡时间,班组编号";
const ROW: &str = "居民身份证,32069019900101001X,2026-11-19 08:00:00,七班";

fn csv(text: &str) -> Vec<SheetRow> {
    read(Format::Csv, Encoding::Utf8, text.as_bytes()).unwrap()
}

fn cells(row: &SheetRow) -> Vec<&str> {
    row.cells.iter().map(|cell| cell.as_deref().unwrap_or("?")).collect()
}

fn detected(bytes: &[u8], at_once: usize) -> Result<Encoding, &'static str> {
    let mut detector = Detector::default();
    bytes.chunks(at_once).for_each(|some| detector.pass(some));
    detector.finish().map_err(|refusal| refusal.code)
}

#[test]
fn the_encoding_is_found_wherever_the_pieces_end() {
    let text = format!("\u{FEFF}{TITLES}\r\n{ROW}䶮𠮷\r\n");
    let (gb18030, _, _) = encoding_rs::GB18030.encode(text.trim_start_matches('\u{FEFF}'));
    for at_once in [1, 2, 3, 5, 1_000] {
        assert_eq!(detected(text.as_bytes(), at_once), Ok(Encoding::Utf8));
        assert_eq!(detected(&gb18030, at_once), Ok(Encoding::Gb18030));
        let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(detected(&utf_16, at_once), Err("imports.encoding_unknown"));
    }
    assert_eq!(detected(&"甲".as_bytes()[..1], 10), Err("imports.encoding_unknown"), "cut off");
}

#[test]
fn both_encodings_give_the_same_rows() {
    let text = format!("\u{FEFF}{TITLES}\r\n\r\n{ROW}\r\n\"居民,身份证\",\"a\"\"b\",\"两\n行\",\r\n,,,\n{ROW}");
    let rows = csv(&text);
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 5]);
    assert_eq!(cells(&rows[1]), ["居民,身份证", "a\"b", "两\n行", ""]);
    let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
    assert_eq!(read(Format::Csv, Encoding::Gb18030, &bytes).unwrap(), rows);
}

#[test]
fn a_file_that_was_gone_through_goes_on_behind_what_was_passed() {
    let text = format!("{TITLES}\n{}", (0..25).map(|nth| format!("{ROW}{nth}\n")).collect::<String>());
    let mut lines = Vec::new();
    let object = FeedObject::WorkerAttendance;
    read_file((Format::Csv, Encoding::Utf8), object, 20, Cursor::new(text.as_bytes()), &mut |portion| {
        if let Portion::Rows(rows) = portion {
            lines.extend(rows.iter().map(|row| row.line));
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(lines, [22, 23, 24, 25, 26]);
}

#[test]
fn csv_files_that_are_none_have_their_answer() {
    assert_eq!(refused(Format::Csv, b""), ["imports.empty"]);
    assert_eq!(refused(Format::Csv, b"a,b\n1,2\n"), ["imports.header_unknown"]);
    assert_eq!(refused(Format::Csv, "证件号码\n1\n".as_bytes()).len(), 3, "every column that is missing");
    let unclosed = format!("{TITLES}\n\"{}", "x".repeat(LONGEST_LINE + 1));
    assert_eq!(refused(Format::Csv, unclosed.as_bytes()), ["imports.line_too_long"]);
    let wide = format!("{TITLES}\n{}", ",".repeat(300));
    assert_eq!(refused(Format::Csv, wide.as_bytes()), ["imports.too_many_columns"]);
    assert_eq!(refused(Format::Csv, b"\xFF\xFE1\n"), ["imports.encoding_unknown"]);
}

/// A workbook with this sheet and these further entries.
fn workbook(sheet: &str, further: &[(&str, &str)]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |inner: String| format!("<Relationships xmlns=\"{package}\">{inner}</Relationships>");
    let root = relations(relation("rId1", "officeDocument", "xl/workbook.xml"));
    let links =
        relations(relation("rId1", "worksheet", "worksheets/sheet1.xml") + &relation("rId2", "styles", "styles.xml"));
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"一\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let styles = format!(
        "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
    );
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>");
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let mut entries = vec![
        ("[Content_Types].xml", types),
        ("_rels/.rels", root.as_str()),
        ("xl/workbook.xml", book.as_str()),
        ("xl/_rels/workbook.xml.rels", links.as_str()),
        ("xl/styles.xml", styles.as_str()),
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
    ];
    entries.extend(further);
    pack(entries.into_iter().map(|(name, content)| (name, content.as_bytes()))).unwrap()
}

fn text(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn titles() -> String {
    let cells = TITLES.split(',').zip(["A1", "B1", "C1", "D1"]).map(|(title, place)| text(place, title));
    format!("<row r=\"1\">{}</row>", cells.collect::<String>())
}

#[test]
fn a_workbook_gives_texts_days_and_what_is_wrong_with_a_cell() {
    let rows = format!(
        "{}<row r=\"3\">{}{}<c r=\"C3\" s=\"1\"><v>46345.333333333336</v></c><c r=\"D3\"><v>7</v></c></row>\
         <row r=\"4\">{}<c r=\"B4\"><v>320690199001010000</v></c><c r=\"C4\"><f>NOW()</f></c><c r=\"D4\"><f>3+4</f><v>7</v></c></row>",
        titles(),
        text("A3", "居民身份证"),
        text("B3", "'=1"),
        text("A4", "01"),
    );
    let rows = read(Format::Xlsx, Encoding::Utf8, &workbook(&rows, &[])).unwrap();
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(cells(&rows[0]), ["居民身份证", "=1", "2026-11-19 08:00:00", "7"]);
    let wrong =
        [Ok("01".to_owned()), Err("imports.number_too_long"), Err("imports.formula_without_value"), Ok("7".to_owned())];
    assert_eq!(rows[1].cells, wrong);
}

#[test]
fn workbooks_that_are_made_to_do_harm_have_their_answer() {
    let sheet = titles();
    for (name, content, code) in [
        ("xl/vbaProject.bin", "x", "imports.macros"),
        ("xl/externalLinks/externalLink1.xml", "<a/>", "imports.external_link"),
        ("xl/other.xml", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>", "imports.entities"),
        ("XL/WORKBOOK.XML", "<a/>", "imports.entry_twice"),
        ("../evil.xml", "<a/>", "imports.not_a_workbook"),
        ("xl/wide.xml", "\u{0}<\u{0}a", "imports.not_a_workbook"),
    ] {
        assert_eq!(refused(Format::Xlsx, &workbook(&sheet, &[(name, content)])), [code], "{name}");
    }
    let texts = "x".repeat(usize::try_from(UNPACKED_TEXTS).unwrap() + 1);
    let bomb = workbook(&sheet, &[("xl/sharedStrings.xml", &texts)]);
    assert!(bomb.len() < 1024 * 1024, "a bomb is small");
    assert_eq!(refused(Format::Xlsx, &bomb), ["imports.unpacks_to_too_much"]);
    let same = workbook(&sheet, &[("xl/aaaa.xml", "<a/>"), ("xl/aaab.xml", "<a/>")]);
    let at: Vec<usize> = (0..same.len() - 11).filter(|at| &same[*at..at + 11] == b"xl/aaab.xml").collect();
    let mut twice = same.clone();
    at.iter().for_each(|at| twice[at + 6] = b'a');
    assert_eq!(refused(Format::Xlsx, &twice), ["imports.entry_twice"]);
}

#[test]
fn what_is_no_workbook_is_said_to_be_none() {
    assert_eq!(refused(Format::Xlsx, b"PK\x03\x04 and nothing more"), ["imports.not_a_workbook"]);
    let broken = workbook(&format!("{}<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>x", titles()), &[]);
    assert_eq!(refused(Format::Xlsx, &broken), ["imports.not_a_workbook"]);
    assert_eq!(refused(Format::Xlsx, &workbook("", &[])), ["imports.empty"]);
    assert_eq!(
        refused(Format::Xlsx, &workbook("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", &[])),
        ["imports.header_unknown"]
    );
    let wide = format!("{}<row r=\"2\"><c r=\"ZZ2\"><v>1</v></c></row>", titles());
    assert_eq!(refused(Format::Xlsx, &workbook(&wide, &[])), ["imports.too_many_columns"]);
}
