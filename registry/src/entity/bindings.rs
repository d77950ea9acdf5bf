use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bindings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub certificate_id: Uuid,
    pub enterprise_id: Uuid,
    pub project_id: Option<Uuid>,
    pub level: String,
    pub employment: String,
    pub duty: Option<String>,
    pub joined_on: String,
    pub asked_by: Option<Uuid>,
    pub asked_at: i64,
    pub confirmed_by: Option<Uuid>,
    pub confirmed_at: Option<i64>,
    pub declined_by: Option<Uuid>,
    pub declined_at: Option<i64>,
    pub declined_reason: Option<String>,
    pub ended_by: Option<Uuid>,
    pub ended_at: Option<i64>,
    pub ended_reason: Option<String>,
    pub proposed_by: String,
    pub experience_years: Option<i32>,
    pub employer_statement: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
