//! What happened to a question, and how do its versions differ?

use axum::extract::{Path, Query};
use leptos::prelude::*;
use registry::questions::QuestionLine;
use registry::questions::history::{Changed, History, Told, compare, get};
use serde::Deserialize;

use super::changed::changed;
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::timeline::{Moment, timeline};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    old: String,
    new: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(id): Path<String>, Query(asked): Query<Asked>) -> PageResult {
    let history = get(&visit.ctx, &id).await.or_page(&visit)?;
    let pair = pair(&history, &asked);
    let changes = match pair {
        Some((old, new)) => Some(compare(&visit.ctx, &id, old, new).await.or_page(&visit)?),
        None => None,
    };
    let lang = visit.lang;
    let title = lang.fill("questions.history.title_of", &[("id", &id)]);
    let path = format!("/office/questions/{id}");
    let here = format!("{path}/history");
    Ok(page(&visit, title.clone())
        .in_office()
        .under(lang.t("questions.title"), "/office/questions")
        .content(|| {
            view! {
                <h1>{title}</h1>
                {(!history.versions.is_empty()).then(|| versions(lang, &path, &history.versions))}
                {pair.zip(changes.as_ref()).map(|(pair, changes)| difference(lang, here, &history, pair, changes))}
                <h2>{lang.t("questions.history.events")}</h2>
                {timeline(history.events.iter().map(|event| moment(lang, event)).collect())}
                {history.events.is_empty().then(|| view! { <p class="muted">{lang.t("questions.history.no_events")}</p> })}
            }
            .into_any()
        })
        .respond())
}

/// The two versions to compare: those asked for, else the newest and the one before it.
fn pair(history: &History, asked: &Asked) -> Option<(i32, i32)> {
    let known = |text: &str| {
        let number = text.parse::<i32>().ok()?;
        history.versions.iter().any(|line| line.version == number).then_some(number)
    };
    let latest = history.versions.first()?.version;
    let before = history.versions.get(1)?.version;
    Some((known(&asked.old).unwrap_or(before), known(&asked.new).unwrap_or(latest)))
}

fn versions(lang: Lang, path: &str, lines: &[QuestionLine]) -> AnyView {
    let columns = ["version", "state", "since", "hash"].map(|key| Column::text(key, lang.code("questions", key)));
    let rows = lines
        .iter()
        .map(|line| {
            let hash = view! { <code>{line.hash.clone()}</code> }.into_any();
            vec![
                Cell::link(path, line.version.to_string()),
                lang.code("questions.states", &line.state).into(),
                lang.time(line.created_at).into(),
                hash.into(),
            ]
        })
        .collect();
    Table::new(lang.t("questions.history.versions"), columns.to_vec(), rows).titled().view(lang)
}

fn difference(lang: Lang, here: String, history: &History, (old, new): (i32, i32), changes: &[Changed]) -> AnyView {
    let none = Mistakes::none(lang);
    let list = |name: &'static str, chosen: i32| {
        let numbers = history.versions.iter().map(|line| line.version.to_string());
        let options = numbers.map(|number| Choosable::new(number.clone(), number)).collect();
        Choice::list(name, lang.code("questions.history", name), options, &chosen.to_string()).view(&none)
    };
    view! {
        <section class="card">
            <h2>{lang.t("questions.history.difference")}</h2>
            <form method="get" action=here>
                <div class="side-by-side">{list("old", old)}{list("new", new)}</div>
                <p><button class="secondary">{lang.t("questions.history.compare")}</button></p>
            </form>
            {changed(lang, changes)}
        </section>
    }
    .into_any()
}

fn moment(lang: Lang, event: &Told) -> Moment {
    let tone = match event.verb.as_str() {
        "approve" | "publish" => Tone::Success,
        "return" | "retire" => Tone::Warning,
        _ => Tone::Neutral,
    };
    let said = lang.code("questions.history.verbs", &event.verb);
    let title = match event.version {
        Some(version) => lang.fill("questions.history.of_version", &[("said", &said), ("n", &version.to_string())]),
        None => said,
    };
    let when = format!("{} · {}", lang.time(event.at), event.by);
    let law = (!event.law_version.is_empty())
        .then(|| lang.fill("questions.history.law_version", &[("text", &event.law_version)]));
    let reason = (!event.reason.is_empty()).then(|| event.reason.clone());
    let detail = law.into_iter().chain(reason).map(|line| view! { <p>{line}</p> }).collect_view();
    Moment::new(when, title).tone(tone).detail(detail.into_any())
}
