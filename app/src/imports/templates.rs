//! Which sheet is to be filled in, and what belongs into its columns?

use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use registry::Fault;
use registry::feeds::{FeedObject, Kind};
use registry::imports::{Column, columns};

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::ui::sheet::{blank, download};
use crate::visit::SignedVisit;

pub fn path(object: FeedObject, format: &str) -> String {
    format!("/imports/templates/{}.{format}", object.code())
}

pub async fn file(SignedVisit(visit): SignedVisit, Path(template): Path<String>) -> PageResult {
    let found = template.split_once('.').and_then(|(code, format)| Some((FeedObject::parse(code)?, format)));
    let (object, format) = found.ok_or(Fault::NotFound).or_page(&visit)?;
    let columns: Vec<String> = columns(object).iter().map(title).collect();
    match format {
        "xlsx" => Ok(download(&template, blank(visit.ctx.now(), &columns).or_page(&visit)?)),
        "csv" => {
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}.csv\"", object.code())),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            // with the mark by which a spreadsheet knows UTF-8
            Ok((headers, format!("\u{FEFF}{}\r\n", columns.join(","))).into_response())
        }
        _ => Err(crate::error::page(&visit, Fault::NotFound)),
    }
}

/// A star stands behind what may not be blank.
fn title(column: &Column) -> String {
    if column.is_needed { format!("{}*", column.title) } else { column.title.to_owned() }
}

pub fn holds(lang: Lang, kind: Kind) -> String {
    let say = |key: &str| lang.code("imports.holds", key);
    match kind {
        Kind::Text(longest) => lang.fill("imports.holds.text", &[("longest", &longest.to_string())]),
        Kind::Number(longest) => lang.fill("imports.holds.number", &[("longest", &longest.to_string())]),
        Kind::Choice(choices) => lang.fill("imports.holds.choice", &[("choices", &choices.join("、"))]),
        Kind::Code(_) => say("code"),
        Kind::Day | Kind::DayOnRecord | Kind::PastDay => say("day"),
        Kind::Month => say("month"),
        Kind::Moment => say("moment"),
        Kind::Integer(most) => lang.fill("imports.holds.integer", &[("most", &most.to_string())]),
        Kind::Decimal(_, places) => lang.fill("imports.holds.decimal", &[("places", &places.to_string())]),
        Kind::Flag => say("flag"),
        Kind::Picture | Kind::List(_) | Kind::NotTaken => String::new(),
    }
}
