//! How do questions come in from a file or from pasted text? Looked through first, with every line that is wrong; taken
//! as drafts when somebody says so.

use axum::extract::Path;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use question_bank::formats::{FileRefused, Format, limits, xlsx};
use registry::permissions::{Object, Verb, require};
use registry::questions::importing::{Line, Look, NotKept, keep, look, sheet, take, text_format};
use registry::{Fault, Refusal};
use uuid::Uuid;

use super::said;
use crate::error::{self, OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice, notice_with};
use crate::ui::sheet::{download, marked_copy};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// The file, and as much again as the other fields of the form may need.
pub const MOST_BYTES: usize = limits::FILE_BYTES + 1024 * 1024;
/// As much of a stem as a line shows.
const STEM: usize = 60;

/// What came with the form.
#[derive(Default)]
struct Brought {
    format: String,
    name: String,
    file: Vec<u8>,
    text: String,
}

pub async fn form(SignedVisit(visit): SignedVisit) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::QuestionBank).or_page(&visit)?;
    Ok(form_page(&visit, &Brought::default(), None, &Mistakes::none(visit.lang)))
}

pub async fn template(SignedVisit(visit): SignedVisit) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::QuestionBank).or_page(&visit)?;
    let bytes = xlsx::template().map_err(Fault::internal).or_page(&visit)?;
    Ok(download("questions-template.xlsx", bytes))
}

pub async fn bring(SignedVisit(visit): SignedVisit, multipart: Result<Multipart, MultipartRejection>) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::QuestionBank).or_page(&visit)?;
    let mut brought = Brought::default();
    let read = match multipart {
        Ok(multipart) => read(multipart, &mut brought).await,
        Err(_) => Err(Refusal::on("file", "questions.upload_unreadable")),
    };
    let refused = |reason: Refusal, brought: &Brought| {
        Ok(form_page(&visit, brought, None, &Mistakes::new(vec![reason], visit.lang)))
    };
    if let Err(reason) = read {
        return refused(reason, &brought);
    }
    let Some(format) = brought.format() else {
        return refused(Refusal::on("format", "questions.format_unknown"), &brought);
    };
    let (name, bytes) = match brought.file.is_empty() {
        true => (visit.t("questions.import.pasted"), brought.text.clone().into_bytes()),
        false => (brought.name.clone(), std::mem::take(&mut brought.file)),
    };
    match keep(&visit.ctx, format, &name, bytes).await {
        Ok(upload) => Ok(Redirect::to(&format!("/office/questions/import/{upload}")).into_response()),
        Err(NotKept::File(file)) => Ok(form_page(&visit, &brought, Some(&file), &Mistakes::none(visit.lang))),
        Err(NotKept::Fault(Fault::Refused(reasons))) => {
            Ok(form_page(&visit, &brought, None, &Mistakes::new(reasons, visit.lang)))
        }
        Err(NotKept::Fault(fault)) => Err(error::page(&visit, fault)),
    }
}

async fn read(mut multipart: Multipart, brought: &mut Brought) -> Result<(), Refusal> {
    let unreadable = |_| Refusal::on("file", "questions.upload_unreadable");
    while let Some(part) = multipart.next_field().await.map_err(unreadable)? {
        match part.name().unwrap_or_default() {
            "format" => brought.format = part.text().await.map_err(unreadable)?,
            "text" => brought.text = part.text().await.map_err(unreadable)?,
            "file" => {
                brought.name = part.file_name().unwrap_or_default().to_owned();
                brought.file = part.bytes().await.map_err(unreadable)?.to_vec();
            }
            _ => {}
        }
    }
    Ok(())
}

impl Brought {
    /// The chosen format, else what the name of the file says; a text says itself which kind it is.
    fn format(&self) -> Option<Format> {
        if let Ok(format) = self.format.parse() {
            return Some(format);
        }
        if self.file.is_empty() {
            return Some(text_format(self.text.as_bytes()));
        }
        let (_, ending) = self.name.rsplit_once('.')?;
        match ending.to_lowercase().as_str() {
            "xlsx" => Some(Format::Xlsx),
            "txt" => Some(text_format(&self.file)),
            "gift" => Some(Format::Gift),
            "xml" => Some(Format::MoodleXml),
            "zip" => Some(Format::Qti21),
            _ => None,
        }
    }
}

fn form_page(visit: &Visit, brought: &Brought, refused: Option<&FileRefused>, mistakes: &Mistakes) -> Response {
    let lang = visit.lang;
    let is_wrong = refused.is_some() || !mistakes.is_empty();
    let title = lang.t("questions.import.title");
    page(visit, title.clone())
        .in_office()
        .status(if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
        .under(lang.t("questions.title"), "/office/questions")
        .content(|| {
            let refused = refused.map(|refused| {
                let why = view! { <p>{said::refused(lang, refused)}</p> }.into_any();
                notice_with(lang, Tone::Danger, lang.t("questions.import.refused"), why)
            });
            let text = SafeTextarea::new("text", lang.t("questions.import.text"), brought.text.clone());
            let file = Field::text("file", lang.t("questions.import.file"), "").kind("file");
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("questions.import.intro")}</p>
                {mistakes_summary(lang.t("questions.draft.mistakes"), mistakes)}
                {refused}
                <p><a href="/office/questions/template.xlsx">{lang.t("questions.import.template")}</a></p>
                <form method="post" action="/office/questions/import" enctype="multipart/form-data" class="card">
                    {file.hint(lang.t("questions.import.file_hint")).optional().view(mistakes)}
                    {formats(lang, &brought.format).view(mistakes)}
                    {text.hint(lang.t("questions.import.text_hint")).rows(10).optional().view(mistakes)}
                    <p class="actions"><button>{lang.t("questions.import.look")}</button></p>
                </form>
            }
            .into_any()
        })
        .respond()
}

fn formats(lang: Lang, chosen: &str) -> Choice {
    let by_name = Choosable::new("", lang.t("questions.import.by_name"));
    let known = Format::ALL
        .iter()
        .map(|format| Choosable::new(format.code(), lang.code("questions.formats.names", format.code())));
    let options = std::iter::once(by_name).chain(known).collect();
    Choice::list("format", lang.t("questions.import.format"), options, chosen).optional()
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(upload): Path<Uuid>) -> PageResult {
    let look = look(&visit.ctx, upload).await.or_page(&visit)?;
    let lang = visit.lang;
    let title = lang.fill("questions.import.look_title", &[("name", &look.file_name)]);
    Ok(page(&visit, title.clone())
        .in_office()
        .under(lang.t("questions.title"), "/office/questions")
        .under(lang.t("questions.import.title"), "/office/questions/import")
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {faults(lang, &look)}
                {losses(lang, &look.losses)}
                {lines(lang, &look.lines)}
                {taking(lang, &look)}
            }
            .into_any()
        })
        .respond())
}

fn faults(lang: Lang, look: &Look) -> AnyView {
    if look.faults.is_empty() {
        return notice(lang, Tone::Success, lang.t("questions.import.no_faults"));
    }
    let marked = (look.format == Format::Xlsx).then(|| {
        let path = format!("/office/questions/import/{}/marked.xlsx", look.upload);
        view! { <p><a href=path>{lang.t("questions.import.marked")}</a></p> }
    });
    let list = look.faults.iter().map(|fault| view! { <li>{said::fault(lang, fault)}</li> }).collect_view();
    let count = look.faults.len().to_string();
    let title = lang.fill("questions.import.faults", &[("n", &count)]);
    notice_with(lang, Tone::Danger, title, view! { <ul>{list}</ul>{marked} }.into_any())
}

pub fn losses(lang: Lang, losses: &[question_bank::formats::Loss]) -> Option<AnyView> {
    if losses.is_empty() {
        return None;
    }
    let list = losses.iter().map(|loss| view! { <li>{said::loss(lang, loss)}</li> }).collect_view();
    let list = view! { <ul>{list}</ul> }.into_any();
    Some(notice_with(lang, Tone::Warning, lang.t("questions.formats.lost"), list))
}

fn lines(lang: Lang, lines: &[Line]) -> AnyView {
    let titles = ["place", "id", "kind", "stem", "becomes", "missing"];
    let columns = titles.map(|key| Column::text(key, lang.code("questions.import.columns", key))).to_vec();
    let rows = lines.iter().map(|line| row(lang, line)).collect();
    Table::new(lang.fill("questions.import.sound", &[("n", &lines.len().to_string())]), columns, rows)
        .titled()
        .view(lang)
}

fn row(lang: Lang, line: &Line) -> Vec<Cell> {
    let missing: Vec<String> = line.missing.iter().map(|missing| said::missing(lang, missing)).collect();
    let stem: String = line.stem.chars().take(STEM).collect();
    vec![
        said::place(lang, &line.place).into(),
        line.id.clone().unwrap_or_else(|| lang.t("questions.import.no_id")).into(),
        lang.code("kinds", line.kind.code()).into(),
        stem.into(),
        lang.code("questions.import.becomes", line.becomes.code()).into(),
        missing.join(lang.t("questions.import.and").as_str()).into(),
    ]
}

fn taking(lang: Lang, look: &Look) -> Option<AnyView> {
    if look.is_taken {
        return Some(notice(lang, Tone::Info, lang.t("questions.import.taken")));
    }
    let action = format!("/office/questions/import/{}", look.upload);
    let words = lang.fill("questions.import.take", &[("n", &look.lines.len().to_string())]);
    (!look.lines.is_empty()).then(|| {
        view! {
            <form method="post" action=action class="actions">
                <button>{words}</button>
                <a href="/office/questions/import">{lang.t("questions.import.again")}</a>
            </form>
        }
        .into_any()
    })
}

pub async fn confirm(SignedVisit(visit): SignedVisit, Path(upload): Path<Uuid>) -> PageResult {
    take(&visit.ctx, upload).await.or_page(&visit)?;
    Ok(Redirect::to("/office/questions/drafts?done=questions_imported").into_response())
}

/// The sheet as it came, with what is wrong at the end of each line.
pub async fn marked(SignedVisit(visit): SignedVisit, Path(upload): Path<Uuid>) -> PageResult {
    let rows = sheet(&visit.ctx, upload).await.or_page(&visit)?.ok_or(Fault::NotFound).or_page(&visit)?;
    let look = look(&visit.ctx, upload).await.or_page(&visit)?;
    let lang = visit.lang;
    let wrong = |line: usize| {
        let here = look.faults.iter().filter(|fault| usize::try_from(fault.place.line).is_ok_and(|at| at == line));
        here.map(|fault| said::fault(lang, fault)).collect()
    };
    let bytes = marked_copy(visit.ctx.now(), rows, lang.t("questions.import.marks"), wrong).or_page(&visit)?;
    Ok(download("questions-marked.xlsx", bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIFT: &str = "::甲::应当（　）。{=核对 ~外出}";
    const BLOCKS: &str = "1. 应当（　）。\nA. 核对\nB. 外出\n答案：A";

    #[test]
    fn the_chosen_format_goes_before_the_name_and_a_text_says_which_it_is() {
        let brought = |format: &str, name: &str, file: &str, text: &str| Brought {
            format: format.into(),
            name: name.into(),
            file: file.into(),
            text: text.into(),
        };
        let read = |format: &str, name: &str, file: &str| brought(format, name, file, "").format();
        assert_eq!(read("", "questions.txt", GIFT), Some(Format::Gift), "our own export of GIFT is called so");
        assert_eq!(read("", "试题.TXT", BLOCKS), Some(Format::Text));
        assert_eq!(read("", "试题.gift", BLOCKS), Some(Format::Gift), "nothing else has this ending");
        assert_eq!(read("text", "questions.txt", GIFT), Some(Format::Text), "whoever chose is believed");
        assert_eq!(read("", "试题.doc", BLOCKS), None);
        assert_eq!(brought("", "", "", GIFT).format(), Some(Format::Gift));
        assert_eq!(brought("", "", "", BLOCKS).format(), Some(Format::Text));
        assert_eq!(brought("", "", "", "").format(), Some(Format::Text));
    }
}
