//! Where do unsent answers lie in the browser? In IndexedDB, one record per attempt, window and question. A browser that
//! forbids it, has no room or does not answer keeps nothing, and the room says so. What it kept is waited for: it may be late.
//!
//! ```text
//! database "shanggang-exam", store "answers", key [attempt, window, place]:
//! { attempt, window, place (the slot, from 1), sealed: Uint8Array, until: milliseconds UTC }
//! ```
//!
//! `scripts/unsent.js` reads the same records.

use std::time::Duration;

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbObjectStoreParameters, IdbOpenDbRequest, IdbRequest, IdbTransaction};

use crate::exams::room::seal::Record;

const DATABASE: &str = "shanggang-exam";
const ANSWERS: &str = "answers";
const KEY: [&str; 3] = ["attempt", "window", "place"];

#[derive(Clone)]
pub struct Store {
    database: IdbDatabase,
}

/// When the browser says that it is done.
#[derive(Clone, Copy)]
enum Durability {
    /// It lies on the disk.
    Strict,
    Relaxed,
}

impl Store {
    /// So long the browser may take to keep something; an answer does not wait longer for it before it is sent.
    pub const PATIENCE: Duration = Duration::from_secs(3);

    /// Nothing when the browser keeps nothing. One that does not answer is never done.
    pub async fn open() -> Option<Self> {
        open().await.ok().map(|database| Self { database })
    }

    /// True once it is on the disk.
    pub async fn put(&self, record: &Record) -> bool {
        let written = self.writing(Durability::Strict).and_then(|(turn, store)| {
            store.put(&to_js(record)?)?;
            Ok(turn)
        });
        match written {
            Ok(turn) => within(&ended(&turn)).await.is_ok(),
            Err(_) => false,
        }
    }

    pub async fn remove(&self, records: &[Record]) {
        let removed = self.writing(Durability::Relaxed).and_then(|(turn, store)| {
            for record in records {
                store.delete(&key(record))?;
            }
            Ok(turn)
        });
        // what stays is found again by the next page
        if let Ok(turn) = removed {
            let _ = within(&ended(&turn)).await;
        }
    }

    /// Everything of every attempt.
    pub async fn all(&self) -> Vec<Record> {
        let Ok(request) = self.asked() else { return Vec::new() };
        match JsFuture::from(answered(&request)).await {
            Ok(_) => {
                let found: Array = request.result().ok().and_then(|found| found.dyn_into().ok()).unwrap_or_default();
                found.iter().filter_map(|value| from_js(&value)).collect()
            }
            Err(_) => Vec::new(),
        }
    }

    /// What was begun before is finished, or has taken too long.
    pub async fn settled(&self) {
        if let Ok(request) = self.asked() {
            let _ = within(&answered(&request)).await;
        }
    }

    fn asked(&self) -> Result<IdbRequest, JsValue> {
        self.database.transaction_with_str(ANSWERS)?.object_store(ANSWERS)?.get_all()
    }

    /// By hand: the binding knows no durability yet.
    fn writing(&self, how: Durability) -> Result<(IdbTransaction, IdbObjectStore), JsValue> {
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &how.name().into())?;
        let begin: Function = Reflect::get(&self.database, &"transaction".into())?.dyn_into()?;
        let turn = begin.call3(&self.database, &ANSWERS.into(), &"readwrite".into(), &options)?;
        let turn: IdbTransaction = turn.dyn_into()?;
        let store = turn.object_store(ANSWERS)?;
        Ok((turn, store))
    }
}

impl Durability {
    fn name(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Relaxed => "relaxed",
        }
    }
}

async fn open() -> Result<IdbDatabase, JsValue> {
    let factory = window().indexed_db()?.ok_or(JsValue::NULL)?;
    let request: IdbOpenDbRequest = factory.open_with_u32(DATABASE, 1)?;
    // the first page of this browser makes the store before anything else can ask for it
    let made = Promise::new(&mut |resolve, _| request.set_onupgradeneeded(Some(&resolve)));
    let opened = answered(&request);
    let first = JsFuture::from(Promise::race(&Array::of2(&made, &opened))).await?;
    let database: IdbDatabase = request.result()?.dyn_into()?;
    if event_type(&first) == "upgradeneeded" {
        let layout = IdbObjectStoreParameters::new();
        layout.set_key_path(&KEY.iter().map(|name| JsValue::from_str(name)).collect::<Array>());
        database.create_object_store_with_optional_parameters(ANSWERS, &layout)?;
        JsFuture::from(opened).await?;
    }
    Ok(database)
}

fn event_type(event: &JsValue) -> String {
    Reflect::get(event, &"type".into()).ok().and_then(|kind| kind.as_string()).unwrap_or_default()
}

/// Fulfilled or rejected by the event that ends the request.
fn answered(request: &IdbRequest) -> Promise {
    Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    })
}

fn ended(turn: &IdbTransaction) -> Promise {
    Promise::new(&mut |resolve, reject| {
        turn.set_oncomplete(Some(&resolve));
        turn.set_onerror(Some(&reject));
        turn.set_onabort(Some(&reject));
    })
}

/// One that does not answer in time has failed.
async fn within(promise: &Promise) -> Result<JsValue, JsValue> {
    let patience = i32::try_from(Store::PATIENCE.as_millis()).unwrap_or(i32::MAX);
    let over = Promise::new(&mut |_, reject| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&reject, patience);
    });
    JsFuture::from(Promise::race(&Array::of2(promise, &over))).await
}

fn key(record: &Record) -> JsValue {
    let place = u32::try_from(record.place).unwrap_or(0);
    Array::of3(&record.attempt.as_str().into(), &record.window.into(), &place.into()).into()
}

fn to_js(record: &Record) -> Result<JsValue, JsValue> {
    let object = Object::new();
    let set = |name: &str, value: &JsValue| Reflect::set(&object, &name.into(), value);
    set("attempt", &record.attempt.as_str().into())?;
    set("window", &record.window.into())?;
    set("place", &u32::try_from(record.place).unwrap_or(0).into())?;
    set("sealed", &Uint8Array::from(record.sealed.as_slice()))?;
    set("until", &(record.until as f64).into())?;
    Ok(object.into())
}

fn from_js(value: &JsValue) -> Option<Record> {
    let get = |name: &str| Reflect::get(value, &name.into()).ok();
    Some(Record {
        attempt: get("attempt")?.as_string()?,
        window: get("window")?.as_f64()? as u32,
        place: get("place")?.as_f64()? as usize,
        sealed: get("sealed")?.dyn_into::<Uint8Array>().ok()?.to_vec(),
        until: get("until")?.as_f64()? as i64,
    })
}
