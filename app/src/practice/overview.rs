//! How far has somebody come in practising, in pictures and figures, and what can be practised next?

use leptos::prelude::*;
use registry::exams::ExamKind;
use registry::exams::list::{CandidateExam, for_candidate};
use registry::practice::chapters::{self, ChapterProgress};
use registry::practice::progress::{DAYS, Overview, PointProgress, overview};

use super::begin::{by_chapter, by_point, start_form};
use super::forms::Wished;
use crate::error::{OrPage, PageResult};
use crate::exams::words;
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::chart::{Bar, Series, bars, lines};
use crate::ui::empty::empty;
use crate::ui::field::mistakes_summary;
use crate::ui::notice::{done, notice_with};
use crate::ui::query::Query;
use crate::ui::stat::{Stat, stats};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// A chapter in the address is chosen already.
pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let chapter = Query::of(&visit.path).filter("chapter").unwrap_or_default().to_owned();
    respond(&visit, &Wished { chapter, ..Wished::default() }, &Mistakes::none(visit.lang)).await
}

pub async fn respond(visit: &Visit, form: &Wished, mistakes: &Mistakes) -> PageResult {
    let (lang, now) = (visit.lang, visit.ctx.now());
    let seen = overview(&visit.ctx).await.or_page(visit)?;
    let chapters = chapters::list(&visit.ctx).await.or_page(visit)?;
    let exams = for_candidate(&visit.ctx).await.or_page(visit)?;
    let is_open =
        |one: &&CandidateExam| !one.exam.kind.is_official() && one.exam.opens_at <= now && now < one.exam.closes_at;
    let mocks: Vec<&CandidateExam> = exams.iter().filter(is_open).collect();
    let title = lang.t("practice.title");
    Ok(page(visit, title.clone())
        .mistakes(mistakes)
        .content(|| {
            let body = if seen.points.is_empty() {
                let learn = ("/courses".to_owned(), lang.t("practice.to_courses"));
                let none = empty(lang.t("practice.none_title"), lang.t("practice.none"), Some(learn));
                view! { {none}{mock_exams(lang, &mocks)} }.into_any()
            } else {
                let start = start_form(lang, &seen, &chapters, form, mistakes);
                whole(lang, &seen, &chapters, &mocks, start)
            };
            view! {
                <h1>{title.clone()}</h1>
                <p class="hint">{lang.t("practice.intro")}</p>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {open_round(lang, &seen)}
                {body}
            }
            .into_any()
        })
        .respond())
}

fn open_round(lang: Lang, seen: &Overview) -> Option<AnyView> {
    let round = seen.round?;
    let numbers = [("count", round.count.to_string()), ("answered", round.answered.to_string())];
    let words = lang.fill("practice.go_on_words", &[("count", &numbers[0].1), ("answered", &numbers[1].1)]);
    let path = format!("/practice/rounds/{}", round.id);
    let way = view! { <p><a class="button" href=path>{lang.t("practice.go_on")}</a></p> }.into_any();
    Some(notice_with(lang, Tone::Info, words, way))
}

fn whole(
    lang: Lang,
    seen: &Overview,
    chapters: &[ChapterProgress],
    mocks: &[&CandidateExam],
    start: AnyView,
) -> AnyView {
    view! {
        {tiles(lang, seen)}
        {start}
        {mock_exams(lang, mocks)}
        {pictures(lang, seen)}
        {by_chapter(lang, chapters)}
        {by_point(lang, seen)}
    }
    .into_any()
}

fn tiles(lang: Lang, seen: &Overview) -> AnyView {
    let count = seen.count().to_string();
    let mistakes = Stat::new(lang.t("practice.mistakes_tile"), seen.mistakes).leads_to("/practice/mistakes");
    view! {
        {stats(vec![
            if seen.mistakes > 0 { mistakes.tone(Tone::Warning) } else { mistakes },
            Stat::new(lang.t("practice.kept_tile"), seen.kept).leads_to("/practice/favourites"),
            Stat::new(lang.t("practice.answered_tile"), seen.answered())
                .note(lang.fill("practice.answered_note", &[("count", &count)])),
            Stat::new(lang.t("practice.known_tile"), seen.known()).note(lang.t("practice.known_note")),
        ])}
        <p><a href="/practice/reports">{lang.t("practice.reports_link")}</a></p>
    }
    .into_any()
}

fn pictures(lang: Lang, seen: &Overview) -> AnyView {
    let percent = |one: &PointProgress| i64::try_from(one.tally.known * 100 / one.tally.count.max(1)).unwrap_or(0);
    let known = seen.points.iter().map(|one| Bar::new(lang.code("points", one.point.code()), percent(one))).collect();
    let number = |n: u32| n.to_string();
    let (answered, right) = seen.days.iter().fold((0, 0), |sums, day| (sums.0 + day.answered, sums.1 + day.right));
    let days = DAYS.to_string();
    let what =
        lang.fill("practice.days_what", &[("n", &days), ("answered", &number(answered)), ("right", &number(right))]);
    let labels: Vec<String> =
        seen.days.iter().map(|day| lang.fill("practice.day", &[("n", &day.day.0.format("%-d").to_string())])).collect();
    let series = vec![
        Series::new(
            lang.t("practice.series_answered"),
            seen.days.iter().map(|day| Some(day.answered.into())).collect(),
        ),
        Series::new(lang.t("practice.series_right"), seen.days.iter().map(|day| Some(day.right.into())).collect()),
    ];
    view! {
        <section class="card">
            <h2>{lang.t("practice.progress")}</h2>
            {bars(lang.t("practice.known_chart"), known)}
            {lines(lang, lang.fill("practice.days_chart", &[("n", &days)]), what, &labels, series)}
            <p class="hint">{lang.t("practice.days_note")}</p>
        </section>
    }
    .into_any()
}

fn mock_exams(lang: Lang, mocks: &[&CandidateExam]) -> AnyView {
    let nothing = mocks.is_empty().then(|| view! { <p>{lang.t("practice.mocks_none")}</p> });
    view! {
        <section class="card" id="mocks">
            <h2>{lang.t("practice.mocks")}</h2>
            <p>{lang.t("practice.mocks_intro")}</p>
            {nothing}
            {mocks.iter().map(|mock| one_mock(lang, mock)).collect_view()}
        </section>
    }
    .into_any()
}

fn one_mock(lang: Lang, mock: &CandidateExam) -> AnyView {
    let exam = &mock.exam;
    let full = i64::try_from(exam.blueprint.total()).unwrap_or(i64::MAX);
    let words = lang.fill(
        "practice.mock_words",
        &[
            ("count", &exam.blueprint.question_count().to_string()),
            ("minutes", &(exam.policy.limit_ms / registry::instant::MINUTE_MS).to_string()),
            ("full", &lang.points(full)),
            ("pass", &lang.points(exam.policy.pass_score.into())),
        ],
    );
    let sat = mock.attempts.iter().filter(|attempt| attempt.score.is_some());
    let last = sat.clone().next_back().map(|attempt| {
        let score = words::points(lang, attempt.score.unwrap_or_default());
        let (at, n) = (lang.time(attempt.started_at), sat.count().to_string());
        view! { <p class="muted">{lang.fill("practice.mock_last", &[("score", &score), ("at", &at), ("n", &n)])}</p> }
    });
    let kind = (exam.kind == ExamKind::Practice).then(|| lang.code("exam_kinds", exam.kind.code()));
    let path = format!("/exams/{}", exam.id);
    view! {
        <h3>{exam.title.clone()}" "<small>{kind}</small></h3>
        <p>{words}</p>
        {last}
        <p><a class="button secondary" href=path>{lang.fill("practice.mock_to", &[("title", &exam.title)])}</a></p>
    }
    .into_any()
}
