//! Do the pages of the bindings do what their forms say, and do the rights of an officer end with the next request?

mod changes;
mod forms;
mod returns;

use axum::http::{Method, StatusCode};
use registry::certificates::get as certificate;
use registry::filings::store::{Which, end, of_enterprise, own};
use registry::fixtures::Part;
use registry::fixtures::filings::{Desk, file};

use crate::api::scene::{Scene, Who};
use crate::enterprises::encoded;
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

    //
    async fn an_enterprise_assigns_an_officer_who_accepts_on_the_page(engine) {
        let scene = Scene::set(engine).await;
        let world = &scene.world;
        let (officer, administrator) = (scene.comes(Part::ProjectOfficer).await, scene.comes(Part::EnterpriseAdministrator).await);
        let first = own(&world.as_(Part::ProjectOfficer)).await.unwrap()[0].binding.id;
        end(&world.as_(Part::EnterpriseAdministrator), first, "调离项目").await.unwrap();
        let path = format!("/enterprises/{}/officers", world.enterprise);
        let page = scene.page(&administrator, Method::GET, &path, "").await;
        assert!(page.text().contains("id=\"assign\""), "{}", page.text());
        let of_office = scene.page(&scene.comes(Part::HumanResources).await, Method::GET, &path, "").await;
        assert_eq!((of_office.status, of_office.text().contains("id=\"assign\"")), (StatusCode::OK, false));

        let form = |name: &str, years: &str| {
            format!(
                "number={}&name={}&level=project&project={}&duty=responsible&employment=full_time&joined=2026-11-20\
                &experience_years={years}&statement={}",
                world.certificate, encoded(name), world.project, encoded("熟悉实名制管理"),
            )
        };
        let name = Part::ProjectOfficer.member().name;
        let unknown = scene.page(&administrator, Method::POST, &path, &form("王明", "6")).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unknown.text().contains("没有证书编号与姓名均一致的上岗证") && unknown.text().contains("熟悉实名制管理"), "what was typed is kept");
        let wrong = scene.page(&administrator, Method::POST, &path, &form(name, "61")).await;
        assert!(wrong.text().contains("应为0至60的整数"), "{}", wrong.text());
        let assigned = scene.page(&administrator, Method::POST, &path, &form(name, "6")).await;
        assert_eq!(assigned.status, StatusCode::SEE_OTHER, "{}", assigned.text());
        let one = assigned.header("location").split('?').next().unwrap().to_owned();
        let waits = scene.page(&administrator, Method::GET, &one, "").await.text().to_owned();
        assert!(waits.contains("待本人接受") && !waits.contains("/confirm\"") && waits.contains("撤回指派"), "{waits}");

        let asked = scene.page(&officer, Method::GET, &one, "").await.text().to_owned();
        assert!(asked.contains("/confirm\"") && asked.contains("熟悉实名制管理") && asked.contains("6年"), "{asked}");
        let accepted = scene.page(&officer, Method::POST, &format!("{one}/confirm"), "").await;
        assert_eq!(accepted.header("location"), format!("{one}?done=assignment_accepted"));
        let home = scene.page(&officer, Method::GET, "/", "").await;
        assert!(home.text().contains(&format!("/projects/{}", world.project)), "the rights are there");
    }

    //
    async fn the_public_page_leads_the_holder_alone_to_the_own_bindings(engine) {
        let scene = Scene::set(engine).await;
        let world = &scene.world;
        let id = certificate(&world.as_(Part::ProjectOfficer), &world.certificate).await.unwrap().path_id;
        let way = format!("/v/{id}/bindings");
        let public = scene.page(&Who::nobody(), Method::GET, &format!("/v/{id}"), "").await;
        assert!(public.text().contains(&format!("href=\"{way}\"")) && public.text().contains("本人办理备案"), "{}", public.text());
        let held = scene.page(&scene.comes(Part::ProjectOfficer).await, Method::GET, &format!("/v/{id}"), "").await;
        assert_eq!(held.header("cache-control"), "public, max-age=30");
        let led = scene.page(&scene.comes(Part::ProjectOfficer).await, Method::GET, &way, "").await;
        assert_eq!((led.status, led.header("location")), (StatusCode::SEE_OTHER, format!("/certificates/{}/bindings", world.certificate).as_str()));
        for part in [Part::EnterpriseAdministrator, Part::Issuer, Part::Bystander] {
            let other = scene.page(&scene.comes(part).await, Method::GET, &way, "").await;
            assert_eq!(other.status, StatusCode::NOT_FOUND, "{part:?}");
        }
    }

    //
    async fn the_page_of_a_first_filing_tells_its_officer_what_is_ahead(engine) {
        let scene = Scene::set(engine).await;
        let (own_ctx, contractor) = (scene.world.as_(Part::ProjectOfficer), scene.world.as_(Part::EnterpriseAdministrator));
        let binding = own(&own_ctx).await.unwrap()[0].binding.id;
        let filed = file(&Desk { officer: &own_ctx, contractor: &contractor }, binding).await.unwrap();
        let path = format!("/filings/{}", filed.filing);
        let read = scene.page(&scene.comes(Part::ProjectOfficer).await, Method::GET, &path, "").await;
        assert!(read.text().contains("将组织培训考核"), "{}", read.text());
        let beside = scene.page(&scene.comes(Part::EnterpriseAdministrator).await, Method::GET, &path, "").await;
        assert_eq!((beside.status, beside.text().contains("将组织培训考核")), (StatusCode::OK, false));
    }
}
