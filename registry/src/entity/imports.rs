use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "imports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Option<Uuid>,
    pub supplier_id: Option<Uuid>,
    pub object: String,
    pub format: String,
    pub file_name: String,
    pub brought_by: Option<Uuid>,
    pub begun_at: i64,
    pub arrived_at: Option<i64>,
    pub file_hash: Option<String>,
    pub size_bytes: Option<i64>,
    pub encoding: Option<String>,
    pub refused_at: Option<i64>,
    pub refused_code: Option<String>,
    pub refused_details: Option<String>,
    pub tried_count: i64,
    pub would_add_count: i64,
    pub would_keep_count: i64,
    pub would_refuse_count: i64,
    pub tried_at: Option<i64>,
    pub started_by: Option<Uuid>,
    pub started_at: Option<i64>,
    pub applied_count: i64,
    pub added_count: i64,
    pub unchanged_count: i64,
    pub refused_count: i64,
    pub finished_at: Option<i64>,
    pub failures: i32,
    pub undone_by: Option<Uuid>,
    pub undo_started_at: Option<i64>,
    pub undone_reason: Option<String>,
    pub undone_at: Option<i64>,
    pub emptied_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
