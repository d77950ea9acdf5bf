//! What does somebody else need to work out the score of one attempt again? Everything, in one document, once nobody can
//! sit the exam any more: it holds the keys.

use question_bank::bundle::{Bundle, BundleParts, BundlePolicy, Record, RecordResult, SignedReceipt, Withheld};
use question_bank::receipt::answer_sheet;
use question_bank::{Answers, Blueprint, Choice, Grade, Paper};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::finishing::Outcome;
use super::reach::exam_within;
use super::{Policy, Review, proof, receipts, regrading};
use crate::entity::{answers, attempts, exams, results};
use crate::permissions::{Object, Verb, require};
use crate::questions::library;
use crate::{Ctx, Fault, audit};

/// The bundle of an ended attempt as canonical JSON: for those who may export the results of its office, and for the
/// candidate, who gets the record without questions and keys where these are not shown. Not found for everybody else, and
/// for all before the release.
pub async fn export(ctx: &Ctx, attempt: Uuid) -> Result<String, Fault> {
    require(ctx, Verb::View, Object::Result)?;
    let (row, exam) = rows(ctx, attempt).await?;
    let policy: Policy = serde_json::from_str(&exam.policy)?;
    let is_own = is_own(ctx, &row);
    let is_for_office = exports(ctx, exam.id).await?;
    if !(is_own || is_for_office) || proof::revealed_at(ctx, &exam).await?.is_none() {
        return Err(Fault::NotFound);
    }
    if let Some(why) = withheld(&row, &policy).filter(|_| is_own) {
        let record = record(ctx.db.reader(), &row, &exam, policy, why).await?;
        return String::from_utf8(record.to_canonical_json()).map_err(Fault::internal);
    }
    if row.state != "finished" || row.abandoned != 0 {
        return Err(Fault::NotFound);
    }
    let bundle = read(ctx.db.reader(), &row, &exam, policy).await?;
    if !is_own {
        crate::transact!(ctx, |tx| {
            audit::record(tx, ctx, "export_attempt", ("exam", exam.id), json!({ "attempt": attempt })).await
        })?;
    }
    String::from_utf8(bundle.to_canonical_json()).map_err(Fault::internal)
}

/// What the candidate can fetch of the own attempt, and whether it is there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Why questions and keys stay out; `None` for everything that the score follows from.
    pub withheld: Option<Withheld>,
    pub release: Release,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    Out,
    /// Somebody may still sit.
    Later,
}

/// Of the own ended attempt; another's, and one that runs, is not found.
pub async fn offered(ctx: &Ctx, attempt: Uuid) -> Result<Offer, Fault> {
    require(ctx, Verb::View, Object::Result)?;
    let (row, exam) = rows(ctx, attempt).await?;
    if !is_own(ctx, &row) || row.state == "open" {
        return Err(Fault::NotFound);
    }
    let policy: Policy = serde_json::from_str(&exam.policy)?;
    let is_out = proof::revealed_at(ctx, &exam).await?.is_some();
    Ok(Offer { withheld: withheld(&row, &policy), release: if is_out { Release::Out } else { Release::Later } })
}

fn withheld(row: &attempts::Model, policy: &Policy) -> Option<Withheld> {
    match () {
        () if row.state == "void" => Some(Withheld::Void),
        () if row.abandoned != 0 => Some(Withheld::NotHandedIn),
        () if policy.review() == Review::Never => Some(Withheld::NeverShown),
        () => None,
    }
}

async fn rows(ctx: &Ctx, attempt: Uuid) -> Result<(attempts::Model, exams::Model), Fault> {
    let db = ctx.db.reader();
    let row = attempts::Entity::find_by_id(attempt).one(db).await?.ok_or(Fault::NotFound)?;
    let exam = exams::Entity::find_by_id(row.exam_id).one(db).await?.ok_or(Fault::NotFound)?;
    Ok((row, exam))
}

fn is_own(ctx: &Ctx, row: &attempts::Model) -> bool {
    ctx.signed_in().is_ok_and(|who| who.person == row.person_id)
}

async fn exports(ctx: &Ctx, exam: Uuid) -> Result<bool, Fault> {
    match exam_within(ctx, Verb::Export, Object::Result, exam).await {
        Ok(_) => Ok(true),
        Err(Fault::Forbidden | Fault::NotFound) => Ok(false),
        Err(fault) => Err(fault),
    }
}

async fn read<C: ConnectionTrait>(
    db: &C,
    row: &attempts::Model,
    exam: &exams::Model,
    policy: Policy,
) -> Result<Bundle, Fault> {
    let result = results::Entity::find_by_id(row.id).one(db).await?.ok_or(Fault::NotFound)?;
    let grade: Grade = serde_json::from_str(&result.detail)?;
    let paper: Paper = serde_json::from_str(&row.paper)?;
    let blueprint: Blueprint = serde_json::from_str(&exam.blueprint)?;
    let library = library::read(db, &paper.versions()).await?;
    let answers = chosen(db, row.id).await?;
    let corrections = regrading::in_force(db, exam.id).await?;
    let given = receipts::newest(db, row.id).await?.map(receipts::signed);
    let (attempt, sitting) = (row.id.to_string(), exam.id.to_string());
    let parts = BundleParts {
        attempt: &attempt,
        sitting: &sitting,
        policy: rules(exam, &blueprint, policy),
        paper: &paper,
        answers: &answers,
        corrections: &corrections,
        grade: &grade,
        receipt: given.map(carried),
    };
    Bundle::new(parts, |version| library.get(version))
        .map_err(|version| Fault::internal(format!("the bank has no version {version}")))
}

/// Without questions, keys and marks. The result of a void attempt counts no more, so it is not in it.
async fn record<C: ConnectionTrait>(
    db: &C,
    row: &attempts::Model,
    exam: &exams::Model,
    policy: Policy,
    why: Withheld,
) -> Result<Record, Fault> {
    let paper: Paper = serde_json::from_str(&row.paper)?;
    let blueprint: Blueprint = serde_json::from_str(&exam.blueprint)?;
    let answers = answer_sheet(&paper, &chosen(db, row.id).await?);
    let result = results::Entity::find_by_id(row.id).one(db).await?.filter(|_| why != Withheld::Void);
    let whole = |score: i32| u32::try_from(score).map_err(Fault::internal);
    let result = match result {
        Some(result) => Some(RecordResult {
            score: whole(result.score)?,
            full: whole(result.full_score)?,
            passed: Outcome::parse(&result.outcome) == Outcome::Passed,
        }),
        None => None,
    };
    Ok(Record {
        v: 1,
        attempt_id: row.id.to_string(),
        sitting_id: exam.id.to_string(),
        withheld: why,
        policy: rules(exam, &blueprint, policy),
        paper,
        answers,
        result,
        receipt: receipts::newest(db, row.id).await?.map(receipts::signed).map(carried),
    })
}

fn rules(exam: &exams::Model, blueprint: &Blueprint, policy: Policy) -> BundlePolicy {
    BundlePolicy {
        version: exam.rule_pack.clone(),
        multiple_rule: blueprint.multiple_rule,
        pass_score: policy.pass_score,
        demands: policy.conduct.demands,
    }
}

fn carried(given: certs::receipt::SignedReceipt) -> SignedReceipt {
    SignedReceipt { document: given.document, signature: given.signature, key_id: given.key_id }
}

/// What was ticked, in displayed order.
pub(super) async fn chosen<C: ConnectionTrait>(db: &C, attempt: Uuid) -> Result<Answers, Fault> {
    let rows = answers::Entity::find().filter(answers::Column::AttemptId.eq(attempt)).all(db).await?;
    rows.into_iter()
        .map(|row| {
            let number = u16::try_from(row.slot).map_err(Fault::internal)?;
            let bits = (0..8_u8).filter(|index| row.choice & (1 << index) != 0);
            Ok((number, bits.fold(Choice::EMPTY, Choice::with)))
        })
        .collect()
}
