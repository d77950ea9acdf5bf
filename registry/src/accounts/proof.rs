//! Does this password prove that the account's holder is there? Failures close the door for a while, whichever node was
//! asked and however many tried at once.

use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::throttle::{Door, Throttle};
use super::waiting::PASSWORD;
use super::{hashing, second_factor};
use crate::entity::accounts;
use crate::instant::MINUTE_MS;
use crate::{Ctx, Fault, Refusal, audit};

/// What a failed proof is called where it was asked for.
#[derive(Clone, Copy)]
pub(crate) enum Asked {
    SignIn,
    /// In a form that asks for the password again, under this name.
    Again(&'static str),
}

impl Asked {
    fn wrong(self) -> Refusal {
        match self {
            Self::SignIn => wrong_sign_in(),
            Self::Again(field) => Refusal::on(field, "accounts.old_password_wrong"),
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in_failed",
            Self::Again(_) => "proof_failed",
        }
    }
}

/// One sentence for a wrong name and a wrong password.
pub(super) fn wrong_sign_in() -> Refusal {
    Refusal::new("accounts.sign_in_wrong").with("most", PASSWORD.most).with("minutes", PASSWORD.first_ms / MINUTE_MS)
}

/// Compares, and on failure counts and records it. On success the caller calls [`accept`] in its own transaction.
pub(crate) async fn prove(ctx: &Ctx, account: &accounts::Model, password: &str, asked: Asked) -> Result<(), Fault> {
    let throttle = Throttle::at(ctx, Door::SignIn, Some(&account.id.to_string()))?;
    let fits = hashing::fits(Some(&account.password_hash), password).await?;
    throttle.refuse_waiting(ctx).await?;
    if fits {
        return Ok(());
    }
    fail(ctx, &throttle, &account.id.to_string(), asked).await
}

/// The same work and the same answers for a name that nobody has.
pub(super) async fn prove_nobody(ctx: &Ctx, typed: &str, password: &str) -> Result<(), Fault> {
    let typed = typed.trim().to_lowercase();
    let throttle = Throttle::at(ctx, Door::SignIn, Some(&format!("typed {typed}")))?;
    hashing::fits(None, password).await?;
    throttle.refuse_waiting(ctx).await?;
    fail(ctx, &throttle, "unknown", Asked::SignIn).await
}

async fn fail(ctx: &Ctx, throttle: &Throttle, subject: &str, asked: Asked) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| {
        let closed = throttle.count(tx, ctx).await?;
        audit::record(tx, ctx, asked.verb(), ("account", subject), json!({ "locks": closed.is_some() })).await?;
        Ok(Err(closed.unwrap_or_else(|| asked.wrong().into())))
    })?
}

/// The password was right: looks again inside the transaction and forgets the failures before it.
pub(crate) async fn accept(tx: &DatabaseTransaction, ctx: &Ctx, account: &accounts::Model) -> Result<(), Fault> {
    Throttle::at(ctx, Door::SignIn, Some(&account.id.to_string()))?.forgive(tx, ctx).await
}

/// Takes a code of the second factor, when the account has one; each code once.
pub(crate) async fn prove_code(ctx: &Ctx, account: &accounts::Model, typed: &str) -> Result<(), Fault> {
    let Some(factor) = second_factor::in_force(ctx.db.reader(), account.id).await? else { return Ok(()) };
    let throttle = Throttle::at(ctx, Door::SecondFactor, Some(&account.id.to_string()))?;
    throttle.refuse_waiting(ctx).await?;
    crate::transact!(ctx, |tx| {
        if second_factor::take(tx, ctx, &factor, typed).await? {
            throttle.forgive(tx, ctx).await?;
            return Ok(Ok(()));
        }
        let closed = throttle.count(tx, ctx).await?;
        let facts = json!({ "locks": closed.is_some() });
        audit::record(tx, ctx, "second_factor_failed", ("account", account.id), facts).await?;
        Ok(Err(closed.unwrap_or_else(|| Refusal::on("code", "accounts.code_wrong").into())))
    })?
}
