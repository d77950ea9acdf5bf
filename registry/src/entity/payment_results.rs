use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_results")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub payment_row_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub outcome: String,
    pub amount_fen: i64,
    pub at: i64,
    pub receipt: Option<String>,
    pub reason: Option<String>,
    pub recorded_by: Option<Uuid>,
    pub recorded_at: i64,
    pub batch_id: Option<Uuid>,
    pub answer_id: Option<Uuid>,
    pub withdrawn_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
