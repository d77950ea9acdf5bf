//! What does the page of one enterprise show: what it says of itself, its people, and where it builds?

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::members::{Member, named};
use super::merging::rows_of;
use super::store::{EnterpriseView, current_members, overseen, views};
use super::{Part, changing};
use crate::certificates::Status;
use crate::entity::{certificates, enterprise_members, enterprises, project_parties, projects};
use crate::permissions::{Object, Verb};
use crate::projects::PartyRole;
use crate::projects::store::ProjectReach;
use crate::{Ctx, Day, Fault, Instant};

/// As many projects as the page lists; the list of projects has them all.
pub const MOST_PROJECTS: u64 = 50;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    pub enterprise: EnterpriseView,
    pub legal_representative: Option<String>,
    pub address: Option<String>,
    pub phone: Option<String>,
    pub updated_at: Option<Instant>,
    pub administrators: Vec<Member>,
    /// Employees whose certificate is valid: who may be bound as an officer.
    pub certified: Vec<Member>,
    /// At most [`MOST_PROJECTS`], the latest first; of those that the actor sees.
    pub projects: Vec<Party>,
    pub project_count: u64,
    /// Rows that stood for the same enterprise.
    pub absorbed: Vec<EnterpriseView>,
}

/// In which project, as what, from when until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    pub project: Uuid,
    pub project_name: String,
    pub role: PartyRole,
    pub entered_on: Day,
    pub left_on: Option<Day>,
}

/// For whoever answers for the enterprise or oversees it.
pub async fn detail(ctx: &Ctx, enterprise: Uuid) -> Result<Detail, Fault> {
    let row = overseen(ctx, enterprise).await?;
    let reader = ctx.db.reader();
    let ids = rows_of(reader, enterprise).await?;
    let (projects, project_count) = projects_of(ctx, &ids).await?;
    let others = enterprises::Entity::find()
        .filter(enterprises::Column::MergedInto.eq(enterprise))
        .order_by_asc(enterprises::Column::Id)
        .all(reader)
        .await?;
    Ok(Detail {
        legal_representative: row.legal_representative.clone(),
        address: row.address.clone(),
        phone: changing::phone_of(ctx, &row)?,
        updated_at: row.updated_at.map(Instant),
        administrators: super::members::administrators(ctx, enterprise).await?,
        certified: certified(ctx, enterprise).await?,
        projects,
        project_count,
        absorbed: views(reader, others).await?,
        enterprise: views(reader, vec![row]).await?.pop().ok_or(Fault::NotFound)?,
    })
}

async fn certified(ctx: &Ctx, enterprise: Uuid) -> Result<Vec<Member>, Fault> {
    let holders = certificates::Entity::find()
        .select_only()
        .column(certificates::Column::PersonId)
        .filter(certificates::Column::Status.eq(Status::Valid.code()))
        .filter(certificates::Column::Step.eq("issued"));
    let rows = current_members()
        .filter(enterprise_members::Column::EnterpriseId.eq(enterprise))
        .filter(enterprise_members::Column::Part.eq(Part::Employee.code()))
        .filter(enterprise_members::Column::PersonId.in_subquery(holders.into_query()))
        .order_by_asc(enterprise_members::Column::Id)
        .all(ctx.db.reader())
        .await?;
    named(ctx, rows).await
}

/// As far as the actor sees projects: to an office those of its area and industry.
async fn projects_of(ctx: &Ctx, enterprises: &[Uuid]) -> Result<(Vec<Party>, u64), Fault> {
    let reader = ctx.db.reader();
    let reach = match ProjectReach::of(ctx, Verb::View, Object::Project).await {
        Err(Fault::Forbidden) => ProjectReach::default(),
        outcome => outcome?,
    };
    let seen = projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .filter(reach.condition(Verb::View, ctx.now().day()));
    let parties = project_parties::Entity::find()
        .filter(project_parties::Column::EnterpriseId.is_in(enterprises.iter().copied()))
        .filter(project_parties::Column::ProjectId.in_subquery(seen.into_query()))
        .filter(project_parties::Column::WithdrawnAt.is_null());
    let total = parties.clone().count(reader).await?;
    let rows = parties
        .order_by_desc(project_parties::Column::EnteredOn)
        .order_by_desc(project_parties::Column::Id)
        .limit(MOST_PROJECTS)
        .all(reader)
        .await?;
    let ids = rows.iter().map(|row| row.project_id);
    let names: Vec<(Uuid, String)> = projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .column(projects::Column::Name)
        .filter(projects::Column::Id.is_in(ids))
        .into_tuple()
        .all(reader)
        .await?;
    let party = |row: project_parties::Model| {
        let name = names.iter().find(|(id, _)| *id == row.project_id).map(|(_, name)| name.clone());
        Ok(Party {
            project: row.project_id,
            project_name: name.ok_or_else(|| Fault::internal("party of no project"))?,
            role: PartyRole::parse(&row.role).ok_or_else(|| Fault::internal("party as nothing"))?,
            entered_on: day(&row.entered_on)?,
            left_on: row.left_on.as_deref().map(day).transpose()?,
        })
    };
    Ok((rows.into_iter().map(party).collect::<Result<_, Fault>>()?, total))
}

fn day(text: &str) -> Result<Day, Fault> {
    Day::parse(text).ok_or_else(|| Fault::internal("party without a day"))
}
