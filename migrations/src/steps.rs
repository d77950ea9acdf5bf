//! Which steps exist, in which order, and how is a step's SQL run on either database?

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

struct Step {
    name: &'static str,
    up: &'static str,
    down: &'static str,
}

macro_rules! steps {
    ($($name:literal),* $(,)?) => {
        vec![$(Box::new(Step {
            name: $name,
            up: include_str!(concat!("steps/", $name, ".up.sql")),
            down: include_str!(concat!("steps/", $name, ".down.sql")),
        }) as Box<dyn MigrationTrait>),*]
    };
}

pub fn all() -> Vec<Box<dyn MigrationTrait>> {
    steps![
        "m0001_ground",
        "m0002_people",
        "m0003_courses",
        "m0004_questions",
        "m0005_exams",
        "m0006_certificates",
        "m0007_origins",
        "m0008_rooms",
        "m0009_truth",
        "m0010_security",
        "m0011_authoring",
        "m0012_practice",
        "m0013_regrading",
        "m0014_lessons",
        "m0015_lifting",
        "m0016_waivers",
        "m0017_large_columns",
        "m0018_enterprises",
        "m0019_projects",
        "m0020_workers",
        "m0021_attendance",
        "m0022_wages",
        "m0023_feeds",
        "m0024_bindings",
        "m0025_takeovers",
        "m0026_enterprise_sheets",
        "m0027_project_decisions",
        "m0028_workers",
        "m0029_attendance",
        "m0030_wage_dues",
        "m0031_feeds",
        "m0032_imports",
        "m0033_lifted_voids",
        "m0034_site_days",
        "m0035_document_views",
        "m0036_payment_answers",
        "m0037_rates_and_sheets",
        "m0038_exam_rooms",
        "m0039_old_certificates",
        "m0040_project_counts",
        "m0041_record_sheets",
        "m0042_rule_changes",
        "m0043_calendar_years",
        "m0044_loaded_texts",
        "m0045_identity_withdrawals",
        "m0047_audit_actors",
        "m0046_recertifications",
        "m0048_pledges",
        "m0049_filings",
        "m0050_officer_changes",
        "m0051_capacity",
        "m0052_boards",
        "m0053_returns",
        "m0054_notices",
        "m0055_clock_sightings",
        "m0060_list_orders",
        "m0056_exam_withdrawals",
        "m0057_area_sheets",
        "m0061_nominations",
    ]
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.up).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.down).await
    }
}

/// `{uuid}` and `{bytes}` are the only two types the databases name differently. Tables of many narrow rows lie in the order
/// of their key on SQLite (`{clustered}`); the one `{by_month}` does so there and is parted on PostgreSQL, where alone a
/// `{postgres}` statement is run.
async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let (uuid, bytes, clustered, by_month) = match backend {
        DbBackend::Postgres => ("uuid", "bytea", "", "PARTITION BY RANGE (at)"),
        _ => ("blob", "blob", "WITHOUT ROWID", "WITHOUT ROWID"),
    };
    let without_comments: String =
        sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    for statement in without_comments.split(';').map(str::trim).filter(|s| !s.is_empty()) {
        let statement = match statement.strip_prefix("{postgres}") {
            Some(_) if backend != DbBackend::Postgres => continue,
            Some(statement) => statement,
            None => statement,
        };
        let statement = statement.replace("{uuid}", uuid).replace("{bytes}", bytes);
        let statement = statement.replace("{clustered}", clustered).replace("{by_month}", by_month);
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}
