use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attendance_anomalies")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub day: String,
    pub person_id: Uuid,
    pub registration_id: Uuid,
    pub team_id: Option<Uuid>,
    pub anomaly: String,
    pub at: i64,
    pub leader_id: Option<Uuid>,
    pub found_at: i64,
    pub worker_read_at: Option<i64>,
    pub leader_read_at: Option<i64>,
    pub settled_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
