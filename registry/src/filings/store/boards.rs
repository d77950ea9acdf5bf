//! How does a site come to its notice board, and what does each version of it say?
//!
//! The board is drawn from what is on file and on record, and frozen when it is made: what hangs on the fence does not change
//! by itself. The officer and the enterprise make it, the office in charge looks at it.

mod channels;
mod checking;
mod content;
mod photos;
mod public;

use std::collections::BTreeMap;

use certs::ids::PathId;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use channels::{ChannelView, Channels, channels, record_channel, withdraw_channel};
pub use checking::{CheckView, check};
pub use photos::{MOST_BYTES, NewPhoto, PhotoView, bring_photo, find_photo};
pub use public::{Live, Sheet as ScannedSheet, Turn, by_token};

use super::account;
use super::agreement::compare_within;
use super::rows::open_on;
use crate::entity::{bindings, boards, projects};
use crate::filings::boards::{Content, Gap};
use crate::offices::holders;
use crate::permissions::{Object, Verb};
use crate::projects::store::{ProjectReach, is_of_a_party, lock};
use crate::vault::hex;
use crate::{Ctx, Day, Fault, Instant, Refusal, audit, db};

pub(super) const SEALED_AS: &str = "boards.content";

/// The board of a project, as somebody sees it who may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardPage {
    pub project: Uuid,
    /// its name
    pub name: String,
    /// What a version made now would say; nothing while nothing is on file.
    pub draft: Option<Content>,
    pub gaps: Vec<Gap>,
    /// Whether that is something else than the latest version says.
    pub is_outdated: bool,
    /// newest first
    pub versions: Vec<VersionView>,
    pub may_make: bool,
    pub may_check: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionView {
    pub id: Uuid,
    pub version: i32,
    pub officer: String,
    pub made_at: Instant,
    /// Nobody of ours where the program made it.
    pub made_by: Option<String>,
    /// the end of the address that its code leads to
    pub token: String,
    pub content_hash: String,
    pub is_latest: bool,
    pub photos: Vec<PhotoView>,
    pub checks: Vec<CheckView>,
}

/// What is printed of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub board: Uuid,
    pub project: Uuid,
    pub version: i32,
    pub made_at: Instant,
    pub token: String,
    pub content: Content,
}

/// The versions of a project's board, and what the next would say.
pub async fn board(ctx: &Ctx, project: Uuid) -> Result<BoardPage, Fault> {
    let site = site_for(ctx, Verb::View, project).await?;
    let draft = content::draft(ctx, &site).await?.map(|(_, content)| content);
    let rows = boards::Entity::find()
        .filter(boards::Column::ProjectId.eq(project))
        .order_by_desc(boards::Column::Version)
        .all(ctx.db.reader())
        .await?;
    let latest = rows.first().map(|row| row.content_hash.clone());
    let is_outdated = match (&draft, latest) {
        (Some(content), Some(latest)) => hash(content)? != latest,
        (None, Some(_)) => true,
        (_, None) => false,
    };
    Ok(BoardPage {
        project,
        gaps: draft.as_ref().map(Content::gaps).unwrap_or_default(),
        draft,
        is_outdated,
        versions: views(ctx, rows).await?,
        may_make: may(ctx, Verb::Edit, project).await? && site.merged_into.is_none(),
        may_check: is_in_charge(ctx, &site).await? && !is_of_the_site(ctx, project).await?,
        name: site.name,
    })
}

/// Makes the next version of the board from what is on file and on record now.
///
/// # Errors
/// `boards.not_filed` before a form of the responsible officer is handed in; `boards.nothing_changed` when the latest version
/// says the same.
pub async fn make(ctx: &Ctx, project: Uuid) -> Result<Uuid, Fault> {
    let site = site_for(ctx, Verb::Edit, project).await?;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let Some((filed, content)) = content::draft(ctx, &site).await? else {
            return Err(Refusal::new("boards.not_filed").into());
        };
        let version = take_place(tx, ctx, project, &hash(&content)?).await?;
        let row = boards::Model {
            id: ctx.new_id(),
            project_id: project,
            version,
            token: PathId::from_random(ctx.random.array()).to_string(),
            binding_id: filed.binding,
            person_id: filed.person,
            officer: content.officer.name.clone(),
            phone_index: ctx.vault.index("phone", &content.officer.phone)?,
            project_name: content.project.clone(),
            contractor: content.contractor.clone(),
            content_sealed: ctx.vault.seal(ctx.random.as_ref(), SEALED_AS, &serde_json::to_vec(&content)?)?,
            content_hash: hash(&content)?,
            made_by: account(ctx),
            made_at: ctx.now().0,
            replaced_at: None,
        };
        let id = row.id;
        boards::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("boards.made_already")))?;
        let facts = json!({ "project": project, "version": version, "binding": filed.binding });
        audit::record(tx, ctx, "make_board", ("board", id), facts).await?;
        compare_within(tx, ctx, project).await?;
        Ok(id)
    })
}

/// Takes the latest version out of its place and gives the number of the next.
async fn take_place(tx: &DatabaseTransaction, ctx: &Ctx, project: Uuid, hash: &str) -> Result<i32, Fault> {
    let latest = boards::Entity::find()
        .filter(boards::Column::ProjectId.eq(project))
        .filter(boards::Column::ReplacedAt.is_null())
        .one(tx)
        .await?;
    let Some(latest) = latest else { return Ok(1) };
    if latest.content_hash == hash {
        return Err(Refusal::new("boards.nothing_changed").into());
    }
    boards::Entity::update_many()
        .col_expr(boards::Column::ReplacedAt, Expr::value(ctx.now().0))
        .filter(boards::Column::Id.eq(latest.id))
        .exec(tx)
        .await?;
    Ok(latest.version + 1)
}

/// One version as it is printed, for everybody who sees the board.
pub async fn sheet(ctx: &Ctx, board: Uuid) -> Result<Sheet, Fault> {
    let row = board_for(ctx, Verb::View, board).await?;
    Ok(Sheet {
        board: row.id,
        project: row.project_id,
        version: row.version,
        made_at: Instant(row.made_at),
        token: row.token.clone(),
        content: opened(ctx, &row)?,
    })
}

/// What was made is what is kept.
pub(super) fn opened(ctx: &Ctx, row: &boards::Model) -> Result<Content, Fault> {
    let bytes = ctx.vault.open(SEALED_AS, &row.content_sealed)?;
    if hex(&Sha256::digest(&bytes)) != row.content_hash {
        return Err(Fault::internal(format!("board {} is not what was made", row.id)));
    }
    Ok(serde_json::from_slice(&bytes)?)
}

/// Of what a version says.
fn hash(content: &Content) -> Result<String, Fault> {
    Ok(hex(&Sha256::digest(serde_json::to_vec(content)?)))
}

/// The project, for whoever may do this with its board.
///
/// # Errors
/// [`Fault::NotFound`] when the actor may not see it, [`Fault::Forbidden`] when seeing is all that the actor may.
pub(super) async fn site_for(ctx: &Ctx, verb: Verb, project: Uuid) -> Result<projects::Model, Fault> {
    let seen = ProjectReach::of(ctx, Verb::View, Object::NoticeBoard).await?;
    let row = projects::Entity::find_by_id(project).filter(seen.condition(Verb::View, ctx.now().day()));
    let row = row.one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    match verb == Verb::View || may(ctx, verb, project).await? {
        true => Ok(row),
        false => Err(Fault::Forbidden),
    }
}

/// The board, for whoever may do this with it.
async fn board_for(ctx: &Ctx, verb: Verb, board: Uuid) -> Result<boards::Model, Fault> {
    let row = boards::Entity::find_by_id(board).one(ctx.db.reader()).await?;
    // who may see no board at all learns that first
    let reach = ProjectReach::of(ctx, Verb::View, Object::NoticeBoard).await;
    let row = reach.map(|_| row)?.ok_or(Fault::NotFound)?;
    site_for(ctx, verb, row.project_id).await?;
    Ok(row)
}

async fn may(ctx: &Ctx, verb: Verb, project: Uuid) -> Result<bool, Fault> {
    let reach = match ProjectReach::of(ctx, verb, Object::NoticeBoard).await {
        Err(Fault::Forbidden | Fault::Anonymous) => return Ok(false),
        reach => reach?,
    };
    let row = projects::Entity::find_by_id(project).filter(reach.condition(verb, ctx.now().day()));
    Ok(row.one(ctx.db.reader()).await?.is_some())
}

/// Looking at a board is for the offices whose area and industry it is in; making it is the site's, whose right has the same
/// verb.
async fn is_in_charge(ctx: &Ctx, site: &projects::Model) -> Result<bool, Fault> {
    if ctx.signed_in().is_err() {
        return Ok(false);
    }
    match ProjectReach::of(ctx, Verb::Create, Object::NoticeBoard).await {
        Err(Fault::Forbidden) => Ok(false),
        reach => Ok(reach?.includes(&site.area, &site.industry)),
    }
}

/// Whether the actor is bound to the site, or belongs to one of its parties (separation of duty 7).
async fn is_of_the_site(ctx: &Ctx, project: Uuid) -> Result<bool, Fault> {
    let bound = open_on(project).filter(bindings::Column::PersonId.eq(ctx.signed_in()?.person));
    Ok(bound.one(ctx.db.reader()).await?.is_some() || is_of_a_party(ctx.db.reader(), ctx, project).await?)
}

async fn views(ctx: &Ctx, rows: Vec<boards::Model>) -> Result<Vec<VersionView>, Fault> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut photos = photos::of_boards(ctx, &ids).await?;
    let mut checks = checking::of_boards(ctx, &ids).await?;
    let makers = holders(ctx.db.reader(), rows.iter().filter_map(|row| row.made_by).collect()).await?;
    let names: BTreeMap<Uuid, String> = makers.into_iter().map(|(account, (_, name))| (account, name)).collect();
    let view = |row: boards::Model| VersionView {
        photos: photos.remove(&row.id).unwrap_or_default(),
        checks: checks.remove(&row.id).unwrap_or_default(),
        id: row.id,
        version: row.version,
        made_at: Instant(row.made_at),
        made_by: row.made_by.and_then(|by| names.get(&by).cloned()),
        token: row.token,
        content_hash: row.content_hash,
        is_latest: row.replaced_at.is_none(),
        officer: row.officer,
    };
    Ok(rows.into_iter().map(view).collect())
}

fn day(text: &str) -> Result<Day, Fault> {
    Day::parse(text).ok_or_else(|| Fault::internal(format!("{text} is stored as a day")))
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
pub(super) mod tests;
