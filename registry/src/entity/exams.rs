use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "exams")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub title: String,
    pub kind: String,
    pub state: String,
    pub entry: String,
    pub office_id: Uuid,
    pub course_id: Option<Uuid>,
    pub opens_at: i64,
    pub closes_at: i64,
    pub blueprint: String,
    pub policy: String,
    pub rule_pack: String,
    pub seed_sealed: Vec<u8>,
    pub created_by: Option<Uuid>,
    pub created_at: i64,
    pub published_at: Option<i64>,
    pub practice_exam: Option<Uuid>,
    pub lockdown: Option<String>,
    pub config_key: Option<String>,
    pub pool_version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
