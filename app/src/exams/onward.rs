//! How does somebody go on who may not come back? A page asks once more; its form leaves the question for good.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::exams::room::{Now, Room, Seat, enter};
use registry::exams::rooms::pulse::Standing;
use registry::exams::sequential::{Sequence, go_on};
use serde::Deserialize;
use uuid::Uuid;

use super::room::clock::digits;
use super::seat::device;
use super::unsent::{self, Moment};
use crate::error::{OrPage, PageResult, page as failed};
use crate::form::Form;
use crate::page::{Layout, Script, page};
use crate::ui::facts::{Fact, facts};
use crate::ui::notice::notice;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct OnwardForm {
    /// The question that is left.
    from: u16,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(attempt): Path<Uuid>) -> PageResult {
    let Now::Open(room) = enter(&visit.ctx, attempt, &device(&visit)).await.or_page(&visit)? else {
        return Ok(Redirect::to(&format!("/attempts/{attempt}/result")).into_response());
    };
    let base = format!("/attempts/{attempt}");
    match room.sequence {
        Some(sequence) if matches!(room.seat, Seat::Taken(_)) && room.standing == Standing::Running => {
            Ok(asked(&visit, &room, sequence, &base))
        }
        _ => Ok(Redirect::to(&base).into_response()),
    }
}

fn asked(visit: &Visit, room: &Room, sequence: Sequence, base: &str) -> axum::response::Response {
    let lang = visit.lang;
    let is_blank = room.answers.iter().all(|answer| answer.choice == 0);
    let title = lang.t("exams.onward.title");
    let place = [("n", sequence.reached.to_string()), ("count", sequence.count.to_string())];
    let place = lang.fill("exams.onward.place", &place.each_ref().map(|(name, text)| (*name, text.as_str())));
    let known = facts(vec![
        Fact::text(lang.t("exams.onward.at"), place),
        Fact::text(lang.t("exams.hand_in.left"), digits(room.deadline_at.since(room.server_now).max(0))),
    ]);
    let (action, button, advice) = match sequence.is_last() {
        true => (format!("{base}/submission"), "exams.hand_in.confirm", "exams.hand_in.final"),
        false => (format!("{base}/next"), "exams.onward.go", "exams.onward.final"),
    };
    page(visit, title.clone())
        .layout(Layout::Room)
        .script(Script::Module(unsent::SCRIPT))
        .content(|| {
            view! {
                <h1>{title}</h1>
                {is_blank.then(|| notice(lang, Tone::Warning, lang.t("exams.onward.blank")))}
                {unsent::part(lang, room.attempt, Moment::BeforeNext(sequence.reached))}
                {known}
                <form method="post" action=action id="way-on">
                    <input type="hidden" name="from" value=sequence.reached.to_string()/>
                    <p>{lang.t(advice)}</p>
                    <p class="actions">
                        <button>{lang.t(button)}</button>
                        <a class="button secondary" href=base.to_owned()>{lang.t("exams.onward.back")}</a>
                    </p>
                </form>
                {(!sequence.is_last()).then(|| view! {
                    <p><a href=format!("{base}/hand-in")>{lang.t("exams.hand_in.title")}</a></p>
                })}
            }
            .into_any()
        })
        .respond()
}

pub async fn go(
    SignedVisit(visit): SignedVisit,
    Path(attempt): Path<Uuid>,
    Form(form): Form<OnwardForm>,
) -> PageResult {
    match go_on(&visit.ctx, attempt, &device(&visit), form.from).await {
        // what stands in the way is said by the room itself
        Ok(()) => {}
        Err(fault) if fault.code().is_some() => {}
        Err(fault) => return Err(failed(&visit, fault)),
    }
    Ok(Redirect::to(&format!("/attempts/{attempt}")).into_response())
}
