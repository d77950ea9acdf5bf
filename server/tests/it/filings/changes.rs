//! Do the pages after the end of a binding do what their forms say: lists, reminders, handover, who was responsible?

use axum::http::{Method, StatusCode};
use registry::certificates::desk::Desk;
use registry::certificates::{PublicClass, Status, staging};
use registry::filings::store::{end, own};
use registry::fixtures::{PUBLIC_URL, Part, World};
use registry::instant::DAY_MS;
use sea_orm::ConnectionTrait;
use serde_json::Value;

use crate::api::scene::Scene;
use crate::on_both;

/// The number of the certificate that takes the place of the one of the world's officer, and on which the binding rests since.
async fn replaced(world: &World) -> String {
    let class = Some(PublicClass::Corrected);
    staging::enter(&world.ctx, &world.certificate, Status::Superseded, "姓名更正", class).await.unwrap();
    let desk = Desk::new(&world.ctx, PUBLIC_URL).unwrap();
    let person = world.person(Part::ProjectOfficer);
    let next = staging::issue(&world.ctx, &desk, person, world.offices.issuer).await.unwrap();
    let id = |number: &str| format!("(SELECT id FROM certificates WHERE number = '{number}')");
    let (old, new) = (id(&world.certificate), id(&next));
    for sql in [
        format!("UPDATE certificates SET predecessor = {old} WHERE number = '{next}'"),
        format!("UPDATE bindings SET certificate_id = {new} WHERE certificate_id = {old}"),
    ] {
        world.ctx.db.writer().execute_unprepared(&sql).await.unwrap();
    }
    next
}

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

    //
    async fn what_is_told_about_a_past_day_stays_when_the_certificate_is_replaced(engine) {
        let scene = Scene::set(engine).await;
        let (world, clock) = (&scene.world, &scene.house.clock);
        let first = world.ctx.now().day();
        clock.advance_ms(DAY_MS);
        let next = replaced(world).await;
        let office = scene.comes(Part::HumanResources).await;
        let page = format!("/projects/{}/responsible", world.project);
        for (day, number, other) in
            [(first, world.certificate.as_str(), next.as_str()), (first.next(), next.as_str(), world.certificate.as_str())]
        {
            let asked = format!("{page}?day={day}");
            let shown = scene.page(&office, Method::GET, &asked, "").await.text().to_owned();
            assert!(shown.contains(number) && !shown.contains(other), "{day}");
            assert!(!shown.contains("非有效状态"), "{day}");
            let told = scene.get(&office, &asked).await.json();
            assert_eq!(told["responsible"]["certificate_number"], number, "{day}");
            assert_eq!(told["responsible"]["is_certified"], true, "{day}");
        }
    }
}
