use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contracts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub project_id: Uuid,
    pub employer_id: Uuid,
    pub kind: String,
    pub term: String,
    pub signed_on: String,
    pub starts_on: String,
    pub ends_on: Option<String>,
    pub pay_basis: String,
    pub rate_fen: Option<i64>,
    pub measure: Option<String>,
    pub pay_day: Option<i32>,
    pub pay_month: Option<String>,
    pub interval_months: Option<i32>,
    pub signed_copy: Option<String>,
    pub recorded_by: Option<Uuid>,
    pub recorded_at: i64,
    pub dissolved_on: Option<String>,
    pub dissolved_by: Option<Uuid>,
    pub dissolved_at: Option<i64>,
    pub replaces: Option<Uuid>,
    pub withdrawn_by: Option<Uuid>,
    pub withdrawn_at: Option<i64>,
    pub withdrawn_reason: Option<String>,
    pub batch_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
