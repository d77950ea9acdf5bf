use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letters")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub notice_id: Option<Uuid>,
    pub address_sealed: Option<Vec<u8>>,
    pub subject_sealed: Option<Vec<u8>>,
    pub body_sealed: Option<Vec<u8>>,
    pub made_at: i64,
    pub good_until: Option<i64>,
    pub attempts: i32,
    pub next_try_at: Option<i64>,
    pub sent_at: Option<i64>,
    pub given_up_at: Option<i64>,
    pub last_error: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
