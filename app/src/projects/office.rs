//! What does the office in charge decide about a project: is the record right, where does it belong, under whose supervision?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::offices::store::{AreaView, OfficeView, list as offices, list_areas};
use registry::permissions::Verb;
use registry::projects::panel::System;
use registry::projects::permits::PermitNeed;
use registry::projects::store::{
    ProjectLine, ProjectPage, accept, check_reach, check_system, page as one, set_permit_need, set_place,
    set_supervising_office,
};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::{address, below, done, merges, typed, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done as said, notice};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// Of the four systems, those of which an office looks at papers; payments tell of themselves.
const LOOKED_AT: [System; 3] = [System::WageDeposit, System::RealNameAttendance, System::WageAccount];

/// Which of the page's forms was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Accept,
    Place,
    Supervision,
    PermitNeed,
    Check,
    Merge,
}

/// What any of the forms says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    revision: String,
    area: String,
    industry: String,
    office: String,
    need: String,
    system: String,
    note: String,
    /// the project that stays: its name, a code or its address
    pub project: String,
    /// which, where several are called so
    pub chosen: String,
    pub reason: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    respond(&visit, project, None, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn accept_one(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    // a revision that cannot be read is one that is not in force
    let revision = typed.revision.parse().unwrap_or(-1);
    let accepted = accept(&visit.ctx, project, revision).await;
    settle(&visit, project, Deed::Accept, &typed, accepted, "project_accepted").await
}

pub async fn move_one(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let moved = set_place(&visit.ctx, project, &typed.area, &typed.industry, &typed.reason).await;
    let is_gone = moved.is_ok() && check_reach(&visit.ctx, Verb::View, project).await.is_err();
    if is_gone {
        // it belongs to another office now
        return Ok(super::back(&format!("{}?done=project_moved", super::OF_OFFICE)));
    }
    settle(&visit, project, Deed::Place, &typed, moved, "project_moved").await
}

pub async fn supervise(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let office = typed::chosen(&typed.office).map(|office| typed::id(&office));
    let set = set_supervising_office(&visit.ctx, project, office, &typed.reason).await;
    settle(&visit, project, Deed::Supervision, &typed, set, "project_saved").await
}

pub async fn need_permit(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let need = if typed.need == "not_needed" { PermitNeed::NotNeeded } else { PermitNeed::Needed };
    let set = set_permit_need(&visit.ctx, project, need, &typed.reason).await;
    settle(&visit, project, Deed::PermitNeed, &typed, set, "project_saved").await
}

pub async fn check(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>, Form(typed): Form<Typed>) -> PageResult {
    let checked = checked(&visit, project, &typed).await;
    settle(&visit, project, Deed::Check, &typed, checked, "project_checked").await
}

async fn checked(visit: &Visit, project: Uuid, typed: &Typed) -> Result<(), Fault> {
    check_reach(&visit.ctx, Verb::Decide, project).await?;
    let system = System::parse(&typed.system).ok_or_else(|| Refusal::on("system", "projects.system_choose"))?;
    check_system(&visit.ctx, project, system, &typed.note).await
}

/// Back to the page, or the page again with what is wrong.
pub async fn settle(
    visit: &Visit,
    project: Uuid,
    deed: Deed,
    typed: &Typed,
    result: Result<(), Fault>,
    word: &str,
) -> PageResult {
    match outcome(visit, result) {
        Outcome::Done(()) => Ok(done(project, "/office", word)),
        Outcome::Mistaken(mistakes) => respond(visit, project, Some(deed), typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, project: Uuid, sent: Option<Deed>, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    check_reach(&visit.ctx, Verb::Decide, project).await.or_page(visit)?;
    let found = one(&visit.ctx, project).await.or_page(visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(visit)?;
    let offices = offices(&visit.ctx).await.or_page(visit)?;
    let meant = match sent {
        Some(Deed::Merge) => merges::meant(&visit.ctx, project, &typed.project).await.or_page(visit)?,
        _ => Vec::new(),
    };
    Ok(Shown { visit, found, areas, offices, meant, sent, typed, mistakes, none: Mistakes::none(visit.lang) }.page())
}

struct Shown<'a> {
    visit: &'a Visit,
    found: ProjectPage,
    areas: Vec<AreaView>,
    offices: Vec<OfficeView>,
    /// what may be the project that stays
    meant: Vec<ProjectLine>,
    sent: Option<Deed>,
    typed: &'a Typed,
    mistakes: &'a Mistakes,
    none: Mistakes,
}

impl Shown<'_> {
    fn page(&self) -> Response {
        let (lang, title) = (self.visit.lang, self.visit.t("projects.pages.office"));
        below(self.visit, &self.found, title.clone())
            .mistakes(self.mistakes)
            .content(|| {
                view! {
                    <h1>{title}</h1>
                    {said(lang, &self.visit.path)}
                    {mistakes_summary(lang.t("ui.mistakes_title"), self.mistakes)}
                    {self.acceptance(lang)}
                    {self.checks(lang)}
                    {self.place(lang)}
                    {self.supervision(lang)}
                    {self.permit_need(lang)}
                    {self.merge(lang)}
                }
                .into_any()
            })
            .respond()
    }

    /// The mistakes of one form; those of the others are none of its own.
    fn of(&self, deed: Deed) -> &Mistakes {
        if self.sent == Some(deed) { self.mistakes } else { &self.none }
    }

    fn action(&self, part: &str) -> String {
        format!("{}/{part}", address(self.found.project.id))
    }

    fn reason(&self, lang: Lang, id: &'static str, deed: Deed) -> AnyView {
        let typed = if self.sent == Some(deed) { self.typed.reason.as_str() } else { "" };
        Field::text("reason", lang.t("projects.reason"), typed)
            .id(id)
            .hint(lang.t("projects.reason_hint"))
            .maxlength(200)
            .view(self.of(deed))
    }

    fn acceptance(&self, lang: Lang) -> AnyView {
        let project = &self.found.project;
        if let Some(at) = project.accepted_at {
            let by = words::name(lang, &self.found, project.accepted_by);
            let said = lang.fill("projects.by_at", &[("by", &by), ("at", &lang.time(at))]);
            return facts(vec![Fact::text(lang.t("projects.accepted"), said)]);
        }
        if self.found.is_own {
            return notice(lang, Tone::Warning, lang.t("projects.accept_is_another"));
        }
        view! {
            <section class="card">
                <h2>{lang.t("projects.accept_title")}</h2>
                <p>{lang.t("projects.accept_advice")}</p>
                <form method="post" action=self.action("accept")>
                    <input type="hidden" name="revision" value=project.revision.to_string()/>
                    <p class="actions"><button>{lang.t("projects.accept")}</button></p>
                </form>
            </section>
        }
        .into_any()
    }

    fn checks(&self, lang: Lang) -> AnyView {
        let systems = words::choices(lang, "projects.systems", &LOOKED_AT.map(System::code));
        let mistakes = self.of(Deed::Check);
        view! {
            <section class="card">
                <h2>{lang.t("projects.check_title")}</h2>
                <form method="post" action=self.action("checks") novalidate>
                    {Choice::list("system", lang.t("projects.check_system"), systems, &self.typed.system).view(mistakes)}
                    {Field::text("note", lang.t("projects.check_note"), &self.typed.note).maxlength(500).view(mistakes)}
                    <p class="actions"><button class="secondary">{lang.t("projects.check")}</button></p>
                </form>
            </section>
        }
        .into_any()
    }

    fn place(&self, lang: Lang) -> AnyView {
        let (details, mistakes) = (&self.found.project.details, self.of(Deed::Place));
        let (area, industry) = match self.sent {
            Some(Deed::Place) => (&self.typed.area, &self.typed.industry),
            _ => (&details.area, &details.industry),
        };
        view! {
            <section class="card">
                <h2>{lang.t("projects.place_title")}</h2>
                <p>{lang.t("projects.place_advice")}</p>
                <form method="post" action=self.action("place") novalidate>
                    {Choice::list("area", lang.t("projects.fields.area"), words::area_choices(lang, &self.areas), area)
                        .view(mistakes)}
                    {Choice::list("industry", lang.t("projects.fields.industry"), words::industry_choices(lang), industry)
                        .view(mistakes)}
                    {self.reason(lang, "place-reason", Deed::Place)}
                    <p class="actions"><button class="secondary">{lang.t("projects.place_save")}</button></p>
                </form>
            </section>
        }
        .into_any()
    }

    fn supervision(&self, lang: Lang) -> AnyView {
        let none = Choosable::new("", lang.t("projects.no_supervisor"));
        let offices = self.offices.iter().map(|office| Choosable::new(office.id.to_string(), office.name.clone()));
        let options = std::iter::once(none).chain(offices).collect();
        let today = self.found.project.supervising_office.map(|office| office.to_string()).unwrap_or_default();
        let chosen = if self.sent == Some(Deed::Supervision) { &self.typed.office } else { &today };
        view! {
            <section class="card">
                <h2>{lang.t("projects.supervision_title")}</h2>
                <p>{lang.t("projects.supervision_advice")}</p>
                <form method="post" action=self.action("supervision") novalidate>
                    {Choice::list("office", lang.t("projects.fields.supervising_office"), options, chosen)
                        .optional()
                        .view(self.of(Deed::Supervision))}
                    {self.reason(lang, "supervision-reason", Deed::Supervision)}
                    <p class="actions"><button class="secondary">{lang.t("projects.save")}</button></p>
                </form>
            </section>
        }
        .into_any()
    }

    fn merge(&self, lang: Lang) -> AnyView {
        let choices = merges::choices(lang, &self.areas, &self.meant);
        merges::proposal(lang, self.action("merge"), self.typed, choices, self.of(Deed::Merge))
    }

    fn permit_need(&self, lang: Lang) -> AnyView {
        let needs = ["needed", "not_needed"];
        let needs = needs.map(|need| Choosable::new(need, lang.code("projects.permit_needs", need))).to_vec();
        let today = match self.found.project.permit_need {
            PermitNeed::Needed => "needed",
            PermitNeed::NotNeeded => "not_needed",
        };
        let chosen = if self.sent == Some(Deed::PermitNeed) { self.typed.need.as_str() } else { today };
        view! {
            <section class="card">
                <h2>{lang.t("projects.permit_need_title")}</h2>
                <form method="post" action=self.action("permit-need") novalidate>
                    {Choice::one("need", lang.t("projects.fields.permit_need"), needs, chosen)
                        .view(self.of(Deed::PermitNeed))}
                    {self.reason(lang, "permit-need-reason", Deed::PermitNeed)}
                    <p class="actions"><button class="secondary">{lang.t("projects.save")}</button></p>
                </form>
            </section>
        }
        .into_any()
    }
}
