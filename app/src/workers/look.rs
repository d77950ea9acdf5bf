//! What becomes of the lines of a sheet, and what if the sheet itself was wrong?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::sheets::LineFault;
use registry::workers::store::{
    Consequences, Look, Place, SheetView, Sound, consequences, look_at_sheet, place_to_write, rows_of_sheet,
    take_sheet, undo as undone,
};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::frame::below_roster;
use super::import::{sheet_path, state};
use super::{papers, roster_path};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::confirm::{CONFIRMATION, Confirm, is_typed};
use crate::ui::field::mistakes_summary;
use crate::ui::notice::{done, notice, notice_with};
use crate::ui::sheet::{download, marked_copy};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// So many lines are shown; the marked copy has them all.
const SHOWN: usize = 200;

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct TakenBack {
    pub reason: String,
    pub confirmation: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(of): Path<(Uuid, Uuid)>) -> PageResult {
    page(&visit, of, &Mistakes::none(visit.lang)).await
}

async fn page(visit: &Visit, (project, sheet): (Uuid, Uuid), mistakes: &Mistakes) -> PageResult {
    let (ctx, lang) = (&visit.ctx, visit.lang);
    let place = place_to_write(ctx, project).await.or_page(visit)?;
    let (view, look) = look_at_sheet(ctx, project, sheet).await.or_page(visit)?;
    let brought = match view.taken_at {
        Some(_) => Some(consequences(ctx, project, sheet).await.or_page(visit)?),
        None => None,
    };
    let title = view.file_name.clone();
    Ok(below_roster(visit, &place, title.clone())
        .under(lang.t("workers.import.title"), format!("{}/import", roster_path(project)))
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p>{state(lang, &view)}</p>
                {lines(lang, &place, &view, &look)}
                {brought.map(|brought| undoing(lang, &place, &view, brought, mistakes))}
            }
            .into_any()
        })
        .respond())
}

fn lines(lang: Lang, place: &Place, view: &SheetView, look: &Look) -> Option<AnyView> {
    if !view.is_kept {
        return Some(notice(lang, Tone::Info, lang.t("workers.import.emptied")));
    }
    if view.taken_at.is_some() {
        return None;
    }
    let count = look.sound.len().to_string();
    let take = (!look.sound.is_empty()).then(|| {
        view! {
            <form method="post" action=sheet_path(place.project, view.id) class="actions">
                <button>{lang.fill("workers.import.take", &[("n", &count)])}</button>
                <a href=format!("{}/import", roster_path(place.project))>{lang.t("workers.import.again")}</a>
            </form>
        }
    });
    Some(
        view! {
            {faults(lang, place, view, &look.faults)}
            {sound(lang, &look.sound)}
            {take}
        }
        .into_any(),
    )
}

fn faults(lang: Lang, place: &Place, view: &SheetView, faults: &[LineFault]) -> AnyView {
    if faults.is_empty() {
        return notice(lang, Tone::Success, lang.t("workers.import.no_faults"));
    }
    let list = faults.iter().take(SHOWN).map(|fault| {
        let number = fault.number.to_string();
        let words = [("line", number.as_str()), ("reason", &lang.refusal(&fault.reason))];
        view! { <li>{lang.fill("workers.import.fault", &words)}</li> }
    });
    let marked = view.is_own.then(|| {
        let path = format!("{}/marked.xlsx", sheet_path(place.project, view.id));
        view! { <p><a class="export" href=path>{lang.t("workers.import.marked")}</a></p> }
    });
    let list = view! {
        <ul>{list.collect_view()}</ul>
        {marked}
    };
    let title = lang.fill("workers.import.faults", &[("n", &faults.len().to_string())]);
    notice_with(lang, Tone::Danger, title, list.into_any())
}

fn sound(lang: Lang, sound: &[Sound]) -> AnyView {
    let columns = ["line", "name", "known", "warnings"]
        .map(|key| Column::text(key, lang.code("workers.import.sound_columns", key)))
        .to_vec();
    let rows = sound.iter().take(SHOWN).map(|line| {
        let known = if line.is_known { "workers.import.known" } else { "workers.import.new" };
        let warnings: Vec<String> =
            line.warnings.iter().map(|warning| lang.code("workers.warnings", warning.code())).collect();
        vec![
            Cell::from(line.number.to_string()),
            line.name.clone().into(),
            badge(Tone::Neutral, lang.t(known)).into(),
            warnings.join(&lang.t("workers.gate.and")).into(),
        ]
    });
    let title = lang.fill("workers.import.sound", &[("n", &sound.len().to_string())]);
    Table::new(title, columns, rows.collect()).titled().view(lang)
}

/// What the sheet brought goes again, with what follows from it said first.
fn undoing(lang: Lang, place: &Place, view: &SheetView, brought: Consequences, mistakes: &Mistakes) -> AnyView {
    if brought == (Consequences { resting: brought.resting, ..Consequences::default() }) {
        return notice(lang, Tone::Info, lang.t("workers.import.undone_already"));
    }
    let numbers = [
        ("registrations", brought.registrations.to_string()),
        ("cards", brought.cards.to_string()),
        ("resting", brought.resting.to_string()),
    ];
    let numbers: Vec<(&str, &str)> = numbers.iter().map(|(name, number)| (*name, number.as_str())).collect();
    let action = format!("{}/undo", sheet_path(place.project, view.id));
    let consequence = lang.fill("workers.import.consequence", &numbers);
    Confirm::new(action, lang.t("workers.import.undo"), consequence, lang.t("workers.import.undo_word"))
        .with(papers::reason_field(lang, mistakes))
        .view(lang, mistakes)
}

pub async fn take(
    SignedVisit(visit): SignedVisit,
    Path((project, sheet)): Path<(Uuid, Uuid)>,
) -> Result<Response, Response> {
    match outcome(&visit, take_sheet(&visit.ctx, project, sheet).await) {
        Outcome::Done(taken) => {
            let done = if taken.faults.is_empty() { "workers_taken" } else { "workers_taken_in_part" };
            Ok(Redirect::to(&format!("{}?done={done}", sheet_path(project, sheet))).into_response())
        }
        Outcome::Mistaken(mistakes) => page(&visit, (project, sheet), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn undo(
    SignedVisit(visit): SignedVisit,
    Path((project, sheet)): Path<(Uuid, Uuid)>,
    Form(typed): Form<TakenBack>,
) -> PageResult {
    place_to_write(&visit.ctx, project).await.or_page(&visit)?;
    let done = match is_typed(&typed.confirmation, &visit.t("workers.import.undo_word")) {
        true => undone(&visit.ctx, project, sheet, &typed.reason).await,
        false => Err(Fault::from(Refusal::on(CONFIRMATION, "confirmation.not_typed"))),
    };
    match outcome(&visit, done) {
        Outcome::Done(_) => {
            Ok(Redirect::to(&format!("{}?done=workers_undone", sheet_path(project, sheet))).into_response())
        }
        Outcome::Mistaken(mistakes) => page(&visit, (project, sheet), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

/// The sheet as it came, with what is wrong at the end of each line.
pub async fn marked(SignedVisit(visit): SignedVisit, Path((project, sheet)): Path<(Uuid, Uuid)>) -> PageResult {
    let rows = rows_of_sheet(&visit.ctx, project, sheet).await.or_page(&visit)?;
    let (_, look) = look_at_sheet(&visit.ctx, project, sheet).await.or_page(&visit)?;
    let lang = visit.lang;
    let wrong = |number: usize| -> Vec<String> {
        let here = look.faults.iter().filter(|fault| fault.number == number);
        here.map(|fault| lang.refusal(&fault.reason)).collect()
    };
    let bytes = marked_copy(visit.ctx.now(), rows, lang.t("sheets.marks"), wrong).or_page(&visit)?;
    Ok(download("workers-marked.xlsx", bytes))
}
