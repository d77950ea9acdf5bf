//! What is typed to file a shutdown (停工) of the site, also in advance, or another end of one?

use leptos::prelude::*;
use registry::projects::ExemptionKind;
use registry::projects::exemptions::Verdict;
use registry::projects::store::{
    NewShutdown, ProjectPage, ShutdownView, decide_shutdown, file_shutdown, withdraw_shutdown,
};
use registry::{Ctx, Fault};
use serde::Deserialize;
use uuid::Uuid;

use super::filing::{Filing, Matter, statement};
use super::{typed, words};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::field::Field;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// the approved shutdown whose end this changes
    pub changes: String,
    pub first_day: String,
    pub last_day: String,
    pub reason: String,
    pub statement: String,
}

impl Typed {
    /// # Errors
    /// When the days cannot be read, each on its field.
    pub fn new_shutdown(&self, document: Option<String>) -> Result<NewShutdown, Fault> {
        let changes = self.changes.trim();
        Ok(NewShutdown {
            period: typed::period(("first_day", &self.first_day), ("last_day", &self.last_day))?,
            reason: self.reason.clone(),
            statement: self.statement.clone(),
            document,
            changes: (!changes.is_empty()).then(|| typed::id(changes)),
        })
    }
}

impl Matter for Typed {
    const PART: &'static str = "shutdowns";

    fn filings(lang: Lang, found: &ProjectPage) -> Vec<Filing<'_>> {
        found.shutdowns.iter().map(|view| filing(lang, view)).collect()
    }

    fn fields(&self, lang: Lang, found: &ProjectPage, mistakes: &Mistakes) -> AnyView {
        view! { {changes(lang, found, self, mistakes)} {fields(lang, self, mistakes)} }.into_any()
    }

    async fn file(&self, ctx: &Ctx, project: Uuid, document: Option<String>) -> Result<Uuid, Fault> {
        file_shutdown(ctx, project, &self.new_shutdown(document)?).await
    }

    async fn withdraw(ctx: &Ctx, project: Uuid, filing: Uuid) -> Result<(), Fault> {
        withdraw_shutdown(ctx, project, filing).await
    }

    async fn decide(ctx: &Ctx, project: Uuid, filing: Uuid, verdict: Verdict, note: &str) -> Result<(), Fault> {
        decide_shutdown(ctx, project, filing, verdict, note).await
    }
}

fn filing(lang: Lang, view: &ShutdownView) -> Filing<'_> {
    let changed = view.changes.map(|_| lang.t("projects.shutdowns.changes_another"));
    let ended = view.exemption.is_approved() && !view.is_in_force;
    let ended = ended.then(|| lang.t("projects.shutdowns.not_in_force"));
    Filing {
        id: view.id,
        exemption: &view.exemption,
        reason: &view.reason,
        statement: &view.statement,
        document: view.document.as_deref(),
        note: view.note.as_deref(),
        further: [changed, ended].into_iter().flatten().collect(),
    }
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
        {statement(lang, &typed.statement, mistakes)}
    }
    .into_any()
}
