//! How do the pages look? Writes `target/gallery/certificates/*.html`, to be looked at in a browser.

use std::fs;
use std::path::PathBuf;

use leptos::prelude::*;
use registry::certificates::Status;
use registry::certificates::verification::Verification;
use registry::courses::Hours;

use super::sample::{NOW, PHOTO, keys, known, paper, site, view};
use crate::certificates::forms::Asked;
use crate::certificates::missing::{Standing, advice};
use crate::certificates::picture::picture;
use crate::certificates::print::{Sheet, document as printed};
use crate::certificates::record::record;
use crate::certificates::search::{Found, body as search};
use crate::certificates::{holder, verify};
use crate::lang::Lang;

fn framed(lang: Lang, layout: &str, main: &str) -> String {
    let side = if layout == "office" { "<nav class=\"side\"></nav>" } else { "" };
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><link rel=\"stylesheet\" href=\"pkg/shanggang.css\"></head>\
         <body class=\"{layout}\"><div class=\"shell\">{side}<main id=\"main\">{main}</main></div></body></html>",
        lang.tag()
    )
}

fn pages(lang: Lang) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for status in [Status::Valid, Status::Suspended, Status::Revoked] {
        let body = holder::body(lang, &view(status), &paper(status)).to_html();
        pages.push((format!("card-{}", status.code()), framed(lang, "column", &body)));
    }
    for status in Status::ALL {
        let found = Verification::Known(Box::new(known(status)));
        let page = verify::Page { lang, site: &site(), keys: &keys(), found: &found };
        pages.push((format!("verify-{}", status.code()), verify::document(&page)));
    }
    let unknown = Verification::Unknown { checked_at: NOW };
    let page = verify::Page { lang, site: &site(), keys: &keys(), found: &unknown };
    pages.push(("verify-unknown".to_owned(), verify::document(&page)));
    let asked = Asked { number: "通劳资〔2026〕000123号".to_owned(), name: "张三".to_owned() };
    let found = Found::Certificate(Box::new(known(Status::Valid)));
    for (name, found) in [("search", Found::NotAsked), ("search-nothing", Found::Nothing), ("search-found", found)] {
        pages.push((name.to_owned(), framed(lang, "column", &search(lang, &asked, &found).to_html())));
    }
    let standing = Standing { hours: vec![Hours::new(3_600_000, 166)], has_photo: true, ..Standing::default() };
    pages.push(("missing".to_owned(), framed(lang, "column", &advice(lang, &standing).to_html())));
    let office = record(lang, &view(Status::Revoked), &known(Status::Revoked)).to_html();
    pages.push(("record".to_owned(), framed(lang, "office", &office)));
    for (name, sheet) in [("print-a5", Sheet::A5), ("print-a4", Sheet::A4)] {
        pages.push((name.to_owned(), printed(lang, &paper(Status::Valid), sheet, "pkg/shanggang.css")));
    }
    pages
}

#[test]
fn every_page_is_drawn_without_inline_style_or_missing_words() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/gallery/certificates");
    fs::create_dir_all(folder.join("pkg")).unwrap();
    fs::write(folder.join("pkg/shanggang.css"), crate::style::SHEET).unwrap();
    fs::write(folder.join("photo.svg"), PHOTO).unwrap();
    for (lang, suffix) in [(Lang::Chinese, ""), (Lang::English, "-en")] {
        for (name, html) in pages(lang) {
            assert!(!html.contains(" style="), "{name}: inline style");
            for group in ["[certificates.", "[accounts.", "[ui.", "[frame."] {
                assert!(!html.contains(group), "{name}: {group} is missing in {}", lang.tag());
            }
            let html = html.replace("/certificates/NTLZ320613-2026-000123-K/photo", "photo.svg");
            fs::write(folder.join(format!("{name}{suffix}.html")), html).unwrap();
        }
        for status in [Status::Valid, Status::Revoked] {
            let svg = picture(lang, &paper(status));
            assert!(!svg.contains("[certificates.") && !svg.contains("<!"), "{}", status.code());
            fs::write(folder.join(format!("picture-{}{suffix}.svg", status.code())), svg).unwrap();
        }
    }
}
