//! Whose session is this token, and which sessions are open?

use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, FromQueryResult, IntoActiveModel, JoinType, QueryFilter,
    QueryOrder, QuerySelect, Select, sea_query::Expr,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::store::{NewSession, holder};
use super::{Holder, SessionKind, posts, second_factor, shortened};
use crate::ctx::Post;
use crate::entity::{accounts, half_sign_ins, people, sessions};
use crate::instant::MINUTE_MS;
use crate::permissions::{Object, Role, Verb, require};
use crate::{Ctx, Fault, Instant, SignedIn, audit, vault};

/// `seen_at` moves at most this often: reading must not turn into writing.
const SEEN_EVERY_MS: i64 = MINUTE_MS;
const LONGEST_DEVICE: usize = 200;

/// An open session, as its holder sees it in the own list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    pub id: Uuid,
    pub kind: SessionKind,
    pub device: String,
    /// shortened; empty where it was not known
    pub address: String,
    pub created_at: Instant,
    pub seen_at: Instant,
    /// the one that asks
    pub is_this_one: bool,
}

/// A session with its holder, once for every combination of what gives it a post.
#[derive(FromQueryResult)]
struct Line {
    id: Uuid,
    account_id: Uuid,
    created_at: i64,
    seen_at: i64,
    expires_at: i64,
    person_id: Uuid,
    name: String,
    #[sea_orm(nested)]
    held: posts::Held,
}

fn sessions_of(token: &str) -> Select<sessions::Entity> {
    let account =
        sessions::Entity::belongs_to(accounts::Entity).from(sessions::Column::AccountId).to(accounts::Column::Id);
    let person = accounts::Entity::belongs_to(people::Entity).from(accounts::Column::PersonId).to(people::Column::Id);
    sessions::Entity::find()
        .select_only()
        .columns([
            sessions::Column::Id,
            sessions::Column::AccountId,
            sessions::Column::CreatedAt,
            sessions::Column::SeenAt,
            sessions::Column::ExpiresAt,
        ])
        .column(accounts::Column::PersonId)
        .column(people::Column::Name)
        .join(JoinType::InnerJoin, account.into())
        .join(JoinType::InnerJoin, person.into())
        .filter(sessions::Column::TokenHash.eq(token_hash(token)))
        .filter(sessions::Column::EndedAt.is_null())
}

/// Who holds this token; `None` when it is unknown, ended or too old. Marks the session as seen.
pub async fn find_session(ctx: &Ctx, token: &str) -> Result<Option<SignedIn>, Fault> {
    let lines = posts::beside(sessions_of(token), ctx.now().day()).into_model::<Line>().all(ctx.db.reader()).await?;
    let mut posts = posts::of_lines(lines.iter().map(|line| &line.held));
    let Some(found) = lines.into_iter().next() else { return Ok(None) };
    let Line { id: session, account_id: account, created_at, seen_at, expires_at, person_id: person, name, .. } = found;
    // judged by the posts of this moment: a long session of a candidate turns short with the first post
    if !is_open(ctx.now(), holder(&posts), created_at, seen_at, expires_at) {
        return Ok(None);
    }
    if ctx.now().since(Instant(seen_at)) >= SEEN_EVERY_MS {
        let marked = sessions::Entity::update_many()
            .col_expr(sessions::Column::SeenAt, Expr::value(ctx.now().0))
            .filter(sessions::Column::Id.eq(session))
            .filter(sessions::Column::EndedAt.is_null())
            .exec(ctx.db.writer());
        if let Err(error) = marked.await {
            // a full disk must not keep anybody from reading
            tracing::warn!(%error, "a session was not marked as seen");
        }
    }
    // a granted role rests until the account has a second factor; every right of a person passes here
    if posts.iter().any(is_granted) && second_factor::in_force(ctx.db.reader(), account).await?.is_none() {
        posts.retain(|post| !is_granted(post));
    }
    Ok(Some(SignedIn { account, person, session, name, posts }))
}

pub async fn sign_out(ctx: &Ctx) -> Result<(), Fault> {
    let who = ctx.signed_in()?;
    crate::transact!(ctx, |tx| { end(tx, ctx, who.session, who.account).await.map(|_| ()) })
}

/// The open sessions of the own account, the latest used first.
pub async fn own_sessions(ctx: &Ctx) -> Result<Vec<SessionView>, Fault> {
    require(ctx, Verb::View, Object::OwnProfile)?;
    let who = ctx.signed_in()?;
    let holder = holder(&who.posts);
    let rows = sessions::Entity::find()
        .filter(sessions::Column::AccountId.eq(who.account))
        .filter(sessions::Column::EndedAt.is_null())
        .order_by_desc(sessions::Column::SeenAt)
        .all(ctx.db.reader())
        .await?;
    rows.into_iter()
        .filter(|row| is_open(ctx.now(), holder, row.created_at, row.seen_at, row.expires_at))
        .map(|row| {
            Ok(SessionView {
                id: row.id,
                kind: SessionKind::parse(&row.kind).ok_or_else(|| Fault::internal("session of no kind"))?,
                device: row.device,
                address: row.address,
                created_at: Instant(row.created_at),
                seen_at: Instant(row.seen_at),
                is_this_one: row.id == who.session,
            })
        })
        .collect()
}

/// Ends one of the own sessions.
pub async fn end_session(ctx: &Ctx, session: Uuid) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::OwnProfile)?;
    let who = ctx.signed_in()?;
    crate::transact!(ctx, |tx| {
        match end(tx, ctx, session, who.account).await? {
            0 => Err(Fault::NotFound),
            _ => Ok(()),
        }
    })
}

pub(crate) async fn begin(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    account: Uuid,
    kind: SessionKind,
    device: &str,
    holder: Holder,
) -> Result<NewSession, Fault> {
    let token = ctx.random.token();
    let expires_at = ctx.now().plus_ms(holder.lifetime().absolute_ms);
    let row = sessions::Model {
        id: ctx.new_id(),
        token_hash: token_hash(&token),
        account_id: account,
        kind: kind.code().to_owned(),
        device: device.chars().filter(|c| !c.is_control()).take(LONGEST_DEVICE).collect(),
        created_at: ctx.now().0,
        seen_at: ctx.now().0,
        expires_at: expires_at.0,
        ended_at: None,
        address: ctx.address.map(shortened).unwrap_or_default(),
    };
    audit::record(tx, ctx, "sign_in", ("account", account), json!({ "session": row.id, "kind": kind })).await?;
    sessions::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(NewSession { token, account, expires_at })
}

/// The number of sessions ended: one, or none when it was ended already or belongs to another account.
pub(super) async fn end(tx: &DatabaseTransaction, ctx: &Ctx, session: Uuid, account: Uuid) -> Result<u64, Fault> {
    let ended = end_where(tx, ctx, account, Condition::all().add(sessions::Column::Id.eq(session))).await?;
    if ended > 0 {
        audit::record(tx, ctx, "end_session", ("account", account), json!({ "session": session })).await?;
    }
    Ok(ended)
}

/// Sign-ins that stand half-way end as well: their password may be an old one.
pub(crate) async fn end_others(tx: &DatabaseTransaction, ctx: &Ctx, account: Uuid, kept: Uuid) -> Result<u64, Fault> {
    half_sign_ins::Entity::delete_many().filter(half_sign_ins::Column::AccountId.eq(account)).exec(tx).await?;
    end_where(tx, ctx, account, Condition::all().add(sessions::Column::Id.ne(kept))).await
}

/// Ends every other session of the own account; how many they were.
pub async fn end_other_sessions(ctx: &Ctx) -> Result<u64, Fault> {
    require(ctx, Verb::Edit, Object::OwnProfile)?;
    let who = ctx.signed_in()?;
    crate::transact!(ctx, |tx| {
        let ended = end_others(tx, ctx, who.account, who.session).await?;
        let facts = json!({ "sessions_ended": ended });
        audit::record(tx, ctx, "end_other_sessions", ("account", who.account), facts).await?;
        Ok(ended)
    })
}

async fn end_where(tx: &DatabaseTransaction, ctx: &Ctx, account: Uuid, which: Condition) -> Result<u64, Fault> {
    let ended = sessions::Entity::update_many()
        .col_expr(sessions::Column::EndedAt, Expr::value(ctx.now().0))
        .filter(sessions::Column::AccountId.eq(account))
        .filter(sessions::Column::EndedAt.is_null())
        .filter(which)
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

fn is_granted(post: &Post) -> bool {
    Role::GRANTED.contains(&post.role)
}

fn is_open(now: Instant, holder: Holder, created_at: i64, seen_at: i64, expires_at: i64) -> bool {
    let lifetime = holder.lifetime();
    now.0 < expires_at
        && now.since(Instant(created_at)) < lifetime.absolute_ms
        && now.since(Instant(seen_at)) < lifetime.idle_ms
}

pub(super) fn token_hash(token: &str) -> String {
    vault::hex(&Sha256::digest(token.as_bytes()))
}
