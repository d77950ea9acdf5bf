//! What does an office see of one certificate? What was frozen, how it stands, and whether it still checks.

use leptos::prelude::*;
use registry::certificates::verification::Known;
use registry::certificates::{CertificateView, Link, StatusEntry};

use super::answer::{checks, headline, status_badge, status_tone, verdict, verdict_class};
use super::office::record_path;
use super::{hours, path, public_path};
use crate::lang::Lang;
use crate::ui::facts::{Fact, facts};
use crate::ui::timeline::{Moment, timeline};

/// Put into the history by the issuing itself; every other ground is what an official wrote.
const ISSUED: &str = "issue";

pub fn record(lang: Lang, certificate: &CertificateView, known: &Known) -> AnyView {
    let answer = headline(lang, known);
    let checked_at = lang.fill("certificates.office.checked_at", &[("at", &lang.time(known.checked_at))]);
    view! {
        <h1>{certificate.number_human.clone()}" "{certificate.holder_name.clone()}</h1>
        <p class=verdict_class(answer.tone)>{verdict(answer.tone, answer.words)}</p>
        {answer.advice.map(|advice| view! { <p>{advice}</p> })}
        <section class="card">
            <h2>{word(lang, "frozen")}</h2>
            {facts(frozen(lang, certificate))}
            <p class="actions">
                <a class="button secondary" href=path(&certificate.number)>{word(lang, "print")}</a>
                <a href=public_path(&certificate.path_id)>{word(lang, "public")}</a>
                <a href=format!("{}/credential.json", path(&certificate.number))>{word(lang, "credential")}</a>
            </p>
        </section>
        <section class="card">
            <h2>{word(lang, "history")}</h2>
            {timeline(certificate.history.iter().map(|entry| moment(lang, entry)).collect())}
        </section>
        <section class="card">
            <h2>{word(lang, "checks")}</h2>
            <ul class="checks">{checks(lang, known)}</ul>
            <p class="hint">{checked_at}</p>
        </section>
    }
    .into_any()
}

fn word(lang: Lang, key: &str) -> String {
    lang.code("certificates.office", key)
}

fn frozen(lang: Lang, certificate: &CertificateView) -> Vec<Fact> {
    let card = |key: &str| lang.code("certificates.card", key);
    let mut lines = vec![
        Fact::text(word(lang, "name_of_certificate"), certificate.title.clone()),
        Fact::text(card("number"), certificate.number_human.clone()),
        Fact::text(card("number_machine"), certificate.number.clone()),
        Fact::text(card("name"), certificate.holder_name.clone()),
        Fact::text(card("sex"), lang.code("accounts.sexes", certificate.sex.code())),
        Fact::text(card("id_number"), certificate.id_number_masked.clone()),
        Fact::text(card("hours"), hours(lang, certificate.study_minutes)),
        Fact::text(card("exam_day"), lang.day(certificate.exam_day)),
        Fact::text(card("issuer"), certificate.issuer.clone()),
        Fact::text(card("issued_day"), lang.day(certificate.issued_day)),
        Fact::text(card("validity"), certificate.validity.clone()),
        Fact::shown(word(lang, "status"), status_badge(lang, certificate.status)),
    ];
    let mut linked = |key: &str, link: &Option<Link>| {
        if let Some(link) = link {
            lines.push(Fact::link(word(lang, key), record_path(&link.number), link.number.clone()));
        }
    };
    linked("successor", &certificate.successor);
    linked("predecessor", &certificate.predecessor);
    lines
}

/// An office sees the ground as it was entered, and what the public is told.
fn moment(lang: Lang, entry: &StatusEntry) -> Moment {
    let ground = match entry.ground.as_str() {
        ISSUED => word(lang, "ground_issue"),
        ground => lang.fill("certificates.office.ground", &[("ground", ground)]),
    };
    let class = entry.public_class.map(|class| lang.code("certificates.class", class.code()));
    let detail = view! { <p>{ground}</p>{class.map(|class| view! { <p>{class}</p> })} };
    Moment::new(lang.time(entry.at), lang.code("certificates.status", entry.status.code()))
        .tone(status_tone(entry.status))
        .detail(detail.into_any())
}
