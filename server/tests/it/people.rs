//! Does an office's page of a person do what it offers, and offer what may be done?

use axum::http::{Method, StatusCode};
use registry::fixtures::Part;

use crate::api::scene::Scene;
use crate::enterprises::encoded;
use crate::on_both;

const WHY: &str = "证件与本人不符";

on_both! {
    async fn an_office_takes_a_confirmation_back_on_the_page_of_the_person_and_an_employer_cannot(engine) {
        let scene = Scene::set(engine).await;
        let page = format!("/office/people/{}", scene.world.person(Part::CandidateReady));
        let act = format!("{page}/identity/withdrawal");
        let (office, employer) = (scene.comes(Part::HumanResources).await, scene.comes(Part::EnterpriseAdministrator).await);
        assert!(scene.page(&office, Method::GET, &page, "").await.text().contains(&act));
        assert!(!scene.page(&employer, Method::GET, &page, "").await.text().contains(&act), "it is not offered");
        let reason = format!("reason={}", encoded(WHY));
        assert_eq!(scene.page(&employer, Method::POST, &act, &reason).await.status, StatusCode::FORBIDDEN);
        let mistaken = scene.page(&office, Method::POST, &act, "reason=x").await;
        assert_eq!(mistaken.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(mistaken.text().contains("请用4至200个字说明撤回核验的理由"), "{}", mistaken.text());
        let done = scene.page(&office, Method::POST, &act, &reason).await;
        assert_eq!(done.header("location"), format!("{page}?done=identity_withdrawn"));
        let shown = scene.page(&office, Method::GET, &page, "").await.text().to_owned();
        assert!(shown.contains(WHY) && !shown.contains(&act), "{shown}");
        let candidate = scene.comes(Part::CandidateReady).await;
        let own = scene.page(&candidate, Method::GET, "/account/data", "").await.text().to_owned();
        assert!(own.contains(WHY), "the person reads why");
    }
}
