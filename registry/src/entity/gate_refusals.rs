use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "gate_refusals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub person_id: Option<Uuid>,
    pub stranger_name: Option<String>,
    pub document_sealed: Option<Vec<u8>>,
    pub document_index: Option<String>,
    pub turned_away_at: i64,
    pub reason: String,
    pub words: Option<String>,
    pub photo: Option<String>,
    pub recorded_by: Option<Uuid>,
    pub recorded_at: i64,
    pub batch_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
