use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certificates")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub prefix: String,
    pub region: String,
    pub year: i32,
    pub serial: i32,
    pub number: String,
    pub path_id: String,
    pub status_list: i32,
    pub status_index: i32,
    pub person_id: Uuid,
    pub office_id: Uuid,
    pub attempt_id: Option<Uuid>,
    pub predecessor: Option<Uuid>,
    pub step: String,
    pub status: String,
    pub reserved_at: i64,
    pub prepared_at: Option<i64>,
    pub holder_name: String,
    pub title: String,
    pub issuer_name: String,
    pub issued_day: String,
    pub frozen: String,
    pub photo: Option<String>,
    pub unsigned_document: Option<String>,
    pub key_id: Option<String>,
    pub signed_document: Option<String>,
    pub code: Option<Vec<u8>>,
    pub issued_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
