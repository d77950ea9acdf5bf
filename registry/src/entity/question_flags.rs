use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "question_flags")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub hash: String,
    pub fact_id: String,
    pub reason: String,
    /// None where the new text came with a loaded bank.
    pub flagged_by: Option<Uuid>,
    pub flagged_at: i64,
    pub cleared_by: Option<Uuid>,
    pub cleared_at: Option<i64>,
    pub law_version: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
