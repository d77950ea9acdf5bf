//! What does the whole site share?

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRef;
use registry::Ctx;
use registry::accounts::messenger::Messenger;
use registry::certificates::desk::Desk;
use registry::exams::saving::Saver;
use registry::feeds::store::{Bell, Sinks};

use crate::certificates::lately::Lately;

/// Cloned several times with every request: clones share everything.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

#[derive(Clone)]
pub struct Shared {
    /// The ground of every request; the request's own actor is put in by `Visit`.
    pub ctx: Ctx,
    pub saver: Saver,
    /// The signer and what is printed; absent while `public_url` is not set.
    pub desk: Option<Arc<Desk>>,
    pub site: Arc<Site>,
    pub lately: Arc<Lately>,
    /// Sends short texts to telephones; absent where no gateway is set.
    pub messenger: Option<Arc<dyn Messenger>>,
    /// Where the rows of feeds go.
    pub sinks: Sinks,
    /// Rung when a batch has come.
    pub arrivals: Bell,
}

impl AppState {
    /// The same with something else in it.
    pub fn with(&self, change: impl FnOnce(&mut Shared)) -> Self {
        let mut shared = Shared::clone(self);
        change(&mut shared);
        Self::from(shared)
    }
}

impl From<Shared> for AppState {
    fn from(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// Settings that pages need.
#[derive(Clone, Debug, Default)]
pub struct Site {
    pub public_url: Option<String>,
    pub cookies: Cookies,
    pub mode: Mode,
    /// Built assets by name, with the hash of their content.
    pub assets: HashMap<String, String>,
    /// The greatest video that is taken.
    pub video_bytes: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cookies {
    /// `__Host-` cookies over https.
    #[default]
    Secure,
    /// Plain http on this machine: try-outs and tests.
    Local,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    #[default]
    Real,
    Demo,
}

impl Site {
    /// `/pkg/NAME?v=HASH`, or nothing when the asset was not built.
    pub fn asset(&self, name: &str) -> Option<String> {
        self.assets.get(name).map(|hash| format!("/pkg/{name}?v={hash}"))
    }

    pub fn cookie_name(&self) -> &'static str {
        match self.cookies {
            Cookies::Secure => "__Host-session",
            Cookies::Local => "shanggang-session",
        }
    }
}

impl FromRef<AppState> for Ctx {
    fn from_ref(state: &AppState) -> Self {
        state.ctx.clone()
    }
}
