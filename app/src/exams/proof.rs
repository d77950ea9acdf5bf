//! How does anybody see that the papers of an exam follow from what was fixed beforehand? The commitment, and later the
//! reveal to check it with.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use registry::exams::proof::{PaperLine, Proof, get, papers, reveal};
use registry::exams::withdrawing::Withdrawal;
use serde_json::json;
use uuid::Uuid;

use super::receipt::digits;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::facts::{Fact, facts};
use crate::ui::notice::notice;
use crate::ui::tone::Tone;
use crate::visit::Visit;

pub async fn show(visit: Visit, Path(exam): Path<Uuid>) -> PageResult {
    let proof = get(&visit.ctx, exam).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("proof.exam.title"));
    Ok(page(&visit, title.clone())
        .content(|| {
            view! {
                <h1>{title}</h1>
                <p class="lead">{lang.t("proof.exam.intro")}</p>
                {known(lang, &proof)}
                {later(lang, &proof.later)}
                {opened(lang, &proof)}
            }
            .into_any()
        })
        .respond())
}

fn known(lang: Lang, proof: &Proof) -> AnyView {
    let window =
        lang.fill("proof.exam.window", &[("from", &lang.time(proof.opens_at)), ("to", &lang.time(proof.closes_at))]);
    let known = vec![
        Fact::text(lang.t("exams.name"), proof.title.clone()),
        Fact::text(lang.t("exams.window"), window),
        Fact::text(lang.t("proof.exam.committed_at"), lang.time(proof.committed_at)),
        Fact::shown(lang.t("proof.exam.commitment"), digits(proof.commitment.clone())),
        Fact::shown(lang.t("proof.exam.sitting"), digits(proof.exam.to_string())),
    ];
    view! { <section class="card">{facts(known)}</section> }.into_any()
}

/// The pool was put right since: one more commitment for each time.
fn later(lang: Lang, changes: &[Withdrawal]) -> Option<AnyView> {
    let told = changes.iter().map(|one| {
        let version = lang.fill("exam_pool.nth", &[("n", &one.version.to_string())]);
        let words = [("out", one.withdrawn.to_string()), ("in", one.added.to_string())];
        let counts = lang.fill("proof.exam.changed", &words.each_ref().map(|(name, text)| (*name, text.as_str())));
        let known = vec![
            Fact::text(lang.t("exam_pool.version"), version),
            Fact::text(lang.t("exam_pool.cause"), lang.code("exam_pool.causes", &one.cause)),
            Fact::text(lang.t("proof.exam.change"), counts),
            Fact::text(lang.t("proof.exam.committed_at"), lang.time(one.at)),
            Fact::shown(lang.t("proof.exam.commitment"), digits(one.commitment.clone())),
        ];
        facts(known)
    });
    let told = told.collect_view();
    (!changes.is_empty()).then(|| {
        view! {
            <section class="card">
                <h2>{lang.t("exam_pool.title")}</h2>
                <p>{lang.t("proof.exam.later")}</p>
                {told}
            </section>
        }
        .into_any()
    })
}

fn opened(lang: Lang, proof: &Proof) -> AnyView {
    let Some(since) = proof.revealed_at else {
        return notice(lang, Tone::Info, lang.t("proof.exam.sealed"));
    };
    let base = format!("/exams/{}/proof", proof.exam);
    let published = std::iter::once(&proof.commitment).chain(proof.later.iter().map(|one| &one.commitment));
    let commitments: String = published.map(|one| format!("--commitment {one} ")).collect();
    let command = format!("papers.py reveal.json {commitments}--papers papers.ndjson");
    view! {
        <section class="card">
            <h2>{lang.t("proof.exam.opened")}</h2>
            <p>{lang.fill("proof.exam.since", &[("at", &lang.time(since))])}</p>
            <p class="actions">
                <a class="button" href=format!("{base}/reveal.json") download="">{lang.t("proof.exam.reveal")}</a>
                <a class="button secondary" href=format!("{base}/papers.ndjson") download="">
                    {lang.t("proof.exam.papers")}
                </a>
            </p>
            <p>{lang.t("proof.exam.how")}</p>
            <p>{digits(command)}</p>
        </section>
    }
    .into_any()
}

pub async fn reveal_file(visit: Visit, Path(exam): Path<Uuid>) -> PageResult {
    let text = reveal(&visit.ctx, exam).await.or_page(&visit)?;
    Ok(public("application/json", "reveal.json", text))
}

pub async fn papers_file(visit: Visit, Path(exam): Path<Uuid>) -> PageResult {
    let lines = papers(&visit.ctx, exam).await.or_page(&visit)?;
    Ok(public("application/x-ndjson", "papers.ndjson", lines.iter().map(line).collect()))
}

fn line(paper: &PaperLine) -> String {
    let mut line = json!({ "registration": paper.registration, "paperHash": paper.paper_hash });
    if paper.pool_version > 1 {
        line["poolVersion"] = paper.pool_version.into();
    }
    format!("{line}\n")
}

fn public(kind: &'static str, name: &str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    (headers, text).into_response()
}
