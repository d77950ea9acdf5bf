//! How do questions go out? A filter and a format; what the format cannot hold is named before anything is downloaded.

use axum::http::header;
use axum::response::IntoResponse;
use leptos::prelude::*;
use question_bank::formats::Format;
use question_bank::{Kind, Point, Purpose};
use registry::questions::QuestionFilter;
use registry::questions::exporting::{Export, export, look};
use registry::{Fault, Refusal};
use serde::Deserialize;

use super::import::losses;
use super::said;
use crate::error::{self, OrPage, PageResult};
use crate::form::{Form, Mistakes};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::notice::notice;
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
    point: String,
    purpose: String,
    state: String,
    format: String,
}

impl Asked {
    fn filter(&self) -> QuestionFilter {
        QuestionFilter {
            kind: self.kind.parse().ok(),
            point: self.point.parse().ok(),
            purpose: self.purpose.parse().ok(),
            state: (!self.state.is_empty()).then(|| self.state.clone()),
            ..QuestionFilter::default()
        }
    }

    fn format(&self) -> Format {
        self.format.parse().unwrap_or(Format::Xlsx)
    }

    fn fields(&self) -> [(&'static str, String); 5] {
        [
            ("kind", self.kind.clone()),
            ("point", self.point.clone()),
            ("purpose", self.purpose.clone()),
            ("state", self.state.clone()),
            ("format", self.format().code().to_owned()),
        ]
    }
}

pub async fn show(
    SignedVisit(visit): SignedVisit,
    axum::extract::Query(asked): axum::extract::Query<Asked>,
) -> PageResult {
    let export = look(&visit.ctx, &asked.filter(), asked.format()).await.or_page(&visit)?;
    let lang = visit.lang;
    let title = lang.t("questions.export.title");
    Ok(page(&visit, title.clone())
        .in_office()
        .under(lang.t("questions.title"), "/office/questions")
        .content(|| {
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("questions.export.intro")}</p>
                <form method="get" action="/office/questions/export" class="card">
                    {choices(lang, &asked)}
                    <p class="actions"><button class="secondary">{lang.t("questions.export.look")}</button></p>
                </form>
                {outcome(lang, &asked, &export)}
            }
            .into_any()
        })
        .respond())
}

fn choices(lang: Lang, asked: &Asked) -> AnyView {
    let none = Mistakes::none(lang);
    let list = |name: &'static str, label: String, group: &str, codes: Vec<&'static str>, chosen: &str| {
        let all = Choosable::new("", lang.t("ui.all"));
        let options = codes.into_iter().map(|code| Choosable::new(code, lang.code(group, code)));
        Choice::list(name, label, std::iter::once(all).chain(options).collect(), chosen).optional().view(&none)
    };
    let formats = Format::ALL.iter();
    let formats =
        formats.map(|format| Choosable::new(format.code(), lang.code("questions.formats.names", format.code())));
    let format = Choice::list("format", lang.t("questions.import.format"), formats.collect(), asked.format().code());
    let kinds = Kind::ALL.iter().map(|kind| kind.code()).collect();
    let points = Point::ALL.iter().map(|point| point.code()).collect();
    let purposes = Purpose::ALL.iter().map(|purpose| purpose.code()).collect();
    view! {
        {list("kind", lang.t("questions.kind"), "kinds", kinds, &asked.kind)}
        {list("point", lang.t("questions.point"), "points", points, &asked.point)}
        {list("purpose", lang.t("questions.purpose"), "questions.purposes", purposes, &asked.purpose)}
        {list("state", lang.t("questions.state"), "questions.states", vec!["ready", "reviewed", "retired"], &asked.state)}
        {format.view(&none)}
    }
    .into_any()
}

fn outcome(lang: Lang, asked: &Asked, export: &Export) -> AnyView {
    let count = lang.fill("questions.export.count", &[("n", &export.questions.to_string())]);
    let file = match &export.file {
        Ok(file) => file,
        Err(refused) => return notice(lang, Tone::Danger, said::refused(lang, refused)),
    };
    let nothing_lost = file.losses.is_empty().then(|| notice(lang, Tone::Success, lang.t("questions.export.no_loss")));
    let hidden = asked.fields().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    let download = (export.questions > 0).then(|| {
        view! {
            <form method="post" action="/office/questions/export" class="actions">
                {hidden.collect_view()}
                <button>{lang.t("questions.export.download")}</button>
            </form>
        }
    });
    view! {
        <h2>{count}</h2>
        {nothing_lost}
        {losses(lang, &file.losses)}
        {download}
    }
    .into_any()
}

pub async fn file(SignedVisit(visit): SignedVisit, Form(asked): Form<Asked>) -> PageResult {
    let format = asked.format();
    let made = export(&visit.ctx, &asked.filter(), format).await.or_page(&visit)?;
    let file =
        made.file.map_err(|_| error::page(&visit, Fault::refused(Refusal::new("questions.export_too_large"))))?;
    let name = format!("attachment; filename=\"questions.{}\"", format.extension());
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, file.bytes).into_response())
}
