//! What do we answer to whoever speaks the national platform's protocol with us? What it brings is stored as any delivery.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Sinks;
use super::applying::read_again;
use super::asked::answer_asked;
use super::keys::in_force;
use super::receiving::{Signed, supplier_of, take_in};
use super::results::{BatchState, state_of};
use crate::enterprises::feeding::find_by_code;
use crate::entity::{feed_batch_projects, feed_batches, feed_keys, feed_row_errors};
use crate::feeds::national::{
    Answer, AnswerCode, Became, Opened, Query, answer_of_result, open_request, parse_request,
};
use crate::feeds::{FeedObject, Row};
use crate::vault::hex;
use crate::workers::store::brought::find_team;
use crate::workers::team_number;
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
        match open_request(body, |_| Some(secret.clone()), ctx.now()) {
            Ok(opened) => return answer(ctx, sinks, (&key, &secret), opened).await,
            Err(answer) if answer.code == AnswerCode::Signature => {}
            Err(answer) => refusal = answer,
        }
    }
    Ok(refusal)
}

async fn answer(
    ctx: &Ctx,
    sinks: &Sinks,
    (key, secret): (&feed_keys::Model, &str),
    opened: Opened,
) -> Result<Answer, Fault> {
    match opened.query {
        Query::Result { serial_code } => result_of(ctx, key, &serial_code).await,
        Query::Rows(asked) => or_refusal(answer_asked(ctx, (key, secret), &opened.nonce, &asked).await),
        Query::Write { object, data, is_partial } => {
            // the protocol has no number of a batch: what is sent again after a lost answer is known by its rows
            let number = hex(&Sha256::digest(format!("{} {}", key.id, opened.nonce)));
            let batch = serde_json::to_vec(&json!({ "batchId": number, "partial": is_partial, "items": [data] }))?;
            let supplier = supplier_of(ctx, key).await?;
            let signed = Signed { supplier, key: key.id, nonce: opened.nonce, signed_at: opened.signed_at };
            let taken = take_in(ctx, sinks, &signed, object, &batch).await;
            or_refusal(taken.map(|receipt| Answer::taken(&receipt.batch.simple().to_string())))
        }
    }
}

/// A refusal in the protocol's words.
fn or_refusal(outcome: Result<Answer, Fault>) -> Result<Answer, Fault> {
    match outcome {
        Err(Fault::Refused(refusals)) => {
            let code = refusals.first().map_or("", |refusal| refusal.code);
            Ok(Answer::refusal(code_for(code), code))
        }
        outcome => outcome,
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
    let failed = |reason: &str| Became::Failed { reason: reason.to_owned() };
    let became = match state_of(&row) {
        BatchState::Waiting => Became::Waiting,
        BatchState::Failed => failed("feeds.failed"),
        BatchState::Undone => failed("feeds.undone"),
        BatchState::Applied => match errors_told(ctx, &row).await? {
            told if told.is_empty() => Became::Done { result: brought(ctx, &row).await? },
            told => failed(&told),
        },
    };
    Ok(answer_of_result(became))
}

/// What the platform answers about what stands: of a team its number, of anything else nothing.
async fn brought(ctx: &Ctx, row: &feed_batches::Model) -> Result<Value, Fault> {
    if row.object != FeedObject::Team.code() {
        return Ok("".into());
    }
    Ok(match team_of(ctx, row).await? {
        Some(team) => json!({ "teamSysNo": team_number(team) }),
        None => "".into(),
    })
}

/// The team that the one row of a write was about, new or not; nothing once its body is dropped.
async fn team_of(ctx: &Ctx, row: &feed_batches::Model) -> Result<Option<Uuid>, Fault> {
    let reader = ctx.db.reader();
    let Some(read) = read_again(ctx, row, FeedObject::Team).await? else { return Ok(None) };
    let Some(Row::Team(said)) = read.rows.first().map(|located| &located.row) else { return Ok(None) };
    let spoken = feed_batch_projects::Entity::find().filter(feed_batch_projects::Column::BatchId.eq(row.id));
    let (Some(spoken), Some(unit)) = (spoken.one(reader).await?, find_by_code(reader, &said.unit.code).await?) else {
        return Ok(None);
    };
    find_team(reader, (spoken.project_id, unit), &said.name).await
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
