//! Does a candidate come from the sign-up to a certificate that verifies, by the API alone?

use axum::http::{Method, StatusCode};
use registry::fixtures::{Part, extra};
use registry::instant::MINUTE_MS;
use registry::people::Document;
use registry::people::store::confirm_identity;
use serde_json::{Value, json};

use super::scene::{REQUIRED_MINUTES, Scene, Who};
use crate::on_both;

const PASSWORD: &str = "correct horse 电池";

on_both! {
    async fn a_candidate_goes_from_sign_up_to_a_certificate_that_verifies(engine) {
        let scene = Scene::set(engine).await;
        let me = signs_up(&scene).await;
        let start = format!("/exams/{}/attempts", scene.exam);
        let consent = json!({ "consent": true });
        let refused = scene.ask(&me, Method::POST, &start, Some(consent.clone())).await;
        assert_eq!(refused.json()["type"], "/problems/exams.hours_missing");
        reads_the_course(&scene, &me).await;
        confirms(&scene, &me).await;

        let exams = scene.get(&me, "/exams").await.json();
        assert_eq!(exams["exams"].as_array().unwrap().len(), 2);
        let refused = scene.ask(&me, Method::POST, &start, Some(json!({ "consent": false }))).await;
        assert_eq!(refused.json()["errors"][0]["field"], "consent");
        let first = scene.ask(&me, Method::POST, &start, Some(consent.clone())).await;
        let again = scene.ask(&me, Method::POST, &start, Some(consent)).await;
        assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::OK));
        assert_eq!(first.json()["attempt"], again.json()["attempt"]);

        let sitting = scene.sits(&me, scene.exam).await;
        let none = scene.get(&me, &format!("/attempts/{}/result", sitting.attempt)).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND, "an attempt that runs has no result");
        scene.answers_rightly(&sitting).await;
        let room = scene.get(&me, &format!("/attempts/{}", sitting.attempt)).await.json();
        for (item, kept) in room["items"].as_array().unwrap().iter().zip(room["answers"].as_array().unwrap()) {
            assert_eq!((&item["slot"], kept["choice"].as_str()), (&kept["slot"], Some(scene.key_of(item).as_str())));
        }

        let ended = scene.hands_in(&me, &sitting.attempt).await.json();
        assert_eq!(ended["outcome"], "passed");
        let result = scene.get(&me, &format!("/attempts/{}/result", sitting.attempt)).await.json();
        assert_eq!((&result["score"], &result["certificate"]), (&json!(10_000), &ended["certificate"]));
        let room = scene.get(&me, &format!("/attempts/{}", sitting.attempt)).await.json();
        assert_eq!(room["state"], "finished");
        verifies(&scene, &me, ended["certificate"].as_str().unwrap()).await;

        assert_eq!(scene.ask(&me, Method::DELETE, "/sessions/current", None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(scene.get(&me, "/me").await.status, StatusCode::UNAUTHORIZED);
    }

    async fn a_pass_without_a_confirmed_identity_is_held(engine) {
        let scene = Scene::set(engine).await;
        let me = scene.comes(Part::CandidateHeld).await;
        let sitting = scene.sits(&me, scene.easy_exam).await;
        scene.answers_rightly(&sitting).await;
        let ended = scene.hands_in(&Who::ticket(&sitting.ticket), &sitting.attempt).await.json();
        assert_eq!((&ended["outcome"], &ended["certificate"]), (&json!("passed"), &Value::Null));
        let result = scene.get(&me, &format!("/attempts/{}/result", sitting.attempt)).await.json();
        assert_eq!(result["is_held"], true);
    }

    async fn refusals_are_told_in_the_language_that_the_program_asks_for(engine) {
        let scene = Scene::set(engine).await;
        let wrong = json!({ "sign_in": Part::Bystander.member().phone(), "password": "not this one" });
        for (language, title) in [(None, "未能办理"), (Some("en"), "Not done"), (Some("zh-CN,en;q=0.8"), "未能办理")] {
            let who = Who { language, ..Who::nobody() };
            let answer = scene.ask(&who, Method::POST, "/sessions", Some(wrong.clone())).await;
            assert_eq!(answer.json()["type"], "/problems/accounts.sign_in_wrong");
            assert_eq!(answer.json()["title"], title);
        }
    }
}

async fn signs_up(scene: &Scene) -> Who {
    let new = extra(1, "王小明", PASSWORD);
    let account = json!({
        "name": new.name, "id_number": new.id_number, "phone": new.phone, "password": new.password,
        "privacy_notice": new.privacy_notice,
    });
    let nobody = Who::nobody();
    let made = scene.ask(&nobody, Method::POST, "/accounts", Some(account.clone())).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let twice = scene.ask(&nobody, Method::POST, "/accounts", Some(account)).await;
    assert_eq!(twice.json()["type"], "/problems/accounts.already_registered");
    let sign_in = json!({ "sign_in": new.phone, "password": PASSWORD });
    let session = scene.ask(&nobody, Method::POST, "/sessions", Some(sign_in)).await.json();
    assert_eq!(session["account"], made.json()["account"]);
    let me = Who::bearer(session["token"].as_str().unwrap());
    let person = scene.get(&me, "/me").await.json();
    assert_eq!((person["name"].as_str(), &person["identity"]), (Some("王小明"), &Value::Null));
    assert!(person["id_number_masked"].as_str().unwrap().contains('*'));
    me
}

async fn reads_the_course(scene: &Scene, me: &Who) {
    let courses = scene.get(me, "/courses").await.json();
    let (id, slug) = (courses["courses"][0]["id"].as_str().unwrap(), courses["courses"][0]["slug"].as_str().unwrap());
    let content = scene.get(me, &format!("/courses/{slug}")).await.json();
    let lesson = content["resume"]["slug"].as_str().unwrap();
    let lesson = scene.get(me, &format!("/courses/{slug}/lessons/{lesson}")).await.json();
    assert!(lesson["html"].as_str().unwrap().contains("<p>"));
    let beat = json!({ "lesson": lesson["id"], "reader": "app-1", "activity": "active", "place": 500 });
    let path = format!("/courses/{id}/progress");
    for minute in 0..=REQUIRED_MINUTES {
        let progress = scene.ask(me, Method::POST, &path, Some(beat.clone())).await.json();
        assert_eq!(progress["course_credited_ms"], minute * MINUTE_MS);
        scene.house.clock.advance_ms(MINUTE_MS);
    }
    let nowhere = format!("/courses/{}/progress", scene.exam);
    assert_eq!(scene.ask(me, Method::POST, &nowhere, Some(beat)).await.status, StatusCode::NOT_FOUND);
}

async fn confirms(scene: &Scene, me: &Who) {
    let person = scene.get(me, "/me").await.json()["person"].as_str().unwrap().parse().unwrap();
    confirm_identity(&scene.world.as_(Part::HumanResources), person, Document::IdentityCard).await.unwrap();
    assert_eq!(scene.get(me, "/me").await.json()["identity"]["document"], "identity_card");
}

async fn verifies(scene: &Scene, me: &Who, number: &str) {
    let own = scene.get(me, "/me").await.json();
    assert_eq!(own["certificates"][0]["number"], number);
    let certificate = scene.get(me, &format!("/certificates/{number}")).await.json();
    assert_eq!(certificate["holder_name"], "王小明");
    let keys = certs::keys::parse_records(scene.house.get("/.well-known/did.json").await.text()).unwrap();
    let now = certs::times::Moment::from_unix_millis(scene.house.system().now().0).unwrap();
    let report = certs::verification::check_credential(&certificate["credential"].to_string(), &keys, now);
    assert!(report.credential.is_some(), "{:?}", report.checks);
    for office in [Part::Issuer, Part::HumanResources, Part::City] {
        let office = scene.comes(office).await;
        assert_eq!(scene.get(&office, &format!("/certificates/{number}")).await.status, StatusCode::OK);
    }
    let path = certificate["path_id"].as_str().unwrap();
    let check = scene.get(&Who::nobody(), &format!("/verifications/{path}")).await.json();
    assert_eq!((&check["is_good"], &check["number"]), (&json!(true), &json!(number)));
    assert_eq!(check["checks"].as_array().unwrap().len(), 5);
    assert!(!check.to_string().contains("王小明"), "the public learns no full name");
}
