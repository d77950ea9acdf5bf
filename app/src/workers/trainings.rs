//! How is an instruction of one person put down or taken back?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::workers::store::{NewTraining, Origin, record_trainings, withdraw_training};
use registry::workers::{TrainingKind, TrainingResult};
use registry::{Day, Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::frame::{bring, form_page};
use super::person::About;
use super::words;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, FormWithFile, Mistakes, Outcome, by_field, outcome};
use crate::lang::Lang;
use crate::ui::choice::Choice;
use crate::ui::field::Field;
use crate::upload::Upload;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub kind: String,
    pub training_day: String,
    pub training_duration: String,
    pub trainer: String,
    pub result: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Reason {
    pub reason: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path((project, person)): Path<(Uuid, Uuid)>) -> PageResult {
    let about = About::to_write(&visit, project, person).await?;
    Ok(form(&visit, &about, &Typed::of_today(&visit), &Mistakes::none(visit.lang)))
}

pub async fn record(
    SignedVisit(visit): SignedVisit,
    Path((project, person)): Path<(Uuid, Uuid)>,
    FormWithFile { typed, file }: FormWithFile<Typed>,
) -> PageResult {
    let about = About::to_write(&visit, project, person).await?;
    match outcome(&visit, put_down(&visit, &about, &typed, file).await) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{}?done=training_recorded", about.path())).into_response()),
        Outcome::Mistaken(mistakes) => Ok(form(&visit, &about, &typed, &mistakes)),
        Outcome::Other(response) => Err(response),
    }
}

async fn put_down(visit: &Visit, about: &About, typed: &Typed, file: Upload) -> Result<(), Fault> {
    let (mut new, result) = typed.read().map_err(Fault::Refused)?;
    new.proof = bring(visit, about.place.project, file).await?;
    let people = [(about.worker.person, result)];
    let done = record_trainings(&visit.ctx, about.place.project, &new, &people, Origin::ByHand).await;
    done.map(|_| ()).map_err(|fault| by_field(fault, &[("proof", "file"), ("people", "kind")]))
}

impl Typed {
    pub(super) fn of_today(visit: &Visit) -> Self {
        Self {
            kind: TrainingKind::SafetyDisclosure.code().to_owned(),
            training_day: visit.ctx.now().day().to_string(),
            training_duration: "60".to_owned(),
            result: TrainingResult::Passed.code().to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn read(&self) -> Result<(NewTraining<'_>, TrainingResult), Vec<Refusal>> {
        let mut wrong = Vec::new();
        let kind = TrainingKind::parse(&self.kind);
        if kind.is_none() {
            wrong.push(Refusal::on("kind", "workers.training_kind_missing"));
        }
        let day = Day::parse(self.training_day.trim());
        if day.is_none() {
            wrong.push(Refusal::on("training_day", "calendar.day_shape"));
        }
        let duration = self.training_duration.trim().parse::<u32>().ok();
        if duration.is_none() {
            wrong.push(Refusal::on("training_duration", "workers.training_duration"));
        }
        let result = TrainingResult::parse(&self.result);
        if result.is_none() {
            wrong.push(Refusal::on("result", "workers.training_result_missing"));
        }
        match (kind, day, duration, result) {
            (Some(kind), Some(day), Some(duration_min), Some(result)) => {
                Ok((NewTraining { kind, day, duration_min, trainer: &self.trainer, proof: None }, result))
            }
            _ => Err(wrong),
        }
    }
}

/// What is asked of every instruction, of one or of many.
pub(super) fn fields(lang: Lang, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let kinds = words::options(lang, "workers.training_kinds", TrainingKind::ALL.map(TrainingKind::code));
    let field = |name: &'static str, value: &str| Field::text(name, lang.code("workers.training", name), value);
    view! {
        {Choice::list("kind", lang.t("workers.training.kind"), kinds, &typed.kind).view(mistakes)}
        {field("training_day", &typed.training_day).kind("date").short().view(mistakes)}
        {field("training_duration", &typed.training_duration).inputmode("numeric").short().view(mistakes)}
        {field("trainer", &typed.trainer).maxlength(50).optional().view(mistakes)}
    }
    .into_any()
}

fn form(visit: &Visit, about: &About, typed: &Typed, mistakes: &Mistakes) -> Response {
    let lang = visit.lang;
    let title = lang.fill("workers.training.new_title", &[("name", &about.worker.name)]);
    form_page(visit, about.below(visit, title.clone()), (title, lang.t("workers.training.intro")), mistakes, || {
        let results = words::options(lang, "workers.training_results", TrainingResult::ALL.map(TrainingResult::code));
        let file = Field::text("file", lang.t("workers.training.proof"), "").kind("file").optional();
        view! {
            <form
                method="post"
                action=format!("{}/trainings/new", about.path())
                enctype="multipart/form-data"
                class="card"
                novalidate
            >
                {fields(lang, typed, mistakes)}
                {Choice::one("result", lang.t("workers.training.result"), results, &typed.result).view(mistakes)}
                {file.hint(lang.t("workers.file_hint")).view(mistakes)}
                <button>{lang.t("workers.training.record")}</button>
            </form>
        }
        .into_any()
    })
}

pub async fn withdraw(
    SignedVisit(visit): SignedVisit,
    Path((project, person, training)): Path<(Uuid, Uuid, Uuid)>,
    Form(typed): Form<Reason>,
) -> PageResult {
    let about = About::to_write(&visit, project, person).await?;
    let is_own = about.worker.trainings.iter().any(|known| known.id == training);
    let done = match is_own {
        true => withdraw_training(&visit.ctx, training, &typed.reason).await,
        false => Err(Fault::NotFound),
    };
    done.or_page(&visit)?;
    Ok(Redirect::to(&format!("{}?done=training_withdrawn", about.path())).into_response())
}
