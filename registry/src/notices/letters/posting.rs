//! Which notices become letters, and for whom? Each once, for everybody who reads its inbox and gave an address.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{Words, check_job, put};
use crate::accounts::mail::confirmed_addresses;
use crate::accounts::posts::in_force as grant_in_force;
use crate::enterprises::store::{resolve, rows_of};
use crate::entity::{accounts, bindings, enterprise_members, grants, notices};
use crate::filings::Level;
use crate::filings::store::in_force as binding_in_force;
use crate::instant::DAY_MS;
use crate::notices::store::{NoticeView, view};
use crate::permissions::{Object, Role, Scope, Verb, scope};
use crate::{Ctx, Fault, Instant};

/// What lay longer, because no server was set up or none ran, is not sent any more.
const FRESH_MS: i64 = DAY_MS;

/// Makes letters of up to `most` notices of the last day that nobody has read yet; how many notices were looked at. `compose`
/// makes the words, in the language of the address. One that cannot be read is logged and holds nothing up.
///
/// # Errors
/// [`Fault::Forbidden`] for people.
pub async fn post_notices(
    ctx: &Ctx,
    compose: &(dyn Fn(&NoticeView, &str) -> Words + Send + Sync),
    most: u64,
) -> Result<u64, Fault> {
    check_job(ctx)?;
    let waiting = notices::Entity::find()
        .filter(notices::Column::PostedAt.is_null())
        .order_by_asc(notices::Column::SentAt)
        .order_by_asc(notices::Column::Id)
        .limit(most)
        .all(ctx.db.reader())
        .await?;
    let mut looked_at = 0;
    for row in waiting {
        post(ctx, row, compose).await?;
        looked_at += 1;
    }
    Ok(looked_at)
}

/// Where no server is set up: what lay for a day will not be sent.
///
/// # Errors
/// [`Fault::Forbidden`] for people.
pub async fn pass_over(ctx: &Ctx) -> Result<u64, Fault> {
    check_job(ctx)?;
    let passed = notices::Entity::update_many()
        .col_expr(notices::Column::PostedAt, Expr::value(ctx.now().0))
        .filter(notices::Column::PostedAt.is_null())
        .filter(notices::Column::SentAt.lt(ctx.now().minus_ms(FRESH_MS).0))
        .exec(ctx.db.writer())
        .await?;
    Ok(passed.rows_affected)
}

async fn post(
    ctx: &Ctx,
    row: notices::Model,
    compose: &(dyn Fn(&NoticeView, &str) -> Words + Send + Sync),
) -> Result<(), Fault> {
    let is_news = row.read_at.is_none() && ctx.now().since(Instant(row.sent_at)) <= FRESH_MS;
    let addresses = if is_news { confirmed_addresses(ctx, readers(ctx, &row).await?).await? } else { Vec::new() };
    let id = row.id;
    let notice = match view(row, &BTreeMap::new(), &mut BTreeMap::new()) {
        Ok(notice) => notice,
        Err(fault) => {
            tracing::error!(notice = %id, %fault, "a notice that cannot be read becomes no letter");
            return mark(ctx, ctx.db.writer(), id).await.map(|_| ());
        }
    };
    crate::transact!(ctx, |tx| {
        if mark(ctx, tx, id).await? {
            for to in &addresses {
                let words = compose(&notice, &to.lang);
                put(ctx, tx, (to.account, &to.address), Some(notice.id), &words, None).await?;
            }
        }
        Ok(())
    })
}

/// True for whoever makes its letters.
async fn mark(ctx: &Ctx, db: &impl ConnectionTrait, notice: Uuid) -> Result<bool, Fault> {
    let marked = notices::Entity::update_many()
        .col_expr(notices::Column::PostedAt, Expr::value(ctx.now().0))
        .filter(notices::Column::Id.eq(notice))
        .filter(notices::Column::PostedAt.is_null())
        .exec(db)
        .await?;
    Ok(marked.rows_affected == 1)
}

/// The accounts that may read it, as `inboxes` has it the other way round.
async fn readers(ctx: &Ctx, row: &notices::Model) -> Result<BTreeSet<Uuid>, Fault> {
    if let Some(office) = row.office_id {
        return staff_of(ctx, office).await;
    }
    let people = match (row.person_id, row.enterprise_id) {
        (Some(person), _) => vec![person],
        (_, Some(enterprise)) => people_of(ctx, enterprise).await?,
        _ => Vec::new(),
    };
    let ids: Vec<Uuid> = accounts::Entity::find()
        .select_only()
        .column(accounts::Column::Id)
        .filter(accounts::Column::PersonId.is_in(people))
        .filter(accounts::Column::PersonId.in_subquery(crate::people::identity::confirmed_people()))
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    Ok(ids.into_iter().collect())
}

async fn staff_of(ctx: &Ctx, office: Uuid) -> Result<BTreeSet<Uuid>, Fault> {
    let reads = |role: &Role| scope(*role, Verb::View, Object::Notice) == Some(Scope::Office);
    let roles = Role::GRANTED.into_iter().filter(reads).map(Role::code);
    let ids: Vec<Uuid> = grants::Entity::find()
        .select_only()
        .column(grants::Column::AccountId)
        .filter(grants::Column::OfficeId.eq(office))
        .filter(grants::Column::Role.is_in(roles))
        .filter(grant_in_force())
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    Ok(ids.into_iter().collect())
}

/// Administrators, and the officers of the enterprise as such.
async fn people_of(ctx: &Ctx, enterprise: Uuid) -> Result<Vec<Uuid>, Fault> {
    let db = ctx.db.reader();
    let rows = rows_of(db, resolve(db, enterprise).await?).await?;
    let administrators = Condition::all()
        .add(enterprise_members::Column::EnterpriseId.is_in(rows.iter().copied()))
        .add(enterprise_members::Column::Part.eq(crate::enterprises::Part::Administrator.code()))
        .add(enterprise_members::Column::LeftAt.is_null());
    let mut people: Vec<Uuid> = enterprise_members::Entity::find()
        .select_only()
        .column(enterprise_members::Column::PersonId)
        .filter(administrators)
        .into_tuple()
        .all(db)
        .await?;
    let officers: Vec<Uuid> = bindings::Entity::find()
        .select_only()
        .column(bindings::Column::PersonId)
        .filter(bindings::Column::EnterpriseId.is_in(rows))
        .filter(bindings::Column::Level.eq(Level::Enterprise.code()))
        .filter(binding_in_force())
        .into_tuple()
        .all(db)
        .await?;
    people.extend(officers);
    Ok(people)
}
