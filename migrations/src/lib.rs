//! How does the schema come to be, step by step, on SQLite and on PostgreSQL?
//!
//! Each step is one portable SQL file with its way back. Instants are BIGINT, milliseconds UTC; days are TEXT,
//! `YYYY-MM-DD`; scores are integers in hundredths; JSON is TEXT, stored whole. Closed sets have a CHECK.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod steps;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        steps::all()
    }
}
