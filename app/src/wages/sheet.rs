//! How does a payment order come from a sheet? Whole or not at all: what is wrong is named line by line.

use axum::extract::Path;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use question_bank::formats::xlsx;
use registry::sheets::{Columns, LineFault};
use registry::wages::sheet::{OrderColumn, ResultColumn};
use registry::wages::store::{Drafted, draft_from_sheet, site};
use registry::{Fault, Refusal};
use uuid::Uuid;

use super::choosing::{self, Chosen};
use super::frame::payments;
use crate::error::{OrPage, PageResult};
use crate::form::{Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::notice::notice;
use crate::ui::sheet::{Value, download, workbook};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

pub async fn template(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    site(&visit.ctx, project).await.or_page(&visit)?;
    let titles: Vec<String> = OrderColumn::all().iter().map(|column| column.title().to_owned()).collect();
    let none: [Vec<Value>; 0] = [];
    let bytes = workbook(visit.ctx.now(), &titles, &none).or_page(&visit)?;
    Ok(download("payment-template.xlsx", bytes))
}

pub async fn bring(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    multipart: Result<Multipart, MultipartRejection>,
) -> PageResult {
    let (chosen, file) = match read(multipart).await {
        Ok(read) => read,
        Err(refusal) => {
            let mistakes = Mistakes::new(vec![refusal], visit.lang);
            return choosing::respond(&visit, project, Chosen::default(), &[], &mistakes).await;
        }
    };
    let drafted = async {
        let head = chosen.head()?;
        draft_from_sheet(&visit.ctx, project, &head, &rows_of(&file)?).await
    };
    match outcome(&visit, drafted.await) {
        Outcome::Done(Drafted::Order(id)) => {
            Ok(Redirect::to(&format!("{}/{id}?done=payment_drafted", payments(project))).into_response())
        }
        Outcome::Done(Drafted::Faults(faults)) => {
            choosing::respond(&visit, project, chosen, &faults, &Mistakes::none(visit.lang)).await
        }
        Outcome::Mistaken(mistakes) => choosing::respond(&visit, project, chosen, &[], &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

/// The lines of a workbook as texts.
///
/// # Errors
/// On `file`, when none was chosen or it is no workbook.
pub fn rows_of(file: &[u8]) -> Result<Vec<Vec<String>>, Fault> {
    if file.is_empty() {
        return Err(Refusal::on("file", "wages.sheet_missing").into());
    }
    xlsx::rows(file).map_err(|_| Refusal::on("file", "wages.sheet_unreadable").into())
}

async fn read(multipart: Result<Multipart, MultipartRejection>) -> Result<(Chosen, Vec<u8>), Refusal> {
    let unreadable = || Refusal::on("file", "form.upload_unreadable");
    let mut multipart = multipart.map_err(|_| unreadable())?;
    let (mut chosen, mut file) = (Chosen::default(), Vec::new());
    while let Some(part) = multipart.next_field().await.map_err(|_| unreadable())? {
        let name = part.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "unit" => chosen.unit = part.text().await.map_err(|_| unreadable())?,
            "account" => chosen.account = part.text().await.map_err(|_| unreadable())?,
            "month" => chosen.month = part.text().await.map_err(|_| unreadable())?,
            "file" => file = part.bytes().await.map_err(|_| unreadable())?.to_vec(),
            _ => {}
        }
    }
    Ok((chosen, file))
}

/// Every line that is wrong, with its column and what is to be done.
pub fn fault_table(lang: Lang, faults: &[LineFault]) -> Option<AnyView> {
    if faults.is_empty() {
        return None;
    }
    let columns = vec![
        Column::number("line", lang.t("sheets.line")),
        Column::text("column", lang.t("wages.sheet_column")),
        Column::text("wrong", lang.t("sheets.wrong")),
    ];
    let row = |fault: &LineFault| -> Vec<Cell> {
        vec![
            fault.number.to_string().into(),
            title_of(fault.reason.field.unwrap_or_default()).into(),
            lang.refusal(&fault.reason).into(),
        ]
    };
    let count = lang.fill("wages.sheet_faults", &[("count", &faults.len().to_string())]);
    Some(
        view! {
            {notice(lang, Tone::Danger, count)}
            {Table::new(lang.t("sheets.wrong"), columns, faults.iter().map(row).collect()).view(lang)}
        }
        .into_any(),
    )
}

/// As it stands above the column.
fn title_of(code: &str) -> String {
    let order = OrderColumn::parse(code).map(Columns::title);
    let result = ResultColumn::parse(code).map(Columns::title);
    order.or(result).unwrap_or("—").to_owned()
}
