use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_steps")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub payment_batch_id: Uuid,
    pub kind: String,
    pub findings: String,
    pub rule_pack: String,
    pub account_id: Option<Uuid>,
    pub at: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
