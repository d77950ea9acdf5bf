//! What is on record about one worker of a project: who, where, since when, under which papers?

use axum::extract::Path;
use leptos::prelude::*;
use registry::permissions::{Object, Verb, widest};
use registry::projects::store::find_document;
use registry::workers::store::{
    Around, FullValues, Particulars, Place, RegistrationView, WorkerView, around, place, worker_on,
};
use registry::workers::{QualificationKind, Stay, Table as CodeTable, Validity, qualifications_text};
use registry::{Day, Fault};
use uuid::Uuid;

use super::frame::below_roster;
use super::{papers, person_path, scan_path, words};
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::holds_office;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::mistakes_summary;
use crate::ui::masked::Masked;
use crate::ui::notice::{done, notice};
use crate::ui::timeline::{Moment, timeline};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn show(SignedVisit(visit): SignedVisit, Path((project, person)): Path<(Uuid, Uuid)>) -> PageResult {
    record(&visit, (project, person), &Mistakes::none(visit.lang), None).await
}

/// The record; `full` after a reason was given.
pub async fn record(
    visit: &Visit,
    (project, person): (Uuid, Uuid),
    mistakes: &Mistakes,
    full: Option<FullValues>,
) -> PageResult {
    let ctx = &visit.ctx;
    let place = place(ctx, project).await.or_page(visit)?;
    let worker = worker_on(ctx, project, person).await.or_page(visit)?;
    let around = around(ctx, project, person).await.or_page(visit)?;
    let portrait = portrait(visit, &worker, project).await.or_page(visit)?;
    let (lang, title) = (visit.lang, worker.name.clone());
    Ok(below_roster(visit, &place, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {full.is_some().then(|| notice(lang, Tone::Info, lang.t("people.view_recorded")))}
                {kept_out(lang, &around)}
                {acts(lang, &place, &worker)}
                {papers::permit(lang, &worker.permit)}
                {words::warnings(lang, &worker.doubts)}
                <section class="card">{facts(lines(visit, &place, &worker, full))} {portrait}</section>
                {work(visit, &place, &worker)}
                {papers::contracts(lang, &place, &worker)}
                {papers::trainings(lang, &place, &worker)}
                {papers::cards(lang, &place, &worker)}
                {history(lang, &worker, &around)}
            }
            .into_any()
        })
        .respond())
}

/// The way to the photo, where whoever asks may open it.
async fn portrait(visit: &Visit, worker: &WorkerView, project: Uuid) -> Result<Option<AnyView>, Fault> {
    let Some(photo) = &worker.photo else { return Ok(None) };
    match find_document(&visit.ctx, project, photo).await {
        Ok(Some(_)) => {}
        Ok(None) | Err(Fault::NotFound | Fault::Forbidden) => return Ok(None),
        Err(fault) => return Err(fault),
    }
    let (path, words) = (scan_path(project, photo), visit.t("workers.open_photo"));
    Ok(Some(view! { <p class="actions"><a class="button secondary" href=path>{words}</a></p> }.into_any()))
}

fn kept_out(lang: Lang, around: &Around) -> Option<AnyView> {
    let kept = around.kept_out.as_ref()?;
    let until = match kept.until {
        Some(day) => lang.fill("workers.gate.until_day", &[("day", &lang.day(day))]),
        None => lang.t("workers.gate.without_end"),
    };
    let from = lang.day(kept.from);
    let details = [("from", from.as_str()), ("until", until.as_str()), ("words", kept.words.as_str())];
    Some(notice(lang, Tone::Danger, lang.fill("workers.gate.kept_out", &details)))
}

/// The next movement first; what corrects records apart from it.
fn acts(lang: Lang, place: &Place, worker: &WorkerView) -> Option<AnyView> {
    if !place.rights.writes {
        return None;
    }
    let path = person_path(place.project, worker.person);
    let one = &worker.registration.registration;
    let is_on_site = one.stays.last().is_some_and(|stay| stay.left.is_none());
    let next = if is_on_site { "leave" } else { "enter" };
    let team = one.is_in_force().then(|| {
        view! { <a class="button secondary" href=format!("{path}/team")>{lang.t("workers.acts.team")}</a> }
    });
    Some(
        view! {
            <p class="actions">
                <a class="button" href=format!("{path}/{next}")>{lang.code("workers.acts", next)}</a>
                {team}
                <a class="button link" href=format!("{path}/stays")>{lang.t("workers.stays.link")}</a>
            </p>
        }
        .into_any(),
    )
}

fn lines(visit: &Visit, place: &Place, worker: &WorkerView, full: Option<FullValues>) -> Vec<Fact> {
    let lang = visit.lang;
    let field = |name: &str| lang.code("workers.fields", name);
    let action = format!("{}/full", person_path(place.project, worker.person));
    let masked_address = worker.particulars.as_ref().map(|known| known.address_masked.clone());
    let (number, phone, address, card) = match full {
        Some(full) => (full.id_number.into_any(), full.phone, full.address.or(masked_address), full.card_number),
        None if place.rights.reveals => (
            Masked::new(worker.id_number_masked.clone(), action).view(lang),
            worker.phone_masked.clone(),
            masked_address,
            None,
        ),
        None => (worker.id_number_masked.clone().into_any(), worker.phone_masked.clone(), masked_address, None),
    };
    let mut lines = vec![
        Fact::text(field("document_kind"), words::named(CodeTable::Document, &worker.document_kind)),
        Fact::shown(field("document_number"), number),
        Fact::text(field("phone"), phone),
        Fact::text(field("sex"), lang.code("accounts.sexes", worker.sex.code())),
        Fact::text(field("birth_day"), lang.day(worker.birth_day)),
    ];
    if let Some(address) = address {
        lines.push(Fact::text(field("address"), address));
    }
    if let Some(card) = card {
        lines.push(Fact::text(lang.code("workers.card", "card_number"), card));
    }
    lines.extend(worker.particulars.iter().flat_map(|known| particulars(lang, known)));
    lines.extend(correcting(visit, worker));
    lines
}

fn particulars(lang: Lang, known: &Particulars) -> Vec<Fact> {
    let field = |name: &str| lang.code("workers.fields", name);
    let mut lines = vec![
        Fact::text(field("ethnic_group"), known.ethnic_group.clone()),
        Fact::text(field("document_issuer"), known.document_issuer.clone()),
        Fact::text(lang.t("workers.valid"), valid(lang, known.document_valid)),
    ];
    if let Some(household) = known.household {
        lines.push(Fact::text(field("household"), lang.code("workers.households", household.code())));
    }
    if let Some(education) = &known.education {
        lines.push(Fact::text(field("education"), words::named(CodeTable::Education, education)));
    }
    for kind in QualificationKind::ALL {
        let known = qualifications_text(kind, &known.qualifications);
        if !known.is_empty() {
            lines.push(Fact::text(field(kind.code()), known));
        }
    }
    lines
}

fn valid(lang: Lang, valid: Validity) -> String {
    let from = valid.from.map(|day| lang.day(day)).unwrap_or_default();
    match valid.until {
        Some(until) => lang.fill("workers.from_until", &[("from", &from), ("until", &lang.day(until))]),
        None => lang.fill("workers.from_for_good", &[("from", &from)]),
    }
}

/// Where an office corrects a name that the document does not say.
fn correcting(visit: &Visit, worker: &WorkerView) -> Option<Fact> {
    let may = holds_office(visit) && widest(&visit.ctx, Verb::Create, Object::IdentityConfirmation).is_some();
    may.then(|| {
        let path = format!("/office/people/{}/name", worker.person);
        Fact::link(visit.t("workers.fields.name"), path, visit.t("workers.correct_name"))
    })
}

fn work(visit: &Visit, place: &Place, worker: &WorkerView) -> AnyView {
    let lang = visit.lang;
    let (view, one) = (&worker.registration, &worker.registration.registration);
    let (entered, left) = (one.stays.first().map(|stay| stay.entered), one.stays.last().and_then(|stay| stay.left));
    let team = view.team_name.clone().unwrap_or_else(|| lang.t("workers.no_team"));
    let team = match one.is_team_leader {
        true => lang.fill("workers.team_led", &[("team", &team)]),
        false => team,
    };
    let month = format!("/projects/{}/attendance/{}", place.project, worker.person);
    let lines = vec![
        Fact::shown(lang.t("workers.where"), words::standing(lang, entered, left)),
        Fact::text(lang.t("workers.unit"), view.unit_name.clone()),
        Fact::text(lang.t("workers.team"), team),
        Fact::text(lang.t("workers.role"), words::role(lang, one.role)),
        Fact::text(lang.t("workers.trade"), words::work(lang, &one.trade, &one.post)),
        Fact::text(lang.t("workers.registered_at"), lang.time(one.registered_at)),
        Fact::link(lang.t("workers.attendance"), month, lang.t("workers.attendance_link")),
    ];
    view! { <section class="card"><h2>{lang.t("workers.new.work")}</h2>{facts(lines)}</section> }.into_any()
}

/// Entries and exits here and elsewhere, and what else happened, the latest first.
fn history(lang: Lang, worker: &WorkerView, around: &Around) -> AnyView {
    let own = std::iter::once(&worker.registration).chain(&worker.others);
    let mut moments: Vec<(Day, Moment)> = Vec::new();
    for view in own {
        moments.extend(view.registration.stays.iter().map(|stay| (stay.entered, stayed(lang, view, stay))));
    }
    for change in &around.phones {
        let words = lang.fill("workers.phone_changed", &[("before", &change.before), ("after", &change.after)]);
        moments.push((change.at.day(), Moment::new(lang.time(change.at), words)));
    }
    for refused in &around.turned_away {
        let reason = lang.code("workers.turned_away_for", refused.reason.code());
        let words = lang.fill("workers.was_turned_away", &[("reason", &reason)]);
        let mut moment = Moment::new(lang.time(refused.at), words).tone(Tone::Warning);
        if let Some(said) = refused.words.clone() {
            moment = moment.detail(view! { <p>{said}</p> }.into_any());
        }
        moments.push((refused.at.day(), moment));
    }
    moments.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    let moments: Vec<Moment> = moments.into_iter().map(|(_, moment)| moment).collect();
    let nothing = moments.is_empty().then(|| view! { <p>{lang.t("workers.no_history")}</p> });
    view! {
        <section class="card" id="history">
            <h2>{lang.t("workers.history")}</h2>
            {nothing}
            {timeline(moments)}
        </section>
    }
    .into_any()
}

fn stayed(lang: Lang, view: &RegistrationView, stay: Stay) -> Moment {
    let (from, tone) = (lang.day(stay.entered), if stay.left.is_none() { Tone::Success } else { Tone::Neutral });
    let when = match stay.left {
        Some(left) => lang.fill("workers.from_until", &[("from", &from), ("until", &lang.day(left))]),
        None => lang.fill("workers.from_now", &[("from", &from)]),
    };
    let work = words::work(lang, &view.registration.trade, &view.registration.post);
    let at = match &view.team_name {
        Some(team) => format!("{} {team}", view.unit_name),
        None => view.unit_name.clone(),
    };
    let title = lang.fill("workers.worked", &[("project", &view.project_name), ("work", &work)]);
    Moment::new(when, title).tone(tone).detail(view! { <p>{at}</p> }.into_any())
}
