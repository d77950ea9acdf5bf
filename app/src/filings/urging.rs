//! How does an office urge about some rows of a list: by a tick in each row and one form below?

use std::collections::BTreeSet;

use leptos::prelude::*;
use registry::filings::store::reminding::{Cause, urge};
use registry::permissions::{Object, Scope, Verb, widest};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::area::SafeTextarea;
use crate::ui::query::Query;
use crate::ui::table::Cell;
use crate::visit::{Visit, local_path};

/// The form that the ticks belong to, wherever they stand.
const FORM: &str = "urge";

/// What was ticked and written, and on which list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Urged {
    project: Vec<String>,
    words: String,
    /// the list as it was shown
    back: String,
}

impl Urged {
    /// The list again, at the page where it was.
    pub fn listed_at(&self, list: &str) -> String {
        let is_of_list = self.back == list || self.back.starts_with(&format!("{list}?"));
        match local_path(&self.back).filter(|_| is_of_list) {
            Some(back) => back.to_owned(),
            None => list.to_owned(),
        }
    }

    /// The same with what was done.
    pub fn back_to(&self, list: &str, word: &str) -> String {
        let back = self.listed_at(list);
        let and = if back.contains('?') { '&' } else { '?' };
        format!("{back}{and}done={word}")
    }
}

/// Only an office of a county urges.
pub fn may(visit: &Visit) -> bool {
    widest(&visit.ctx, Verb::Decide, Object::Binding) == Some(Scope::Area)
}

/// What is said of it afterwards.
pub async fn send(visit: &Visit, cause: Cause, typed: &Urged) -> Result<&'static str, Fault> {
    if !may(visit) {
        return Err(Fault::Forbidden);
    }
    let projects: BTreeSet<Uuid> = typed.project.iter().filter_map(|id| id.parse().ok()).collect();
    if projects.is_empty() {
        return Err(Refusal::on("project", "filings.reminder_none_chosen").into());
    }
    let sent = urge(&visit.ctx, cause, &projects, &typed.words).await?;
    match (sent.sent, sent.repeated + sent.passed_over) {
        (0, _) => Err(Refusal::on("project", "filings.reminder_none_sent").into()),
        (_, 0) => Ok("reminders_sent"),
        _ => Ok("reminders_sent_partly"),
    }
}

/// A box in a row.
pub fn tick(lang: Lang, project: Uuid, name: &str, typed: &Urged) -> Cell {
    let value = project.to_string();
    let checked = typed.project.contains(&value);
    let label = lang.fill("filings.urging.choose_one", &[("project", name)]);
    Cell::from(
        view! { <input type="checkbox" form=FORM name="project" value=value checked=checked aria-label=label/> }
            .into_any(),
    )
}

/// The words and the button.
pub fn form(lang: Lang, action: &str, query: &Query, typed: &Urged, mistakes: &Mistakes) -> AnyView {
    let words = if typed.words.is_empty() { lang.t("filings.urging.words_usual") } else { typed.words.clone() };
    let back = query.at_page(query.page());
    view! {
        <section class="card" id="project">
            <h2>{lang.t("filings.urging.title")}</h2>
            <p class="hint">{lang.t("filings.urging.intro")}</p>
            <form id=FORM method="post" action=action.to_owned() novalidate>
                <input type="hidden" name="back" value=back/>
                {SafeTextarea::new("words", lang.t("filings.urging.words"), words)
                    .rows(3)
                    .maxlength(500)
                    .view(mistakes)}
                <p class="actions"><button>{lang.t("filings.urging.send")}</button></p>
            </form>
        </section>
    }
    .into_any()
}
