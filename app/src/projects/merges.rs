//! How are two records of one project made one, by two people?

use axum::extract::Path;
use leptos::prelude::*;
use registry::offices::store::AreaView;
use registry::permissions::Verb;
use registry::projects::store::{
    Filter, Merge, Order, ProjectLine, check_reach, confirm_merge, decline_merge, list as projects_in_reach,
    open_merges, propose_merge,
};
use registry::{Ctx, Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::office::{Deed, Typed, settle};
use super::withdraw::why;
use super::{OF_OFFICE, address, back, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::confirm::{CONFIRMATION, Confirm, is_typed};
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done as said, notice};
use crate::ui::sheet::{Value, exported};
use crate::ui::table::export_link;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub const PATH: &str = "/office/projects/merges";
/// Among more projects than these nobody chooses: the name is to be typed further.
const MOST_MEANT: usize = 20;

/// The form by which an office says of which other project this one is a second record; `meant` are the projects among
/// which it chooses when what it typed names several.
pub fn proposal(lang: Lang, action: String, typed: &Typed, meant: Vec<Choosable>, mistakes: &Mistakes) -> AnyView {
    let chosen = (!meant.is_empty())
        .then(|| Choice::one("chosen", lang.t("projects.merges.chosen"), meant, &typed.chosen).view(mistakes));
    view! {
        <section class="card">
            <h2>{lang.t("projects.merges.propose_title")}</h2>
            <p>{lang.t("projects.merges.advice")}</p>
            <form method="post" action=action novalidate>
                {Field::text("project", lang.t("projects.merges.stays"), &typed.project)
                    .hint(lang.t("projects.merges.stays_hint"))
                    .autocomplete("off")
                    .maxlength(200)
                    .view(mistakes)}
                {chosen}
                {Field::text("reason", lang.t("projects.reason"), if mistakes.is_empty() { "" } else { &typed.reason })
                    .id("merge-reason")
                    .hint(lang.t("projects.reason_hint"))
                    .maxlength(200)
                    .view(mistakes)}
                <p class="actions"><button class="secondary">{lang.t("projects.merges.propose")}</button></p>
            </form>
        </section>
    }
    .into_any()
}

pub async fn propose(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let proposed = proposed(&visit, project, &typed).await;
    settle(&visit, project, Deed::Merge, &typed, proposed, "project_merge_proposed").await
}

async fn proposed(visit: &Visit, project: Uuid, typed: &Typed) -> Result<(), Fault> {
    check_reach(&visit.ctx, Verb::Decide, project).await?;
    let stays = match addressed(&typed.project) {
        Some(id) => id,
        None => one_of(&meant(&visit.ctx, project, &typed.project).await?, &typed.chosen)?,
    };
    match propose_merge(&visit.ctx, project, stays, &typed.reason).await {
        // the other one is not in this office's reach, or not there: one answer to both
        Err(Fault::NotFound | Fault::Forbidden) => Err(Refusal::on("project", "projects.merge_project_unknown").into()),
        proposed => proposed.map(|_| ()),
    }
}

/// The projects that are called so or bear the code, without the one that goes; one more than [`MOST_MEANT`] at most. An
/// address names none but its own.
pub async fn meant(ctx: &Ctx, gone: Uuid, typed: &str) -> Result<Vec<ProjectLine>, Fault> {
    let text = typed.trim();
    if text.is_empty() || addressed(text).is_some() {
        return Ok(Vec::new());
    }
    let filter = Filter { text: text.to_owned(), ..Filter::default() };
    let (lines, _) = projects_in_reach(ctx, &filter, Order::Newest, 0).await?;
    Ok(lines.into_iter().filter(|line| line.id != gone).take(MOST_MEANT + 1).collect())
}

/// The only one, or the one that was chosen among several.
fn one_of(meant: &[ProjectLine], chosen: &str) -> Result<Uuid, Refusal> {
    match meant {
        [] => Err(Refusal::on("project", "projects.merge_project_unknown")),
        [only] => Ok(only.id),
        many if many.len() > MOST_MEANT => Err(Refusal::on("project", "projects.merge_project_too_many")),
        several => {
            let one = several.iter().find(|line| line.id.to_string() == chosen);
            one.map(|line| line.id).ok_or_else(|| Refusal::on("chosen", "projects.merge_project_several"))
        }
    }
}

/// What is chosen among; nothing where there is nothing to choose.
pub fn choices(lang: Lang, areas: &[AreaView], meant: &[ProjectLine]) -> Vec<Choosable> {
    if !(2..=MOST_MEANT).contains(&meant.len()) {
        return Vec::new();
    }
    let choosable = |line: &ProjectLine| {
        let contractor = line.contractor.clone().unwrap_or_else(|| lang.t("projects.no_contractor"));
        let hint = format!("{} · {contractor}", words::area(areas, &line.area));
        Choosable::new(line.id.to_string(), line.name.clone()).hint(hint)
    };
    meant.iter().map(choosable).collect()
}

/// The id in the address of a project's page, or alone.
fn addressed(typed: &str) -> Option<Uuid> {
    let path = typed.trim().split(['?', '#']).next()?;
    Uuid::try_parse(path.trim_end_matches('/').rsplit('/').next()?).ok()
}

pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    respond(&visit, None, &Mistakes::none(visit.lang)).await
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    confirmation: String,
    reason: String,
}

pub async fn confirm(SignedVisit(visit): SignedVisit, Path(merge): Path<Uuid>, Form(said): Form<Said>) -> PageResult {
    let merges = open_merges(&visit.ctx).await.or_page(&visit)?;
    let Some(known) = merges.iter().find(|one| one.id == merge) else {
        // decided meanwhile, or another office's
        confirm_merge(&visit.ctx, merge).await.or_page(&visit)?;
        return Ok(back(PATH));
    };
    let confirmed = match is_typed(&said.confirmation, &known.stays_name) {
        true => confirm_merge(&visit.ctx, merge).await,
        false => Err(Refusal::on(CONFIRMATION, "confirmation.not_typed").into()),
    };
    match outcome(&visit, confirmed) {
        Outcome::Done(()) => Ok(back(&format!("{PATH}?done=project_merged"))),
        Outcome::Mistaken(mistakes) => respond(&visit, Some(merge), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn decline(SignedVisit(visit): SignedVisit, Path(merge): Path<Uuid>, Form(said): Form<Said>) -> PageResult {
    match outcome(&visit, decline_merge(&visit.ctx, merge, &said.reason).await) {
        Outcome::Done(()) => Ok(back(&format!("{PATH}?done=project_merge_declined"))),
        Outcome::Mistaken(mistakes) => respond(&visit, Some(merge), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, sent: Option<Uuid>, mistakes: &Mistakes) -> PageResult {
    let merges = open_merges(&visit.ctx).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("projects.pages.merges"));
    let none = Mistakes::none(lang);
    // one of them is decided at a time: the one that was sent, or the oldest
    let turn = sent.or_else(|| merges.first().map(|merge| merge.id));
    Ok(page(visit, title.clone())
        .in_office()
        .under(lang.t("projects.pages.list"), OF_OFFICE)
        .mistakes(mistakes)
        .content(|| {
            let cards = merges.iter().map(|merge| {
                let mistakes = if sent == Some(merge.id) { mistakes } else { &none };
                card(lang, merge, (turn == Some(merge.id)).then_some(mistakes))
            });
            view! {
                <h1>{title}</h1>
                {said(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {if merges.is_empty() {
                    empty(lang.t("projects.merges.none_title"), lang.t("projects.merges.none"), None)
                } else {
                    view! { {cards.collect_view()}<p>{export_link(lang, format!("{PATH}.xlsx"))}</p> }.into_any()
                }}
            }
            .into_any()
        })
        .respond())
}

/// The merges that wait, as a file.
pub async fn sheet(SignedVisit(visit): SignedVisit) -> PageResult {
    let merges = open_merges(&visit.ctx).await.or_page(&visit)?;
    let (lang, at) = (visit.lang, visit.ctx.now());
    let rows: Vec<Vec<Value>> = merges.iter().map(|merge| told(lang, merge).map(Value::text).to_vec()).collect();
    exported(at, &lang.t("projects.pages.merges"), &titles(lang), &rows).or_page(&visit)
}

fn titles(lang: Lang) -> [String; 4] {
    ["projects.merges.gone", "projects.merges.stays", "projects.reason", "projects.merges.proposed"]
        .map(|key| lang.t(key))
}

/// Which record goes, which stays, why, and who says so.
fn told(lang: Lang, merge: &Merge) -> [String; 4] {
    let by = merge.proposed_by.clone().unwrap_or_else(|| lang.t("audit.actors.system"));
    let by = lang.fill("projects.by_at", &[("by", &by), ("at", &lang.time(merge.proposed_at))]);
    [merge.gone_name.clone(), merge.stays_name.clone(), merge.reason.clone(), by]
}

fn card(lang: Lang, merge: &Merge, turn: Option<&Mistakes>) -> AnyView {
    let [gone_title, stays_title, reason_title, by_title] = titles(lang);
    let [gone, stays, reason, by] = told(lang, merge);
    let lines = vec![
        Fact::link(gone_title, address(merge.gone), gone),
        Fact::link(stays_title, address(merge.stays), stays),
        Fact::text(reason_title, reason),
        Fact::text(by_title, by),
    ];
    view! {
        <section class="card">
            <h2>{merge.gone_name.clone()}</h2>
            {facts(lines)}
            {merge.is_own.then(|| notice(lang, Tone::Info, lang.t("projects.merges.second_person")))}
            {turn.map(|mistakes| decision(lang, merge, mistakes))}
        </section>
    }
    .into_any()
}

fn decision(lang: Lang, merge: &Merge, mistakes: &Mistakes) -> AnyView {
    let base = format!("{PATH}/{}", merge.id);
    let consequence = lang.fill("projects.merges.consequence", &[("stays", &merge.stays_name)]);
    let confirm = (!merge.is_own).then(|| {
        Confirm::new(format!("{base}/confirm"), lang.t("projects.merges.confirm"), consequence, &merge.stays_name)
            .view(lang, mistakes)
    });
    view! {
        {confirm}
        <form method="post" action=format!("{base}/decline") novalidate>
            {why(lang, "", mistakes)}
            <p class="actions"><button class="secondary">{lang.t("projects.merges.decline")}</button></p>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_named_by_its_address() {
        let id = Uuid::from_u128(7);
        for text in [format!("{id}"), format!("/projects/{id}"), format!("https://a.example/projects/{id}/?done=x")] {
            assert_eq!(addressed(&text), Some(id), "{text}");
        }
        assert_eq!(addressed("某小区"), None);
    }
}
