//! Does the demonstration's clock move when it is told to, and nobody else's?

use app::state::Cookies;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use registry::Instant;
use registry::instant::DAY_MS;

use crate::harness::{Engine, House};

fn a_day() -> Request<Body> {
    let body = serde_json::json!({ "advance_ms": DAY_MS }).to_string();
    Request::post("/fixtures/clock").header("content-type", "application/json").body(Body::from(body)).unwrap()
}

#[tokio::test]
async fn a_day_passes_in_one_request() {
    let (clock, routes) = server::clock::demo();
    let house = House::with(Engine::Sqlite, Cookies::Local, routes).await;
    let before = clock.now();
    let told = house.send(a_day()).await.json()["now"].as_str().unwrap().to_owned();
    assert!(clock.now().since(before) >= DAY_MS);
    assert!(Instant::parse_rfc3339(&told).unwrap().since(before) >= DAY_MS);
}

#[tokio::test]
async fn without_the_demonstration_there_is_no_such_address() {
    let house = House::with(Engine::Sqlite, Cookies::Local, Router::new()).await;
    assert_eq!(house.send(a_day()).await.status, StatusCode::NOT_FOUND);
}
