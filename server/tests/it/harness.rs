//! On what do these tests stand? A fresh database per test, copied from one that was prepared once; a clock that stands;
//! the whole router, driven without a network.

use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use app::routes::Route;
use app::state::{AppState, Cookies, Mode};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use flate2::read::{DeflateDecoder, ZlibDecoder};
use registry::clock::MovableClock;
use registry::db::Db;
use registry::random::{Random, SeededRandom, SystemRandom};
use registry::vault::{Ring, Vault, hex};
use registry::{Actor, Ctx, Instant};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use server::config::{Flags, Settings};
use server::limits::Limits;
use server::metrics::Metrics;
use server::proxies::Proxies;
use server::router::{Front, with_table};
use server::start::{self, migrating};
use tokio::sync::OnceCell;
use tower::ServiceExt;

/// 2026-11-20, 09:00 in Nantong.
pub const START: Instant = Instant(1_795_136_400_000);
pub const PUBLIC_URL: &str = "https://cert.example";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Each test twice: once per engine. PostgreSQL is left out when the run does not name it.
#[macro_export]
macro_rules! on_both {
    ($(async fn $name:ident($engine:ident) $body:block)*) => {$(
        mod $name {
            use super::*;
            async fn body($engine: $crate::harness::Engine) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                body($crate::harness::Engine::Sqlite).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if $crate::harness::postgres_is_named() {
                    body($crate::harness::Engine::Postgres).await;
                }
            }
        }
    )*};
}

pub fn postgres_is_named() -> bool {
    std::env::var("SHANGGANG_TEST_DATABASES").is_ok_and(|names| names.contains("postgres"))
}

/// A running site without a network.
pub struct House {
    pub state: AppState,
    pub clock: MovableClock,
    /// Every line of the table of routes.
    pub table: Vec<Route>,
    router: Router,
    /// Every statement that its database was asked.
    statements: Arc<Mutex<Vec<String>>>,
    /// Its database and its `pkg` folder.
    pub folder: tempfile::TempDir,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl House {
    pub async fn new() -> Self {
        Self::on(Engine::Sqlite).await
    }

    pub async fn on(engine: Engine) -> Self {
        Self::with(engine, Cookies::Secure, Router::new()).await
    }

    /// With further routes, to see what the layers make of them.
    pub async fn with(engine: Engine, cookies: Cookies, extra: Router<AppState>) -> Self {
        static TEMPLATES: Templates = Templates::new();
        Self::from(&TEMPLATES, engine, cookies, extra, async |_| {}).await
    }

    /// In a copy of what `fill` made of a prepared database, once in this process.
    pub async fn from(
        templates: &Templates,
        engine: Engine,
        cookies: Cookies,
        extra: Router<AppState>,
        fill: impl AsyncFn(&Ctx),
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = templates.copy(engine, &folder, fill).await;
        let clock = MovableClock::standing_at(START);
        let (mut ctx, statements) = (ground(&url, &clock).await, Arc::new(Mutex::new(Vec::new())));
        let heard = statements.clone();
        ctx.db = ctx.db.observed(move |sql| heard.lock().unwrap().push(sql.to_owned()));
        let settings = settings(&[("public_url", PUBLIC_URL)]);
        let state = start::state(&settings, ctx, Mode::Real).unwrap().with(|shared| {
            let site = Arc::make_mut(&mut shared.site);
            site.cookies = cookies;
            for name in ["test.js", "shanggang.js", "shanggang_bg.wasm", "verifier.js", "verifier_bg.wasm"] {
                site.assets.insert(name.into(), "0011223344556677".into());
            }
        });
        let pkg = folder.path().join("pkg");
        std::fs::create_dir(&pkg).unwrap();
        std::fs::write(pkg.join("test.js"), "export {}").unwrap();
        let front = Front {
            state: state.clone(),
            pkg: Some(pkg),
            limits: Limits::new(Proxies::default()),
            metrics: Metrics::default(),
            demo: extra,
        };
        let (router, table) = with_table(front);
        Self { state, clock, table, router, statements, folder }
    }

    /// Acts as the program itself, for setting a scene.
    pub fn system(&self) -> Ctx {
        self.state.ctx.acting_as(Actor::System("test"))
    }

    /// The statements since the last look.
    pub fn take_statements(&self) -> Vec<String> {
        std::mem::take(&mut *self.statements.lock().unwrap())
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        read(self.router.clone().oneshot(request).await.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// A form as a browser on our own page sends it.
    pub async fn post(&self, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }
}

pub async fn read(response: Response) -> Answer {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The bytes, and what is packed inside them: the sheets of a workbook, the streams of a PDF.
    pub fn opened(&self) -> Vec<u8> {
        let mut all = self.body.clone();
        let starts = |mark: &'static [u8]| {
            let marked = self.body.windows(mark.len()).enumerate().filter(move |(_, found)| *found == mark);
            marked.map(|(at, _)| at)
        };
        for at in starts(b"PK\x03\x04") {
            let length =
                |offset: usize| usize::from(u16::from_le_bytes([self.body[at + offset], self.body[at + offset + 1]]));
            let packed = &self.body[at + 30 + length(26) + length(28)..];
            // what follows the packed file is not its
            let _ = DeflateDecoder::new(packed).read_to_end(&mut all);
        }
        for at in starts(b"stream\n").chain(starts(b"stream\r\n")) {
            let packed = self.body[at + 6..].trim_ascii_start();
            let _ = ZlibDecoder::new(packed).read_to_end(&mut all);
        }
        all
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// A header as text; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub fn settings(values: &[(&'static str, &str)]) -> Settings {
    let values = values.iter().map(|(name, value)| (*name, Some((*value).to_owned()))).collect();
    Settings::read(Flags { file: None, values }, Default::default()).unwrap()
}

async fn ground(url: &str, clock: &MovableClock) -> Ctx {
    let random: Arc<dyn Random> = Arc::new(SeededRandom::new(7));
    let vault = Arc::new(Vault::new(Ring::make(random.as_ref(), START)));
    let db = Db::connect(url).await.unwrap();
    if db.is_sqlite() {
        // no test outlives a power cut: nothing waits for the disk, as in the private PostgreSQL
        db.writer().execute_unprepared("PRAGMA synchronous = OFF").await.unwrap();
    }
    Ctx { db, clock: Arc::new(clock.clone()), random, vault, blobs: None, actor: Actor::System("test"), address: None }
}

/// The databases of this process that houses of one kind begin with.
pub struct Templates {
    /// Its file, and the folder around it.
    sqlite: OnceCell<(tempfile::TempDir, PathBuf)>,
    /// Its name.
    postgres: OnceCell<String>,
}

impl Templates {
    pub const fn new() -> Self {
        Self { sqlite: OnceCell::const_new(), postgres: OnceCell::const_new() }
    }

    async fn copy(&self, engine: Engine, folder: &tempfile::TempDir, fill: impl AsyncFn(&Ctx)) -> String {
        match engine {
            Engine::Sqlite => {
                let template = self.sqlite.get_or_init(async || {
                    let folder = tempfile::tempdir().unwrap();
                    let file = folder.path().join("template.db");
                    prepare(&format!("sqlite:{}", file.display()), &fill).await;
                    (folder, file)
                });
                let copy = folder.path().join("test.db");
                std::fs::copy(&template.await.1, &copy).unwrap();
                format!("sqlite:{}", copy.display())
            }
            Engine::Postgres => {
                let template = self.postgres.get_or_init(async || {
                    let name = format!("template_{}", tag());
                    prepare(&make_postgres(&name).await, &fill).await;
                    name
                });
                copy_of(template.await).await
            }
        }
    }
}

async fn prepare(url: &str, fill: &impl AsyncFn(&Ctx)) {
    let ctx = ground(url, &MovableClock::standing_at(START)).await;
    // a house draws its own numbers from the beginning
    let ctx = Ctx { random: Arc::new(SeededRandom::new(8)), ..ctx };
    migrating::prepare(&ctx, "template").await.unwrap();
    fill(&ctx).await;
    close(&ctx.db).await;
}

pub async fn close(db: &Db) {
    db.writer().clone().close().await.unwrap();
    db.pool().clone().close().await.unwrap();
}

/// An empty database.
pub async fn empty(engine: Engine, folder: &tempfile::TempDir) -> Db {
    let url = match engine {
        Engine::Sqlite => format!("sqlite:{}", folder.path().join("empty.db").display()),
        Engine::Postgres => make_postgres(&format!("t_{}", tag())).await,
    };
    Db::connect(&url).await.unwrap()
}

fn tag() -> String {
    hex(&(&SystemRandom as &dyn Random).array::<6>())
}

fn cluster() -> String {
    let named = std::env::var("SHANGGANG_TEST_POSTGRES").expect("SHANGGANG_TEST_POSTGRES names the test cluster");
    named.trim_end_matches("/postgres").to_owned()
}

async fn make_postgres(name: &str) -> String {
    let admin = sea_orm::Database::connect(format!("{}/postgres", cluster())).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    format!("{}/{name}", cluster())
}

async fn copy_of(template: &str) -> String {
    let name = format!("t_{}", tag());
    let admin = sea_orm::Database::connect(format!("{}/postgres", cluster())).await.unwrap();
    // PostgreSQL allows one copier of a template at a time
    for _ in 0..200 {
        if admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.is_ok() {
            return format!("{}/{name}", cluster());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no copy of the template database could be made");
}
