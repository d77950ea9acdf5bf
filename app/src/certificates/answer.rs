//! What did a verification find, in words? The same for the public page, the search and the office.

use certs::verification::CheckResult;
use leptos::prelude::*;
use registry::certificates::Status;
use registry::certificates::verification::{Known, Line};

use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::facts::{Fact, facts};
use crate::ui::icons::icon;
use crate::ui::tone::Tone;

pub fn word(lang: Lang, key: &str) -> String {
    lang.code("certificates.verify", key)
}

/// The answer in one line, and what to do when it is not about the status.
pub struct Headline {
    pub tone: Tone,
    pub words: String,
    pub advice: Option<String>,
}

/// The status; red as soon as one check is bad. A certificate that stands and still fails a check is not called valid.
pub fn headline(lang: Lang, known: &Known) -> Headline {
    if known.is_all_good() {
        return Headline { tone: Tone::Success, words: status_line(lang, known), advice: None };
    }
    let (words, advice) = match known.status {
        Status::Valid => (word(lang, "broken"), Some(word(lang, "broken_advice"))),
        _ => (status_line(lang, known), None),
    };
    Headline { tone: Tone::Danger, words, advice }
}

fn status_line(lang: Lang, known: &Known) -> String {
    let status = lang.code("certificates.public_status", known.status.code());
    lang.fill("certificates.verify.headline", &[("status", &status)])
}

/// The inside of the line of 28 px, for an element of class `verdict` and the tone's.
pub fn verdict(tone: Tone, words: String) -> AnyView {
    view! { {icon(tone.icon())}<strong>{words}</strong> }.into_any()
}

pub fn verdict_class(tone: Tone) -> String {
    format!("verdict {}", tone.class())
}

/// Who, what, since when and by whom: what everybody may know.
pub fn about(lang: Lang, known: &Known) -> AnyView {
    let name = known.masked_name.clone();
    let number = view! { {known.number_human.clone()}<br/><small>{known.number.clone()}</small> }.into_any();
    let status = lang.code("certificates.public_status", known.status.code());
    let since = [("status", status.as_str()), ("day", &lang.day(known.status_since.day()))];
    let mut lines = vec![
        Fact::shown(word(lang, "holder"), view! { <span id="holder">{name}</span> }.into_any()),
        Fact::text(word(lang, "title"), known.title.clone()),
        Fact::shown(word(lang, "number"), number),
        Fact::text(word(lang, "issuer"), known.issuer.clone()),
        Fact::text(word(lang, "issued_day"), lang.day(known.issued_day)),
        Fact::text(word(lang, "status"), lang.fill("certificates.verify.since", &since)),
    ];
    if let Some(class) = known.public_class {
        lines.push(Fact::text(word(lang, "reason"), lang.code("certificates.class", class.code())));
    }
    if let Some(successor) = &known.successor {
        let path = super::public_path(successor);
        lines.push(Fact::link(word(lang, "successor"), path, word(lang, "superseded_by")));
    }
    facts(lines)
}

/// The items of the list of checks.
pub fn checks(lang: Lang, known: &Known) -> Vec<AnyView> {
    known.checks.iter().map(|line| check(lang, line)).collect()
}

fn check(lang: Lang, line: &Line) -> AnyView {
    let name = lang.code("certificates.check.name", line.name.as_str());
    let result = lang.code("certificates.check.result", line.result.as_str());
    let why = line.reason.map(|reason| match reason {
        // the reason of the status is the status itself
        status if Status::parse(status).is_some() => lang.code("certificates.public_status", status),
        reason => lang.code("certificates.check.reason", reason),
    });
    item(tone(line.result), name, result, why)
}

/// One check: its name, why it is not good, its result.
pub fn item(tone: Tone, name: String, result: String, why: Option<String>) -> AnyView {
    view! {
        <li class=tone.class()>
            {icon(tone.icon())}
            <span>{name}{why.map(|why| view! { <small>{why}</small> })}</span>
            <strong>{result}</strong>
        </li>
    }
    .into_any()
}

pub fn tone(result: CheckResult) -> Tone {
    match result {
        CheckResult::Good => Tone::Success,
        CheckResult::Unchecked => Tone::Warning,
        CheckResult::Bad => Tone::Danger,
    }
}

pub fn status_badge(lang: Lang, status: Status) -> AnyView {
    badge(status_tone(status), lang.code("certificates.public_status", status.code()))
}

pub fn status_tone(status: Status) -> Tone {
    match status {
        Status::Valid => Tone::Success,
        Status::Suspended => Tone::Warning,
        Status::Revoked | Status::Annulled => Tone::Danger,
        Status::Superseded => Tone::Neutral,
    }
}
