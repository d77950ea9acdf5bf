//! How does somebody on record enter the site, and how does the person leave it?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::workers::store::{Origin, enter as entered, leave as left};
use registry::{Day, Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::frame::form_page;
use super::person::About;
use crate::error::PageResult;
use crate::form::{Form, Mistakes, Outcome, by_field, outcome};
use crate::ui::field::Field;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct OnDay {
    pub day: String,
}

/// Which of the two a form is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Enter,
    Leave,
}

impl Act {
    fn code(self) -> &'static str {
        match self {
            Self::Enter => "enter",
            Self::Leave => "leave",
        }
    }
}

pub async fn enter_form(SignedVisit(visit): SignedVisit, Path(who): Path<(Uuid, Uuid)>) -> PageResult {
    show(&visit, who, Act::Enter).await
}

pub async fn leave_form(SignedVisit(visit): SignedVisit, Path(who): Path<(Uuid, Uuid)>) -> PageResult {
    show(&visit, who, Act::Leave).await
}

async fn show(visit: &Visit, (project, person): (Uuid, Uuid), act: Act) -> PageResult {
    let about = About::to_write(visit, project, person).await?;
    let today = OnDay { day: visit.ctx.now().day().to_string() };
    Ok(form(visit, &about, act, &today, &Mistakes::none(visit.lang)))
}

pub async fn enter(
    SignedVisit(visit): SignedVisit,
    Path((project, person)): Path<(Uuid, Uuid)>,
    Form(typed): Form<OnDay>,
) -> PageResult {
    let about = About::to_write(&visit, project, person).await?;
    let done = match typed.day() {
        Ok(day) => entered(&visit.ctx, about.registration(), day, Origin::ByHand).await.map(|_| ()),
        Err(refusal) => Err(refusal.into()),
    };
    answer(&visit, &about, Act::Enter, &typed, done)
}

pub async fn leave(
    SignedVisit(visit): SignedVisit,
    Path((project, person)): Path<(Uuid, Uuid)>,
    Form(typed): Form<OnDay>,
) -> PageResult {
    let about = About::to_write(&visit, project, person).await?;
    let done = match typed.day() {
        Ok(day) => left(&visit.ctx, about.registration(), day, Origin::ByHand).await,
        Err(refusal) => Err(refusal.into()),
    };
    answer(&visit, &about, Act::Leave, &typed, done)
}

impl OnDay {
    pub(super) fn day(&self) -> Result<Day, Refusal> {
        Day::parse(self.day.trim()).ok_or_else(|| Refusal::on("day", "calendar.day_shape"))
    }
}

fn answer(visit: &Visit, about: &About, act: Act, typed: &OnDay, done: Result<(), Fault>) -> PageResult {
    // the rules speak of the day of the stay, the form of its one day
    let done = done.map_err(|fault| by_field(fault, &[("entered", "day"), ("left", "day")]));
    match outcome(visit, done) {
        Outcome::Done(()) => {
            let done = format!("{}?done=worker_{}", about.path(), act.code());
            Ok(Redirect::to(&done).into_response())
        }
        Outcome::Mistaken(mistakes) => Ok(form(visit, about, act, typed, &mistakes)),
        Outcome::Other(response) => Err(response),
    }
}

fn form(visit: &Visit, about: &About, act: Act, typed: &OnDay, mistakes: &Mistakes) -> axum::response::Response {
    let lang = visit.lang;
    let title = lang.fill(&format!("workers.acts.{}_title", act.code()), &[("name", &about.worker.name)]);
    let intro = lang.code("workers.acts", &format!("{}_intro", act.code()));
    let today = visit.ctx.now().day().to_string();
    form_page(visit, about.below(visit, title.clone()), (title, intro), mistakes, || {
        let label = lang.code("workers.acts", &format!("{}_day", act.code()));
        view! {
            <form method="post" action=format!("{}/{}", about.path(), act.code()) class="card" novalidate>
                {Field::text("day", label, &typed.day).kind("date").between("", today).short().view(mistakes)}
                <button>{lang.code("workers.acts", act.code())}</button>
            </form>
        }
        .into_any()
    })
}
