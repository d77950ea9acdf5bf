//! What does somebody else need to work out the score of one attempt again? Everything, in one document, once nobody can
//! sit the exam any more: it holds the keys.

use question_bank::bundle::{Bundle, BundleParts, BundlePolicy, SignedReceipt};
use question_bank::{Answers, Blueprint, Choice, Grade, Paper};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::reach::exam_within;
use super::{Policy, Review, proof, receipts, regrading};
use crate::entity::{answers, attempts, exams, results};
use crate::permissions::{Object, Verb, require};
use crate::questions::library;
use crate::{Ctx, Fault, audit};

/// The bundle of an ended attempt as canonical JSON: for the candidate where the exam's rules let papers be seen again, and
/// for those who may export the results of its office. Not found for everybody else, and for all before the release.
pub async fn export(ctx: &Ctx, attempt: Uuid) -> Result<String, Fault> {
    require(ctx, Verb::View, Object::Result)?;
    let (row, exam) = rows(ctx, attempt).await?;
    let policy: Policy = serde_json::from_str(&exam.policy)?;
    let is_own = is_own(ctx, &row, &policy);
    let is_for_office = exports(ctx, exam.id).await?;
    if !(is_own || is_for_office) || !is_out(ctx, &row, &exam).await? {
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

/// Whether the candidate can fetch the bundle of the own attempt now.
pub async fn is_released(ctx: &Ctx, attempt: Uuid) -> Result<bool, Fault> {
    require(ctx, Verb::View, Object::Result)?;
    let (row, exam) = rows(ctx, attempt).await?;
    let policy: Policy = serde_json::from_str(&exam.policy)?;
    Ok(is_own(ctx, &row, &policy) && is_out(ctx, &row, &exam).await?)
}

async fn rows(ctx: &Ctx, attempt: Uuid) -> Result<(attempts::Model, exams::Model), Fault> {
    let db = ctx.db.reader();
    let row = attempts::Entity::find_by_id(attempt).one(db).await?.ok_or(Fault::NotFound)?;
    let exam = exams::Entity::find_by_id(row.exam_id).one(db).await?.ok_or(Fault::NotFound)?;
    Ok((row, exam))
}

fn is_own(ctx: &Ctx, row: &attempts::Model, policy: &Policy) -> bool {
    ctx.signed_in().is_ok_and(|who| who.person == row.person_id) && policy.review() != Review::Never
}

async fn is_out(ctx: &Ctx, row: &attempts::Model, exam: &exams::Model) -> Result<bool, Fault> {
    Ok(row.state == "finished" && row.abandoned == 0 && proof::revealed_at(ctx, exam).await?.is_some())
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
        policy: BundlePolicy {
            version: exam.rule_pack.clone(),
            multiple_rule: blueprint.multiple_rule,
            pass_score: policy.pass_score,
        },
        paper: &paper,
        answers: &answers,
        corrections: &corrections,
        grade: &grade,
        receipt: given.map(|given| SignedReceipt {
            document: given.document,
            signature: given.signature,
            key_id: given.key_id,
        }),
    };
    Bundle::new(parts, |version| library.get(version))
        .map_err(|version| Fault::internal(format!("the bank has no version {version}")))
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
