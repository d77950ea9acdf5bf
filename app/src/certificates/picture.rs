//! How is the certificate kept on a phone? As one upright drawing with everything inside it: photo, code and frame.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use leptos::prelude::*;
use registry::certificates::PaperData;

use super::ornament::{BLUE, shapes};
use super::{hours, stamp};
use crate::lang::Lang;

const SANS: &str = "Source Han Sans SC, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif";
const SERIF: &str = "Source Han Serif SC, Noto Serif CJK SC, Songti SC, STSong, SimSun, serif";
const INK: &str = "#1b2533";
const MUTED: &str = "#566375";
const RED: &str = "#b3261a";
const LINE: &str = "#c9d4e2";

/// 360 by 520 units, three pixels each when it becomes a picture.
pub fn picture(lang: Lang, paper: &PaperData) -> String {
    // the framework's marks between lists are no XML; words arrive escaped
    drawing(lang, paper).to_html().replace("<!>", "")
}

fn drawing(lang: Lang, paper: &PaperData) -> AnyView {
    let label = format!("{} {}", paper.title, paper.number_human);
    view! {
        <svg
            xmlns="http://www.w3.org/2000/svg"
            viewBox="0 0 360 520"
            width="1080"
            height="1560"
            font-family=SANS
            font-size="12.5"
            fill=INK
            role="img"
            aria-label=label
        >
            <rect width="360" height="520" fill="#fff"></rect>
            <svg width="360" height="520" fill="none" stroke=BLUE stroke-width=".5">{shapes()}</svg>
            <rect x="1" y="1" width="358" height="518" fill="none" stroke=BLUE stroke-width="2"></rect>
            <rect x="16" y="16" width="328" height="488" fill="none" stroke=BLUE stroke-width=".5"></rect>
            {heading(lang, paper)}
            {photo(lang, paper)}
            {lines(lang, paper)}
            {issued(lang, paper)}
            {code(lang, paper)}
            {stamp(lang, paper.status).map(|words| stamped(&words))}
        </svg>
    }
    .into_any()
}

fn word(lang: Lang, key: &str) -> String {
    lang.code("certificates.card", key)
}

/// The type size in which `text` is no wider than `width`: a Chinese character is as wide as the size.
fn fit(text: &str, width: f64, size: f64) -> String {
    let ems: f64 = text.chars().map(|letter| if letter.is_ascii() { 0.56 } else { 1.0 }).sum();
    format!("{:.2}", (width / ems.max(1.0)).min(size))
}

fn heading(lang: Lang, paper: &PaperData) -> AnyView {
    let number = format!("{} {}", word(lang, "number"), paper.number_human);
    view! {
        <g text-anchor="middle">
            <text x="180" y="62" fill=BLUE font-family=SERIF font-weight="700" font-size=fit(&paper.title, 296.0, 25.0)>
                {paper.title.clone()}
            </text>
            <path d="M52 76.5h96M212 76.5h96M180 73l3.5 3.5-3.5 3.5-3.5-3.5z" fill="none" stroke=BLUE stroke-width=".6"></path>
            <text x="180" y="98" fill=BLUE font-size=fit(&number, 290.0, 13.0)>{number.clone()}</text>
        </g>
    }
    .into_any()
}

fn photo(lang: Lang, paper: &PaperData) -> AnyView {
    let inside = match &paper.photo {
        Some(photo) => {
            let source = format!("data:{};base64,{}", photo.media_type, BASE64_STANDARD.encode(&photo.content));
            view! {
                <image x="236" y="116" width="92" height="128.8" preserveAspectRatio="xMidYMid slice" href=source></image>
            }
            .into_any()
        }
        None => {
            view! { <text x="282" y="184" text-anchor="middle" fill=MUTED>{word(lang, "no_photo")}</text> }.into_any()
        }
    };
    view! { {inside}<rect x="236" y="116" width="92" height="128.8" fill="none" stroke=LINE></rect> }.into_any()
}

fn lines(lang: Lang, paper: &PaperData) -> AnyView {
    let lines = [
        ("sex", lang.code("accounts.sexes", paper.sex.code())),
        ("id_number", paper.id_number_masked.clone()),
        ("hours", hours(lang, paper.study_minutes)),
        ("exam_day", lang.day(paper.exam_day)),
        ("result", paper.result.clone()),
        ("validity", paper.validity.clone()),
    ];
    let line = |(index, (key, value)): (usize, (&str, String))| {
        let y = format!("{}", 162 + index * 22);
        let size = fit(&value, 134.0, 12.5);
        view! {
            <text x="32" y=y.clone() fill=MUTED font-size="11">{word(lang, key)}</text>
            <text x="92" y=y font-size=size>{value}</text>
        }
    };
    view! {
        <text x="32" y="136" fill=MUTED font-size="11">{word(lang, "name")}</text>
        <text x="92" y="137" font-family=SERIF font-weight="700" font-size=fit(&paper.name, 134.0, 20.0)>
            {paper.name.clone()}
        </text>
        {lines.into_iter().enumerate().map(line).collect_view()}
    }
    .into_any()
}

fn issued(lang: Lang, paper: &PaperData) -> AnyView {
    view! {
        <g text-anchor="middle">
            <path d="M32 292h296" stroke=LINE stroke-width=".6"></path>
            <text x="180" y="314" fill=MUTED font-size="11">{word(lang, "issuer")}</text>
            <text x="180" y="334" font-weight="700" font-size=fit(&paper.issuer, 290.0, 15.0)>{paper.issuer.clone()}</text>
            <text x="180" y="353">{lang.day(paper.issued_day)}</text>
        </g>
    }
    .into_any()
}

fn code(lang: Lang, paper: &PaperData) -> AnyView {
    let svg = paper.qr.svg().replacen("<svg ", "<svg x=\"26\" y=\"366\" width=\"124\" height=\"124\" ", 1);
    let address = paper.page_url.trim_start_matches("https://").to_owned();
    let size = |text: &str| fit(text, 164.0, 11.0);
    view! {
        <g inner_html=svg></g>
        <g font-size="10" fill=MUTED>
            <text x="158" y="388" fill=BLUE font-weight="700" font-size="13">{word(lang, "scan")}</text>
            <text x="158" y="408">{word(lang, "number_machine")}</text>
            <text x="158" y="422" fill=INK font-size=size(&paper.number)>{paper.number.clone()}</text>
            <text x="158" y="440">{word(lang, "address")}</text>
            <text x="158" y="454" fill=INK font-size=size(&address)>{address.clone()}</text>
            <text x="158" y="476">{paper.remark.clone()}</text>
        </g>
    }
    .into_any()
}

fn stamped(words: &str) -> AnyView {
    let letters = words.chars().map(|letter| if letter.is_ascii() { 0.6 } else { 1.08 }).sum::<f64>();
    let (half, width) = (letters * 20.0 + 14.0, letters * 40.0 + 28.0);
    view! {
        <g transform="translate(170 262) rotate(-14)" stroke=RED fill="none">
            <rect x=format!("{:.1}", -half) y="-34" width=format!("{width:.1}") height="68" fill="#fff" fill-opacity=".5" stroke-width="3"></rect>
            <rect x=format!("{:.1}", 4.0 - half) y="-30" width=format!("{:.1}", width - 8.0) height="60" stroke-width="1"></rect>
            <text text-anchor="middle" y="14" fill=RED stroke="none" font-family=SERIF font-weight="700" font-size="40" letter-spacing="3">
                {words.to_owned()}
            </text>
        </g>
    }
    .into_any()
}
