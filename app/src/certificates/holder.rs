//! Which certificate do I have, how does it look, and what can I do with it?

use axum::extract::Path;
use leptos::prelude::*;
use registry::Fault;
use registry::certificates::old::resolving::{self, OldKnown};
use registry::certificates::{CertificateView, Link, PaperData, StatusEntry, get, own, paper_data};
use registry::filings::form::FilingStage;
use registry::filings::store::{BindingView, of_certificate};

use super::answer::{status_badge, status_tone};
use super::card::card;
use super::office::record_path;
use super::{missing, old, path, public_path};
use crate::error::{OrPage, PageResult};
use crate::filings::{form, own_path, stage_badge};
use crate::lang::Lang;
use crate::page::{Script, page};
use crate::ui::icons::{Icon, icon};
use crate::ui::timeline::{Moment, timeline};
use crate::visit::{SignedVisit, Visit};

pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    let certificates = own(&visit.ctx).await.or_page(&visit)?;
    let papers = resolving::own(&visit.ctx).await.or_page(&visit)?;
    let nothing = match certificates.is_empty() {
        true => Some(missing::read(&visit.ctx).await.or_page(&visit)?),
        false => None,
    };
    let (lang, title) = (visit.lang, visit.t("certificates.own.title"));
    Ok(page(&visit, title.clone())
        .content(|| {
            let intro = nothing.is_none().then(|| view! { <p class="hint">{lang.t("certificates.own.intro")}</p> });
            view! {
                <h1>{title}</h1>
                {intro}
                {nothing.map(|standing| missing::advice(lang, &standing))}
                {certificates.iter().map(|certificate| entry(lang, certificate)).collect_view()}
                {papers.iter().map(|paper| on_paper(lang, paper)).collect_view()}
            }
            .into_any()
        })
        .respond())
}

fn entry(lang: Lang, certificate: &CertificateView) -> AnyView {
    let issued = lang.fill(
        "certificates.own.issued",
        &[("issuer", &certificate.issuer), ("day", &lang.day(certificate.issued_day))],
    );
    view! {
        <section class="card">
            <h2>{certificate.title.clone()}</h2>
            <p>{certificate.number_human.clone()}" "{status_badge(lang, certificate.status)}</p>
            <p class="muted">{issued}</p>
            <p class="actions"><a class="button" href=path(&certificate.number)>{lang.t("certificates.own.open")}</a></p>
        </section>
    }
    .into_any()
}

/// One on paper, from before this register.
fn on_paper(lang: Lang, paper: &OldKnown) -> AnyView {
    let issued = lang.fill("certificates.own.issued", &[("issuer", &paper.issuer), ("day", &lang.day(paper.issued))]);
    let way = paper.address.clone();
    let way =
        way.map(|way| view! { <p class="actions"><a class="button secondary" href=way>{word(lang, "public")}</a></p> });
    view! {
        <section class="card">
            <h2>{lang.t("certificates.old.paper")}</h2>
            <p>{paper.number.clone()}" "{old::badge_of(lang, paper.revoked)}</p>
            <p class="muted">{issued}</p>
            <p class="hint">{lang.t("certificates.old.own_hint")}</p>
            {way}
        </section>
    }
    .into_any()
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(number): Path<String>) -> PageResult {
    let certificate = get(&visit.ctx, &number).await.or_page(&visit)?;
    let paper = paper_data(&visit.ctx, &number).await.or_page(&visit)?;
    let lang = visit.lang;
    let is_own = visit.who().is_some_and(|who| who.person == certificate.person);
    let bound = match is_own {
        true => present(&visit, &number).await.or_page(&visit)?,
        false => Vec::new(),
    };
    let (above, way) = match is_own {
        true => ("certificates.own.title", "/certificates".to_owned()),
        false => ("certificates.office.title", record_path(&number)),
    };
    Ok(page(&visit, certificate.number_human.clone())
        .under(lang.t(above), way)
        .script(Script::Module("picture.js"))
        .content(|| {
            let bindings = is_own.then(|| bindings(lang, &number, &bound));
            view! { {body(lang, &certificate, &paper)}{bindings} }.into_any()
        })
        .respond())
}

/// The whole page: the card, what can be done with it, how it stands.
pub fn body(lang: Lang, certificate: &CertificateView, paper: &PaperData) -> AnyView {
    view! {
        <h1 class="unseen">{lang.t("certificates.card.title")}" "{certificate.number_human.clone()}</h1>
        {card(lang, paper)}
        {actions(lang, &certificate.number)}
        <section class="card">
            <h2>{word(lang, "status_title")}</h2>
            {standing(lang, certificate)}
        </section>
        <section class="card">
            <h2>{word(lang, "code_title")}</h2>
            <p>{word(lang, "code_text")}</p>
            <p>{word(lang, "code_signed")}</p>
            <p><a href=public_path(&certificate.path_id)>{word(lang, "public")}</a></p>
            <p><a href=format!("{}/credential.json", path(&certificate.number))>{word(lang, "credential")}</a></p>
        </section>
        <section class="card">
            <h2>{word(lang, "history")}</h2>
            {timeline(certificate.history.iter().map(|entry| moment(lang, entry)).collect())}
        </section>
    }
    .into_any()
}

/// What the holder is bound to now by this certificate, each with how its filing stands.
async fn present(visit: &Visit, number: &str) -> Result<Vec<(BindingView, Option<FilingStage>)>, Fault> {
    let mut bound = of_certificate(&visit.ctx, number).await?;
    bound.retain(|view| view.binding.is_open());
    let stages = form::read(visit, &bound).await?;
    let staged = |view: BindingView| {
        let stage = stages.get(&view.binding.id).copied();
        (view, stage)
    };
    Ok(bound.into_iter().map(staged).collect())
}

/// the holder is bound to enterprise and project from here.
fn bindings(lang: Lang, number: &str, bound: &[(BindingView, Option<FilingStage>)]) -> AnyView {
    let lines = bound.iter().map(|(view, stage)| {
        let name = view.project.clone().unwrap_or_else(|| view.enterprise.clone());
        let filed = stage.map(|stage| view! { " "{form::stage_badge(lang, stage)} });
        view! {
            <li>
                <a href=format!("/bindings/{}", view.binding.id)>{name}</a>
                " "
                {stage_badge(lang, view)}
                {filed}
            </li>
        }
    });
    let lines = (!bound.is_empty()).then(|| view! { <ul>{lines.collect_view()}</ul> });
    view! {
        <section class="card" id="bindings">
            <h2>{lang.t("filings.own_title")}</h2>
            <p>{word(lang, "bindings_text")}</p>
            {lines}
            <p><a class="button secondary" href=own_path(number)>{word(lang, "bindings")}</a></p>
        </section>
    }
    .into_any()
}

fn word(lang: Lang, key: &str) -> String {
    lang.code("certificates.show", key)
}

/// Links that work everywhere; a browser that can turns the picture into one for the phone's album.
fn actions(lang: Lang, number: &str) -> AnyView {
    let base = path(number);
    view! {
        <div class="actions">
            <a class="button" href=format!("{base}/print")>{icon(Icon::Print)}{word(lang, "print")}</a>
            <a class="button secondary" href=format!("{base}/pdf")>{icon(Icon::Download)}{word(lang, "pdf")}</a>
            <a
                class="button secondary"
                id="picture"
                href=format!("{base}/picture.svg")
                data-name=format!("{number}.png")
                data-hint=word(lang, "picture_hint")
                data-keep=word(lang, "picture_keep")
            >
                {icon(Icon::Certificate)}{word(lang, "picture")}
            </a>
        </div>
        <figure id="kept" class="kept"></figure>
    }
    .into_any()
}

fn standing(lang: Lang, certificate: &CertificateView) -> AnyView {
    let since = lang.fill("certificates.show.since", &[("day", &lang.day(certificate.status_since.day()))]);
    let class = certificate.public_class.map(|class| lang.code("certificates.class", class.code()));
    let link = |key: &str, link: &Option<Link>| {
        let link = link.clone()?;
        Some(view! { <p>{word(lang, key)}<a href=path(&link.number)>{link.number.clone()}</a></p> })
    };
    view! {
        <p>{status_badge(lang, certificate.status)}" "{since}</p>
        {class.map(|class| view! { <p>{class}</p> })}
        {link("successor", &certificate.successor)}
        {link("predecessor", &certificate.predecessor)}
    }
    .into_any()
}

/// The ground as it was entered is for offices; here stands what the public is told.
fn moment(lang: Lang, entry: &StatusEntry) -> Moment {
    let moment = Moment::new(lang.time(entry.at), lang.code("certificates.status", entry.status.code()))
        .tone(status_tone(entry.status));
    match entry.public_class {
        Some(class) => moment.detail(lang.code("certificates.class", class.code()).into_any()),
        None => moment,
    }
}
