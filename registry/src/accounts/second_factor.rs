//! Does an account ask for a second proof, and how is it set up, replaced and turned off? A code of an authenticator, or
//! one of ten recovery codes that were shown once.

use std::fmt;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::proof::{Asked, accept, prove, prove_code};
use super::{posts, sessions, totp};
use crate::entity::{accounts, recovery_codes, second_factors};
use crate::people::half_width;
use crate::permissions::{Object, Verb, require};
use crate::random::Random;
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

const COLUMN: &str = "second_factors.secret";
const RECOVERY_CODES: usize = 10;
/// Without the letters that are read as digits.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How the own account stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub confirmed_at: Option<Instant>,
    pub recovery_codes_left: u64,
    /// holds a granted role, so that it may not be turned off
    pub is_required: bool,
}

/// A secret that waits for its first code.
#[derive(Clone, PartialEq, Eq)]
pub struct Offer {
    pub key_text: String,
    pub uri: String,
}

impl fmt::Debug for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Offer(..)")
    }
}

pub async fn own_standing(ctx: &Ctx) -> Result<Standing, Fault> {
    require(ctx, Verb::View, Object::OwnProfile)?;
    let (who, reader) = (ctx.signed_in()?, ctx.db.reader());
    let is_required = holds_granted_role(reader, who.account).await?;
    let Some(factor) = in_force(reader, who.account).await? else {
        return Ok(Standing { confirmed_at: None, recovery_codes_left: 0, is_required });
    };
    let left = recovery_codes::Entity::find()
        .filter(recovery_codes::Column::FactorId.eq(factor.id))
        .filter(recovery_codes::Column::UsedAt.is_null())
        .count(reader)
        .await?;
    Ok(Standing { confirmed_at: factor.confirmed_at.map(Instant), recovery_codes_left: left, is_required })
}

/// True while the account holds a granted role that rests because no second factor is set up.
pub async fn owes_second_factor(ctx: &Ctx) -> Result<bool, Fault> {
    let Ok(who) = ctx.signed_in() else { return Ok(false) };
    let reader = ctx.db.reader();
    Ok(holds_granted_role(reader, who.account).await? && in_force(reader, who.account).await?.is_none())
}

/// The secret that was begun and waits for its first code. `issuer` and the masked phone name it in the authenticator.
pub async fn offered(ctx: &Ctx, issuer: &str) -> Result<Option<Offer>, Fault> {
    require(ctx, Verb::Edit, Object::OwnProfile)?;
    let account = ctx.signed_in()?.account;
    let Some(row) = begun(ctx.db.reader(), account).await? else { return Ok(None) };
    let secret = ctx.vault.open(COLUMN, &row.secret_sealed)?;
    let holder = crate::people::store::own(ctx).await?.phone_masked;
    Ok(Some(Offer { key_text: totp::key_text(&secret), uri: totp::enrolment_uri(&secret, issuer, &holder) }))
}

/// Makes a new secret in place of one that was begun before. Nothing changes for the sign-in until a first code confirms it.
pub async fn begin_factor(ctx: &Ctx) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::OwnProfile)?;
    let account = ctx.signed_in()?.account;
    let secret: [u8; totp::SECRET_BYTES] = ctx.random.array();
    crate::transact!(ctx, |tx| {
        if let Some(older) = begun(tx, account).await? {
            end(tx, ctx, &older, "replaced").await?;
        }
        let row = new_row(ctx, account, &secret)?;
        second_factors::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("accounts.factor_not_begun")))?;
        Ok(())
    })
}

/// The first code puts the secret in force; ten recovery codes come back, to be shown once. One in force before is
/// replaced, which takes a `current` code of it. Every other session ends.
pub async fn confirm_factor(ctx: &Ctx, code: &str, current: &str) -> Result<Vec<String>, Fault> {
    require(ctx, Verb::Edit, Object::OwnProfile)?;
    let who = ctx.signed_in()?;
    let reader = ctx.db.reader();
    let row = begun(reader, who.account).await?.ok_or_else(|| Refusal::new("accounts.factor_not_begun"))?;
    let secret = ctx.vault.open(COLUMN, &row.secret_sealed)?;
    let step = matching_step(ctx, &secret, &plain(code), row.last_step)
        .ok_or_else(|| Refusal::on("code", "accounts.first_code_wrong"))?;
    if in_force(reader, who.account).await?.is_some() {
        let account = accounts::Entity::find_by_id(who.account).one(reader).await?.ok_or(Fault::NotFound)?;
        prove_code(ctx, &account, current).await.map_err(|fault| on_field(fault, "current"))?;
    }
    crate::transact!(ctx, |tx| {
        if let Some(older) = in_force(tx, who.account).await? {
            end(tx, ctx, &older, "replaced").await?;
        }
        let confirmed = second_factors::Entity::update_many()
            .col_expr(second_factors::Column::ConfirmedAt, Expr::value(ctx.now().0))
            .col_expr(second_factors::Column::LastStep, Expr::value(step))
            .filter(second_factors::Column::Id.eq(row.id))
            .filter(second_factors::Column::ConfirmedAt.is_null())
            .filter(second_factors::Column::EndedAt.is_null())
            .exec(tx)
            .await?;
        if confirmed.rows_affected != 1 {
            return Err(Refusal::new("accounts.factor_not_begun").into());
        }
        let codes = write_recovery_codes(tx, ctx, row.id).await?;
        let ended = sessions::end_others(tx, ctx, who.account, who.session).await?;
        let facts = json!({ "factor": row.id, "sessions_ended": ended });
        audit::record(tx, ctx, "confirm_second_factor", ("account", who.account), facts).await?;
        Ok(codes)
    })
}

/// Ten new recovery codes in place of the old ones, for a code.
pub async fn renew_recovery_codes(ctx: &Ctx, code: &str) -> Result<Vec<String>, Fault> {
    require(ctx, Verb::Edit, Object::OwnProfile)?;
    let (account, factor) = own_in_force(ctx).await?;
    prove_code(ctx, &account, code).await?;
    crate::transact!(ctx, |tx| {
        recovery_codes::Entity::delete_many().filter(recovery_codes::Column::FactorId.eq(factor.id)).exec(tx).await?;
        let codes = write_recovery_codes(tx, ctx, factor.id).await?;
        audit::record(tx, ctx, "renew_recovery_codes", ("account", account.id), json!({ "factor": factor.id })).await?;
        Ok(codes)
    })
}

/// For password and code; not for those who hold a granted role.
pub async fn turn_off_factor(ctx: &Ctx, password: &str, code: &str) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::OwnProfile)?;
    let who = ctx.signed_in()?;
    if holds_granted_role(ctx.db.reader(), who.account).await? {
        return Err(Refusal::new("accounts.factor_required").into());
    }
    let (account, factor) = own_in_force(ctx).await?;
    prove(ctx, &account, password, Asked::Again("password")).await?;
    prove_code(ctx, &account, code).await?;
    crate::transact!(ctx, |tx| {
        accept(tx, ctx, &account).await?;
        end(tx, ctx, &factor, "turned_off").await?;
        audit::record(tx, ctx, "turn_off_second_factor", ("account", account.id), json!({ "factor": factor.id })).await
    })
}

/// The confirmed factor of an account.
pub(super) async fn in_force<C: ConnectionTrait>(
    db: &C,
    account: Uuid,
) -> Result<Option<second_factors::Model>, Fault> {
    let rows = second_factors::Entity::find()
        .filter(second_factors::Column::AccountId.eq(account))
        .filter(second_factors::Column::ConfirmedAt.is_not_null())
        .filter(second_factors::Column::EndedAt.is_null());
    Ok(rows.one(db).await?)
}

/// Takes a code for good: true once for each step of the authenticator and once for each recovery code.
pub(super) async fn take(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    factor: &second_factors::Model,
    typed: &str,
) -> Result<bool, Fault> {
    let typed = plain(typed);
    let secret = ctx.vault.open(COLUMN, &factor.secret_sealed)?;
    if let Some(step) = matching_step(ctx, &secret, &typed, factor.last_step) {
        let taken = second_factors::Entity::update_many()
            .col_expr(second_factors::Column::LastStep, Expr::value(step))
            .filter(second_factors::Column::Id.eq(factor.id))
            .filter(second_factors::Column::EndedAt.is_null())
            .filter(second_factors::Column::LastStep.lt(step))
            .exec(tx)
            .await?;
        return Ok(taken.rows_affected == 1);
    }
    let taken = recovery_codes::Entity::update_many()
        .col_expr(recovery_codes::Column::UsedAt, Expr::value(ctx.now().0))
        .filter(recovery_codes::Column::FactorId.eq(factor.id))
        .filter(recovery_codes::Column::CodeHash.eq(code_hash(ctx, factor.id, &typed)?))
        .filter(recovery_codes::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    if taken.rows_affected == 1 {
        let facts = json!({ "factor": factor.id });
        audit::record(tx, ctx, "use_recovery_code", ("account", factor.account_id), facts).await?;
    }
    Ok(taken.rows_affected == 1)
}

/// While the system's clock is in doubt it may be the one that is right: staff have to come in to say so.
fn matching_step(ctx: &Ctx, secret: &[u8], typed: &str, last_step: i64) -> Option<i64> {
    let in_doubt = ctx.clock.step_ms().map(|_| ctx.clock.wall());
    let moments = [Some(ctx.now()), in_doubt];
    moments.into_iter().flatten().find_map(|at| totp::matching_step(secret, typed, at, last_step))
}

pub(super) async fn end(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    factor: &second_factors::Model,
    reason: &str,
) -> Result<(), Fault> {
    end_with_note(tx, ctx, factor, reason, None).await
}

/// `note` is what a clerk wrote down about the person in front.
pub(super) async fn end_with_note(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    factor: &second_factors::Model,
    reason: &str,
    note: Option<&str>,
) -> Result<(), Fault> {
    let by = ctx.signed_in().ok().map(|who| who.account);
    let ended = second_factors::Entity::update_many()
        .col_expr(second_factors::Column::EndedAt, Expr::value(ctx.now().0))
        .col_expr(second_factors::Column::EndedBy, Expr::value(by))
        .col_expr(second_factors::Column::EndReason, Expr::value(reason))
        .col_expr(second_factors::Column::EndNote, Expr::value(note))
        .filter(second_factors::Column::Id.eq(factor.id))
        .filter(second_factors::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    if ended.rows_affected == 1 { Ok(()) } else { Err(Fault::Busy) }
}

pub(crate) async fn holds_granted_role<C: ConnectionTrait>(db: &C, account: Uuid) -> Result<bool, Fault> {
    Ok(!posts::granted_to(db, account).await?.is_empty())
}

/// A row for a secret that is not confirmed yet.
pub(crate) fn new_row(ctx: &Ctx, account: Uuid, secret: &[u8]) -> Result<second_factors::Model, Fault> {
    Ok(second_factors::Model {
        id: ctx.new_id(),
        account_id: account,
        secret_sealed: ctx.vault.seal(ctx.random.as_ref(), COLUMN, secret)?,
        begun_at: ctx.now().0,
        confirmed_at: None,
        last_step: 0,
        ended_at: None,
        ended_by: None,
        end_reason: None,
        end_note: None,
    })
}

/// Codes of this sort in groups: `7K2M-9QXD-A4VB`. Spaces, hyphens and case do not count when they are typed.
pub(super) fn plain(typed: &str) -> String {
    let letter = |c: char| match c.to_ascii_uppercase() {
        // what is never printed stands for what it is read as
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    typed.chars().map(half_width).filter(|c| c.is_ascii_alphanumeric()).take(32).map(letter).collect()
}

async fn own_in_force(ctx: &Ctx) -> Result<(accounts::Model, second_factors::Model), Fault> {
    let (who, reader) = (ctx.signed_in()?, ctx.db.reader());
    let account = accounts::Entity::find_by_id(who.account).one(reader).await?.ok_or(Fault::NotFound)?;
    let factor = in_force(reader, who.account).await?.ok_or_else(|| Refusal::new("accounts.factor_not_set_up"))?;
    Ok((account, factor))
}

async fn begun<C: ConnectionTrait>(db: &C, account: Uuid) -> Result<Option<second_factors::Model>, Fault> {
    let rows = second_factors::Entity::find()
        .filter(second_factors::Column::AccountId.eq(account))
        .filter(second_factors::Column::ConfirmedAt.is_null())
        .filter(second_factors::Column::EndedAt.is_null());
    Ok(rows.one(db).await?)
}

async fn write_recovery_codes(tx: &DatabaseTransaction, ctx: &Ctx, factor: Uuid) -> Result<Vec<String>, Fault> {
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code(ctx.random.as_ref())).collect();
    for code in &codes {
        let row = recovery_codes::Model {
            factor_id: factor,
            code_hash: code_hash(ctx, factor, &plain(code))?,
            used_at: None,
        };
        recovery_codes::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    }
    Ok(codes)
}

/// Sixty bits.
fn recovery_code(random: &dyn Random) -> String {
    let letters: Vec<char> =
        random.array::<12>().into_iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

fn code_hash(ctx: &Ctx, factor: Uuid, code: &str) -> Result<String, Fault> {
    ctx.vault.index("recovery_code", &format!("{factor} {code}"))
}

/// The same refusals on another field of the form.
fn on_field(fault: Fault, field: &'static str) -> Fault {
    match fault {
        Fault::Refused(reasons) => {
            Fault::Refused(reasons.into_iter().map(|reason| Refusal { field: Some(field), ..reason }).collect())
        }
        other => other,
    }
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
pub(super) mod tests;
