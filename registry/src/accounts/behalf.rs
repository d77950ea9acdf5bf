//! For whom does the program act, when a record must name the person who answers for it, or a right may have ended?

use sea_orm::EntityTrait;
use uuid::Uuid;

use super::posts::posts_of;
use super::store::find_account;
use crate::entity::{accounts, people};
use crate::{Actor, Ctx, Fault, SignedIn};

/// The operator's context as that of an account, with what it may do for projects and enterprises today; the rights of offices are
/// used in person only. For commands of the program.
///
/// # Errors
/// [`Fault::NotFound`] when nobody signs in so, [`Fault::Forbidden`] to whoever is signed in.
pub async fn on_behalf_of(ctx: &Ctx, sign_in: &str) -> Result<Ctx, Fault> {
    let Actor::System(_) = ctx.actor else { return Err(Fault::Forbidden) };
    let account = find_account(ctx, sign_in).await?.ok_or(Fault::NotFound)?;
    let mut who = today(ctx, &account).await?;
    who.posts.retain(|post| post.office.is_none());
    Ok(ctx.acting_as(Actor::SignedIn(who)))
}

/// The context as that of an account, with the posts of this moment: may whoever began something still do it? Nobody where
/// the account is gone. For jobs, which do the thing itself as the program.
pub(crate) async fn as_of_today(ctx: &Ctx, account: Uuid) -> Result<Option<Ctx>, Fault> {
    match accounts::Entity::find_by_id(account).one(ctx.db.reader()).await? {
        Some(account) => Ok(Some(ctx.acting_as(Actor::SignedIn(today(ctx, &account).await?)))),
        None => Ok(None),
    }
}

async fn today(ctx: &Ctx, account: &accounts::Model) -> Result<SignedIn, Fault> {
    let reader = ctx.db.reader();
    let person = people::Entity::find_by_id(account.person_id).one(reader).await?.ok_or(Fault::NotFound)?;
    let posts = posts_of(reader, account.id, person.id, ctx.now().day()).await?;
    Ok(SignedIn { account: account.id, person: person.id, session: Uuid::nil(), name: person.name, posts })
}
