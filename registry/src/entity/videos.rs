use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "videos")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub file_name: String,
    pub media_type: String,
    pub size: i64,
    pub duration_ms: i64,
    pub hash: String,
    pub pieces: String,
    pub captions: Option<String>,
    pub poster: Option<String>,
    pub uploaded_by: Uuid,
    pub uploaded_at: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
