use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "people")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub name_pinyin: String,
    pub id_number_sealed: Vec<u8>,
    pub id_number_index: String,
    pub birth_day: String,
    pub sex: String,
    pub phone_sealed: Vec<u8>,
    pub phone_index: String,
    pub photo: Option<String>,
    pub created_at: i64,
    /// code of the table of documents
    pub document_kind: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
