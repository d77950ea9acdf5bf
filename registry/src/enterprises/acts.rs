//! What may the asking person do with an enterprise now? A page offers nothing that would be refused.

use uuid::Uuid;

use super::Part;
use super::store::{check_not_own, kept, part_of, visible};
use crate::offices::store::{AreaView, list_areas};
use crate::offices::{Reach, reach};
use crate::permissions::{Object, Role, Verb, widest};
use crate::{Ctx, Fault};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acts {
    /// What it says of itself.
    pub edits: bool,
    /// Who belongs to it.
    pub keeps_members: bool,
    pub accepts: bool,
    pub withdraws_acceptance: bool,
    pub proposes_merge: bool,
    /// The areas into which it may be moved; none for most.
    pub moves_to: Vec<AreaView>,
    /// Integrity records about it.
    pub records_integrity: bool,
}

pub async fn acts(ctx: &Ctx, enterprise: Uuid) -> Result<Acts, Fault> {
    let row = visible(ctx, enterprise).await?;
    if row.merged_into.is_some() {
        return Ok(Acts::default());
    }
    let is_accepted = row.accepted_at.is_some();
    let is_own = matches!(check_not_own(ctx, &row).await, Err(Fault::Refused(_)));
    let decides = reached(ctx, Verb::Decide, Object::Enterprise).await?.filter(|reach| reach.includes_area(&row.area));
    let decides = decides.filter(|_| !is_own);
    let moves_to = match &decides {
        None => Vec::new(),
        Some(reach) => {
            let others = list_areas(ctx).await?.into_iter();
            others.filter(|area| area.code != row.area && reach.includes_area(&area.code)).collect()
        }
    };
    let administers = ctx
        .signed_in()?
        .posts
        .iter()
        .any(|post| post.role == Role::EnterpriseAdministrator && post.enterprise == Some(enterprise));
    let writes = reached(ctx, Verb::Create, Object::IntegrityRecord).await?;
    let belongs = part_of(ctx.db.reader(), enterprise, ctx.signed_in()?.person).await?;
    Ok(Acts {
        edits: allowed(kept(ctx, enterprise).await)?,
        keeps_members: is_accepted && administers && belongs == Some(Part::Administrator),
        accepts: decides.is_some() && !is_accepted,
        withdraws_acceptance: decides.is_some() && is_accepted,
        proposes_merge: decides.is_some(),
        moves_to,
        records_integrity: belongs.is_none() && writes.is_some_and(|reach| reach.includes_area(&row.area)),
    })
}

/// Where a right reaches; nothing for whoever has none.
async fn reached(ctx: &Ctx, verb: Verb, object: Object) -> Result<Option<Reach>, Fault> {
    match widest(ctx, verb, object) {
        Some(_) => reach(ctx, verb, object).await.map(Some),
        None => Ok(None),
    }
}

fn allowed<T>(outcome: Result<T, Fault>) -> Result<bool, Fault> {
    match outcome {
        Ok(_) => Ok(true),
        Err(Fault::Forbidden | Fault::NotFound) => Ok(false),
        Err(fault) => Err(fault),
    }
}
