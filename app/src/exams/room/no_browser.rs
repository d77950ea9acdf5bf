//! What does the room do where there is no browser? Nothing: the server only draws it.

use std::time::Duration;

use leptos::web_sys::KeyboardEvent;

use super::keys::On;
use super::reply::Reply;
use super::screen::Screen;
use super::seal::{Nonce, Record};

pub fn now() -> i64 {
    0
}

pub fn arrived() -> i64 {
    0
}

pub fn jitter() -> i64 {
    0
}

pub fn nonce() -> Option<Nonce> {
    None
}

pub fn window_number() -> u32 {
    0
}

pub fn every(_millis: u64, _tick: impl Fn() + 'static) {}

pub fn after(_pause: Duration, _deed: impl FnOnce() + 'static) {}

pub fn soon(_deed: impl FnOnce() + 'static) {}

pub fn on_leaving(_deed: impl Fn() + 'static) {}

pub fn reload_when_brought_back() {}

pub fn on_hidden(_deed: impl Fn() + 'static) {}

pub fn on_shown(_deed: impl Fn() + 'static) {}

pub fn on_line(_deed: impl Fn() + 'static) {}

pub fn on_line_cut(_deed: impl Fn() + 'static) {}

pub fn on_signal(_deed: impl Fn(&'static str) + Clone + 'static) {}

pub fn screen() -> Screen {
    Screen::Unable
}

pub fn on_screen(_deed: impl Fn() + 'static) {}

pub fn turn_screen() {}

pub async fn post(_url: &str, _ticket: &str, _body: &str) -> Option<(u16, String)> {
    None
}

pub async fn put(_url: &str, _ticket: &str, _body: &str) -> Reply {
    Reply::Lost
}

pub fn stored(_key: &str) -> Option<String> {
    None
}

pub fn store(_key: &str, _value: Option<&str>) {}

pub fn show_address(_address: &str) {}

pub fn go(_address: &str) {}

pub fn focus(_id: &str) {}

pub fn submit(_form: &str) {}

pub fn pressed_on(_event: &KeyboardEvent) -> On {
    On::Elsewhere
}

#[derive(Clone)]
pub struct Store;

impl Store {
    pub const PATIENCE: Duration = Duration::ZERO;

    pub async fn open() -> Option<Self> {
        None
    }

    pub async fn put(&self, _record: &Record) -> bool {
        false
    }

    pub async fn remove(&self, _records: &[Record]) {}

    pub async fn all(&self) -> Vec<Record> {
        Vec::new()
    }

    pub async fn settled(&self) {}
}
