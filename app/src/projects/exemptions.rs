//! Who files an outage of the attendance devices or special circumstances, and what does the county say to it?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::permissions::Verb;
use registry::projects::ExemptionKind;
use registry::projects::store::{
    ExemptionView, NewExemption, ProjectPage, check_reach, decide_exemption, file_exemption, page as one,
    withdraw_exemption,
};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::papers::{self, Papers};
use super::shutdowns::{Filing, Said};
use super::{address, below, done, typed};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, FormWithFile, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::area::SafeTextarea;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done as said;
use crate::upload::Upload;
use crate::visit::{SignedVisit, Visit};

/// A shutdown has a page of its own.
const KINDS: [ExemptionKind; 2] = [ExemptionKind::DeviceOutage, ExemptionKind::SpecialCircumstances];

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// kind and reason together: each kind has its own reasons
    reason: String,
    first_day: String,
    last_day: String,
    statement: String,
    document: String,
}

impl Typed {
    fn kind_and_reason(&self) -> Option<(ExemptionKind, String)> {
        let (kind, reason) = self.reason.split_once('/')?;
        Some((KINDS.into_iter().find(|one| one.code() == kind)?, reason.to_owned()))
    }
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    respond(&visit, project, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn file(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    FormWithFile { mut typed, file }: FormWithFile<Typed>,
) -> PageResult {
    match outcome(&visit, filed(&visit, project, &mut typed, file).await) {
        Outcome::Done(_) => Ok(done(project, "/exemptions", "project_filed")),
        Outcome::Mistaken(mistakes) => respond(&visit, project, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn filed(visit: &Visit, project: Uuid, typed: &mut Typed, mut file: Upload) -> Result<Uuid, Fault> {
    check_reach(&visit.ctx, Verb::Edit, project).await?;
    papers::keep(visit, project, &mut file, &mut typed.document).await?;
    let (kind, reason) = typed.kind_and_reason().ok_or_else(|| Refusal::on("reason", "projects.reason_unknown"))?;
    let new = NewExemption {
        kind,
        period: typed::period(("first_day", &typed.first_day), ("last_day", &typed.last_day))?,
        reason,
        statement: typed.statement.clone(),
        document: typed::chosen(&typed.document),
    };
    file_exemption(&visit.ctx, project, &new).await
}

pub async fn take_back(SignedVisit(visit): SignedVisit, Path((project, exemption)): Path<(Uuid, Uuid)>) -> PageResult {
    match outcome(&visit, withdraw_exemption(&visit.ctx, project, exemption).await) {
        Outcome::Done(()) => Ok(done(project, "/exemptions", "project_filing_withdrawn")),
        Outcome::Mistaken(mistakes) => respond(&visit, project, &Typed::default(), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn decide(
    SignedVisit(visit): SignedVisit,
    Path((project, exemption)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Said>,
) -> PageResult {
    check_reach(&visit.ctx, Verb::Decide, project).await.or_page(&visit)?;
    let decided = match typed.verdict() {
        Ok(verdict) => decide_exemption(&visit.ctx, project, exemption, verdict, &typed.note).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome(&visit, decided) {
        Outcome::Done(()) => Ok(done(project, "/exemptions", "project_decided")),
        Outcome::Mistaken(mistakes) => respond(&visit, project, &Typed::default(), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, project: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(visit)?;
    let papers = Papers::of(visit, project).await.or_page(visit)?;
    Ok(shown(visit, &found, typed, &papers, mistakes))
}

fn shown(visit: &Visit, found: &ProjectPage, typed: &Typed, papers: &Papers, mistakes: &Mistakes) -> Response {
    let (lang, title) = (visit.lang, visit.t("projects.groups.exemptions"));
    below(visit, found, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {said(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {list(lang, found, mistakes)}
                {found.may_edit.then(|| form(lang, found, typed, papers, mistakes))}
            }
            .into_any()
        })
        .respond()
}

fn list(lang: Lang, found: &ProjectPage, mistakes: &Mistakes) -> AnyView {
    if found.exemptions.is_empty() {
        return empty(lang.t("projects.exemptions.none_title"), lang.t("projects.exemptions.none"), None);
    }
    // the newest stands first, and the oldest that waits is decided first: one form at a time
    let waits = found.exemptions.iter().rev().find(|view| view.exemption.decided.is_none()).map(|view| view.id);
    let cards = found.exemptions.iter().map(|view| {
        let decision = (waits == Some(view.id) && found.may_decide).then_some(mistakes);
        filing(found, view).view(lang, found, Vec::new(), decision)
    });
    cards.collect_view().into_any()
}

fn filing<'a>(found: &ProjectPage, view: &'a ExemptionView) -> Filing<'a> {
    Filing {
        base: format!("{}/exemptions/{}", address(found.project.id), view.id),
        kind: view.exemption.kind,
        exemption: &view.exemption,
        reason: &view.reason,
        statement: &view.statement,
        document: view.document.as_deref(),
        note: view.note.as_deref(),
    }
}

fn form(lang: Lang, found: &ProjectPage, typed: &Typed, papers: &Papers, mistakes: &Mistakes) -> AnyView {
    let action = format!("{}/exemptions", address(found.project.id));
    view! {
        <section class="card">
            <h2>{lang.t("projects.exemptions.file_title")}</h2>
            <p>{lang.t("projects.exemptions.advice")}</p>
            <form method="post" action=action enctype="multipart/form-data" novalidate>
                {Choice::list("reason", lang.t("projects.exemptions.kind"), reasons(lang), &typed.reason).view(mistakes)}
                {Field::text("first_day", lang.t("projects.filing.first_day"), &typed.first_day)
                    .kind("date")
                    .short()
                    .view(mistakes)}
                {Field::text("last_day", lang.t("projects.filing.last_day"), &typed.last_day)
                    .kind("date")
                    .short()
                    .view(mistakes)}
                {SafeTextarea::new("statement", lang.t("projects.filing.statement"), typed.statement.clone())
                    .hint(lang.t("projects.filing.statement_hint"))
                    .rows(3)
                    .maxlength(1_000)
                    .view(mistakes)}
                {papers.view(&typed.document, mistakes)}
                <p class="actions"><button>{lang.t("projects.filing.file")}</button></p>
            </form>
        </section>
    }
    .into_any()
}

/// The reasons of each kind, under its name.
fn reasons(lang: Lang) -> Vec<Choosable> {
    let choose = Choosable::new("", lang.t("projects.choose"));
    let of_kind = |kind: ExemptionKind| {
        let group = lang.code("projects.exemption_kinds", kind.code());
        let words = format!("projects.filing_reasons.{}", kind.code());
        kind.reasons().iter().map(move |reason| {
            let value = format!("{}/{reason}", kind.code());
            Choosable::new(value, lang.code(&words, reason)).group(group.clone())
        })
    };
    std::iter::once(choose).chain(KINDS.into_iter().flat_map(of_kind)).collect()
}
