//! `practice/mistakes` and `practice/favourites`: what do I look at again?

use axum::Json;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use registry::practice::book::{self, BookLine, BookPage};
use registry::practice::{Place, favourites};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::caller::{Caller, Named};
use super::super::codes;
use super::super::times::At;
use super::solutions::{Case, LegalSource, case, sources};
use crate::problem::{Problem, ProblemDocument};

const PER_PAGE: u64 = 50;

#[derive(Serialize, ToSchema)]
pub struct Book {
    /// Fifty at a time.
    entries: Vec<BookEntry>,
    total: u64,
    /// Entries that are not shown: their questions are out of use or being read again.
    resting: usize,
}

#[derive(Serialize, ToSchema)]
pub struct BookEntry {
    question: String,
    /// 0 for a plain question, the parts of a case count from 1.
    part: u8,
    #[schema(schema_with = codes::kind)]
    kind: &'static str,
    case: Option<Case>,
    stem: String,
    options: Vec<String>,
    /// The letters that are right.
    correct: String,
    reason: String,
    sources: Vec<LegalSource>,
    correct_count: u32,
    wrong_count: u32,
    /// Right answers in a row that still take it out of the error book.
    missing: u32,
    in_error_book_since: Option<At>,
    is_favourite: bool,
}

/// My error book, the latest mistake first.
#[utoipa::path(
    get, path = "/practice/mistakes", tag = "practice", operation_id = "mistakes",
    params(("page" = Option<u32>, Query, description = "From 1, which is also the first without it.")),
    responses((status = 200, description = "What was answered wrongly and not yet right often enough.", body = Book)),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn mistakes(Caller { ctx, .. }: Caller, RawQuery(query): RawQuery) -> Result<Json<Book>, Problem> {
    Ok(Json(page(book::mistakes(&ctx, at(query.as_deref()), PER_PAGE).await?)))
}

/// Take an entry out of the error book.
#[utoipa::path(
    delete, path = "/practice/mistakes/{question}/{part}", tag = "practice", operation_id = "take_out",
    params(
        ("question" = String, Path, description = "The question's name in the bank."),
        ("part" = u8, Path, description = "0 for a plain question, the parts of a case count from 1."),
    ),
    responses((status = 204, description = "Taken out; again it changes nothing.")),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn take_out(
    Caller { ctx, .. }: Caller,
    Named((question, part)): Named<(String, u8)>,
) -> Result<StatusCode, Problem> {
    book::take_out(&ctx, &Place { question, part }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// My favourites, the latest first.
#[utoipa::path(
    get, path = "/practice/favourites", tag = "practice", operation_id = "favourites",
    params(("page" = Option<u32>, Query, description = "From 1, which is also the first without it.")),
    responses((status = 200, description = "With their solutions: they were answered before.", body = Book)),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn kept(Caller { ctx, .. }: Caller, RawQuery(query): RawQuery) -> Result<Json<Book>, Problem> {
    Ok(Json(page(book::favourites(&ctx, at(query.as_deref()), PER_PAGE).await?)))
}

/// Keep a question as a favourite.
#[utoipa::path(
    put, path = "/practice/favourites/{question}", tag = "practice", operation_id = "keep_favourite",
    params(("question" = String, Path, description = "The question's name in the bank.")),
    responses(
        (status = 204, description = "Kept; again it changes nothing."),
        (status = 422, description = "`practice.answer_first`: favourites are shown with their solutions.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn keep(Caller { ctx, .. }: Caller, Named(question): Named<String>) -> Result<StatusCode, Problem> {
    favourites::keep(&ctx, &question).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let a favourite go.
#[utoipa::path(
    delete, path = "/practice/favourites/{question}", tag = "practice", operation_id = "let_favourite_go",
    params(("question" = String, Path, description = "The question's name in the bank.")),
    responses((status = 204, description = "Gone; again it changes nothing.")),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn let_go(Caller { ctx, .. }: Caller, Named(question): Named<String>) -> Result<StatusCode, Problem> {
    favourites::let_go(&ctx, &question).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// From 0; a page that cannot be read counts as the first.
fn at(query: Option<&str>) -> u64 {
    let page = query.into_iter().flat_map(|query| query.split('&')).find_map(|pair| pair.strip_prefix("page="));
    page.and_then(|page| page.parse::<u32>().ok()).map_or(0, |page| u64::from(page.max(1)) - 1)
}

fn page(book: BookPage) -> Book {
    let entries = book.lines.into_iter().map(entry).collect();
    Book { entries, total: book.total, resting: book.resting }
}

fn entry(line: BookLine) -> BookEntry {
    let BookLine { solution, mark, is_kept } = line;
    BookEntry {
        part: solution.place.part,
        kind: solution.item.kind.code(),
        case: case(&solution.item),
        correct: solution.right.to_string(),
        sources: sources(&solution),
        reason: solution.explanation,
        question: solution.place.question,
        stem: solution.item.stem,
        options: solution.item.options,
        correct_count: mark.map_or(0, |mark| mark.right),
        wrong_count: mark.map_or(0, |mark| mark.wrong),
        missing: mark.map_or(0, |mark| mark.missing()),
        in_error_book_since: mark.and_then(|mark| mark.booked_at).map(At),
        is_favourite: is_kept,
    }
}
