//! Which versions had a course, what does a draft change, and how does either travel?

use axum::extract::Path;
use leptos::prelude::*;
use registry::courses::Block;
use registry::courses::desk::{self, Fate, LessonChange, VersionLine};
use registry::questions::difference::Run;
use uuid::Uuid;

use super::list::begin;
use super::{draft_path, zip};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::notice::notice;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

/// As many characters of what stays the same are shown around what changed.
const AROUND: usize = 40;

pub async fn show(SignedVisit(visit): SignedVisit, Path(course): Path<String>) -> PageResult {
    let versions = desk::versions(&visit.ctx, &course).await.or_page(&visit)?;
    let lang = visit.lang;
    let title = versions.first().map(|version| version.title.clone()).unwrap_or_default();
    Ok(page(&visit, title.clone())
        .in_office()
        .under(lang.t("courses.office.title"), "/office/courses")
        .content(|| {
            let column = |key: &'static str| Column::text(key, lang.code("courses.office", key));
            let columns = ["version", "published_at", "published_by", "note", "files"].map(column).to_vec();
            let rows = versions.iter().map(|version| row(lang, &course, version)).collect();
            view! {
                <h1>{title}</h1>
                <p><a href=format!("/courses/{course}")>{lang.t("courses.office.to_course")}</a></p>
                {begin(lang, &course)}
                {Table::new(lang.t("courses.office.versions"), columns, rows).view(lang)}
            }
            .into_any()
        })
        .respond())
}

fn row(lang: Lang, course: &str, version: &VersionLine) -> Vec<Cell> {
    let number = version.version.to_string();
    let note = if version.note.is_empty() { lang.t("courses.office.no_note") } else { version.note.clone() };
    vec![
        Cell::from(number.clone()),
        Cell::from(lang.day(version.published_at.day())),
        Cell::from(version.published_by.clone().unwrap_or_else(|| lang.t("courses.office.by_program"))),
        Cell::from(note),
        Cell::link(format!("/office/courses/{course}/versions/{number}/course.zip"), lang.t("courses.office.export")),
    ]
}

pub async fn export(SignedVisit(visit): SignedVisit, Path((course, version)): Path<(String, i32)>) -> PageResult {
    let bytes = desk::export_version(&visit.ctx, &course, version).await.or_page(&visit)?;
    Ok(zip(&format!("{course}-{version}"), bytes))
}

pub async fn export_draft(SignedVisit(visit): SignedVisit, Path(draft): Path<Uuid>) -> PageResult {
    let course = desk::get(&visit.ctx, draft).await.or_page(&visit)?.manuscript.slug;
    let bytes = desk::export_draft(&visit.ctx, draft).await.or_page(&visit)?;
    Ok(zip(&format!("{course}-draft"), bytes))
}

pub async fn difference(SignedVisit(visit): SignedVisit, Path(draft): Path<Uuid>) -> PageResult {
    let view = desk::get(&visit.ctx, draft).await.or_page(&visit)?;
    let changes = desk::changes(&visit.ctx, draft).await.or_page(&visit)?.unwrap_or_default();
    let lang = visit.lang;
    let title = lang.t("courses.office.difference");
    Ok(page(&visit, title.clone())
        .in_office()
        .under(lang.t("courses.office.title"), "/office/courses")
        .under(view.manuscript.head.title.clone(), draft_path(draft))
        .content(|| {
            let changed: Vec<&LessonChange> = changes.iter().filter(|change| change.fate != Fate::Kept).collect();
            let none = changed.is_empty().then(|| notice(lang, Tone::Info, lang.t("courses.office.no_difference")));
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("courses.office.difference_hint")}</p>
                {none}
                {changed.into_iter().map(|change| one(lang, change)).collect_view()}
            }
            .into_any()
        })
        .respond())
}

fn one(lang: Lang, change: &LessonChange) -> AnyView {
    let tone = match change.fate {
        Fate::Added => Tone::Success,
        Fate::Removed => Tone::Danger,
        Fate::Rewritten => Tone::Warning,
        Fate::Corrected | Fate::Kept => Tone::Neutral,
    };
    let fields = change.fields.iter().map(|(field, runs)| {
        let runs = if *field == "block" { blocks(lang, runs) } else { runs.clone() };
        let count = runs.len();
        let runs = runs
            .iter()
            .enumerate()
            .map(|(at, run)| shown(run, at.min(1) * AROUND, (count - at - 1).min(1) * AROUND))
            .collect_view();
        view! { <h3>{lang.code("courses.office.fields", field)}</h3><p class="difference">{runs}</p> }
    });
    view! {
        <section class="card">
            <h2>{change.title.clone()}" "{badge(tone, lang.code("courses.office.fates", change.fate.code()))}</h2>
            {fields.collect_view()}
        </section>
    }
    .into_any()
}

/// A code changes as a whole: its words are shown.
fn blocks(lang: Lang, runs: &[Run]) -> Vec<Run> {
    let word = |leave: fn(&Run) -> bool| {
        let kept = runs.iter().filter(|run| !leave(run));
        let code: String = kept.map(Run::text).collect();
        Block::parse(&code).map_or(code, |block| lang.code("blocks", block.code()))
    };
    vec![Run::Gone(word(|run| matches!(run, Run::Come(_)))), Run::Come(word(|run| matches!(run, Run::Gone(_))))]
}

/// What stays the same is shown as far as it explains what changed: so many characters of its head and of its tail.
fn shown(run: &Run, head: usize, tail: usize) -> AnyView {
    match run {
        Run::Same(text) => shortened(text, head, tail).into_any(),
        Run::Gone(text) => view! { <del>{text.clone()}</del> }.into_any(),
        Run::Come(text) => view! { <ins>{text.clone()}</ins> }.into_any(),
    }
}

fn shortened(text: &str, head: usize, tail: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() <= head + tail + 1 {
        return text.to_owned();
    }
    let (before, after) = (&characters[..head], &characters[characters.len() - tail..]);
    before.iter().chain(&['…']).chain(after).collect()
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_text_that_stayed_is_left_out() {
        let long = "甲".repeat(100);
        assert_eq!(shortened(&long, 0, 40), format!("…{}", "甲".repeat(40)));
        assert_eq!(shortened(&long, 40, 40).chars().count(), 81);
        assert_eq!(shortened("短", 40, 40), "短");
    }
}
