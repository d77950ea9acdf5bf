//! How good was the exam, and which of its questions should somebody look at? Figures with advice in words, and the same
//! as a workbook. Nobody is named.

mod book;

use axum::extract::Path;
use leptos::prelude::*;
use question_bank::ItemId;
use question_bank::statistics::{ExamFigures, ItemFigures};
use registry::exams::statistics::{Figures, Report, of_exam};
use registry::permissions::{Object, Verb};
use uuid::Uuid;

use super::may;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::chart::{Bar, bars};
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::notice::notice;
use crate::ui::sheet::download;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

const COLUMNS: [&str; 8] =
    ["question", "kind", "attempts", "facility", "discrimination", "efficiency", "weight", "findings"];

/// Whether the visitor may read the questions themselves.
#[derive(Clone, Copy)]
enum Texts {
    Linked,
    Hidden,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let report = of_exam(&visit.ctx, exam).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("statistics.title"));
    let texts = if may(&visit, Verb::View, Object::QuestionBank) { Texts::Linked } else { Texts::Hidden };
    Ok(page(&visit, title.clone())
        .in_office()
        .under(lang.t("exams.list.title"), "/office/exams")
        .content(|| {
            let shown = match &report.figures {
                None => {
                    let sentence = lang.fill("statistics.not_yet", &[("at", &lang.time(report.closes_at))]);
                    notice(lang, Tone::Info, sentence)
                }
                Some(figures) => whole(lang, &report, figures, texts),
            };
            view! { <h1>{title}</h1><p class="lead">{report.title.clone()}</p>{shown} }.into_any()
        })
        .respond())
}

fn whole(lang: Lang, report: &Report, figures: &Figures, texts: Texts) -> AnyView {
    let exam = &figures.statistics.exam;
    let tenths = (0_i64..).zip(figures.spread).map(|(tenth, count)| {
        let words = lang
            .fill("statistics.tenth", &[("from", &(tenth * 10).to_string()), ("to", &(tenth * 10 + 10).to_string())]);
        Bar::new(words, count)
    });
    let rows = figures.statistics.items.iter().map(|item| row(lang, report.exam, figures, item, texts)).collect();
    let columns = COLUMNS.map(|key| match key {
        "question" | "kind" | "findings" => Column::text(key, lang.code("statistics", key)),
        _ => Column::number(key, lang.code("statistics", key)),
    });
    let table = Table::new(lang.t("statistics.items"), columns.to_vec(), rows)
        .export(format!("/office/exams/{}/statistics.xlsx", report.exam))
        .empty(empty(lang.t("statistics.none_title"), lang.t("statistics.none"), None));
    view! {
        <section class="card"><h2>{lang.t("statistics.exam")}</h2>{known(lang, exam)}{findings(lang, exam)}</section>
        <section class="card"><h2>{lang.t("statistics.spread")}</h2>{bars(lang.t("statistics.spread_chart"), tenths.collect())}</section>
        <section><h2>{lang.t("statistics.items")}</h2><p class="hint">{lang.t("statistics.items_hint")}</p>{table.view(lang)}</section>
    }
    .into_any()
}

fn known(lang: Lang, exam: &ExamFigures) -> AnyView {
    let points =
        |value: Option<f64>| value.map_or_else(|| lang.t("statistics.no_figure"), |value| decimal(value / 100.0, 2));
    let plain = |value: Option<f64>| value.map_or_else(|| lang.t("statistics.no_figure"), |value| decimal(value, 2));
    let fact = |key: &str, value: String| Fact::text(lang.code("statistics", key), value);
    facts(vec![
        fact("attempts", exam.attempts.to_string()),
        fact("mean", points(exam.mean)),
        fact("median", points(exam.median)),
        fact("deviation", points(exam.deviation)),
        fact("skewness", plain(exam.skewness)),
        fact("kurtosis", plain(exam.kurtosis)),
        fact("consistency", plain(exam.consistency)),
        fact("error_ratio", plain(exam.error_ratio)),
        fact("standard_error", points(exam.standard_error)),
    ])
}

fn findings(lang: Lang, exam: &ExamFigures) -> AnyView {
    if exam.findings.is_empty() {
        return notice(lang, Tone::Success, lang.t("statistics.nothing_found"));
    }
    let found =
        exam.findings.iter().map(|finding| view! { <li>{lang.code("statistics.exam_findings", finding.code())}</li> });
    view! { <ul>{found.collect_view()}</ul> }.into_any()
}

fn row(lang: Lang, exam: Uuid, figures: &Figures, item: &ItemFigures, texts: Texts) -> Vec<Cell> {
    let name = name(figures, item.item);
    let question = match texts {
        Texts::Linked => Cell::link(path_of(exam, item.item), name),
        Texts::Hidden => name.into(),
    };
    let words = advice(lang, item).join(" ");
    vec![
        question,
        lang.code("kinds", item.form.kind.code()).into(),
        item.attempts.to_string().into(),
        item.facility.map_or_else(String::new, |share| format!("{}%", decimal(share * 100.0, 0))).into(),
        figure(item.discrimination).into(),
        figure(item.efficiency).into(),
        figure(item.effective_weight).into(),
        words.into(),
    ]
}

/// What stands for the question in a list: its number in the bank, and which part of a case.
pub(super) fn name(figures: &Figures, item: ItemId) -> String {
    named(figures.questions.get(&item.version.to_string()).map(String::as_str), item)
}

pub(super) fn named(question: Option<&str>, item: ItemId) -> String {
    let question = question.unwrap_or_default();
    item.part.map_or_else(|| question.to_owned(), |part| format!("{question} ({})", u16::from(part) + 1))
}

pub(super) fn path_of(exam: Uuid, item: ItemId) -> String {
    format!("/office/exams/{exam}/item?{}", query_of(item))
}

/// How an address says which of the questions.
pub(super) fn query_of(item: ItemId) -> String {
    let part = item.part.map_or_else(String::new, |part| format!("&part={part}"));
    format!("version={}{part}", item.version)
}

/// Each finding in a sentence that says what to do.
pub(super) fn advice(lang: Lang, item: &ItemFigures) -> Vec<String> {
    use question_bank::statistics::ItemFinding::{AttractsBest, DeadDistractor};
    let letter = |option: u8| question_bank::choice::option_letter(option).to_string();
    let sentence = |finding: &question_bank::statistics::ItemFinding| {
        let key = format!("statistics.item_findings.{}", finding.code());
        match finding {
            DeadDistractor { option } | AttractsBest { option } => lang.fill(&key, &[("option", &letter(*option))]),
            _ => lang.t(&key),
        }
    };
    item.findings.iter().map(sentence).collect()
}

pub(super) fn figure(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| decimal(value, 1))
}

fn decimal(value: f64, digits: usize) -> String {
    format!("{value:.digits$}")
}

pub async fn export(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let report = of_exam(&visit.ctx, exam).await.or_page(&visit)?;
    let (lang, at) = (visit.lang, visit.ctx.now());
    let figures = report.figures.ok_or(registry::Fault::NotFound).or_page(&visit)?;
    let bytes = book::book(lang, at, &figures).or_page(&visit)?;
    Ok(download(&format!("{}-{}.xlsx", lang.t("statistics.items"), at.day()), bytes))
}
