//! How does a marked line look? CSV with a mark of UTF-8 at its beginning, and no cell that a spreadsheet would run or round.

use registry::imports::store::{LineErrorView, MarkedRow};

use crate::lang::Lang;
use crate::ui::sheet::neutral;

/// A spreadsheet keeps so many digits of a number.
const EXACT_DIGITS: usize = 11;

pub fn lines(lang: Lang, rows: Vec<MarkedRow>) -> String {
    let mut text = String::new();
    for row in rows {
        if row.title.is_some() {
            text.push('\u{FEFF}');
        }
        for cell in &row.cells {
            text.push_str(&quoted(&kept(cell)));
            text.push(',');
        }
        match row.title {
            Some(title) => text.push_str(title),
            None => {
                let marks: Vec<String> = row.errors.iter().map(|error| sentence(lang, error)).collect();
                text.push_str(&quoted(&neutral(&marks.join(" "))));
            }
        }
        text.push_str("\r\n");
    }
    text
}

/// What is wrong, with the column that it is about.
pub fn sentence(lang: Lang, error: &LineErrorView) -> String {
    let details: Vec<(&str, &str)> =
        error.details.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let sentence = lang.fill(&format!("refusals.{}", error.code), &details);
    match error.column {
        Some(column) => lang.fill("imports.mark", &[("column", column), ("sentence", &sentence)]),
        None => sentence,
    }
}

fn kept(cell: &str) -> String {
    let is_long_number = cell.len() > EXACT_DIGITS && cell.bytes().take(EXACT_DIGITS).all(|byte| byte.is_ascii_digit());
    if is_long_number { format!("'{cell}") } else { neutral(cell).into_owned() }
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str], title: Option<&'static str>, errors: Vec<LineErrorView>) -> MarkedRow {
        MarkedRow { cells: cells.iter().map(|cell| (*cell).to_owned()).collect(), title, errors }
    }

    #[test]
    fn a_copy_can_be_opened_mended_and_brought_again() {
        let error = LineErrorView {
            line: 2,
            column: Some("证件号码"),
            code: "imports.number_too_long".to_owned(),
            details: Vec::new(),
        };
        let rows = vec![
            row(&["证件号码", "备注"], Some("需要更正"), vec![]),
            row(&["32069019900101001X", "甲,\"乙\""], None, vec![error]),
            row(&["1", "=1+1"], None, vec![]),
        ];
        let text = lines(Lang::Chinese, rows);
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines[0], "\u{FEFF}证件号码,备注,需要更正");
        assert!(
            lines[1].starts_with("'32069019900101001X,\"甲,\"\"乙\"\"\",") && lines[1].contains("证件号码"),
            "{}",
            lines[1]
        );
        assert_eq!(lines[2], "1,'=1+1,");
    }
}
