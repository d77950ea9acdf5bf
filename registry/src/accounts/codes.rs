//! Which one-time codes are open, and which one was typed? Eight digits, good once and for half an hour.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

use super::second_factor::plain;
use crate::entity::one_time_codes;
use crate::instant::MINUTE_MS;
use crate::{Ctx, Fault, Instant};

pub const LIFE_MS: i64 = 30 * MINUTE_MS;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Password,
    Phone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Message,
    InPerson,
}

impl Purpose {
    fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Phone => "phone",
        }
    }
}

impl Channel {
    fn code(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::InPerson => "in_person",
        }
    }
}

/// What a code is made for.
pub struct NewCode<'a> {
    /// Nobody's where nobody was found: the same work is done.
    pub account: Option<Uuid>,
    pub purpose: Purpose,
    pub channel: Channel,
    /// The new number that the code proves.
    pub phone_sealed: Option<Vec<u8>>,
    pub reason: Option<&'a str>,
}

/// Ends the open codes of the same purpose; the digits, and until when they are good.
pub async fn make(tx: &DatabaseTransaction, ctx: &Ctx, new: &NewCode<'_>) -> Result<(String, Instant), Fault> {
    if let Some(account) = new.account {
        end_open(tx, ctx, account, new.purpose).await?;
    }
    let digits = digits(ctx);
    let expires_at = ctx.now().plus_ms(LIFE_MS);
    let row = one_time_codes::Model {
        id: ctx.new_id(),
        account_id: new.account,
        purpose: new.purpose.code().to_owned(),
        channel: new.channel.code().to_owned(),
        code_hash: hash(ctx, new.account.unwrap_or_default(), &digits)?,
        phone_sealed: new.phone_sealed.clone(),
        made_by: ctx.signed_in().ok().map(|who| who.account),
        reason: new.reason.map(str::to_owned),
        made_at: ctx.now().0,
        expires_at: expires_at.0,
        used_at: None,
    };
    one_time_codes::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok((digits, expires_at))
}

/// The open code of this account that was typed.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    account: Uuid,
    purpose: Purpose,
    typed: &str,
) -> Result<Option<one_time_codes::Model>, Fault> {
    let found = one_time_codes::Entity::find()
        .filter(one_time_codes::Column::AccountId.eq(account))
        .filter(one_time_codes::Column::Purpose.eq(purpose.code()))
        .filter(one_time_codes::Column::CodeHash.eq(hash(ctx, account, &plain(typed))?))
        .filter(one_time_codes::Column::UsedAt.is_null())
        .filter(one_time_codes::Column::ExpiresAt.gt(ctx.now().0));
    Ok(found.one(db).await?)
}

/// True for the one who is first.
pub async fn take(tx: &DatabaseTransaction, ctx: &Ctx, code: Uuid) -> Result<bool, Fault> {
    let taken = one_time_codes::Entity::update_many()
        .col_expr(one_time_codes::Column::UsedAt, Expr::value(ctx.now().0))
        .filter(one_time_codes::Column::Id.eq(code))
        .filter(one_time_codes::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// An older code is good no longer.
pub async fn end_open(tx: &DatabaseTransaction, ctx: &Ctx, account: Uuid, purpose: Purpose) -> Result<(), Fault> {
    one_time_codes::Entity::update_many()
        .col_expr(one_time_codes::Column::ExpiresAt, Expr::value(ctx.now().0))
        .filter(one_time_codes::Column::AccountId.eq(account))
        .filter(one_time_codes::Column::Purpose.eq(purpose.code()))
        .filter(one_time_codes::Column::UsedAt.is_null())
        .filter(one_time_codes::Column::ExpiresAt.gt(ctx.now().0))
        .exec(tx)
        .await?;
    Ok(())
}

fn digits(ctx: &Ctx) -> String {
    let number = u64::from_be_bytes(ctx.random.array());
    format!("{:08}", number % 100_000_000)
}

/// Eight digits are soon tried out, so the hash is keyed.
fn hash(ctx: &Ctx, account: Uuid, digits: &str) -> Result<String, Fault> {
    ctx.vault.index("one_time_code", &format!("{account} {digits}"))
}
