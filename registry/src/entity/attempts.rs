use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "attempts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub exam_id: Uuid,
    pub person_id: Uuid,
    pub ordinal: i32,
    pub state: String,
    pub started_at: i64,
    pub deadline_at: i64,
    pub accepts_until: i64,
    pub next_check_at: Option<i64>,
    pub epoch: i64,
    pub device: String,
    pub paper: String,
    pub finished_at: Option<i64>,
    pub ended_by: Option<String>,
    pub paused_at: Option<i64>,
    pub resumed_at: Option<i64>,
    pub locked_at: Option<i64>,
    pub seen_at: Option<i64>,
    pub address: Option<String>,
    pub config_key: Option<String>,
    pub proven_epoch: Option<i64>,
    pub abandoned: i32,
    pub pool_version: i32,
    pub reached: Option<i32>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
