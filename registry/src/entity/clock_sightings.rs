use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "clock_sightings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub boot: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub node: String,
    pub seen_at: i64,
    pub uptime_ms: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
