use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Option<Uuid>,
    pub office_id: Option<Uuid>,
    pub enterprise_id: Option<Uuid>,
    pub inbox_id: Uuid,
    pub kind: String,
    pub about_id: Uuid,
    pub facts: String,
    pub once_key: Option<String>,
    pub sent_by: Option<Uuid>,
    pub sent_at: i64,
    pub read_at: Option<i64>,
    pub posted_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
