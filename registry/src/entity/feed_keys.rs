use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feed_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub supplier_id: Uuid,
    pub protocol: String,
    pub app_id: String,
    pub secret_sealed: Option<Vec<u8>>,
    pub requested_by: Uuid,
    pub requested_at: i64,
    pub issued_by: Option<Uuid>,
    pub issued_at: Option<i64>,
    pub shown_by: Option<Uuid>,
    pub shown_at: Option<i64>,
    pub replaces: Option<Uuid>,
    pub ends_at: Option<i64>,
    pub ended_by: Option<Uuid>,
    pub ended_at: Option<i64>,
    pub ended_reason: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
