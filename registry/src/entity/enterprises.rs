use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enterprises")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub credit_code: String,
    pub area: String,
    pub registered_by: Option<Uuid>,
    pub registered_at: i64,
    pub accepted_by: Option<Uuid>,
    pub accepted_at: Option<i64>,
    pub short_name: Option<String>,
    pub legal_representative: Option<String>,
    pub address: Option<String>,
    pub phone_sealed: Option<Vec<u8>>,
    pub phone_index: Option<String>,
    pub updated_at: Option<i64>,
    pub merged_into: Option<Uuid>,
    pub batch_id: Option<Uuid>,
    pub revision: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
