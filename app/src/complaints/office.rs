//! Which complaints wait for the office, and how is one answered?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::calendar::Due;
use registry::complaints::store::answer;
use registry::complaints::{
    ComplaintColumn, ComplaintLine, ComplaintView, Step, Verdict, export as every_line, list_by, view,
};
use registry::permissions::{Object, Scope, Verb, widest};
use registry::{Day, Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::one::{Names, history, known};
use super::{about, day, state};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::badge::badge;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::field::mistakes_summary;
use crate::ui::notice::{done, notice};
use crate::ui::query::Query;
use crate::ui::sheet::Value;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// As many as the registry gives.
const LISTED: u64 = 500;
const COLUMNS: [&str; 6] = ["name", "exam", "about", "filed_at", "state", "due"];

pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let lines = list_by(&visit.ctx, query.sorted(ComplaintColumn::parse)).await.or_page(&visit)?;
    let (lang, title, today) = (visit.lang, visit.t("complaints.queue"), visit.ctx.now().day());
    let paging = query.paging(LISTED, u64::try_from(lines.len()).unwrap_or(LISTED));
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let table = table(lang, &lines, today).driven_by(&query, paging).export("/office/complaints.xlsx");
            let nothing = empty(lang.t("complaints.none_title"), lang.t("complaints.none"), None);
            view! {
                {done(lang, &visit.path)}
                <h1>{title.clone()}</h1>
                <p>{lang.t("complaints.queue_intro")}</p>
                {table.empty(nothing).view(lang)}
            }
            .into_any()
        })
        .respond())
}

pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let order = Query::of(&visit.path).sorted(ComplaintColumn::parse);
    let (lines, at) = (every_line(&visit.ctx, order).await.or_page(&visit)?, visit.ctx.now());
    table(visit.lang, &lines, at.day()).file(at).or_page(&visit)
}

fn table<'a>(lang: Lang, lines: &[ComplaintLine], today: Day) -> Table<'a> {
    let shown = |key: &'static str| Column::text(key, lang.code("complaints", key)).sorts(ComplaintColumn::parse);
    let rows = lines.iter().map(|line| row(lang, line, today)).collect();
    Table::new(lang.t("complaints.queue"), COLUMNS.map(shown).to_vec(), rows)
}

fn due(lang: Lang, line: &ComplaintLine) -> String {
    line.due.filter(|_| line.step.waits_for_the_office()).map_or_else(|| "—".into(), |due| day(lang, due))
}

fn row(lang: Lang, line: &ComplaintLine, today: Day) -> Vec<Cell> {
    let waits = due(lang, line);
    let late = line.is_late_on(today).then(|| badge(Tone::Danger, lang.t("complaints.late")));
    let (tone, state) = state(line.step, line.verdict);
    let last_day = line.due.filter(|_| line.step.waits_for_the_office()).map(Due::day);
    vec![
        Cell::link(format!("/office/complaints/{}", line.id), line.name.clone()),
        line.exam_title.clone().into(),
        about(lang, line.about).into(),
        Cell::time(lang, Some(line.filed_at)),
        Cell::badge(tone, lang.code("complaints.states", state)),
        Cell::from(view! { {waits}" "{late} }.into_any()).told(Value::day(last_day)),
    ]
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    verdict: String,
    words: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(complaint): Path<Uuid>) -> PageResult {
    respond(&visit, complaint, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn answer_one(
    SignedVisit(visit): SignedVisit,
    Path(complaint): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let answered = match Verdict::parse(&typed.verdict) {
        Some(verdict) => answer(&visit.ctx, complaint, verdict, &typed.words).await,
        None => {
            check_own_page(&visit).and_then(|()| Err(Fault::from(Refusal::on("verdict", "complaints.verdict_missing"))))
        }
    };
    match outcome(&visit, answered) {
        Outcome::Done(()) => {
            Ok(Redirect::to(&format!("/office/complaints/{complaint}?done=complaint_answered")).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, complaint, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

/// This side of a complaint is for whoever answers such; the own ones have a page of their own.
fn check_own_page(visit: &Visit) -> Result<(), Fault> {
    let answers = widest(&visit.ctx, Verb::Decide, Object::Complaint).is_some_and(|scope| scope > Scope::Own);
    if answers { Ok(()) } else { Err(Fault::Forbidden) }
}

async fn respond(visit: &Visit, complaint: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    check_own_page(visit).or_page(visit)?;
    let found = view(&visit.ctx, complaint).await.or_page(visit)?;
    let lang = visit.lang;
    let title = lang.fill("complaints.of", &[("name", &found.line.name)]);
    Ok(page(visit, title.clone())
        .in_office()
        .under(lang.t("complaints.queue"), "/office/complaints")
        .mistakes(mistakes)
        .content(|| {
            view! {
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <h1>{title.clone()}</h1>
                {known(lang, &found, Names::Shown)}
                {history(lang, &found, Names::Shown)}
                {if found.void.is_some() { to_room(lang, &found) } else { following(visit, &found) }}
                {answering(visit, &found, typed, mistakes)}
            }
            .into_any()
        })
        .respond())
}

/// To lift a void takes two people: the second one finds it beside everything else that happened during the attempt.
fn to_room(lang: Lang, found: &ComplaintView) -> Option<AnyView> {
    let path = format!("/office/exams/{}/room/{}", found.exam, found.attempt);
    Some(
        view! {
            <section class="card">
                <h2>{lang.t("complaints.lift")}</h2>
                <p>{lang.t("complaints.lift_advice")}</p>
                <p><a class="button secondary" href=path>{lang.t("complaints.to_room")}</a></p>
            </section>
        }
        .into_any(),
    )
}

/// A complaint that was upheld asks for a correction; those that were proposed because of it stand here.
fn following(visit: &Visit, found: &ComplaintView) -> Option<AnyView> {
    let (lang, base) = (visit.lang, format!("/office/exams/{}/corrections", found.exam));
    let upheld = found.made.iter().any(|made| made.verdict == Some(Verdict::Upheld));
    if !upheld && found.corrections.is_empty() {
        return None;
    }
    let lines = found.corrections.iter().map(|(id, decision)| {
        let state = match decision.as_deref() {
            None => "waiting",
            Some("confirmed") => "confirmed",
            Some(_) => "declined",
        };
        let path = format!("{base}/{id}");
        view! { <li><a href=path>{lang.t("complaints.correction")}</a>" "{lang.code("corrections.states", state)}</li> }
    });
    let item = found.item.map(|item| {
        let part = item.part.map_or_else(String::new, |part| format!("&part={part}"));
        format!("&version={}{part}", item.version)
    });
    let new = format!("{base}/new?complaint={}{}", found.line.id, item.unwrap_or_default());
    let may = widest(&visit.ctx, Verb::Create, Object::Regrade).is_some();
    let settled = found.corrections.iter().any(|(_, decision)| decision.as_deref() != Some("declined"));
    let way = (may && !settled).then(|| {
        view! {
            <p>{lang.t("complaints.correct_advice")}</p>
            <p><a class="button" href=new>{lang.t("corrections.new")}</a></p>
        }
    });
    Some(
        view! {
            <section class="card">
                <h2>{lang.t("corrections.title")}</h2>
                {(!found.corrections.is_empty()).then(|| view! { <ul>{lines.collect_view()}</ul> })}
                {way}
            </section>
        }
        .into_any(),
    )
}

fn answering(visit: &Visit, found: &ComplaintView, typed: &Typed, mistakes: &Mistakes) -> Option<AnyView> {
    let lang = visit.lang;
    if !found.line.step.waits_for_the_office() {
        return None;
    }
    let account = visit.who().map(|who| who.account);
    let has_made_void = found.void.as_ref().is_some_and(|void| void.by.iter().any(|by| Some(*by) == account));
    if has_made_void {
        return Some(notice(lang, Tone::Info, lang.t("refusals.complaints.another_must_answer")));
    }
    let is_first = |made: &registry::complaints::Made| made.step == Step::Answered && Some(made.account) == account;
    if found.line.step == Step::ReviewAsked && found.made.iter().any(is_first) {
        return Some(notice(lang, Tone::Info, lang.t("refusals.complaints.another_must_review")));
    }
    let title = if found.line.step == Step::Filed { "complaints.answer" } else { "complaints.answer_review" };
    let hints = if found.void.is_some() { "complaints.void_verdict_hints" } else { "complaints.verdict_hints" };
    let verdicts = Verdict::ALL.map(|verdict| {
        Choosable::new(verdict.code(), lang.code("complaints.verdicts", verdict.code()))
            .hint(lang.code(hints, verdict.code()))
    });
    let action = format!("/office/complaints/{}", found.line.id);
    Some(
        view! {
            <form class="card" method="post" action=action>
                <h2>{lang.t(title)}</h2>
                {Choice::one("verdict", lang.t("complaints.verdict"), verdicts.to_vec(), &typed.verdict).view(mistakes)}
                {SafeTextarea::new("words", lang.t("complaints.reasons"), typed.words.clone())
                    .hint(lang.t("complaints.reasons_hint"))
                    .maxlength(1_000)
                    .view(mistakes)}
                <p class="actions"><button>{lang.t("complaints.answer_send")}</button></p>
            </form>
        }
        .into_any(),
    )
}
