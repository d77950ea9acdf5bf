//! On what do this crate's tests stand? A fresh database per test, on each engine named in `SHANGGANG_TEST_DATABASES`
//! (`sqlite` when it is not set), a clock that stands, and a seeded random source.

use std::sync::Arc;

use migrations::{Migrator, MigratorTrait};
use question_bank::bank;
use sea_orm::ConnectionTrait;
use tokio::sync::OnceCell;

use crate::clock::MovableClock;
use crate::ctx::{Actor, Ctx};
use crate::db::Db;
use crate::fixtures::history::allow_secondary;
use crate::fixtures::{World, world};
use crate::questions::loading::{Origin, load};
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

#[derive(Clone, Copy)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// What a test stands on. Whatever takes long to lay is laid once per process and engine, and copied.
pub trait Laid {
    async fn lay(engine: Engine) -> Self;
}

/// Each test twice: once per engine. An engine that the run does not name is left out. `(bed)` is a database with our rules,
/// `(town: Town)` one with the cast, `(table: Table)` whatever else can be laid.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($bed:ident $(: $kind:ident)?) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            type Ground = $crate::ground!($($kind)?);
            async fn body($bed: Ground) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                body(<Ground as $crate::testing::Laid>::lay($crate::testing::Engine::Sqlite).await).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if $crate::testing::postgres_is_named() {
                    body(<Ground as $crate::testing::Laid>::lay($crate::testing::Engine::Postgres).await).await;
                }
            }
        }
    )*};
}

#[macro_export]
macro_rules! ground {
    () => {
        $crate::testing::Bed
    };
    (Town) => {
        $crate::testing::Town
    };
    (School) => {
        $crate::testing::School
    };
    ($kind:ident) => {
        $kind
    };
}

pub fn postgres_is_named() -> bool {
    std::env::var("SHANGGANG_TEST_DATABASES").is_ok_and(|names| names.contains("postgres"))
}

impl Laid for Bed {
    async fn lay(engine: Engine) -> Self {
        static TEMPLATES: Templates = Templates::new();
        TEMPLATES.copy(engine, async |_| {}).await
    }
}

impl Bed {
    async fn at(url: String, folder: Option<tempfile::TempDir>) -> Self {
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
        Self { ctx, clock, url, _folder: folder }
    }

    /// A second node at the same database: it knows nothing that the first has read.
    pub async fn another_node(&self) -> Ctx {
        Ctx { db: Db::connect(&self.url).await.unwrap(), ..self.ctx.clone() }
    }
}

/// Our rules and the world of the cast.
pub struct Town {
    bed: Bed,
    world: World,
}

impl Town {
    pub fn apart(self) -> (Bed, World) {
        (self.bed, self.world)
    }
}

impl Laid for Town {
    async fn lay(engine: Engine) -> Self {
        static TEMPLATES: Templates = Templates::new();
        static WORLDS: Worlds = Worlds::new();
        Self::with(&TEMPLATES, &WORLDS, engine, async |_| {}).await
    }
}

/// Who and what is in a template; one per engine.
struct Worlds([OnceCell<World>; 2]);

impl Worlds {
    const fn new() -> Self {
        Self([const { OnceCell::const_new() }; 2])
    }
}

impl Town {
    async fn with(templates: &Templates, worlds: &Worlds, engine: Engine, fill: impl AsyncFn(&World)) -> Self {
        let made = &worlds.0[engine as usize];
        let bed = templates.copy(engine, async |ctx| {
            let world = world(ctx).await.unwrap();
            fill(&world).await;
            made.set(world).ok().unwrap();
        });
        let bed = bed.await;
        let world = made.get().unwrap().of(&bed.ctx);
        Self { bed, world }
    }
}

/// The same with the official bank, of which every question may be drawn.
pub struct School(Town);

impl School {
    pub fn apart(self) -> (Bed, World) {
        self.0.apart()
    }
}

impl Laid for School {
    async fn lay(engine: Engine) -> Self {
        static TEMPLATES: Templates = Templates::new();
        static WORLDS: Worlds = Worlds::new();
        let fill = async |world: &World| {
            let bank = bank::embedded().unwrap();
            load(&world.ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
            allow_secondary(&world.ctx).await.unwrap();
        };
        Self(Town::with(&TEMPLATES, &WORLDS, engine, fill).await)
    }
}

/// No test outlives a power cut: nothing waits for the disk, as in the private PostgreSQL.
const HASTY: &str = "PRAGMA synchronous = OFF";

/// The databases of this process that tests of one kind begin with.
pub struct Templates {
    /// The bytes of its file.
    sqlite: OnceCell<Vec<u8>>,
    /// Its name.
    postgres: OnceCell<String>,
}

impl Templates {
    pub const fn new() -> Self {
        Self { sqlite: OnceCell::const_new(), postgres: OnceCell::const_new() }
    }

    /// A database of its own with our rules and with what `fill` puts in once.
    pub async fn copy(&self, engine: Engine, fill: impl AsyncFn(&Ctx)) -> Bed {
        match engine {
            Engine::Sqlite => {
                let template = self.sqlite.get_or_init(async || {
                    let folder = tempfile::tempdir().unwrap();
                    let file = folder.path().join("template.db");
                    prepare(format!("sqlite:{}?mode=rwc", file.display()), &fill).await;
                    std::fs::read(&file).unwrap()
                });
                let template = template.await;
                let folder = tempfile::tempdir().unwrap();
                let file = folder.path().join("test.db");
                std::fs::write(&file, template).unwrap();
                Bed::at(format!("sqlite:{}", file.display()), Some(folder)).await
            }
            Engine::Postgres => {
                let template = self.postgres.get_or_init(async || {
                    let name = format!("template_{}", tag());
                    admin().await.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
                    prepare(format!("{}/{name}", cluster()), &fill).await;
                    name
                });
                Bed::at(copy_of(template.await).await, None).await
            }
        }
    }
}

async fn prepare(url: String, fill: &impl AsyncFn(&Ctx)) {
    let plain = sea_orm::Database::connect(&url).await.unwrap();
    Migrator::up(&plain, None).await.unwrap();
    plain.close().await.unwrap();
    let bed = Bed::at(url, None).await;
    // a test draws its own numbers from the beginning
    let ctx = Ctx { random: Arc::new(SeededRandom::new(8)), ..bed.ctx };
    rulepacks::store::load_built_in(&ctx).await.unwrap();
    fill(&ctx).await;
    ctx.db.writer().clone().close().await.unwrap();
    ctx.db.pool().clone().close().await.unwrap();
}

async fn copy_of(template: &str) -> String {
    let name = format!("t_{}", tag());
    let admin = admin().await;
    // two tests may copy the template at once, and PostgreSQL allows one copier at a time
    for _ in 0..200 {
        if admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.is_ok() {
            return format!("{}/{name}", cluster());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no copy of the template database could be made");
}

async fn admin() -> sea_orm::DatabaseConnection {
    sea_orm::Database::connect(format!("{}/postgres", cluster())).await.unwrap()
}

fn cluster() -> String {
    let named = std::env::var("SHANGGANG_TEST_POSTGRES").expect("SHANGGANG_TEST_POSTGRES names the test cluster");
    named.trim_end_matches("/postgres").to_owned()
}

fn tag() -> String {
    crate::vault::hex(&(&SystemRandom as &dyn Random).array::<6>())
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
