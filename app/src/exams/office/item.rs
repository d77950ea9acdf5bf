//! How did one question do in one exam? Its text and key, who chose which option, and what to do about it.

use axum::extract::Path;
use leptos::prelude::*;
use question_bank::statistics::{ItemFigures, OptionFigures};
use question_bank::{ItemId, Kind};
use registry::Fault;
use registry::exams::statistics::{ItemReport, of_item};
use uuid::Uuid;

use super::statistics::{advice, figure, query_of};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::chart::{Bar, bars};
use crate::ui::facts::{Fact, facts};
use crate::ui::notice::notice;
use crate::ui::query::Query;
use crate::ui::sheet::Value;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

const GROUPS: [&str; 5] = ["group_1", "group_2", "group_3", "group_4", "group_5"];

pub async fn show(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let item = asked(&Query::of(&visit.path)).ok_or(Fault::NotFound).or_page(&visit)?;
    let report = of_item(&visit.ctx, exam, item).await.or_page(&visit)?;
    let lang = visit.lang;
    let title = lang.fill("statistics.item_title", &[("id", &report.question.id.to_string())]);
    Ok(page(&visit, title.clone())
        .in_office()
        .under(lang.t("exams.list.title"), "/office/exams")
        .under(lang.t("statistics.title"), format!("/office/exams/{exam}/statistics"))
        .content(|| {
            view! {
                <h1>{title}</h1>
                <p class="lead">{report.title.clone()}</p>
                {said(lang, &report.figures)}
                {known(lang, &report)}
                {options(lang, exam, item, &report)}
            }
            .into_any()
        })
        .respond())
}

pub async fn export(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let item = asked(&Query::of(&visit.path)).ok_or(Fault::NotFound).or_page(&visit)?;
    let report = of_item(&visit.ctx, exam, item).await.or_page(&visit)?;
    table(visit.lang, &report).file(visit.ctx.now()).or_page(&visit)
}

fn file_of(exam: Uuid, item: ItemId) -> String {
    format!("/office/exams/{exam}/item.xlsx?{}", query_of(item))
}

fn asked(query: &Query) -> Option<ItemId> {
    let part = query.filter("part").map(str::parse).transpose().ok()?;
    Some(ItemId { version: query.filter("version")?.parse().ok()?, part })
}

fn said(lang: Lang, figures: &ItemFigures) -> AnyView {
    let advice = advice(lang, figures);
    match advice.is_empty() {
        true => notice(lang, Tone::Success, lang.t("statistics.item_sound")),
        false => advice.into_iter().map(|sentence| notice(lang, Tone::Warning, sentence)).collect_view().into_any(),
    }
}

fn known(lang: Lang, report: &ItemReport) -> AnyView {
    let (figures, fact) = (&report.figures, |key: &str, value: String| Fact::text(lang.code("statistics", key), value));
    let share = |share: f64| format!("{:.0}%", share * 100.0);
    let known = vec![
        fact("kind", lang.code("kinds", figures.form.kind.code())),
        fact("attempts", figures.attempts.to_string()),
        fact("facility", figures.facility.map_or_else(String::new, share)),
        fact("discrimination", figure(figures.discrimination)),
        fact("efficiency", figure(figures.efficiency)),
        fact("weight", figure(figures.effective_weight)),
        fact("guess", format!("{:.2}", figures.guess / 100.0)),
    ];
    let stem = report.question.item(report.part).map(|item| item.stem.clone()).unwrap_or_default();
    let path = format!("/office/questions/{}", report.question.id);
    view! {
        <section class="card">
            <p class="stem">{stem}</p>
            {facts(known)}
            <p><a href=path>{lang.t("statistics.to_question")}</a></p>
        </section>
    }
    .into_any()
}

fn options(lang: Lang, exam: Uuid, item: ItemId, report: &ItemReport) -> AnyView {
    let percent = |share: Option<f64>| share.map_or(0, |share| (share * 100.0).round() as i64);
    let chart =
        report.figures.options.iter().map(|option| Bar::new(words(lang, report, option), percent(option.share)));
    view! {
        <section class="card">
            <h2>{lang.t("statistics.options")}</h2>
            {bars(lang.t("statistics.options_chart"), chart.collect())}
            <p class="hint">{lang.t("statistics.groups_hint")}</p>
            {table(lang, report).export(file_of(exam, item)).view(lang)}
        </section>
    }
    .into_any()
}

fn table<'a>(lang: Lang, report: &ItemReport) -> Table<'a> {
    let rows = report.figures.options.iter().map(|option| row(lang, report, option)).collect();
    let mut columns =
        vec![Column::text("option", lang.t("statistics.option")), Column::number("share", lang.t("statistics.share"))];
    columns.extend(GROUPS.map(|key| Column::number(key, lang.code("statistics", key))));
    Table::new(lang.t("statistics.options"), columns, rows)
}

fn row(lang: Lang, report: &ItemReport, option: &OptionFigures) -> Vec<Cell> {
    let share = |share: Option<f64>| {
        let shown = share.map_or_else(String::new, |share| format!("{:.0}%", share * 100.0));
        Cell::from(shown).told(Value::Figure(share.map_or_else(String::new, |share| format!("{share:.3}"))))
    };
    let mut cells: Vec<Cell> = vec![words(lang, report, option).into(), share(option.share)];
    cells.extend(option.by_group.map(share));
    cells
}

fn words(lang: Lang, report: &ItemReport, option: &OptionFigures) -> String {
    let item = report.question.item(report.part);
    let text = match (report.figures.form.kind, option.option) {
        (Kind::TrueFalse, 0) => lang.t("exams.room.right"),
        (Kind::TrueFalse, _) => lang.t("exams.room.wrong"),
        _ => item.and_then(|item| item.options.get(usize::from(option.option)).cloned()).unwrap_or_default(),
    };
    let letter = question_bank::choice::option_letter(option.option);
    let right = if option.is_right { format!("（{}）", lang.t("questions.right")) } else { String::new() };
    format!("{letter}. {text}{right}")
}
