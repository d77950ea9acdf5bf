//! What may a network do to requests? A proxy that delays, repeats, reorders and drops them, and writes down what of the
//! saves arrived, and how it was answered.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use super::dice::Dice;
use super::http::{Client, Lost, Question};
use crate::failure::Failure;

/// One save that reached the program.
#[derive(Clone, Debug)]
pub struct Passed {
    pub attempt: String,
    pub slot: u64,
    pub sequence: u64,
    pub choice: String,
    pub sent_at: Instant,
    pub answered_at: Instant,
    pub status: u16,
}

/// The road between candidates and program.
#[derive(Clone)]
pub struct Proxy {
    pub address: SocketAddr,
    road: Arc<Road>,
}

struct Road {
    server: SocketAddr,
    dice: Mutex<Dice>,
    passed: Mutex<Vec<Passed>>,
}

/// What becomes of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Passes,
    /// It never arrives.
    IsDropped,
    /// It arrives, and its answer does not.
    IsUnheard,
    /// It arrives again, so much later.
    IsRepeated(Duration),
}

impl Proxy {
    /// On a port of its own; until the runtime ends.
    pub async fn open(server: SocketAddr, seed: u64) -> Result<Self, Failure> {
        let failed = |source| Failure::Start { command: "the proxy".to_owned(), source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let road = Road { server, dice: Mutex::new(Dice::seeded(seed, 0xDADA)), passed: Mutex::default() };
        let proxy = Self { address, road: Arc::new(road) };
        let road = proxy.road.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(road.clone(), stream));
            }
        });
        Ok(proxy)
    }

    /// What has passed so far; the list begins anew.
    pub fn take_passed(&self) -> Vec<Passed> {
        std::mem::take(&mut *self.road.passed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn serve(road: Arc<Road>, stream: TcpStream) {
    let service = service_fn(move |request| pass(road.clone(), request));
    // a lost request ends its connection, as a lost network does
    drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
}

async fn pass(road: Arc<Road>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Gone> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Gone)?.to_bytes();
    let question = Question::passed_on(&parts, body);
    let (fate, late) = road.roll();
    sleep(late).await;
    match fate {
        Fate::IsDropped => return Err(Gone),
        Fate::IsRepeated(after) => {
            let (road, question) = (road.clone(), question.clone());
            tokio::spawn(async move {
                sleep(after).await;
                drop(road.forward(&question).await);
            });
        }
        Fate::Passes | Fate::IsUnheard => {}
    }
    let answer = road.forward(&question).await;
    if fate == Fate::IsUnheard { Err(Gone) } else { answer.map_err(|_| Gone) }
}

impl Road {
    fn roll(&self) -> (Fate, Duration) {
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        let late = if dice.one_in(2) { Duration::from_millis(dice.below(150)) } else { Duration::ZERO };
        let fate = match dice.below(12) {
            0 | 1 => Fate::IsDropped,
            2 | 3 => Fate::IsUnheard,
            4 | 5 => Fate::IsRepeated(Duration::from_millis(dice.below(400))),
            _ => Fate::Passes,
        };
        (fate, late)
    }

    async fn forward(&self, question: &Question) -> Result<Response<Full<Bytes>>, Lost> {
        let sent_at = Instant::now();
        // a connection for each, or one request would wait for another
        let answer = Client::new(self.server, 0).ask(question).await?;
        if let Some(passed) = noted(question, sent_at, answer.status) {
            self.passed.lock().unwrap_or_else(PoisonError::into_inner).push(passed);
        }
        let mut response = Response::new(Full::new(answer.body));
        *response.status_mut() = hyper::StatusCode::from_u16(answer.status).map_err(|_| Lost)?;
        *response.headers_mut() = answer.headers;
        response.headers_mut().remove(hyper::header::TRANSFER_ENCODING);
        Ok(response)
    }
}

/// `/api/v1/attempts/{attempt}/answers/{slot}`; anything else is no save.
fn noted(question: &Question, sent_at: Instant, status: u16) -> Option<Passed> {
    let mut path = question.path().strip_prefix("/api/v1/attempts/")?.split('/');
    let (attempt, noun, slot) = (path.next()?, path.next()?, path.next()?);
    let body: Value = serde_json::from_slice(question.body()).ok()?;
    (noun == "answers").then_some(())?;
    Some(Passed {
        attempt: attempt.to_owned(),
        slot: slot.parse().ok()?,
        sequence: body["sequence"].as_u64()?,
        choice: body["choice"].as_str()?.to_owned(),
        sent_at,
        answered_at: Instant::now(),
        status,
    })
}

/// The connection is cut.
#[derive(Debug, thiserror::Error)]
#[error("cut")]
struct Gone;
