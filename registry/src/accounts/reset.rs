//! How does whoever forgot the password come in again? By a code that came another way. Nothing tells who has an account.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::codes::{self, Channel, NewCode, Purpose};
use super::mail::confirmed_addresses;
use super::messenger::Messenger;
use super::store::{check_new_password, find_account, phone_of};
use super::throttle::{Door, Throttle};
use super::{hashing, sessions};
use crate::entity::{accounts, people};
use crate::notices::letters::{self, Words};
use crate::{Ctx, Fault, Refusal, audit};

/// By which ways something reaches whoever cannot sign in: as far as the installation has them.
#[derive(Clone, Copy)]
pub struct Channels<'a> {
    pub messenger: Option<&'a dyn Messenger>,
    /// What a letter is headed with, where letters are sent; it goes to the address that the account confirmed.
    pub letter_subject: Option<&'a str>,
}

/// Sends a code to the phone and to the mail address of the account, if there is one: the same answer and, but for the
/// sending, the same work for a name that nobody has. `text` makes the message of the code.
///
/// # Errors
/// Asked for too often, by name or by address.
pub async fn ask_reset(
    ctx: &Ctx,
    channels: Channels<'_>,
    sign_in: &str,
    text: impl Fn(&str) -> String,
) -> Result<(), Fault> {
    let account = find_account(ctx, sign_in).await?;
    let throttle = Throttle::at(ctx, Door::AskReset, Some(&named(account.as_ref(), sign_in)))?;
    throttle.refuse_waiting(ctx).await?;
    let new = NewCode {
        account: account.as_ref().map(|account| account.id),
        purpose: Purpose::Password,
        channel: Channel::Message,
        phone_sealed: None,
        reason: None,
    };
    let subject = channels.letter_subject;
    let to = match subject {
        Some(_) => confirmed_addresses(ctx, new.account.into_iter().collect()).await?,
        None => Vec::new(),
    };
    let (code, _) = crate::transact!(ctx, |tx| {
        // the request that closes the door is still answered
        throttle.count(tx, ctx).await?;
        let asked_of = new.account.map_or_else(|| "unknown".to_owned(), |id| id.to_string());
        audit::record(tx, ctx, "ask_reset", ("account", asked_of), json!({})).await?;
        let (code, until) = codes::make(tx, ctx, &new).await?;
        for one in &to {
            let words = Words { subject: subject.unwrap_or_default().to_owned(), body: text(&code) };
            letters::put(ctx, tx, (one.account, &one.address), None, &words, Some(until)).await?;
        }
        Ok((code, until))
    })?;
    let (Some(account), Some(messenger)) = (account, channels.messenger) else { return Ok(()) };
    let person = people::Entity::find_by_id(account.person_id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    messenger.send(ctx, &phone_of(ctx, &person)?, text(&code)).await
}

/// A new password for a code. Every session ends, the second factor stays, and a door that was closed by wrong
/// passwords is open again.
///
/// # Errors
/// One refusal for a wrong code and a wrong name; those of the password on `new_password`, which leave the code good.
pub async fn reset_password(ctx: &Ctx, sign_in: &str, code: &str, new: &str) -> Result<(), Fault> {
    let account = find_account(ctx, sign_in).await?;
    let throttle = Throttle::at(ctx, Door::Reset, Some(&named(account.as_ref(), sign_in)))?;
    throttle.refuse_waiting(ctx).await?;
    let nobody = Uuid::nil();
    let id = account.as_ref().map_or(nobody, |account| account.id);
    let open = codes::find(ctx.db.reader(), ctx, id, Purpose::Password, code).await?;
    let (Some(account), Some(open)) = (account, open) else {
        return fail(ctx, &throttle, id).await;
    };
    let person = people::Entity::find_by_id(account.person_id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    check_new_password(ctx, &person, new)?;
    let hash = hashing::hash(ctx.random.as_ref(), new).await?;
    crate::transact!(ctx, |tx| {
        throttle.forgive(tx, ctx).await?;
        if !codes::take(tx, ctx, open.id).await? {
            return Err(wrong());
        }
        let change = accounts::ActiveModel {
            id: Set(account.id),
            password_hash: Set(hash.clone()),
            ..ActiveModelTrait::default()
        };
        change.update(tx).await?;
        Throttle::at(ctx, Door::SignIn, Some(&account.id.to_string()))?.open(tx).await?;
        let ended = sessions::end_others(tx, ctx, account.id, nobody).await?;
        let facts = json!({ "code": open.id, "channel": open.channel, "sessions_ended": ended });
        audit::record(tx, ctx, "reset_password", ("account", account.id), facts).await
    })
}

async fn fail(ctx: &Ctx, throttle: &Throttle, account: Uuid) -> Result<(), Fault> {
    let subject = if account.is_nil() { "unknown".to_owned() } else { account.to_string() };
    crate::transact!(ctx, |tx| {
        let closed = throttle.count(tx, ctx).await?;
        let facts = json!({ "locks": closed.is_some() });
        audit::record(tx, ctx, "reset_failed", ("account", &subject), facts).await?;
        Ok(Err(closed.unwrap_or_else(wrong)))
    })?
}

fn named(account: Option<&accounts::Model>, typed: &str) -> String {
    account.map_or_else(|| format!("typed {}", typed.trim().to_lowercase()), |account| account.id.to_string())
}

fn wrong() -> Fault {
    Refusal::on("code", "accounts.reset_code_wrong").into()
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
