//! How does an officer come on file: by which steps, on which pages, and who answers?

mod files;
mod filling;
mod first;
mod one;
mod overview;
mod pledging;
mod queue;

use std::collections::HashMap;

use leptos::prelude::*;
use registry::Fault;
use registry::filings::Duty;
use registry::filings::form::{FilingStage, Punctuality};
use registry::filings::pictures::MOST_BYTES;
use registry::filings::store::BindingView;
use registry::filings::store::filing::{stages, waiting_filings};
use registry::filings::store::first_tasks::count_first_tasks;
use registry::people::Phone;
use registry::permissions::{Object, Scope, Verb, widest};
use uuid::Uuid;

use crate::lang::Lang;
use crate::routes::Audience::{Concerned, Office};
use crate::routes::Routes;
use crate::ui::badge::badge;
use crate::ui::stat::Stat;
use crate::ui::tone::Tone;
use crate::visit::Visit;

/// A scan, and what a form with it adds around.
const UPLOAD: usize = MOST_BYTES + 64 * 1024;
const QUEUE: &str = "/office/filings";
/// Where first-time officers stand.
pub const FIRST: &str = "/office/filings/first";

pub fn routes() -> Routes {
    Routes::new()
        .get("/bindings/{binding}/filing", Concerned, overview::show)
        .get("/bindings/{binding}/filing/form", Concerned, filling::show)
        .post("/bindings/{binding}/filing/form", Concerned, filling::draw)
        .get("/bindings/{binding}/pledge", Concerned, pledging::show)
        .upload("/bindings/{binding}/pledge", Concerned, pledging::sign_one, UPLOAD)
        .get("/filings/{filing}", Concerned, one::show)
        .post("/filings/{filing}/hand-in", Concerned, overview::hand_in_one)
        .post("/filings/{filing}/accept", Concerned, one::accept_one)
        .post("/filings/{filing}/return", Concerned, one::return_one)
        .get("/filings/{filing}/scan", Concerned, files::form)
        .upload("/filings/{filing}/scan", Concerned, overview::bring_form, UPLOAD)
        .get("/pledges/{pledge}/scan", Concerned, files::pledge)
        .upload("/pledges/{pledge}/scan", Concerned, overview::bring_pledge, UPLOAD)
        .post("/pledges/{pledge}/withdraw", Concerned, overview::withdraw)
        .get(QUEUE, Office, queue::show)
        .get("/office/filings.xlsx", Office, queue::file)
        .get(FIRST, Office, first::list)
        .get("/office/filings/first.xlsx", Office, first::file)
        .get("/office/filings/first/{first_task}", Office, first::show)
        .post("/office/filings/first/{first_task}", Office, first::close)
}

/// Where the filing of a binding stands, step by step.
pub fn path(binding: Uuid) -> String {
    format!("/bindings/{binding}/filing")
}

/// Where one version stands.
pub fn one_path(filing: Uuid) -> String {
    format!("/filings/{filing}")
}

fn pledge_path(pledge: Uuid) -> String {
    format!("/pledges/{pledge}")
}

fn signing_path(binding: Uuid) -> String {
    format!("/bindings/{binding}/pledge")
}

/// Forms and first-time officers that wait, for the page that a receiver begins with.
pub async fn tiles(visit: &Visit) -> Result<Vec<Stat>, Fault> {
    let decides = widest(&visit.ctx, Verb::Decide, Object::Filing).is_some_and(|scope| scope > Scope::Own);
    if !decides {
        return Ok(Vec::new());
    }
    let tile = |key: &str, count: u64, way: &'static str| {
        let tile = Stat::new(visit.t(key), count).leads_to(way);
        if count > 0 { tile.tone(Tone::Warning) } else { tile }
    };
    let first = count_first_tasks(&visit.ctx).await?;
    let waiting = tile("filing_forms.tile", waiting_filings(&visit.ctx).await?, QUEUE);
    Ok(std::iter::once(waiting).chain((first > 0).then(|| tile("filing_forms.first_tile", first, FIRST))).collect())
}

/// How the filings of these bindings stand.
pub async fn read(visit: &Visit, of: &[BindingView]) -> Result<HashMap<Uuid, FilingStage>, Fault> {
    let ids: Vec<Uuid> = of.iter().map(|view| view.binding.id).collect();
    stages(&visit.ctx, &ids).await
}

/// The way from a binding to its filing, which is the next step of whoever answers for a site. Nothing for others.
pub fn section(lang: Lang, view: &BindingView, stage: Option<FilingStage>) -> Option<AnyView> {
    let is_filed = view.binding.post.duty() == Some(Duty::Responsible) && view.binding.confirmed_at.is_some();
    let (is_due, key) = match stage {
        _ if !is_filed => return None,
        None => (view.is_effective(), "next_file"),
        Some(FilingStage::Returned) => (view.is_effective(), "next_correct"),
        Some(FilingStage::Preparing) => (view.is_effective(), "next_hand_in"),
        Some(_) => (false, "next_nothing"),
    };
    let key = if is_due || stage.is_some() { key } else { "next_over" };
    let class = if is_due { "button" } else { "button secondary" };
    let badge = stage.map(|stage| view! { <p>{stage_badge(lang, stage)}</p> });
    Some(
        view! {
            <section class="card" id="filing">
                <h2>{lang.t("filing_forms.title")}</h2>
                {badge}
                <p>{lang.code("filing_forms", key)}</p>
                <p class="actions"><a class=class href=path(view.binding.id)>{lang.t("filing_forms.to_filing")}</a></p>
            </section>
        }
        .into_any(),
    )
}

/// How far a version has come.
pub fn stage_badge(lang: Lang, stage: FilingStage) -> AnyView {
    badge(stage_tone(stage), stage_word(lang, stage))
}

fn stage_word(lang: Lang, stage: FilingStage) -> String {
    lang.code("filing_forms.stages", stage.code())
}

fn stage_tone(stage: FilingStage) -> Tone {
    match stage {
        FilingStage::Preparing | FilingStage::Waiting => Tone::Warning,
        FilingStage::Accepted => Tone::Success,
        FilingStage::Returned => Tone::Danger,
        FilingStage::Superseded => Tone::Neutral,
    }
}

/// The day of filing beside the start.
fn punctuality_word(lang: Lang, punctuality: Punctuality) -> String {
    lang.code("filing_forms.punctuality", punctuality.code())
}

fn punctuality_tone(punctuality: Punctuality) -> Tone {
    match punctuality {
        Punctuality::NotStarted => Tone::Neutral,
        Punctuality::OnTime => Tone::Success,
        Punctuality::SameDay => Tone::Warning,
        Punctuality::Late => Tone::Danger,
    }
}

/// `138****5678`; the telephone of an office is nobody's.
fn masked(phone: &str) -> String {
    Phone::parse(phone).map_or_else(|_| phone.to_owned(), |mobile| mobile.masked())
}

/// By which a document is held against another copy of it.
fn hash(lang: Lang, hash: &str) -> AnyView {
    view! { <p class="hint">{lang.t("filing_forms.hash")}" "<code class="digits">{hash.to_owned()}</code></p> }
        .into_any()
}
