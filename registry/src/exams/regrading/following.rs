//! What follows for the certificate of somebody who crosses the pass line?

use question_bank::regrade::Crossing;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

use crate::certificates::Status;
use crate::entity::{certificate_statuses, certificates, exams, results};
use crate::exams::{ExamKind, Policy};
use crate::{Fault, people};

/// Nothing of it happens to a certificate by itself, except that a new one is issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Follow {
    /// The exam gives none, or there is none that rests on the attempt.
    Nothing,
    /// By the usual issuing.
    Issue,
    /// The pass waits for the person's identity to be confirmed.
    Wait,
    /// The person has one of this office already.
    Holds { number: String },
    /// The same person passes by another attempt of this list, and gets one by that.
    Beside,
    /// One of this office ended after the exam was sat: an old exam gives no new certificate.
    Used,
    /// It rests on a result that is a fail now: a matter for the procedure of revocation.
    Doubt { number: String },
}

impl Follow {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Issue => "issue",
            Self::Wait => "wait",
            Self::Holds { .. } => "holds",
            Self::Beside => "beside",
            Self::Used => "used",
            Self::Doubt { .. } => "doubt",
        }
    }

    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Holds { number } | Self::Doubt { number } => Some(number),
            _ => None,
        }
    }
}

pub(super) async fn follow<C: ConnectionTrait>(
    db: &C,
    exam: &exams::Model,
    result: &results::Model,
    crossing: Crossing,
) -> Result<Follow, Fault> {
    match crossing {
        Crossing::Up => gained(db, exam, result).await,
        Crossing::Down => {
            let resting = certificates::Column::AttemptId.eq(result.attempt_id);
            let found = certificates::Entity::find().filter(resting).one(db).await?;
            Ok(found.map_or(Follow::Nothing, |row| Follow::Doubt { number: row.number }))
        }
    }
}

async fn gained<C: ConnectionTrait>(db: &C, exam: &exams::Model, result: &results::Model) -> Result<Follow, Fault> {
    let certifies = exam.kind == ExamKind::Certification.code();
    let rows = certificates::Entity::find()
        .filter(certificates::Column::PersonId.eq(result.person_id))
        .filter(certificates::Column::OfficeId.eq(exam.office_id))
        .all(db)
        .await?;
    let stands = |row: &&certificates::Model| !Status::parse(&row.status).is_some_and(Status::is_final);
    if certifies && let Some(row) = rows.iter().find(stands) {
        return Ok(Follow::Holds { number: row.number.clone() });
    }
    if certifies && has_ended_since(db, &rows, result.graded_at).await? {
        return Ok(Follow::Used);
    }
    if waits(db, exam, result).await? {
        return Ok(Follow::Wait);
    }
    Ok(if certifies { Follow::Issue } else { Follow::Nothing })
}

/// The same question as when an attempt ends. Whoever is confirmed just now is released by the job.
async fn waits<C: ConnectionTrait>(db: &C, exam: &exams::Model, result: &results::Model) -> Result<bool, Fault> {
    let policy: Policy = serde_json::from_str(&exam.policy)?;
    let kind = ExamKind::parse(&exam.kind).ok_or_else(|| Fault::internal("unknown kind of exam"))?;
    Ok(kind.is_official()
        && policy.hold_without_identity
        && !people::store::identity_is_confirmed(db, result.person_id).await?)
}

async fn has_ended_since<C: ConnectionTrait>(db: &C, rows: &[certificates::Model], at: i64) -> Result<bool, Fault> {
    let finals = Status::ALL.into_iter().filter(|status| status.is_final()).map(Status::code);
    let ends = certificate_statuses::Entity::find()
        .filter(certificate_statuses::Column::CertificateId.is_in(rows.iter().map(|row| row.id)))
        .filter(certificate_statuses::Column::Status.is_in(finals))
        .filter(certificate_statuses::Column::At.gt(at));
    Ok(ends.one(db).await?.is_some())
}
