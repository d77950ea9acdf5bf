use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "wage_dues")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub project_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub registration_id: Uuid,
    pub unit_id: Uuid,
    pub days: i32,
    pub owed_fen: Option<i64>,
    pub due_on: Option<String>,
    pub is_provisional: i32,
    pub paid_fen: i64,
    pub settled_on: Option<String>,
    pub late_after: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
