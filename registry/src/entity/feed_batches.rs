use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feed_batches")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub supplier_id: Option<Uuid>,
    pub key_id: Option<Uuid>,
    pub imported_by: Option<Uuid>,
    pub object: String,
    pub number: String,
    pub body_hash: String,
    pub size_bytes: i64,
    pub row_count: i32,
    pub signed_at: i64,
    pub received_at: i64,
    pub unknown_fields: String,
    pub tries: i32,
    pub applied_at: Option<i64>,
    pub added_count: i32,
    pub unchanged_count: i32,
    pub refused_count: i32,
    pub failed_at: Option<i64>,
    pub undone_by: Option<Uuid>,
    pub undone_at: Option<i64>,
    pub undone_reason: Option<String>,
    pub undone_effects: Option<String>,
    pub late_count: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
