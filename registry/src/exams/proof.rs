//! How can anybody check that no paper of an exam was made for a person? A commitment before, a reveal after.
//!
//! The commitment is stored in the transaction that publishes the exam, so before any paper of it exists and before its window opens. The reveal is
//! the same inputs, opened: it can be read from the moment at which nobody can sit the exam any more.

use question_bank::reveal::{Commitment, Reveal, Seed, commitment};
use question_bank::{Blueprint, Paper, PoolQuestion};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::Value;
use uuid::Uuid;

use super::withdrawing::{self, Withdrawal};
use crate::entity::{attempts, exam_commitments, exam_pools, exams};
use crate::vault::{Vault, hex};
use crate::{Ctx, Fault, Instant};

/// What anybody sees of a published exam's papers; no names, no texts of questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    pub exam: Uuid,
    pub title: String,
    pub opens_at: Instant,
    pub closes_at: Instant,
    /// 64 hexadecimal digits.
    pub commitment: String,
    pub committed_at: Instant,
    /// Of every later version of the pool, in order.
    pub later: Vec<Withdrawal>,
    /// Since when the reveal can be read; `None` while somebody may still sit.
    pub revealed_at: Option<Instant>,
}

/// One line of the list of papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperLine {
    /// Under which text the paper was drawn: a keyed hash that only the candidate and the program can tell.
    pub registration: String,
    pub paper_hash: String,
    /// Of the pool, from 1.
    pub pool_version: i32,
}

/// The text a paper is drawn under: known before the draw, the same at every repeat, and nobody's name.
pub fn registration(vault: &Vault, exam: Uuid, person: Uuid, ordinal: i32) -> Result<String, Fault> {
    vault.index("exams.registration", &format!("{exam}/{person}/{ordinal}"))
}

/// For anybody. A draft, and an exam that was published before commitments were made, are not found.
pub async fn get(ctx: &Ctx, exam: Uuid) -> Result<Proof, Fault> {
    let (row, committed) = published(ctx, exam).await?;
    Ok(Proof {
        exam,
        revealed_at: revealed_at(ctx, &row).await?,
        title: row.title,
        opens_at: Instant(row.opens_at),
        closes_at: Instant(row.closes_at),
        commitment: committed.commitment,
        committed_at: Instant(committed.committed_at),
        later: withdrawing::views(ctx.db.reader(), exam).await?,
    })
}

/// The published document: canonical JSON. Not found while somebody may still sit.
pub async fn reveal(ctx: &Ctx, exam: Uuid) -> Result<String, Fault> {
    let (row, committed) = published(ctx, exam).await?;
    if revealed_at(ctx, &row).await?.is_none() {
        return Err(Fault::NotFound);
    }
    let (seed, blueprint, policy) = inputs(&ctx.vault, &row)?;
    let db = ctx.db.reader();
    let (first, later) = (pool(db, exam, 1).await?, withdrawing::changes(db, exam, row.pool_version).await?);
    let reveal = Reveal::new(seed, &exam.to_string(), &first, blueprint, policy).with_later(later);
    let published = withdrawing::rows(db, exam).await?.into_iter().map(|row| row.commitment);
    let mut published = std::iter::once(committed.commitment).chain(published).zip(1..);
    if published.any(|(commitment, version)| reveal.commitment_of(version).to_string() != commitment) {
        return Err(Fault::internal(format!("exam {exam} no longer gives what was committed to")));
    }
    String::from_utf8(reveal.to_canonical_json()).map_err(Fault::internal)
}

/// Every paper that was drawn, in the order of the registrations. Not found while somebody may still sit.
pub async fn papers(ctx: &Ctx, exam: Uuid) -> Result<Vec<PaperLine>, Fault> {
    let (row, _) = published(ctx, exam).await?;
    if revealed_at(ctx, &row).await?.is_none() {
        return Err(Fault::NotFound);
    }
    let drawn: Vec<(Uuid, i32, String, i32)> = attempts::Entity::find()
        .select_only()
        .columns([attempts::Column::PersonId, attempts::Column::Ordinal])
        .columns([attempts::Column::Paper, attempts::Column::PoolVersion])
        .filter(attempts::Column::ExamId.eq(exam))
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    let mut lines = drawn
        .into_iter()
        .map(|(person, ordinal, paper, pool_version)| {
            let paper: Paper = serde_json::from_str(&paper)?;
            let registration = registration(&ctx.vault, exam, person, ordinal)?;
            Ok(PaperLine { registration, paper_hash: hex(&paper.content_hash()), pool_version })
        })
        .collect::<Result<Vec<_>, Fault>>()?;
    lines.sort_by(|a, b| a.registration.cmp(&b.registration));
    Ok(lines)
}

/// The registration of the own attempt: which line of the list is the candidate's.
pub async fn own_registration(ctx: &Ctx, attempt: Uuid) -> Result<String, Fault> {
    let person = ctx.signed_in()?.person;
    let own = attempts::Entity::find_by_id(attempt).filter(attempts::Column::PersonId.eq(person));
    let row = own.one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    registration(&ctx.vault, row.exam_id, person, row.ordinal)
}

/// Stores the commitment with the publication.
pub(super) async fn commit(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    exam: &exams::Model,
    pool: &[PoolQuestion],
) -> Result<Commitment, Fault> {
    let (seed, blueprint, policy) = inputs(&ctx.vault, exam)?;
    let commitment = commitment(&seed, &exam.id.to_string(), pool, &blueprint, &policy);
    let row =
        exam_commitments::Model { exam_id: exam.id, commitment: commitment.to_string(), committed_at: ctx.now().0 };
    exam_commitments::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(commitment)
}

async fn published(ctx: &Ctx, exam: Uuid) -> Result<(exams::Model, exam_commitments::Model), Fault> {
    let db = ctx.db.reader();
    let committed = exam_commitments::Entity::find_by_id(exam).one(db).await?.ok_or(Fault::NotFound)?;
    let row = exams::Entity::find_by_id(exam).one(db).await?.ok_or(Fault::NotFound)?;
    Ok((row, committed))
}

/// The window is over and nobody sits any more: neither within the time, nor with extra time, nor after a pause. A start
/// after the window is refused; where staff reopen an attempt, the reveal waits for its end.
pub(crate) async fn revealed_at(ctx: &Ctx, exam: &exams::Model) -> Result<Option<Instant>, Fault> {
    if ctx.now().0 < exam.closes_at {
        return Ok(None);
    }
    let db = ctx.db.reader();
    if still_sits(db, exam.id).await? {
        return Ok(None);
    }
    let last: Option<Option<i64>> = attempts::Entity::find()
        .select_only()
        .column(attempts::Column::FinishedAt)
        .filter(attempts::Column::ExamId.eq(exam.id))
        .filter(attempts::Column::FinishedAt.is_not_null())
        .order_by_desc(attempts::Column::FinishedAt)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(Some(Instant(exam.closes_at.max(last.flatten().unwrap_or(exam.closes_at)))))
}

async fn still_sits<C: ConnectionTrait>(db: &C, exam: Uuid) -> Result<bool, Fault> {
    let open = attempts::Entity::find()
        .filter(attempts::Column::ExamId.eq(exam))
        .filter(attempts::Column::State.eq("open"))
        .limit(1);
    Ok(open.one(db).await?.is_some())
}

/// What a version of a published exam's pool holds.
pub(crate) async fn pool<C: ConnectionTrait>(db: &C, exam: Uuid, version: i32) -> Result<Vec<PoolQuestion>, Fault> {
    find_pool(db, exam, version).await?.ok_or(Fault::NotFound)
}

/// The same; `None` for an exam without one.
pub(super) async fn find_pool<C: ConnectionTrait>(
    db: &C,
    exam: Uuid,
    version: i32,
) -> Result<Option<Vec<PoolQuestion>>, Fault> {
    let Some(row) = exam_pools::Entity::find_by_id(exam).one(db).await? else { return Ok(None) };
    let mut pool: Vec<PoolQuestion> = serde_json::from_str(&row.pool)?;
    if version > 1 {
        for change in withdrawing::changes(db, exam, version).await? {
            pool = change.after(&pool);
        }
    }
    Ok(Some(pool))
}

pub(super) fn inputs(vault: &Vault, exam: &exams::Model) -> Result<(Seed, Blueprint, Value), Fault> {
    let seed = vault.open("exams.seed", &exam.seed_sealed)?;
    let seed: [u8; 32] = seed.try_into().map_err(|_| Fault::internal("seed of another size"))?;
    Ok((Seed::new(seed), serde_json::from_str(&exam.blueprint)?, serde_json::from_str(&exam.policy)?))
}
