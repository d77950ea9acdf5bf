use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "projects")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub area: String,
    pub industry: String,
    pub street: Option<String>,
    pub address: Option<String>,
    pub longitude_nanodegrees: Option<i64>,
    pub latitude_nanodegrees: Option<i64>,
    pub works: Option<String>,
    pub nature: Option<String>,
    pub size: Option<String>,
    pub floor_area_dm2: Option<i64>,
    pub length_cm: Option<i64>,
    pub investment_fen: Option<i64>,
    pub planned_start: Option<String>,
    pub planned_finish: Option<String>,
    pub supervising_office: Option<Uuid>,
    pub permit_need: String,
    pub revision: i32,
    pub registered_by: Option<Uuid>,
    pub registered_at: i64,
    pub accepted_by: Option<Uuid>,
    pub accepted_at: Option<i64>,
    pub merged_into: Option<Uuid>,
    pub batch_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
