//! How does a lesson get its video? A form with three files; the video is taken piece by piece as it comes.

use axum::extract::Path;
use axum::extract::multipart::{Field as Part, Multipart, MultipartRejection};
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::courses::desk::DraftView;
use registry::courses::manuscript::Page;
use registry::courses::video::arriving::{Arrival, Beside, give, take_away};
use registry::permissions::{Object, Verb, require};
use registry::{Fault, Refusal};
use uuid::Uuid;

use super::{draft_path, lesson};
use crate::error::{OrPage, PageResult};
use crate::form::{Mistakes, Outcome, outcome};
use crate::ui::field::Field;
use crate::visit::{SignedVisit, Visit};

const MEGABYTE: u64 = 1024 * 1024;
/// More than captions or a picture may have; what is too large is refused by its own sentence.
const BESIDE_BYTES: usize = 2 * 1024 * 1024;

pub fn form(visit: &Visit, draft: &DraftView, page: &Page, mistakes: &Mistakes) -> AnyView {
    let lang = visit.lang;
    let word = |key: &str| lang.code("courses.office", key);
    let path = format!("{}/lessons/{}/video", draft_path(draft.id), page.slug);
    let limit = (visit.state.site.video_bytes / MEGABYTE).to_string();
    let video = page.video.and_then(|id| draft.videos.get(&id));
    let now = video.map_or_else(
        || word("video_none"),
        |video| {
            let seconds = video.length_ms / 1_000;
            lang.fill(
                "courses.office.video_now",
                &[
                    ("name", &video.file_name),
                    ("minutes", &(seconds / 60).to_string()),
                    ("seconds", &(seconds % 60).to_string()),
                    ("size", &video.size.div_ceil(MEGABYTE).to_string()),
                ],
            )
        },
    );
    let has_captions = video.is_some_and(|video| video.captions.is_some());
    let captions_hint = word(if has_captions { "captions_there" } else { "captions_hint" });
    let file = |name, label: &str, hint| Field::text(name, word(label), "").kind("file").hint(hint).optional();
    let removal = video.map(|_| {
        view! { <form method="post" action=format!("{path}/remove")><p><button class="link">{word("video_remove")}</button></p></form> }
    });
    view! {
        <section class="card">
            <h2>{word("video")}</h2>
            <p class="muted">{now}</p>
            <form method="post" action=path.clone() enctype="multipart/form-data">
                {file("video", "video_file", lang.fill("courses.office.video_hint", &[("limit", &limit)])).view(mistakes)}
                {file("captions", "captions_file", captions_hint).view(mistakes)}
                {file("poster", "poster_file", word("poster_hint")).view(mistakes)}
                <p class="actions"><button class="secondary">{word("video_send")}</button></p>
            </form>
            {removal}
        </section>
    }
    .into_any()
}

pub async fn take(
    SignedVisit(visit): SignedVisit,
    Path((draft, slug)): Path<(Uuid, String)>,
    multipart: Result<Multipart, MultipartRejection>,
) -> PageResult {
    require(&visit.ctx, Verb::Edit, Object::Course).or_page(&visit)?;
    match outcome(&visit, taken(&visit, draft, &slug, multipart).await) {
        Outcome::Done(()) => Ok(to_lesson(draft, &slug, "video_saved")),
        Outcome::Mistaken(mistakes) => lesson::respond(&visit, draft, &slug, None, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn remove(SignedVisit(visit): SignedVisit, Path((draft, slug)): Path<(Uuid, String)>) -> PageResult {
    take_away(&visit.ctx, draft, &slug).await.or_page(&visit)?;
    Ok(to_lesson(draft, &slug, "video_removed"))
}

fn to_lesson(draft: Uuid, slug: &str, key: &str) -> axum::response::Response {
    Redirect::to(&format!("{}/lessons/{slug}?done={key}", draft_path(draft))).into_response()
}

async fn taken(
    visit: &Visit,
    draft: Uuid,
    slug: &str,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<(), Fault> {
    let mut multipart = multipart.map_err(|_| unreadable())?;
    let mut arrived = None;
    let mut beside = Beside::default();
    let mut refused = None;
    // a form is read to its end even when it is refused, or the browser would not wait for the sentence
    while let Some(mut part) = multipart.next_field().await.map_err(|_| unreadable())? {
        match part.name().unwrap_or_default() {
            "video" => {
                let mut arrival = Arrival::of_at_most(visit.state.site.video_bytes);
                let name = part.file_name().unwrap_or_default().to_owned();
                while let Some(bytes) = part.chunk().await.map_err(|_| unreadable())? {
                    if refused.is_none() {
                        refused = arrival.take(&visit.ctx, &bytes).await.err();
                    }
                }
                arrived = (!arrival.is_empty()).then_some((arrival, name));
            }
            "captions" => beside.captions = small(part).await?,
            "poster" => beside.poster = small(part).await?,
            _ => {}
        }
    }
    match refused {
        Some(fault) => Err(fault),
        None => give(&visit.ctx, draft, slug, arrived, &beside).await,
    }
}

/// A small file, cut off where it is too large anyway; nothing when none was chosen.
async fn small(mut part: Part<'_>) -> Result<Option<Vec<u8>>, Fault> {
    let mut file = Vec::new();
    while let Some(bytes) = part.chunk().await.map_err(|_| unreadable())? {
        file.extend(bytes.iter().take(BESIDE_BYTES.saturating_sub(file.len())));
    }
    Ok((!file.is_empty()).then_some(file))
}

fn unreadable() -> Fault {
    Refusal::on("video", "courses.upload_unreadable").into()
}
