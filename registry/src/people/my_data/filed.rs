//! What of a person's filings and pledges as an officer is stored? The own part of each: others stand in a form, too.

use std::collections::HashMap;
use std::fmt;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use uuid::Uuid;

use super::Moment;
use crate::entity::pledges;
use crate::filings::store::filing::all_versions;
use crate::{Ctx, Fault, Instant};

/// One version of the form of a binding.
#[derive(Clone, Serialize)]
pub struct Filed {
    pub version: i32,
    pub stage: &'static str,
    pub drawn_up_at: Moment,
    pub handed_in_at: Option<Moment>,
    /// as it stands in the form
    pub phone: String,
}

/// A telephone is nothing for a log.
impl fmt::Debug for Filed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Filed(version {})", self.version)
    }
}

/// A pledge that the person signed.
#[derive(Clone, Debug, Serialize)]
pub struct Pledged {
    pub template: i32,
    pub way: String,
    pub signed_at: Moment,
    pub withdrawn_at: Option<Moment>,
}

/// Of each of these bindings.
pub(super) async fn filed(ctx: &Ctx, bindings: &[Uuid]) -> Result<HashMap<Uuid, (Vec<Filed>, Vec<Pledged>)>, Fault> {
    let mut found: HashMap<Uuid, (Vec<Filed>, Vec<Pledged>)> = HashMap::new();
    for view in all_versions(ctx, bindings).await? {
        found.entry(view.binding).or_default().0.push(Filed {
            version: view.version,
            stage: view.stage.code(),
            drawn_up_at: Moment(view.drawn_up_at),
            handed_in_at: view.handed_in_at.map(Moment),
            phone: view.form.officer_phone,
        });
    }
    let signed = pledges::Entity::find()
        .filter(pledges::Column::BindingId.is_in(bindings.iter().copied()))
        .order_by_asc(pledges::Column::SignedAt)
        .all(ctx.db.reader())
        .await?;
    for row in signed {
        found.entry(row.binding_id).or_default().1.push(Pledged {
            template: row.template,
            way: row.way,
            signed_at: Moment(Instant(row.signed_at)),
            withdrawn_at: row.withdrawn_at.map(|at| Moment(Instant(at))),
        });
    }
    Ok(found)
}
