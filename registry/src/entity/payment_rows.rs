use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_rows")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub payment_batch_id: Uuid,
    pub position: i32,
    pub project_id: Uuid,
    pub reference: String,
    pub registration_id: Uuid,
    pub month: String,
    pub kind: String,
    pub card_sealed: Vec<u8>,
    pub card_index: String,
    pub card_holder: String,
    pub payable_fen: i64,
    pub deducted_fen: i64,
    pub amount_fen: i64,
    pub days_hundredths: Option<i64>,
    pub batch_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
