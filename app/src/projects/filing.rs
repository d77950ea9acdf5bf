//! How does a site file something about its days, take it back, and what does the county say to it?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::permissions::Verb;
use registry::projects::Exemption;
use registry::projects::exemptions::Verdict;
use registry::projects::store::{ProjectPage, check_reach, page as one};
use registry::{Ctx, Fault, Refusal};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::papers::{self, Papers};
use super::{address, below, done, typed, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, FormWithFile, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::area::SafeTextarea;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::mistakes_summary;
use crate::ui::notice::done as said;
use crate::ui::tone::Tone;
use crate::upload::Upload;
use crate::visit::{SignedVisit, Visit};

/// Something that a site files, as it is typed.
pub trait Matter: Default + DeserializeOwned + Send + Sync + 'static {
    /// The last step of the page's address, and its name in the catalogue.
    const PART: &'static str;

    /// What was filed, the newest first.
    fn filings(lang: Lang, found: &ProjectPage) -> Vec<Filing<'_>>;

    /// The fields of its form.
    fn fields(&self, lang: Lang, found: &ProjectPage, mistakes: &Mistakes) -> AnyView;

    /// # Errors
    /// What cannot be read, each on its field, and whatever the use case refuses.
    fn file(
        &self,
        ctx: &Ctx,
        project: Uuid,
        document: Option<String>,
    ) -> impl Future<Output = Result<Uuid, Fault>> + Send;

    /// # Errors
    /// As of the use case.
    fn withdraw(ctx: &Ctx, project: Uuid, filing: Uuid) -> impl Future<Output = Result<(), Fault>> + Send;

    /// # Errors
    /// As of the use case.
    fn decide(
        ctx: &Ctx,
        project: Uuid,
        filing: Uuid,
        verdict: Verdict,
        note: &str,
    ) -> impl Future<Output = Result<(), Fault>> + Send;
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed<M> {
    document: String,
    #[serde(flatten)]
    matter: M,
}

/// What an office says to a filing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    verdict: String,
    note: String,
}

pub async fn show<M: Matter>(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    respond(&visit, project, &Typed::<M>::default(), &Mistakes::none(visit.lang)).await
}

pub async fn file<M: Matter>(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    FormWithFile { mut typed, file }: FormWithFile<Typed<M>>,
) -> PageResult {
    match outcome(&visit, filed(&visit, project, &mut typed, file).await) {
        Outcome::Done(_) => Ok(back::<M>(project, "project_filed")),
        Outcome::Mistaken(mistakes) => respond(&visit, project, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn filed<M: Matter>(visit: &Visit, project: Uuid, typed: &mut Typed<M>, mut file: Upload) -> Result<Uuid, Fault> {
    check_reach(&visit.ctx, Verb::Edit, project).await?;
    papers::keep(visit, project, &mut file, &mut typed.document).await?;
    typed.matter.file(&visit.ctx, project, typed::chosen(&typed.document)).await
}

pub async fn take_back<M: Matter>(
    SignedVisit(visit): SignedVisit,
    Path((project, filing)): Path<(Uuid, Uuid)>,
) -> PageResult {
    settle::<M>(&visit, project, M::withdraw(&visit.ctx, project, filing).await, "project_filing_withdrawn").await
}

pub async fn decide<M: Matter>(
    SignedVisit(visit): SignedVisit,
    Path((project, filing)): Path<(Uuid, Uuid)>,
    Form(said): Form<Said>,
) -> PageResult {
    check_reach(&visit.ctx, Verb::Decide, project).await.or_page(&visit)?;
    let decided = match Verdict::parse(&said.verdict) {
        Some(verdict) => M::decide(&visit.ctx, project, filing, verdict, &said.note).await,
        // no button was pressed that says something
        None => Err(Refusal::new("form.unreadable").into()),
    };
    settle::<M>(&visit, project, decided, "project_decided").await
}

async fn settle<M: Matter>(visit: &Visit, project: Uuid, result: Result<(), Fault>, word: &str) -> PageResult {
    match outcome(visit, result) {
        Outcome::Done(()) => Ok(back::<M>(project, word)),
        Outcome::Mistaken(mistakes) => respond(visit, project, &Typed::<M>::default(), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

fn back<M: Matter>(project: Uuid, word: &str) -> Response {
    done(project, &format!("/{}", M::PART), word)
}

async fn respond<M: Matter>(visit: &Visit, project: Uuid, typed: &Typed<M>, mistakes: &Mistakes) -> PageResult {
    let found = one(&visit.ctx, project).await.or_page(visit)?;
    let papers = Papers::of(visit, project).await.or_page(visit)?;
    Ok(shown(visit, &found, typed, &papers, mistakes))
}

fn shown<M: Matter>(
    visit: &Visit,
    found: &ProjectPage,
    typed: &Typed<M>,
    papers: &Papers,
    mistakes: &Mistakes,
) -> Response {
    let (lang, title) = (visit.lang, visit.lang.code("projects.groups", M::PART));
    below(visit, found, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {said(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {list::<M>(lang, found, mistakes)}
                {found.may_edit.then(|| form(lang, found, typed, papers, mistakes))}
            }
            .into_any()
        })
        .respond()
}

fn list<M: Matter>(lang: Lang, found: &ProjectPage, mistakes: &Mistakes) -> AnyView {
    let filings = M::filings(lang, found);
    if filings.is_empty() {
        let word = |key| lang.code(&format!("projects.{}", M::PART), key);
        return empty(word("none_title"), word("none"), None);
    }
    // the newest stands first, and the oldest that waits is decided first: one form at a time
    let waits = filings.iter().rev().find(|filing| filing.exemption.decided.is_none()).map(|filing| filing.id);
    let cards = filings.iter().map(|filing| {
        let decision = (waits == Some(filing.id) && found.may_decide).then_some(mistakes);
        let base = format!("{}/{}/{}", address(found.project.id), M::PART, filing.id);
        filing.view(lang, found, &base, decision)
    });
    cards.collect_view().into_any()
}

/// A filing of the site, of any kind.
pub struct Filing<'a> {
    pub id: Uuid,
    pub exemption: &'a Exemption,
    pub reason: &'a str,
    pub statement: &'a str,
    pub document: Option<&'a str>,
    pub note: Option<&'a str>,
    /// Sentences about how it stands to others.
    pub further: Vec<String>,
}

impl Filing<'_> {
    /// With what can be done about it at `base`, and the form of the decision where it is this one's turn.
    fn view(&self, lang: Lang, found: &ProjectPage, base: &str, decision: Option<&Mistakes>) -> AnyView {
        let exemption = self.exemption;
        let kind = lang.code("projects.exemption_kinds", exemption.kind.code());
        let period = words::period(lang, exemption.period);
        let waits = exemption.decided.is_none();
        let further = self.further.iter().map(|sentence| view! { <p class="hint">{sentence.clone()}</p> });
        view! {
            <section class="card">
                <h2>{format!("{kind} · {period}")}</h2>
                <p>{verdict(lang, exemption.decided.map(|(verdict, _)| verdict))}</p>
                {further.collect_view()}
                {facts(self.facts(lang, found))}
                {decision.map(|mistakes| decide_form(lang, base, mistakes))}
                {(waits && found.account == Some(exemption.filed.account)).then(|| take_back_form(lang, base))}
            </section>
        }
        .into_any()
    }

    fn facts(&self, lang: Lang, found: &ProjectPage) -> Vec<Fact> {
        let reason = lang.code(&format!("projects.filing_reasons.{}", self.exemption.kind.code()), self.reason);
        let mut lines = vec![
            Fact::text(lang.t("projects.filing.reason"), reason),
            Fact::text(lang.t("projects.filing.statement"), self.statement.to_owned()),
            Fact::text(lang.t("projects.filing.filed"), words::act(lang, found, self.exemption.filed)),
        ];
        if let Some(paper) = papers::link(lang, found.project.id, self.document) {
            lines.push(Fact::shown(lang.t("projects.papers.document"), paper));
        }
        if let Some((_, act)) = self.exemption.decided {
            lines.push(Fact::text(lang.t("projects.filing.decided"), words::act(lang, found, act)));
        }
        if let Some(note) = self.note {
            lines.push(Fact::text(lang.t("projects.filing.note"), note.to_owned()));
        }
        lines
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

fn form<M: Matter>(lang: Lang, found: &ProjectPage, typed: &Typed<M>, papers: &Papers, mistakes: &Mistakes) -> AnyView {
    let word = |key| lang.code(&format!("projects.{}", M::PART), key);
    let action = format!("{}/{}", address(found.project.id), M::PART);
    view! {
        <section class="card">
            <h2>{word("file_title")}</h2>
            <p>{word("advice")}</p>
            <form method="post" action=action enctype="multipart/form-data" novalidate>
                {typed.matter.fields(lang, found, mistakes)}
                {papers.view(&typed.document, mistakes)}
                <p class="actions"><button>{lang.t("projects.filing.file")}</button></p>
            </form>
        </section>
    }
    .into_any()
}

/// What happened, in the words of whoever files it.
pub fn statement(lang: Lang, typed: &str, mistakes: &Mistakes) -> AnyView {
    SafeTextarea::new("statement", lang.t("projects.filing.statement"), typed.to_owned())
        .hint(lang.t("projects.filing.statement_hint"))
        .rows(3)
        .maxlength(1_000)
        .view(mistakes)
}
