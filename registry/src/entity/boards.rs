use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "boards")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub version: i32,
    pub token: String,
    pub binding_id: Uuid,
    pub person_id: Uuid,
    pub officer: String,
    pub phone_index: String,
    pub project_name: String,
    pub contractor: String,
    pub content_sealed: Vec<u8>,
    pub content_hash: String,
    pub made_by: Option<Uuid>,
    pub made_at: i64,
    pub replaced_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
