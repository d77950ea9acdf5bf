//! How does an officer ask to be bound to an enterprise or a project, or an enterprise assign one, and who answers?

pub mod agreement;
mod asking;
mod assigning;
pub mod boards;
mod capacity;
mod changes;
mod clock;
mod consent;
pub mod duties;
pub mod form;
mod handover;
mod officers;
mod one;
pub mod overview;
mod own;
mod reminders;
mod responsible;
pub mod returns;
pub mod sites;
mod urging;
mod without;
pub mod work;

use leptos::prelude::*;
use registry::Fault;
use registry::filings::store::BindingView;
use registry::filings::{Binding, Proposer, Stage};
use uuid::Uuid;

use crate::lang::Lang;
use crate::page::holds_office;
use crate::routes::Audience::{Anyone, Concerned, Office, SignedIn};
use crate::routes::Routes;
use crate::ui::badge::badge;
use crate::ui::stat::Stat;
use crate::ui::tone::Tone;
use crate::visit::Visit;

pub fn routes() -> Routes {
    Routes::new()
        .get("/certificates/{number}/bindings", Concerned, own::show)
        .post("/certificates/{number}/bindings", Concerned, own::propose)
        .get("/v/{id}/bindings", Concerned, own::by_code)
        .get("/enterprises/{enterprise}/officers", Concerned, officers::show)
        .post("/enterprises/{enterprise}/officers", Concerned, assigning::assign)
        .get("/enterprises/{enterprise}/overview", Concerned, overview::show)
        .get("/enterprises/{enterprise}/overview.xlsx", Concerned, overview::export)
        .get("/enterprises/{enterprise}/duties", Concerned, duties::show)
        .get(work::WORK, SignedIn, work::own)
        .get("/projects/{project}/work", Concerned, work::of_site)
        .get("/bindings/{binding}", Concerned, one::show)
        .post("/bindings/{binding}/confirm", Concerned, one::confirm)
        .post("/bindings/{binding}/decline", Concerned, one::decline)
        .post("/bindings/{binding}/end", Concerned, one::end)
        .merge(after())
        .merge(form::routes())
        .merge(hung())
        .merge(returned())
}

/// The board on the fence, and whether it agrees with the filing and the real-name system.
fn hung() -> Routes {
    Routes::new()
        .get("/b/{token}", Anyone, boards::public::show)
        .get("/projects/{project}/board", Concerned, boards::show)
        .post("/projects/{project}/board", Concerned, boards::make_one)
        .upload("/boards/{board}/photos", Concerned, boards::bring, boards::UPLOAD)
        .get("/boards/{board}/photos/{photo}", Concerned, boards::photo)
        .post("/boards/{board}/checks", Concerned, boards::check_one)
        .get(boards::channels::PATH, Office, boards::channels::show)
        .post(boards::channels::PATH, Office, boards::channels::record)
        .post("/office/board-channels/{channel}/withdraw", Office, boards::channels::withdraw)
        .get("/projects/{project}/agreement", Concerned, agreement::show)
        .get(agreement::PATH, Office, agreement::list)
        .get("/office/agreements.xlsx", Office, agreement::file)
        .get(agreement::OWN, SignedIn, agreement::list)
        .get("/agreements.xlsx", SignedIn, agreement::file)
}

/// What counties tell the city every month.
fn returned() -> Routes {
    Routes::new()
        .get(returns::PATH, Office, returns::show)
        .get("/office/returns.xlsx", Office, returns::file)
        .get("/office/returns/counties/{area}", Office, returns::show_county)
        .post("/office/returns/counties/{area}", Office, returns::submit)
        .get("/office/returns/versions/{monthly_return}", Office, returns::show_version)
        .get("/office/returns/versions/{monthly_return}/lines.xlsx", Office, returns::version_file)
}

/// What follows from a binding and its end: consent, handover, change, capacity, and sites without anybody.
fn after() -> Routes {
    Routes::new()
        .post("/bindings/{binding}/consent", Concerned, consent::decide)
        .get("/bindings/{binding}/handover", Concerned, handover::show)
        .post("/bindings/{binding}/handover/give", Concerned, handover::give)
        .post("/bindings/{binding}/handover/take", Concerned, handover::take)
        .post("/bindings/{binding}/handover/missed", Concerned, handover::miss)
        .get("/projects/{project}/responsible", Concerned, responsible::show)
        .get("/officers/{person}/capacity", Concerned, capacity::one)
        .get("/enterprises/{enterprise}/reminders", Concerned, reminders::of_enterprise)
        .post("/enterprises/{enterprise}/reminders/{reminder}/receipt", Concerned, reminders::receipt)
        .get(without::PATH, Office, without::show)
        .get("/office/filings/without.xlsx", Office, without::sheet)
        .post("/office/filings/without/reminders", Office, without::urge)
        .get("/office/filings/changes", Office, changes::show)
        .get("/office/filings/changes.xlsx", Office, changes::sheet)
        .post("/office/filings/changes/reminders", Office, changes::urge)
        .get("/office/filings/capacity", Office, capacity::list)
        .get("/office/filings/capacity.xlsx", Office, capacity::sheet)
        .get("/office/filings/reminders", Office, reminders::list)
        .get("/office/filings/reminders.xlsx", Office, reminders::sheet)
}

/// The lists about officers side by side; forms and first-time officers are for offices.
fn lists(visit: &Visit, open: &str) -> AnyView {
    let lang = visit.lang;
    let of_office: &[&str] = if holds_office(visit) { &["queue", "first"] } else { &[] };
    let links = of_office.iter().chain(&["without", "changes", "capacity", "reminders"]).map(|part| {
        let here = (*part == open).then_some("page");
        let path = if *part == "queue" { "/office/filings".to_owned() } else { format!("/office/filings/{part}") };
        view! { <a href=path aria-current=here>{lang.code("filings.lists", part)}</a> }
    });
    view! { <nav class="actions tabs" aria-label=lang.t("filings.lists_title")>{links.collect_view()}</nav> }.into_any()
}

/// Tiles of what waits about officers, for the page that an office begins with.
pub async fn tiles(visit: &Visit) -> Result<Vec<Stat>, Fault> {
    let all = [without::tile(visit).await?, changes::tile(visit).await?, capacity::tile(visit).await?];
    let filed = form::tiles(visit).await?;
    Ok(filed.into_iter().chain(all.into_iter().flatten()).collect())
}

/// Where the own bindings by a certificate stand.
pub fn own_path(number: &str) -> String {
    format!("/certificates/{number}/bindings")
}

/// Where the officers of an enterprise stand.
pub fn officers_path(enterprise: Uuid) -> String {
    format!("/enterprises/{enterprise}/officers")
}

/// Who answered for a project on a day.
pub fn responsible_path(project: Uuid) -> String {
    format!("/projects/{project}/responsible")
}

fn handover_path(binding: Uuid) -> String {
    format!("/bindings/{binding}/handover")
}

fn capacity_path(person: Uuid) -> String {
    format!("/officers/{person}/capacity")
}

fn path(binding: Uuid) -> String {
    format!("/bindings/{binding}")
}

/// 项目劳资员（直接责任人、专职）
fn post(lang: Lang, binding: &Binding) -> String {
    let level = lang.code("filings.levels", binding.post.level().code());
    let employment = lang.code("filings.employments", binding.employment.code());
    match binding.post.duty() {
        Some(duty) => {
            let duty = lang.code("filings.duties", duty.code());
            lang.fill("filings.post_with_duty", &[("level", &level), ("duty", &duty), ("employment", &employment)])
        }
        None => lang.fill("filings.post", &[("level", &level), ("employment", &employment)]),
    }
}

/// A binding in force rests while its certificate does not stand.
pub fn stage_badge(lang: Lang, view: &BindingView) -> AnyView {
    let stage = view.binding.stage();
    if stage == Stage::InForce && !view.is_effective() {
        return badge(Tone::Danger, lang.t("filings.resting"));
    }
    let tone = match stage {
        Stage::Waiting => Tone::Warning,
        Stage::InForce => Tone::Success,
        Stage::Declined => Tone::Danger,
        Stage::Withdrawn | Stage::Ended => Tone::Neutral,
    };
    let words = match view.proposer {
        Proposer::Officer => "filings.stages",
        Proposer::Enterprise => "filings.assigned_stages",
    };
    badge(tone, lang.code(words, stage.code()))
}
