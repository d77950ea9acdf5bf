//! Who files a shutdown (停工) of the site, also in advance, and what does the county say to it?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::permissions::Verb;
use registry::projects::ExemptionKind;
use registry::projects::exemptions::Verdict;
use registry::projects::store::{
    NewShutdown, ProjectPage, ShutdownView, check_reach, decide_shutdown, file_shutdown, page as one, withdraw_shutdown,
};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::papers::{self, Papers};
use super::{address, below, done, typed, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, FormWithFile, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::area::SafeTextarea;
use crate::ui::badge::badge;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done as said;
use crate::ui::tone::Tone;
use crate::upload::Upload;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// the approved shutdown whose end this changes
    pub changes: String,
    pub first_day: String,
    pub last_day: String,
    pub reason: String,
    pub statement: String,
    pub document: String,
}

/// What an office says to a filing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    pub verdict: String,
    pub note: String,
}

impl Said {
    /// # Errors
    /// When no button was pressed that says something.
    pub fn verdict(&self) -> Result<Verdict, Refusal> {
        Verdict::parse(&self.verdict).ok_or_else(|| Refusal::new("form.unreadable"))
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
        Outcome::Done(_) => Ok(done(project, "/shutdowns", "project_filed")),
        Outcome::Mistaken(mistakes) => respond(&visit, project, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn filed(visit: &Visit, project: Uuid, typed: &mut Typed, mut file: Upload) -> Result<Uuid, Fault> {
    check_reach(&visit.ctx, Verb::Edit, project).await?;
    papers::keep(visit, project, &mut file, &mut typed.document).await?;
    file_shutdown(&visit.ctx, project, &typed.new_shutdown()?).await
}

impl Typed {
    /// # Errors
    /// When the days cannot be read, each on its field.
    pub fn new_shutdown(&self) -> Result<NewShutdown, Fault> {
        let changes = self.changes.trim();
        Ok(NewShutdown {
            period: typed::period(("first_day", &self.first_day), ("last_day", &self.last_day))?,
            reason: self.reason.clone(),
            statement: self.statement.clone(),
            document: typed::chosen(&self.document),
            changes: (!changes.is_empty()).then(|| typed::id(changes)),
        })
    }
}

pub async fn take_back(SignedVisit(visit): SignedVisit, Path((project, shutdown)): Path<(Uuid, Uuid)>) -> PageResult {
    match outcome(&visit, withdraw_shutdown(&visit.ctx, project, shutdown).await) {
        Outcome::Done(()) => Ok(done(project, "/shutdowns", "project_filing_withdrawn")),
        Outcome::Mistaken(mistakes) => respond(&visit, project, &Typed::default(), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn decide(
    SignedVisit(visit): SignedVisit,
    Path((project, shutdown)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Said>,
) -> PageResult {
    check_reach(&visit.ctx, Verb::Decide, project).await.or_page(&visit)?;
    let decided = match typed.verdict() {
        Ok(verdict) => decide_shutdown(&visit.ctx, project, shutdown, verdict, &typed.note).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome(&visit, decided) {
        Outcome::Done(()) => Ok(done(project, "/shutdowns", "project_decided")),
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
    let (lang, title) = (visit.lang, visit.t("projects.groups.shutdowns"));
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
    if found.shutdowns.is_empty() {
        return empty(lang.t("projects.shutdowns.none_title"), lang.t("projects.shutdowns.none"), None);
    }
    // the newest stands first, and the oldest that waits is decided first: one form at a time
    let waits = found.shutdowns.iter().rev().find(|view| view.exemption.decided.is_none()).map(|view| view.id);
    let cards = found.shutdowns.iter().map(|view| {
        let decision = (waits == Some(view.id) && found.may_decide).then_some(mistakes);
        card(lang, found, view, decision)
    });
    cards.collect_view().into_any()
}

fn card(lang: Lang, found: &ProjectPage, view: &ShutdownView, decision: Option<&Mistakes>) -> AnyView {
    let base = format!("{}/shutdowns/{}", address(found.project.id), view.id);
    let filing = Filing {
        base,
        kind: ExemptionKind::Shutdown,
        exemption: &view.exemption,
        reason: &view.reason,
        statement: &view.statement,
        document: view.document.as_deref(),
        note: view.note.as_deref(),
    };
    let changed = view.changes.map(|_| lang.t("projects.shutdowns.changes_another"));
    let ended = view.exemption.is_approved() && !view.is_in_force;
    let ended = ended.then(|| lang.t("projects.shutdowns.not_in_force"));
    let further = [changed, ended].into_iter().flatten().collect();
    filing.view(lang, found, further, decision)
}

/// A filing of the site, of either kind, with what can be done about it.
pub struct Filing<'a> {
    pub base: String,
    pub kind: ExemptionKind,
    pub exemption: &'a registry::projects::Exemption,
    pub reason: &'a str,
    pub statement: &'a str,
    pub document: Option<&'a str>,
    pub note: Option<&'a str>,
}

impl Filing<'_> {
    /// With the form of the decision where it is this one's turn.
    pub fn view(&self, lang: Lang, found: &ProjectPage, further: Vec<String>, decision: Option<&Mistakes>) -> AnyView {
        let (exemption, code) = (self.exemption, self.kind.code());
        let reason = lang.code(&format!("projects.filing_reasons.{code}"), self.reason);
        let mut lines = vec![
            Fact::text(lang.t("projects.filing.reason"), reason),
            Fact::text(lang.t("projects.filing.statement"), self.statement.to_owned()),
            Fact::text(lang.t("projects.filing.filed"), words::act(lang, found, exemption.filed)),
        ];
        if let Some(paper) = papers::link(lang, found.project.id, self.document) {
            lines.push(Fact::shown(lang.t("projects.papers.document"), paper));
        }
        if let Some((_, act)) = exemption.decided {
            lines.push(Fact::text(lang.t("projects.filing.decided"), words::act(lang, found, act)));
        }
        if let Some(note) = self.note {
            lines.push(Fact::text(lang.t("projects.filing.note"), note.to_owned()));
        }
        let kind = lang.code("projects.exemption_kinds", code);
        let period = words::period(lang, exemption.period);
        let waits = exemption.decided.is_none();
        view! {
            <section class="card">
                <h2>{format!("{kind} · {period}")}</h2>
                <p>{verdict(lang, exemption.decided.map(|(verdict, _)| verdict))}</p>
                {further.into_iter().map(|sentence| view! { <p class="hint">{sentence}</p> }).collect_view()}
                {facts(lines)}
                {decision.map(|mistakes| decide_form(lang, &self.base, mistakes))}
                {(waits && found.account == Some(exemption.filed.account)).then(|| take_back_form(lang, &self.base))}
            </section>
        }
        .into_any()
    }
}

fn verdict(lang: Lang, verdict: Option<Verdict>) -> AnyView {
    let tone = match verdict {
        None => return badge(Tone::Warning, lang.t("projects.filing.waits")),
        Some(Verdict::Approved) => Tone::Success,
        Some(Verdict::Refused) => Tone::Danger,
        Some(Verdict::Withdrawn) => Tone::Neutral,
    };
    badge(tone, lang.code("projects.verdicts", verdict.map(Verdict::code).unwrap_or_default()))
}

/// One form, two buttons: what is returned needs a note.
fn decide_form(lang: Lang, base: &str, mistakes: &Mistakes) -> AnyView {
    view! {
        <form method="post" action=format!("{base}/decide") novalidate>
            {SafeTextarea::new("note", lang.t("projects.filing.note"), "")
                .hint(lang.t("projects.filing.note_hint"))
                .rows(2)
                .maxlength(500)
                .optional()
                .view(mistakes)}
            <p class="actions">
                <button name="verdict" value=Verdict::Approved.code()>{lang.t("projects.filing.approve")}</button>
                <button name="verdict" value=Verdict::Refused.code() class="secondary">
                    {lang.t("projects.filing.return")}
                </button>
            </p>
        </form>
    }
    .into_any()
}

fn take_back_form(lang: Lang, base: &str) -> AnyView {
    view! {
        <form method="post" action=format!("{base}/withdraw")>
            <button class="link">{lang.t("projects.filing.take_back")}</button>
        </form>
    }
    .into_any()
}

fn form(lang: Lang, found: &ProjectPage, typed: &Typed, papers: &Papers, mistakes: &Mistakes) -> AnyView {
    let action = format!("{}/shutdowns", address(found.project.id));
    view! {
        <section class="card">
            <h2>{lang.t("projects.shutdowns.file_title")}</h2>
            <p>{lang.t("projects.shutdowns.advice")}</p>
            <form method="post" action=action enctype="multipart/form-data" novalidate>
                {changes(lang, found, typed, mistakes)}
                {fields(lang, typed, mistakes)}
                {papers.view(&typed.document, mistakes)}
                <p class="actions"><button>{lang.t("projects.filing.file")}</button></p>
            </form>
        </section>
    }
    .into_any()
}

/// Whether it is a new one or another end of one in force.
fn changes(lang: Lang, found: &ProjectPage, typed: &Typed, mistakes: &Mistakes) -> Option<AnyView> {
    let in_force = found.shutdowns.iter().filter(|view| view.is_in_force).map(|view| {
        let period = words::period(lang, view.exemption.period);
        Choosable::new(view.id.to_string(), lang.fill("projects.shutdowns.another_end", &[("period", &period)]))
    });
    let in_force: Vec<Choosable> = in_force.collect();
    if in_force.is_empty() {
        return None;
    }
    let new = Choosable::new("", lang.t("projects.shutdowns.new_one"));
    let options = std::iter::once(new).chain(in_force).collect();
    Some(
        Choice::list("changes", lang.t("projects.shutdowns.changes"), options, &typed.changes)
            .optional()
            .view(mistakes),
    )
}

/// The days, the reason and the statement, for one site or for all.
pub fn fields(lang: Lang, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let reasons = ExemptionKind::Shutdown.reasons();
    let reasons = words::choices(lang, "projects.filing_reasons.shutdown", reasons);
    view! {
        {Field::text("first_day", lang.t("projects.filing.first_day"), &typed.first_day)
            .kind("date")
            .short()
            .view(mistakes)}
        {Field::text("last_day", lang.t("projects.filing.last_day"), &typed.last_day)
            .kind("date")
            .hint(lang.t("projects.shutdowns.last_day_hint"))
            .short()
            .optional()
            .view(mistakes)}
        {Choice::list("reason", lang.t("projects.filing.reason"), reasons, &typed.reason).view(mistakes)}
        {SafeTextarea::new("statement", lang.t("projects.filing.statement"), typed.statement.clone())
            .hint(lang.t("projects.filing.statement_hint"))
            .rows(3)
            .maxlength(1_000)
            .view(mistakes)}
    }
    .into_any()
}
