use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_particulars")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub ethnic_group: String,
    pub address_sealed: Vec<u8>,
    pub document_issuer: String,
    pub valid_from: Option<String>,
    pub valid_until: Option<String>,
    pub photo: Option<String>,
    pub household: Option<String>,
    pub education: Option<String>,
    pub qualifications: String,
    pub recorded_by: Option<Uuid>,
    pub recorded_at: i64,
    pub replaced_at: Option<i64>,
    pub batch_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
