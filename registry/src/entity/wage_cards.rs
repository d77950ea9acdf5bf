use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "wage_cards")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub number_sealed: Vec<u8>,
    pub number_index: String,
    pub bank: String,
    pub bank_name: String,
    pub branch: Option<String>,
    pub link_number: Option<String>,
    pub holder: String,
    pub since_on: String,
    pub recorded_by: Option<Uuid>,
    pub recorded_at: i64,
    pub withdrawn_by: Option<Uuid>,
    pub withdrawn_at: Option<i64>,
    pub withdrawn_reason: Option<String>,
    pub batch_id: Option<Uuid>,
    /// `None` of a card that is older than this column and whose person was never registered
    pub project_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
