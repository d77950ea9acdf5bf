use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "board_contacts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub area: String,
    pub industry: String,
    pub kind: String,
    pub body: String,
    pub phone: String,
    pub address: Option<String>,
    pub source: String,
    pub first_day: String,
    pub last_day: Option<String>,
    pub office_id: Uuid,
    pub recorded_by: Uuid,
    pub recorded_at: i64,
    pub replaces: Option<Uuid>,
    pub withdrawn_by: Option<Uuid>,
    pub withdrawn_at: Option<i64>,
    pub withdrawn_reason: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
