//! Which spans of time count as reading? Reports in, spans out: one reader, one cursor, no span twice.

use uuid::Uuid;

use super::Activity;
use crate::Instant;
use crate::instant::{MINUTE_MS, SECOND_MS};

/// Pages report every 30 s; two lost reports are forgiven, a longer silence earns nothing.
pub const GAP_LIMIT_MS: i64 = 90 * SECOND_MS;
/// The most that one page earns while it says nothing by itself (no JavaScript).
pub const PAGE_GAP_LIMIT_MS: i64 = 15 * MINUTE_MS;
/// A player's own clock and a report's way: so much more than the clock says is still played, not sought.
pub const PLAYER_SLACK_MS: i64 = 2 * SECOND_MS;
/// The reader that stands for page requests, as a window is one for its own reports.
pub const PAGE: &str = "page";

/// A half-open span of time, `from` before `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub from: Instant,
    pub to: Instant,
}

/// Where a person reads: in which lesson and window, and when that was last reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub lesson: Uuid,
    pub reader: String,
    pub seen_at: Instant,
    /// Where the lesson's video was then, if it was playing.
    pub media_ms: Option<i64>,
}

/// A stretch of a video in its own time, `from_ms` before `to_ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    pub from_ms: i64,
    pub to_ms: i64,
}

/// Whether the report moved the person's one cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Another window is reading and keeps the cursor.
    Ignored,
    /// The cursor now stands at the report; the span, if any, was read in the lesson where the cursor stood before.
    Moved(Option<Span>),
}

/// What a window's report is worth.
///
/// Only the window that already held the cursor, in the same lesson, active and heard of within [`GAP_LIMIT_MS`], earns
/// the time since. Any other active window takes the cursor over and earns nothing for it. An idle window does not
/// take the cursor from a window that was just heard of, or a forgotten tab would eat the reading of the open one.
pub fn beat(cursor: Option<&Cursor>, lesson: Uuid, reader: &str, activity: Activity, now: Instant) -> Step {
    let Some(cursor) = cursor else { return Step::Moved(None) };
    let gap = now.since(cursor.seen_at);
    let heard_lately = gap <= GAP_LIMIT_MS;
    if cursor.reader == reader {
        let counts = cursor.lesson == lesson && activity == Activity::Active && heard_lately;
        return Step::Moved(counts.then(|| span(cursor.seen_at, gap)).flatten());
    }
    if activity == Activity::Idle && heard_lately && cursor.reader != PAGE {
        return Step::Ignored;
    }
    Step::Moved(None)
}

/// What a page request is worth for the lesson whose page was requested before: the time since, at most the lesson's
/// stated minutes and at most [`PAGE_GAP_LIMIT_MS`]. Nothing when a window held the cursor: it has reported by itself.
pub fn page_request(cursor: Option<&Cursor>, lesson_minutes: i64, now: Instant) -> Option<Span> {
    let cursor = cursor.filter(|cursor| cursor.reader == PAGE)?;
    let longest = PAGE_GAP_LIMIT_MS.min(lesson_minutes * MINUTE_MS);
    span(cursor.seen_at, now.since(cursor.seen_at).min(longest))
}

/// What a window's report is worth as watching: the stretch from where its video was playing at the last report to where
/// it is now. Nothing when it went on faster than the clock or back (sought, or played at another speed), when another
/// window held the cursor, or after a silence of more than [`GAP_LIMIT_MS`].
pub fn watch(
    cursor: Option<&Cursor>,
    lesson: Uuid,
    reader: &str,
    media_ms: i64,
    length_ms: i64,
    now: Instant,
) -> Option<Stretch> {
    let cursor = cursor.filter(|cursor| cursor.reader == reader && cursor.lesson == lesson)?;
    let from_ms = cursor.media_ms?.clamp(0, length_ms);
    let gap = now.since(cursor.seen_at);
    let advance = media_ms.min(length_ms) - from_ms;
    let is_played = 0 < advance && advance <= gap + PLAYER_SLACK_MS && gap <= GAP_LIMIT_MS;
    let to_ms = from_ms + advance.min(gap);
    (is_played && from_ms < to_ms).then_some(Stretch { from_ms, to_ms })
}

/// Milliseconds of a video in the union of the stretches.
pub fn watched_ms(stretches: impl IntoIterator<Item = Stretch>) -> i64 {
    union_ms(stretches.into_iter().map(|one| Span { from: Instant(one.from_ms), to: Instant(one.to_ms) }))
}

/// The part of a new span that a lesson still takes: its credit never exceeds its stated minutes.
pub fn fit(new: Span, credited_ms: i64, cap_ms: i64) -> Option<Span> {
    span(new.from, new.to.since(new.from).min(cap_ms - credited_ms))
}

/// Milliseconds in the union of the spans.
pub fn union_ms(spans: impl IntoIterator<Item = Span>) -> i64 {
    let mut spans: Vec<Span> = spans.into_iter().collect();
    spans.sort_unstable();
    let (mut total, mut counted_to) = (0, Instant(i64::MIN));
    for Span { from, to } in spans {
        total += to.since(from.max(counted_to)).max(0);
        counted_to = counted_to.max(to);
    }
    total
}

/// Where the cursor's clock stands after a report: never earlier than before, whatever another machine's clock says.
pub fn seen_at(cursor: Option<&Cursor>, now: Instant) -> Instant {
    cursor.map_or(now, |cursor| cursor.seen_at.max(now))
}

fn span(from: Instant, length_ms: i64) -> Option<Span> {
    (length_ms > 0).then(|| Span { from, to: from.plus_ms(length_ms) })
}

#[cfg(test)]
pub(super) mod tests;
