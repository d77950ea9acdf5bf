//! What can only the browser do? Clock, network, storage and focus; `no_browser` stands in for it on the server.

mod store;

use std::time::Duration;

use js_sys::Reflect;
use leptos::prelude::{document, set_interval, set_timeout, window, window_event_listener_untyped};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Element, HtmlElement, HtmlFormElement, RequestInit, Response, Storage, VisibilityState,
};

use super::keys::On;
use super::reply::{self, Reply};
use super::screen::Screen;
use super::seal::{NONCE, Nonce};
pub use store::Store;

/// So long a reply is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// The page's steady clock in milliseconds; the computer's date does not move it.
pub fn now() -> i64 {
    window().performance().map_or(0, |clock| clock.now() as i64)
}

/// When the page began to arrive, on the same clock.
pub fn arrived() -> i64 {
    let timing = window().performance().and_then(|clock| {
        let timing = Reflect::get(&clock, &"timing".into()).ok()?;
        let moment = |name: &str| Reflect::get(&timing, &name.into()).ok()?.as_f64();
        Some((moment("responseStart")? - moment("navigationStart")?) as i64)
    });
    timing.filter(|arrived| (0..=now()).contains(arrived)).unwrap_or(0)
}

/// 0 to 999, to spread what many browsers do.
pub fn jitter() -> i64 {
    (js_sys::Math::random() * 1_000.0) as i64
}

/// A number that was never used for sealing; nothing where the browser has no source for it.
pub fn nonce() -> Option<Nonce> {
    let mut nonce = [0; NONCE];
    window().crypto().ok()?.get_random_values_with_u8_array(&mut nonce).ok()?;
    Some(nonce)
}

/// Tells this window from others of the same browser.
pub fn window_number() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}

pub fn every(millis: u64, tick: impl Fn() + 'static) {
    set_interval(tick, Duration::from_millis(millis));
}

pub fn after(pause: Duration, deed: impl FnOnce() + 'static) {
    set_timeout(deed, pause);
}

/// Runs after the page has been drawn anew.
pub fn soon(deed: impl FnOnce() + 'static) {
    set_timeout(deed, Duration::ZERO);
}

/// The page goes away, or into the browser's memory.
pub fn on_leaving(deed: impl Fn() + 'static) {
    window_event_listener_untyped("pagehide", move |_| deed());
}

/// A page that the browser kept while another was shown is old: the server draws it anew.
pub fn reload_when_brought_back() {
    window_event_listener_untyped("pageshow", |event| {
        if Reflect::get(&event, &"persisted".into()).is_ok_and(|kept| kept.is_truthy()) {
            let _ = window().location().reload();
        }
    });
}

pub fn on_hidden(deed: impl Fn() + 'static) {
    on_visibility(VisibilityState::Hidden, deed);
}

pub fn on_shown(deed: impl Fn() + 'static) {
    on_visibility(VisibilityState::Visible, deed);
}

fn on_visibility(wanted: VisibilityState, deed: impl Fn() + 'static) {
    // the event is fired at the document and rises to the window
    window_event_listener_untyped("visibilitychange", move |_| {
        if document().visibility_state() == wanted {
            deed();
        }
    });
}

/// The computer says that it has a line again.
pub fn on_line(deed: impl Fn() + 'static) {
    window_event_listener_untyped("online", move |_| deed());
}

/// The computer says that its line is gone.
pub fn on_line_cut(deed: impl Fn() + 'static) {
    window_event_listener_untyped("offline", move |_| deed());
}

/// What window and screen show of the candidate's attention, by the codes of the interface for programs.
pub fn on_signal(deed: impl Fn(&'static str) + Clone + 'static) {
    for (event, signal) in [("blur", "focus_lost"), ("focus", "focus_regained")] {
        let deed = deed.clone();
        window_event_listener_untyped(event, move |_| deed(signal));
    }
    let shown = deed.clone();
    on_visibility(VisibilityState::Visible, move || shown("focus_regained"));
    let hidden = deed.clone();
    on_visibility(VisibilityState::Hidden, move || hidden("focus_lost"));
    window_event_listener_untyped("fullscreenchange", move |_| {
        if document().fullscreen_element().is_none() {
            deed("full_screen_left");
        }
    });
}

/// How the page stands on the screen now.
pub fn screen() -> Screen {
    let page = document();
    match (page.fullscreen_enabled(), page.fullscreen_element()) {
        (false, _) => Screen::Unable,
        (true, None) => Screen::Shared,
        (true, Some(_)) => Screen::Whole,
    }
}

pub fn on_screen(deed: impl Fn() + 'static) {
    window_event_listener_untyped("fullscreenchange", move |_| deed());
}

/// Onto the whole screen, or back. A browser does it only when somebody has pressed something, and tells it by [`on_screen`].
pub fn turn_screen() {
    let page = document();
    if page.fullscreen_element().is_some() {
        page.exit_fullscreen();
    } else if let Some(root) = page.document_element() {
        let _ = root.request_fullscreen();
    }
}

/// Sends one answer and says what came back. The request outlives the page.
pub async fn put(url: &str, ticket: &str, body: &str) -> Reply {
    exchange("PUT", url, ticket, body).await.map_or(Reply::Lost, |(status, text)| reply::read(status, &text))
}

/// Status and text of what came back, if anything did.
pub async fn post(url: &str, ticket: &str, body: &str) -> Option<(u16, String)> {
    exchange("POST", url, ticket, body).await.ok()
}

async fn exchange(method: &str, url: &str, ticket: &str, body: &str) -> Result<(u16, String), JsValue> {
    let (request, patience) = (RequestInit::new(), AbortController::new()?);
    let headers = js_sys::Object::new();
    Reflect::set(&headers, &"Content-Type".into(), &"application/json".into())?;
    Reflect::set(&headers, &"X-Attempt-Ticket".into(), &ticket.into())?;
    request.set_method(method);
    request.set_headers(&headers);
    request.set_body(&body.into());
    request.set_signal(Some(&patience.signal()));
    Reflect::set(&request, &"keepalive".into(), &JsValue::TRUE)?;
    let reply = window().fetch_with_str_and_init(url, &request);
    set_timeout(move || patience.abort(), PATIENCE);
    let response: Response = JsFuture::from(reply).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}

pub fn stored(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Nothing to store takes the key away.
pub fn store(key: &str, value: Option<&str>) {
    let Some(storage) = storage() else { return };
    // a full or forbidden storage costs comfort only
    let _ = match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    };
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

/// The address in the bar, so that a reload comes back to the same question.
pub fn show_address(address: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

pub fn go(address: &str) {
    let _ = window().location().replace(address);
}

pub fn focus(id: &str) {
    if let Some(element) = find::<HtmlElement>(id) {
        let _ = element.focus();
    }
}

pub fn submit(form: &str) {
    if let Some(form) = find::<HtmlFormElement>(form) {
        let _ = form.submit();
    }
}

fn find<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// On what a key was pressed.
pub fn pressed_on(event: &web_sys::KeyboardEvent) -> On {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    match element.map(|element| element.tag_name()).as_deref() {
        Some("BUTTON" | "A") => On::Control,
        _ => On::Elsewhere,
    }
}
