//! What do the three say about one site, what differs since when, and what was closed?

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::super::boards::site_for;
use super::{SEALED_AS, sources};
use crate::entity::{agreements, disagreement_values, disagreements, projects};
use crate::filings::agreement::{AllSaid, Field, Standing, Values};
use crate::people::masked_phone;
use crate::permissions::{Object, Verb};
use crate::projects::store::ProjectReach;
use crate::{Ctx, Fault, Instant};

/// One site, field by field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementPage {
    pub project: Uuid,
    /// its name
    pub name: String,
    pub standing: Standing,
    /// When the site was compared last; nothing before its first time.
    pub compared_at: Option<Instant>,
    /// in the order of the fields; none while nothing is filed
    pub fields: Vec<FieldLine>,
    /// what was closed, the latest first
    pub past: Vec<PastLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldLine {
    pub field: Field,
    pub values: Values,
    /// Since when it differs, where it does.
    pub differs_since: Option<Instant>,
    pub agrees: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastLine {
    pub field: Field,
    pub found_at: Instant,
    pub closed_at: Instant,
    /// what was said when, the first first
    pub moments: Vec<Moment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub at: Instant,
    pub values: Values,
}

/// For everybody who sees the board of the site. Telephone numbers stand in full for those who work on the site and for the
/// offices in charge, and are masked for the others.
pub async fn agreement_of(ctx: &Ctx, project: Uuid) -> Result<AgreementPage, Fault> {
    let site = site_for(ctx, Verb::View, project).await?;
    let reader = ctx.db.reader();
    let is_whole = sees_numbers(ctx, &site).await?;
    let found = sources::said(ctx, &[project]).await?.remove(&project);
    let said = found.as_ref().and_then(|found| found.said.as_ref());
    let standing = found.as_ref().map_or(Standing::NotFiled, super::Found::standing);
    let known = agreements::Entity::find_by_id(project).one(reader).await?;
    let rows = disagreements::Entity::find()
        .filter(disagreements::Column::ProjectId.eq(project))
        .order_by_desc(disagreements::Column::FoundAt)
        .order_by_desc(disagreements::Column::Id)
        .all(reader)
        .await?;
    let mut moments = moments(ctx, is_whole, &rows).await?;
    let (mut open, mut past) = (HashMap::new(), Vec::new());
    for row in rows {
        let field = Field::parse(&row.field).ok_or_else(|| Fault::internal("a disagreement about no field"))?;
        match row.closed_at {
            None => {
                open.insert(field, Instant(row.found_at));
            }
            Some(closed_at) => past.push(PastLine {
                field,
                found_at: Instant(row.found_at),
                closed_at: Instant(closed_at),
                moments: moments.remove(&row.id).unwrap_or_default(),
            }),
        }
    }
    let fields = said.map(|said| lines(said, &open, is_whole)).unwrap_or_default();
    let compared_at = known.filter(|row| row.compared_at > 0).map(|row| Instant(row.compared_at));
    Ok(AgreementPage { project, name: site.name, standing, compared_at, fields, past })
}

fn lines(said: &AllSaid, open: &HashMap<Field, Instant>, is_whole: bool) -> Vec<FieldLine> {
    let differing = said.disagreements();
    let line = |field: Field| FieldLine {
        field,
        values: shown(said.values(field), field, is_whole),
        differs_since: open.get(&field).copied(),
        agrees: !differing.contains(&field),
    };
    Field::ALL.into_iter().map(line).collect()
}

async fn moments(ctx: &Ctx, is_whole: bool, of: &[disagreements::Model]) -> Result<HashMap<Uuid, Vec<Moment>>, Fault> {
    let rows = disagreement_values::Entity::find()
        .filter(disagreement_values::Column::DisagreementId.is_in(of.iter().map(|row| row.id)))
        .order_by_asc(disagreement_values::Column::Id)
        .all(ctx.db.reader())
        .await?;
    let mut found: HashMap<Uuid, Vec<Moment>> = HashMap::new();
    for row in rows {
        let field = of.iter().find(|one| one.id == row.disagreement_id).and_then(|one| Field::parse(&one.field));
        let Some(field) = field else { continue };
        let values = shown(opened(ctx, &row)?, field, is_whole);
        found.entry(row.disagreement_id).or_default().push(Moment { at: Instant(row.seen_at), values });
    }
    Ok(found)
}

/// Nothing before the first was written.
pub(super) async fn latest_values<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    disagreement: Uuid,
) -> Result<Option<Values>, Fault> {
    let row = disagreement_values::Entity::find()
        .filter(disagreement_values::Column::DisagreementId.eq(disagreement))
        .order_by_desc(disagreement_values::Column::Id)
        .one(db)
        .await?;
    row.map(|row| opened(ctx, &row)).transpose()
}

fn opened(ctx: &Ctx, row: &disagreement_values::Model) -> Result<Values, Fault> {
    Ok(serde_json::from_slice(&ctx.vault.open(SEALED_AS, &row.values_sealed)?)?)
}

pub(super) fn shown(values: Values, field: Field, is_whole: bool) -> Values {
    match field {
        Field::Phone if !is_whole => Values(values.0.map(|value| value.map(|phone| masked_phone(&phone)))),
        _ => values,
    }
}

/// The offices in charge, and whoever works on the site.
async fn sees_numbers(ctx: &Ctx, site: &projects::Model) -> Result<bool, Fault> {
    let reach = ProjectReach::of(ctx, Verb::View, Object::NoticeBoard).await?;
    Ok(reach.includes(&site.area, &site.industry) || reach.projects.contains(&site.id))
}
