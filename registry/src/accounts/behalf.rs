//! For whom does the operator act, when a record must name the person who answers for it?

use sea_orm::EntityTrait;
use uuid::Uuid;

use super::posts::posts_of;
use super::store::find_account;
use crate::entity::people;
use crate::{Actor, Ctx, Fault, SignedIn};

/// The operator's context as that of an account, with what it may do for projects and enterprises today; the rights of offices are
/// used in person only. For commands of the program.
///
/// # Errors
/// [`Fault::NotFound`] when nobody signs in so, [`Fault::Forbidden`] to whoever is signed in.
pub async fn on_behalf_of(ctx: &Ctx, sign_in: &str) -> Result<Ctx, Fault> {
    let Actor::System(_) = ctx.actor else { return Err(Fault::Forbidden) };
    let account = find_account(ctx, sign_in).await?.ok_or(Fault::NotFound)?;
    let reader = ctx.db.reader();
    let person = people::Entity::find_by_id(account.person_id).one(reader).await?.ok_or(Fault::NotFound)?;
    let mut posts = posts_of(reader, account.id, person.id).await?;
    posts.retain(|post| post.office.is_none());
    let who = SignedIn { account: account.id, person: person.id, session: Uuid::nil(), name: person.name, posts };
    Ok(ctx.acting_as(Actor::SignedIn(who)))
}
