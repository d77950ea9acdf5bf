//! Which questions leave the draw of exams that are published already? Those that may not be drawn any more: their law
//! changed, they were retired, or a newer version took their place.
//!
//! The publication froze the pool; each change of it is a record with a commitment of its own, stored in the transaction
//! that takes the question out, so before any paper can be drawn from the new pool. Attempts that began keep their papers.
//! Where a cell could not be filled any more, as few of the questions as it takes stay, and the office is told which.

use question_bank::blueprint::Cell;
use question_bank::reveal::commitment;
use question_bank::withdrawal::{Kept, settle as settle_pool};
use question_bank::{Blueprint, PoolChange, PoolQuestion, Purpose, Secondary};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Expr, LockType},
};
use serde_json::json;
use uuid::Uuid;

use super::reach::exam_within;
use super::{ExamKind, Policy, proof};
use crate::entity::{exam_withdrawals, exams};
use crate::notices::{Kind as Told, To, store as notices};
use crate::permissions::{Object, Verb};
use crate::questions::library;
use crate::{Ctx, Fault, Instant, audit};

/// What happened to the bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// A text of the law is another.
    Text,
    Retired,
    /// A new version came into force.
    Published,
    /// A bank was loaded, or what happened to it before was not followed yet.
    Loaded,
    /// A question was read beside its new text, or a mark was raised: there is more to draw from.
    Confirmed,
}

impl Cause {
    fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Retired => "retired",
            Self::Published => "published",
            Self::Loaded => "loaded",
            Self::Confirmed => "confirmed",
        }
    }
}

/// One change of a published pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// From 2; 1 is what the publication froze.
    pub version: i32,
    pub at: Instant,
    /// `text`, `retired`, `published`, `loaded` or `confirmed`.
    pub cause: String,
    pub withdrawn: usize,
    pub added: usize,
    pub commitment: String,
}

/// A cell that is filled with questions which should not be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCell {
    pub cell: Cell,
    /// Their numbers in the bank.
    pub questions: Vec<String>,
}

/// What became of an exam's pool since its publication.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PoolState {
    /// In order.
    pub withdrawals: Vec<Withdrawal>,
    pub kept: Vec<KeptCell>,
}

/// For the office that holds the exam.
pub async fn of_exam(ctx: &Ctx, exam: Uuid) -> Result<PoolState, Fault> {
    let row = exam_within(ctx, Verb::View, Object::ExamSetUp, exam).await?;
    let db = ctx.db.reader();
    let withdrawals = views(db, exam).await?;
    if row.state != "published" || row.closes_at <= ctx.now().0 {
        return Ok(PoolState { withdrawals, kept: Vec::new() });
    }
    let Some(held) = Held::find(db, &row).await? else { return Ok(PoolState::default()) };
    let (blueprint, mut bank): (Blueprint, _) = (serde_json::from_str(&row.blueprint)?, Bank::default());
    let (_, kept) = settle_pool(&blueprint, &held.pool, &held.former, &bank.drawable(db, &row).await?);
    Ok(PoolState { withdrawals, kept: kept.iter().map(|one| named(one, &held.pool)).collect() })
}

fn named(kept: &Kept, pool: &[PoolQuestion]) -> KeptCell {
    let there = pool.iter().filter(|row| kept.versions.contains(&row.version));
    KeptCell { cell: kept.cell, questions: there.map(|row| row.question.0.clone()).collect() }
}

pub(super) async fn views<C: ConnectionTrait>(db: &C, exam: Uuid) -> Result<Vec<Withdrawal>, Fault> {
    rows(db, exam).await?.iter().map(view).collect()
}

fn view(row: &exam_withdrawals::Model) -> Result<Withdrawal, Fault> {
    let change: PoolChange = serde_json::from_str(&row.changed)?;
    Ok(Withdrawal {
        version: row.version,
        at: Instant(row.committed_at),
        cause: row.cause.clone(),
        withdrawn: change.withdrawn.len(),
        added: change.added.len(),
        commitment: row.commitment.clone(),
    })
}

/// Puts the pool of every exam right that is published and not over; in the transaction that changed the bank.
pub(crate) async fn settle(tx: &DatabaseTransaction, ctx: &Ctx, cause: Cause) -> Result<(), Fault> {
    // drafts too: one that is being published right now is waited for, and one that will be reads what is changed here
    let open = not_over(ctx).filter(exams::Column::State.is_in(["draft", "published"]));
    let open = open.lock(LockType::NoKeyUpdate).all(tx).await?;
    let mut bank = Bank::default();
    for exam in open.iter().filter(|exam| exam.state == "published") {
        // one that was published before pools were kept draws from none
        if let Some(held) = Held::find(tx, exam).await? {
            let drawable = bank.drawable(tx, exam).await?;
            settle_one(tx, ctx, cause, (exam, &held), &drawable).await?;
        }
    }
    Ok(())
}

/// Puts right what was published before the program did that, or what another program of the house left behind; how many
/// exams. Without any, nothing is written.
pub async fn settle_left(ctx: &Ctx) -> Result<usize, Fault> {
    let db = ctx.db.reader();
    let (mut bank, mut left) = (Bank::default(), 0);
    for exam in &not_over(ctx).filter(exams::Column::State.eq("published")).all(db).await? {
        if let Some(held) = Held::find(db, exam).await? {
            let blueprint: Blueprint = serde_json::from_str(&exam.blueprint)?;
            let (change, _) = settle_pool(&blueprint, &held.pool, &held.former, &bank.drawable(db, exam).await?);
            left += usize::from(!change.is_empty());
        }
    }
    if left > 0 {
        crate::transact!(ctx, |tx| { settle(tx, ctx, Cause::Loaded).await })?;
    }
    Ok(left)
}

fn not_over(ctx: &Ctx) -> Select<exams::Entity> {
    exams::Entity::find().filter(exams::Column::ClosesAt.gt(ctx.now().0)).order_by_asc(exams::Column::Id)
}

async fn settle_one(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    cause: Cause,
    (exam, held): (&exams::Model, &Held),
    drawable: &[PoolQuestion],
) -> Result<(), Fault> {
    let (seed, blueprint, policy) = proof::inputs(&ctx.vault, exam)?;
    let (change, kept) = settle_pool(&blueprint, &held.pool, &held.former, drawable);
    if !kept.is_empty() {
        tell_office(tx, ctx, exam, &kept).await?;
    }
    if change.is_empty() {
        return Ok(());
    }
    let version = exam.pool_version + 1;
    let committed = commitment(&seed, &exam.id.to_string(), &change.after(&held.pool), &blueprint, &policy);
    let moved = exams::Entity::update_many()
        .col_expr(exams::Column::PoolVersion, Expr::value(version))
        .filter(exams::Column::Id.eq(exam.id))
        .filter(exams::Column::PoolVersion.eq(exam.pool_version))
        .exec(tx)
        .await?;
    if moved.rows_affected == 0 {
        return Err(Fault::Busy);
    }
    let row = exam_withdrawals::Model {
        exam_id: exam.id,
        version,
        cause: cause.code().to_owned(),
        changed: serde_json::to_string(&change)?,
        commitment: committed.to_string(),
        committed_at: ctx.now().0,
        made_by: ctx.signed_in().ok().map(|who| who.account),
    };
    exam_withdrawals::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    let facts = json!({
        "poolVersion": version, "cause": cause.code(), "withdrawn": change.withdrawn,
        "added": change.added.iter().map(|row| row.version).collect::<Vec<_>>(),
        "kept": kept.iter().flat_map(|one| one.versions.clone()).collect::<Vec<_>>(),
        "commitment": committed.to_string(),
    });
    audit::record(tx, ctx, "withdraw_questions", ("exam", exam.id), facts).await
}

/// That cells cannot do without questions which should leave; once for the same ones.
async fn tell_office(tx: &DatabaseTransaction, ctx: &Ctx, exam: &exams::Model, kept: &[Kept]) -> Result<(), Fault> {
    let versions: Vec<String> = kept.iter().flat_map(|one| &one.versions).map(ToString::to_string).collect();
    let facts = [("exam", exam.title.clone()), ("n", versions.len().to_string())];
    let key = versions.join(" ");
    notices::send_once(ctx, tx, To::Office(exam.office_id), Told::ExamCellShort, exam.id, &facts, &key).await?;
    Ok(())
}

/// The changes of a pool up to a version, in order.
pub(super) async fn changes<C: ConnectionTrait>(db: &C, exam: Uuid, upto: i32) -> Result<Vec<PoolChange>, Fault> {
    let rows = rows(db, exam).await?;
    let earlier = rows.iter().filter(|row| row.version <= upto);
    earlier.map(|row| Ok(serde_json::from_str(&row.changed)?)).collect()
}

pub(super) async fn rows<C: ConnectionTrait>(db: &C, exam: Uuid) -> Result<Vec<exam_withdrawals::Model>, Fault> {
    let all = exam_withdrawals::Entity::find().filter(exam_withdrawals::Column::ExamId.eq(exam));
    Ok(all.order_by_asc(exam_withdrawals::Column::Version).all(db).await?)
}

/// What an exam draws from, and everything that it ever drew from.
struct Held {
    pool: Vec<PoolQuestion>,
    former: Vec<PoolQuestion>,
}

impl Held {
    async fn find<C: ConnectionTrait>(db: &C, exam: &exams::Model) -> Result<Option<Self>, Fault> {
        let Some(first) = proof::find_pool(db, exam.id, 1).await? else { return Ok(None) };
        let (mut pool, mut former) = (first.clone(), first);
        for change in changes(db, exam.id, exam.pool_version).await? {
            pool = change.after(&pool);
            former.extend(change.added);
        }
        Ok(Some(Self { pool, former }))
    }
}

/// What may be drawn now, read once for all exams of one purpose and rule.
#[derive(Default)]
struct Bank(Vec<((Purpose, Secondary), Vec<PoolQuestion>)>);

impl Bank {
    async fn drawable<C: ConnectionTrait>(&mut self, db: &C, exam: &exams::Model) -> Result<Vec<PoolQuestion>, Fault> {
        let kind = ExamKind::parse(&exam.kind).ok_or_else(|| Fault::internal("unknown kind of exam"))?;
        let policy: Policy = serde_json::from_str(&exam.policy)?;
        let asked = (kind.draws(), policy.secondary());
        if let Some((_, known)) = self.0.iter().find(|(one, _)| *one == asked) {
            return Ok(known.clone());
        }
        let read = library::pool(db, asked.0, asked.1).await?;
        self.0.push((asked, read.clone()));
        Ok(read)
    }
}
