//! How does a version of a return leave the house as a workbook? The projects, and beside them what the county said in sum, when,
//! and under which hash.

use registry::filings::returns::{Line, Point};
use registry::filings::store::returns::OneReturn;
use registry::{Fault, Instant};

use super::words;
use crate::lang::Lang;
use crate::ui::sheet::{Leaf, Value, workbook_of};

/// # Errors
/// As of [`workbook_of`].
pub fn book(lang: Lang, at: Instant, found: &OneReturn) -> Result<Vec<u8>, Fault> {
    let lines = (1_u64..).zip(&found.content.lines);
    let projects = Leaf {
        name: lang.t("returns.lines_title"),
        columns: words::LINE_KEYS.map(|key| lang.code("returns.lines", key)).to_vec(),
        rows: lines.map(|(number, line)| values(lang, number, line)).collect(),
    };
    let mut rows: Vec<Vec<Value>> = words::sum_rows(lang, &found.content)
        .into_iter()
        .map(|(name, sums)| std::iter::once(Value::text(name)).chain(sums.figures().map(Value::number)).collect())
        .collect();
    rows.push(Vec::new());
    rows.extend(said(lang, found));
    let summary = Leaf { name: lang.t("returns.sums"), columns: words::sum_titles(lang), rows };
    workbook_of(at, &[projects, summary])
}

/// In the order of [`words::LINE_KEYS`].
fn values(lang: Lang, number: u64, line: &Line) -> Vec<Value> {
    let said = Point::ALL.map(|point| match point {
        Point::FiledOn => Value::day(line.filed_on),
        Point::Project | Point::Industry | Point::Contractor | Point::Officer | Point::FiledAs | Point::Pledge => {
            Value::text(words::point_text(lang, line, point))
        }
    });
    std::iter::once(Value::number(number)).chain(said).collect()
}

/// Whose it is, of which month, and what proves it: a title and a value in each row.
fn said(lang: Lang, found: &OneReturn) -> Vec<Vec<Value>> {
    let (content, line) = (&found.content, &found.line);
    let mut facts = vec![
        (lang.t("returns.columns.county"), Value::text(content.county_name.clone())),
        (lang.t("returns.book.month"), Value::text(content.month.to_string())),
        (lang.t("returns.book.version"), Value::number(i64::from(line.version))),
        (lang.t("returns.submitted_at"), Value::time(Some(line.submitted_at))),
        (lang.t("returns.columns.standing"), Value::text(lang.code("returns.standings", found.standing.code()))),
        (lang.t("returns.as_of_title"), Value::time(Some(content.as_of))),
        (lang.t("returns.hash"), Value::text(line.content_hash.clone())),
    ];
    facts.extend(line.reason.clone().map(|reason| (lang.t("returns.reason"), Value::text(reason))));
    facts.into_iter().map(|(title, value)| vec![Value::text(title), value]).collect()
}
