//! Does the demonstration's clock move when it is told to, and nobody else's?

use app::state::Cookies;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use registry::Instant;
use registry::instant::{DAY_MS, MINUTE_MS};

use crate::harness::{Engine, House};

fn moved(hands: &serde_json::Value) -> Request<Body> {
    let body = Body::from(hands.to_string());
    Request::post("/fixtures/clock").header("content-type", "application/json").body(body).unwrap()
}

fn a_day() -> Request<Body> {
    moved(&serde_json::json!({ "advance_ms": DAY_MS }))
}

#[tokio::test]
async fn a_day_passes_in_one_request() {
    let (clock, routes) = server::clock::demo(None);
    let house = House::with(Engine::Sqlite, Cookies::Local, routes).await;
    let before = clock.now();
    let told = house.send(a_day()).await.json()["now"].as_str().unwrap().to_owned();
    assert!(clock.now().since(before) >= DAY_MS);
    assert!(Instant::parse_rfc3339(&told).unwrap().since(before) >= DAY_MS);
}

#[tokio::test]
async fn a_jump_of_the_systems_clock_lets_no_time_pass() {
    let (clock, routes) = server::clock::demo(None);
    let house = House::with(Engine::Sqlite, Cookies::Local, routes).await;
    for jump_ms in [DAY_MS, -3 * DAY_MS] {
        let before = clock.now();
        house.send(moved(&serde_json::json!({ "jump_ms": jump_ms }))).await;
        assert!((0..MINUTE_MS).contains(&clock.now().since(before)));
        assert!(clock.step_ms().is_some_and(|ahead_ms| ahead_ms.signum() == jump_ms.signum()));
    }
}

#[tokio::test]
async fn the_next_start_on_the_same_data_finds_the_hands_where_they_were_left() {
    let folder = tempfile::tempdir().unwrap();
    let (clock, routes) = server::clock::demo(Some(folder.path()));
    let house = House::with(Engine::Sqlite, Cookies::Local, routes).await;
    house.send(a_day()).await;
    house.send(moved(&serde_json::json!({ "jump_ms": -MINUTE_MS }))).await;
    let (again, _) = server::clock::demo(Some(folder.path()));
    assert!((0..MINUTE_MS).contains(&again.wall().since(clock.wall())));
    let run = |clock: &dyn registry::clock::Clock| clock.uptime().map(|uptime| uptime.ms);
    assert!(run(again.as_ref()) >= run(clock.as_ref()), "what was let pass is part of it");
}

#[tokio::test]
async fn without_the_demonstration_there_is_no_such_address() {
    let house = House::with(Engine::Sqlite, Cookies::Local, Router::new()).await;
    assert_eq!(house.send(a_day()).await.status, StatusCode::NOT_FOUND);
}
