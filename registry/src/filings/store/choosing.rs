//! To which enterprise and which of its projects can an officer be bound?

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::proposing::own_certificate;
use super::scope::is_completed;
use crate::enterprises::CreditCode;
use crate::enterprises::store::rows_of;
use crate::entity::{enterprises, project_parties, project_statuses, projects};
use crate::permissions::{Object, Verb, require};
use crate::projects::store::contractor_on;
use crate::{Ctx, Fault, Refusal};

/// More than any enterprise builds at once.
const MOST_PROJECTS: u64 = 500;

/// An enterprise and what it builds as general contractor today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub enterprise: Uuid,
    pub name: String,
    pub credit_code: String,
    pub projects: Vec<ChoosableProject>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoosableProject {
    pub id: Uuid,
    pub name: String,
    /// the area's code
    pub area: String,
}

/// What the holder of a certificate can be bound to, by the credit code of the enterprise.
///
/// # Errors
/// Refused on `credit_code` when it is none, or no accepted enterprise's.
pub async fn choice(ctx: &Ctx, certificate: &str, credit_code: &str) -> Result<Choice, Fault> {
    require(ctx, Verb::Create, Object::Binding)?;
    own_certificate(ctx, certificate).await?;
    let code = CreditCode::parse(credit_code)?;
    let reader = ctx.db.reader();
    let found =
        enterprises::Entity::find().filter(enterprises::Column::CreditCode.eq(code.as_str())).one(reader).await?;
    let stands = match found.as_ref().and_then(|row| row.merged_into) {
        Some(kept) => enterprises::Entity::find_by_id(kept).one(reader).await?,
        None => found,
    };
    let row = stands.filter(|row| row.accepted_at.is_some());
    let row = row.ok_or_else(|| Refusal::on("credit_code", "filings.enterprise_unknown"))?;
    Ok(Choice {
        projects: projects_of(ctx, row.id).await?,
        enterprise: row.id,
        name: row.name,
        credit_code: row.credit_code,
    })
}

pub(super) async fn projects_of(ctx: &Ctx, enterprise: Uuid) -> Result<Vec<ChoosableProject>, Fault> {
    let reader = ctx.db.reader();
    let contracted = project_parties::Entity::find()
        .select_only()
        .column(project_parties::Column::ProjectId)
        .filter(project_parties::Column::EnterpriseId.is_in(rows_of(reader, enterprise).await?))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .filter(contractor_on(ctx.now().day()));
    let completed = project_statuses::Entity::find()
        .select_only()
        .column(project_statuses::Column::ProjectId)
        .filter(project_statuses::Column::ProjectId.in_subquery(contracted.clone().into_query()))
        .filter(is_completed());
    let rows = projects::Entity::find()
        .filter(projects::Column::Id.in_subquery(contracted.into_query()))
        .filter(projects::Column::Id.not_in_subquery(completed.into_query()))
        .filter(projects::Column::AcceptedAt.is_not_null())
        .filter(projects::Column::MergedInto.is_null())
        .order_by_asc(projects::Column::Name)
        .order_by_asc(projects::Column::Id)
        .limit(MOST_PROJECTS)
        .all(reader)
        .await?;
    Ok(rows.into_iter().map(|row| ChoosableProject { id: row.id, name: row.name, area: row.area }).collect())
}
