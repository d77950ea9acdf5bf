//! How does a supplier of the city deliver? Batch after batch, signed; over HTTP to a running site, or by the same use cases into
//! the database of this machine.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::handshake;
use hyper::header::{CONTENT_TYPE, HOST, RETRY_AFTER};
use hyper::{Method, Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use registry::clock::{Clock, SystemClock};
use registry::feeds::store::{Sinks, apply, receive};
use registry::feeds::{Delivery, RESULTS, Signature, canonical_string, sign};
use registry::fixtures::city::{Batch, Key};
use registry::random::{Random, SystemRandom};
use registry::vault::hex;
use registry::{Actor, Ctx, Fault};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use super::Part;
use crate::failure::Failure;
use crate::routes::api::feeds::HEADERS;

/// Batches that are made ahead.
const AHEAD: usize = 2;
const LARGEST_ANSWER: usize = 1024 * 1024;
/// Where a site that is busy does not say when to come again.
const SHORTEST_WAIT_S: u64 = 1;
const LOOK_AGAIN: Duration = Duration::from_millis(100);

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    pub(super) batches: u64,
    pub(super) rows: u64,
}

/// A request with what signs it.
struct Signed {
    method: Method,
    path: String,
    headers: [String; 4],
    body: String,
}

fn signed(key: &Key, batch: &Batch) -> Signed {
    let (object, body) = (batch.object.code(), batch.body().to_string());
    let headers = headers(key, object, &body);
    Signed { method: Method::POST, path: format!("/api/v1/feeds/{object}"), headers, body }
}

fn question(key: &Key, batch: &str) -> Signed {
    let headers = headers(key, RESULTS, batch);
    Signed { method: Method::GET, path: format!("/api/v1/feeds/batches/{batch}"), headers, body: String::new() }
}

fn headers(key: &Key, object: &str, body: &str) -> [String; 4] {
    let time = SystemClock.now().rfc3339();
    let nonce = hex(&(&SystemRandom as &dyn Random).array::<16>());
    let signature = sign(&key.secret, &canonical_string(key.key, &time, &nonce, object, body.as_bytes()));
    [key.key.to_string(), time, nonce, signature]
}

/// Through the public feed of a running site; waits when it is told to.
pub(super) async fn send(part: &Part, supplier: u32, key: &Key, site: &Uri) -> Result<Sum, Failure> {
    let (mut sum, mut last) = (Sum::default(), None);
    let mut batches = made(part.clone(), supplier);
    while let Some(batch) = batches.recv().await {
        last = Some(deliver(key, &batch, site).await?);
        sum.batches += 1;
        sum.rows += u64::from(batch.rows);
    }
    if let Some(last) = last {
        settled(key, &last, site).await?;
    }
    Ok(sum)
}

/// The id of the batch, once it is stored.
async fn deliver(key: &Key, batch: &Batch, site: &Uri) -> Result<String, Failure> {
    loop {
        let answer = ask(site, signed(key, batch)).await?;
        match answer.status {
            status if status.is_success() => return Ok(answer.said["batch"].as_str().unwrap_or_default().to_owned()),
            StatusCode::TOO_MANY_REQUESTS => tokio::time::sleep(Duration::from_secs(answer.wait_s)).await,
            status => return Err(Failure::sentence(format!("{} was answered with {status}", batch.number))),
        }
    }
}

/// Comes back once a batch, and so every one before it, does not wait any more.
async fn settled(key: &Key, batch: &str, site: &Uri) -> Result<(), Failure> {
    loop {
        let answer = ask(site, question(key, batch)).await?;
        match answer.said["state"].as_str() {
            Some("waiting") => tokio::time::sleep(LOOK_AGAIN).await,
            Some("applied") => return Ok(()),
            state => {
                return Err(Failure::sentence(format!("batch {batch} is {state:?}, answered with {}", answer.status)));
            }
        }
    }
}

/// By the same use cases, without a site between.
pub(super) async fn load(part: &Part, supplier: u32, key: &Key, ctx: &Ctx) -> Result<Sum, Failure> {
    let (mut sum, sinks, system) = (Sum::default(), Sinks::built_in(), ctx.acting_as(Actor::System("demo")));
    let ctx = ctx.acting_as(Actor::Anonymous);
    let mut batches = made(part.clone(), supplier);
    while let Some(batch) = batches.recv().await {
        let Signed { headers: [id, time, nonce, signature], body, .. } = signed(key, &batch);
        let signature = Signature { key: &id, time: &time, nonce: &nonce, signature: &signature };
        let delivery = Delivery { signature, object: batch.object, body: body.as_bytes() };
        let receipt = receive(&ctx, &sinks, &delivery).await?;
        apply(&system, &sinks, receipt.batch).await?;
        sum.batches += 1;
        sum.rows += u64::from(batch.rows);
    }
    Ok(sum)
}

/// The batches of a supplier, made by a thread of their own.
fn made(part: Part, supplier: u32) -> mpsc::Receiver<Batch> {
    let (give, take) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        for object in part.objects {
            // nobody asks any more
            let gone =
                part.city.each_batch(object, supplier, |batch| give.blocking_send(batch).map_err(|_| Fault::Busy));
            if gone.is_err() {
                return;
            }
        }
    });
    take
}

struct Answer {
    status: StatusCode,
    /// before the next try
    wait_s: u64,
    said: Value,
}

async fn ask(site: &Uri, signed: Signed) -> Result<Answer, Failure> {
    let told = |error: &dyn std::fmt::Display| Failure::sentence(format!("{site}: {error}"));
    let host = match (site.scheme_str(), site.host()) {
        (Some("http"), Some(host)) => host,
        _ => return Err(told(&"the address begins with http:// and names a host")),
    };
    let port = site.port_u16().unwrap_or(80);
    let stream = TcpStream::connect((host, port)).await.map_err(|error| told(&error))?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|error| told(&error))?;
    // it ends with its one answer
    tokio::spawn(connection);
    let mut request = Request::builder()
        .method(signed.method)
        .uri(signed.path)
        .header(HOST, format!("{host}:{port}"))
        .header(CONTENT_TYPE, "application/json");
    for (name, value) in HEADERS.into_iter().zip(&signed.headers) {
        request = request.header(name, value);
    }
    let request = request.body(Full::new(Bytes::from(signed.body))).map_err(|error| told(&error))?;
    let answer = sender.send_request(request).await.map_err(|error| told(&error))?;
    let wait_s = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let (status, wait_s) = (answer.status(), wait_s.unwrap_or(SHORTEST_WAIT_S));
    let body = Limited::new(answer.into_body(), LARGEST_ANSWER).collect().await.map_err(|error| told(&error))?;
    Ok(Answer { status, wait_s, said: serde_json::from_slice(&body.to_bytes()).unwrap_or_default() })
}
