//! What do we answer to whoever speaks the national platform's protocol with us? What it brings is stored as any delivery.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Sinks;
use super::keys::in_force;
use super::receiving::{Signed, supplier_of, take_in};
use super::results::{BatchState, state_of};
use crate::entity::{feed_batches, feed_keys, feed_row_errors};
use crate::feeds::FeedObject;
use crate::feeds::national::{Answer, AnswerCode, Opened, Query, answer_of_result, open_request, parse_request};
use crate::vault::hex;
use crate::{Ctx, Fault};

/// So many errors are told in a result; all of them stand on the batch's page.
const ERRORS_TOLD: u64 = 5;

/// The answer to one request's body. Only a fault of ours is no answer.
pub async fn serve(ctx: &Ctx, sinks: &Sinks, body: &[u8]) -> Result<Answer, Fault> {
    let request = match parse_request(body) {
        Ok(request) => request,
        Err(answer) => return Ok(answer),
    };
    let named = Condition::all()
        .add(feed_keys::Column::Protocol.eq("national"))
        .add(feed_keys::Column::AppId.eq(&request.appid));
    // while a key is replaced there are two
    let mut refusal = Answer::refusal(AnswerCode::Signature, "sign");
    for (key, secret) in in_force(ctx, named).await? {
        let secret = Some(secret);
        match open_request(body, |_| secret.clone(), ctx.now()) {
            Ok(opened) => return answer(ctx, sinks, &key, opened).await,
            Err(answer) if answer.code == AnswerCode::Signature => {}
            Err(answer) => refusal = answer,
        }
    }
    Ok(refusal)
}

async fn answer(ctx: &Ctx, sinks: &Sinks, key: &feed_keys::Model, opened: Opened) -> Result<Answer, Fault> {
    match opened.query {
        Query::Result { serial_code } => result_of(ctx, key, &serial_code).await,
        Query::Write { object, data } => {
            // the protocol has no number of a batch: what is sent again after a lost answer is known by its rows
            let number = hex(&Sha256::digest(format!("{} {}", key.id, opened.nonce)));
            let batch = serde_json::to_vec(&json!({ "batchId": number, "items": [data] }))?;
            let supplier = supplier_of(ctx, key).await?;
            let signed = Signed { supplier, key: key.id, nonce: opened.nonce, signed_at: opened.signed_at };
            match take_in(ctx, sinks, &signed, object, &batch).await {
                Ok(receipt) => Ok(Answer::taken(&receipt.batch.simple().to_string())),
                Err(Fault::Refused(refusals)) => {
                    let code = refusals.first().map_or("", |refusal| refusal.code);
                    Ok(Answer::refusal(code_for(code), code))
                }
                Err(fault) => Err(fault),
            }
        }
    }
}

fn code_for(refusal: &str) -> AnswerCode {
    match refusal {
        "feeds.busy" => AnswerCode::TooOften,
        "feeds.out_of_scope" => AnswerCode::NoPermission,
        "feeds.object_unsupported" => AnswerCode::Other,
        _ => AnswerCode::Parameter,
    }
}

/// A key hears of the batches that came by keys of its own supplier only.
async fn result_of(ctx: &Ctx, key: &feed_keys::Model, serial_code: &str) -> Result<Answer, Fault> {
    let unknown = || Ok(Answer::refusal(AnswerCode::Parameter, "requestSerialCode"));
    let Ok(batch) = Uuid::try_parse(serial_code) else { return unknown() };
    let of_key = feed_batches::Entity::find_by_id(batch).filter(feed_batches::Column::SupplierId.eq(key.supplier_id));
    let Some(row) = of_key.one(ctx.db.reader()).await? else { return unknown() };
    let told = match state_of(&row) {
        BatchState::Waiting => None,
        BatchState::Failed => Some("feeds.failed".to_owned()),
        BatchState::Undone => Some("feeds.undone".to_owned()),
        BatchState::Applied => Some(errors_told(ctx, &row).await?),
    };
    Ok(answer_of_result(told))
}

async fn errors_told(ctx: &Ctx, row: &feed_batches::Model) -> Result<String, Fault> {
    let errors = feed_row_errors::Entity::find()
        .filter(feed_row_errors::Column::BatchId.eq(row.id))
        .order_by_asc(feed_row_errors::Column::RowNumber)
        .order_by_asc(feed_row_errors::Column::Field)
        .limit(ERRORS_TOLD)
        .all(ctx.db.reader())
        .await?;
    let list = FeedObject::parse(&row.object).and_then(|object| object.shape().rows).is_some();
    let told = errors.iter().map(|error| match list {
        true => format!("{} {}: {}", error.path.trim_start_matches("items[0]."), error.field, error.code),
        false => format!("{}: {}", error.field, error.code),
    });
    Ok(told.collect::<Vec<_>>().join("; "))
}
