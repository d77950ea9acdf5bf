//! How is something told, in the transaction of what happened?
//!
//! Facts are names of projects, enterprises and offices, the name of a person where the reader must know it, days
//! (`YYYY-MM-DD`) and figures; never a number of a person.

mod inbox;

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, sea_query::OnConflict};
use uuid::Uuid;

pub(super) use inbox::view;
pub use inbox::{
    MOST_COUNTED, NoticeView, PER_PAGE, Reading, Which, count_unread, count_unread_anomalies, list, mark_all_read, open,
};

use super::{Kind, To};
use crate::entity::notices;
use crate::{Actor, Ctx, Fault};

/// Puts it into the inbox. One statement, and nothing else waits for it: letters are made later, by a job.
pub async fn send(
    ctx: &Ctx,
    tx: &impl ConnectionTrait,
    to: To,
    kind: Kind,
    about: Uuid,
    facts: &[(&'static str, String)],
) -> Result<(), Fault> {
    put(tx, row(ctx, to, (kind, about), facts, None)?).await?;
    Ok(())
}

/// The same once per inbox, kind, row and `key`: whoever asks again, such as a job that runs again, sends nothing. True when
/// it was sent now.
pub async fn send_once(
    ctx: &Ctx,
    tx: &impl ConnectionTrait,
    to: To,
    kind: Kind,
    about: Uuid,
    facts: &[(&'static str, String)],
    key: &str,
) -> Result<bool, Fault> {
    put(tx, row(ctx, to, (kind, about), facts, Some(key))?).await
}

fn row(
    ctx: &Ctx,
    to: To,
    (kind, about): (Kind, Uuid),
    facts: &[(&'static str, String)],
    key: Option<&str>,
) -> Result<notices::Model, Fault> {
    let facts: BTreeMap<&str, &str> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (person, office, enterprise) = match to {
        To::Person(id) => (Some(id), None, None),
        To::Office(id) => (None, Some(id), None),
        To::Enterprise(id) => (None, None, Some(id)),
    };
    let sent_by = match &ctx.actor {
        Actor::SignedIn(who) => Some(who.account),
        _ => None,
    };
    Ok(notices::Model {
        id: ctx.new_id(),
        person_id: person,
        office_id: office,
        enterprise_id: enterprise,
        inbox_id: to.inbox(),
        kind: kind.code().to_owned(),
        about_id: about,
        facts: serde_json::to_string(&facts)?,
        once_key: key.map(str::to_owned),
        sent_by,
        sent_at: ctx.now().0,
        read_at: None,
        posted_at: None,
    })
}

async fn put(db: &impl ConnectionTrait, row: notices::Model) -> Result<bool, Fault> {
    use notices::Column::{AboutId, InboxId, Kind as Said, OnceKey};
    let written = notices::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns([InboxId, Said, AboutId, OnceKey]).do_nothing().to_owned())
        .exec_without_returning(db)
        .await
        .or_else(|error| if matches!(error, sea_orm::DbErr::RecordNotInserted) { Ok(0) } else { Err(error) })?;
    Ok(written == 1)
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
