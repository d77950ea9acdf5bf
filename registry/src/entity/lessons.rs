use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lessons")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub course_id: Uuid,
    pub slug: String,
    pub position: i32,
    pub chapter: String,
    pub title: String,
    pub block: String,
    pub minutes: i32,
    pub facts: String,
    pub quiz: String,
    pub markdown: String,
    pub read_since: i32,
    pub video_id: Option<Uuid>,
    pub video_ms: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
