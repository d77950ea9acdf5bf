//! How many bytes does a candidate's phone load? What the bundles weigh is held where they are built.

use axum::body::Body;
use axum::http::Request;
use registry::fixtures::Part;

use crate::api::scene::Scene;
use crate::on_both;

/// What the bundles leave of 180 KB (`xtask/src/web/emit.rs`).
const ROOM_PAGE: usize = 15_000;

on_both! {
    async fn the_exam_room_is_light(engine) {
        let scene = Scene::set(engine).await;
        let who = scene.comes(Part::CandidateReady).await;
        let sitting = scene.sits(&who, scene.easy_exam).await;
        let request = Request::get(format!("/attempts/{}", sitting.attempt))
            .header("cookie", format!("__Host-session={}", who.token.as_deref().unwrap_or_default()))
            .header("accept-encoding", "br");
        let page = scene.house.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!((page.status.as_u16(), page.header("content-encoding")), (200, "br"));
        assert!(page.body.len() <= ROOM_PAGE, "{} bytes", page.body.len());
        assert!(page.body.len() > 2_000, "is it the room? {} bytes", page.body.len());
    }

    async fn an_acknowledgement_is_not_compressed_and_keeps_the_headers_of_the_house(engine) {
        let scene = Scene::set(engine).await;
        let who = scene.comes(Part::CandidateReady).await;
        let sitting = scene.sits(&who, scene.easy_exam).await;
        let ask = |sequence: i64| {
            let body = format!(r#"{{"choice":"A","marked":false,"sequence":{sequence}}}"#);
            Request::put(format!("/api/v1/attempts/{}/answers/1", sitting.attempt))
                .header("x-attempt-ticket", &sitting.ticket)
                .header("content-type", "application/json")
                .header("accept-encoding", "br, gzip")
                .body(Body::from(body))
                .unwrap()
        };
        let saved = scene.house.send(ask(1)).await;
        assert_eq!((saved.status.as_u16(), saved.header("content-encoding")), (200, ""));
        assert_eq!((saved.header("x-content-type-options"), saved.header("cache-control")), ("nosniff", "no-store"));
        assert!(!saved.header("x-request-id").is_empty());
        let refused = scene.house.send(ask(0)).await;
        assert_eq!((refused.status.as_u16(), refused.header("content-type")), (422, "application/problem+json"));
    }
}
