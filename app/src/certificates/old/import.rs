//! How do old paper certificates come in from a sheet? Looked through first, with every line that is wrong; taken when the
//! issuer says so; taken back with its consequences shown first.

use axum::extract::Path;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use question_bank::formats::limits;
use registry::Fault;
use registry::certificates::old::Column as SheetColumn;
use registry::certificates::old::importing::{
    Becomes, Came, Import, ImportLine, Taken, as_it_came, keep, look, take, taken,
};
use registry::certificates::old::undoing::{Leaving, undo, undoing};
use registry::permissions::{Object, Verb, require};
use registry::sheets::{Columns, LineFault};
use serde::Deserialize;
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice, notice_with};
use crate::ui::sheet::{blank, download, marked_copy};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::upload::one_file;
use crate::visit::{SignedVisit, Visit};

const ADDRESS: &str = "/office/certificates/old/import";
/// The file, and what a form adds around it.
pub const MOST_BYTES: usize = limits::FILE_BYTES + 64 * 1024;

pub async fn form(SignedVisit(visit): SignedVisit) -> PageResult {
    form_page(&visit, &Mistakes::none(visit.lang)).await
}

pub async fn template(SignedVisit(visit): SignedVisit) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::Certificate).or_page(&visit)?;
    let titles = SheetColumn::ALL.map(|column| column.title().to_owned());
    let bytes = blank(visit.ctx.now(), &titles).or_page(&visit)?;
    Ok(download("old-certificates-template.xlsx", bytes))
}

pub async fn bring(SignedVisit(visit): SignedVisit, multipart: Result<Multipart, MultipartRejection>) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::Certificate).or_page(&visit)?;
    let kept = match one_file(multipart).await {
        Ok(upload) => keep(&visit.ctx, &upload.file_name, &upload.bytes).await,
        Err(refusal) => Err(Fault::from(refusal)),
    };
    match outcome(&visit, kept) {
        Outcome::Done(sheet) => Ok(Redirect::to(&format!("{ADDRESS}/{sheet}")).into_response()),
        Outcome::Mistaken(mistakes) => form_page(&visit, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn form_page(visit: &Visit, mistakes: &Mistakes) -> PageResult {
    let taken = taken(&visit.ctx).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("certificates.old.import.title"));
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(super::word(lang, "title"), super::office::ADDRESS)
        .content(|| {
            let file = Field::text("file", lang.t("sheets.file"), "").kind("file").hint(lang.t("sheets.file_hint"));
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p class="hint">{lang.t("certificates.old.import.intro")}</p>
                <p><a href=format!("{ADDRESS}/template.xlsx")>{lang.t("certificates.old.import.template")}</a></p>
                <form method="post" action=ADDRESS enctype="multipart/form-data" class="card">
                    {file.view(mistakes)}
                    <p class="actions"><button>{lang.t("certificates.old.import.look")}</button></p>
                </form>
                {taken_sheets(lang, &taken)}
            }
            .into_any()
        })
        .respond())
}

/// The way to take one back.
fn taken_sheets(lang: Lang, taken: &[Taken]) -> Option<AnyView> {
    if taken.is_empty() {
        return None;
    }
    let list = taken.iter().map(|one| {
        let path = format!("{ADDRESS}/{}", one.sheet);
        view! { <li><a href=path>{one.file_name.clone()}</a>" "{lang.time(one.at)}</li> }
    });
    let list = list.collect_view();
    Some(
        view! {
            <section class="card">
                <h2>{lang.t("certificates.old.import.taken_sheets")}</h2>
                <ul>{list}</ul>
            </section>
        }
        .into_any(),
    )
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(sheet): Path<Uuid>) -> PageResult {
    respond(&visit, sheet, &Undoing::default(), &Mistakes::none(visit.lang)).await
}

pub async fn take_one(SignedVisit(visit): SignedVisit, Path(sheet): Path<Uuid>) -> PageResult {
    match outcome(&visit, take(&visit.ctx, sheet).await) {
        Outcome::Done(_) => {
            Ok(Redirect::to(&format!("{ADDRESS}/{sheet}?done=old_certificates_imported")).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, sheet, &Undoing::default(), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Undoing {
    reason: String,
    /// how many lines of the register are touched, as it was shown
    shown: u64,
}

pub async fn undo_one(
    SignedVisit(visit): SignedVisit,
    Path(sheet): Path<Uuid>,
    Form(typed): Form<Undoing>,
) -> PageResult {
    match outcome(&visit, undo(&visit.ctx, sheet, &typed.reason, typed.shown).await) {
        Outcome::Done(_) => {
            Ok(Redirect::to(&format!("{ADDRESS}/{sheet}?done=old_certificates_taken_back")).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, sheet, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, sheet: Uuid, typed: &Undoing, mistakes: &Mistakes) -> PageResult {
    let import = look(&visit.ctx, sheet).await.or_page(visit)?;
    let leaving = undoing(&visit.ctx, sheet).await.or_page(visit)?;
    let lang = visit.lang;
    let title = lang.fill("certificates.old.import.look_title", &[("name", &import.file_name)]);
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(super::word(lang, "title"), super::office::ADDRESS)
        .under(lang.t("certificates.old.import.title"), ADDRESS)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {faults(lang, &import)}
                {taking(lang, &import)}
                {leaving.map(|leaving| taking_back(lang, sheet, (leaving, typed), mistakes))}
                {lines(lang, &import.lines)}
            }
            .into_any()
        })
        .respond())
}

fn faults(lang: Lang, import: &Import) -> AnyView {
    if import.faults.is_empty() && import.lines.is_empty() && import.taken.is_some() {
        return notice(lang, Tone::Info, lang.t("certificates.old.import.content_gone"));
    }
    if import.faults.is_empty() {
        return notice(lang, Tone::Success, lang.t("certificates.old.import.no_faults"));
    }
    let list = import.faults.iter().map(|fault| view! { <li>{placed(lang, fault)}</li> }).collect_view();
    let path = format!("{ADDRESS}/{}/marked.xlsx", import.sheet);
    let marked = import.is_own.then(|| view! { <p><a href=path>{lang.t("certificates.old.import.marked")}</a></p> });
    let more = view! { <ul>{list}</ul>{marked} };
    let title = lang.fill("certificates.old.import.faults", &[("n", &import.faults.len().to_string())]);
    notice_with(lang, Tone::Danger, title, more.into_any())
}

fn placed(lang: Lang, fault: &LineFault) -> String {
    let line = fault.number.to_string();
    lang.fill("certificates.old.import.fault", &[("line", &line), ("reason", &lang.refusal(&fault.reason))])
}

fn taking(lang: Lang, import: &Import) -> AnyView {
    if import.is_undone {
        return notice(lang, Tone::Info, lang.t("certificates.old.import.undone"));
    }
    if let Some(taken) = import.taken {
        let words = came(lang, "certificates.old.import.taken", taken);
        let list = format!("{}?sheet={}", super::office::ADDRESS, import.sheet);
        let way = view! { <p><a href=list>{lang.t("certificates.old.import.to_list")}</a></p> };
        return notice_with(lang, Tone::Info, words, way.into_any());
    }
    let coming = coming(&import.lines);
    let again = view! { <a href=ADDRESS>{lang.t("certificates.old.import.again")}</a> };
    if coming == Came::default() {
        return notice_with(lang, Tone::Info, lang.t("certificates.old.import.nothing_new"), again.into_any());
    }
    let words = came(lang, "certificates.old.import.take", coming);
    view! {
        <form method="post" action=format!("{ADDRESS}/{}", import.sheet) class="actions">
            <button>{words}</button>
            {again}
        </form>
    }
    .into_any()
}

fn coming(lines: &[ImportLine]) -> Came {
    let mut coming = Came::default();
    for line in lines {
        coming.new += u64::from(line.becomes == Becomes::New);
        coming.revoked += u64::from(matches!(line.becomes, Becomes::Revoked(_)));
    }
    coming
}

fn came(lang: Lang, key: &str, came: Came) -> String {
    lang.fill(key, &[("new", &came.new.to_string()), ("revoked", &came.revoked.to_string())])
}

/// What would go and what would stand again, before anything does.
fn taking_back(lang: Lang, sheet: Uuid, (leaving, typed): (Leaving, &Undoing), mistakes: &Mistakes) -> AnyView {
    let shown = (leaving.go + leaving.restored).to_string();
    let (go, restored) = (leaving.go.to_string(), leaving.restored.to_string());
    let electronic = leaving.with_electronic.to_string();
    let numbers = [("go", go.as_str()), ("electronic", electronic.as_str()), ("restored", restored.as_str())];
    view! {
        <form class="card" method="post" action=format!("{ADDRESS}/{sheet}/undo") novalidate>
            <h2>{lang.t("certificates.old.import.undo_title")}</h2>
            <p>{lang.fill("certificates.old.import.undo_comes_to", &numbers)}</p>
            <input type="hidden" name="shown" value=shown />
            {SafeTextarea::new("reason", lang.t("certificates.old.reason"), typed.reason.clone())
                .hint(lang.t("certificates.old.reason_hint"))
                .rows(3)
                .maxlength(200)
                .view(mistakes)}
            <p class="actions"><button class="danger">{lang.t("certificates.old.import.undo")}</button></p>
        </form>
    }
    .into_any()
}

fn lines(lang: Lang, lines: &[ImportLine]) -> AnyView {
    let columns = vec![
        Column::number("line", lang.t("sheets.line")),
        Column::text("number", lang.t("certificates.office.number")),
        Column::text("holder", lang.t("certificates.office.holder")),
        Column::text("becomes", lang.t("certificates.old.import.becomes_title")),
    ];
    let rows = lines.iter().map(|line| {
        vec![
            Cell::from(line.number.to_string()),
            Cell::from(line.certificate.clone()),
            Cell::from(line.holder.clone()),
            Cell::from(becomes(lang, &line.becomes)),
        ]
    });
    Table::new(lang.fill("certificates.old.import.sound", &[("n", &lines.len().to_string())]), columns, rows.collect())
        .titled()
        .view(lang)
}

fn becomes(lang: Lang, becomes: &Becomes) -> String {
    match becomes {
        Becomes::New => lang.t("certificates.old.import.becomes.new"),
        Becomes::Same => lang.t("certificates.old.import.becomes.same"),
        Becomes::Revoked(day) => lang.fill("certificates.old.import.becomes.revoked", &[("day", &lang.day(*day))]),
        Becomes::Differs(columns) => {
            let titles: Vec<&str> = columns.iter().map(|column| column.title()).collect();
            let titles = titles.join(&lang.t("certificates.old.and"));
            lang.fill("certificates.old.import.becomes.differs", &[("columns", &titles)])
        }
    }
}

/// The sheet as it came, with what is wrong at the end of each line.
pub async fn marked(SignedVisit(visit): SignedVisit, Path(sheet): Path<Uuid>) -> PageResult {
    let import = look(&visit.ctx, sheet).await.or_page(&visit)?;
    let rows = as_it_came(&visit.ctx, sheet).await.or_page(&visit)?;
    let lang = visit.lang;
    let wrong = |line: usize| {
        let here = import.faults.iter().filter(|fault| fault.number == line);
        here.map(|fault| lang.refusal(&fault.reason)).collect()
    };
    let bytes = marked_copy(visit.ctx.now(), rows, lang.t("sheets.marks"), wrong).or_page(&visit)?;
    Ok(download("old-certificates-marked.xlsx", bytes))
}
