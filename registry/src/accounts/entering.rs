//! How does one come in? By password, and where a second factor is set up, by a code as well.

use std::fmt;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};

use super::proof::{Asked, accept, prove, prove_code, prove_nobody};
use super::sessions::token_hash;
use super::store::{NewSession, find_account, holder};
use super::{SessionKind, posts, second_factor, sessions};
use crate::entity::{accounts, half_sign_ins};
use crate::instant::MINUTE_MS;
use crate::people::requests::is_restricted;
use crate::{Actor, Ctx, Fault, Instant, Refusal};

/// So long may one look for the telephone.
const HALF_MS: i64 = 10 * MINUTE_MS;

/// What a person comes with.
#[derive(Clone, Copy)]
pub struct Key<'a> {
    /// A phone or an identity number.
    pub sign_in: &'a str,
    pub password: &'a str,
    pub kind: SessionKind,
    pub device: &'a str,
}

#[derive(Debug)]
pub enum Entered {
    In(NewSession),
    CodeDue(HalfSignIn),
}

/// The password was right; the token opens the second step and nothing else.
pub struct HalfSignIn {
    pub token: String,
    pub expires_at: Instant,
}

impl fmt::Debug for HalfSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HalfSignIn(..)")
    }
}

/// In two steps, for people. Every sign-in makes a new session and ends the one it was made from.
pub async fn enter(ctx: &Ctx, key: Key<'_>) -> Result<Entered, Fault> {
    let account = prove_key(ctx, key).await?;
    if second_factor::in_force(ctx.db.reader(), account.id).await?.is_none() {
        return crate::transact!(ctx, |tx| { admit(tx, ctx, &account, key.kind, key.device).await }).map(Entered::In);
    }
    let half = HalfSignIn { token: ctx.random.token(), expires_at: ctx.now().plus_ms(HALF_MS) };
    crate::transact!(ctx, |tx| {
        accept(tx, ctx, &account).await?;
        let row = half_sign_ins::Model {
            id: ctx.new_id(),
            token_hash: token_hash(&half.token),
            account_id: account.id,
            kind: key.kind.code().to_owned(),
            made_at: ctx.now().0,
            expires_at: half.expires_at.0,
            used_at: None,
        };
        half_sign_ins::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        Ok(())
    })?;
    Ok(Entered::CodeDue(half))
}

/// The second step. A wrong code leaves it open; a right one closes it.
pub async fn enter_with_code(ctx: &Ctx, token: &str, code: &str, device: &str) -> Result<NewSession, Fault> {
    let half = open_half(ctx.db.reader(), ctx, token).await?;
    let kind = SessionKind::parse(&half.kind).ok_or_else(|| Fault::internal("a sign-in of no kind"))?;
    let account = accounts::Entity::find_by_id(half.account_id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    prove_code(ctx, &account, code).await?;
    crate::transact!(ctx, |tx| {
        let used = half_sign_ins::Entity::update_many()
            .col_expr(half_sign_ins::Column::UsedAt, Expr::value(ctx.now().0))
            .filter(half_sign_ins::Column::Id.eq(half.id))
            .filter(half_sign_ins::Column::UsedAt.is_null())
            .exec(tx)
            .await?;
        if used.rows_affected != 1 {
            return Err(too_late());
        }
        admit(tx, ctx, &account, kind, device).await
    })
}

/// In one step, for programs; without a second factor the code is not looked at.
pub async fn sign_in_with_code(ctx: &Ctx, key: Key<'_>, code: &str) -> Result<NewSession, Fault> {
    let account = prove_key(ctx, key).await?;
    let is_due = second_factor::in_force(ctx.db.reader(), account.id).await?.is_some();
    if is_due && code.trim().is_empty() {
        return Err(Refusal::on("code", "accounts.code_needed").into());
    }
    prove_code(ctx, &account, code).await?;
    crate::transact!(ctx, |tx| { admit(tx, ctx, &account, key.kind, key.device).await })
}

/// By password alone; refused where a code is due.
pub async fn sign_in(
    ctx: &Ctx,
    sign_in: &str,
    password: &str,
    kind: SessionKind,
    device: &str,
) -> Result<NewSession, Fault> {
    sign_in_with_code(ctx, Key { sign_in, password, kind, device }, "").await
}

async fn prove_key(ctx: &Ctx, key: Key<'_>) -> Result<accounts::Model, Fault> {
    match find_account(ctx, key.sign_in).await? {
        Some(account) => {
            prove(ctx, &account, key.password, Asked::SignIn).await?;
            // told after the password only: whoever asks is the person
            if is_restricted(ctx.db.reader(), account.person_id).await? {
                return Err(Refusal::new("accounts.restricted").into());
            }
            Ok(account)
        }
        None => Err(prove_nobody(ctx, key.sign_in, key.password).await.err().unwrap_or(Fault::NotFound)),
    }
}

async fn admit(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    account: &accounts::Model,
    kind: SessionKind,
    device: &str,
) -> Result<NewSession, Fault> {
    accept(tx, ctx, account).await?;
    if let Actor::SignedIn(before) = &ctx.actor {
        sessions::end(tx, ctx, before.session, before.account).await?;
    }
    let posts = posts::posts_of(tx, account.id, account.person_id, ctx.now().day()).await?;
    sessions::begin(tx, ctx, account.id, kind, device, holder(&posts)).await
}

async fn open_half<C: ConnectionTrait>(db: &C, ctx: &Ctx, token: &str) -> Result<half_sign_ins::Model, Fault> {
    let half = half_sign_ins::Entity::find()
        .filter(half_sign_ins::Column::TokenHash.eq(token_hash(token)))
        .filter(half_sign_ins::Column::UsedAt.is_null())
        .filter(half_sign_ins::Column::ExpiresAt.gt(ctx.now().0));
    half.one(db).await?.ok_or_else(too_late)
}

fn too_late() -> Fault {
    Refusal::new("accounts.half_sign_in_over").into()
}
