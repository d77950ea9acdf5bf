//! How is a large body read, so that neither one sender nor many together take the memory?

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, header};
use futures::StreamExt;
use registry::feeds::LARGEST_BODY;
use registry::{Fault, Refusal};
use tokio::sync::Semaphore;

/// Bodies that are read at once at one door: at most a quarter of a gigabyte.
const AT_ONCE: usize = 8;
const WAIT_S: u64 = 5;

/// Clones share the places.
#[derive(Clone)]
pub struct Bodies(Arc<Semaphore>);

impl Default for Bodies {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Bodies {
    /// The whole body, piece by piece and never more than it may have.
    ///
    /// # Errors
    /// `feeds.busy` when all places are taken, `feeds.body_too_large`, `feeds.half_sent` when the sender stops within it, and
    /// what its headers say against it.
    pub async fn read(&self, request: Request) -> Result<Vec<u8>, Fault> {
        check_kind(request.headers())?;
        self.take(request).await
    }

    /// The same of whatever kind, packed or not.
    ///
    /// # Errors
    /// `feeds.busy`, `feeds.body_too_large`, `feeds.half_sent`.
    pub async fn take(&self, request: Request) -> Result<Vec<u8>, Fault> {
        check_length(request.headers())?;
        let busy = || Refusal::new("feeds.busy").with("seconds", WAIT_S);
        let _place = self.0.try_acquire().map_err(|_| busy())?;
        Ok(collected(request.into_body()).await?)
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim).unwrap_or_default()
}

fn check_kind(headers: &HeaderMap) -> Result<(), Refusal> {
    let kind = text(headers, header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Refusal::new("feeds.not_said_to_be_json"));
    }
    match text(headers, header::CONTENT_ENCODING) {
        "" | "identity" => Ok(()),
        _ => Err(Refusal::new("feeds.packed")),
    }
}

fn check_length(headers: &HeaderMap) -> Result<(), Refusal> {
    let length: Option<usize> = text(headers, header::CONTENT_LENGTH).parse().ok();
    if length.is_some_and(|length| length > LARGEST_BODY) { Err(too_large()) } else { Ok(()) }
}

async fn collected(body: Body) -> Result<Vec<u8>, Refusal> {
    let (mut pieces, mut whole) = (body.into_data_stream(), Vec::new());
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Refusal::new("feeds.half_sent"))?;
        if whole.len() + piece.len() > LARGEST_BODY {
            return Err(too_large());
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole)
}

fn too_large() -> Refusal {
    Refusal::new("feeds.body_too_large").with("megabytes", LARGEST_BODY / 1024 / 1024)
}
