use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "monthly_returns")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub county: String,
    pub month: String,
    pub version: i32,
    pub due_on: String,
    pub standing: String,
    pub figures: String,
    pub content_hash: String,
    pub reason: Option<String>,
    pub office_id: Option<Uuid>,
    pub submitted_by: Option<Uuid>,
    pub submitted_at: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
