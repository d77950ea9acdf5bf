//! How is something that stands on record put right, or taken back, with its reason?

use axum::extract::Path;
use leptos::prelude::*;
use registry::Fault;
use registry::permissions::Verb;
use registry::projects::store::{ProjectPage, Record, check_reach, page as one, withdraw};
use serde::Deserialize;
use uuid::Uuid;

use super::{address, below, done, typed};
use crate::error::{self, OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::area::SafeTextarea;
use crate::ui::field::mistakes_summary;
use crate::ui::notice::notice;
use crate::ui::query::Query;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// Of which table a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Code,
    Party,
    Manager,
    Permit,
    Milestone,
    Account,
    Deposit,
    Task,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Code,
        Self::Party,
        Self::Manager,
        Self::Permit,
        Self::Milestone,
        Self::Account,
        Self::Deposit,
        Self::Task,
    ];

    /// The last step of the group's address.
    fn part(self) -> &'static str {
        match self {
            Self::Code => "codes",
            Self::Party => "parties",
            Self::Manager => "managers",
            Self::Permit => "permits",
            Self::Milestone => "milestones",
            Self::Account => "accounts",
            Self::Deposit => "deposits",
            Self::Task => "tasks",
        }
    }

    fn record(self, row: Uuid) -> Record {
        match self {
            Self::Code => Record::Code(row),
            Self::Party => Record::Party(row),
            Self::Manager => Record::Manager(row),
            Self::Permit => Record::Permit(row),
            Self::Milestone => Record::Milestone(row),
            Self::Account => Record::Account(row),
            Self::Deposit => Record::Deposit(row),
            Self::Task => Record::Task(row),
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    group: String,
    row: String,
    reason: String,
}

impl Typed {
    fn kind(&self) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.part() == self.group)
    }
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let query = Query::of(&visit.path);
    let said = |name| query.filter(name).unwrap_or_default().to_owned();
    let typed = Typed { group: said("group"), row: said("row"), reason: String::new() };
    respond(&visit, project, &typed, &Mistakes::none(visit.lang)).await
}

pub async fn take_back(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    check_reach(&visit.ctx, Verb::Edit, project).await.or_page(&visit)?;
    let Some(kind) = typed.kind() else { return Err(error::page(&visit, Fault::NotFound)) };
    let record = kind.record(typed::id(&typed.row));
    match outcome(&visit, withdraw(&visit.ctx, project, record, &typed.reason).await) {
        Outcome::Done(()) => Ok(done(project, &format!("/{}", kind.part()), "project_withdrawn")),
        Outcome::Mistaken(mistakes) => respond(&visit, project, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, project: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    check_reach(&visit.ctx, Verb::Edit, project).await.or_page(visit)?;
    let Some(kind) = typed.kind() else { return Err(error::page(visit, Fault::NotFound)) };
    let found = one(&visit.ctx, project).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("projects.pages.withdraw"));
    let group = format!("{}/{}", address(project), kind.part());
    Ok(below(visit, &found, title.clone())
        .mistakes(mistakes)
        .under(lang.code("projects.groups", kind.part()), group.clone())
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {notice(lang, Tone::Warning, lang.t("projects.withdraw_consequence"))}
                <form class="card" method="post" action=format!("{}/withdraw", address(project)) novalidate>
                    <input type="hidden" name="group" value=typed.group.clone()/>
                    <input type="hidden" name="row" value=typed.row.clone()/>
                    {why(lang, &typed.reason, mistakes)}
                    <p class="actions">
                        <button class="danger">{lang.t("projects.withdraw")}</button>
                        <a href=group>{lang.t("projects.back")}</a>
                    </p>
                </form>
            }
            .into_any()
        })
        .respond())
}

/// The two ways from a row: to put it right, and to take it back.
pub fn actions(lang: Lang, found: &ProjectPage, group: &str, kind: Kind, row: Uuid) -> AnyView {
    if !found.may_edit {
        return "—".into_any();
    }
    let base = address(found.project.id);
    view! {
        <div class="actions">
            {(kind != Kind::Code && kind != Kind::Milestone)
                .then(|| view! { <a href=format!("{base}/{group}?row={row}#form")>{lang.t("projects.put_right")}</a> })}
            <a href=format!("{base}/withdraw?group={}&row={row}", kind.part())>{lang.t("projects.withdraw")}</a>
        </div>
    }
    .into_any()
}

/// What a form of a group is called and what its button does: a new row, or one in the place of another.
pub fn heading(lang: Lang, group: &str, row: &str) -> (AnyView, String) {
    let (key, button) = if row.is_empty() { ("add", "projects.add") } else { ("correct", "projects.put_right") };
    let words = lang.code(&format!("projects.{group}"), key);
    (view! { <span id="form">{words}</span> }.into_any(), lang.t(button))
}

/// Which row it takes the place of, and why; nothing for a new one.
pub fn in_place_of(lang: Lang, row: &str, reason: &str, mistakes: &Mistakes) -> Option<AnyView> {
    (!row.is_empty()).then(|| {
        view! {
            <input type="hidden" name="row" value=row.to_owned()/>
            {why(lang, reason, mistakes)}
        }
        .into_any()
    })
}

pub fn why(lang: Lang, reason: &str, mistakes: &Mistakes) -> AnyView {
    SafeTextarea::new("reason", lang.t("projects.reason"), reason.to_owned())
        .hint(lang.t("projects.reason_hint"))
        .rows(2)
        .maxlength(200)
        .view(mistakes)
}
