//! How does somebody bring a year? Its file is read and what it changes is shown, before anything is kept.

use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::Fault;
use registry::calendar::notice::YearColumn;
use registry::calendar::years::{self, Look};
use registry::permissions::{Object, Verb, require};
use registry::sheets::Columns;
use serde::Deserialize;

use super::office::{LIST, respond};
use super::words;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::facts::facts;
use crate::ui::notice::notice;
use crate::ui::sheet::{blank, download};
use crate::ui::tone::Tone;
use crate::upload::one_file;
use crate::visit::SignedVisit;

/// The titles of the sheet, to be filled in.
pub async fn template(SignedVisit(visit): SignedVisit) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::Calendar).or_page(&visit)?;
    let titles: Vec<String> = YearColumn::ALL.iter().map(|column| format!("{}*", column.title())).collect();
    let bytes = blank(visit.ctx.now(), &titles).or_page(&visit)?;
    Ok(download("calendar-template.xlsx", bytes))
}

pub async fn look(SignedVisit(visit): SignedVisit, multipart: Result<Multipart, MultipartRejection>) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::Calendar).or_page(&visit)?;
    let looked = match one_file(multipart).await {
        Ok(upload) => years::look(&visit.ctx, &upload.bytes).await.map(|look| (look, upload.file_name)),
        Err(refusal) => Err(Fault::from(refusal)),
    };
    let (look, file_name) = match outcome(&visit, looked) {
        Outcome::Done(looked) => looked,
        Outcome::Mistaken(mistakes) => return respond(&visit, &mistakes).await,
        Outcome::Other(response) => return Err(response),
    };
    let (lang, title) = (visit.lang, words::year(visit.lang, look.notice.year));
    Ok(page(&visit, title.clone())
        .in_office()
        .under(lang.t("calendar.office_title"), LIST)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {notice(lang, Tone::Info, lang.t("calendar.only_looked_at"))}
                {looked_at(lang, &look, file_name)}
            }
            .into_any()
        })
        .respond())
}

fn looked_at(lang: Lang, look: &Look, file_name: String) -> AnyView {
    let against = if look.replaces { "calendar.against_the_year" } else { "calendar.against_the_week" };
    let replaces = look.replaces.then(|| notice(lang, Tone::Warning, lang.t("calendar.replaces")));
    view! {
        {replaces}
        <section class="card">
            {facts(words::days(lang, &look.notice))}
            <h2>{lang.t(against)}</h2>
            {facts(words::changes(lang, &look.changes))}
            <form method="post" action=format!("{LIST}/propose")>
                <input type="hidden" name="year" value=look.notice.to_json()/>
                <input type="hidden" name="file_name" value=file_name/>
                <p class="actions">
                    <button>{lang.t("calendar.propose")}</button>
                    <a href=LIST>{lang.t("calendar.back")}</a>
                </p>
            </form>
        </section>
    }
    .into_any()
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Proposal {
    /// The year as it was shown.
    year: String,
    file_name: String,
}

pub async fn propose(SignedVisit(visit): SignedVisit, Form(form): Form<Proposal>) -> PageResult {
    let proposed = years::propose(&visit.ctx, &form.file_name, form.year.as_bytes()).await;
    match outcome(&visit, proposed) {
        Outcome::Done(_) => Ok(Redirect::to(&format!("{LIST}?done=year_proposed")).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}
