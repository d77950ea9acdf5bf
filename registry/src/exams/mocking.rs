//! How does an official exam get a mock of its own: the same blueprint, clock and pass mark, drawn from practice questions,
//! open to everybody at any time?

use uuid::Uuid;

use super::conduct::{Begins, Conduct};
use super::reach::{check_sets_up, exam_within};
use super::setup::{NewExam, Session, store_draft};
use super::{Entry, ExamKind, Late, Policy, Review};
use crate::entity::exams;
use crate::instant::DAY_MS;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal};

/// It stays open so long at least, beyond the window of the exam that it prepares for.
const OPEN_MS: i64 = 365 * DAY_MS;

/// Whether the actor may set up a mock of this exam.
pub async fn may_mock(ctx: &Ctx, exam: Uuid) -> Result<bool, Fault> {
    match original(ctx, exam).await {
        Ok(_) => Ok(true),
        Err(Fault::Forbidden | Fault::NotFound | Fault::Refused(_)) => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// Stores a draft of the mock, which is published like any other.
pub async fn mock_of(ctx: &Ctx, exam: Uuid, title: &str) -> Result<Uuid, Fault> {
    let row = original(ctx, exam).await?;
    let policy: Policy = serde_json::from_str(&row.policy)?;
    let now = ctx.now();
    let new = NewExam {
        title: title.to_owned(),
        kind: ExamKind::Mock,
        entry: Entry::Open,
        office: row.office_id,
        course: None,
        opens_at: now,
        closes_at: now.plus_ms(OPEN_MS).max(Instant(row.closes_at)),
        session: Session::AnyTime,
        blueprint: serde_json::from_str(&row.blueprint)?,
    };
    // whoever hands nothing in learns from a mock what was saved, at once
    // nobody opens a mock, and it is sat anywhere
    let conduct = Conduct { begins: Begins::default(), networks: Vec::new(), ..policy.conduct };
    let policy =
        Policy { late_entry_ms: None, late: Late::Autosubmit, review: Some(Review::AtOnce), conduct, ..policy };
    store_draft(ctx, &new, &policy, row.rule_pack).await
}

/// A published official exam of an office for which the actor sets up mocks.
async fn original(ctx: &Ctx, exam: Uuid) -> Result<exams::Model, Fault> {
    require(ctx, Verb::Create, Object::ExamSetUp)?;
    let row = exam_within(ctx, Verb::View, Object::ExamSetUp, exam).await?;
    check_sets_up(ctx, row.office_id, ExamKind::Mock).await?;
    let is_official = ExamKind::parse(&row.kind).is_some_and(ExamKind::is_official);
    match is_official && row.state == "published" {
        true => Ok(row),
        false => Err(Refusal::new("exams.mock_of_official").into()),
    }
}
