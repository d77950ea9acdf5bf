//! How is an enterprise looked for by its telephone? By a form that is posted: such a number stands in no address.

use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::Refusal;
use registry::enterprises::ContactPhone;
use registry::enterprises::store::{PER_PAGE, by_phone};
use serde::Deserialize;

use super::address;
use super::office::{Listed, listed, of_words};
use crate::error::{self, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::empty::empty;
use crate::ui::field::Field;
use crate::ui::icons::{Icon, icon};
use crate::ui::notice::notice;
use crate::ui::query::Query;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ByPhone {
    pub phone: String,
}

impl ByPhone {
    /// The form of a page that is asked for by its address: a number that stood there waits in it.
    pub fn of(query: &Query) -> Self {
        Self { phone: query.number().unwrap_or_default().to_owned() }
    }

    pub fn view(&self, lang: Lang, action: &'static str, mistakes: &Mistakes) -> AnyView {
        view! {
            <form class="filters" method="post" action=action novalidate>
                {Field::text("phone", lang.t("enterprises.by_phone.phone"), &self.phone)
                    .autocomplete("off")
                    .maxlength(40)
                    .view(mistakes)}
                <p><button class="secondary">{icon(Icon::Search)}{lang.t("enterprises.by_phone.find")}</button></p>
            </form>
        }
        .into_any()
    }
}

/// The page of the one enterprise that is called so, or the list of those that share the number.
pub async fn find(SignedVisit(visit): SignedVisit, Form(typed): Form<ByPhone>) -> PageResult {
    let (query, lang) = (without_phone(&visit.path), visit.lang);
    match outcome(&visit, by_phone(&visit.ctx, &typed.phone).await) {
        Outcome::Done((rows, total)) => {
            if let [only] = &rows[..] {
                return Ok(Redirect::to(&address(only.id)).into_response());
            }
            let is_cut = u64::try_from(rows.len()).is_ok_and(|shown| shown < total);
            let cut = || lang.fill("enterprises.by_phone.first_only", &[("shown", &rows.len().to_string())]);
            let said = is_cut.then(|| notice(lang, Tone::Info, cut()));
            let paging = query.paging(PER_PAGE, u64::try_from(rows.len()).unwrap_or(PER_PAGE));
            let none = empty(lang.t("enterprises.by_phone.none_title"), lang.t("enterprises.by_phone.none"), None);
            let found = Listed { rows, paging, said, none, export: None };
            listed(&visit, &query, found, &typed, &Mistakes::none(lang)).await
        }
        Outcome::Mistaken(mistakes) => {
            let found = of_words(&visit, &query).await?;
            listed(&visit, &query, found, &typed, &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

/// What the address of the list asks for. A telephone there is no search, and gets neither into the links of the page nor
/// into the way back to it.
pub fn words_of(visit: &mut Visit) -> Query {
    let query = without_phone(&visit.path);
    if query.number().is_some() {
        visit.path = query.at_page(query.page());
    }
    query
}

/// What the address of the file asks for; with a telephone in it there is no file, rather than one of all.
pub fn words_alone(visit: &Visit) -> Result<Query, Response> {
    let query = without_phone(&visit.path);
    match query.number() {
        Some(_) => Err(error::page(visit, Refusal::new("enterprises.phone_in_address").into())),
        None => Ok(query),
    }
}

/// Says why a telephone in the address finds nobody.
pub fn out_of_place(lang: Lang, query: &Query) -> Option<AnyView> {
    query.number().map(|_| notice(lang, Tone::Warning, lang.t("enterprises.by_phone.out_of_place")))
}

/// A credit code is as long as a number of a person, and everybody's.
fn without_phone(path: &str) -> Query {
    Query::without(path, |text| ContactPhone::parse(text).is_ok())
}
