//! How do enterprises come in from a sheet? Looked through first, with every line that is wrong; taken when somebody says so.

use axum::extract::Path;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use question_bank::formats::limits;
use registry::Fault;
use registry::enterprises::Column as SheetColumn;
use registry::enterprises::importing::{Becomes, Import, ImportLine, keep, look, rows, take};
use registry::permissions::{Object, Verb, require};
use registry::sheets::{Columns, LineFault};
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::form::{Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice, notice_with};
use crate::ui::sheet::{download, marked_copy, workbook};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::upload::one_file;
use crate::visit::{SignedVisit, Visit};

const ADDRESS: &str = "/office/enterprises/import";
/// The file, and what a form adds around it.
pub const MOST_BYTES: usize = limits::FILE_BYTES + 64 * 1024;

pub async fn form(SignedVisit(visit): SignedVisit) -> PageResult {
    require(&visit.ctx, Verb::Decide, Object::Enterprise).or_page(&visit)?;
    Ok(form_page(&visit, &Mistakes::none(visit.lang)))
}

pub async fn template(SignedVisit(visit): SignedVisit) -> PageResult {
    require(&visit.ctx, Verb::Decide, Object::Enterprise).or_page(&visit)?;
    let titles = SheetColumn::ALL.map(|column| column.title().to_owned());
    let bytes = workbook(visit.ctx.now(), &titles, &[]).or_page(&visit)?;
    Ok(download("enterprises-template.xlsx", bytes))
}

pub async fn bring(SignedVisit(visit): SignedVisit, multipart: Result<Multipart, MultipartRejection>) -> PageResult {
    require(&visit.ctx, Verb::Decide, Object::Enterprise).or_page(&visit)?;
    let kept = match one_file(multipart).await {
        Ok(upload) => keep(&visit.ctx, &upload.file_name, &upload.bytes).await,
        Err(refusal) => Err(Fault::from(refusal)),
    };
    match outcome(&visit, kept) {
        Outcome::Done(sheet) => Ok(Redirect::to(&format!("{ADDRESS}/{sheet}")).into_response()),
        Outcome::Mistaken(mistakes) => Ok(form_page(&visit, &mistakes)),
        Outcome::Other(response) => Err(response),
    }
}

fn form_page(visit: &Visit, mistakes: &Mistakes) -> Response {
    let (lang, title) = (visit.lang, visit.t("enterprises.import.title"));
    page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("enterprises.list_title"), "/office/enterprises")
        .content(|| {
            let file = Field::text("file", lang.t("sheets.file"), "").kind("file").hint(lang.t("sheets.file_hint"));
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p class="hint">{lang.t("enterprises.import.intro")}</p>
                <p><a href=format!("{ADDRESS}/template.xlsx")>{lang.t("enterprises.import.template")}</a></p>
                <form method="post" action=ADDRESS enctype="multipart/form-data" class="card">
                    {file.view(mistakes)}
                    <p class="actions"><button>{lang.t("enterprises.import.look")}</button></p>
                </form>
            }
            .into_any()
        })
        .respond()
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(sheet): Path<Uuid>) -> PageResult {
    respond(&visit, sheet, &Mistakes::none(visit.lang)).await
}

pub async fn take_one(SignedVisit(visit): SignedVisit, Path(sheet): Path<Uuid>) -> PageResult {
    match outcome(&visit, take(&visit.ctx, sheet).await) {
        Outcome::Done(_) => Ok(Redirect::to(&format!("{ADDRESS}/{sheet}?done=enterprises_imported")).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, sheet, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, sheet: Uuid, mistakes: &Mistakes) -> PageResult {
    let import = look(&visit.ctx, sheet).await.or_page(visit)?;
    let lang = visit.lang;
    let title = lang.fill("enterprises.import.look_title", &[("name", &import.file_name)]);
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("enterprises.list_title"), "/office/enterprises")
        .under(lang.t("enterprises.import.title"), ADDRESS)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {faults(lang, &import)}
                {taking(lang, &import)}
                {lines(lang, &import.lines)}
            }
            .into_any()
        })
        .respond())
}

fn faults(lang: Lang, import: &Import) -> AnyView {
    if import.faults.is_empty() {
        return notice(lang, Tone::Success, lang.t("enterprises.import.no_faults"));
    }
    let list = import.faults.iter().map(|fault| view! { <li>{placed(lang, fault)}</li> }).collect_view();
    let marked = format!("{ADDRESS}/{}/marked.xlsx", import.sheet);
    let more = view! {
        <ul>{list}</ul>
        <p><a href=marked>{lang.t("enterprises.import.marked")}</a></p>
    };
    let title = lang.fill("enterprises.import.faults", &[("n", &import.faults.len().to_string())]);
    notice_with(lang, Tone::Danger, title, more.into_any())
}

fn placed(lang: Lang, fault: &LineFault) -> String {
    let line = fault.number.to_string();
    lang.fill("enterprises.import.fault", &[("line", &line), ("reason", &lang.refusal(&fault.reason))])
}

fn taking(lang: Lang, import: &Import) -> AnyView {
    if let Some(taken) = import.taken {
        let words = lang.fill("enterprises.import.taken", &[("n", &taken.to_string())]);
        let way = view! {
            <p><a href="/office/enterprises?which=not_accepted">{lang.t("enterprises.import.to_list")}</a></p>
        };
        return notice_with(lang, Tone::Info, words, way.into_any());
    }
    let new = import.lines.iter().filter(|line| line.becomes == Becomes::New).count();
    let again = view! { <a href=ADDRESS>{lang.t("enterprises.import.again")}</a> };
    if new == 0 {
        return notice_with(lang, Tone::Info, lang.t("enterprises.import.nothing_new"), again.into_any());
    }
    let words = lang.fill("enterprises.import.take", &[("n", &new.to_string())]);
    view! {
        <form method="post" action=format!("{ADDRESS}/{}", import.sheet) class="actions">
            <button>{words}</button>
            {again}
        </form>
    }
    .into_any()
}

fn lines(lang: Lang, lines: &[ImportLine]) -> AnyView {
    let columns = vec![
        Column::number("line", lang.t("sheets.line")),
        Column::text("name", lang.t("enterprises.name")),
        Column::text("credit_code", lang.t("enterprises.credit_code")),
        Column::text("becomes", lang.t("enterprises.import.becomes_title")),
    ];
    let rows = lines.iter().map(|line| {
        vec![
            Cell::from(line.number.to_string()),
            Cell::from(line.name.clone()),
            Cell::from(view! { <span class="code">{line.credit_code.clone()}</span> }.into_any()),
            Cell::from(becomes(lang, &line.becomes)),
        ]
    });
    Table::new(lang.fill("enterprises.import.sound", &[("n", &lines.len().to_string())]), columns, rows.collect())
        .titled()
        .view(lang)
}

fn becomes(lang: Lang, becomes: &Becomes) -> String {
    match becomes {
        Becomes::New => lang.t("enterprises.import.becomes.new"),
        Becomes::Same => lang.t("enterprises.import.becomes.same"),
        Becomes::Elsewhere => lang.t("enterprises.import.becomes.elsewhere"),
        Becomes::Differs(columns) => {
            let titles: Vec<&str> = columns.iter().map(|column| column.title()).collect();
            let titles = titles.join(&lang.t("enterprises.and"));
            lang.fill("enterprises.import.becomes.differs", &[("columns", &titles)])
        }
    }
}

/// The sheet as it came, with what is wrong at the end of each line.
pub async fn marked(SignedVisit(visit): SignedVisit, Path(sheet): Path<Uuid>) -> PageResult {
    let import = look(&visit.ctx, sheet).await.or_page(&visit)?;
    let rows = rows(&visit.ctx, sheet).await.or_page(&visit)?;
    let lang = visit.lang;
    let wrong = |line: usize| {
        let here = import.faults.iter().filter(|fault| fault.number == line);
        here.map(|fault| lang.refusal(&fault.reason)).collect()
    };
    let bytes = marked_copy(visit.ctx.now(), rows, lang.t("sheets.marks"), wrong).or_page(&visit)?;
    Ok(download("enterprises-marked.xlsx", bytes))
}
