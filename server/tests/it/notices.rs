//! Is an inbox read over HTTP by whom it belongs to, and does every page say how much lies in it?

use axum::http::{Method, StatusCode};
use registry::fixtures::{CAST, Part};
use registry::notices::{Kind, To, store};

use crate::api::scene::{Scene, Who};
use crate::harness::Engine;
use crate::on_both;

/// Everybody has read what came with the world.
async fn quiet(engine: Engine) -> Scene {
    let scene = Scene::set(engine).await;
    for member in &CAST {
        store::mark_all_read(&scene.world.as_(member.part), scene.house.system().now()).await.unwrap();
    }
    // what comes is newer than what was
    scene.house.clock.advance_ms(1);
    scene
}

async fn tell(scene: &Scene, to: To) {
    let ctx = scene.house.system();
    let facts = [("project", "示例项目".to_owned()), ("day", "2026-11-19".to_owned())];
    store::send(&ctx, ctx.db.writer(), to, Kind::DailyReportMissing, scene.world.project, &facts).await.unwrap();
}

/// The address of the form that opens the first notice.
fn first(page: &str) -> String {
    let action = page.split("action=\"/notices/").filter(|rest| !rest.starts_with("read")).nth(1);
    format!("/notices/{}", action.unwrap().split('"').next().unwrap())
}

async fn inbox(scene: &Scene, who: &Who) -> String {
    scene.page(who, Method::GET, "/notices", "").await.text().to_owned()
}

on_both! {
    async fn a_notice_is_counted_in_the_frame_opens_its_page_and_is_read(engine) {
        let scene = quiet(engine).await;
        tell(&scene, To::Person(scene.world.person(Part::ProjectOfficer))).await;
        let officer = scene.comes(Part::ProjectOfficer).await;
        assert!(scene.page(&officer, Method::GET, "/account", "").await.text().contains("通知（1）"));
        let page = inbox(&scene, &officer).await;
        assert!(page.contains("缺少考勤日报") && page.contains("2026年11月19日") && page.contains("示例项目"));
        let opened = scene.page(&officer, Method::POST, &first(&page), "").await;
        let leads = format!("/projects/{}/attendance/days/2026-11-19", scene.world.project);
        assert_eq!((opened.status, opened.header("location")), (StatusCode::SEE_OTHER, leads.as_str()));
        assert_eq!(scene.page(&officer, Method::GET, &leads, "").await.status, StatusCode::OK);
        assert!(!scene.page(&officer, Method::GET, "/account", "").await.text().contains("通知（"));
        let stranger = scene.comes(Part::Bystander).await;
        assert_eq!(scene.page(&stranger, Method::POST, &first(&page), "").await.status, StatusCode::NOT_FOUND);
    }

    async fn all_are_marked_that_lay_there(engine) {
        let scene = quiet(engine).await;
        let to = To::Office(scene.world.offices.human_resources);
        tell(&scene, to).await;
        tell(&scene, to).await;
        let clerk = scene.comes(Part::HumanResources).await;
        let page = inbox(&scene, &clerk).await;
        let until = page.split("name=\"until\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        scene.house.clock.advance_ms(1);
        tell(&scene, to).await;
        let marked = scene.page(&clerk, Method::POST, "/notices/read", &format!("until={until}")).await;
        assert_eq!(marked.header("location"), "/notices?done=notices_read");
        let left = scene.page(&clerk, Method::GET, "/notices?which=unread", "").await;
        assert_eq!(left.text().matches("缺少考勤日报").count(), 1);
        let said = format!("{}（", Part::HumanResources.member().name);
        assert!(inbox(&scene, &clerk).await.contains(&said), "who read it stands there");
    }

    async fn the_number_costs_one_statement_and_none_where_nobody_looks(engine) {
        let scene = Scene::set(engine).await;
        let officer = scene.comes(Part::ProjectOfficer).await;
        let counted = async |method: Method, path: &str| {
            scene.house.take_statements();
            scene.page(&officer, method, path, "").await;
            let statements = scene.house.take_statements();
            statements.iter().filter(|sql| sql.contains("notices") && sql.contains("COUNT(")).count()
        };
        assert_eq!(counted(Method::GET, "/account").await, 1);
        assert_eq!(counted(Method::POST, "/sign-out").await, 0);
    }

    async fn the_sheet_of_duties_is_printed_for_the_administrator_alone(engine) {
        let scene = Scene::set(engine).await;
        let path = format!("/enterprises/{}/duties.pdf", scene.world.enterprise);
        let administrator = scene.comes(Part::EnterpriseAdministrator).await;
        let printed = scene.page(&administrator, Method::GET, &path, "").await;
        assert_eq!((printed.status, printed.header("content-type")), (StatusCode::OK, "application/pdf"));
        for stranger in [Part::ProjectOfficer, Part::OtherEnterpriseAdministrator, Part::HumanResources] {
            let who = scene.comes(stranger).await;
            let asked = scene.page(&who, Method::GET, &path, "").await;
            assert!(matches!(asked.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{stranger:?}: {}", asked.status);
        }
    }
}
