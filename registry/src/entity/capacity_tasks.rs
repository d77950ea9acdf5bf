use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "capacity_tasks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub people: i64,
    pub people_limit: i64,
    pub counts: String,
    pub opened_at: i64,
    pub due_on: String,
    pub is_provisional: i32,
    pub rule_pack: String,
    pub closed_at: Option<i64>,
    pub closed_as: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
