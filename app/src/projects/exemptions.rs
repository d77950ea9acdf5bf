//! What is typed to file an outage of the attendance devices or special circumstances?

use leptos::prelude::*;
use registry::projects::ExemptionKind;
use registry::projects::exemptions::Verdict;
use registry::projects::store::{
    ExemptionView, NewExemption, ProjectPage, decide_exemption, file_exemption, withdraw_exemption,
};
use registry::{Ctx, Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::filing::{Filing, Matter, statement};
use super::typed;
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::field::Field;

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
}

impl Typed {
    fn kind_and_reason(&self) -> Option<(ExemptionKind, String)> {
        let (kind, reason) = self.reason.split_once('/')?;
        Some((KINDS.into_iter().find(|one| one.code() == kind)?, reason.to_owned()))
    }
}

impl Matter for Typed {
    const PART: &'static str = "exemptions";

    fn filings(_: Lang, found: &ProjectPage) -> Vec<Filing<'_>> {
        found.exemptions.iter().map(filing).collect()
    }

    fn fields(&self, lang: Lang, _: &ProjectPage, mistakes: &Mistakes) -> AnyView {
        let day = |name: &'static str, value: &str| Field::text(name, lang.code("projects.filing", name), value);
        view! {
            {Choice::list("reason", lang.t("projects.exemptions.kind"), reasons(lang), &self.reason).view(mistakes)}
            {day("first_day", &self.first_day).kind("date").short().view(mistakes)}
            {day("last_day", &self.last_day).kind("date").short().view(mistakes)}
            {statement(lang, &self.statement, mistakes)}
        }
        .into_any()
    }

    async fn file(&self, ctx: &Ctx, project: Uuid, document: Option<String>) -> Result<Uuid, Fault> {
        let (kind, reason) = self.kind_and_reason().ok_or_else(|| Refusal::on("reason", "projects.reason_unknown"))?;
        let new = NewExemption {
            kind,
            period: typed::period(("first_day", &self.first_day), ("last_day", &self.last_day))?,
            reason,
            statement: self.statement.clone(),
            document,
        };
        file_exemption(ctx, project, &new).await
    }

    async fn withdraw(ctx: &Ctx, project: Uuid, filing: Uuid) -> Result<(), Fault> {
        withdraw_exemption(ctx, project, filing).await
    }

    async fn decide(ctx: &Ctx, project: Uuid, filing: Uuid, verdict: Verdict, note: &str) -> Result<(), Fault> {
        decide_exemption(ctx, project, filing, verdict, note).await
    }
}

fn filing(view: &ExemptionView) -> Filing<'_> {
    Filing {
        id: view.id,
        exemption: &view.exemption,
        reason: &view.reason,
        statement: &view.statement,
        document: view.document.as_deref(),
        note: view.note.as_deref(),
        further: Vec::new(),
    }
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
