//! What may anybody fetch, and what not?

use axum::body::Body;
use axum::http::{Request, StatusCode};
use registry::blobs;

use crate::harness::House;
use crate::on_both;

on_both! {
    async fn the_node_is_ready_when_the_schema_is_current(engine) {
        let house = House::on(engine).await;
        assert_eq!(house.get("/healthz").await.text(), "ok");
        let answer = house.get("/readyz").await;
        assert_eq!((answer.status, answer.json()["pendingMigrations"].as_u64()), (StatusCode::OK, Some(0)));
        house.get("/nothing-here").await;
        let figures = house.get("/metrics").await;
        assert!(figures.text().contains("shanggang_answers_total{class=\"4xx\"} 1"), "{}", figures.text());
    }

    async fn only_pictures_of_courses_are_public_files(engine) {
        let house = House::on(engine).await;
        let ctx = house.system();
        let photo = blobs::put(ctx.db.writer(), &ctx, "image/jpeg", b"a face".to_vec()).await.unwrap();
        let course = registry::courses::store::list(&ctx).await.unwrap().remove(0);
        let view = registry::courses::store::view(&ctx, &course.slug).await.unwrap();
        let mut pictures = Vec::new();
        for lesson in view.chapters.iter().flat_map(|chapter| &chapter.lessons) {
            let html = registry::courses::store::view_lesson(&ctx, &course.slug, &lesson.slug).await.unwrap().html;
            pictures.extend(html.split("/files/").skip(1).map(|rest| rest[..64].to_owned()));
        }
        assert!(!pictures.is_empty());
        for hash in pictures {
            let answer = house.get(&format!("/files/{hash}")).await;
            assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "image/svg+xml"));
            assert_eq!(answer.header("content-security-policy"), "sandbox; default-src 'none'; style-src 'unsafe-inline'");
            assert!(answer.header("cache-control").contains("immutable"));
        }
        for hash in [photo.as_str(), &photo.to_uppercase(), &"%25".repeat(64), "0", ""] {
            assert_eq!(house.get(&format!("/files/{hash}")).await.status, StatusCode::NOT_FOUND, "{hash}");
        }
    }
}

#[tokio::test]
async fn the_issuer_publishes_its_keys_and_its_context_to_every_origin() {
    let house = House::new().await;
    let keys = house.get("/.well-known/did.json").await;
    assert_eq!(keys.json()["id"], "did:web:cert.example");
    assert_eq!(certs::keys::parse_records(keys.text()).unwrap().len(), 4);
    let context = house.get("/contexts/cert/v1").await;
    assert_eq!(context.body, certs::credential::CONTEXT_BYTES);
    assert_eq!(context.header("content-type"), "application/ld+json");
    for answer in [keys, context] {
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
    }
}

#[tokio::test]
async fn a_list_that_was_never_published_is_not_there() {
    let house = House::new().await;
    for path in ["/status/0/revocation", "/status/0/suspension", "/status/0/other", "/status/x/revocation"] {
        assert_eq!(house.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(house.get("/status/0/revocation?timestamp=yesterday").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_asset_is_kept_for_ever_under_the_hash_of_its_content_only() {
    let house = House::new().await;
    let kept = house.get("/pkg/test.0011223344556677.js").await;
    assert_eq!((kept.text(), kept.header("cache-control")), ("export {}", "public, max-age=31536000, immutable"));
    for path in ["/pkg/test.js", "/pkg/test.0000000000000000.js", "/pkg/unsent.0000000000000000.js"] {
        assert_eq!(house.get(path).await.header("cache-control"), "no-cache", "{path}");
    }
    let sheet = house.get(&house.state.site.asset("shanggang.css").unwrap()).await;
    assert_eq!((sheet.text(), sheet.header("content-type")), (app::style::SHEET, "text/css; charset=utf-8"));
    assert!(sheet.header("cache-control").contains("immutable"));
    for path in ["/pkg/../test.db", "/pkg/%2e%2e/test.db", "/pkg//etc/passwd"] {
        assert_ne!(house.get(path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn a_compressed_copy_goes_to_those_who_take_it() {
    let house = House::new().await;
    std::fs::write(house.folder.path().join("pkg/test.js.br"), b"compressed").unwrap();
    for path in ["/pkg/test.js", "/pkg/test.0011223344556677.js"] {
        let request = Request::get(path).header("accept-encoding", "br").body(Body::empty()).unwrap();
        let answer = house.send(request).await;
        assert_eq!((answer.body.as_slice(), answer.header("content-encoding")), (&b"compressed"[..], "br"), "{path}");
    }
}

#[tokio::test]
async fn the_rules_say_of_each_pack_for_which_area_it_is() {
    let house = House::new().await;
    let page = house.get("/rules").await;
    for heading in ["市区持证上岗管理办法（崇川区，第1版", "全市劳资专管员队伍建设和管理规定（南通市，第1版"]
    {
        assert!(page.text().contains(heading), "{heading} is missing in {}", page.text());
    }
}
