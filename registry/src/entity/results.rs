use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "results")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt_id: Uuid,
    pub exam_id: Uuid,
    pub person_id: Uuid,
    pub score: i32,
    pub full_score: i32,
    pub pass_score: i32,
    pub outcome: String,
    pub detail: String,
    pub graded_at: i64,
    pub held_since: Option<i64>,
    pub released_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
