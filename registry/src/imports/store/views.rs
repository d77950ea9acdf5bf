//! How does a file stand? For the people of its project, and for the list of what was brought there.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::rights::{Offer, Target, check_may_bring, object_of, offered, target_of, visible};
use super::stream::kind_of;
use super::{MOST_FAILURES, PER_PAGE};
use crate::entity::{imports, projects};
use crate::feeds::FeedObject;
use crate::feeds::store::Sinks;
use crate::imports::{Encoding, Format};
use crate::{Ctx, Fault, Instant};

closed_set! {
    State {
        /// Not all of it is there.
        Arriving = "arriving",
        /// It is gone through on trial.
        Trying = "trying",
        /// Nothing of it can be read.
        Refused = "refused",
        /// Somebody decides whether it comes in.
        Tried = "tried",
        Running = "running",
        /// It went wrong again and again by a fault of ours, and waits for somebody.
        Stuck = "stuck",
        Finished = "finished",
        Undoing = "undoing",
        Undone = "undone",
    }
}

/// What became, or would become, of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// gone through so far
    pub rows: u64,
    pub added: u64,
    /// on record already
    pub unchanged: u64,
    pub refused: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportView {
    pub id: Uuid,
    pub target: Target,
    /// of the project that it is for
    pub project_name: Option<String>,
    pub object: FeedObject,
    pub file_name: String,
    pub format: Format,
    /// of a CSV file
    pub encoding: Option<Encoding>,
    pub size_bytes: u64,
    pub begun_at: Instant,
    pub state: State,
    /// a key of the catalogue (`refusals.<code>`) with its details
    pub refusal: Option<(String, Vec<(String, String)>)>,
    pub tried: Tally,
    pub applied: Tally,
    pub finished_at: Option<Instant>,
    pub undone_at: Option<Instant>,
    pub undone_reason: Option<String>,
    /// whether the one who asks may start it and take it back
    pub may_decide: bool,
    /// whether the one who asks may have it back with its errors
    pub may_be_marked: bool,
}

pub async fn get(ctx: &Ctx, import: Uuid) -> Result<ImportView, Fault> {
    let row = visible(ctx, import).await?;
    let site = match row.project_id {
        Some(project) => projects::Entity::find_by_id(project).one(ctx.db.reader()).await?,
        None => None,
    };
    let may_decide = match check_may_bring(ctx, target_of(&row)?, object_of(&row)?).await {
        Ok(_) => true,
        Err(Fault::Forbidden | Fault::Refused(_)) => false,
        Err(fault) => return Err(fault),
    };
    view(ctx, row, site.map(|site| site.name), may_decide)
}

/// One page of what was brought for a project, newest first, and the number of all; of the objects that the actor may bring.
pub async fn list(ctx: &Ctx, sinks: &Sinks, project: Uuid, page: u64) -> Result<(Vec<ImportView>, u64), Fault> {
    let Offer { project_name, objects } = offered(ctx, sinks, project).await?;
    let pages = imports::Entity::find()
        .filter(imports::Column::ProjectId.eq(project))
        .filter(imports::Column::Object.is_in(objects.iter().map(|object| object.code())))
        .filter(imports::Column::ArrivedAt.is_not_null())
        .order_by_desc(imports::Column::Id)
        .paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?.into_iter().map(|row| view(ctx, row, Some(project_name.clone()), true));
    Ok((rows.collect::<Result<_, _>>()?, total))
}

fn view(ctx: &Ctx, row: imports::Model, project_name: Option<String>, may_decide: bool) -> Result<ImportView, Fault> {
    let count = |count: i64| u64::try_from(count).unwrap_or_default();
    let details: Option<BTreeMap<String, String>> =
        row.refused_details.as_deref().map(serde_json::from_str).transpose()?;
    let who = ctx.signed_in().ok().map(|who| who.account);
    Ok(ImportView {
        id: row.id,
        target: target_of(&row)?,
        project_name,
        object: object_of(&row)?,
        format: kind_of(&row)?.0,
        encoding: row.encoding.as_deref().and_then(Encoding::parse),
        size_bytes: count(row.size_bytes.unwrap_or_default()),
        begun_at: Instant(row.begun_at),
        state: state_of(&row),
        refusal: row.refused_code.zip(details).map(|(code, details)| (code, details.into_iter().collect())),
        tried: Tally {
            rows: count(row.tried_count),
            added: count(row.would_add_count),
            unchanged: count(row.would_keep_count),
            refused: count(row.would_refuse_count),
        },
        applied: Tally {
            rows: count(row.applied_count),
            added: count(row.added_count),
            unchanged: count(row.unchanged_count),
            refused: count(row.refused_count),
        },
        finished_at: row.finished_at.map(Instant),
        undone_at: row.undone_at.map(Instant),
        undone_reason: row.undone_reason,
        may_decide,
        may_be_marked: row.brought_by.is_some() && row.brought_by == who && row.emptied_at.is_none(),
        file_name: row.file_name,
    })
}

fn state_of(row: &imports::Model) -> State {
    if row.undone_at.is_some() {
        return State::Undone;
    }
    if row.refused_at.is_some() {
        return State::Refused;
    }
    if row.finished_at.is_some() && row.undo_started_at.is_none() {
        return State::Finished;
    }
    if row.failures >= MOST_FAILURES {
        return State::Stuck;
    }
    match (row.arrived_at, row.tried_at, row.started_at, row.undo_started_at) {
        (.., Some(_)) => State::Undoing,
        (None, ..) => State::Arriving,
        (_, None, ..) => State::Trying,
        (_, _, None, _) => State::Tried,
        (_, _, Some(_), _) => State::Running,
    }
}
