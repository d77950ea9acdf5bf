use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "old_certificate_sheets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub file_name: String,
    pub content_sealed: Option<Vec<u8>>,
    pub brought_by: Uuid,
    pub brought_at: i64,
    pub taken_at: Option<i64>,
    pub undone_at: Option<i64>,
    pub undone_by: Option<Uuid>,
    pub undone_reason: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
