use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attendance_unmatched")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub who: Uuid,
    pub at: i64,
    pub day: String,
    pub direction: String,
    pub team_id: Option<Uuid>,
    pub reason: String,
    pub document_sealed: Option<Vec<u8>>,
    pub listed_at: i64,
    pub settled_at: Option<i64>,
    pub settled_as: Option<String>,
    pub settled_by: Option<Uuid>,
    pub settled_reason: Option<String>,
    pub batch_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
