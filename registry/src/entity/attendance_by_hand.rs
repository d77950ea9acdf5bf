use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attendance_by_hand")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: Uuid,
    pub project_id: Uuid,
    pub person_id: Uuid,
    pub at: i64,
    pub direction: String,
    pub purpose: String,
    pub about: Option<Uuid>,
    pub reason: String,
    pub written_by: Uuid,
    pub written_at: i64,
    pub decided_as: Option<String>,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<i64>,
    pub decided_reason: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
