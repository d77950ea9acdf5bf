//! How do records come in from a sheet, whatever it brings? Looked through first, with every line that is wrong; taken when
//! somebody says so, and taken back.

mod parts;

use axum::extract::Path;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use question_bank::formats::limits;
use registry::Fault;
use registry::sheets::Columns;
use registry::sheets::bringing::{self, Bringing};
use serde::Deserialize;
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::Page;
use crate::ui::field::mistakes_summary;
use crate::ui::notice::done;
use crate::ui::sheet::{blank, download, marked_copy};
use crate::upload::one_file;
use crate::visit::{SignedVisit, Visit};

/// The file, and what a form adds around it.
pub const MOST_BYTES: usize = limits::FILE_BYTES + 64 * 1024;

/// The pages of one kind of sheet.
#[derive(Clone, Copy)]
pub struct SheetPages {
    /// where they begin
    pub address: &'static str,
    /// the group of their words
    pub words: &'static str,
    /// where what came in is listed
    pub list: &'static str,
}

/// Where a sheet stands.
#[derive(Clone, Copy)]
struct Standing {
    sheet: Uuid,
    /// how many lines would bring something
    new: usize,
    taken: Option<u64>,
    is_undone: bool,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Undoing {
    reason: String,
    /// how many records go, as it was shown
    shown: u64,
}

/// A line of a sheet as it is shown.
pub type LineOf<S> = <<S as Sheet>::Records as Bringing>::Line;

/// One kind of sheet: what it brings, and how it is shown.
pub trait Sheet: 'static {
    type Column: Columns;
    /// What it brings, and what becomes of it.
    type Records: Bringing;
    /// What its files are called.
    const FILES: &'static str;
    /// What is said after the taking, and after the taking back.
    const DONE: [&'static str; 2];

    fn pages(visit: &Visit) -> SheetPages;

    fn framed(visit: &Visit, title: String) -> Page<'_>;

    /// What stands beside the form.
    fn hint(_: Lang) -> Option<AnyView> {
        None
    }

    /// Whether a line brings something.
    fn is_new(line: &LineOf<Self>) -> bool;

    fn table(lang: Lang, lines: &[LineOf<Self>]) -> AnyView;
}

pub async fn form<S: Sheet>(SignedVisit(visit): SignedVisit) -> PageResult {
    form_page::<S>(&visit, &Mistakes::none(visit.lang)).await
}

/// The titles of a sheet, to be filled in; a star stands at what is needed.
pub async fn template<S: Sheet>(SignedVisit(visit): SignedVisit) -> PageResult {
    S::Records::may_bring(&visit.ctx).or_page(&visit)?;
    let titled = |column: &S::Column| format!("{}{}", column.title(), if column.is_needed() { "*" } else { "" });
    let titles: Vec<String> = S::Column::all().iter().map(titled).collect();
    let bytes = blank(visit.ctx.now(), &titles).or_page(&visit)?;
    Ok(download(&format!("{}-template.xlsx", S::FILES), bytes))
}

pub async fn bring<S: Sheet>(
    SignedVisit(visit): SignedVisit,
    multipart: Result<Multipart, MultipartRejection>,
) -> PageResult {
    S::Records::may_bring(&visit.ctx).or_page(&visit)?;
    let kept = match one_file(multipart).await {
        Ok(upload) => bringing::keep::<S::Records>(&visit.ctx, &upload.file_name, &upload.bytes).await,
        Err(refusal) => Err(Fault::from(refusal)),
    };
    match outcome(&visit, kept) {
        Outcome::Done(sheet) => Ok(Redirect::to(&S::pages(&visit).of(sheet)).into_response()),
        Outcome::Mistaken(mistakes) => form_page::<S>(&visit, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn form_page<S: Sheet>(visit: &Visit, mistakes: &Mistakes) -> PageResult {
    let taken = bringing::taken::<S::Records>(&visit.ctx).await.or_page(visit)?;
    let (lang, pages) = (visit.lang, S::pages(visit));
    let title = lang.code(pages.words, "title");
    Ok(S::framed(visit, title.clone())
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {S::hint(lang)}
                {pages.bring(lang, &taken, mistakes)}
            }
            .into_any()
        })
        .respond())
}

pub async fn show<S: Sheet>(SignedVisit(visit): SignedVisit, Path(sheet): Path<Uuid>) -> PageResult {
    respond::<S>(&visit, sheet, &Undoing::default(), &Mistakes::none(visit.lang)).await
}

pub async fn take<S: Sheet>(SignedVisit(visit): SignedVisit, Path(sheet): Path<Uuid>) -> PageResult {
    let [taken, _] = S::DONE;
    match outcome(&visit, bringing::take::<S::Records>(&visit.ctx, sheet).await) {
        Outcome::Done(_) => Ok(back::<S>(&visit, sheet, taken)),
        Outcome::Mistaken(mistakes) => respond::<S>(&visit, sheet, &Undoing::default(), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn undo<S: Sheet>(
    SignedVisit(visit): SignedVisit,
    Path(sheet): Path<Uuid>,
    Form(typed): Form<Undoing>,
) -> PageResult {
    let [_, taken_back] = S::DONE;
    match outcome(&visit, bringing::undo::<S::Records>(&visit.ctx, sheet, &typed.reason, typed.shown).await) {
        Outcome::Done(_) => Ok(back::<S>(&visit, sheet, taken_back)),
        Outcome::Mistaken(mistakes) => respond::<S>(&visit, sheet, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

fn back<S: Sheet>(visit: &Visit, sheet: Uuid, word: &str) -> Response {
    Redirect::to(&format!("{}?done={word}", S::pages(visit).of(sheet))).into_response()
}

async fn respond<S: Sheet>(visit: &Visit, sheet: Uuid, typed: &Undoing, mistakes: &Mistakes) -> PageResult {
    let import = bringing::look::<S::Records>(&visit.ctx, sheet).await.or_page(visit)?;
    let leaving = bringing::undoing::<S::Records>(&visit.ctx, sheet).await.or_page(visit)?;
    let (lang, pages) = (visit.lang, S::pages(visit));
    let title = lang.fill("sheets.look_title", &[("name", &import.file_name)]);
    let new = import.lines.iter().filter(|line| S::is_new(line)).count();
    let standing = Standing { sheet, new, taken: import.taken, is_undone: import.is_undone };
    Ok(S::framed(visit, title.clone())
        .mistakes(mistakes)
        .under(lang.code(pages.words, "title"), pages.address)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {pages.faults(lang, sheet, &import.faults)}
                {pages.taking(lang, standing)}
                {leaving.map(|leaving| pages.taking_back(lang, sheet, (leaving, typed), mistakes))}
                {S::table(lang, &import.lines)}
            }
            .into_any()
        })
        .respond())
}

/// The sheet as it came, with what is wrong at the end of each line.
pub async fn marked<S: Sheet>(SignedVisit(visit): SignedVisit, Path(sheet): Path<Uuid>) -> PageResult {
    let faults = bringing::look::<S::Records>(&visit.ctx, sheet).await.or_page(&visit)?.faults;
    let rows = bringing::rows::<S::Records>(&visit.ctx, sheet).await.or_page(&visit)?;
    let lang = visit.lang;
    let wrong = |line: usize| {
        let here = faults.iter().filter(|fault| fault.number == line);
        here.map(|fault| lang.refusal(&fault.reason)).collect()
    };
    let bytes = marked_copy(visit.ctx.now(), rows, lang.t("sheets.marks"), wrong).or_page(&visit)?;
    Ok(download(&format!("{}-marked.xlsx", S::FILES), bytes))
}
