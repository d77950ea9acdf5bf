//! How does an enterprise assign an officer to one of its projects, or to itself?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::filings::store::{Choice, Holder, assign as assign_holder, assignable};
use registry::filings::{Draft, Nomination};
use registry::{Day, Fault};
use serde::Deserialize;
use uuid::Uuid;

use super::{asking, officers, officers_path, path};
use crate::error::PageResult;
use crate::form::{Form, Mistakes, Outcome, by_field, outcome};
use crate::lang::Lang;
use crate::ui::field::Field;
use crate::visit::{SignedVisit, Visit};

/// The form as it was sent.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    number: String,
    name: String,
    level: String,
    project: String,
    duty: String,
    employment: String,
    joined: String,
    experience_years: String,
    statement: String,
}

impl Typed {
    /// Nothing but the day on which somebody most likely joins.
    pub fn on(day: Day) -> Self {
        Self { joined: day.to_string(), ..Self::default() }
    }

    fn draft(&self) -> Draft {
        Draft {
            level: self.level.clone(),
            project: self.project.clone(),
            duty: self.duty.clone(),
            employment: self.employment.clone(),
            joined: self.joined.clone(),
        }
    }
}

pub async fn assign(
    SignedVisit(visit): SignedVisit,
    Path(enterprise): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    match outcome(&visit, assigned(&visit, enterprise, &typed).await) {
        Outcome::Done(binding) => Ok(Redirect::to(&format!("{}?done=officer_assigned", path(binding))).into_response()),
        Outcome::Mistaken(mistakes) => officers::respond(&visit, enterprise, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn assigned(visit: &Visit, enterprise: Uuid, typed: &Typed) -> Result<Uuid, Fault> {
    // whether there is such a right comes before what is typed
    let offered = assignable(&visit.ctx, enterprise).await?;
    let wish = typed.draft().check(offered.enterprise);
    let nomination = Nomination::read(&typed.experience_years, &typed.statement);
    let (wish, nomination) = match (wish, nomination) {
        (Ok(wish), Ok(nomination)) => (wish, nomination),
        (wish, nomination) => {
            let wrong = wish.err().into_iter().chain(nomination.err()).flatten();
            return Err(Fault::Refused(wrong.collect()));
        }
    };
    let holder = Holder { number: &typed.number, name: &typed.name };
    let done = assign_holder(&visit.ctx, holder, &wish, &nomination).await;
    // the enterprise itself has no field here
    done.map_err(|fault| by_field(fault, &[("credit_code", "number")]))
}

/// Folded until it is wanted.
pub fn section(lang: Lang, offered: &Choice, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    view! {
        <section class="card" id="assign">
            <h2>{lang.t("filings.assign_title")}</h2>
            <p>{lang.t("filings.assign_intro")}</p>
            <details open=!mistakes.is_empty()>
                <summary>{lang.t("filings.assign_open")}</summary>
                <form method="post" action=officers_path(offered.enterprise) novalidate>
                    {Field::text("number", lang.t("filings.holder_number"), &typed.number)
                        .hint(lang.t("certificates.search.number_hint"))
                        .maxlength(60)
                        .view(mistakes)}
                    {Field::text("name", lang.t("filings.officer"), &typed.name)
                        .hint(lang.t("certificates.search.name_hint"))
                        .maxlength(60)
                        .view(mistakes)}
                    {asking::fields(lang, &offered.projects, &typed.draft(), mistakes)}
                    {asking::nomination(lang, &typed.experience_years, &typed.statement, mistakes)}
                    <p class="actions"><button>{lang.t("filings.assign")}</button></p>
                </form>
            </details>
        </section>
    }
    .into_any()
}
