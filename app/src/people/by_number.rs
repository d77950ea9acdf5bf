//! How is somebody looked for by a whole number? By a form that is posted: such a number stands in no address.

use axum::response::Response;
use leptos::prelude::*;
use registry::Refusal;
use serde::Deserialize;

use crate::error;
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::empty::empty;
use crate::ui::field::Field;
use crate::ui::icons::{Icon, icon};
use crate::ui::notice::notice;
use crate::ui::query::Query;
use crate::ui::tone::Tone;
use crate::visit::Visit;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ByNumber {
    pub number: String,
}

impl ByNumber {
    /// The form of a page that is asked for by its address: a number that stood there waits in it.
    pub fn of(query: &Query) -> Self {
        Self { number: query.number().unwrap_or_default().to_owned() }
    }

    pub fn view(&self, lang: Lang, action: String, mistakes: &Mistakes) -> AnyView {
        view! {
            <form class="filters" method="post" action=action novalidate>
                {Field::text("number", lang.t("people.by_number.number"), &self.number)
                    .autocomplete("off")
                    .maxlength(40)
                    .view(mistakes)}
                <p><button class="secondary">{icon(Icon::Search)}{lang.t("people.by_number.find")}</button></p>
            </form>
        }
        .into_any()
    }
}

/// What the address of a page asks for on which people are looked for. A number there is no search, and gets neither into
/// the links of the page nor into the way back to it.
pub fn words_of(visit: &mut Visit) -> Query {
    let query = Query::of_words(&visit.path);
    if query.number().is_some() {
        visit.path = query.at_page(query.page());
    }
    query
}

/// What the address of a file asks for; with a number in it there is no file, rather than one of everybody.
pub fn words_alone(visit: &Visit) -> Result<Query, Response> {
    let query = Query::of_words(&visit.path);
    match query.number() {
        Some(_) => Err(error::page(visit, Refusal::new("people.number_in_address").into())),
        None => Ok(query),
    }
}

/// In the place of a list, when a number is nobody's.
pub fn nobody(lang: Lang) -> AnyView {
    empty(lang.t("people.by_number.nobody_title"), lang.t("people.by_number.nobody"), None)
}

/// Says why a number in the address finds nobody.
pub fn out_of_place(lang: Lang, query: &Query) -> Option<AnyView> {
    query.number().map(|_| notice(lang, Tone::Warning, lang.t("people.by_number.out_of_place")))
}

/// Says that not everybody is shown whom a number belongs to.
pub fn first_only(lang: Lang, shown: usize, total: u64) -> Option<AnyView> {
    let is_cut = u64::try_from(shown).is_ok_and(|shown| shown < total);
    let words = || lang.fill("people.by_number.first_only", &[("shown", &shown.to_string())]);
    is_cut.then(|| notice(lang, Tone::Info, words()))
}
