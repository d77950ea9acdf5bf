//! Whose record does a new account stand for: the one that a site or an enterprise made of the same person, or a new one?
//!
//! Whoever knows a number and a name could take a record over, so that nothing of it is shown to the account before
//! somebody has compared the person with a document (`people::identity`).

use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::{Expr, LockType},
};
use uuid::Uuid;

use super::CheckedAccount;
use crate::entity::{accounts, identity_confirmations, people, person_takeovers};
use crate::people::store::new_row;
use crate::{Ctx, Fault, Refusal, db};

/// The phone that stood on the record before.
const OLD_PHONE: &str = "person_takeovers.old_phone";
/// Why an earlier confirmation does not hold for the account: it was of a person, and not of whoever signed up.
const CONFIRMED_BEFORE: &str = "account made";

/// The person of a new account.
pub(super) struct Stood {
    pub person: Uuid,
    pub phone_index: String,
    /// the record as it was
    pub earlier: Option<people::Model>,
}

/// # Errors
/// Refused when the number belongs to an account already, and, with whom to ask, when it is on record under another name.
pub(super) async fn person_of(tx: &DatabaseTransaction, ctx: &Ctx, checked: &CheckedAccount) -> Result<Stood, Fault> {
    let index = ctx.vault.index("id_number", checked.id_number.as_str())?;
    let known = people::Entity::find().filter(people::Column::IdNumberIndex.eq(index)).lock(LockType::NoKeyUpdate);
    let Some(row) = known.one(tx).await? else { return write_down(tx, ctx, checked).await };
    let account = accounts::Entity::find().filter(accounts::Column::PersonId.eq(row.id)).one(tx).await?;
    if account.is_some() {
        return Err(taken().into());
    }
    if row.name != checked.name.as_str() {
        return Err(Refusal::on("name", "accounts.number_on_record").into());
    }
    let phone_index = ctx.vault.index("phone", checked.phone.as_str())?;
    Ok(Stood { person: row.id, phone_index, earlier: Some(row) })
}

/// One sentence for both numbers: a stranger does not learn which one is known.
pub(super) fn taken() -> Refusal {
    Refusal::new("accounts.already_registered")
}

async fn write_down(tx: &DatabaseTransaction, ctx: &Ctx, checked: &CheckedAccount) -> Result<Stood, Fault> {
    let row = new_row(ctx, checked.name.as_str(), &checked.id_number, &checked.phone)?;
    let (person, phone_index) = (row.id, row.phone_index.clone());
    people::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        // somebody wrote the same person down a moment ago: the next try finds the row
        .map_err(|error| if db::is_duplicate(&error) { Fault::Busy } else { error.into() })?;
    Ok(Stood { person, phone_index, earlier: None })
}

/// From now on the phone is the account's, and the identity is to be confirmed anew.
pub(super) async fn take_over(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    account: Uuid,
    earlier: &people::Model,
    checked: &CheckedAccount,
) -> Result<(), Fault> {
    let (random, old_phone) = (ctx.random.as_ref(), ctx.vault.open("people.phone", &earlier.phone_sealed)?);
    let line = person_takeovers::Model {
        account_id: account,
        person_id: earlier.id,
        old_phone_sealed: ctx.vault.seal(random, OLD_PHONE, &old_phone)?,
        taken_at: ctx.now().0,
    };
    person_takeovers::Entity::insert(line.into_active_model()).exec_without_returning(tx).await?;
    let change = people::ActiveModel {
        id: Set(earlier.id),
        phone_sealed: Set(ctx.vault.seal(random, "people.phone", checked.phone.as_str().as_bytes())?),
        phone_index: Set(ctx.vault.index("phone", checked.phone.as_str())?),
        ..ActiveModelTrait::default()
    };
    change.update(tx).await?;
    identity_confirmations::Entity::update_many()
        .col_expr(identity_confirmations::Column::WithdrawnAt, Expr::value(ctx.now().0))
        .col_expr(identity_confirmations::Column::WithdrawnReason, Expr::value(CONFIRMED_BEFORE))
        .filter(identity_confirmations::Column::PersonId.eq(earlier.id))
        .filter(identity_confirmations::Column::WithdrawnAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
