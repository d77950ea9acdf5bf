//! How does a person's phone change? By the person's own proof; where messages can be sent, a code proves the new number.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::Phone;
use crate::accounts::codes::{self, Channel, NewCode, Purpose};
use crate::accounts::messenger::Messenger;
use crate::accounts::proof::{Asked, accept, prove, prove_code};
use crate::accounts::throttle::{Door, Throttle};
use crate::entity::{accounts, people};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Refusal, audit, db};

/// The new number, and what proves that its holder asks.
pub struct NewPhone<'a> {
    pub phone: &'a str,
    pub password: &'a str,
    /// Of the second factor, where one is set up.
    pub code: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneChange {
    Done,
    /// A code was sent to the new number.
    CodeSent,
}

/// Without a messenger the number changes at once; with one it waits for the code that was sent to it.
pub async fn change_phone(
    ctx: &Ctx,
    messenger: Option<&dyn Messenger>,
    new: &NewPhone<'_>,
    text: impl Fn(&str) -> String,
) -> Result<PhoneChange, Fault> {
    require(ctx, Verb::Edit, Object::OwnProfile)?;
    let phone = Phone::parse(new.phone)?;
    let account = own_account(ctx).await?;
    prove(ctx, &account, new.password, Asked::Again("password")).await?;
    prove_code(ctx, &account, new.code).await?;
    let Some(messenger) = messenger else {
        return crate::transact!(ctx, |tx| {
            accept(tx, ctx, &account).await?;
            set(tx, ctx, &account, &phone).await
        })
        .map(|()| PhoneChange::Done);
    };
    let sealed = ctx.vault.seal(ctx.random.as_ref(), "one_time_codes.phone", phone.as_str().as_bytes())?;
    let throttle = Throttle::at(ctx, Door::AskReset, Some(&account.id.to_string()))?;
    throttle.refuse_waiting(ctx).await?;
    let (code, _) = crate::transact!(ctx, |tx| {
        accept(tx, ctx, &account).await?;
        throttle.count(tx, ctx).await?;
        let new = NewCode {
            account: Some(account.id),
            purpose: Purpose::Phone,
            channel: Channel::Message,
            phone_sealed: Some(sealed.clone()),
            reason: None,
        };
        codes::make(tx, ctx, &new).await
    })?;
    messenger.send(ctx, &phone, text(&code)).await?;
    Ok(PhoneChange::CodeSent)
}

/// The second step: the code that came to the new number.
pub async fn confirm_phone(ctx: &Ctx, typed: &str) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::OwnProfile)?;
    let account = own_account(ctx).await?;
    let throttle = Throttle::at(ctx, Door::Reset, Some(&account.id.to_string()))?;
    throttle.refuse_waiting(ctx).await?;
    let wrong = || Fault::from(Refusal::on("phone_code", "accounts.reset_code_wrong"));
    let found = codes::find(ctx.db.reader(), ctx, account.id, Purpose::Phone, typed).await?;
    let sealed = found.as_ref().and_then(|code| code.phone_sealed.as_deref());
    let (Some(code), Some(sealed)) = (&found, sealed) else {
        return crate::transact!(ctx, |tx| { throttle.count(tx, ctx).await })
            .and_then(|closed| Err(closed.unwrap_or_else(wrong)));
    };
    let phone = ctx.vault.open_text("one_time_codes.phone", sealed)?;
    let phone = Phone::parse(&phone).map_err(|_| Fault::internal("a stored phone is not valid"))?;
    crate::transact!(ctx, |tx| {
        throttle.forgive(tx, ctx).await?;
        if !codes::take(tx, ctx, code.id).await? {
            return Err(wrong());
        }
        set(tx, ctx, &account, &phone).await
    })
}

async fn own_account(ctx: &Ctx) -> Result<accounts::Model, Fault> {
    let id = ctx.signed_in()?.account;
    accounts::Entity::find_by_id(id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)
}

async fn set(tx: &DatabaseTransaction, ctx: &Ctx, account: &accounts::Model, phone: &Phone) -> Result<(), Fault> {
    let index = ctx.vault.index("phone", phone.as_str())?;
    let person = people::ActiveModel {
        id: Set(account.person_id),
        phone_sealed: Set(ctx.vault.seal(ctx.random.as_ref(), "people.phone", phone.as_str().as_bytes())?),
        phone_index: Set(index.clone()),
        ..ActiveModelTrait::default()
    };
    person.update(tx).await?;
    let change = accounts::ActiveModel { id: Set(account.id), phone_index: Set(index), ..ActiveModelTrait::default() };
    change.update(tx).await.map_err(|error| db::unique_or(error, Refusal::on("phone", "people.phone_not_usable")))?;
    audit::record(tx, ctx, "change_phone", ("account", account.id), json!({})).await
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
