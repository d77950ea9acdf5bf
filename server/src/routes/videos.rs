//! How does a video go out? By ranges of bytes (RFC 9110, section 14), a piece at a time, to whoever may see its lesson.

use app::routes::Audience::{Anyone, Office};
use app::routes::Routes;
use app::visit::{SignedVisit, Visit};
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use registry::courses::video::{Video, of_draft, of_lesson};
use registry::{Ctx, Fault};
use uuid::Uuid;

use crate::problem::Problem;

/// Kept, and asked about before it is used again: a new version may show another one.
const KEPT: &str = "private, no-cache";

pub fn routes() -> Routes {
    Routes::new()
        .get("/courses/{course}/lessons/{lesson}/video", Anyone, video)
        .get("/courses/{course}/lessons/{lesson}/captions.vtt", Anyone, captions)
        .get("/courses/{course}/lessons/{lesson}/poster", Anyone, poster)
        .get("/office/courses/drafts/{course_draft}/lessons/{lesson}/video", Office, draft_video)
        .get("/office/courses/drafts/{course_draft}/lessons/{lesson}/captions.vtt", Office, draft_captions)
        .get("/office/courses/drafts/{course_draft}/lessons/{lesson}/poster", Office, draft_poster)
}

type Answer = Result<Response, Problem>;
type OfLesson = Path<(String, String)>;
type OfDraft = Path<(Uuid, String)>;

async fn video(visit: Visit, Path((course, lesson)): OfLesson, asked: HeaderMap) -> Answer {
    Ok(part(&visit.ctx, of_lesson(&visit.ctx, &course, &lesson).await?, &asked))
}

async fn captions(visit: Visit, Path((course, lesson)): OfLesson) -> Answer {
    words(of_lesson(&visit.ctx, &course, &lesson).await?)
}

async fn poster(visit: Visit, Path((course, lesson)): OfLesson) -> Answer {
    picture(&visit.ctx, of_lesson(&visit.ctx, &course, &lesson).await?).await
}

async fn draft_video(SignedVisit(visit): SignedVisit, Path((draft, lesson)): OfDraft, asked: HeaderMap) -> Answer {
    Ok(part(&visit.ctx, of_draft(&visit.ctx, draft, &lesson).await?, &asked))
}

async fn draft_captions(SignedVisit(visit): SignedVisit, Path((draft, lesson)): OfDraft) -> Answer {
    words(of_draft(&visit.ctx, draft, &lesson).await?)
}

async fn draft_poster(SignedVisit(visit): SignedVisit, Path((draft, lesson)): OfDraft) -> Answer {
    picture(&visit.ctx, of_draft(&visit.ctx, draft, &lesson).await?).await
}

fn words(video: Video) -> Answer {
    let captions = video.captions.ok_or(Fault::NotFound)?;
    let headers = [(header::CONTENT_TYPE, "text/vtt; charset=utf-8"), (header::CACHE_CONTROL, KEPT)];
    Ok((headers, captions).into_response())
}

async fn picture(ctx: &Ctx, video: Video) -> Answer {
    let blob = video.poster(ctx).await?;
    let headers = [(header::CONTENT_TYPE, blob.media_type), (header::CACHE_CONTROL, KEPT.to_owned())];
    Ok((headers, blob.content).into_response())
}

/// What of a file was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Whole,
    /// From the first of these bytes to before the second.
    Range(u64, u64),
    Nowhere,
}

fn part(ctx: &Ctx, video: Video, asked: &HeaderMap) -> Response {
    let (size, tag) = (video.size, format!("\"{}\"", video.hash));
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: String| {
        HeaderValue::from_str(&value).into_iter().for_each(|value| {
            headers.insert(&name, value);
        });
    };
    set(header::CONTENT_TYPE, video.media_type.clone());
    set(header::ACCEPT_RANGES, "bytes".to_owned());
    set(header::CACHE_CONTROL, KEPT.to_owned());
    set(header::ETAG, tag.clone());
    let is_known = text(asked, header::IF_NONE_MATCH).is_some_and(|known| known == "*" || lists(known, &tag));
    if is_known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let (status, from, to) = match wanted(asked, &tag, size) {
        Asked::Whole => (StatusCode::OK, 0, size),
        Asked::Range(from, to) => {
            set(header::CONTENT_RANGE, format!("bytes {from}-{}/{size}", to - 1));
            (StatusCode::PARTIAL_CONTENT, from, to)
        }
        Asked::Nowhere => {
            set(header::CONTENT_RANGE, format!("bytes */{size}"));
            return (StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response();
        }
    };
    set(header::CONTENT_LENGTH, (to - from).to_string());
    (status, headers, Body::from_stream(video.bytes(ctx.clone(), from, to))).into_response()
}

/// `If-Range` with another tag, or with a date, means: the whole of what is there now.
fn wanted(asked: &HeaderMap, tag: &str, size: u64) -> Asked {
    let is_same = text(asked, header::IF_RANGE).is_none_or(|known| known == tag);
    match text(asked, header::RANGE).filter(|_| is_same) {
        Some(range) => range_of(range, size),
        None => Asked::Whole,
    }
}

/// One range of bytes; a header that is none, or that asks for several, may be answered by the whole.
fn range_of(text: &str, size: u64) -> Asked {
    let Some((first, last)) = text.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-')) else {
        return Asked::Whole;
    };
    let number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u64>().ok())?;
    match (first.is_empty(), number(first), last.is_empty(), number(last)) {
        // so many of the last ones
        (true, _, false, Some(0)) => Asked::Nowhere,
        (true, _, false, Some(count)) => Asked::Range(size.saturating_sub(count), size),
        (false, Some(from), true, _) if from < size => Asked::Range(from, size),
        (false, Some(from), false, Some(last)) if from < size && from <= last => {
            Asked::Range(from, last.saturating_add(1).min(size))
        }
        (false, Some(from), false, Some(last)) if from > last => Asked::Whole,
        (false, Some(from), ..) if from >= size => Asked::Nowhere,
        _ => Asked::Whole,
    }
}

fn lists(known: &str, tag: &str) -> bool {
    known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_the_standard_says() {
        for (text, asked) in [
            ("bytes=0-", Asked::Range(0, 100)),
            ("bytes=0-0", Asked::Range(0, 1)),
            ("bytes=10-19", Asked::Range(10, 20)),
            ("bytes=90-1000", Asked::Range(90, 100)),
            ("bytes=-10", Asked::Range(90, 100)),
            ("bytes=-1000", Asked::Range(0, 100)),
            ("bytes=99-", Asked::Range(99, 100)),
            ("bytes=100-", Asked::Nowhere),
            ("bytes=100-200", Asked::Nowhere),
            ("bytes=-0", Asked::Nowhere),
            ("bytes=20-10", Asked::Whole),
            ("bytes=0-1,5-6", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=99999999999999999999-", Asked::Whole),
            ("lines=1-2", Asked::Whole),
            ("", Asked::Whole),
        ] {
            assert_eq!(range_of(text, 100), asked, "{text}");
        }
        assert_eq!(range_of("bytes=0-", 0), Asked::Nowhere);
    }

    #[test]
    fn another_file_is_sent_whole() {
        let asked = |if_range: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, HeaderValue::from_static("bytes=5-9"));
            headers.insert(header::IF_RANGE, HeaderValue::from_static(if_range));
            wanted(&headers, "\"a\"", 100)
        };
        assert_eq!(asked("\"a\""), Asked::Range(5, 10));
        for other in ["\"b\"", "W/\"a\"", "Fri, 20 Nov 2026 01:00:00 GMT"] {
            assert_eq!(asked(other), Asked::Whole, "{other}");
        }
    }
}
