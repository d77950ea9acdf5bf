//! How is an integrity record told in words?

use leptos::prelude::*;
use registry::Day;
use registry::projects::integrity::{Content, Finding, IntegrityRecord, RecordKind, Weight};

use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::tone::Tone;

pub fn kind(lang: Lang, record: &IntegrityRecord) -> String {
    lang.code("integrity.kinds", record.kind().code())
}

pub fn kind_badge(lang: Lang, record: &IntegrityRecord) -> AnyView {
    let tone = match record.kind() {
        RecordKind::Rating => Tone::Info,
        RecordKind::Complaint => Tone::Warning,
        RecordKind::GoodConduct => Tone::Success,
        RecordKind::BadConduct => Tone::Danger,
    };
    badge(tone, kind(lang, record))
}

/// What it says: the rating, the matter, the conduct.
pub fn what(lang: Lang, record: &IntegrityRecord) -> String {
    match &record.content {
        Content::Rating { rating, .. } => rating.clone(),
        Content::Complaint { matter, finding, .. } => {
            let finding = lang.code("integrity.findings", finding.code());
            lang.fill("integrity.matter_and_finding", &[("matter", matter), ("finding", &finding)])
        }
        Content::Conduct { conduct, .. } => conduct.clone(),
    }
}

/// Who says so, and by which document.
pub fn source(lang: Lang, record: &IntegrityRecord) -> String {
    match &record.content {
        Content::Rating { body, .. } => body.clone(),
        Content::Complaint { .. } => lang.t("integrity.by_report"),
        Content::Conduct { basis, .. } => format!("{} {} {}", basis.body, basis.title, basis.number),
    }
}

pub fn valid(lang: Lang, record: &IntegrityRecord) -> String {
    let from = lang.day(record.valid.first());
    match record.valid.last() {
        Some(last) => lang.fill("integrity.from_until", &[("from", &from), ("until", &lang.day(last))]),
        None => lang.fill("integrity.from_on", &[("from", &from)]),
    }
}

/// Whether it counts today, and for or against its subject.
pub fn weight(lang: Lang, record: &IntegrityRecord, today: Day) -> String {
    if record.withdrawn.is_some_and(|(since, _)| since <= today) {
        return lang.t("integrity.weights.withdrawn");
    }
    let open = matches!(record.content, Content::Complaint { finding: Finding::Open, .. });
    lang.t(match record.weight_on(today) {
        Weight::None if open => "integrity.weights.open",
        Weight::None => "integrity.weights.none",
        Weight::Good => "integrity.weights.good",
        Weight::Bad => "integrity.weights.bad",
        Weight::Rated => "integrity.weights.rated",
    })
}

pub fn weight_badge(lang: Lang, record: &IntegrityRecord, today: Day) -> AnyView {
    let tone = match record.weight_on(today) {
        Weight::None => Tone::Neutral,
        Weight::Good => Tone::Success,
        Weight::Bad => Tone::Danger,
        Weight::Rated => Tone::Info,
    };
    badge(tone, weight(lang, record, today))
}
