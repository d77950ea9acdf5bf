//! With which questions does a round begin? A form that narrows them, and one press for each chapter and each topic.

use leptos::prelude::*;
use question_bank::Kind;
use registry::practice::chapters::ChapterProgress;
use registry::practice::progress::{Overview, PointProgress, Tally};
use registry::practice::{Only, Order};
use uuid::Uuid;

use super::forms::Wished;
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::table::{Cell, Column, Table};

pub fn start_form(
    lang: Lang,
    seen: &Overview,
    chapters: &[ChapterProgress],
    form: &Wished,
    mistakes: &Mistakes,
) -> AnyView {
    let points = seen.points.iter().map(|one| Choosable::new(one.point.code(), lang.code("points", one.point.code())));
    let kinds = Kind::ALL.iter().map(|kind| Choosable::new(kind.code(), lang.code("kinds", kind.code())));
    let only = Only::ALL.map(|only| Choosable::new(only.code(), lang.code("practice.onlys", only.code())));
    let order = Order::ALL.map(|order| Choosable::new(order.code(), lang.code("practice.orders", order.code())));
    let counts = ["10", "20", "50"].map(|n| Choosable::new(n, lang.fill("practice.count_words", &[("n", n)])));
    let counts = counts.into_iter().chain([Choosable::new("all", lang.t("practice.count_all"))]);
    let chosen = |typed: &str, usual: &'static str| if typed.is_empty() { usual.to_owned() } else { typed.to_owned() };
    let hint = seen.round.is_some().then(|| view! { <p class="hint">{lang.t("practice.start_hint")}</p> });
    view! {
        <form class="card" id="start" method="post" action="/practice/rounds">
            <h2>{lang.t("practice.start")}</h2>
            {(!chapters.is_empty()).then(|| chapter_list(lang, chapters, &form.chapter).view(mistakes))}
            {Choice::list("point", lang.t("practice.point"), or_all(lang, "all_points", points), &form.point)
                .optional()
                .view(mistakes)}
            {Choice::list("kind", lang.t("practice.kind"), or_all(lang, "all_kinds", kinds), &form.kind)
                .optional()
                .view(mistakes)}
            {Choice::one("only", lang.t("practice.only"), only.to_vec(), &chosen(&form.only, "all")).view(mistakes)}
            {Choice::one("order", lang.t("practice.order"), order.to_vec(), &chosen(&form.order, "mixed")).view(mistakes)}
            {Choice::list("count", lang.t("practice.count"), counts.collect(), &chosen(&form.count, "10")).view(mistakes)}
            {hint}
            <button>{lang.t("practice.start")}</button>
        </form>
    }
    .into_any()
}

/// All of them first, under an empty value.
fn or_all(lang: Lang, key: &str, options: impl Iterator<Item = Choosable>) -> Vec<Choosable> {
    std::iter::once(Choosable::new("", lang.code("practice", key))).chain(options).collect()
}

/// `typed` may name any lesson of the chapter, of an earlier version too.
fn chapter_list(lang: Lang, chapters: &[ChapterProgress], typed: &str) -> Choice {
    let is_alone = chapters.chunk_by(of_one_course).count() < 2;
    let option = |one: &ChapterProgress| {
        let option = Choosable::new(one.chapter.first.to_string(), one.chapter.title.clone());
        if is_alone { option } else { option.group(one.chapter.course.title.clone()) }
    };
    let wanted = Uuid::parse_str(typed).ok();
    let wanted = wanted.and_then(|lesson| chapters.iter().find(|one| one.chapter.has(lesson)));
    let chosen = wanted.map_or_else(String::new, |one| one.chapter.first.to_string());
    let options = or_all(lang, "all_chapters", chapters.iter().map(option));
    Choice::list("chapter", lang.t("practice.chapter"), options, &chosen)
        .hint(lang.t("practice.chapter_hint"))
        .optional()
}

fn of_one_course(one: &ChapterProgress, next: &ChapterProgress) -> bool {
    one.chapter.course == next.chapter.course
}

/// Begins a round of these in one press.
pub fn start_button(words: String, only: Only) -> AnyView {
    view! {
        <form method="post" action="/practice/rounds">
            <input type="hidden" name="only" value=only.code()/>
            <button class="secondary">{words}</button>
        </form>
    }
    .into_any()
}

/// A table per course of the chapters that have something to practise.
pub fn by_chapter(lang: Lang, chapters: &[ChapterProgress]) -> AnyView {
    let courses: Vec<&[ChapterProgress]> = chapters.chunk_by(of_one_course).collect();
    let title = |one: &ChapterProgress| match courses.len() {
        1 => lang.t("practice.by_chapter"),
        _ => lang.fill("practice.by_chapter_of", &[("course", &one.chapter.course.title)]),
    };
    let line = |one: &ChapterProgress| {
        let spoken = lang.fill("practice.practise_chapter", &[("chapter", &one.chapter.title)]);
        let button = press(lang, "chapter", one.chapter.first.to_string(), spoken);
        row(one.chapter.title.clone(), one.tally, button)
    };
    let tables = courses.iter().filter_map(|of_course| {
        let rows: Vec<Vec<Cell>> = of_course.iter().filter(|one| one.tally.count > 0).map(line).collect();
        let table = (!rows.is_empty()).then(|| Table::new(title(&of_course[0]), columns(lang, "chapter"), rows))?;
        Some(view! { <section>{table.titled().view(lang)}</section> })
    });
    tables.collect_view().into_any()
}

pub fn by_point(lang: Lang, seen: &Overview) -> AnyView {
    let line = |one: &PointProgress| {
        let name = lang.code("points", one.point.code());
        let spoken = lang.fill("practice.practise_point", &[("point", &name)]);
        row(name, one.tally, press(lang, "point", one.point.code().to_owned(), spoken))
    };
    let rows = seen.points.iter().map(line).collect();
    let table = Table::new(lang.t("practice.by_point"), columns(lang, "point"), rows).titled();
    view! { <section>{table.view(lang)}</section> }.into_any()
}

fn columns(lang: Lang, first: &'static str) -> Vec<Column> {
    let title = |key| lang.code("practice.columns", key);
    let numbers = ["count", "answered", "known", "mistakes"].map(|key| Column::number(key, title(key)));
    let [first, action] = [first, "action"].map(|key| Column::text(key, title(key)));
    std::iter::once(first).chain(numbers).chain([action]).collect()
}

fn row(name: String, tally: Tally, button: AnyView) -> Vec<Cell> {
    let numbers = [tally.count, tally.answered, tally.known, tally.mistakes];
    let numbers = numbers.map(|number| Cell::from(number.to_string()));
    std::iter::once(Cell::from(name)).chain(numbers).chain([Cell::from(button)]).collect()
}

/// Begins a round of one chapter or topic.
fn press(lang: Lang, name: &'static str, value: String, spoken: String) -> AnyView {
    view! {
        <form method="post" action="/practice/rounds">
            <input type="hidden" name=name value=value/>
            <button class="secondary" aria-label=spoken>{lang.t("practice.practise")}</button>
        </form>
    }
    .into_any()
}
