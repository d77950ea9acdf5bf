//! `shanggang serve`: how does the site come up, and how does it go down?

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use app::state::{AppState, Mode};
use axum::Router;
use certs::public_url::PublicUrl;
use clap::Args;
use registry::clock::{Clock, SteadyClock};
use registry::{Actor, Ctx};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::accounts::setup_link;
use super::output::{say, start_log};
use crate::config::Settings;
use crate::failure::Failure;
use crate::faults::Faults;
use crate::jobs::{self, Schedule};
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::proxies::Proxies;
use crate::router::{Front, router};
use crate::start::{self, migrating};
use crate::{clock, demo};

/// How long open requests may take after the signal to end.
const DRAIN: Duration = Duration::from_secs(35);
const FORGET_EVERY: Duration = Duration::from_secs(60);

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    pub address: Address,
    /// Fill an empty database with an invented world and print who can sign in
    #[arg(long)]
    demo: bool,
    #[command(flatten)]
    faults: Faults,
}

/// Where the site is reached.
#[derive(Args, Clone)]
pub struct Address {
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    bind: Option<String>,
    /// https://HOST as the world sees it; nothing is issued without
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Folder of what the browser loads [default: target/site when it exists]
    #[arg(long, value_name = "DIR")]
    site: Option<String>,
}

impl Address {
    pub fn values(&self) -> Vec<(&'static str, Option<String>)> {
        vec![("bind", self.bind.clone()), ("public_url", self.public_url.clone()), ("site", self.site.clone())]
    }
}

pub async fn run(mut settings: Settings, options: &Options) -> Result<(), Failure> {
    start_log(settings.log);
    let World { mode, clock, routes } = world(&mut settings, options)?;
    let ctx = start::open(&settings, clock).await?;
    let node = start::node_name(&ctx);
    for step in migrating::prepare(&ctx, &node).await? {
        tracing::info!(step, "migrated");
    }
    let state = options.faults.wake(start::state(&settings, ctx.clone(), mode)?);
    // a restart across a deadline ends attempts before anybody can look at them
    jobs::before_listening(&state, &node).await?;
    greet(&settings, &state, &ctx, mode).await?;
    let listener = TcpListener::bind(settings.bind).await;
    let listener =
        listener.map_err(|error| Failure::sentence(format!("cannot listen on {}: {error}", settings.bind)))?;
    let bound = listener.local_addr().unwrap_or(settings.bind);
    say(format!("listening on http://{bound}"));
    let schedule = Schedule::start(&state, &node);
    serve(listener, front(&settings, state, routes)).await?;
    schedule.stop().await;
    ctx.db.writer().clone().close().await?;
    ctx.db.pool().clone().close().await?;
    tracing::info!("ended");
    Ok(())
}

/// What differs between the real site and the demonstration.
struct World {
    mode: Mode,
    clock: Arc<dyn Clock>,
    routes: Router<AppState>,
}

/// The demonstration has its own clock, and an address of this machine when none is set, so that it can issue.
fn world(settings: &mut Settings, options: &Options) -> Result<World, Failure> {
    if !options.demo {
        return Ok(World { mode: Mode::Real, clock: Arc::new(SteadyClock::of_the_system()), routes: Router::new() });
    }
    if settings.public_url.is_none() {
        let url = PublicUrl::parse(&format!("http://localhost:{}", settings.bind.port()));
        settings.public_url = Some(url.map_err(|fault| Failure::sentence(fault.to_string()))?);
    }
    let (clock, routes) = clock::demo(Some(settings.data.as_path()));
    Ok(World { mode: Mode::Demo, clock, routes })
}

/// Who can come in: the people of the demonstration, or the first administrator by a one-time link.
async fn greet(settings: &Settings, state: &AppState, ctx: &Ctx, mode: Mode) -> Result<(), Failure> {
    if mode == Mode::Demo {
        let state = state.with(|shared| shared.ctx = ctx.acting_as(Actor::System("demo")));
        for line in demo::fill(&state, &settings.data).await?.lines {
            say(line);
        }
    }
    if let Some(link) = setup_link(settings, ctx).await? {
        say(format!("first administrator, once and within a day: {link}"));
    }
    if settings.public_url.is_none() {
        tracing::warn!("no certificates are issued until public_url is set");
    }
    Ok(())
}

fn front(settings: &Settings, state: AppState, demo: Router<AppState>) -> Front {
    let limits = Limits::new(Proxies::new(settings.trusted_proxies.clone()));
    let pkg = settings.site.as_ref().map(|site| site.join("pkg")).filter(|pkg| pkg.is_dir());
    Front { state, pkg, limits, metrics: Metrics::default(), demo }
}

/// Until SIGTERM or SIGINT; then open requests end, saves of answers among them: each waits for its commit.
async fn serve(listener: TcpListener, front: Front) -> Result<(), Failure> {
    let (told, mut ending) = watch::channel(());
    let limits = front.limits.clone();
    let service = router(front).into_make_service_with_connect_info::<SocketAddr>();
    // the sender's end is the signal
    let server = axum::serve(listener, service).with_graceful_shutdown(async move { drop(ending.changed().await) });
    let failed = |error: std::io::Error| Failure::sentence(format!("the server stopped: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let signalled = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("ending: open requests are finished first");
        drop(told);
        tokio::time::sleep(DRAIN).await;
        tracing::warn!("some requests did not end in time");
    };
    tokio::select! {
        outcome = server.into_future() => outcome.map_err(failed),
        () = signalled => Ok(()),
        () = forget(&limits) => Ok(()),
    }
}

/// Keeps the counters of the limits small.
async fn forget(limits: &Limits) {
    loop {
        tokio::time::sleep(FORGET_EVERY).await;
        limits.forget_quiet_ones();
    }
}
