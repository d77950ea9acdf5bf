//! Where does somebody want letters sent? An address that the person gives and proves by the link in the first letter; nobody
//! has to give one. It carries notices and the code for a forgotten password.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::MailAddress;
use super::proof::{Asked, accept, prove, prove_code};
use super::sessions::token_hash;
use super::throttle::{Door, Throttle};
use crate::entity::{accounts, mail_addresses};
use crate::instant::DAY_MS;
use crate::notices::letters::{self, Words};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit};

const ADDRESS: &str = "mail_addresses.address";
/// How long the link is good.
pub const LINK_MS: i64 = DAY_MS;

/// The address, and what proves that the account's holder gives it.
pub struct NewMail<'a> {
    pub address: &'a str,
    pub password: &'a str,
    /// Of the second factor, where one is set up.
    pub code: &'a str,
    /// In which language letters are written: `zh-CN` or `en`.
    pub lang: &'a str,
}

/// What the holder sees of the own address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnMail {
    /// masked, and since when
    pub confirmed: Option<(String, Instant)>,
    /// masked, and until when its link is good
    pub waiting: Option<(String, Instant)>,
}

/// An address in force, for letters.
pub(crate) struct Addressed {
    pub account: Uuid,
    pub address: MailAddress,
    pub lang: String,
}

pub async fn own_mail(ctx: &Ctx) -> Result<OwnMail, Fault> {
    require(ctx, Verb::View, Object::OwnProfile)?;
    let rows = mail_addresses::Entity::find()
        .filter(mail_addresses::Column::AccountId.eq(ctx.signed_in()?.account))
        .filter(mail_addresses::Column::EndedAt.is_null())
        .all(ctx.db.reader())
        .await?;
    let mut own = OwnMail::default();
    for row in rows {
        let masked = opened(ctx, &row)?.masked();
        match row.confirmed_at {
            Some(at) => own.confirmed = Some((masked, Instant(at))),
            None if is_open(ctx, &row) => own.waiting = Some((masked, link_until(&row))),
            None => {}
        }
    }
    Ok(own)
}

/// The confirmed one in full, for the own data.
pub(crate) async fn own_address(ctx: &Ctx) -> Result<Option<String>, Fault> {
    let own = confirmed_addresses(ctx, BTreeSet::from([ctx.signed_in()?.account])).await?;
    Ok(own.into_iter().next().map(|one| one.address.as_str().to_owned()))
}

/// The first step: the address is written down and a link is sent to it; `words` makes the letter of the link's token. What
/// was confirmed before stays until then.
///
/// # Errors
/// The refusals of the proof; asked for too often.
pub async fn give_mail(ctx: &Ctx, new: &NewMail<'_>, words: impl Fn(&str) -> Words) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::OwnProfile)?;
    let address = MailAddress::parse(new.address)?;
    let account = own_account(ctx).await?;
    prove(ctx, &account, new.password, Asked::Again("password")).await?;
    prove_code(ctx, &account, new.code).await?;
    let throttle = Throttle::at(ctx, Door::AskReset, Some(&format!("mail {}", account.id)))?;
    throttle.refuse_waiting(ctx).await?;
    crate::transact!(ctx, |tx| {
        accept(tx, ctx, &account).await?;
        throttle.count(tx, ctx).await?;
        end_where(tx, ctx, account.id, Which::Waiting).await?;
        let token = ctx.random.token();
        let row = mail_addresses::Model {
            id: ctx.new_id(),
            account_id: account.id,
            address_sealed: ctx.vault.seal(ctx.random.as_ref(), ADDRESS, address.as_str().as_bytes())?,
            lang: new.lang.to_owned(),
            token_hash: token_hash(&token),
            given_at: ctx.now().0,
            confirmed_at: None,
            ended_at: None,
        };
        let until = link_until(&row);
        mail_addresses::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        letters::put(ctx, tx, (account.id, &address), None, &words(&token), Some(until)).await?;
        audit::record(tx, ctx, "give_mail", ("account", account.id), json!({})).await
    })
}

/// The address behind a link that is good, masked, for the page that asks whether it is right.
///
/// # Errors
/// [`Fault::NotFound`] when it was followed already, is too old, or was never sent.
pub async fn address_of_link(ctx: &Ctx, token: &str) -> Result<String, Fault> {
    Ok(opened(ctx, &find_open(ctx.db.reader(), ctx, token).await?)?.masked())
}

/// The second step: whoever reads the letters of the address follows the link, signed in or not.
///
/// # Errors
/// As of [`address_of_link`].
pub async fn confirm_mail(ctx: &Ctx, token: &str) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| {
        let row = find_open(tx, ctx, token).await?;
        if end_where(tx, ctx, row.account_id, Which::Confirmed).await? > 0 {
            // what waits is addressed to the former one
            letters::give_up(ctx, tx, row.account_id).await?;
        }
        let confirmed = mail_addresses::Entity::update_many()
            .col_expr(mail_addresses::Column::ConfirmedAt, Expr::value(ctx.now().0))
            .filter(mail_addresses::Column::Id.eq(row.id))
            .filter(mail_addresses::Column::ConfirmedAt.is_null())
            .filter(mail_addresses::Column::EndedAt.is_null())
            .exec(tx)
            .await?;
        if confirmed.rows_affected != 1 {
            return Err(Fault::NotFound);
        }
        audit::record(tx, ctx, "confirm_mail", ("account", row.account_id), json!({})).await
    })
}

/// Takes the address away; letters that wait are not sent any more.
///
/// # Errors
/// The refusals of the proof; refused when there is none.
pub async fn remove_mail(ctx: &Ctx, password: &str, code: &str) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::OwnProfile)?;
    let account = own_account(ctx).await?;
    prove(ctx, &account, password, Asked::Again("password")).await?;
    prove_code(ctx, &account, code).await?;
    crate::transact!(ctx, |tx| {
        accept(tx, ctx, &account).await?;
        if forget(tx, ctx, account.id).await? == 0 {
            return Err(Refusal::new("accounts.mail_none").into());
        }
        audit::record(tx, ctx, "remove_mail", ("account", account.id), json!({})).await
    })
}

/// Ends every address of an account, confirmed or not, with what waits for it; how many they were. Whoever gets an account back
/// in person may not know who gave them.
pub(super) async fn forget(tx: &DatabaseTransaction, ctx: &Ctx, account: Uuid) -> Result<u64, Fault> {
    let ended =
        end_where(tx, ctx, account, Which::Waiting).await? + end_where(tx, ctx, account, Which::Confirmed).await?;
    letters::give_up(ctx, tx, account).await?;
    Ok(ended)
}

/// Of these accounts those that have an address in force, with it.
pub(crate) async fn confirmed_addresses(ctx: &Ctx, accounts: BTreeSet<Uuid>) -> Result<Vec<Addressed>, Fault> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let rows = mail_addresses::Entity::find()
        .filter(mail_addresses::Column::AccountId.is_in(accounts))
        .filter(mail_addresses::Column::ConfirmedAt.is_not_null())
        .filter(mail_addresses::Column::EndedAt.is_null())
        .all(ctx.db.reader())
        .await?;
    rows.into_iter()
        .map(|row| Ok(Addressed { account: row.account_id, address: opened(ctx, &row)?, lang: row.lang }))
        .collect()
}

/// Links that nobody followed; how many they were.
pub(super) async fn clear_unconfirmed(ctx: &Ctx) -> Result<u64, Fault> {
    let cleared = mail_addresses::Entity::delete_many()
        .filter(mail_addresses::Column::ConfirmedAt.is_null())
        .filter(mail_addresses::Column::GivenAt.lt(ctx.now().minus_ms(LINK_MS).0))
        .exec(ctx.db.writer())
        .await?;
    Ok(cleared.rows_affected)
}

#[derive(Clone, Copy)]
enum Which {
    Waiting,
    Confirmed,
}

/// How many rows they were: one or none.
async fn end_where(tx: &DatabaseTransaction, ctx: &Ctx, account: Uuid, which: Which) -> Result<u64, Fault> {
    let confirmed_at = mail_addresses::Column::ConfirmedAt;
    let ended = mail_addresses::Entity::update_many()
        .col_expr(mail_addresses::Column::EndedAt, Expr::value(ctx.now().0))
        .filter(mail_addresses::Column::AccountId.eq(account))
        .filter(mail_addresses::Column::EndedAt.is_null())
        .filter(match which {
            Which::Waiting => confirmed_at.is_null(),
            Which::Confirmed => confirmed_at.is_not_null(),
        })
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

async fn find_open(db: &impl ConnectionTrait, ctx: &Ctx, token: &str) -> Result<mail_addresses::Model, Fault> {
    let found = mail_addresses::Entity::find()
        .filter(mail_addresses::Column::TokenHash.eq(token_hash(token)))
        .filter(mail_addresses::Column::ConfirmedAt.is_null())
        .filter(mail_addresses::Column::EndedAt.is_null())
        .one(db)
        .await?;
    found.filter(|row| is_open(ctx, row)).ok_or(Fault::NotFound)
}

fn is_open(ctx: &Ctx, row: &mail_addresses::Model) -> bool {
    ctx.now() < link_until(row)
}

fn link_until(row: &mail_addresses::Model) -> Instant {
    Instant(row.given_at).plus_ms(LINK_MS)
}

fn opened(ctx: &Ctx, row: &mail_addresses::Model) -> Result<MailAddress, Fault> {
    let text = ctx.vault.open_text(ADDRESS, &row.address_sealed)?;
    MailAddress::parse(&text).map_err(|_| Fault::internal("a stored address is not valid"))
}

async fn own_account(ctx: &Ctx) -> Result<accounts::Model, Fault> {
    let id = ctx.signed_in()?.account;
    accounts::Entity::find_by_id(id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
