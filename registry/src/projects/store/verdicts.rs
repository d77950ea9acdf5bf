//! What became of a filing of the site, said by whom, and how is that stored?

use uuid::Uuid;

use super::unknown_code;
use crate::projects::Act;
use crate::projects::exemptions::{Timeliness, Verdict};
use crate::{Fault, Instant, Refusal};

pub(super) fn decided_of(
    verdict: Option<&str>,
    by: Option<Uuid>,
    at: Option<i64>,
) -> Result<Option<(Verdict, Act)>, Fault> {
    let Some(code) = verdict else { return Ok(None) };
    let verdict = Verdict::parse(code).ok_or_else(|| unknown_code(code))?;
    Ok(Some((verdict, Act { account: by.unwrap_or_default(), at: Instant(at.unwrap_or_default()) })))
}

/// Whoever returns a filing says why: 2 to 500 characters. Only whoever filed it takes it back.
pub(super) fn check_note(verdict: Verdict, note: &str) -> Result<Option<String>, Fault> {
    let note = note.trim();
    if verdict == Verdict::Withdrawn {
        return Err(Fault::Forbidden);
    }
    let length = note.chars().count();
    if length > 500 || (verdict == Verdict::Refused && length < 2) {
        return Err(Refusal::on("note", "projects.note_missing").into());
    }
    Ok((!note.is_empty()).then(|| note.to_owned()))
}

pub(super) fn timeliness_code(timeliness: Timeliness) -> &'static str {
    match timeliness {
        Timeliness::Ahead => "ahead",
        Timeliness::SameDay => "same_day",
        Timeliness::Afterwards => "afterwards",
        Timeliness::PastReportLimit => "past_report_limit",
    }
}
