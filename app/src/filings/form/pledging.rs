//! How does an officer sign the pledge? By hand on the screen, by the whole name in letters, or with a picture of a
//! signature on paper. The screen is a comfort: whoever has no script, or no finger to draw with, has the other two.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::filings::pledges::{Confirmed, Template, Way, drawn, templates};
use registry::filings::store::pledge::{Sign, Signing, Unsigned, sign, unsigned};
use serde::Deserialize;
use uuid::Uuid;

use super::{path, signing_path};
use crate::error::{OrPage, PageResult};
use crate::form::{FormWithFile, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::{Script, page};
use crate::ui::choice::{Choice, Choosable, tick};
use crate::ui::field::{Field, mistakes_summary};
use crate::upload::Upload;
use crate::visit::{SignedVisit, Visit};

const SCRIPT: &str = "signature.js";

/// The form as it was sent; what was drawn comes as a data address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    template: String,
    way: String,
    drawing: String,
    name: String,
    confirmed: String,
}

impl Typed {
    fn signing(&self, file: Upload) -> Signing {
        let by = match Way::parse(&self.way) {
            Some(Way::Drawn) => Sign::Drawn(drawn(&self.drawing)),
            Some(Way::Uploaded) => Sign::Uploaded(file.bytes),
            Some(Way::Typed) | None => {
                let confirmed = if self.confirmed == "yes" { Confirmed::Yes } else { Confirmed::No };
                Sign::Typed { name: self.name.clone(), confirmed }
            }
        };
        // a number that cannot be read is one that there is not
        Signing { template: self.template.parse().unwrap_or(0), by }
    }
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(binding): Path<Uuid>) -> PageResult {
    let typed = Typed { template: "1".into(), way: Way::Typed.code().into(), ..Typed::default() };
    respond(&visit, binding, &typed, &Mistakes::none(visit.lang)).await
}

pub async fn sign_one(
    SignedVisit(visit): SignedVisit,
    Path(binding): Path<Uuid>,
    FormWithFile { typed, file }: FormWithFile<Typed>,
) -> PageResult {
    match outcome(&visit, sign(&visit.ctx, binding, typed.signing(file)).await) {
        Outcome::Done(_) => Ok(Redirect::to(&format!("{}?done=pledge_signed", path(binding))).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, binding, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, binding: Uuid, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let blanks = unsigned(&visit.ctx, binding).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("filing_forms.pledge_title"));
    Ok(page(visit, title.clone())
        .under(lang.t("filings.one"), format!("/bindings/{binding}"))
        .under(lang.t("filing_forms.title"), path(binding))
        .script(Script::Module(SCRIPT))
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p>{lang.t("filing_forms.pledge_intro")}</p>
                {templates().iter().map(|text| words(lang, text, &blanks)).collect_view()}
                {signing(lang, binding, &blanks, typed, mistakes)}
            }
            .into_any()
        })
        .respond())
}

/// A text with its blanks filled in; the published one stands open.
fn words(lang: Lang, text: &Template, blanks: &Unsigned) -> AnyView {
    let head = lang.fill("filing_forms.template", &[("version", &text.version.to_string())]);
    let corrected = text.corrections.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    let corrected = (!text.corrections.is_empty()).then(|| view! { <ul>{corrected}</ul> });
    let paragraphs = text.filled(&blanks.contractor, &blanks.project);
    view! {
        <details class="card" open=text.version == 1 lang="zh-CN">
            <summary>{head}</summary>
            <p class="hint">{text.origin.clone()}</p>
            {corrected}
            <h2>{text.title.clone()}</h2>
            {paragraphs.into_iter().map(|paragraph| view! { <p>{paragraph}</p> }).collect_view()}
        </details>
    }
    .into_any()
}

fn signing(lang: Lang, binding: Uuid, blanks: &Unsigned, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let texts = templates().iter().map(|text| {
        let version = text.version.to_string();
        let hint =
            lang.code("filing_forms.template_hints", if text.corrections.is_empty() { "first" } else { "corrected" });
        Choosable::new(version.clone(), lang.fill("filing_forms.template", &[("version", &version)])).hint(hint)
    });
    let ways = Way::ALL.map(|way| {
        let hint = lang.code("filing_forms.way_hints", way.code());
        Choosable::new(way.code(), lang.code("filing_forms.ways", way.code())).hint(hint)
    });
    let name_hint = lang.fill("filing_forms.name_hint", &[("name", &blanks.officer)]);
    view! {
        <form
            method="post"
            action=signing_path(binding)
            enctype="multipart/form-data"
            class="card"
            id="signing"
            novalidate
        >
            <h2>{lang.t("filing_forms.sign_title")}</h2>
            {Choice::one("template", lang.t("filing_forms.which_template"), texts.collect(), &typed.template).view(mistakes)}
            {Choice::one("way", lang.t("filing_forms.which_way"), ways.to_vec(), &typed.way).view(mistakes)}
            {pad(lang, &typed.drawing)}
            {Field::text("name", lang.t("filing_forms.typed_name"), &typed.name)
                .hint(name_hint)
                .autocomplete("off")
                .maxlength(50)
                .optional()
                .view(mistakes)}
            {tick("confirmed", lang.t("filing_forms.confirmed").as_str(), &typed.confirmed, mistakes)}
            {Field::text("file", lang.t("filing_forms.signature_file"), "")
                .kind("file")
                .hint(lang.t("filing_forms.signature_hint"))
                .optional()
                .view(mistakes)}
            <p class="hint">{lang.t("filing_forms.sign_frozen")}</p>
            <p class="actions"><button>{lang.t("filing_forms.sign")}</button></p>
        </form>
    }
    .into_any()
}

/// Hidden until the script wakes it. It is drawn on by finger, pen or mouse; the keyboard has the other ways.
fn pad(lang: Lang, drawing: &str) -> AnyView {
    let kept = if drawn(drawing).is_empty() { String::new() } else { drawing.to_owned() };
    view! {
        <div id="pad" hidden>
            <p id="pad-name">{lang.t("filing_forms.pad")}</p>
            <canvas width="600" height="240" role="img" aria-labelledby="pad-name"></canvas>
            <input type="hidden" name="drawing" value=kept/>
            <p><button type="button" class="secondary">{lang.t("filing_forms.pad_clear")}</button></p>
        </div>
    }
    .into_any()
}
