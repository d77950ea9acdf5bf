use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "clock_alarms")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub node: String,
    pub noticed_at: i64,
    pub ahead_ms: i64,
    pub settled_at: Option<i64>,
    pub settled_by: Option<Uuid>,
    pub settled_how: Option<String>,
    pub followed_at: Option<i64>,
    pub stopped_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
