use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feed_scopes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub supplier_id: Uuid,
    pub project_id: Uuid,
    pub project_code: String,
    pub objects: String,
    pub enterprise_id: Uuid,
    pub requested_by: Uuid,
    pub requested_at: i64,
    pub granted_by: Option<Uuid>,
    pub granted_at: Option<i64>,
    pub first_day: Option<String>,
    pub ended_by: Option<Uuid>,
    pub ended_at: Option<i64>,
    pub ended_reason: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
