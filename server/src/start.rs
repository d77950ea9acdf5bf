//! How does a node come up? Key ring, database, migrations and what comes with the program, then the state that every
//! request shares.

pub mod built_in;
pub mod keys;
pub mod migrating;
mod turn;

use std::path::Path;
use std::sync::Arc;

use app::state::{AppState, Mode, Shared};
use registry::accounts::messenger::{DemoOutbox, DemoPost, Messenger};
use registry::blobs::{Folder, Home, Homes};
use registry::certificates::desk::Desk;
use registry::clock::Clock;
use registry::db::Db;
use registry::exams::saving::Saver;
use registry::feeds::store::{Bell, Sinks};
use registry::notices::letters::Postman;
use registry::random::{Random, SystemRandom};
use registry::vault::{Vault, hex};
use registry::{Actor, Ctx, Fault};

use crate::config::Settings;
use crate::failure::Failure;
use crate::site;
use crate::smtp::Smtp;

/// Opens ring and database and changes nothing else; both are made when they do not exist.
///
/// # Errors
/// A folder that cannot be written, a passphrase that does not fit, a database that does not answer.
pub async fn open(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Ctx, Failure> {
    open_with(settings, clock, Db::connect(&settings.database_url())).await
}

/// The same for a command that passes much through with little memory.
///
/// # Errors
/// As of [`open`].
pub async fn open_sparing(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Ctx, Failure> {
    open_with(settings, clock, Db::connect_sparing(&settings.database_url())).await
}

async fn open_with(
    settings: &Settings,
    clock: Arc<dyn Clock>,
    connecting: impl Future<Output = Result<Db, Fault>>,
) -> Result<Ctx, Failure> {
    make_folder(&settings.data)?;
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    let ring = keys::load_or_make(settings, random.as_ref(), clock.now())?;
    let db = connecting.await?;
    let vault = Arc::new(Vault::new(ring));
    let blobs: Homes = settings.blobs.clone().map(|folder| Arc::new(Folder::at(folder)) as Arc<dyn Home>);
    Ok(Ctx { db, clock, random, vault, blobs, actor: Actor::System("program"), address: None })
}

/// The state of all requests; starts the queue of saves.
///
/// # Errors
/// A public address that no certificate can carry, a site folder that cannot be read.
pub fn state(settings: &Settings, ctx: Ctx, mode: Mode) -> Result<AppState, Failure> {
    let site = site::of(settings, mode)?;
    let desk = site.public_url.as_deref().map(|url| Desk::new(&ctx, url)).transpose()?.map(Arc::new);
    // requests act as nobody until their session is found
    let ctx = ctx.acting_as(Actor::Anonymous);
    let messenger: Option<Arc<dyn Messenger>> = match mode {
        Mode::Demo => Some(Arc::new(DemoOutbox)),
        Mode::Real => None,
    };
    let saver = Saver::start(&ctx.db);
    let postman: Option<Arc<dyn Postman>> = match (mode, settings.smtp()?) {
        (Mode::Demo, _) => Some(Arc::new(DemoPost(ctx.acting_as(Actor::System("demo"))))),
        (Mode::Real, Some(server)) => Some(Arc::new(Smtp::new(&server)?)),
        (Mode::Real, None) => None,
    };
    let (sinks, arrivals) = (Sinks::built_in(), Bell::default());
    let (site, lately) = (Arc::new(site), Arc::default());
    Ok(Shared { ctx, saver, desk, site, lately, messenger, postman, sinks, arrivals }.into())
}

/// A name for this run of the program in leases.
pub fn node_name(ctx: &Ctx) -> String {
    format!("node-{}", hex(&ctx.random.array::<6>()))
}

/// For this user only: the key ring lies in it.
///
/// # Errors
/// A folder that cannot be made.
pub fn make_folder(folder: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::DirBuilderExt;
    if folder.is_dir() {
        return Ok(());
    }
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(Failure::at(folder))
}
