//! Who gives whom which role for an office, and when does it take two?

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{OfficeKind, reach};
use crate::accounts::store::find_account;
use crate::ctx::SignedIn;
use crate::entity::{accounts, grants, offices, people};
use crate::permissions::{Object, Role, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

/// Whom a role is given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grantee {
    Person(Uuid),
    /// a phone or an identity number
    SignIn(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantState {
    InForce,
    /// granted by one person, waiting for the second
    AwaitsSecond,
    Ended,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantView {
    pub id: Uuid,
    pub account: Uuid,
    pub person: Uuid,
    pub name: String,
    pub role: Role,
    pub state: GrantState,
    pub granted_by: Option<String>,
    pub granted_at: Instant,
    pub seconded_by: Option<String>,
    pub seconded_at: Option<Instant>,
    pub ended_at: Option<Instant>,
}

/// The system administrator gives office administrators and nothing else; an office administrator gives the other roles
/// of the own office, and nobody gives any to the own account. The roles of issuer and city then wait for
/// [`second_grant`].
pub async fn grant(ctx: &Ctx, grantee: &Grantee, role: Role, office: Uuid) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::AccountsAndRoles)?;
    let who = ctx.signed_in()?;
    let reader = ctx.db.reader();
    let row = offices::Entity::find_by_id(office).one(reader).await?.ok_or(Fault::NotFound)?;
    if !may_grant(who, role, office) {
        return Err(Fault::Forbidden);
    }
    let kind = OfficeKind::parse(&row.kind).ok_or_else(|| Fault::internal("office of no kind"))?;
    if !kind.may_hold(role) {
        return Err(Refusal::on("role", "offices.role_not_of_this_office").into());
    }
    let account = match grantee {
        Grantee::Person(person) => {
            accounts::Entity::find().filter(accounts::Column::PersonId.eq(*person)).one(reader).await?
        }
        Grantee::SignIn(sign_in) => find_account(ctx, sign_in).await?,
    };
    let account = account.ok_or_else(|| Refusal::on("grantee", "offices.grantee_unknown"))?;
    if account.id == who.account {
        return Err(Refusal::on("grantee", "offices.grantee_oneself").into());
    }
    crate::transact!(ctx, |tx| {
        // separation of duty 5: whoever runs the system must not get a right over content by another door
        if administers_the_system(tx, account.id).await? {
            return Err(Refusal::on("grantee", "offices.grantee_runs_the_system").into());
        }
        let row = grants::Model {
            id: ctx.new_id(),
            account_id: account.id,
            role: role.code().to_owned(),
            office_id: Some(office),
            granted_by: Some(who.account),
            granted_at: ctx.now().0,
            seconded_by: None,
            seconded_at: None,
            ended_by: None,
            ended_at: None,
        };
        let facts = json!({ "grant": row.id, "role": role, "office": office });
        let id = row.id;
        grants::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("grantee", "offices.granted_already")))?;
        audit::record(tx, ctx, "grant", ("account", account.id), facts).await?;
        Ok(id)
    })
}

/// The second of two people: another administrator of the same office. Not the first one, not the grantee, and not the
/// system administrator, who can grant nothing but office administrators (separation of duty 9).
pub async fn second_grant(ctx: &Ctx, grant: Uuid) -> Result<(), Fault> {
    require(ctx, Verb::Create, Object::AccountsAndRoles)?;
    let who = ctx.signed_in()?;
    let (row, role, office) = visible(ctx, grant).await?;
    if !administers(who, office) {
        return Err(Fault::Forbidden);
    }
    if !role.needs_second_person() {
        return Err(Refusal::new("offices.no_second_needed").into());
    }
    if row.granted_by == Some(who.account) || row.account_id == who.account {
        return Err(Refusal::new("offices.second_must_be_another").into());
    }
    crate::transact!(ctx, |tx| {
        let seconded = grants::Entity::update_many()
            .col_expr(grants::Column::SecondedBy, Expr::value(who.account))
            .col_expr(grants::Column::SecondedAt, Expr::value(ctx.now().0))
            .filter(grants::Column::Id.eq(grant))
            .filter(grants::Column::SecondedAt.is_null())
            .filter(grants::Column::EndedAt.is_null())
            .exec(tx)
            .await?;
        if seconded.rows_affected != 1 {
            return Err(Refusal::new("offices.seconded_or_ended_already").into());
        }
        let facts = json!({ "grant": grant, "role": role, "office": office });
        audit::record(tx, ctx, "second_grant", ("account", row.account_id), facts).await
    })
}

/// Ends a role at once: posts are read with every request. Whoever may give a role may end it.
pub async fn end_grant(ctx: &Ctx, grant: Uuid) -> Result<(), Fault> {
    require(ctx, Verb::Create, Object::AccountsAndRoles)?;
    let who = ctx.signed_in()?;
    let (row, role, office) = visible(ctx, grant).await?;
    if !may_grant(who, role, office) {
        return Err(Fault::Forbidden);
    }
    crate::transact!(ctx, |tx| {
        let ended = grants::Entity::update_many()
            .col_expr(grants::Column::EndedBy, Expr::value(who.account))
            .col_expr(grants::Column::EndedAt, Expr::value(ctx.now().0))
            .filter(grants::Column::Id.eq(grant))
            .filter(grants::Column::EndedAt.is_null())
            .exec(tx)
            .await?;
        if ended.rows_affected != 1 {
            return Err(Refusal::new("offices.ended_already").into());
        }
        let facts = json!({ "grant": grant, "role": role, "office": office });
        audit::record(tx, ctx, "end_grant", ("account", row.account_id), facts).await
    })
}

/// Every grant of an office, ended ones included, newest first.
pub async fn list_grants(ctx: &Ctx, office: Uuid) -> Result<Vec<GrantView>, Fault> {
    let reach = reach(ctx, Verb::View, Object::AccountsAndRoles).await?;
    if !reach.whole_city && !reach.offices.contains(&office) {
        return Err(Fault::NotFound);
    }
    let reader = ctx.db.reader();
    let rows = grants::Entity::find()
        .filter(grants::Column::OfficeId.eq(office))
        .order_by_desc(grants::Column::Id)
        .all(reader)
        .await?;
    let named = rows.iter().flat_map(|row| [Some(row.account_id), row.granted_by, row.seconded_by]).flatten();
    let holders = holders(reader, named.collect()).await?;
    rows.into_iter()
        .map(|row| {
            let role = Role::parse(&row.role).ok_or_else(|| Fault::internal("grant of no role"))?;
            let name = |account: Option<Uuid>| account.and_then(|id| holders.get(&id)).map(|(_, name)| name.clone());
            let (person, own_name) =
                holders.get(&row.account_id).cloned().ok_or_else(|| Fault::internal("grant of nobody"))?;
            Ok(GrantView {
                id: row.id,
                account: row.account_id,
                person,
                name: own_name,
                role,
                state: state(&row, role),
                granted_by: name(row.granted_by),
                granted_at: Instant(row.granted_at),
                seconded_by: name(row.seconded_by),
                seconded_at: row.seconded_at.map(Instant),
                ended_at: row.ended_at.map(Instant),
            })
        })
        .collect()
}

fn state(row: &grants::Model, role: Role) -> GrantState {
    match (row.ended_at, row.seconded_at) {
        (Some(_), _) => GrantState::Ended,
        (None, None) if role.needs_second_person() => GrantState::AwaitsSecond,
        (None, _) => GrantState::InForce,
    }
}

fn may_grant(who: &SignedIn, role: Role, office: Uuid) -> bool {
    match role {
        Role::SystemAdministrator => false,
        Role::OfficeAdministrator => who.holds(Role::SystemAdministrator),
        _ => administers(who, office),
    }
}

fn administers(who: &SignedIn, office: Uuid) -> bool {
    who.posts.iter().any(|post| post.role == Role::OfficeAdministrator && post.office == Some(office))
}

/// The grant, its role and its office, when the actor may see the office's grants.
async fn visible(ctx: &Ctx, grant: Uuid) -> Result<(grants::Model, Role, Uuid), Fault> {
    let reach = reach(ctx, Verb::View, Object::AccountsAndRoles).await?;
    let row = grants::Entity::find_by_id(grant).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    // the system administrator's own grant belongs to no office and is nobody's to touch
    let office = row.office_id.ok_or(Fault::NotFound)?;
    if !reach.whole_city && !reach.offices.contains(&office) {
        return Err(Fault::NotFound);
    }
    let role = Role::parse(&row.role).ok_or_else(|| Fault::internal("grant of no role"))?;
    Ok((row, role, office))
}

async fn administers_the_system<C: ConnectionTrait>(db: &C, account: Uuid) -> Result<bool, Fault> {
    let held = grants::Entity::find()
        .filter(grants::Column::AccountId.eq(account))
        .filter(grants::Column::Role.eq(Role::SystemAdministrator.code()))
        .filter(grants::Column::EndedAt.is_null());
    Ok(held.count(db).await? > 0)
}

/// Person and name behind each account.
pub(crate) async fn holders<C: ConnectionTrait>(
    db: &C,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, (Uuid, String)>, Fault> {
    let accounts = accounts::Entity::find().filter(accounts::Column::Id.is_in(ids)).all(db).await?;
    let people = people::Entity::find()
        .filter(people::Column::Id.is_in(accounts.iter().map(|account| account.person_id)))
        .all(db)
        .await?;
    let names: HashMap<Uuid, String> = people.into_iter().map(|person| (person.id, person.name)).collect();
    Ok(accounts
        .into_iter()
        .filter_map(|account| Some((account.id, (account.person_id, names.get(&account.person_id)?.clone()))))
        .collect())
}
