//! Can every step of the schema be taken, taken back and taken again, with rows in every table, on both databases?

use std::collections::BTreeSet;

use migrations::{Migrator, MigratorTrait};
use registry::db::Db;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use server::start::migrating;

use crate::harness::{self, House};
use crate::on_both;

const FILLED: &str = include_str!("filled.sql");
/// Made by the migrator and by the start, not by a step.
const NOT_OURS: [&str; 2] = ["seaql_migrations", "start_lease"];

/// The rows for the tables of one step.
fn rows(step: &str, db: &Db) -> Vec<String> {
    let after = FILLED.split_once(&format!("-- step {step}\n")).unwrap_or_else(|| panic!("filled.sql has no {step}")).1;
    let text = after.split("-- step ").next().unwrap();
    let (uuid, bytes): (fn(u8) -> String, _) = if db.is_sqlite() {
        (|n| format!("x'{n:032x}'"), "x'00'")
    } else {
        (|n| format!("'00000000-0000-0000-0000-{n:012x}'"), "'\\x00'")
    };
    let text = text.replace("{1}", &uuid(1)).replace("{2}", &uuid(2)).replace("{bytes}", bytes);
    text.split(";\n").map(str::trim).filter(|row| !row.is_empty()).map(str::to_owned).collect()
}

async fn fill(step: &str, db: &Db) {
    for row in rows(step, db) {
        db.writer().execute_unprepared(&row).await.unwrap_or_else(|error| panic!("{error}\n{row}"));
    }
}

async fn tables(db: &Db) -> BTreeSet<String> {
    let (backend, sql) = if db.is_sqlite() {
        (DbBackend::Sqlite, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    } else {
        (DbBackend::Postgres, "SELECT CAST(tablename AS text) AS name FROM pg_tables WHERE schemaname = 'public'")
    };
    let rows = db.writer().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let names = rows.into_iter().map(|row| row.try_get::<String>("", "name").unwrap());
    names.filter(|name| !NOT_OURS.contains(&name.as_str())).collect()
}

async fn is_empty(db: &Db, table: &str) -> bool {
    let backend = if db.is_sqlite() { DbBackend::Sqlite } else { DbBackend::Postgres };
    let sql = format!("SELECT 1 FROM {table} LIMIT 1");
    db.writer().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().is_none()
}

on_both! {
    async fn every_step_goes_up_and_down_and_up_again_on_filled_tables(engine) {
        let folder = tempfile::tempdir().unwrap();
        let db = harness::empty(engine, &folder).await;
        let steps: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
        for step in &steps {
            let before = tables(&db).await;
            Migrator::up(db.writer(), Some(1)).await.unwrap();
            fill(step, &db).await;
            let after = tables(&db).await;
            for table in &after {
                assert!(!is_empty(&db, table).await, "filled.sql has no row for {table}");
            }
            Migrator::down(db.writer(), Some(1)).await.unwrap_or_else(|error| panic!("{step} down: {error}"));
            assert_eq!(tables(&db).await, before, "{step} leaves something behind");
            Migrator::up(db.writer(), Some(1)).await.unwrap_or_else(|error| panic!("{step} up again: {error}"));
            assert_eq!(tables(&db).await, after, "{step}");
            fill(step, &db).await;
        }
        Migrator::down(db.writer(), None).await.unwrap();
        assert_eq!(tables(&db).await, BTreeSet::new());
        Migrator::up(db.writer(), None).await.unwrap();
        harness::close(&db).await;
    }

    async fn nodes_that_start_together_take_turns(engine) {
        let folder = tempfile::tempdir().unwrap();
        let db = harness::empty(engine, &folder).await;
        let house = House::on(engine).await;
        let ctx = registry::Ctx { db, ..house.system() };
        let (one, two, three) = tokio::join!(
            migrating::prepare(&ctx, "one"),
            migrating::prepare(&ctx, "two"),
            migrating::prepare(&ctx, "three"),
        );
        let mut taken: Vec<usize> = [one, two, three].into_iter().map(|steps| steps.unwrap().len()).collect();
        taken.sort_unstable();
        assert_eq!(taken, [0, 0, Migrator::migrations().len()]);
        assert_eq!(migrating::pending(&ctx).await.unwrap(), Vec::<String>::new());
    }

    async fn an_older_program_does_not_touch_a_newer_schema(engine) {
        let house = House::on(engine).await;
        let ctx = house.system();
        ctx.db.writer().execute_unprepared("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 1)").await.unwrap();
        assert!(migrating::prepare(&ctx, "old").await.is_err());
        assert_eq!(house.get("/readyz").await.status, 503);
    }
}
