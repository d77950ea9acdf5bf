//! What is done for everybody who sits, or for one room of them? A message, or more time.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::exams::rooms::notices::{To, extend, tell};
use registry::exams::rooms::{self, board};
use registry::permissions::Verb;
use registry::{Fault, Refusal};
use uuid::Uuid;

use super::acts::{Act, Typed, form};
use super::forms::{ActForm, minutes};
use super::{may, may_attend};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::field::mistakes_summary;
use crate::ui::query::Query;
use crate::visit::{SignedVisit, Visit};

pub async fn show(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let act = Query::of(&visit.path).filter("act").and_then(Act::parse).unwrap_or(Act::Message);
    respond(&visit, exam, act, &Typed::default(), &Mistakes::none(visit.lang)).await
}

async fn respond(visit: &Visit, exam: Uuid, act: Act, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let fits = match act {
        Act::Message => may_attend(visit),
        Act::ExtraTime => may(visit, Verb::Decide),
        _ => false,
    };
    if !fits {
        return Err(crate::error::page(visit, Fault::NotFound));
    }
    let exam = rooms::exam(&visit.ctx, Verb::View, exam).await.or_page(visit)?;
    let known = board::rooms(&visit.ctx, exam.id).await.or_page(visit)?;
    let (lang, base) = (visit.lang, format!("/office/exams/{}/room", exam.id));
    let title = lang.code("rooms.all", act.code());
    Ok(page(visit, title.clone())
        .in_office()
        .under(lang.t("rooms.list.title"), "/office/rooms")
        .under(exam.title.clone(), base.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <h1>{title}</h1>
                <section class="card">
                    {form(lang, &format!("{base}/all"), act, whom(lang, &known, typed, mistakes), typed, mistakes)}
                </section>
            }
            .into_any()
        })
        .respond())
}

/// All, or those of one room, where the roster names rooms.
fn whom(lang: Lang, rooms: &[String], typed: &Typed, mistakes: &Mistakes) -> Option<AnyView> {
    if rooms.is_empty() {
        return None;
    }
    let all = [Choosable::new("", lang.t("rooms.all.everybody"))];
    let rooms = rooms.iter().map(|room| Choosable::new(room.clone(), room.clone()));
    Some(
        Choice::list("room", lang.t("exams.roster.room"), all.into_iter().chain(rooms).collect(), &typed.room)
            .view(mistakes),
    )
}

pub async fn act(
    SignedVisit(visit): SignedVisit,
    Path((exam, act)): Path<(Uuid, String)>,
    Form(form): Form<ActForm>,
) -> PageResult {
    let ctx = &visit.ctx;
    let to = if form.room.is_empty() { To::All } else { To::Room(&form.room) };
    let (act, done) = match Act::parse(&act) {
        Some(Act::Message) => (Act::Message, tell(ctx, exam, to, &form.body).await),
        Some(Act::ExtraTime) => {
            let extended = match minutes(&form.minutes) {
                Some(minutes) => extend(ctx, exam, to, minutes, &form.reason).await.map(|_| ()),
                None => Err(Refusal::on("minutes", "exams.minutes_range").into()),
            };
            (Act::ExtraTime, extended)
        }
        _ => return Err(crate::error::page(&visit, Fault::NotFound)),
    };
    match outcome(&visit, done) {
        Outcome::Done(()) => {
            let path = format!("/office/exams/{exam}/room?done=room_{}", act.code());
            Ok(Redirect::to(&path).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, exam, act, &form.typed(), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}
