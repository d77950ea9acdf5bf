//! Who has compared the person with a document, and who may?

mod withdrawing;

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    QueryTrait,
    sea_query::{LockType, SelectStatement},
};
use serde_json::json;
use uuid::Uuid;
pub use withdrawing::{Withdrawal, last_withdrawal, may_withdraw, withdraw_confirmation};

use super::{Document, store};
use crate::certificates::matters;
use crate::ctx::{Post, SignedIn};
use crate::entity::{enterprise_members, enterprises, identity_confirmations, offices, people};
use crate::offices::reach_of_post;
use crate::permissions::{Object, Verb, require, scope};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

/// The confirmation in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    pub at: Instant,
    pub by: ConfirmedBy,
    pub document: Document,
}

/// In whose name it was confirmed; carries the name to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfirmedBy {
    Office(String),
    Enterprise(String),
}

impl ConfirmedBy {
    pub fn name(&self) -> &str {
        match self {
            Self::Office(name) | Self::Enterprise(name) => name,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Authority {
    Office(Uuid),
    Enterprise(Uuid),
}

/// An office confirms whom its right reaches, an administrator of an accepted enterprise its employees; nobody the own
/// identity, and nobody a second time.
pub async fn confirm_identity(ctx: &Ctx, person: Uuid, document: Document) -> Result<(), Fault> {
    require(ctx, Verb::Create, Object::IdentityConfirmation)?;
    let who = ctx.signed_in()?;
    // separation of duty 7: nobody approves the own application
    if who.person == person {
        return Err(Refusal::new("people.identity_own").into());
    }
    let Some(authority) = authority(ctx, who, person).await? else {
        store::visible(ctx, person).await?;
        return Err(Fault::Forbidden);
    };
    let (office_id, enterprise_id) = match authority {
        Authority::Office(office) => (Some(office), None),
        Authority::Enterprise(enterprise) => (None, Some(enterprise)),
    };
    crate::transact!(ctx, |tx| {
        lock(tx, person).await?;
        let row = identity_confirmations::Model {
            id: ctx.new_id(),
            person_id: person,
            confirmed_by: who.account,
            office_id,
            enterprise_id,
            document: document.code().to_owned(),
            confirmed_at: ctx.now().0,
            withdrawn_at: None,
            withdrawn_reason: None,
            withdrawn_by: None,
        };
        identity_confirmations::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("people.identity_confirmed_already")))?;
        matters::close_for_person(tx, ctx, person, withdrawing::GROUND, "identity_confirmed").await?;
        let facts = json!({ "office": office_id, "enterprise": enterprise_id, "document": document });
        audit::record(tx, ctx, "confirm_identity", ("person", person), facts).await
    })
}

pub async fn identity_is_confirmed<C: ConnectionTrait>(db: &C, person: Uuid) -> Result<bool, Fault> {
    Ok(!of_people_rows(db, vec![person]).await?.is_empty())
}

/// The same for a decision that rests on it: until this transaction ends, nobody is confirmed past it.
pub(crate) async fn identity_is_settled(tx: &DatabaseTransaction, person: Uuid) -> Result<bool, Fault> {
    lock(tx, person).await?;
    identity_is_confirmed(tx, person).await
}

/// Whoever confirms and whoever decides by it take turns. (SQLite has one writer anyhow.)
pub(crate) async fn lock(tx: &DatabaseTransaction, person: Uuid) -> Result<(), Fault> {
    let row = people::Entity::find_by_id(person).select_only().column(people::Column::Id);
    row.lock(LockType::NoKeyUpdate).into_tuple::<Uuid>().one(tx).await?.ok_or(Fault::NotFound)?;
    Ok(())
}

/// The ids of everybody whose confirmation is in force.
pub(crate) fn confirmed_people() -> SelectStatement {
    identity_confirmations::Entity::find()
        .select_only()
        .column(identity_confirmations::Column::PersonId)
        .filter(identity_confirmations::Column::WithdrawnAt.is_null())
        .into_query()
}

/// The id of this person, if the confirmation is in force: the own records of the sites are shown to nobody else, for an
/// account takes over the record of an equal number and name.
pub(crate) fn confirmed(person: Option<Uuid>) -> SelectStatement {
    identity_confirmations::Entity::find()
        .select_only()
        .column(identity_confirmations::Column::PersonId)
        .filter(identity_confirmations::Column::PersonId.is_in(person))
        .filter(identity_confirmations::Column::WithdrawnAt.is_null())
        .into_query()
}

/// The confirmations in force of many people, with the names of who confirmed them.
pub(super) async fn of_people<C: ConnectionTrait>(
    db: &C,
    people: Vec<Uuid>,
) -> Result<HashMap<Uuid, Confirmation>, Fault> {
    let rows = of_people_rows(db, people).await?;
    let offices =
        offices::Entity::find().filter(offices::Column::Id.is_in(rows.iter().filter_map(|row| row.office_id)));
    let offices: HashMap<Uuid, String> = offices.all(db).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let enterprises = enterprises::Entity::find()
        .filter(enterprises::Column::Id.is_in(rows.iter().filter_map(|row| row.enterprise_id)));
    let enterprises: HashMap<Uuid, String> =
        enterprises.all(db).await?.into_iter().map(|row| (row.id, row.name)).collect();
    rows.into_iter()
        .map(|row| {
            let office = row.office_id.and_then(|id| offices.get(&id)).cloned().map(ConfirmedBy::Office);
            let enterprise =
                row.enterprise_id.and_then(|id| enterprises.get(&id)).cloned().map(ConfirmedBy::Enterprise);
            let confirmation = Confirmation {
                at: Instant(row.confirmed_at),
                by: office.or(enterprise).ok_or_else(|| Fault::internal("a confirmation by nobody"))?,
                document: Document::parse(&row.document).ok_or_else(|| Fault::internal("a confirmation by nothing"))?,
            };
            Ok((row.person_id, confirmation))
        })
        .collect()
}

async fn of_people_rows<C: ConnectionTrait>(
    db: &C,
    people: Vec<Uuid>,
) -> Result<Vec<identity_confirmations::Model>, Fault> {
    let rows = identity_confirmations::Entity::find()
        .filter(identity_confirmations::Column::PersonId.is_in(people))
        .filter(identity_confirmations::Column::WithdrawnAt.is_null());
    Ok(rows.all(db).await?)
}

/// The first post, offices before enterprises, in whose name this actor may confirm this person.
async fn authority(ctx: &Ctx, who: &SignedIn, person: Uuid) -> Result<Option<Authority>, Fault> {
    for post in &who.posts {
        let Some(office) = post.office else { continue };
        let reach = reach_of_post(ctx.db.reader(), post, Verb::Create, Object::IdentityConfirmation).await?;
        let Some(reach) = reach else { continue };
        if store::find_within(ctx, &reach, person).await?.is_some() {
            return Ok(Some(Authority::Office(office)));
        }
    }
    let may_confirm = |post: &&Post| scope(post.role, Verb::Create, Object::IdentityConfirmation).is_some();
    let enterprises = who.posts.iter().filter(may_confirm).filter_map(|post| post.enterprise);
    let employer = enterprise_members::Entity::find()
        .filter(enterprise_members::Column::EnterpriseId.is_in(enterprises))
        .filter(enterprise_members::Column::PersonId.eq(person))
        .filter(enterprise_members::Column::Part.eq("employee"))
        .filter(enterprise_members::Column::LeftAt.is_null())
        .one(ctx.db.reader())
        .await?;
    Ok(employer.map(|member| Authority::Enterprise(member.enterprise_id)))
}
