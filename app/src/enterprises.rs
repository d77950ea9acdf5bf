//! How does an enterprise come in, what does it say of itself, and what do its administrators and the offices do with it?

mod by_phone;
mod deciding;
mod edit;
mod forms;
mod history;
mod import;
mod integrity;
mod members;
mod merges;
mod office;
mod one;
mod own;
mod staff;

use import::Enterprises;
use leptos::prelude::*;
use registry::enterprises::EnterpriseKind;
use registry::enterprises::store::EnterpriseView;
use uuid::Uuid;

use crate::lang::Lang;
use crate::page::{Page, holds_office, page};
use crate::routes::Audience::{Concerned, Office, SignedIn};
use crate::routes::Routes;
use crate::sheets;
use crate::ui::badge::badge;
use crate::ui::choice::Choosable;
use crate::ui::tone::Tone;
use crate::visit::Visit;

pub fn routes() -> Routes {
    Routes::new()
        .get("/account/enterprises", SignedIn, own::show)
        .post("/account/enterprises", SignedIn, own::register_one)
        .get("/enterprises/{enterprise}", Concerned, one::show)
        .get("/enterprises/{enterprise}/edit", Concerned, edit::show)
        .post("/enterprises/{enterprise}/edit", Concerned, edit::save)
        .get("/enterprises/{enterprise}/history", Concerned, history::show)
        .get("/enterprises/{enterprise}/members", Concerned, members::show)
        .post("/enterprises/{enterprise}/administrators", Concerned, members::add)
        .post("/enterprises/{enterprise}/administrators/{person}/leave", Concerned, members::remove)
        .post("/enterprises/{enterprise}/employees", Concerned, forms::add_employee)
        .post("/enterprises/{enterprise}/employees/{person}/leave", Concerned, forms::remove_employee)
        .post("/enterprises/{enterprise}/employees/{person}/identity", Concerned, forms::confirm_identity)
        .get("/office/enterprises", Office, office::list)
        .post("/office/enterprises", Office, by_phone::find)
        .get("/office/enterprises.xlsx", Office, office::export)
        .post("/office/enterprises/{enterprise}/accept", Office, office::accept)
        .get("/office/enterprises/{enterprise}/withdraw", Office, deciding::show_withdrawal)
        .post("/office/enterprises/{enterprise}/withdraw", Office, deciding::withdraw)
        .get("/office/enterprises/{enterprise}/move", Office, deciding::show_move)
        .post("/office/enterprises/{enterprise}/move", Office, deciding::move_one)
        .get("/office/enterprises/{enterprise}/merge", Office, merges::show_proposal)
        .post("/office/enterprises/{enterprise}/merge", Office, merges::propose)
        .get("/office/enterprises/merges", Office, merges::list)
        .get("/office/enterprises/merges.xlsx", Office, merges::export)
        .post("/office/enterprises/merges/{merge}/confirm", Office, merges::confirm)
        .post("/office/enterprises/merges/{merge}/decline", Office, merges::decline)
        .get("/office/enterprises/import", Office, sheets::form::<Enterprises>)
        .upload("/office/enterprises/import", Office, sheets::bring::<Enterprises>, sheets::MOST_BYTES)
        .get("/office/enterprises/import/template.xlsx", Office, sheets::template::<Enterprises>)
        .get("/office/enterprises/import/{enterprise_sheet}", Office, sheets::show::<Enterprises>)
        .post("/office/enterprises/import/{enterprise_sheet}", Office, sheets::take::<Enterprises>)
        .post("/office/enterprises/import/{enterprise_sheet}/undo", Office, sheets::undo::<Enterprises>)
        .get("/office/enterprises/import/{enterprise_sheet}/marked.xlsx", Office, sheets::marked::<Enterprises>)
        .merge(integrity::routes())
}

/// A page about one enterprise: to offices one of the office, to its people one below their enterprises.
pub fn framed(visit: &Visit, title: impl Into<String>) -> Page<'_> {
    let framed = page(visit, title);
    if holds_office(visit) {
        framed.in_office().under(visit.t("enterprises.list_title"), "/office/enterprises")
    } else {
        framed.under(visit.t("accounts.my_enterprises"), "/account/enterprises")
    }
}

/// Where the enterprise has its page.
pub fn address(enterprise: Uuid) -> String {
    format!("/enterprises/{enterprise}")
}

fn state(lang: Lang, enterprise: &EnterpriseView) -> AnyView {
    match (enterprise.merged_into, enterprise.accepted_at) {
        (Some(_), _) => badge(Tone::Neutral, lang.t("enterprises.merged")),
        (None, Some(_)) => badge(Tone::Success, lang.t("enterprises.accepted")),
        (None, None) => badge(Tone::Warning, lang.t("enterprises.not_accepted")),
    }
}

/// The kinds in words; a sentence while nobody has said.
fn kinds_words(lang: Lang, kinds: &[EnterpriseKind]) -> String {
    if kinds.is_empty() {
        return lang.t("enterprises.no_kinds");
    }
    let words: Vec<String> = kinds.iter().map(|kind| lang.code("enterprises.kinds", kind.code())).collect();
    words.join(&lang.t("enterprises.and"))
}

fn kind_choices(lang: Lang) -> Vec<Choosable> {
    EnterpriseKind::ALL.map(|kind| Choosable::new(kind.code(), lang.code("enterprises.kinds", kind.code()))).to_vec()
}
