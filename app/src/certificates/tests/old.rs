//! Does the page behind an old code keep the promises of the page behind a new one?

use registry::certificates::old::Electronic;
use registry::certificates::old::resolving::OldKnown;
use registry::certificates::{Link, Status};

use super::sample::{ID, NOW, NUMBER, day, site};
use crate::certificates::old::{Asked, document};
use crate::lang::Lang;

const LIMIT: usize = 15_000;
const ADDRESS: &str = "/old/cert/detail?id=17";

fn known() -> OldKnown {
    OldKnown {
        number: "通建劳2021-0001".into(),
        masked_name: "𠮷尔**".into(),
        issuer: "南通市建筑工程管理处".into(),
        issued: day(),
        revoked: None,
        electronic: None,
        address: Some(ADDRESS.into()),
        checked_at: NOW,
    }
}

fn with(status: Status) -> OldKnown {
    let link = Link { number: NUMBER.into(), path_id: ID.into() };
    OldKnown { electronic: Some(Electronic { link, status }), ..known() }
}

fn shown(lang: Lang, found: Option<&OldKnown>) -> String {
    let address = format!("{ADDRESS}&lang={}", lang.tag());
    document(&Asked::of(&address), &site(), found, NOW)
}

fn headline(html: &str) -> &str {
    html.split_once("<h1 ").unwrap().1.split_once("</h1>").unwrap().0
}

#[test]
fn the_answer_says_how_the_paper_or_what_came_after_it_stands() {
    let revoked = OldKnown { revoked: Some(day()), ..known() };
    let revoked_and_renewed = OldKnown { revoked: Some(day()), ..with(Status::Valid) };
    for (found, words, tone) in [
        (Some(known()), "纸质证书在册", "tone-success"),
        (Some(revoked), "纸质证书已注销", "tone-danger"),
        (Some(revoked_and_renewed), "纸质证书已注销", "tone-danger"),
        (Some(with(Status::Valid)), "电子证书有效", "tone-success"),
        (Some(with(Status::Suspended)), "电子证书核查中", "tone-danger"),
        (Some(with(Status::Revoked)), "电子证书已注销", "tone-danger"),
        (None, "查无此证", "tone-danger"),
    ] {
        let html = shown(Lang::Chinese, found.as_ref());
        assert!(headline(&html).contains(words) && headline(&html).contains(tone), "{words}: {}", headline(&html));
        assert!(html.contains(&format!("<title>{words}")), "{words}");
    }
}

#[test]
fn once_there_is_an_electronic_certificate_its_page_is_one_step_away() {
    let html = shown(Lang::Chinese, Some(&with(Status::Valid)));
    assert!(html.contains(&format!("href=\"/v/{ID}\"")) && html.contains("以电子证书的状态为准"), "{html}");
    assert!(!shown(Lang::Chinese, Some(&known())).contains("/v/"));
}

#[test]
fn what_nobody_signed_is_amber_and_not_called_good() {
    let html = shown(Lang::Chinese, Some(&known()));
    let line = html.split("<li class=\"tone-warning\"").nth(1).unwrap().split("</li>").next().unwrap();
    assert!(line.contains("没有电子签名") && line.contains("未检验"), "{line}");
}

#[test]
fn the_other_language_keeps_the_code_and_its_query() {
    let link = |address: &str| {
        let html = document(&Asked::of(address), &site(), None, NOW);
        let tag = html.split("id=\"language\"").nth(1).unwrap();
        tag.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&")
    };
    for (asked, other) in [
        ("/old/c?id=1", "/old/c?id=1&lang=en"),
        ("/old/c?id=1&lang=en", "/old/c?id=1&lang=zh-CN"),
        ("/old/c", "/old/c?lang=en"),
        ("/old/c?lang=en", "/old/c?lang=zh-CN"),
    ] {
        assert_eq!(link(asked), other);
    }
}

#[test]
fn every_word_is_in_the_catalogue_and_the_document_stays_small() {
    for lang in [Lang::Chinese, Lang::English] {
        for found in [None, Some(known()), Some(OldKnown { revoked: Some(day()), ..with(Status::Superseded) })] {
            let html = shown(lang, found.as_ref());
            assert!(!html.contains("[certificates.") && !html.contains(" style="), "{html}");
            assert!(html.len() <= LIMIT, "{}", html.len());
        }
    }
}
