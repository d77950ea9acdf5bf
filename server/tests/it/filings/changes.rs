//! Do the pages after the end of a binding do what their forms say: lists, reminders, handover, who was responsible?

use axum::http::{Method, StatusCode};
use registry::filings::store::{end, own};
use registry::fixtures::Part;
use serde_json::Value;

use crate::api::scene::Scene;
use crate::on_both;

on_both! {
    //
    async fn an_office_urges_from_the_list_and_the_contractor_receives(engine) {
        let scene = Scene::set(engine).await;
        let world = &scene.world;
        let (office, administrator) = (scene.comes(Part::HumanResources).await, scene.comes(Part::EnterpriseAdministrator).await);
        let list = "/office/filings/without";
        let empty = scene.page(&office, Method::GET, list, "").await;
        assert!(empty.status.is_success() && !empty.text().contains(&world.project.to_string()));
        let binding = own(&world.as_(Part::ProjectOfficer)).await.unwrap()[0].binding.id;
        end(&world.as_(Part::EnterpriseAdministrator), binding, "调离项目").await.unwrap();
        assert!(scene.page(&office, Method::GET, list, "").await.text().contains(&world.project.to_string()), "at once");

        let send = format!("{list}/reminders");
        let words = "words=%E8%AF%B7%E9%85%8D%E5%A4%87";
        let none = scene.page(&office, Method::POST, &send, words).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.text().contains("请配备"), "what was typed is kept");
        let one = format!("{words}&project={}&back=%2Foffice%2Ffilings%2Fwithout%3Fsort%3Dproject", world.project);
        let sent = scene.page(&office, Method::POST, &send, &one).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        assert_eq!(sent.header("location"), format!("{list}?sort=project&done=reminders_sent"));
        let again = scene.page(&office, Method::POST, &send, &one).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "once a day");
        let foreign = one.replace("%2Foffice%2Ffilings%2Fwithout%3Fsort%3Dproject", "%2F%2Fevil.example");
        assert!(!scene.page(&office, Method::POST, &send, &foreign).await.text().contains("evil.example"));

        let inbox = format!("/enterprises/{}/reminders", world.enterprise);
        let shown = scene.page(&administrator, Method::GET, &inbox, "").await.text().to_owned();
        let receipt = shown.split("action=\"").find_map(|rest| {
            rest.split('"').next().filter(|action| action.ends_with("/receipt")).map(str::to_owned)
        });
        let received = scene.page(&administrator, Method::POST, &receipt.unwrap(), "").await;
        assert_eq!(received.status, StatusCode::SEE_OTHER);
        let sheet = scene.page(&office, Method::GET, &format!("{list}.xlsx"), "").await;
        assert_eq!(sheet.status, StatusCode::OK);
    }

    //
    async fn a_list_is_signed_with_the_own_name(engine) {
        let scene = Scene::set(engine).await;
        let world = &scene.world;
        let binding = own(&world.as_(Part::ProjectOfficer)).await.unwrap()[0].binding.id;
        let page = format!("/bindings/{binding}/handover");
        let officer = scene.comes(Part::ProjectOfficer).await;
        let ahead = scene.page(&officer, Method::GET, &page, "").await.text().to_owned();
        assert!(!ahead.contains("name=\"hash\""), "nothing to sign yet");
        end(&world.as_(Part::EnterpriseAdministrator), binding, "调离项目").await.unwrap();
        let shown = scene.page(&officer, Method::GET, &page, "").await.text().to_owned();
        let hash = shown.split("name=\"hash\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let give = format!("{page}/give");
        let wrong = scene.page(&officer, Method::POST, &give, &format!("name=x&note=%E9%92%A5%E5%8C%99&hash={hash}")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("钥匙"), "what was typed is kept");
        let name = "%E9%A1%BE%E6%96%87%E9%9D%99";
        let signed = scene.page(&officer, Method::POST, &give, &format!("name={name}&note=&hash={hash}")).await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text());
    }

    //
    async fn who_was_responsible_is_told_to_people_and_programs(engine) {
        let scene = Scene::set(engine).await;
        let project = scene.world.project;
        let office = scene.comes(Part::HumanResources).await;
        let page = format!("/projects/{project}/responsible");
        let today = scene.page(&office, Method::GET, &page, "").await.text().to_owned();
        assert!(today.contains(Part::ProjectOfficer.member().name));
        let before = scene.page(&office, Method::GET, &format!("{page}?day=2026-11-19"), "").await;
        assert!(before.status.is_success() && before.text().contains("当日没有直接责任人"));
        let tomorrow = scene.page(&office, Method::GET, &format!("{page}?day=2099-01-01"), "").await;
        assert_eq!(tomorrow.status, StatusCode::UNPROCESSABLE_ENTITY);

        let told = scene.get(&office, &page).await.json();
        assert_eq!(told["responsible"]["name"], Part::ProjectOfficer.member().name);
        assert_eq!(told["responsible"]["is_certified"], true);
        let nobody = scene.get(&office, &format!("{page}?day=2026-11-19")).await.json();
        assert_eq!((&nobody["day"], &nobody["responsible"]), (&Value::from("2026-11-19"), &Value::Null));
        for day in ["2099-01-01", "x", ""] {
            let answer = scene.get(&office, &format!("{page}?day={day}")).await;
            let expected = if day.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            assert_eq!(answer.status, expected, "{day}: {}", answer.text());
        }
        for part in [Part::Bystander, Part::OtherHumanResources] {
            let stranger = scene.comes(part).await;
            assert_eq!(scene.get(&stranger, &format!("{page}?day=x")).await.status, StatusCode::NOT_FOUND, "{part:?}");
        }
    }
}
