//! How does the bank's answer to a payment order come in? Good lines stand beside those that are named as wrong.

use axum::extract::Path;
use axum::extract::multipart::{Multipart, MultipartRejection};
use leptos::prelude::*;
use registry::sheets::Columns;
use registry::wages::sheet::ResultColumn;
use registry::wages::store::{Answered, take_result_sheet};
use uuid::Uuid;

use super::batch::{back, of_project, respond};
use super::sheet::{fault_table, rows_of};
use crate::error::{OrPage, PageResult};
use crate::form::{Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::field::Field;
use crate::ui::notice::notice;
use crate::ui::sheet::{Value, download, workbook};
use crate::ui::tone::Tone;
use crate::upload::one_file;
use crate::visit::SignedVisit;

pub fn form(lang: Lang, path: &str) -> AnyView {
    let file = Field::text("file", lang.t("sheets.file"), "").kind("file").hint(lang.t("wages.results_hint"));
    view! {
        <form class="card" method="post" action=format!("{path}/results") enctype="multipart/form-data">
            <h2>{lang.t("wages.results_title")}</h2>
            <p>{lang.t("wages.results_intro")}</p>
            <p><a href=format!("{path}/results.xlsx")>{lang.t("wages.results_template")}</a></p>
            {file.view(&Mistakes::none(lang))}
            <p class="actions"><button class="secondary">{lang.t("wages.results_send")}</button></p>
        </form>
    }
    .into_any()
}

/// The numbers of the lines that wait for an answer; the rest is filled in from the bank's list.
pub async fn template(SignedVisit(visit): SignedVisit, Path((project, payment)): Path<(Uuid, Uuid)>) -> PageResult {
    let found = of_project(&visit, project, payment).await.or_page(&visit)?;
    let titles: Vec<String> = ResultColumn::all().iter().map(|column| column.title().to_owned()).collect();
    let rows: Vec<Vec<Value>> = found.lines.iter().map(|line| vec![Value::text(line.reference.clone())]).collect();
    let bytes = workbook(visit.ctx.now(), &titles, &rows).or_page(&visit)?;
    Ok(download("bank-results.xlsx", bytes))
}

pub async fn bring(
    SignedVisit(visit): SignedVisit,
    Path((project, payment)): Path<(Uuid, Uuid)>,
    multipart: Result<Multipart, MultipartRejection>,
) -> PageResult {
    of_project(&visit, project, payment).await.or_page(&visit)?;
    let answered = async {
        let file = one_file(multipart).await?;
        take_result_sheet(&visit.ctx, payment, &rows_of(&file.bytes)?).await
    };
    match outcome(&visit, answered.await) {
        Outcome::Done(answered) if answered.faults.is_empty() => Ok(back(project, payment, "payment_answered")),
        Outcome::Done(answered) => {
            let said = said(visit.lang, &answered);
            respond(&visit, project, payment, &Mistakes::none(visit.lang), Some(said)).await
        }
        Outcome::Mistaken(mistakes) => respond(&visit, project, payment, &mistakes, None).await,
        Outcome::Other(response) => Err(response),
    }
}

fn said(lang: Lang, answered: &Answered) -> AnyView {
    let told = [
        ("recorded", answered.recorded.to_string()),
        ("repeated", answered.repeated.to_string()),
        ("wrong", answered.faults.len().to_string()),
    ];
    let told: Vec<(&str, &str)> = told.iter().map(|(name, value)| (*name, value.as_str())).collect();
    view! {
        {notice(lang, Tone::Warning, lang.fill("wages.results_taken", &told))}
        {fault_table(lang, &answered.faults)}
    }
    .into_any()
}
