use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "integrity_records")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub enterprise_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
    pub project_id: Option<Uuid>,
    pub happened_on: String,
    pub valid_from: String,
    pub valid_until: Option<String>,
    pub rating: Option<String>,
    pub body: Option<String>,
    pub case_id: Option<Uuid>,
    pub finding: Option<String>,
    pub conduct: Option<String>,
    pub basis_title: Option<String>,
    pub basis_number: Option<String>,
    pub document: Option<String>,
    pub office_id: Option<Uuid>,
    pub recorded_by: Option<Uuid>,
    pub recorded_at: i64,
    pub replaces: Option<Uuid>,
    pub withdrawn_on: Option<String>,
    pub withdrawn_by: Option<Uuid>,
    pub withdrawn_at: Option<i64>,
    pub withdrawn_reason: Option<String>,
    pub batch_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
