use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "handovers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub binding_id: Uuid,
    pub project_id: Uuid,
    pub items: String,
    pub hash: String,
    pub made_at: i64,
    pub given_by: Option<Uuid>,
    pub given_at: Option<i64>,
    pub given_note: Option<String>,
    pub taken_by: Option<Uuid>,
    pub taken_binding: Option<Uuid>,
    pub taken_at: Option<i64>,
    pub taken_note: Option<String>,
    pub missed_by: Option<Uuid>,
    pub missed_at: Option<i64>,
    pub missed_reason: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
