//! Which posts does an account hold at this moment? Read with every request, so that an ended grant ends at once.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::Fault;
use crate::ctx::Post;
use crate::entity::{enterprise_members, enterprises, grants, offices};
use crate::permissions::Role;

/// Grants in force with their office's area, then the accepted enterprises that the person administers.
pub(crate) async fn posts_of<C: ConnectionTrait>(db: &C, account: Uuid, person: Uuid) -> Result<Vec<Post>, Fault> {
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
    let granted = granted
        .into_iter()
        .filter_map(|(role, office, area)| Some(Post { role: Role::parse(&role)?, office, enterprise: None, area }));
    let administered = administered.into_iter().map(|id| Post {
        role: Role::EnterpriseAdministrator,
        office: None,
        enterprise: Some(id),
        area: None,
    });
    Ok(granted.chain(administered).collect())
}

/// Not ended, and seconded where granting takes two people.
pub(crate) fn in_force() -> Condition {
    let two_people = Role::GRANTED.into_iter().filter(|role| role.needs_second_person()).map(Role::code);
    let seconded =
        Condition::any().add(grants::Column::SecondedAt.is_not_null()).add(grants::Column::Role.is_not_in(two_people));
    Condition::all().add(grants::Column::EndedAt.is_null()).add(seconded)
}
