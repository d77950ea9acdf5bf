//! On what do this crate's tests stand? A fresh database per test, on each engine named in `SHANGGANG_TEST_DATABASES`
//! (`sqlite` when it is not set), a clock that stands, and a seeded random source.

use std::sync::Arc;

use migrations::{Migrator, MigratorTrait};
use sea_orm::ConnectionTrait;
use tokio::sync::OnceCell;

use crate::clock::MovableClock;
use crate::ctx::{Actor, Ctx};
use crate::db::Db;
use crate::random::{Random, SeededRandom, SystemRandom};
use crate::vault::{Ring, Vault};
use crate::{Instant, rulepacks};

/// 2026-11-20, 09:00 in Nantong.
pub const START: Instant = Instant(1_795_136_400_000);

pub struct Bed {
    pub ctx: Ctx,
    pub clock: MovableClock,
    url: String,
    _folder: Option<tempfile::TempDir>,
}

pub enum Engine {
    Sqlite,
    Postgres,
}

/// Each test twice: once per engine. An engine that the run does not name is left out.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($bed:ident) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            async fn body($bed: $crate::testing::Bed) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                body($crate::testing::Bed::make($crate::testing::Engine::Sqlite).await).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if $crate::testing::postgres_is_named() {
                    body($crate::testing::Bed::make($crate::testing::Engine::Postgres).await).await;
                }
            }
        }
    )*};
}

pub fn postgres_is_named() -> bool {
    std::env::var("SHANGGANG_TEST_DATABASES").is_ok_and(|names| names.contains("postgres"))
}

impl Bed {
    pub async fn make(engine: Engine) -> Self {
        let (url, folder) = match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let file = folder.path().join("test.db");
                std::fs::write(&file, migrated_sqlite().await).unwrap();
                (format!("sqlite:{}", file.display()), Some(folder))
            }
            Engine::Postgres => (fresh_postgres().await, None),
        };
        let clock = MovableClock::standing_at(START);
        let random = Arc::new(SeededRandom::new(7));
        let ctx = Ctx {
            db: Db::connect(&url).await.unwrap(),
            clock: Arc::new(clock.clone()),
            vault: Arc::new(Vault::new(Ring::make(random.as_ref(), START))),
            random,
            blobs: None,
            actor: Actor::System("test"),
            address: None,
        };
        if ctx.db.is_sqlite() {
            ctx.db.writer().execute_unprepared(HASTY).await.unwrap();
        }
        rulepacks::store::load_built_in(&ctx).await.unwrap();
        Self { ctx, clock, url, _folder: folder }
    }

    /// A second node at the same database: it knows nothing that the first has read.
    pub async fn another_node(&self) -> Ctx {
        Ctx { db: Db::connect(&self.url).await.unwrap(), ..self.ctx.clone() }
    }
}

/// No test outlives a power cut: nothing waits for the disk, as in the private PostgreSQL.
const HASTY: &str = "PRAGMA synchronous = OFF";

/// The file that every database of this process begins with.
async fn migrated_sqlite() -> &'static [u8] {
    static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("template.db");
            let db = sea_orm::Database::connect(format!("sqlite:{}?mode=rwc", file.display())).await.unwrap();
            db.execute_unprepared(HASTY).await.unwrap();
            Migrator::up(&db, None).await.unwrap();
            db.close().await.unwrap();
            std::fs::read(&file).unwrap()
        })
        .await
}

/// A database of its own, copied from a template that this process migrated once.
async fn fresh_postgres() -> String {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let named = std::env::var("SHANGGANG_TEST_POSTGRES").expect("SHANGGANG_TEST_POSTGRES names the test cluster");
    let server = named.trim_end_matches("/postgres").to_owned();
    let tag = || crate::vault::hex(&(&SystemRandom as &dyn Random).array::<6>());
    let template = TEMPLATE
        .get_or_init(|| async {
            let name = format!("template_{}", tag());
            let admin = sea_orm::Database::connect(format!("{server}/postgres")).await.unwrap();
            admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
            let db = sea_orm::Database::connect(format!("{server}/{name}")).await.unwrap();
            Migrator::up(&db, None).await.unwrap();
            db.close().await.unwrap();
            name
        })
        .await;
    let name = format!("t_{}", tag());
    let admin = sea_orm::Database::connect(format!("{server}/postgres")).await.unwrap();
    // two tests may copy the template at once, and PostgreSQL allows one copier at a time
    for _ in 0..200 {
        if admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.is_ok() {
            return format!("{server}/{name}");
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no copy of the template database could be made");
}

/// A workbook with these texts.
pub fn book(rows: &[&[&str]]) -> Vec<u8> {
    let cell = |row: usize, (column, text): (char, &&str)| {
        format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let row = |(number, cells): (usize, &&[&str])| {
        let cells: String = ('A'..).zip(cells.iter()).map(|one| cell(number, one)).collect();
        format!("<row r=\"{number}\">{cells}</row>")
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let (root, inner) = (relation("officeDocument", "xl/workbook.xml"), relation("worksheet", "worksheets/sheet1.xml"));
    let workbook = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let rows: String = (1..).zip(rows).map(row).collect();
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
    let entries = [
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", inner.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    question_bank::formats::archive::pack(entries).unwrap()
}
