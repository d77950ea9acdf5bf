use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registrations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub project_id: Uuid,
    pub unit_id: Uuid,
    pub team_id: Option<Uuid>,
    pub role: String,
    pub trade: String,
    pub post: String,
    pub registered_at: i64,
    pub recorded_by: Option<Uuid>,
    pub recorded_at: i64,
    pub continues: Option<Uuid>,
    pub entered_on: Option<String>,
    pub left_on: Option<String>,
    pub withdrawn_by: Option<Uuid>,
    pub withdrawn_at: Option<i64>,
    pub withdrawn_reason: Option<String>,
    pub batch_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
