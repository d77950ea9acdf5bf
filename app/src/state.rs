//! What does the whole site share?

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRef;
use registry::Ctx;
use registry::accounts::messenger::Messenger;
use registry::accounts::store::Channels;
use registry::certificates::desk::Desk;
use registry::exams::saving::Saver;
use registry::feeds::store::{Bell, Sinks};
use registry::notices::letters::Postman;

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
    /// Carries letters to mail addresses; absent where no server is set.
    pub postman: Option<Arc<dyn Postman>>,
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

    /// By which ways a code reaches whoever cannot sign in; `None` where there is none but in person.
    pub fn channels<'a>(&'a self, letter_subject: &'a str) -> Option<Channels<'a>> {
        let letter_subject = self.postman.is_some().then_some(letter_subject);
        let channels = Channels { messenger: self.messenger.as_deref(), letter_subject };
        self.sends_codes().then_some(channels)
    }

    pub fn sends_codes(&self) -> bool {
        self.messenger.is_some() || self.postman.is_some()
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
    /// `/pkg/STEM.HASH.EXTENSION`, or nothing when the asset was not built.
    pub fn asset(&self, name: &str) -> Option<String> {
        let (stem, extension) = name.rsplit_once('.')?;
        self.assets.get(name).map(|hash| format!("/pkg/{stem}.{hash}.{extension}"))
    }

    pub fn cookie_name(&self) -> &'static str {
        match self.cookies {
            Cookies::Secure => "__Host-session",
            Cookies::Local => "shanggang-session",
        }
    }
}

/// Hexadecimal digits of a content's hash in the name of an asset.
pub const HASH_DIGITS: usize = 16;

/// The name of an asset without its hash, whichever that is; nothing where there is none.
pub fn without_hash(hashed: &str) -> Option<String> {
    let (rest, extension) = hashed.rsplit_once('.')?;
    let (stem, hash) = rest.rsplit_once('.')?;
    let is_hash = hash.len() == HASH_DIGITS && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| format!("{stem}.{extension}"))
}

impl FromRef<AppState> for Ctx {
    fn from_ref(state: &AppState) -> Self {
        state.ctx.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_asset_carries_its_hash_and_is_found_without() {
        let assets = HashMap::from([("a_bg.wasm".to_owned(), "0011223344556677".to_owned())]);
        let site = Site { assets, ..Site::default() };
        assert_eq!(site.asset("a_bg.wasm").as_deref(), Some("/pkg/a_bg.0011223344556677.wasm"));
        assert_eq!(site.asset("b.js"), None);
        assert_eq!(without_hash("/a_bg.0011223344556677.wasm").as_deref(), Some("/a_bg.wasm"));
        for name in ["a.js", "a.min.js", "a.001122334455667g.js", "0011223344556677.js"] {
            assert_eq!(without_hash(name), None, "{name}");
        }
    }
}
