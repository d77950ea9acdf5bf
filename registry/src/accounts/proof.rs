//! Does this password prove that the account's holder is there? Five failures close the door for a quarter of an hour,
//! whichever door was tried and however many tried at once.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::hashing;
use crate::entity::accounts;
use crate::instant::MINUTE_MS;
use crate::{Ctx, Fault, Instant, Refusal, audit};

const MOST_FAILURES: i32 = 5;
const LOCKED_MS: i64 = 15 * MINUTE_MS;

/// What a failed proof is called where it was asked for.
#[derive(Clone, Copy)]
pub(super) enum Door {
    SignIn,
    ChangePassword,
}

impl Door {
    fn wrong(self) -> Refusal {
        match self {
            Self::SignIn => wrong_sign_in(),
            Self::ChangePassword => Refusal::on("old_password", "accounts.old_password_wrong"),
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in_failed",
            Self::ChangePassword => "change_password_failed",
        }
    }
}

/// One sentence for a wrong name and a wrong password.
pub(super) fn wrong_sign_in() -> Refusal {
    Refusal::new("accounts.sign_in_wrong").with("most", MOST_FAILURES).with("minutes", LOCKED_MS / MINUTE_MS)
}

/// Compares, and on failure counts and records it. On success the caller calls [`accept`] in its own transaction.
pub(super) async fn prove(ctx: &Ctx, account: &accounts::Model, password: &str, door: Door) -> Result<(), Fault> {
    let fits = hashing::fits(Some(&account.password_hash), password).await?;
    refuse_locked(ctx, account)?;
    if fits {
        return Ok(());
    }
    crate::transact!(ctx, |tx| {
        let account = locked_row(tx, account.id).await?;
        if let Err(locked) = refuse_locked(ctx, &account) {
            return Ok(Err(locked));
        }
        let failures = account.failed_sign_ins + 1;
        let locks = failures >= MOST_FAILURES;
        audit::record(tx, ctx, door.verb(), ("account", account.id), json!({ "locks": locks })).await?;
        let until = ctx.now().plus_ms(LOCKED_MS);
        let change = accounts::ActiveModel {
            id: Set(account.id),
            failed_sign_ins: Set(if locks { 0 } else { failures }),
            locked_until: Set(locks.then_some(until.0)),
            ..ActiveModelTrait::default()
        };
        change.update(tx).await?;
        Ok(Err(if locks { locked(until) } else { door.wrong().into() }))
    })?
}

/// Looks again inside the transaction: an attempt that ran beside the fifth failure comes too late.
pub(super) async fn accept(tx: &DatabaseTransaction, ctx: &Ctx, account: Uuid) -> Result<(), Fault> {
    let account = locked_row(tx, account).await?;
    refuse_locked(ctx, &account)?;
    let change = accounts::ActiveModel {
        id: Set(account.id),
        failed_sign_ins: Set(0),
        locked_until: Set(None),
        ..ActiveModelTrait::default()
    };
    change.update(tx).await?;
    Ok(())
}

/// On SQLite the transaction is the only writer; on PostgreSQL the row is locked.
async fn locked_row(tx: &DatabaseTransaction, account: Uuid) -> Result<accounts::Model, Fault> {
    accounts::Entity::find_by_id(account).lock_exclusive().one(tx).await?.ok_or(Fault::NotFound)
}

fn refuse_locked(ctx: &Ctx, account: &accounts::Model) -> Result<(), Fault> {
    match account.locked_until.map(Instant) {
        Some(until) if until > ctx.now() => Err(locked(until)),
        _ => Ok(()),
    }
}

fn locked(until: Instant) -> Fault {
    Refusal::new("accounts.locked").with("until", until.local().format("%H:%M")).into()
}
