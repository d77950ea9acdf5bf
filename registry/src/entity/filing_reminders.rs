use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "filing_reminders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub enterprise_id: Uuid,
    pub office_id: Uuid,
    pub cause: String,
    pub words: String,
    pub sent_on: String,
    pub sent_by: Uuid,
    pub sent_at: i64,
    pub read_by: Option<Uuid>,
    pub read_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
