//! How does somebody of the site write down a passage that no device saw, or say that one was wrong?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::attendance::store::{HandRow, PersonPage, PressView, check_writes, person_page, write_by_hand};
use registry::attendance::{Direction, Purpose, instant_of};
use registry::calendar::Month;
use registry::{Fault, Instant, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::frame::{below_named, month_of};
use super::{address, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, by_field, outcome};
use crate::lang::Lang;
use crate::ui::area::SafeTextarea;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::query::Query;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// of a missing day
    day: String,
    come: String,
    go: String,
    /// of a passage that was wrong
    event: Option<Uuid>,
    act: String,
    time: String,
    direction: String,
    reason: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path((project, person)): Path<(Uuid, Uuid)>) -> PageResult {
    check_writes(&visit.ctx, project).await.or_page(&visit)?;
    let query = Query::of(&visit.path);
    let asked = |name: &str| query.filter(name).unwrap_or_default().to_owned();
    let event: Option<Uuid> = query.filter("event").and_then(|event| event.parse().ok());
    let typed = Typed { day: asked("day"), event, ..Typed::default() };
    respond(&visit, project, person, &typed, &Mistakes::none(visit.lang)).await
}

pub async fn write(
    SignedVisit(visit): SignedVisit,
    Path((project, person)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    match outcome(&visit, written(&visit, project, person, &typed).await) {
        Outcome::Done(at) => {
            let month = Month::of(at.day());
            let back = format!("{}/{person}?month={month}&done=attendance_written", address(project));
            Ok(Redirect::to(&back).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, project, person, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

/// When the first of the rows was, for the way back.
async fn written(visit: &Visit, project: Uuid, person: Uuid, typed: &Typed) -> Result<Instant, Fault> {
    let ctx = &visit.ctx;
    check_writes(ctx, project).await?;
    let rows = match typed.event {
        Some(event) => about(typed, event),
        None => missing(typed),
    };
    let rows = rows.map_err(Fault::Refused)?;
    let first = rows.first().map_or(ctx.now(), |row| row.at);
    let time = if typed.event.is_some() { "time" } else { "day" };
    write_by_hand(ctx, project, person, &rows, &typed.reason)
        .await
        .map(|_| first)
        .map_err(|fault| by_field(fault, &[("date", time), ("about", "act"), ("come", time)]))
}

/// In and out of a day; either may be missing. A time before the one of coming is one of the day after.
fn missing(typed: &Typed) -> Result<Vec<HandRow>, Vec<Refusal>> {
    let mut reasons = Vec::new();
    let mut at = |field: &'static str, time: &str| -> Option<Instant> {
        let typed_time = Some(time.trim()).filter(|time| !time.is_empty())?;
        let at = Instant::parse_form_value(&format!("{}T{typed_time}", typed.day.trim()));
        if at.is_none() {
            reasons.push(Refusal::on(field, "attendance.time_shape"));
        }
        at
    };
    let (come, go) = (at("come", &typed.come), at("go", &typed.go));
    if registry::Day::parse(typed.day.trim()).is_none() {
        reasons = vec![Refusal::on("day", "attendance.day_shape")];
    }
    if !reasons.is_empty() {
        return Err(reasons);
    }
    let next_day = |go: Instant| match come {
        Some(come) if go <= come => go.plus_ms(registry::instant::DAY_MS),
        _ => go,
    };
    let record = |direction, at| HandRow { direction, at, purpose: Purpose::Record };
    let rows = [come.map(|at| record(Direction::In, at)), go.map(next_day).map(|at| record(Direction::Out, at))];
    Ok(rows.into_iter().flatten().collect())
}

fn about(typed: &Typed, event: Uuid) -> Result<Vec<HandRow>, Vec<Refusal>> {
    if typed.act == "withdraw" {
        // repeats what the row said
        let direction = Direction::parse(&typed.direction).filter(|one| *one != Direction::Unknown);
        let direction = direction.unwrap_or(Direction::In);
        return Ok(vec![HandRow { direction, at: instant_of(event), purpose: Purpose::Withdraw(event) }]);
    }
    let mut reasons = Vec::new();
    if typed.act != "correct" {
        reasons.push(Refusal::on("act", "attendance.no_decision"));
    }
    let at = Instant::parse_form_value(typed.time.trim());
    let direction = Direction::parse(&typed.direction).filter(|direction| *direction != Direction::Unknown);
    reasons.extend(at.is_none().then(|| Refusal::on("time", "attendance.time_shape")));
    reasons.extend(direction.is_none().then(|| Refusal::on("direction", "attendance.no_direction")));
    match at.zip(direction).filter(|_| reasons.is_empty()) {
        Some((at, direction)) => Ok(vec![HandRow { direction, at, purpose: Purpose::Correct(event) }]),
        None => Err(reasons),
    }
}

async fn respond(visit: &Visit, project: Uuid, person: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let month = match typed.event {
        Some(event) => Month::of(instant_of(event).day()),
        None => month_of(visit, &Query::of(&visit.path)),
    };
    let found = person_page(&visit.ctx, project, person, month).await.or_page(visit)?;
    let lang = visit.lang;
    let presses = || found.days.iter().flat_map(|day| &day.presses);
    let press = match typed.event {
        Some(event) => Some(presses().find(|press| press.id == event).ok_or(Fault::NotFound).or_page(visit)?),
        None => None,
    };
    let title = visit.t(if press.is_some() { "attendance.write.correct_title" } else { "attendance.write.title" });
    Ok(below_named(visit, project, &found.project_name, title.clone())
        .under(lang.t("attendance.title"), address(project))
        .under(found.name.clone(), format!("{}/{person}?month={month}", address(project)))
        .mistakes(mistakes)
        .content(|| {
            view! {
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <h1>{title}</h1>
                <p>{found.name.clone()}</p>
                <p>{lang.t("attendance.write.intro")}</p>
                {form(visit, project, &found, press, typed, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn form(
    visit: &Visit,
    project: Uuid,
    found: &PersonPage,
    press: Option<&PressView>,
    typed: &Typed,
    mistakes: &Mistakes,
) -> AnyView {
    let lang = visit.lang;
    let fields = match press {
        Some(press) => wrong(lang, press, typed, mistakes),
        None => new_day(visit, typed, mistakes),
    };
    view! {
        <form class="card" method="post" action=format!("{}/{}/write", address(project), found.person)>
            {fields}
            {SafeTextarea::new("reason", lang.t("attendance.write.reason"), typed.reason.clone())
                .hint(lang.t("attendance.write.reason_hint"))
                .maxlength(200)
                .view(mistakes)}
            <p class="actions"><button>{lang.t("attendance.write.send")}</button></p>
        </form>
    }
    .into_any()
}

fn new_day(visit: &Visit, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let lang = visit.lang;
    let today = visit.ctx.now().day().to_string();
    view! {
        {Field::text("day", lang.t("attendance.day"), typed.day.clone()).kind("date").between("", today).short().view(mistakes)}
        {Field::text("come", lang.t("attendance.write.come"), typed.come.clone()).kind("time").optional().short().view(mistakes)}
        {Field::text("go", lang.t("attendance.write.go"), typed.go.clone())
            .kind("time")
            .hint(lang.t("attendance.write.go_hint"))
            .optional()
            .short()
            .view(mistakes)}
    }
    .into_any()
}

fn wrong(lang: Lang, press: &PressView, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let stood = lang.fill(
        "attendance.write.stood",
        &[("time", &lang.time(press.at)), ("direction", &words::direction(lang, press.direction))],
    );
    let acts = ["correct", "withdraw"]
        .map(|act| Choosable::new(act, lang.code("attendance.acts", act)).hint(lang.code("attendance.act_hints", act)));
    let directions = [Direction::In, Direction::Out]
        .map(|direction| Choosable::new(direction.code(), words::direction(lang, direction)));
    let time = if typed.time.is_empty() { press.at.form_value() } else { typed.time.clone() };
    let direction = if typed.direction.is_empty() { press.direction.code() } else { typed.direction.as_str() };
    view! {
        <input type="hidden" name="event" value=press.id.to_string()/>
        <p>{stood}</p>
        {Choice::one("act", lang.t("attendance.decision"), acts.to_vec(), &typed.act).view(mistakes)}
        {Field::text("time", lang.t("attendance.write.time"), time).kind("datetime-local").view(mistakes)}
        {Choice::one("direction", lang.t("attendance.direction"), directions.to_vec(), direction).view(mistakes)}
    }
    .into_any()
}
