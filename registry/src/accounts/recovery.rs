//! Who helps somebody back into an account in person, and how far may that go?

use std::fmt;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::codes::{self, Channel, NewCode, Purpose};
use super::{mail, second_factor, sessions};
use crate::ctx::SignedIn;
use crate::entity::{accounts, grants, one_time_codes, people, second_factors};
use crate::fault::worded;
use crate::instant::DAY_MS;
use crate::offices::reach;
use crate::people::Document;
use crate::people::store::find_within;
use crate::permissions::{Object, Role, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit};

/// So long one clerk alone does not give both halves of a staff account out.
pub(super) const APART_MS: i64 = 7 * DAY_MS;

/// Whom the clerk has in front, and what was looked at.
#[derive(Clone, Copy)]
pub struct Met<'a> {
    /// The identity number of the card, or the phone.
    pub sign_in: &'a str,
    pub document: Document,
    pub reason: &'a str,
}

/// To be handed over on the spot; shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct GivenCode {
    pub name: String,
    pub code: String,
    pub expires_at: Instant,
}

impl fmt::Debug for GivenCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GivenCode(..)")
    }
}

/// A code for a new password, for somebody whom the clerk's right reaches. The mail address ends: somebody else may have given
/// it, and would get the next code.
pub async fn make_reset_code(ctx: &Ctx, met: &Met<'_>) -> Result<GivenCode, Fault> {
    let (account, person) = check_may_help(ctx, Verb::Create, met).await?;
    crate::transact!(ctx, |tx| {
        let new = NewCode {
            account: Some(account.id),
            purpose: Purpose::Password,
            channel: Channel::InPerson,
            phone_sealed: None,
            reason: Some(met.reason.trim()),
        };
        let addresses = mail::forget(tx, ctx, account.id).await?;
        let (code, expires_at) = codes::make(tx, ctx, &new).await?;
        let facts = json!({ "document": met.document, "addresses_ended": addresses });
        audit::record(tx, ctx, "make_reset_code", ("account", account.id), facts).await?;
        Ok(GivenCode { name: person.name.clone(), code, expires_at })
    })
}

/// Ends the second factor of somebody who lost telephone and recovery codes; every session and the mail address end with it.
/// The name of whom it was.
pub async fn end_factor_in_person(ctx: &Ctx, met: &Met<'_>) -> Result<String, Fault> {
    let (account, person) = check_may_help(ctx, Verb::Decide, met).await?;
    let factor = second_factor::in_force(ctx.db.reader(), account.id)
        .await?
        .ok_or_else(|| Refusal::new("accounts.factor_not_set_up"))?;
    crate::transact!(ctx, |tx| {
        second_factor::end_with_note(tx, ctx, &factor, "reset", Some(met.reason.trim())).await?;
        let ended = sessions::end_others(tx, ctx, account.id, Uuid::nil()).await?;
        let addresses = mail::forget(tx, ctx, account.id).await?;
        let facts = json!({
            "factor": factor.id, "document": met.document, "sessions_ended": ended, "addresses_ended": addresses,
        });
        audit::record(tx, ctx, "end_second_factor", ("account", account.id), facts).await?;
        Ok(person.name.clone())
    })
}

/// For the program at its own machine: the only system administrator has nobody above.
pub async fn end_factor_of_system_administrator(ctx: &Ctx, sign_in: &str) -> Result<(), Fault> {
    let crate::Actor::System(_) = ctx.actor else { return Err(Fault::Forbidden) };
    let account = super::store::find_account(ctx, sign_in).await?.ok_or(Fault::NotFound)?;
    let runs_the_system = grants::Entity::find()
        .filter(grants::Column::AccountId.eq(account.id))
        .filter(grants::Column::Role.eq(Role::SystemAdministrator.code()))
        .filter(grants::Column::EndedAt.is_null());
    if runs_the_system.count(ctx.db.reader()).await? == 0 {
        return Err(Fault::NotFound);
    }
    let factor = second_factor::in_force(ctx.db.reader(), account.id).await?.ok_or(Fault::NotFound)?;
    crate::transact!(ctx, |tx| {
        second_factor::end_with_note(tx, ctx, &factor, "reset", None).await?;
        let ended = sessions::end_others(tx, ctx, account.id, Uuid::nil()).await?;
        let addresses = mail::forget(tx, ctx, account.id).await?;
        let facts = json!({ "factor": factor.id, "sessions_ended": ended, "addresses_ended": addresses });
        audit::record(tx, ctx, "end_second_factor", ("account", account.id), facts).await
    })
}

/// Candidates are helped by whoever reaches their record. Whoever holds a granted role is helped by an administrator of
/// that office or of the system only, or a clerk could take a right over that nobody gave.
async fn check_may_help(ctx: &Ctx, verb: Verb, met: &Met<'_>) -> Result<(accounts::Model, people::Model), Fault> {
    require(ctx, verb, Object::AccountRecovery)?;
    let (who, reader) = (ctx.signed_in()?, ctx.db.reader());
    worded(met.reason, 4..=200, || Refusal::on("reason", "people.reason_length"))?;
    let nobody = || Fault::from(Refusal::on("sign_in", "accounts.recovery_nobody"));
    let account = super::store::find_account(ctx, met.sign_in).await?.ok_or_else(nobody)?;
    if account.id == who.account {
        return Err(Refusal::on("sign_in", "accounts.recovery_own").into());
    }
    let held = grants::Entity::find()
        .filter(grants::Column::AccountId.eq(account.id))
        .filter(grants::Column::EndedAt.is_null())
        .all(reader)
        .await?;
    if held.is_empty() {
        let reach = reach(ctx, verb, Object::AccountRecovery).await?;
        let is_candidates_helper = who.posts.iter().any(|post| post.role != Role::SystemAdministrator);
        let person = find_within(ctx, &reach, account.person_id).await?.filter(|_| is_candidates_helper);
        return person.map(|person| (account, person)).ok_or_else(nobody);
    }
    if !held.iter().any(|grant| administers(who, grant.office_id)) {
        return Err(nobody());
    }
    check_another_gave_the_other_half(ctx, verb, who, account.id).await?;
    let person = people::Entity::find_by_id(account.person_id).one(reader).await?.ok_or(Fault::NotFound)?;
    Ok((account, person))
}

fn administers(who: &SignedIn, office: Option<Uuid>) -> bool {
    who.holds(Role::SystemAdministrator)
        || who.posts.iter().any(|post| post.role == Role::OfficeAdministrator && post.office == office)
}

/// Separation of duty 9: password and second factor of a staff account never come from one hand.
async fn check_another_gave_the_other_half(ctx: &Ctx, verb: Verb, who: &SignedIn, account: Uuid) -> Result<(), Fault> {
    let (reader, since) = (ctx.db.reader(), ctx.now().minus_ms(APART_MS).0);
    let given = match verb {
        Verb::Create => {
            second_factors::Entity::find()
                .filter(second_factors::Column::AccountId.eq(account))
                .filter(second_factors::Column::EndedBy.eq(who.account))
                .filter(second_factors::Column::EndReason.eq("reset"))
                .filter(second_factors::Column::EndedAt.gt(since))
                .count(reader)
                .await?
        }
        _ => {
            one_time_codes::Entity::find()
                .filter(one_time_codes::Column::AccountId.eq(account))
                .filter(one_time_codes::Column::MadeBy.eq(who.account))
                .filter(one_time_codes::Column::MadeAt.gt(since))
                .count(reader)
                .await?
        }
    };
    if given > 0 { Err(Refusal::new("accounts.recovery_needs_another").into()) } else { Ok(()) }
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
