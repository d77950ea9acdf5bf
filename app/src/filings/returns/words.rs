//! How is a return said in figures and lines, on the page, in a workbook and in print?

use registry::Day;
use registry::filings::returns::{Content, Difference, Line, Point, ProjectDifference, Sums};
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

/// In the order of [`LINE_KEYS`]: the number, then every [`Point`].
pub fn line_texts(lang: Lang, number: usize, line: &Line) -> Vec<String> {
    let points = Point::ALL.map(|point| point_text(lang, line, point));
    std::iter::once(number.to_string()).chain(points).collect()
}

/// Empty where there is nothing to say.
pub fn point_text(lang: Lang, line: &Line, point: Point) -> String {
    match point {
        Point::Project => line.name.clone(),
        Point::Industry => industry(lang, &line.industry),
        Point::Contractor => line.contractor.clone().unwrap_or_default(),
        Point::Officer => line.officer.clone().unwrap_or_default(),
        Point::FiledOn => line.filed_on.map(|day| lang.day(day)).unwrap_or_default(),
        Point::FiledAs => {
            let filed_as = lang.code("returns.filed_as", line.filed_as.code());
            if line.is_late { lang.fill("returns.late_mark", &[("filed_as", &filed_as)]) } else { filed_as }
        }
        Point::Pledge => lang.t(if line.has_pledge { "returns.pledge_kept" } else { "returns.pledge_none" }),
    }
}

/// One figure of the whole county, in a sentence.
pub fn figure_difference(lang: Lang, told: &Difference) -> String {
    let (before, after) = (told.before.to_string(), told.after.to_string());
    let figure = lang.code("returns.figures", told.name);
    lang.fill("returns.difference", &[("figure", &figure), ("before", &before), ("after", &after)])
}

/// The figures of one industry, in a sentence.
pub fn industry_difference(lang: Lang, code: &str, told: &[Difference]) -> String {
    let all = told.iter().map(|one| {
        let figure = lang.code("returns.figures", one.name);
        turned(lang, &figure, &one.before.to_string(), &one.after.to_string())
    });
    differs(lang, &industry(lang, code), all.collect())
}

/// What became of one project, in a sentence.
pub fn project_difference(lang: Lang, told: &ProjectDifference) -> String {
    let listed = |key: &str, line: &Line| {
        let filed_as = point_text(lang, line, Point::FiledAs);
        lang.fill(key, &[("project", &line.name), ("filed_as", &filed_as)])
    };
    match told {
        ProjectDifference::Came(line) => listed("returns.project_came", line),
        ProjectDifference::Left(line) => listed("returns.project_left", line),
        ProjectDifference::Changed { before, after, points } => {
            let said = |line: &Line, point: Point| match point_text(lang, line, point) {
                text if text.is_empty() => lang.t("returns.nothing"),
                text => text,
            };
            let all = points.iter().map(|point| {
                let what = lang.code("returns.lines", point.code());
                turned(lang, &what, &said(before, *point), &said(after, *point))
            });
            differs(lang, &after.name, all.collect())
        }
    }
}

fn turned(lang: Lang, what: &str, before: &str, after: &str) -> String {
    lang.fill("returns.turned", &[("what", what), ("before", before), ("after", after)])
}

fn differs(lang: Lang, what: &str, all: Vec<String>) -> String {
    let all = all.join(&lang.t("returns.between"));
    lang.fill("returns.differs", &[("what", what), ("differences", &all)])
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
    use registry::filings::returns::FiledAs;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_became_of_a_project_is_one_sentence() {
        let before = Line {
            project: Uuid::nil(),
            name: "示例工程".into(),
            industry: "housing".into(),
            contractor: None,
            officer: None,
            filed_on: None,
            filed_as: FiledAs::NoOfficer,
            is_late: false,
            has_pledge: false,
        };
        let after =
            Line { officer: Some("顾文静".into()), filed_as: FiledAs::Waiting, is_late: true, ..before.clone() };
        let said = |told| project_difference(Lang::Chinese, &told);
        let points = vec![Point::Officer, Point::FiledAs];
        let changed = ProjectDifference::Changed { before: before.clone(), after, points };
        let sentence = "示例工程：劳资专管员由无改为顾文静；备案情况由未配备改为已报送，待接收（逾期）";
        assert_eq!(said(changed), sentence);
        assert_eq!(said(ProjectDifference::Came(before.clone())), "示例工程：新列入，未配备");
        assert_eq!(said(ProjectDifference::Left(before)), "示例工程：不再列入，此前为未配备");
    }

    #[test]
    fn the_points_are_the_columns_after_the_number() {
        let codes: Vec<&str> = std::iter::once("number").chain(Point::ALL.map(Point::code)).collect();
        assert_eq!(codes, LINE_KEYS);
    }

    #[test]
    fn the_day_after_the_last_one_is_one_day_late() {
        let day = |text: &str| Day::parse(text).unwrap();
        assert_eq!(days_late(day("2026-12-10"), day("2026-12-11")), 1);
        assert_eq!(days_late(day("2026-12-10"), day("2027-01-10")), 31);
    }
}
