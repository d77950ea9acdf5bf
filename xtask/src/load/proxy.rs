//! What may a network do to requests? A proxy that delays, repeats, reorders and drops them, and writes down what of the
//! saves arrived, and how it was answered.

use std::collections::BTreeMap;
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
    done: Mutex<BTreeMap<String, Done>>,
}

/// What became of the saves of one attempt on the road.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    pub dropped: usize,
    pub unheard: usize,
    pub repeated: usize,
    pub delayed: usize,
    all: usize,
}

impl std::ops::AddAssign for Done {
    fn add_assign(&mut self, other: Self) {
        self.dropped += other.dropped;
        self.unheard += other.unheard;
        self.repeated += other.repeated;
        self.delayed += other.delayed;
        self.all += other.all;
    }
}

/// So long that several answers that were sent later arrive before it.
const HELD: Duration = Duration::from_millis(250);

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
        let road = Road {
            server,
            dice: Mutex::new(Dice::seeded(seed, 0xDADA)),
            passed: Mutex::default(),
            done: Mutex::default(),
        };
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

    /// What was done so far to the saves of each attempt; the list begins anew.
    pub fn take_done(&self) -> BTreeMap<String, Done> {
        std::mem::take(&mut *self.road.done.lock().unwrap_or_else(PoisonError::into_inner))
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
    let (fate, late) = road.roll(attempt_and_slot(question.path()).map(|(attempt, _)| attempt));
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
    /// Every attempt meets everything once, in its first saves; then chance decides.
    fn roll(&self, attempt: Option<&str>) -> (Fate, Duration) {
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(attempt) = attempt else { return dice_of_the_road(&mut dice) };
        let mut all = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        let done = all.entry(attempt.to_owned()).or_default();
        let (fate, late) = match done.all {
            0 => (Fate::IsDropped, Duration::ZERO),
            1 => (Fate::Passes, HELD),
            2 => (Fate::IsRepeated(HELD), Duration::ZERO),
            3 => (Fate::IsUnheard, Duration::ZERO),
            _ => dice_of_the_road(&mut dice),
        };
        done.all += 1;
        done.delayed += usize::from(!late.is_zero());
        match fate {
            Fate::IsDropped => done.dropped += 1,
            Fate::IsUnheard => done.unheard += 1,
            Fate::IsRepeated(_) => done.repeated += 1,
            Fate::Passes => {}
        }
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

fn dice_of_the_road(dice: &mut Dice) -> (Fate, Duration) {
    let late = if dice.one_in(2) { Duration::from_millis(dice.below(150)) } else { Duration::ZERO };
    let fate = match dice.below(12) {
        0 | 1 => Fate::IsDropped,
        2 | 3 => Fate::IsUnheard,
        4 | 5 => Fate::IsRepeated(Duration::from_millis(dice.below(400))),
        _ => Fate::Passes,
    };
    (fate, late)
}

/// `/api/v1/attempts/{attempt}/answers/{slot}`; anything else is no save.
fn attempt_and_slot(path: &str) -> Option<(&str, u64)> {
    let mut path = path.strip_prefix("/api/v1/attempts/")?.split('/');
    let (attempt, noun, slot) = (path.next()?, path.next()?, path.next()?);
    (noun == "answers").then_some((attempt, slot.parse().ok()?))
}

fn noted(question: &Question, sent_at: Instant, status: u16) -> Option<Passed> {
    let (attempt, slot) = attempt_and_slot(question.path())?;
    let body: Value = serde_json::from_slice(question.body()).ok()?;
    Some(Passed {
        attempt: attempt.to_owned(),
        slot,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attempt_meets_everything() {
        let road = Road {
            server: SocketAddr::from((Ipv4Addr::LOCALHOST, 1)),
            dice: Mutex::new(Dice::seeded(1, 1)),
            passed: Mutex::default(),
            done: Mutex::default(),
        };
        for attempt in ["a", "b"] {
            for _ in 0..4 {
                road.roll(Some(attempt));
            }
        }
        road.roll(None);
        let done = road.done.lock().unwrap();
        let once = Done { dropped: 1, unheard: 1, repeated: 1, delayed: 1, all: 4 };
        assert_eq!((done.len(), done["a"], done["b"]), (2, once, once));
        assert_eq!(attempt_and_slot("/api/v1/attempts/x/answers/7"), Some(("x", 7)));
        assert_eq!(attempt_and_slot("/api/v1/attempts/x/submission/7"), None);
    }
}
