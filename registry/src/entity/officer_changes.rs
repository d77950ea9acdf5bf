use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "officer_changes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub binding_id: Uuid,
    pub project_id: Uuid,
    pub changed_on: String,
    pub working_days: i32,
    pub due_on: String,
    pub is_provisional: i32,
    pub rule_pack: String,
    pub successor_id: Option<Uuid>,
    pub filed_at: Option<i64>,
    pub filed_on: Option<String>,
    pub closed_at: Option<i64>,
    pub closed_as: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
