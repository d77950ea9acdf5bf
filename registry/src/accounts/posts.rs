//! Which posts does an account hold at this moment? Read with every request, so that an ended grant ends at once.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Alias, Expr},
};
use uuid::Uuid;

use crate::ctx::Post;
use crate::entity::{
    accounts, bindings, enterprise_members, enterprises, grants, offices, project_managers, projects, sessions,
};
use crate::filings::store::in_force as binding_in_force;
use crate::permissions::Role;
use crate::projects::store::leads_on;
use crate::{Day, Fault};

/// The enterprise of a binding, beside the one that is administered.
const BOUND: &str = "bound_enterprises";

/// Grants in force with their office's area, then the accepted enterprises that the person administers, then what the
/// person answers for as an officer, then the sites that the person leads as the project manager.
pub(crate) async fn posts_of<C: ConnectionTrait>(
    db: &C,
    account: Uuid,
    person: Uuid,
    today: Day,
) -> Result<Vec<Post>, Fault> {
    let granted = granted_to(db, account).await?;
    let administered = administered_by(db, person).await?;
    let bound = bound_columns(bindings::Entity::find().select_only())
        .filter(bindings::Column::PersonId.eq(person))
        .filter(binding_in_force())
        .order_by_asc(bindings::Column::Id)
        .into_model::<Bound>()
        .all(db)
        .await?;
    let led = led_columns(project_managers::Entity::find().select_only())
        .filter(project_managers::Column::PersonId.eq(person))
        .filter(leads_on(today))
        .order_by_asc(project_managers::Column::Id)
        .into_model::<Led>()
        .all(db)
        .await?;
    let officers = bound.iter().filter_map(Bound::post);
    Ok(granted.into_iter().chain(administered).chain(officers).chain(led.iter().filter_map(Led::post)).collect())
}

/// The grants in force alone.
pub(super) async fn granted_to<C: ConnectionTrait>(db: &C, account: Uuid) -> Result<Vec<Post>, Fault> {
    let office = grants::Entity::belongs_to(offices::Entity).from(grants::Column::OfficeId).to(offices::Column::Id);
    let granted: Vec<(String, Option<Uuid>, Option<String>)> = grants::Entity::find()
        .select_only()
        .column(grants::Column::Role)
        .column(grants::Column::OfficeId)
        .column(offices::Column::Area)
        .join(JoinType::LeftJoin, office.into())
        .filter(grants::Column::AccountId.eq(account))
        .filter(in_force())
        .order_by_asc(grants::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(granted.into_iter().filter_map(|(role, office, area)| granted_post(&role, office, area)).collect())
}

async fn administered_by<C: ConnectionTrait>(db: &C, person: Uuid) -> Result<Vec<Post>, Fault> {
    let enterprise = enterprise_members::Entity::belongs_to(enterprises::Entity)
        .from(enterprise_members::Column::EnterpriseId)
        .to(enterprises::Column::Id);
    let administered: Vec<Uuid> = enterprise_members::Entity::find()
        .select_only()
        .column(enterprise_members::Column::EnterpriseId)
        .join(JoinType::InnerJoin, enterprise.into())
        .filter(enterprise_members::Column::PersonId.eq(person))
        .filter(enterprise_members::Column::Part.eq("administrator"))
        .filter(enterprise_members::Column::LeftAt.is_null())
        .filter(enterprises::Column::AcceptedAt.is_not_null())
        .order_by_asc(enterprise_members::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(administered.into_iter().map(administered_post).collect())
}

fn granted_post(role: &str, office: Option<Uuid>, area: Option<String>) -> Option<Post> {
    Some(Post { role: Role::parse(role)?, office, enterprise: None, project: None, area })
}

fn administered_post(enterprise: Uuid) -> Post {
    Post { role: Role::EnterpriseAdministrator, office: None, enterprise: Some(enterprise), project: None, area: None }
}

/// One binding in force, where there is any. What was merged since is asked for by the record that stays.
#[derive(Clone, Debug, FromQueryResult)]
struct Bound {
    binding_id: Option<Uuid>,
    bound_enterprise: Option<Uuid>,
    bound_project: Option<Uuid>,
    bound_accepted_at: Option<i64>,
    enterprise_kept: Option<Uuid>,
    project_kept: Option<Uuid>,
}

impl Bound {
    fn post(&self) -> Option<Post> {
        // an absorbed enterprise is accepted through the one that stays
        self.bound_accepted_at.or(self.enterprise_kept.map(|_| 0))?;
        let project = self.project_kept.or(self.bound_project);
        Some(Post {
            role: if project.is_some() { Role::ProjectOfficer } else { Role::EnterpriseOfficer },
            office: None,
            enterprise: Some(self.enterprise_kept.or(self.bound_enterprise)?),
            project,
            area: None,
        })
    }
}

/// The columns of [`Bound`], with the tables that they come from; `bindings` is in the query already.
fn bound_columns<E: EntityTrait>(query: Select<E>) -> Select<E> {
    let enterprise = bindings::Entity::belongs_to(enterprises::Entity)
        .from(bindings::Column::EnterpriseId)
        .to(enterprises::Column::Id);
    let project =
        bindings::Entity::belongs_to(projects::Entity).from(bindings::Column::ProjectId).to(projects::Column::Id);
    let of_bound = |column: enterprises::Column| Expr::col((Alias::new(BOUND), column));
    query
        .column_as(bindings::Column::Id, "binding_id")
        .column_as(bindings::Column::EnterpriseId, "bound_enterprise")
        .column_as(bindings::Column::ProjectId, "bound_project")
        .expr_as(of_bound(enterprises::Column::AcceptedAt), "bound_accepted_at")
        .expr_as(of_bound(enterprises::Column::MergedInto), "enterprise_kept")
        .column_as(projects::Column::MergedInto, "project_kept")
        .join_as(JoinType::LeftJoin, enterprise.into(), Alias::new(BOUND))
        .join(JoinType::LeftJoin, project.into())
}

/// One site that somebody leads, where there is any.
#[derive(Clone, Debug, FromQueryResult)]
struct Led {
    led_id: Option<Uuid>,
    led_enterprise: Option<Uuid>,
    led_project: Option<Uuid>,
}

impl Led {
    fn post(&self) -> Option<Post> {
        let (enterprise, project) = (self.led_enterprise, Some(self.led_project?));
        Some(Post { role: Role::ProjectManager, office: None, enterprise, project, area: None })
    }
}

/// The columns of [`Led`]; `project_managers` is in the query already.
fn led_columns<E: EntityTrait>(query: Select<E>) -> Select<E> {
    query
        .column_as(project_managers::Column::Id, "led_id")
        .column_as(project_managers::Column::EnterpriseId, "led_enterprise")
        .column_as(project_managers::Column::ProjectId, "led_project")
}

/// One grant, one enterprise, one binding and one led site of an account, where there are any.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Held {
    grant_id: Option<Uuid>,
    role: Option<String>,
    office_id: Option<Uuid>,
    area: Option<String>,
    membership_id: Option<Uuid>,
    enterprise_id: Option<Uuid>,
    accepted_at: Option<i64>,
    #[sea_orm(nested)]
    bound: Bound,
    #[sea_orm(nested)]
    led: Led,
}

/// Reads the posts along with sessions and their accounts, so that a request asks once: every grant in force with every
/// enterprise that the person administers, every binding in force and every site led today. Nearly everybody has at most
/// one of all four.
pub(super) fn beside(sessions: Select<sessions::Entity>, today: Day) -> Select<sessions::Entity> {
    let grant = accounts::Entity::belongs_to(grants::Entity)
        .from(accounts::Column::Id)
        .to(grants::Column::AccountId)
        .on_condition(|_, _| in_force());
    let office = grants::Entity::belongs_to(offices::Entity).from(grants::Column::OfficeId).to(offices::Column::Id);
    let membership = accounts::Entity::belongs_to(enterprise_members::Entity)
        .from(accounts::Column::PersonId)
        .to(enterprise_members::Column::PersonId)
        .on_condition(|_, _| {
            let administers = enterprise_members::Column::Part.eq("administrator");
            Condition::all().add(administers).add(enterprise_members::Column::LeftAt.is_null())
        });
    let enterprise = enterprise_members::Entity::belongs_to(enterprises::Entity)
        .from(enterprise_members::Column::EnterpriseId)
        .to(enterprises::Column::Id);
    let binding = accounts::Entity::belongs_to(bindings::Entity)
        .from(accounts::Column::PersonId)
        .to(bindings::Column::PersonId)
        .on_condition(|_, _| binding_in_force());
    let led = accounts::Entity::belongs_to(project_managers::Entity)
        .from(accounts::Column::PersonId)
        .to(project_managers::Column::PersonId)
        .on_condition(move |_, _| leads_on(today));
    let sessions = sessions
        .column_as(grants::Column::Id, "grant_id")
        .column(grants::Column::Role)
        .column(grants::Column::OfficeId)
        .column(offices::Column::Area)
        .column_as(enterprise_members::Column::Id, "membership_id")
        .column(enterprise_members::Column::EnterpriseId)
        .column(enterprises::Column::AcceptedAt)
        .join(JoinType::LeftJoin, grant.into())
        .join(JoinType::LeftJoin, office.into())
        .join(JoinType::LeftJoin, membership.into())
        .join(JoinType::LeftJoin, enterprise.into())
        .join(JoinType::LeftJoin, binding.into())
        .join(JoinType::LeftJoin, led.into());
    led_columns(bound_columns(sessions))
        .order_by_asc(grants::Column::Id)
        .order_by_asc(enterprise_members::Column::Id)
        .order_by_asc(bindings::Column::Id)
        .order_by_asc(project_managers::Column::Id)
}

/// The same posts as [`posts_of`], in the same order.
pub(super) fn of_lines<'a>(lines: impl Iterator<Item = &'a Held>) -> Vec<Post> {
    let (mut granted, mut administered) = (BTreeMap::new(), BTreeMap::new());
    let (mut bound, mut led) = (BTreeMap::new(), BTreeMap::new());
    for held in lines {
        if let (Some(id), Some(role)) = (held.grant_id, &held.role) {
            granted.entry(id).or_insert_with(|| granted_post(role, held.office_id, held.area.clone()));
        }
        if let (Some(id), Some(enterprise), Some(_)) = (held.membership_id, held.enterprise_id, held.accepted_at) {
            administered.entry(id).or_insert_with(|| administered_post(enterprise));
        }
        if let Some(id) = held.bound.binding_id {
            bound.entry(id).or_insert_with(|| held.bound.post());
        }
        if let Some(id) = held.led.led_id {
            led.entry(id).or_insert_with(|| held.led.post());
        }
    }
    let of_sites = bound.into_values().chain(led.into_values()).flatten();
    granted.into_values().flatten().chain(administered.into_values()).chain(of_sites).collect()
}

/// Not ended, and seconded where granting takes two people.
pub(crate) fn in_force() -> Condition {
    let two_people = Role::GRANTED.into_iter().filter(|role| role.needs_second_person()).map(Role::code);
    let seconded =
        Condition::any().add(grants::Column::SecondedAt.is_not_null()).add(grants::Column::Role.is_not_in(two_people));
    Condition::all().add(grants::Column::EndedAt.is_null()).add(seconded)
}
