//! How does an enterprise see one supplier: its keys, the projects that it may speak of, and what it sent?

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use registry::Fault;
use registry::feeds::FeedObject;
use registry::feeds::store::{
    BatchView, KeyView, Protocol, ScopeView, SupplierPage, list_batches, list_keys, list_scopes, open_projects,
    supplier_for, take_secret,
};
use serde::Deserialize;
use uuid::Uuid;

use super::tables::{ending, keys, latest_batches, scopes};
use crate::error::{OrPage, PageResult};
use crate::form::{Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// What stands in the two forms.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub protocol: String,
    pub app_id: String,
    pub project: String,
    pub project_code: String,
    pub objects: Vec<String>,
}

/// Everything that the page shows.
struct Shown {
    page: SupplierPage,
    keys: Vec<KeyView>,
    scopes: (Vec<ScopeView>, u64),
    batches: (Vec<BatchView>, u64),
    projects: Vec<(Uuid, String)>,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(at): Path<(Uuid, Uuid)>) -> PageResult {
    respond(&visit, at, &Asked::default(), &Mistakes::none(visit.lang)).await
}

pub async fn respond(visit: &Visit, at: (Uuid, Uuid), asked: &Asked, mistakes: &Mistakes) -> PageResult {
    let shown = shown(visit, at).await?;
    let (lang, title, base) = (visit.lang, shown.page.supplier.name.clone(), base_of(at));
    let is_open = shown.page.supplier.ended_at.is_none();
    Ok(page(visit, title.clone())
        .for_staff()
        .under(lang.t("feeds.title"), format!("/enterprises/{}/feeds", at.0))
        .mistakes(mistakes)
        .content(|| {
            let answers = shown.page.answers;
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {known(lang, &shown.page)}
                {scopes(lang, &shown.scopes.0, shown.scopes.1, &|scope| scope_acts(lang, &base, at.0, scope))}
                {is_open.then(|| scope_form(lang, &base, &shown.projects, asked, mistakes))}
                {answers.then(|| keys(lang, &shown.keys, &|key| key_acts(lang, &base, key)))}
                {(answers && is_open).then(|| key_form(lang, &base, asked, mistakes))}
                {answers.then(|| latest_batches(lang, at.1, &shown.batches.0, shown.batches.1))}
                {(answers && is_open).then(|| ending(lang, format!("{base}/end"), lang.t("feeds.end_supplier")))}
            }
            .into_any()
        })
        .respond())
}

pub fn base_of((enterprise, supplier): (Uuid, Uuid)) -> String {
    format!("/enterprises/{enterprise}/feeds/{supplier}")
}

async fn shown(visit: &Visit, (enterprise, supplier): (Uuid, Uuid)) -> Result<Shown, Response> {
    let ctx = &visit.ctx;
    // asks first whether the enterprise is the asking person's
    let page = supplier_for(ctx, enterprise, supplier).await.or_page(visit)?;
    let projects = open_projects(ctx, enterprise, supplier).await.or_page(visit)?;
    let scopes = match list_scopes(ctx, supplier, 0).await {
        // it does not deliver for this enterprise yet
        Err(Fault::NotFound) => (Vec::new(), 0),
        scopes => scopes.or_page(visit)?,
    };
    let (mut keys, mut batches) = (Vec::new(), (Vec::new(), 0));
    if page.answers {
        keys = list_keys(ctx, supplier).await.or_page(visit)?;
        batches = list_batches(ctx, supplier, 0).await.or_page(visit)?;
    }
    Ok(Shown { page, keys, scopes, batches, projects })
}

fn known(lang: Lang, page: &SupplierPage) -> AnyView {
    let supplier = &page.supplier;
    let mut known = vec![
        Fact::text(lang.t("feeds.columns.credit_code"), supplier.credit_code.clone()),
        Fact::text(lang.t("feeds.answered_by"), page.enterprise_name.clone()),
        Fact::text(lang.t("feeds.columns.registered_at"), lang.day(supplier.registered_at.day())),
    ];
    if let Some(at) = supplier.ended_at {
        known.push(Fact::text(lang.t("feeds.ended_at"), lang.time(at)));
    }
    let role = match page.answers {
        true => lang.t("feeds.own_advice"),
        false => lang.t("feeds.of_another_advice"),
    };
    view! { {facts(known)} <p>{role}</p> }.into_any()
}

/// A scope of another enterprise is its own to end, unless the supplier is the asking one's.
fn scope_acts(lang: Lang, base: &str, enterprise: Uuid, scope: &ScopeView) -> AnyView {
    let may = scope.ended_at.is_none() && scope.enterprise == enterprise;
    may.then(|| ending(lang, format!("{base}/scopes/{}/end", scope.id), lang.t("feeds.end"))).into_any()
}

fn key_acts(lang: Lang, base: &str, key: &KeyView) -> AnyView {
    if key.ended_at.is_some() {
        return ().into_any();
    }
    let at = format!("{base}/keys/{}", key.id);
    let button = |act: &str, class: &'static str, words: String| {
        view! { <form method="post" action=format!("{at}/{act}")><button class=class>{words}</button></form> }
    };
    let take = (key.issued_at.is_some() && key.shown_at.is_none())
        .then(|| button("secret", "secondary", lang.t("feeds.take_secret")));
    let replace = (key.issued_at.is_some() && key.ends_at.is_none())
        .then(|| button("replace", "link", lang.t("feeds.replace_key")));
    let end = ending(lang, format!("{at}/end"), lang.t("feeds.end"));
    view! { <div class="actions">{take}{replace}{end}</div> }.into_any()
}

fn key_form(lang: Lang, base: &str, asked: &Asked, mistakes: &Mistakes) -> AnyView {
    let protocols = Protocol::ALL.map(|protocol| {
        Choosable::new(protocol.code(), lang.code("feeds.protocols", protocol.code()))
            .hint(lang.code("feeds.protocol_hints", protocol.code()))
    });
    view! {
        <section class="card">
            <h2>{lang.t("feeds.key_title")}</h2>
            <p>{lang.t("feeds.key_advice")}</p>
            <form method="post" action=format!("{base}/keys") novalidate>
                {Choice::one("protocol", lang.t("feeds.columns.protocol"), protocols.to_vec(), &asked.protocol).view(mistakes)}
                {Field::text("app_id", lang.t("feeds.app_id"), &asked.app_id)
                    .hint(lang.t("feeds.app_id_hint"))
                    .autocomplete("off")
                    .maxlength(50)
                    .short()
                    .optional()
                    .view(mistakes)}
                <button class="secondary">{lang.t("feeds.request_key")}</button>
            </form>
        </section>
    }
    .into_any()
}

fn scope_form(lang: Lang, base: &str, projects: &[(Uuid, String)], asked: &Asked, mistakes: &Mistakes) -> AnyView {
    if projects.is_empty() {
        return notice(lang, Tone::Info, lang.t("feeds.no_open_projects"));
    }
    let projects = std::iter::once(Choosable::new("", lang.t("feeds.choose")))
        .chain(projects.iter().map(|(id, name)| Choosable::new(id.to_string(), name)))
        .collect();
    let objects = FeedObject::ALL
        .into_iter()
        .filter(|object| object.is_of_a_project())
        .map(|object| Choosable::new(object.code(), lang.code("feeds.objects", object.code())));
    view! {
        <section class="card">
            <h2>{lang.t("feeds.scope_title")}</h2>
            <p>{lang.t("feeds.scope_advice")}</p>
            <form method="post" action=format!("{base}/scopes") novalidate>
                {Choice::list("project", lang.t("feeds.columns.project"), projects, &asked.project).view(mistakes)}
                {Field::text("project_code", lang.t("feeds.columns.project_code"), &asked.project_code)
                    .hint(lang.t("feeds.project_code_hint"))
                    .autocomplete("off")
                    .maxlength(50)
                    .short()
                    .view(mistakes)}
                {Choice::several("objects", lang.t("feeds.columns.objects"), objects.collect(), &asked.objects).view(mistakes)}
                <button>{lang.t("feeds.request_scope")}</button>
            </form>
        </section>
    }
    .into_any()
}

/// Shows the secret: the only page that ever does, and only once.
pub async fn secret(
    SignedVisit(visit): SignedVisit,
    Path((enterprise, supplier, key)): Path<(Uuid, Uuid, Uuid)>,
) -> PageResult {
    let (lang, at) = (visit.lang, (enterprise, supplier));
    let secret = match outcome(&visit, take_secret(&visit.ctx, key).await) {
        Outcome::Done(secret) => secret.0,
        Outcome::Mistaken(mistakes) => return respond(&visit, at, &Asked::default(), &mistakes).await,
        Outcome::Other(response) => return Err(response),
    };
    let title = lang.t("feeds.secret_title");
    Ok(page(&visit, title.clone())
        .for_staff()
        .under(lang.t("feeds.title"), format!("/enterprises/{enterprise}/feeds"))
        .content(|| {
            let code = |id: &'static str, text: String| view! { <code class="code key" id=id>{text}</code> }.into_any();
            let known = vec![
                Fact::shown(lang.t("feeds.columns.key"), code("key", key.to_string())),
                Fact::shown(lang.t("feeds.secret"), code("secret", secret)),
            ];
            view! {
                <h1>{title}</h1>
                {notice(lang, Tone::Warning, lang.t("feeds.secret_once"))}
                {facts(known)}
                <p><a class="button" href=base_of(at)>{lang.t("feeds.secret_kept")}</a></p>
            }
            .into_any()
        })
        .respond())
}
