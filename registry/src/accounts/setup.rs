//! How does the first account come to be? Through a link that works once, for a day, while nobody administers the system.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::sessions::token_hash;
use super::{NewAccount, hashing, posts, store};
use crate::entity::{grants, setup_links};
use crate::instant::DAY_MS;
use crate::permissions::Role;
use crate::{Actor, Ctx, Fault, Refusal, audit};

const LINK_MS: i64 = DAY_MS;

/// The token of a new link, when no account holds the system administrator's role; older links end. For the program
/// itself, not for people.
pub async fn make_setup_link(ctx: &Ctx) -> Result<Option<String>, Fault> {
    let Actor::System(_) = ctx.actor else { return Err(Fault::Forbidden) };
    crate::transact!(ctx, |tx| {
        if is_administered(tx).await? {
            return Ok(None);
        }
        let now = ctx.now();
        setup_links::Entity::update_many()
            .col_expr(setup_links::Column::ExpiresAt, Expr::value(now.0))
            .filter(setup_links::Column::UsedAt.is_null())
            .filter(setup_links::Column::ExpiresAt.gt(now.0))
            .exec(tx)
            .await?;
        let token = ctx.random.token();
        let row = setup_links::Model {
            id: ctx.new_id(),
            token_hash: token_hash(&token),
            created_at: now.0,
            expires_at: now.plus_ms(LINK_MS).0,
            used_at: None,
            used_by: None,
        };
        audit::record(tx, ctx, "make_setup_link", ("setup_link", row.id), json!({})).await?;
        setup_links::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        Ok(Some(token))
    })
}

/// True while the token opens the form that makes the first account.
pub async fn setup_link_is_open(ctx: &Ctx, token: &str) -> Result<bool, Fault> {
    Ok(find_open(ctx.db.reader(), ctx, token).await?.is_some() && !is_administered(ctx.db.reader()).await?)
}

/// Makes the account and makes it the system administrator.
pub async fn use_setup_link(ctx: &Ctx, token: &str, new: &NewAccount) -> Result<Uuid, Fault> {
    if !setup_link_is_open(ctx, token).await? {
        return Err(not_open());
    }
    let checked = new.check(ctx.now().day()).map_err(Fault::Refused)?;
    let hash = hashing::hash(ctx.random.as_ref(), &new.password).await?;
    crate::transact!(ctx, |tx| {
        let link = find_open(tx, ctx, token).await?.ok_or_else(not_open)?;
        if is_administered(tx).await? {
            return Err(not_open());
        }
        let account = store::insert(tx, ctx, &checked, &hash).await?;
        let used = setup_links::Entity::update_many()
            .col_expr(setup_links::Column::UsedAt, Expr::value(ctx.now().0))
            .col_expr(setup_links::Column::UsedBy, Expr::value(account))
            .filter(setup_links::Column::Id.eq(link.id))
            .filter(setup_links::Column::UsedAt.is_null())
            .exec(tx)
            .await?;
        if used.rows_affected != 1 {
            return Err(not_open());
        }
        let grant = grants::Model {
            id: ctx.new_id(),
            account_id: account,
            role: Role::SystemAdministrator.code().to_owned(),
            office_id: None,
            granted_by: None,
            granted_at: ctx.now().0,
            seconded_by: None,
            seconded_at: None,
            ended_by: None,
            ended_at: None,
        };
        grants::Entity::insert(grant.into_active_model()).exec_without_returning(tx).await?;
        audit::record(tx, ctx, "use_setup_link", ("account", account), json!({ "setup_link": link.id })).await?;
        Ok(account)
    })
}

async fn find_open<C: ConnectionTrait>(db: &C, ctx: &Ctx, token: &str) -> Result<Option<setup_links::Model>, Fault> {
    let open = setup_links::Entity::find()
        .filter(setup_links::Column::TokenHash.eq(token_hash(token)))
        .filter(setup_links::Column::UsedAt.is_null())
        .filter(setup_links::Column::ExpiresAt.gt(ctx.now().0));
    Ok(open.one(db).await?)
}

async fn is_administered<C: ConnectionTrait>(db: &C) -> Result<bool, Fault> {
    let administrators = grants::Entity::find()
        .filter(grants::Column::Role.eq(Role::SystemAdministrator.code()))
        .filter(posts::in_force());
    Ok(administrators.count(db).await? > 0)
}

fn not_open() -> Fault {
    Refusal::new("accounts.setup_link_not_open").into()
}
