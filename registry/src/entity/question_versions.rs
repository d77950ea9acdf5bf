use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "question_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    pub question_id: String,
    pub version: i32,
    pub kind: String,
    pub point: String,
    pub difficulty: String,
    pub purpose: String,
    pub confidence: String,
    pub content: String,
    pub state: String,
    pub created_at: i64,
    pub origin: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
