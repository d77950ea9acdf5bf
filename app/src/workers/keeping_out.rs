//! How is it put down that somebody was turned away, that somebody must not come in, and that this is over?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::workers::TurnedAwayFor;
use registry::workers::store::{
    NewRefusal, Origin, Place, RosterFilter, deny as denied, end_denial, place_to_write, roster,
    turn_away as turned_away,
};
use registry::{Day, Fault, Instant, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::frame::bring;
use super::gate::page;
use super::trainings::Reason;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, FormWithFile, Mistakes, Outcome, by_field, outcome};
use crate::lang::Lang;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::confirm::{CONFIRMATION, Confirm, is_typed};
use crate::ui::field::Field;
use crate::upload::Upload;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Turned {
    pub name: String,
    pub document_number: String,
    pub at: String,
    pub turned_for: String,
    pub words: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct KeepOut {
    pub person: String,
    pub from: String,
    pub until: String,
    pub reason: String,
    pub confirmation: String,
}

/// What the forms of the gate sent, so that it is shown again.
#[derive(Clone, Default)]
pub(super) struct Sent {
    turned: Turned,
    keep_out: KeepOut,
    form: Option<Act>,
}

/// Which of the two forms was sent: what is wrong is said on it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    TurnAway,
    Deny,
}

impl Sent {
    /// Nothing yet: this moment and today.
    pub(super) fn of_now(visit: &Visit) -> Self {
        let now = visit.ctx.now();
        Self {
            turned: Turned { at: now.form_value(), ..Turned::default() },
            keep_out: KeepOut { from: now.day().to_string(), ..KeepOut::default() },
            form: None,
        }
    }
}

pub(super) fn forms(lang: Lang, place: &Place, sent: &Sent, mistakes: &Mistakes) -> AnyView {
    let none = Mistakes::none(lang);
    let of = |act: Act| if sent.form == Some(act) { mistakes } else { &none };
    view! {
        {turning_away(lang, place, &sent.turned, of(Act::TurnAway))}
        {denying(lang, place, &sent.keep_out, of(Act::Deny))}
    }
    .into_any()
}

fn turning_away(lang: Lang, place: &Place, turned: &Turned, mistakes: &Mistakes) -> AnyView {
    let action = format!("/projects/{}/gate/refusals", place.project);
    let reasons = TurnedAwayFor::ALL
        .into_iter()
        .map(|reason| Choosable::new(reason.code(), lang.code("workers.turned_away_for", reason.code())))
        .collect();
    let field = |name: &'static str, value: &str| Field::text(name, lang.code("workers.gate", name), value);
    view! {
        <form method="post" action=action enctype="multipart/form-data" class="card" novalidate>
            <h2>{lang.t("workers.gate.turn_away")}</h2>
            <p class="hint">{lang.t("workers.gate.turn_away_intro")}</p>
            {field("name", &turned.name).maxlength(50).optional().view(mistakes)}
            {field("document_number", &turned.document_number).maxlength(40).autocomplete("off").optional().view(mistakes)}
            {field("at", &turned.at).kind("datetime-local").short().view(mistakes)}
            {Choice::list("turned_for", lang.t("workers.gate.reason"), reasons, &turned.turned_for).view(mistakes)}
            {field("words", &turned.words).maxlength(500).optional().view(mistakes)}
            {Field::text("file", lang.t("workers.fields.photo"), "")
                .kind("file")
                .hint(lang.t("workers.file_hint"))
                .optional()
                .view(mistakes)}
            <button>{lang.t("workers.gate.turn_away")}</button>
        </form>
    }
    .into_any()
}

fn denying(lang: Lang, place: &Place, keep_out: &KeepOut, mistakes: &Mistakes) -> AnyView {
    let action = format!("/projects/{}/gate/denials", place.project);
    let field = |name: &'static str, value: &str| Field::text(name, lang.code("workers.gate", name), value);
    let until = field("until", &keep_out.until).kind("date").short().hint(lang.t("workers.gate.until_hint")).optional();
    let reason = Field::text("reason", lang.t("workers.reason"), &keep_out.reason)
        .hint(lang.t("workers.gate.reason_hint"))
        .maxlength(500);
    let title = lang.t("workers.gate.deny");
    Confirm::new(action, title, lang.t("workers.gate.deny_intro"), lang.t("workers.gate.deny_word"))
        .with(field("person", &keep_out.person).maxlength(100).view(mistakes))
        .with(field("from", &keep_out.from).kind("date").short().view(mistakes))
        .with(until.view(mistakes))
        .with(reason.view(mistakes))
        .view(lang, mistakes)
}

pub async fn turn_away(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    FormWithFile { typed, file }: FormWithFile<Turned>,
) -> PageResult {
    place_to_write(&visit.ctx, project).await.or_page(&visit)?;
    match outcome(&visit, put_down(&visit, project, &typed, file).await) {
        Outcome::Done(()) => {
            Ok(Redirect::to(&format!("/projects/{project}/gate?done=gate_turned_away")).into_response())
        }
        Outcome::Mistaken(mistakes) => {
            let sent = Sent { turned: typed, form: Some(Act::TurnAway), ..Sent::of_now(&visit) };
            page(&visit, project, &sent, &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

async fn put_down(visit: &Visit, project: Uuid, typed: &Turned, file: Upload) -> Result<(), Fault> {
    let at = Instant::parse_form_value(&typed.at).ok_or_else(|| Refusal::on("at", "workers.time_shape"))?;
    let reason = TurnedAwayFor::parse(&typed.turned_for);
    let reason = reason.ok_or_else(|| Refusal::on("turned_for", "workers.turned_for_missing"))?;
    let named = format!("{}{}", typed.name.trim(), typed.document_number.trim());
    let known = if named.is_empty() { None } else { known(visit, project, typed).await? };
    let photo = bring(visit, project, file).await?;
    let new = NewRefusal {
        person: known,
        name: &typed.name,
        id_number: &typed.document_number,
        at,
        reason,
        words: &typed.words,
        photo,
    };
    let done = turned_away(&visit.ctx, project, &new, Origin::ByHand).await;
    done.map(|_| ()).map_err(|fault| by_field(fault, &[("id_number", "document_number"), ("photo", "file")]))
}

/// Whoever has a record on the project under this number, or else alone has this name there.
async fn known(visit: &Visit, project: Uuid, typed: &Turned) -> Result<Option<Uuid>, Fault> {
    let number = typed.document_number.trim();
    let asked = if number.is_empty() { typed.name.trim() } else { number };
    let filter = RosterFilter { query: asked.to_owned(), ..RosterFilter::default() };
    let found = roster(&visit.ctx, project, &filter, 0).await?.lines;
    let mut people: Vec<Uuid> =
        found.iter().filter(|line| !number.is_empty() || line.name == asked).map(|line| line.person).collect();
    people.dedup();
    Ok(if people.len() == 1 { people.pop() } else { None })
}

pub async fn deny(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    Form(typed): Form<KeepOut>,
) -> PageResult {
    place_to_write(&visit.ctx, project).await.or_page(&visit)?;
    match outcome(&visit, keep_out(&visit, project, &typed).await) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("/projects/{project}/gate?done=gate_denied")).into_response()),
        Outcome::Mistaken(mistakes) => {
            let sent = Sent { keep_out: typed, form: Some(Act::Deny), ..Sent::of_now(&visit) };
            page(&visit, project, &sent, &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

async fn keep_out(visit: &Visit, project: Uuid, typed: &KeepOut) -> Result<(), Fault> {
    if !is_typed(&typed.confirmation, &visit.t("workers.gate.deny_word")) {
        return Err(Refusal::on(CONFIRMATION, "confirmation.not_typed").into());
    }
    let mut wrong = Vec::new();
    let until = super::new::day_or_none("until", &typed.until, &mut wrong);
    let Some(from) = Day::parse(typed.from.trim()).filter(|_| wrong.is_empty()) else {
        wrong.push(Refusal::on("from", "calendar.day_shape"));
        return Err(Fault::Refused(wrong));
    };
    let asked = typed.person.trim();
    let filter = RosterFilter { query: asked.to_owned(), ..RosterFilter::default() };
    let mut people: Vec<Uuid> = match asked.is_empty() {
        true => Vec::new(),
        false => roster(&visit.ctx, project, &filter, 0).await?.lines.iter().map(|line| line.person).collect(),
    };
    people.sort_unstable();
    people.dedup();
    let [person] = people[..] else { return Err(Refusal::on("person", "workers.person_not_one").into()) };
    denied(&visit.ctx, project, person, (from, until), &typed.reason).await.map(|_| ())
}

pub async fn end(
    SignedVisit(visit): SignedVisit,
    Path((project, denial)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Reason>,
) -> PageResult {
    place_to_write(&visit.ctx, project).await.or_page(&visit)?;
    end_denial(&visit.ctx, denial, &typed.reason).await.or_page(&visit)?;
    Ok(Redirect::to(&format!("/projects/{project}/gate?done=gate_lifted")).into_response())
}
