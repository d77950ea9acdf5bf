//! Whom does an enterprise let deliver its data, and how does it register one more?

use axum::extract::Path;
use leptos::prelude::*;
use registry::feeds::store::{SupplierView, suppliers_of};
use serde::Deserialize;
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewSupplier {
    pub name: String,
    pub credit_code: String,
}

pub async fn list(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    respond(&visit, enterprise, &NewSupplier::default(), &Mistakes::none(visit.lang)).await
}

pub async fn respond(visit: &Visit, enterprise: Uuid, typed: &NewSupplier, mistakes: &Mistakes) -> PageResult {
    let (name, suppliers) = suppliers_of(&visit.ctx, enterprise).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("feeds.title"));
    Ok(page(visit, title.clone())
        .for_staff()
        .under(name, format!("/enterprises/{enterprise}"))
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p>{lang.t("feeds.own_intro")}</p>
                {table(lang, enterprise, &suppliers)}
                {register(lang, enterprise, typed, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn table(lang: Lang, enterprise: Uuid, suppliers: &[SupplierView]) -> AnyView {
    let title = lang.t("feeds.suppliers");
    let columns = ["supplier", "credit_code", "registered_at", "state"]
        .map(|key| Column::text(key, lang.code("feeds.columns", key)));
    let row = |supplier: &SupplierView| {
        let state = match supplier.ended_at {
            Some(_) => badge(Tone::Neutral, lang.t("feeds.key_states.ended")),
            None if supplier.enterprise == enterprise => badge(Tone::Success, lang.t("feeds.own")),
            None => badge(Tone::Info, lang.t("feeds.of_another")),
        };
        vec![
            Cell::link(format!("/enterprises/{enterprise}/feeds/{}", supplier.id), supplier.name.clone()),
            Cell::from(view! { <span class="code">{supplier.credit_code.clone()}</span> }.into_any()),
            Cell::from(lang.day(supplier.registered_at.day())),
            Cell::from(state),
        ]
    };
    let none = empty(lang.t("feeds.no_suppliers_title"), lang.t("feeds.no_suppliers"), None);
    Table::new(title, columns.to_vec(), suppliers.iter().map(row).collect()).empty(none).view(lang)
}

fn register(lang: Lang, enterprise: Uuid, typed: &NewSupplier, mistakes: &Mistakes) -> AnyView {
    view! {
        <section class="card">
            <h2>{lang.t("feeds.register_title")}</h2>
            <p>{lang.t("feeds.register_advice")}</p>
            <form method="post" action=format!("/enterprises/{enterprise}/feeds") novalidate>
                {Field::text("name", lang.t("feeds.columns.supplier"), &typed.name)
                    .autocomplete("organization")
                    .maxlength(100)
                    .view(mistakes)}
                {Field::text("credit_code", lang.t("feeds.columns.credit_code"), &typed.credit_code)
                    .autocomplete("off")
                    .hint(lang.t("enterprises.credit_code_hint"))
                    .maxlength(18)
                    .short()
                    .view(mistakes)}
                <button>{lang.t("feeds.register")}</button>
            </form>
        </section>
    }
    .into_any()
}
