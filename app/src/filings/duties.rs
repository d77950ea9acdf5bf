//! Which officers does my enterprise have, and what are their duties and rights (甲文第五条, R-023)? A sheet to print and hang up.

use axum::extract::Path;
use leptos::prelude::*;
use registry::filings::Level;
use registry::filings::store::duties::{DutiesSheet, DutyLine, DutyPost, duties_sheet};
use uuid::Uuid;

use super::{officers_path, path};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::SignedVisit;

/// What each level has to do, by the keys of the catalogue: 甲文第五条 to 第十条, 乙文第二部分.
const DUTIES: [(Level, &[&str]); 2] = [
    (Level::Enterprise, &["coordinate", "ledger", "review", "paying", "report"]),
    (Level::Project, &["areas", "gate", "registration", "daily", "sheets", "disputes", "board"]),
];
/// What the system lets each level do.
const RIGHTS: [(Level, &[&str]); 2] =
    [(Level::Enterprise, &["see_all", "approve", "records"]), (Level::Project, &["write_own", "orders", "end"])];

pub const COLUMNS: [&str; 5] = ["name", "certificate", "site", "post", "since"];

/// Where the sheet of an enterprise is.
pub fn address(enterprise: Uuid) -> String {
    format!("/enterprises/{enterprise}/duties")
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    let sheet = duties_sheet(&visit.ctx, enterprise).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("filings.duties_sheet.title"));
    Ok(page(&visit, title.clone())
        .for_staff()
        .under(sheet.name.clone(), crate::enterprises::address(sheet.enterprise))
        .content(|| {
            let nobody = || {
                let way = (lang.t("filings.officers_title"), officers_path(sheet.enterprise));
                empty(lang.t("filings.duties_sheet.none_title"), lang.t("filings.duties_sheet.none"), Some(way))
            };
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("filings.duties_sheet.intro")}</p>
                {head(lang, &sheet)}
                {sheet.officers.is_empty().then(nobody)}
                {Level::ALL.map(|level| of_level(lang, &sheet, level)).collect_view()}
                <p class="actions">
                    <a class="button" href=format!("{}.pdf", address(sheet.enterprise))>
                        {lang.t("filings.duties_sheet.print")}
                    </a>
                </p>
            }
            .into_any()
        })
        .respond())
}

fn head(lang: Lang, sheet: &DutiesSheet) -> AnyView {
    facts(vec![
        Fact::text(lang.t("filings.duties_sheet.enterprise"), sheet.name.clone()),
        Fact::text(lang.t("filings.credit_code"), sheet.credit_code.clone()),
        Fact::text(lang.t("filings.duties_sheet.made_on"), lang.day(sheet.made_on)),
    ])
}

fn of_level(lang: Lang, sheet: &DutiesSheet, level: Level) -> AnyView {
    let title = lang.code("filings.levels", level.code());
    let columns = COLUMNS.map(|key| Column::text(key, lang.code("filings.duties_sheet.columns", key)));
    let rows: Vec<Vec<Cell>> = posts(sheet, level).map(|(line, post)| row(lang, line, post)).collect();
    let table = (!rows.is_empty()).then(|| Table::new(title.clone(), columns.to_vec(), rows).view(lang));
    let list = |texts: Vec<String>| {
        view! { <ol>{texts.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ol> }
    };
    view! {
        <section class="card">
            <h2>{title}</h2>
            {table}
            <h3>{lang.t("filings.duties_sheet.duties_title")}</h3>
            {list(duties(lang, level))}
            <h3>{lang.t("filings.duties_sheet.rights_title")}</h3>
            {list(rights(lang, level))}
        </section>
    }
    .into_any()
}

/// Every post of a level with its officer, in the order of the sheet.
pub fn posts(sheet: &DutiesSheet, level: Level) -> impl Iterator<Item = (&DutyLine, &DutyPost)> {
    sheet.of_level(level).flat_map(|line| line.posts.iter().map(move |post| (line, post)))
}

fn row(lang: Lang, line: &DutyLine, post: &DutyPost) -> Vec<Cell> {
    let [name, certificate, site, what, since] = texts(lang, line, post);
    vec![Cell::link(path(post.binding.id), name), certificate.into(), site.into(), what.into(), since.into()]
}

/// As it stands in the columns, on the page and on paper.
pub fn texts(lang: Lang, line: &DutyLine, post: &DutyPost) -> [String; 5] {
    let employment = lang.code("filings.employments", post.binding.employment.code());
    let what = match post.binding.post.duty() {
        Some(duty) => {
            let duty = lang.code("filings.duties", duty.code());
            lang.fill("filings.duties_sheet.post", &[("duty", &duty), ("employment", &employment)])
        }
        None => employment,
    };
    [
        line.name.clone(),
        line.certificate_number.clone(),
        post.project.clone().unwrap_or_else(|| lang.t("filings.whole_enterprise")),
        what,
        lang.day(post.since),
    ]
}

pub fn duties(lang: Lang, level: Level) -> Vec<String> {
    words(lang, &DUTIES, "filings.duties_sheet.duty", level)
}

pub fn rights(lang: Lang, level: Level) -> Vec<String> {
    words(lang, &RIGHTS, "filings.duties_sheet.right", level)
}

fn words(lang: Lang, lists: &[(Level, &[&str])], group: &str, level: Level) -> Vec<String> {
    let keys = lists.iter().find(|(of, _)| *of == level).map_or(&[][..], |(_, keys)| keys);
    keys.iter().map(|key| lang.code(&format!("{group}.{}", level.code()), key)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_duty_and_right_is_said_in_both_languages() {
        for lang in [Lang::Chinese, Lang::English] {
            for level in Level::ALL {
                let said: Vec<String> = duties(lang, level).into_iter().chain(rights(lang, level)).collect();
                assert!(said.len() >= 8 && said.iter().all(|text| !text.starts_with('[')), "{said:?}");
            }
        }
    }
}
