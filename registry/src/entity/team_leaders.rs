use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "team_leaders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub team_id: Uuid,
    pub registration_id: Uuid,
    pub from_on: String,
    pub until_on: Option<String>,
    pub recorded_by: Option<Uuid>,
    pub recorded_at: i64,
    pub ended_by: Option<Uuid>,
    pub ended_at: Option<i64>,
    pub batch_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
