use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "filings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub binding_id: Uuid,
    pub version: i32,
    pub kind: String,
    pub form_sealed: Vec<u8>,
    pub form_hash: String,
    pub drawn_up_by: Uuid,
    pub drawn_up_at: i64,
    pub handed_in_by: Option<Uuid>,
    pub handed_in_at: Option<i64>,
    pub filed_on: Option<String>,
    pub pledge_id: Option<Uuid>,
    pub form_scan: Option<String>,
    pub pledge_scan: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
