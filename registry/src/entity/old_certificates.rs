use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "old_certificates")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: String,
    pub number_key: String,
    pub holder_name: String,
    pub id_number_sealed: Vec<u8>,
    pub id_number_index: String,
    pub issued_day: String,
    pub issuer_name: String,
    pub revoked_day: Option<String>,
    pub code_sealed: Vec<u8>,
    pub code_index: String,
    pub sheet_id: Uuid,
    pub brought_at: i64,
    pub revoked_sheet_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
