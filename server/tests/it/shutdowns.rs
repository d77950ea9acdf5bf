//! Does one filing for all sites of an enterprise say for each of them what became of it?

use axum::http::{Method, StatusCode};
use registry::fixtures::Part;
use registry::projects::store::{NewProject, NewShutdown, file_shutdown, page, register};
use registry::projects::{Draft, Status};
use registry::{Day, Period};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::api::scene::{Scene, Who};
use crate::on_both;

const STATEMENT: &str = "%E6%98%A5%E8%8A%82%E6%9C%9F%E9%97%B4%E6%94%BE%E5%81%87%E5%81%9C%E5%B7%A5";

async fn posted(scene: &Scene, who: &Who, path: &str, days: (&str, &str)) -> (StatusCode, String) {
    let form = format!("first_day={}&last_day={}&reason=spring_festival&statement={STATEMENT}", days.0, days.1);
    let answer = scene.page(who, Method::POST, path, &form).await;
    (answer.status, answer.text().to_owned())
}

/// Two further sites that build.
async fn sites(scene: &Scene) -> [Uuid; 2] {
    let contractor = scene.world.as_(Part::EnterpriseAdministrator);
    let mut ids = [Uuid::nil(); 2];
    for (id, name) in ids.iter_mut().zip(["崇川示例医院一期", "崇川示例医院二期"]) {
        let new = NewProject {
            draft: Draft { name: name.into(), area: "320613".into(), industry: "housing".into(), ..Draft::default() },
            contractor: scene.world.enterprise,
            status: Status::Building,
            since: Day::parse("2026-11-01").unwrap(),
            codes: Vec::new(),
            batch: None,
        };
        *id = register(&contractor, &new).await.unwrap();
    }
    ids
}

/// Of this site nobody can read any more what was filed before.
async fn breaks(scene: &Scene, site: Uuid) {
    let period = Period::new(Day::parse("2027-03-01").unwrap(), Day::parse("2027-03-05")).unwrap();
    let before = NewShutdown {
        period,
        reason: "weather".into(),
        statement: "寒潮期间停工".into(),
        document: None,
        changes: None,
    };
    file_shutdown(&scene.world.as_(Part::EnterpriseAdministrator), site, &before).await.unwrap();
    let db = scene.house.system().db;
    db.writer().execute_unprepared("UPDATE project_shutdowns SET last_day = 'broken'").await.unwrap();
}

on_both! {
    async fn each_site_has_an_outcome_of_its_own(engine) {
        let scene = Scene::set(engine).await;
        let [broken, sound] = sites(&scene).await;
        breaks(&scene, broken).await;
        let own = scene.comes(Part::EnterpriseAdministrator).await;
        let path = format!("/enterprises/{}/shutdowns", scene.world.enterprise);
        let offered = scene.page(&own, Method::GET, &path, "").await;
        for name in ["崇川示例医院一期", "崇川示例医院二期", "崇川示例花园一期工程"] {
            assert!(offered.text().contains(name), "{name} is missing in {}", offered.text());
        }
        let (status, text) = posted(&scene, &own, &path, ("2027-02-21", "2027-02-01")).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && text.contains("春节期间放假停工"), "{text}");
        let festival = ("2027-02-01", "2027-02-21");
        let (status, text) = posted(&scene, &own, &path, festival).await;
        assert_eq!(status, StatusCode::OK);
        for part in ["共3个项目，已申报2个", "未申报", "故障已记录", "崇川示例医院二期"] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
        let contractor = scene.world.as_(Part::EnterpriseAdministrator);
        for site in [sound, scene.world.project] {
            let filed = page(&contractor, site).await.unwrap().shutdowns;
            assert_eq!((filed.len(), filed[0].reason.as_str()), (1, "spring_festival"));
        }
        // sent again, nothing is filed twice
        let (status, text) = posted(&scene, &own, &path, festival).await;
        assert!(status == StatusCode::OK && text.contains("已申报0个"), "{text}");
        let stranger = scene.comes(Part::OtherEnterpriseAdministrator).await;
        assert_eq!(posted(&scene, &stranger, &path, festival).await.0, StatusCode::NOT_FOUND);
    }
}
