//! Which contracts, instructions and cards are on record about a person, and what lets the person through the gate?

use leptos::prelude::*;
use registry::workers::store::{CardView, ContractView, Place, WorkerView};
use registry::workers::{EntryPermit, ItemReport, Pay, SiteTraining, Table as CodeTable, TrainingResult};

use super::{person_path, words};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::area::SafeTextarea;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::notice::notice;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;

/// Every condition of R-027 with what fulfils it or what is missing.
pub fn permit(lang: Lang, permit: &EntryPermit) -> AnyView {
    let (tone, key) = match permit.is_granted() {
        true => (Tone::Success, "workers.permit.granted_words"),
        false => (Tone::Danger, "workers.permit.refused_words"),
    };
    let lines = permit
        .items
        .iter()
        .map(|report| Fact::shown(lang.code("workers.items", report.item.code()), condition(lang, report)));
    view! {
        <section class="card" id="permit">
            <h2>{lang.t("workers.permit.title")}</h2>
            {notice(lang, tone, lang.fill(key, &[("day", &lang.day(permit.day))]))}
            {facts(lines.collect())}
        </section>
    }
    .into_any()
}

fn condition(lang: Lang, report: &ItemReport) -> AnyView {
    match report.found {
        Ok(evidence) => {
            let since = lang.fill("workers.permit.since", &[("day", &lang.day(evidence.since))]);
            view! { {badge(Tone::Success, lang.t("workers.permit.there"))}" "{since} }.into_any()
        }
        Err(gap) if report.is_required => {
            view! { {badge(Tone::Danger, lang.t("workers.permit.missing"))}" "{words::gap(lang, gap)} }.into_any()
        }
        Err(gap) => {
            view! { {badge(Tone::Neutral, lang.t("workers.permit.advised"))}" "{words::gap(lang, gap)} }.into_any()
        }
    }
}

pub fn contracts(lang: Lang, place: &Place, worker: &WorkerView) -> AnyView {
    let columns = ["kind", "employer", "signed_on", "term", "pay", "state"]
        .map(|key| Column::text(key, lang.code("workers.contract", key)))
        .to_vec();
    let path = person_path(place.project, worker.person);
    let rows = worker.contracts.iter().map(|view| {
        let kind = lang.code("workers.contract_kinds", view.contract.kind.code());
        let kind = match place.rights.writes {
            true => Cell::link(format!("{path}/contracts/{}", view.contract.id), kind),
            false => Cell::from(kind),
        };
        vec![
            kind,
            view.employer_name.clone().into(),
            lang.day(view.contract.signed_on).into(),
            term(lang, view).into(),
            pay(lang, &view.contract.pay).into(),
            contract_state(lang, view).into(),
        ]
    });
    let title = lang.t("workers.contract.title_many");
    let act = place.rights.writes.then(|| button(format!("{path}/contracts/new"), lang.t("workers.contract.new")));
    let nothing = empty(lang.t("workers.contract.none_title"), lang.t("workers.contract.none"), None);
    view! {
        <section id="contracts">
            <h2>{title.clone()}</h2>
            {Table::new(title, columns, rows.collect()).empty(nothing).view(lang)}
            {act}
        </section>
    }
    .into_any()
}

fn button(path: String, words: String) -> AnyView {
    view! { <p class="actions"><a class="button secondary" href=path>{words}</a></p> }.into_any()
}

/// From the first day to the last.
fn term(lang: Lang, view: &ContractView) -> String {
    let contract = &view.contract;
    let kind = lang.code("workers.terms", contract.term.code());
    let from = lang.day(contract.starts_on);
    match contract.last_day() {
        Some(last) => {
            let until = lang.day(last);
            lang.fill("workers.contract.from_until", &[("kind", &kind), ("from", &from), ("until", &until)])
        }
        None => lang.fill("workers.contract.from", &[("kind", &kind), ("from", &from)]),
    }
}

fn pay(lang: Lang, pay: &Pay) -> String {
    let Some(rate) = pay.rate_fen.map(words::yuan) else {
        return lang.t("workers.pay_words.unknown");
    };
    let measure = pay.measure.as_deref().map(|measure| words::named(CodeTable::Measure, measure)).unwrap_or_default();
    lang.fill(&format!("workers.pay_words.{}", pay.basis.code()), &[("rate", &rate), ("measure", &measure)])
}

fn contract_state(lang: Lang, view: &ContractView) -> AnyView {
    if let Some(why) = &view.withdrawn {
        return words::withdrawn(lang, why);
    }
    match view.contract.dissolved_on {
        Some(day) => badge(Tone::Neutral, lang.fill("workers.contract.dissolved", &[("day", &lang.day(day))])),
        None => badge(Tone::Success, lang.t("workers.contract.standing")),
    }
}

pub fn contract_facts(lang: Lang, view: &ContractView) -> AnyView {
    facts(vec![
        Fact::text(
            lang.code("workers.contract", "kind"),
            lang.code("workers.contract_kinds", view.contract.kind.code()),
        ),
        Fact::text(lang.code("workers.contract", "employer"), view.employer_name.clone()),
        Fact::text(lang.code("workers.contract", "signed_on"), lang.day(view.contract.signed_on)),
        Fact::text(lang.code("workers.contract", "term"), term(lang, view)),
        Fact::text(lang.code("workers.contract", "pay"), pay(lang, &view.contract.pay)),
        Fact::shown(lang.code("workers.contract", "state"), contract_state(lang, view)),
    ])
}

pub fn trainings(lang: Lang, place: &Place, worker: &WorkerView) -> AnyView {
    let columns = ["kind", "training_day", "training_duration", "trainer", "result"]
        .map(|key| Column::text(key, lang.code("workers.training", key)))
        .to_vec();
    let path = person_path(place.project, worker.person);
    let rows = worker.trainings.iter().rev().map(|training| {
        let tone = if training.result == TrainingResult::Passed { Tone::Success } else { Tone::Danger };
        let back = place.rights.writes.then(|| take_back(lang, format!("{path}/trainings/{}/withdraw", training.id)));
        let result = badge(tone, lang.code("workers.training_results", training.result.code()));
        vec![
            lang.code("workers.training_kinds", training.kind.code()).into(),
            lang.day(training.day).into(),
            minutes(lang, training).into(),
            training.trainer.clone().unwrap_or_default().into(),
            view! { {result} {back} }.into_any().into(),
        ]
    });
    let title = lang.t("workers.training.title");
    let act = place.rights.writes.then(|| button(format!("{path}/trainings/new"), lang.t("workers.training.new")));
    let nothing = empty(lang.t("workers.training.none_title"), lang.t("workers.training.none"), None);
    view! {
        <section id="trainings">
            <h2>{title.clone()}</h2>
            {Table::new(title, columns, rows.collect()).empty(nothing).view(lang)}
            {act}
        </section>
    }
    .into_any()
}

fn minutes(lang: Lang, training: &SiteTraining) -> String {
    lang.fill("workers.training.minutes", &[("n", &training.duration_min.to_string())])
}

pub fn cards(lang: Lang, place: &Place, worker: &WorkerView) -> AnyView {
    let columns = ["card_number", "bank_name", "card_since", "state"]
        .map(|key| Column::text(key, lang.code("workers.card", key)))
        .to_vec();
    let path = person_path(place.project, worker.person);
    let in_use = worker.cards.iter().find(|card| card.withdrawn.is_none()).map(|card| card.id);
    let rows = worker.cards.iter().map(|card| {
        let may = place.rights.writes && card.withdrawn.is_none();
        let back = may.then(|| take_back(lang, format!("{path}/cards/{}/withdraw", card.id)));
        vec![
            card.number_masked.clone().into(),
            bank(card).into(),
            lang.day(card.since).into(),
            view! { {card_state(lang, card, in_use == Some(card.id))} {back} }.into_any().into(),
        ]
    });
    let title = lang.t("workers.card.title");
    let act = place.rights.writes.then(|| button(format!("{path}/cards/new"), lang.t("workers.card.new")));
    let nothing = empty(lang.t("workers.card.none_title"), lang.t("workers.card.none"), None);
    view! {
        <section id="cards">
            <h2>{title.clone()}</h2>
            {Table::new(title, columns, rows.collect()).empty(nothing).view(lang)}
            {act}
        </section>
    }
    .into_any()
}

fn bank(card: &CardView) -> String {
    match &card.branch {
        Some(branch) => format!("{} {branch}", card.bank_name),
        None => card.bank_name.clone(),
    }
}

fn card_state(lang: Lang, card: &CardView, is_in_use: bool) -> AnyView {
    match (&card.withdrawn, is_in_use) {
        (Some(why), _) => words::withdrawn(lang, why),
        (None, true) => badge(Tone::Success, lang.t("workers.card.in_use")),
        (None, false) => badge(Tone::Neutral, lang.t("workers.card.before")),
    }
}

/// What was written down wrongly goes out of force with a reason.
fn take_back(lang: Lang, action: String) -> AnyView {
    view! {
        <details>
            <summary>{lang.t("workers.take_back")}</summary>
            <form method="post" action=action>
                <label>
                    {lang.t("workers.reason")}
                    <input name="reason" required minlength="4" maxlength="500" autocomplete="off"/>
                </label>
                <button class="danger">{lang.t("workers.take_back")}</button>
            </form>
        </details>
    }
    .into_any()
}

pub fn reason_field(lang: Lang, mistakes: &Mistakes) -> AnyView {
    SafeTextarea::new("reason", lang.t("workers.reason"), "").rows(2).maxlength(500).view(mistakes)
}
