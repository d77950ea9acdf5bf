//! How does one get an account, come in, and change the password?

use std::fmt;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;
use uuid::Uuid;

pub(crate) use super::behalf::as_of_today;
pub use super::behalf::on_behalf_of;
pub use super::entering::{Entered, HalfSignIn, Key, enter, enter_with_code, sign_in, sign_in_with_code};
use super::proof::{Asked, accept, prove};
pub use super::recovery::{GivenCode, Met, end_factor_in_person, end_factor_of_system_administrator, make_reset_code};
pub use super::reset::{Channels, ask_reset, reset_password};
pub use super::second_factor::owes_second_factor;
pub use super::sessions::{SessionView, end_other_sessions, end_session, find_session, own_sessions, sign_out};
pub use super::setup::{make_setup_link, setup_link_is_open, use_setup_link};
use super::{
    CheckedAccount, Holder, NewAccount, PRIVACY_NOTICE, check_password, hashing, sessions, taking_over, throttle,
};
use crate::entity::{accounts, people};
use crate::people::{IdNumber, Phone};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, SignedIn, audit, db};

/// A fresh session. The token is shown once and stored as its hash only.
#[derive(Clone)]
pub struct NewSession {
    pub token: String,
    pub account: Uuid,
    pub expires_at: Instant,
}

impl fmt::Debug for NewSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewSession(account {})", self.account)
    }
}

/// Makes an account, and its person unless a site has one on record, and refuses with every reason at once. Anybody may (actors-and-privacy, section 2: PUB, C o).
pub async fn sign_up(ctx: &Ctx, new: &NewAccount) -> Result<Uuid, Fault> {
    let checked = new.check(ctx.now().day()).map_err(Fault::Refused)?;
    throttle::use_door(ctx, throttle::Door::SignUp).await?;
    let hash = hashing::hash(ctx.random.as_ref(), &new.password).await?;
    sign_up_hashed(ctx, &checked, &hash).await
}

pub(crate) async fn sign_up_hashed(ctx: &Ctx, checked: &CheckedAccount, password_hash: &str) -> Result<Uuid, Fault> {
    crate::transact!(ctx, |tx| { insert(tx, ctx, checked, password_hash).await })
}

/// Ends every other session of the account.
pub async fn change_password(ctx: &Ctx, old: &str, new: &str) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::OwnProfile)?;
    let who = ctx.signed_in()?;
    let (account, person) = own_rows(ctx, who).await?;
    prove(ctx, &account, old, Asked::Again("old_password")).await?;
    check_new_password(ctx, &person, new)?;
    if old == new {
        return Err(Refusal::on("new_password", "accounts.password_unchanged").into());
    }
    let hash = hashing::hash(ctx.random.as_ref(), new).await?;
    crate::transact!(ctx, |tx| {
        accept(tx, ctx, &account).await?;
        let change = accounts::ActiveModel {
            id: Set(account.id),
            password_hash: Set(hash.clone()),
            ..ActiveModelTrait::default()
        };
        change.update(tx).await?;
        let ended = sessions::end_others(tx, ctx, account.id, who.session).await?;
        audit::record(tx, ctx, "change_password", ("account", account.id), json!({ "sessions_ended": ended })).await
    })
}

/// The rules for passwords, by the person's own numbers; refused on `new_password`.
pub(super) fn check_new_password(ctx: &Ctx, person: &people::Model, new: &str) -> Result<(), Fault> {
    let number = ctx.vault.open_text("people.id_number", &person.id_number_sealed)?;
    let number =
        IdNumber::parse(&number, ctx.now().day()).map_err(|_| Fault::internal("a stored number is not valid"))?;
    check_password(new, Some(&number), Some(&phone_of(ctx, person)?))
        .map_err(|refusal| Refusal { field: Some("new_password"), ..refusal }.into())
}

pub(super) fn phone_of(ctx: &Ctx, person: &people::Model) -> Result<Phone, Fault> {
    let phone = ctx.vault.open_text("people.phone", &person.phone_sealed)?;
    Phone::parse(&phone).map_err(|_| Fault::internal("a stored phone is not valid"))
}

pub(crate) fn holder(posts: &[crate::ctx::Post]) -> Holder {
    if posts.is_empty() { Holder::Candidate } else { Holder::HoldsPosts }
}

/// Account, and person unless there is one on record, in one transaction of the caller.
pub(super) async fn insert(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    checked: &CheckedAccount,
    password_hash: &str,
) -> Result<Uuid, Fault> {
    let stood = taking_over::person_of(tx, ctx, checked).await?;
    let account = accounts::Model {
        id: ctx.new_id(),
        person_id: stood.person,
        phone_index: stood.phone_index,
        password_hash: password_hash.to_owned(),
        privacy_notice: PRIVACY_NOTICE.to_owned(),
        privacy_accepted_at: ctx.now().0,
        failed_sign_ins: 0,
        locked_until: None,
        created_at: ctx.now().0,
    };
    let id = account.id;
    accounts::Entity::insert(account.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, taking_over::taken()))?;
    if let Some(earlier) = &stood.earlier {
        taking_over::take_over(tx, ctx, id, earlier, checked).await?;
    }
    let took_over = stood.earlier.is_some();
    let facts = json!({ "person": stood.person, "privacy_notice": PRIVACY_NOTICE, "took_over": took_over });
    audit::record(tx, ctx, "sign_up", ("account", id), facts).await?;
    Ok(id)
}

/// The account of a phone or an identity number.
pub(crate) async fn find_account(ctx: &Ctx, sign_in: &str) -> Result<Option<accounts::Model>, Fault> {
    let reader = ctx.db.reader();
    if let Ok(phone) = Phone::parse(sign_in) {
        let index = ctx.vault.index("phone", phone.as_str())?;
        return Ok(accounts::Entity::find().filter(accounts::Column::PhoneIndex.eq(index)).one(reader).await?);
    }
    let Ok(number) = IdNumber::parse(sign_in, ctx.now().day()) else { return Ok(None) };
    match crate::people::store::find_by_id_number(reader, ctx, &number).await? {
        Some(person) => {
            Ok(accounts::Entity::find().filter(accounts::Column::PersonId.eq(person.id)).one(reader).await?)
        }
        None => Ok(None),
    }
}

pub(super) async fn own_rows(ctx: &Ctx, who: &SignedIn) -> Result<(accounts::Model, people::Model), Fault> {
    let reader = ctx.db.reader();
    let account = accounts::Entity::find_by_id(who.account).one(reader).await?.ok_or(Fault::NotFound)?;
    let person = people::Entity::find_by_id(account.person_id).one(reader).await?.ok_or(Fault::NotFound)?;
    Ok((account, person))
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
