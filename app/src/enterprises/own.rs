//! Which enterprises does somebody belong to, and how is a further one registered?

use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::enterprises::store::{OwnEnterprise, own_enterprises, register};
use registry::enterprises::{CreditCode, Part};
use registry::offices::store::{AreaView, list_areas};
use serde::Deserialize;

use super::state;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::page::page;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Registration {
    name: String,
    credit_code: String,
    /// One of the codes that may have been meant.
    suggested: String,
    area: String,
}

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    respond(&visit, &Registration::default(), &Mistakes::none(visit.lang)).await
}

pub async fn register_one(SignedVisit(visit): SignedVisit, Form(mut form): Form<Registration>) -> PageResult {
    if !form.suggested.is_empty() {
        form.credit_code.clone_from(&form.suggested);
    }
    match outcome(&visit, register(&visit.ctx, &form.name, &form.credit_code, &form.area).await) {
        Outcome::Done(_) => Ok(Redirect::to("/account/enterprises?done=enterprise_registered").into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, &form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, form: &Registration, mistakes: &Mistakes) -> PageResult {
    let own = own_enterprises(&visit.ctx).await.or_page(visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(visit)?;
    let title = visit.t("accounts.my_enterprises");
    Ok(page(visit, title.clone())
        .mistakes(mistakes)
        .under(visit.t("accounts.account_title"), "/account")
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(visit.lang, &visit.path)}
                {mistakes_summary(visit.t("ui.mistakes_title"), mistakes)}
                {own_list(visit, own)}
                {register_form(visit, form, &areas, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn own_list(visit: &Visit, own: Vec<OwnEnterprise>) -> AnyView {
    let lang = visit.lang;
    if own.is_empty() {
        return empty(lang.t("enterprises.none_title"), lang.t("enterprises.none"), None);
    }
    let rows = own.into_iter().map(|one| {
        let (enterprise, part) = (one.enterprise, one.part);
        let name = match part {
            Part::Administrator => Cell::link(super::address(enterprise.id), enterprise.name.clone()),
            Part::Employee => Cell::from(enterprise.name.clone()),
        };
        vec![name, Cell::from(lang.code("enterprises.parts", part.code())), Cell::from(state(lang, &enterprise))]
    });
    let columns = vec![
        Column::text("name", lang.t("enterprises.name")),
        Column::text("part", lang.t("enterprises.part")),
        Column::text("state", lang.t("enterprises.state")),
    ];
    Table::new(lang.t("accounts.my_enterprises"), columns, rows.collect()).view(lang)
}

fn register_form(visit: &Visit, form: &Registration, areas: &[AreaView], mistakes: &Mistakes) -> AnyView {
    let lang = visit.lang;
    let choices = std::iter::once(Choosable::new("", lang.t("enterprises.area_choose")))
        .chain(areas.iter().map(|area| Choosable::new(&area.code, &area.name)))
        .collect();
    view! {
        <section class="card">
            <h2>{lang.t("enterprises.register_title")}</h2>
            <p>{lang.t("enterprises.register_advice")}</p>
            <form method="post" action="/account/enterprises" novalidate>
                {Field::text("name", lang.t("enterprises.name"), &form.name)
                    .hint(lang.t("enterprises.name_hint"))
                    .autocomplete("organization")
                    .maxlength(100)
                    .view(mistakes)}
                {Field::text("credit_code", lang.t("enterprises.credit_code"), &form.credit_code)
                    .hint(lang.t("enterprises.credit_code_hint"))
                    .maxlength(30)
                    .view(mistakes)}
                {suggestions(visit, form, mistakes)}
                {Choice::list("area", lang.t("enterprises.area"), choices, &form.area).view(mistakes)}
                <button>{lang.t("enterprises.register")}</button>
            </form>
        </section>
    }
    .into_any()
}

/// Which codes the mistaken one may stand for: one press instead of eighteen characters.
fn suggestions(visit: &Visit, form: &Registration, mistakes: &Mistakes) -> Option<AnyView> {
    let lang = visit.lang;
    let meant = mistakes.of("credit_code").map(|_| CreditCode::suggestions(&form.credit_code)).unwrap_or_default();
    if meant.is_empty() {
        return None;
    }
    let codes = meant.iter().map(|code| Choosable::new(code.as_str(), code.as_str()));
    let options = codes.chain([Choosable::new("", lang.t("enterprises.meant_none"))]).collect();
    Some(Choice::one("suggested", lang.t("enterprises.meant"), options, "").optional().view(mistakes))
}
