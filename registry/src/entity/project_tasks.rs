use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_tasks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub task: String,
    pub done_on: String,
    pub supplier: Option<String>,
    pub document: Option<String>,
    pub recorded_by: Option<Uuid>,
    pub recorded_at: i64,
    pub replaces: Option<Uuid>,
    pub withdrawn_by: Option<Uuid>,
    pub withdrawn_at: Option<i64>,
    pub withdrawn_reason: Option<String>,
    pub batch_id: Option<Uuid>,
    pub ended_on: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
