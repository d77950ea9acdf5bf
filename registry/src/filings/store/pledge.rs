//! How is the pledge of an officer signed, taken back and kept?

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::filing::{
    ScanView, enterprise_name, hold_own, is_relied_on, latest_scan, noted, own, project_of, seen_pledge, unknown,
};
use crate::blobs::{self, Blob};
use crate::entity::{bindings, filing_scans, people, pledges};
use crate::fault::worded;
use crate::filings::pictures;
use crate::filings::pledges::{Confirmed, PledgeContent, Way, check_typed, template};
use crate::permissions::{Object, Verb, require};
use crate::vault::hex;
use crate::{Ctx, Day, Fault, Instant, Refusal, audit, db};

/// The name that is bound into the sealed contents.
const CONTENT: &str = "pledges.content";

/// What somebody signs by.
#[derive(Clone, Debug, Default)]
pub struct Signing {
    /// the number of the text
    pub template: i32,
    pub by: Sign,
}

#[derive(Clone, Debug)]
pub enum Sign {
    /// A picture that was drawn on the screen.
    Drawn(Vec<u8>),
    /// A picture of a signature on paper.
    Uploaded(Vec<u8>),
    /// The whole name and a tick.
    Typed { name: String, confirmed: Confirmed },
}

impl Default for Sign {
    fn default() -> Self {
        Self::Typed { name: String::new(), confirmed: Confirmed::No }
    }
}

/// A pledge that was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PledgeView {
    pub id: Uuid,
    pub binding: Uuid,
    pub content: PledgeContent,
    /// SHA-256 of the content as it was signed, in hex
    pub content_hash: String,
    pub signed_at: Instant,
    /// with the contractor's seal
    pub stamped: Option<ScanView>,
    pub is_withdrawn: bool,
}

/// What is printed of it.
#[derive(Clone)]
pub struct PledgePaper {
    pub content: PledgeContent,
    pub content_hash: String,
    pub signed_at: Instant,
    /// PNG
    pub signature: Option<Vec<u8>>,
}

/// What the officer is about to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsigned {
    pub contractor: String,
    pub project: String,
    pub officer: String,
    pub today: Day,
}

/// The blanks of the own pledge, for the page on which it is signed.
///
/// # Errors
/// `filings.pledge_signed` once it is.
pub async fn unsigned(ctx: &Ctx, binding: Uuid) -> Result<Unsigned, Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let row = own(ctx, binding).await?;
    if standing(ctx, binding).await?.is_some() {
        return Err(Refusal::new("filings.pledge_signed").into());
    }
    blanks(ctx, &row).await
}

async fn blanks(ctx: &Ctx, row: &bindings::Model) -> Result<Unsigned, Fault> {
    let officer = people::Entity::find_by_id(row.person_id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    Ok(Unsigned {
        contractor: enterprise_name(ctx, row.enterprise_id).await?,
        project: project_of(ctx, row).await?.name,
        officer: officer.name,
        today: ctx.now().day(),
    })
}

/// Signs the own pledge for a binding in force. Nobody signs for somebody else, and nothing that was signed changes.
///
/// # Errors
/// Refused on the field with what is no signature; with `filings.pledge_signed` when there is one.
pub async fn sign(ctx: &Ctx, binding: Uuid, signing: Signing) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::Filing)?;
    let row = own(ctx, binding).await?;
    let (text, blanks) = (template(signing.template)?, blanks(ctx, &row).await?);
    let (way, picture) = signature(signing.by, &blanks.officer).await?;
    let account = ctx.signed_in()?.account;
    crate::transact!(ctx, |tx| {
        hold_own(tx, ctx, binding).await?;
        let signature = match &picture {
            Some(picture) => Some(blobs::put(tx, ctx, "image/png", picture.clone()).await?),
            None => None,
        };
        let content = PledgeContent {
            template: text.version,
            title: text.title.clone(),
            paragraphs: text.filled(&blanks.contractor, &blanks.project),
            contractor: blanks.contractor.clone(),
            project: blanks.project.clone(),
            officer: blanks.officer.clone(),
            way,
            signature: signature.clone(),
            signed_on: blanks.today,
        };
        let bytes = serde_json_canonicalizer::to_vec(&content)?;
        let new = pledges::Model {
            id: ctx.new_id(),
            binding_id: binding,
            template: text.version,
            content_sealed: ctx.vault.seal(ctx.random.as_ref(), CONTENT, &bytes)?,
            content_hash: hex(&Sha256::digest(&bytes)),
            way: way.code().to_owned(),
            signature,
            signed_by: account,
            signed_at: ctx.now().0,
            withdrawn_by: None,
            withdrawn_at: None,
            withdrawn_reason: None,
        };
        let (id, hash) = (new.id, new.content_hash.clone());
        pledges::Entity::insert(new.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("filings.pledge_signed")))?;
        let facts = json!({ "binding": binding, "template": text.version, "way": way, "content": hash });
        audit::record(tx, ctx, "sign_pledge", ("pledge", id), facts).await?;
        Ok(id)
    })
}

/// How it was signed, and the picture that is kept of it.
async fn signature(by: Sign, officer: &str) -> Result<(Way, Option<Vec<u8>>), Fault> {
    let (way, bytes) = match by {
        Sign::Typed { name, confirmed } => {
            check_typed(&name, confirmed, officer).map_err(Fault::Refused)?;
            return Ok((Way::Typed, None));
        }
        Sign::Drawn(bytes) => (Way::Drawn, bytes),
        Sign::Uploaded(bytes) => (Way::Uploaded, bytes),
    };
    if way == Way::Drawn && bytes.is_empty() {
        return Err(Refusal::on("way", "filings.not_drawn").into());
    }
    let kept = tokio::task::spawn_blocking(move || pictures::signature(&bytes)).await.map_err(Fault::internal)??;
    Ok((way, Some(kept.content)))
}

/// Takes the own pledge back, to sign another one: a word was wrong, the text is to be the other one. Not while an office has it.
///
/// # Errors
/// `filings.pledge_relied_on` once a filing with it waits or was accepted.
pub async fn withdraw_pledge(ctx: &Ctx, pledge: Uuid, reason: &str) -> Result<(), Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let (row, binding) = seen_pledge(ctx, pledge).await?;
    let binding = own(ctx, binding.id).await?;
    let reason = worded(reason, 2..=200, || Refusal::on("reason", "filings.reason_length"))?;
    let account = ctx.signed_in()?.account;
    crate::transact!(ctx, |tx| {
        hold_own(tx, ctx, binding.id).await?;
        if is_relied_on(tx, &row).await? {
            return Err(Refusal::new("filings.pledge_relied_on").into());
        }
        let withdrawn = pledges::Entity::update_many()
            .col_expr(pledges::Column::WithdrawnBy, Expr::value(account))
            .col_expr(pledges::Column::WithdrawnAt, Expr::value(ctx.now().0))
            .col_expr(pledges::Column::WithdrawnReason, Expr::value(reason.clone()))
            .filter(pledges::Column::Id.eq(pledge))
            .filter(pledges::Column::WithdrawnAt.is_null())
            .exec(tx)
            .await?;
        if withdrawn.rows_affected != 1 {
            return Err(Refusal::new("filings.pledge_withdrawn").into());
        }
        audit::record(tx, ctx, "withdraw_pledge", ("pledge", pledge), json!({})).await
    })
}

/// The binding of a pledge that the actor may see, for the page on which it stands.
pub async fn binding_of(ctx: &Ctx, pledge: Uuid) -> Result<Uuid, Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let (_, binding) = seen_pledge(ctx, pledge).await?;
    Ok(binding.id)
}

/// The pledge of a binding that stands.
pub(super) async fn standing(ctx: &Ctx, binding: Uuid) -> Result<Option<pledges::Model>, Fault> {
    let row = pledges::Entity::find()
        .filter(pledges::Column::BindingId.eq(binding))
        .filter(pledges::Column::WithdrawnAt.is_null())
        .order_by_desc(pledges::Column::SignedAt);
    Ok(row.one(ctx.db.reader()).await?)
}

pub(super) async fn view(ctx: &Ctx, row: pledges::Model) -> Result<PledgeView, Fault> {
    Ok(PledgeView {
        stamped: latest_scan(ctx.db.reader(), filing_scans::Column::PledgeId, row.id).await?,
        content: content(ctx, &row)?,
        id: row.id,
        binding: row.binding_id,
        content_hash: row.content_hash,
        signed_at: Instant(row.signed_at),
        is_withdrawn: row.withdrawn_at.is_some(),
    })
}

fn content(ctx: &Ctx, row: &pledges::Model) -> Result<PledgeContent, Fault> {
    let bytes = ctx.vault.open(CONTENT, &row.content_sealed)?;
    let content: PledgeContent = serde_json::from_slice(&bytes)?;
    // what was signed is what is kept
    if hex(&Sha256::digest(&bytes)) == row.content_hash { Ok(content) } else { Err(unknown(&row.content_hash)) }
}

/// The pledge for print, for whoever may see it; both receivers keep it.
pub async fn paper(ctx: &Ctx, pledge: Uuid) -> Result<PledgePaper, Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let (row, binding) = seen_pledge(ctx, pledge).await?;
    noted(ctx, "open_pledge", ("pledge", pledge), binding.person_id).await?;
    let content = content(ctx, &row)?;
    // the picture that was signed with, whatever the row names beside it
    let signature = match &content.signature {
        Some(hash) => Some(blobs::find(ctx, hash).await?.ok_or(Fault::NotFound)?),
        None => None,
    };
    Ok(PledgePaper {
        content,
        content_hash: row.content_hash,
        signed_at: Instant(row.signed_at),
        signature: signature.map(|Blob { content, .. }| content),
    })
}
