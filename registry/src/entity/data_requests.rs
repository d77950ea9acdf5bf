use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "data_requests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub kind: String,
    pub new_name: Option<String>,
    pub old_name: Option<String>,
    pub reason: String,
    pub made_at: i64,
    pub decided_at: Option<i64>,
    pub decided_by: Option<Uuid>,
    pub office_id: Option<Uuid>,
    pub enterprise_id: Option<Uuid>,
    pub decision: Option<String>,
    pub reply: Option<String>,
    pub kept: Option<String>,
    pub lifted_at: Option<i64>,
    pub lifted_by: Option<Uuid>,
    pub lifted_reason: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
