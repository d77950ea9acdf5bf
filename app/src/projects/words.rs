//! How are statuses, periods, shares and people of a project said?

use leptos::prelude::*;
use registry::offices::INDUSTRIES;
use registry::offices::store::AreaView;
use registry::projects::panel::Standing;
use registry::projects::quantities::decimal_text;
use registry::projects::readiness::Readiness;
use registry::projects::store::ProjectPage;
use registry::projects::{Act, Status};
use registry::{Instant, Period};
use uuid::Uuid;

use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::choice::Choosable;
use crate::ui::tone::Tone;

pub fn status(lang: Lang, status: Option<Status>) -> AnyView {
    let Some(status) = status else { return badge(Tone::Neutral, lang.t("projects.no_status")) };
    let tone = match status {
        Status::Building => Tone::Success,
        Status::ShutDown => Tone::Warning,
        Status::Preparing | Status::Approved => Tone::Info,
        Status::Completed => Tone::Neutral,
    };
    badge(tone, lang.code("projects.statuses", status.code()))
}

pub fn acceptance(lang: Lang, accepted_at: Option<Instant>) -> AnyView {
    match accepted_at {
        Some(_) => badge(Tone::Success, lang.t("projects.accepted")),
        None => badge(Tone::Warning, lang.t("projects.not_accepted")),
    }
}

pub fn standing(lang: Lang, standing: Standing) -> AnyView {
    let tone = match standing {
        Standing::InPlace => Tone::Success,
        Standing::Missing => Tone::Danger,
        Standing::NotExpected => Tone::Neutral,
    };
    badge(tone, lang.code("projects.standings", standing.code()))
}

pub fn readiness(lang: Lang, readiness: Readiness) -> AnyView {
    let tone = match readiness {
        Readiness::InTime => Tone::Success,
        Readiness::Open => Tone::Info,
        Readiness::SameDay => Tone::Warning,
        Readiness::Overdue | Readiness::Late => Tone::Danger,
    };
    badge(tone, lang.code("projects.readiness", readiness.code()))
}

/// From the first day to the last, or until now.
pub fn period(lang: Lang, period: Period) -> String {
    let from = lang.day(period.first());
    match period.last() {
        Some(last) => lang.fill("projects.from_until", &[("from", &from), ("until", &lang.day(last))]),
        None => lang.fill("projects.since", &[("from", &from)]),
    }
}

/// Hundredths of a percent; a dash where there is nothing to fill in, or nobody has counted.
pub fn share(hundredths: Option<u64>) -> String {
    let text = |share: u64| format!("{}%", decimal_text(i64::try_from(share).unwrap_or_default(), 2));
    hundredths.map_or_else(|| "—".to_owned(), text)
}

/// Who did it and when; nobody's name for feeds and jobs.
pub fn act(lang: Lang, found: &ProjectPage, act: Act) -> String {
    let by = name(lang, found, Some(act.account));
    lang.fill("projects.by_at", &[("by", &by), ("at", &lang.time(act.at))])
}

pub fn name(lang: Lang, found: &ProjectPage, account: Option<Uuid>) -> String {
    account.and_then(|id| found.names.get(&id)).cloned().unwrap_or_else(|| lang.t("audit.actors.system"))
}

/// A sum in yuan.
pub fn yuan(fen: i64) -> String {
    decimal_text(fen, 2)
}

pub fn or_dash(text: Option<String>) -> String {
    text.filter(|text| !text.is_empty()).unwrap_or_else(|| "—".to_owned())
}

/// An area's name; its code where the area stands no more.
pub fn area(areas: &[AreaView], code: &str) -> String {
    areas.iter().find(|area| area.code == code).map_or_else(|| code.to_owned(), |area| area.name.clone())
}

pub fn area_choices(lang: Lang, areas: &[AreaView]) -> Vec<Choosable> {
    let choose = Choosable::new("", lang.t("projects.choose"));
    let areas = areas.iter().map(|area| Choosable::new(&area.code, &area.name));
    std::iter::once(choose).chain(areas).collect()
}

pub fn industry_choices(lang: Lang) -> Vec<Choosable> {
    let choose = Choosable::new("", lang.t("projects.choose"));
    let industries = INDUSTRIES.map(|code| Choosable::new(code, lang.code("projects.industries", code)));
    std::iter::once(choose).chain(industries).collect()
}

/// The members of a closed set, by their words; none is chosen in the first line.
pub fn choices(lang: Lang, group: &str, codes: &[&'static str]) -> Vec<Choosable> {
    let choose = Choosable::new("", lang.t("projects.choose"));
    let codes = codes.iter().map(|code| Choosable::new(*code, lang.code(group, code)));
    std::iter::once(choose).chain(codes).collect()
}
