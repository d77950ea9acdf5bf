//! Whom does the gate keep out today, who was turned away, and who said so?

use axum::extract::Path;
use leptos::prelude::*;
use registry::workers::store::{
    DenialView, DenyLine, PER_PAGE, Place, RefusalView, Refused, denials, gate_list, place, refusals,
};
use uuid::Uuid;

use super::frame::below;
use super::keeping_out::{Sent, forms};
use super::{person_path, scan_path};
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::field::mistakes_summary;
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// So many names are shown; the file has them all.
const SHOWN: usize = 200;

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    page(&visit, project, &Sent::of_now(&visit), &Mistakes::none(visit.lang)).await
}

/// With what a form sent, and what is wrong with it.
pub(super) async fn page(visit: &Visit, project: Uuid, sent: &Sent, mistakes: &Mistakes) -> PageResult {
    let (ctx, lang) = (&visit.ctx, visit.lang);
    let place = place(ctx, project).await.or_page(visit)?;
    let query = Query::of(&visit.path);
    let (turned_away, total) = refusals(ctx, project, query.page() - 1).await.or_page(visit)?;
    let (by_word, _) = denials(ctx, project, 0).await.or_page(visit)?;
    let list = gate_list(ctx, project, ctx.now().day()).await.or_page(visit)?;
    let title = lang.t("workers.gate.title");
    Ok(below(visit, &place, title.clone())
        .mistakes(mistakes)
        .content(|| {
            let forms = place.rights.writes.then(|| forms(lang, &place, sent, mistakes));
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {kept_out(visit, &place, &list)}
                {words_of(lang, &place, &by_word)}
                {turned_table(lang, &place, &query, &turned_away, total)}
                {forms}
            }
            .into_any()
        })
        .respond())
}

fn kept_out(visit: &Visit, place: &Place, list: &[DenyLine]) -> AnyView {
    let lang = visit.lang;
    let columns = ["name", "document", "group", "why"];
    let columns = columns.map(|key| Column::text(key, lang.code("workers.gate.columns", key))).to_vec();
    let rows = list.iter().take(SHOWN).map(|line| {
        let name = match line.person {
            Some(person) => Cell::link(person_path(place.project, person), line.name.clone()),
            None => Cell::from(stranger(lang, &line.name)),
        };
        let [document, group] =
            [&line.document, &line.group].map(|text| text.clone().unwrap_or_else(|| "—".to_owned()));
        vec![name, document.into(), group.into(), why(lang, line).into()]
    });
    let title = lang.fill("workers.gate.today", &[("n", &list.len().to_string())]);
    let file = format!("/projects/{}/gate.xlsx", place.project);
    let more = (list.len() > SHOWN).then(|| view! { <p class="hint">{lang.t("workers.gate.more")}</p> });
    let nothing = empty(lang.t("workers.gate.nobody_title"), lang.t("workers.gate.nobody"), None);
    view! {
        <section>
            <h2>{title.clone()}</h2>
            <p class="hint">{lang.t("workers.gate.today_intro")}</p>
            {Table::new(title, columns, rows.collect()).empty(nothing).view(lang)}
            {more}
            {(!list.is_empty()).then(|| view! { <p><a class="export" href=file>{lang.t("workers.gate.file")}</a></p> })}
        </section>
    }
    .into_any()
}

fn stranger(lang: Lang, name: &str) -> String {
    if name.is_empty() { lang.t("workers.gate.unnamed") } else { lang.fill("workers.gate.stranger", &[("name", name)]) }
}

/// What is missing, or whose word keeps the person out.
fn why(lang: Lang, line: &DenyLine) -> String {
    let mut reasons: Vec<String> = line
        .missing
        .iter()
        .map(|(item, gap)| {
            let (item, gap) = (lang.code("workers.items", item.code()), super::words::gap(lang, *gap));
            lang.fill("workers.gate.item", &[("item", &item), ("gap", &gap)])
        })
        .collect();
    if let Some(until) = line.denied_until {
        let until = until.map(|day| lang.fill("workers.gate.until_day", &[("day", &lang.day(day))]));
        let until = until.unwrap_or_else(|| lang.t("workers.gate.without_end"));
        reasons.push(lang.fill("workers.gate.by_word", &[("until", &until)]));
    }
    if let Some(at) = line.last_turned_away_at {
        reasons.push(lang.fill("workers.gate.last", &[("time", &lang.time(at))]));
    }
    reasons.join(&lang.t("workers.gate.and"))
}

fn words_of(lang: Lang, place: &Place, rows: &[DenialView]) -> AnyView {
    let columns = ["name", "from", "words", "state"]
        .map(|key| Column::text(key, lang.code("workers.gate.word_columns", key)))
        .to_vec();
    let cells = rows.iter().map(|row| {
        let from = lang.day(row.from);
        let time = match row.until {
            Some(until) => lang.fill("workers.from_until", &[("from", &from), ("until", &lang.day(until))]),
            None => lang.fill("workers.from_now", &[("from", &from)]),
        };
        vec![
            Cell::link(person_path(place.project, row.person), row.name.clone()),
            time.into(),
            row.words.clone().into(),
            state(lang, place, row).into(),
        ]
    });
    let title = lang.t("workers.gate.words_title");
    let nothing = empty(lang.t("workers.gate.no_words_title"), lang.t("workers.gate.no_words"), None);
    view! { <section><h2>{title.clone()}</h2>{Table::new(title, columns, cells.collect()).empty(nothing).view(lang)}</section> }
        .into_any()
}

fn state(lang: Lang, place: &Place, row: &DenialView) -> AnyView {
    if let Some(at) = row.ended_at {
        return badge(Tone::Neutral, lang.fill("workers.gate.ended", &[("day", &lang.day(at.day()))]));
    }
    let lift = place.rights.writes.then(|| {
        let action = format!("/projects/{}/gate/denials/{}/end", place.project, row.id);
        view! {
            <details>
                <summary>{lang.t("workers.gate.lift")}</summary>
                <form method="post" action=action>
                    <label>
                        {lang.t("workers.reason")}
                        <input name="reason" required minlength="4" maxlength="500" autocomplete="off"/>
                    </label>
                    <button class="secondary">{lang.t("workers.gate.lift")}</button>
                </form>
            </details>
        }
    });
    view! { {badge(Tone::Danger, lang.t("workers.gate.standing"))} {lift} }.into_any()
}

fn turned_table(lang: Lang, place: &Place, query: &Query, rows: &[RefusalView], total: u64) -> AnyView {
    let columns = ["time", "name", "reason", "words", "photo"]
        .map(|key| Column::text(key, lang.code("workers.gate.turned_columns", key)))
        .to_vec();
    let cells = rows.iter().map(|row| {
        let who = match &row.who {
            Refused::Person { person, name } => Cell::link(person_path(place.project, *person), name.clone()),
            Refused::Stranger { name, .. } => Cell::from(stranger(lang, name.as_deref().unwrap_or_default())),
        };
        vec![
            lang.time(row.at).into(),
            who,
            lang.code("workers.turned_away_for", row.reason.code()).into(),
            row.words.clone().unwrap_or_default().into(),
            match &row.photo {
                Some(photo) => Cell::link(scan_path(place.project, photo), lang.t("workers.open_photo")),
                None => Cell::from(String::new()),
            },
        ]
    });
    let title = lang.t("workers.gate.turned_title");
    let nothing = empty(lang.t("workers.gate.no_turned_title"), lang.t("workers.gate.no_turned"), None);
    let table = Table::new(title.clone(), columns, cells.collect())
        .driven_by(query, query.paging(PER_PAGE, total))
        .empty(nothing)
        .view(lang);
    view! { <section><h2>{title}</h2>{table}</section> }.into_any()
}

/// The list that the devices of the gate take.
pub async fn export(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let (lang, at) = (visit.lang, visit.ctx.now());
    let list = gate_list(&visit.ctx, project, at.day()).await.or_page(&visit)?;
    let titles = ["name", "document", "group", "day", "why"].map(|key| lang.code("workers.gate.columns", key));
    let rows: Vec<Vec<Value>> = list
        .iter()
        .map(|line| {
            let name = if line.person.is_some() { line.name.clone() } else { stranger(lang, &line.name) };
            let [document, group] = [&line.document, &line.group].map(|text| text.clone().unwrap_or_default());
            let [name, document, group, why] = [name, document, group, why(lang, line)].map(Value::Text);
            vec![name, document, group, Value::Day(at.day()), why]
        })
        .collect();
    exported(at, &lang.t("workers.gate.title"), &titles, &rows).or_page(&visit)
}
