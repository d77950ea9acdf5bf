//! How is a return said in figures and lines, on the page, in a workbook and in print?

use registry::Day;
use registry::filings::returns::{Content, Line, Sums};
use registry::offices::INDUSTRIES;

use crate::lang::Lang;

/// What stands above the sums: the industry, then the figures.
pub fn sum_titles(lang: Lang) -> Vec<String> {
    let figures = Sums::NAMES.map(|name| lang.code("returns.figures", name));
    std::iter::once(lang.t("returns.industry")).chain(figures).collect()
}

/// A row for each industry, the whole county in the last.
pub fn sum_rows(lang: Lang, content: &Content) -> Vec<(String, Sums)> {
    let industries = content.industries.iter().map(|(code, sums)| (industry(lang, code), *sums));
    industries.chain([(lang.t("returns.whole"), content.whole)]).collect()
}

pub const LINE_KEYS: [&str; 8] =
    ["number", "project", "industry", "contractor", "officer", "filed_on", "filed_as", "pledge"];

/// In the order of [`LINE_KEYS`].
pub fn line_texts(lang: Lang, number: usize, line: &Line) -> Vec<String> {
    let mut filed_as = lang.code("returns.filed_as", line.filed_as.code());
    if line.is_late {
        filed_as = lang.fill("returns.late_mark", &[("filed_as", &filed_as)]);
    }
    vec![
        number.to_string(),
        line.name.clone(),
        industry(lang, &line.industry),
        line.contractor.clone().unwrap_or_default(),
        line.officer.clone().unwrap_or_default(),
        line.filed_on.map(|day| lang.day(day)).unwrap_or_default(),
        filed_as,
        lang.t(if line.has_pledge { "returns.pledge_kept" } else { "returns.pledge_none" }),
    ]
}

/// Those that a city wrote down itself go by their code.
pub fn industry(lang: Lang, code: &str) -> String {
    if INDUSTRIES.contains(&code) { lang.code("projects.industries", code) } else { code.to_owned() }
}

/// How many days after the last day.
pub fn days_late(due: Day, came: Day) -> i64 {
    i64::from(came.number()) - i64::from(due.number())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_after_the_last_one_is_one_day_late() {
        let day = |text: &str| Day::parse(text).unwrap();
        assert_eq!(days_late(day("2026-12-10"), day("2026-12-11")), 1);
        assert_eq!(days_late(day("2026-12-10"), day("2027-01-10")), 31);
    }
}
