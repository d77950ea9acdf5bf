//! What is a candidate given as proof of the answers that were received? Made and signed with the end of the attempt.

use certs::receipt::SignedReceipt;
use question_bank::Paper;
use question_bank::receipt::{Ending, Receipt, ReceiptEnd};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::EndedBy;
use super::finishing::Received;
use crate::certificates::desk::signing_key;
use crate::entity::{attempts, exams, receipts};
use crate::permissions::{Object, Verb, require};
use crate::vault::Purpose;
use crate::{Ctx, Fault, Instant};

/// A receipt as the candidate sees and keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptView {
    pub signed: SignedReceipt,
    /// The same document, read.
    pub receipt: Receipt,
    /// To write down: sixteen characters that follow from the document.
    pub code: String,
    pub made_at: Instant,
}

/// The receipt of the own attempt; not found before it ended.
pub async fn own(ctx: &Ctx, attempt: Uuid) -> Result<ReceiptView, Fault> {
    find_own(ctx, attempt).await?.ok_or(Fault::NotFound)
}

/// The same; `None` for an attempt that has none: one that runs, or ended before receipts were given.
pub async fn find_own(ctx: &Ctx, attempt: Uuid) -> Result<Option<ReceiptView>, Fault> {
    require(ctx, Verb::View, Object::Result)?;
    let person = ctx.signed_in()?.person;
    let db = ctx.db.reader();
    let own = attempts::Entity::find_by_id(attempt).filter(attempts::Column::PersonId.eq(person)).one(db).await?;
    let row = own.ok_or(Fault::NotFound)?;
    if row.state == "open" {
        return Ok(None);
    }
    newest(db, attempt).await?.map(view).transpose()
}

/// The receipt that counts: of the attempt's last end.
pub(super) async fn newest<C: ConnectionTrait>(db: &C, attempt: Uuid) -> Result<Option<receipts::Model>, Fault> {
    let all = receipts::Entity::find().filter(receipts::Column::AttemptId.eq(attempt));
    Ok(all.order_by_desc(receipts::Column::MadeAt).order_by_desc(receipts::Column::Id).limit(1).one(db).await?)
}

pub(super) fn signed(row: receipts::Model) -> SignedReceipt {
    SignedReceipt { document: row.document, signature: row.signature, key_id: row.key_id }
}

fn view(row: receipts::Model) -> Result<ReceiptView, Fault> {
    let receipt: Receipt = serde_json::from_str(&row.document)?;
    let (code, made_at) = (row.code.clone(), Instant(row.made_at));
    Ok(ReceiptView { signed: signed(row), receipt, code, made_at })
}

/// Signs what was received, in the transaction that ends the attempt. `attempt` is the row after its end.
pub(super) async fn make(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    (attempt, paper): (&attempts::Model, &Paper),
    exam: &exams::Model,
    received: &Received,
    ended_by: EndedBy,
) -> Result<(), Fault> {
    let id = attempt.id.to_string();
    let ending = Ending {
        attempt: &id,
        last_seq: received.last_sequence,
        submitted_at: attempt.finished_at.unwrap_or(attempt.deadline_at),
        ended_by: match ended_by {
            EndedBy::HandIn => ReceiptEnd::Candidate,
            EndedBy::TimeOut => ReceiptEnd::Deadline,
        },
        policy_version: &exam.rule_pack,
    };
    let receipt = Receipt::new(paper, &received.answers, ending);
    let document = String::from_utf8(receipt.to_canonical_json()).map_err(Fault::internal)?;
    let key = signing_key(&ctx.vault.signing_key(Purpose::Receipts)?);
    let signed = certs::receipt::sign(&document, &key).map_err(Fault::internal)?;
    let row = receipts::Model {
        id: ctx.new_id(),
        attempt_id: attempt.id,
        document: signed.document,
        signature: signed.signature,
        key_id: signed.key_id,
        code: receipt.short_code(),
        made_at: ctx.now().0,
    };
    receipts::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}
