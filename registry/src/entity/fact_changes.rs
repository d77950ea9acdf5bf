use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fact_changes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub fact_id: String,
    pub kind: String,
    pub content: String,
    pub official_text: String,
    pub text_version: String,
    /// None of a text that came with a loaded bank.
    pub proposed_by: Option<Uuid>,
    pub proposed_at: i64,
    pub seconded_by: Option<Uuid>,
    pub seconded_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
