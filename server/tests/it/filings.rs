//! Do the pages of the bindings do what their forms say, and do the rights of an officer end with the next request?

mod changes;
mod forms;

use axum::http::{Method, StatusCode};
use registry::filings::store::{Which, of_enterprise, own};
use registry::fixtures::Part;

use crate::api::scene::Scene;
use crate::on_both;

on_both! {
    //
    async fn a_page_opened_before_the_end_of_a_binding_cannot_write_after_it(engine) {
        let scene = Scene::set(engine).await;
        let world = &scene.world;
        let (officer, administrator) = (scene.comes(Part::ProjectOfficer).await, scene.comes(Part::EnterpriseAdministrator).await);
        let binding = own(&world.as_(Part::ProjectOfficer)).await.unwrap()[0].binding.id;
        let home = scene.page(&officer, Method::GET, "/", "").await;
        assert!(home.text().contains("id=\"sites\"") && home.text().contains(&format!("/projects/{}", world.project)));
        let end = format!("/bindings/{binding}/end");

        let mistyped = scene.page(&administrator, Method::POST, &end, "reason=%E8%B0%83%E7%A6%BB&confirmation=x").await;
        assert_eq!(mistyped.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(mistyped.text().contains("调离"), "what was typed is kept");
        let form = "reason=%E8%B0%83%E7%A6%BB&confirmation=%E8%A7%A3%E9%99%A4";
        let ended = scene.page(&administrator, Method::POST, &end, form).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER);
        assert_eq!(ended.header("location"), format!("/bindings/{binding}?done=binding_ended"));

        let home = scene.page(&officer, Method::GET, "/", "").await;
        assert!(!home.text().contains("id=\"sites\""));
        let late = scene.page(&officer, Method::POST, &end, form).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "it has ended");
        let page = scene.page(&officer, Method::GET, &format!("/bindings/{binding}"), "").await;
        assert_eq!(page.status, StatusCode::OK, "the record stays");
    }

    async fn a_wish_is_sent_from_the_certificate_and_keeps_what_was_typed(engine) {
        let scene = Scene::set(engine).await;
        let world = &scene.world;
        let officer = scene.comes(Part::ProjectOfficer).await;
        let path = format!("/certificates/{}/bindings", world.certificate);
        let first = scene.page(&officer, Method::GET, &path, "").await;
        assert!(!first.text().contains("name=\"level\""), "first the enterprise");
        let chosen = scene.page(&officer, Method::GET, &format!("{path}?credit_code=91320613MA00TE5T2Q"), "").await;
        assert!(chosen.text().contains("name=\"level\""));
        let form = "credit_code=91320613MA00TE5T2Q&level=enterprise&employment=part_time&joined=2026-11-20";
        let refused = scene.page(&officer, Method::POST, &path, form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = refused.text();
        assert!(text.contains("企业劳资员应当专职") && text.contains("value=\"enterprise\" checked"), "{text}");
        let queue = of_enterprise(&world.as_(Part::EnterpriseAdministrator), world.enterprise, Which::Waiting, 0).await;
        assert_eq!(queue.unwrap().rows.len(), 0);
    }
}
