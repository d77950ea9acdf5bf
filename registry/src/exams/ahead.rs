//! Which certification exam comes next for a candidate, and is what it asks to be learned full?

use super::ExamKind;
use super::list::CandidateExam;
use crate::courses::{CourseCard, Hours, store};
use crate::{Ctx, Fault, Instant};

/// Whether the candidate has learned enough: the course that the next certification exam asks for, or every course when
/// no such exam is in sight. One that asks for none leaves nothing to learn before it.
pub async fn has_learned(ctx: &Ctx, exams: &[CandidateExam], courses: &[CourseCard]) -> Result<bool, Fault> {
    let Some(next) = next_certification(exams, ctx.now()) else {
        return Ok(courses.iter().all(|course| course.hours.is_some_and(Hours::is_complete)));
    };
    match next.exam.course {
        Some(course) => Ok(store::hours(ctx, ctx.signed_in()?.person, course).await?.is_complete()),
        None => Ok(true),
    }
}

/// The first to open of those that can still be begun.
fn next_certification(exams: &[CandidateExam], now: Instant) -> Option<&CandidateExam> {
    let is_ahead = |candidate: &&CandidateExam| {
        let exam = &candidate.exam;
        let is_past_entry = exam.policy.late_entry_ms.is_some_and(|late| now > exam.opens_at.plus_ms(late));
        exam.kind == ExamKind::Certification && now < exam.closes_at && !is_past_entry
    };
    let order = |candidate: &&CandidateExam| (candidate.exam.opens_at, candidate.exam.closes_at, candidate.exam.id);
    exams.iter().filter(is_ahead).min_by_key(order)
}
