//! What can a candidate show for the answers that were received? The receipt: as text, as a short code, as a file.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use registry::exams::bundle::{Offer, Release, export, offered};
use registry::exams::proof::own_registration;
use registry::exams::receipts::{ReceiptView, find_own, own};
use registry::{Ctx, Fault};
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::ui::facts::{Fact, facts};
use crate::visit::SignedVisit;

/// What the result page shows of it.
pub(crate) struct Given {
    receipt: ReceiptView,
    /// Under which text the paper was drawn.
    registration: String,
    offer: Offer,
}

/// `None` for an attempt that ended before receipts were given.
pub(crate) async fn find(ctx: &Ctx, attempt: Uuid) -> Result<Option<Given>, Fault> {
    match find_own(ctx, attempt).await? {
        Some(receipt) => {
            let registration = own_registration(ctx, attempt).await?;
            Ok(Some(Given { receipt, registration, offer: offered(ctx, attempt).await? }))
        }
        None => Ok(None),
    }
}

pub async fn download(SignedVisit(visit): SignedVisit, Path(attempt): Path<Uuid>) -> PageResult {
    let receipt = own(&visit.ctx, attempt).await.or_page(&visit)?;
    let text = serde_json::to_string(&receipt.signed).map_err(Into::into).or_page(&visit)?;
    Ok(file(&format!("receipt-{}.json", receipt.code), text))
}

/// Everything that the score follows from; for an office also of others' attempts.
pub async fn bundle(SignedVisit(visit): SignedVisit, Path(attempt): Path<Uuid>) -> PageResult {
    let text = export(&visit.ctx, attempt).await.or_page(&visit)?;
    Ok(file(&format!("attempt-{attempt}.json"), text))
}

/// A JSON document to keep.
pub(super) fn file(name: &str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, text).into_response()
}

/// Text that people compare and do not read: it may break anywhere.
pub(super) fn digits(text: String) -> AnyView {
    view! { <code class="digits">{text}</code> }.into_any()
}

/// What can be taken away besides the receipt, or why it is less than everything.
pub(crate) fn offered_part(lang: Lang, attempt: Uuid, offer: Offer) -> Option<AnyView> {
    let said = match (offer.withheld, offer.release) {
        (None, Release::Later) => return None,
        (None, Release::Out) => lang.t("proof.receipt.bundle_hint"),
        (Some(why), _) => lang.code("proof.receipt.withheld", why.code()),
    };
    let name = if offer.withheld.is_some() { "proof.receipt.record" } else { "proof.receipt.bundle" };
    let way = match offer.release {
        Release::Out => {
            let path = format!("/attempts/{attempt}/bundle.json");
            view! { <p><a href=path download="">{lang.t(name)}</a></p> }.into_any()
        }
        Release::Later => view! { <p class="hint">{lang.t("proof.receipt.later")}</p> }.into_any(),
    };
    Some(view! { <p class="hint">{said}</p>{way} }.into_any())
}

pub(crate) fn part(lang: Lang, exam: Uuid, attempt: Uuid, shown: &Given) -> AnyView {
    let (offer, registration, shown) = (shown.offer, shown.registration.clone(), &shown.receipt);
    let receipt = &shown.receipt;
    let ended = lang.code("proof.receipt.ended", receipt.ended_by.code());
    let known = vec![
        Fact::text(lang.t("proof.receipt.code"), shown.code.clone()),
        Fact::text(lang.t("proof.receipt.submitted"), lang.time(registry::Instant(receipt.submitted_at))),
        Fact::text(lang.t("proof.receipt.ended_by"), ended),
        Fact::shown(lang.t("proof.receipt.answers_hash"), digits(receipt.answers_hash.clone())),
        Fact::shown(lang.t("proof.receipt.paper_hash"), digits(receipt.paper_hash.clone())),
        Fact::shown(lang.t("proof.exam.own"), digits(registration)),
        Fact::shown(lang.t("proof.receipt.key"), digits(shown.signed.key_id.clone())),
    ];
    let path = format!("/attempts/{attempt}/receipt.json");
    view! {
        <section class="card" id="receipt">
            <h2>{lang.t("proof.receipt.title")}</h2>
            <p>{lang.t("proof.receipt.intro")}</p>
            {facts(known)}
            <details>
                <summary>{lang.t("proof.receipt.text")}</summary>
                <p>{digits(shown.signed.document.clone())}</p>
                <p class="hint">{lang.t("proof.receipt.check")}" "<code>"shanggang verify FILE --keys did.json"</code></p>
            </details>
            <p class="actions"><a class="button secondary" href=path download="">{lang.t("proof.receipt.download")}</a></p>
            {offered_part(lang, attempt, offer)}
            <p><a href=format!("/exams/{exam}/proof")>{lang.t("proof.exam.to_page")}</a></p>
        </section>
    }
    .into_any()
}
