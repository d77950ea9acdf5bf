//! Who is let in where? Drawn from the paths of the document, so that a new operation is tested on the day it is made.

use axum::http::{Method, StatusCode};
use registry::fixtures::Part;
use serde_json::json;

use super::generated::{Named, valid_body};
use super::scene::{Scene, Who};
use crate::on_both;

/// What anybody may ask for.
const PUBLIC: [(&str, &str); 9] = [
    ("GET", "/courses"),
    ("GET", "/courses/{slug}"),
    ("GET", "/courses/{slug}/lessons/{lesson}"),
    ("GET", "/exams/{exam}/proof"),
    ("GET", "/verifications/{id}"),
    ("POST", "/accounts"),
    ("POST", "/passwords"),
    ("POST", "/passwords/codes"),
    ("POST", "/sessions"),
];
/// Names that stand for something of one person's.
const PERSONAL: [&str; 5] = ["attempt", "complaint", "number", "round", "session"];

on_both! {
    async fn whoever_is_not_signed_in_gets_only_what_is_public(engine) {
        let scene = Scene::set(engine).await;
        let named = Named::by(&scene).await;
        let mut public = Vec::new();
        for operation in &scene.description.operations {
            let path = operation.at(|name| named.get(name));
            for who in [Who::nobody(), Who::bearer("no token of ours")] {
                let body = operation.body.as_ref().map(|schema| valid_body(schema, &named));
                let answer = scene.ask(&who, operation.method.clone(), &path, body).await;
                let is_refused = answer.status == StatusCode::UNAUTHORIZED;
                assert_eq!(is_refused, !operation.is_public(), "{} {path}: {}", operation.method, answer.text());
            }
            if operation.is_public() {
                public.push((operation.method.as_str(), operation.path.as_str()));
            }
        }
        public.sort_unstable();
        assert_eq!(public, PUBLIC);
    }

    async fn what_is_anothers_is_not_found(engine) {
        let scene = Scene::set(engine).await;
        let named = Named::by(&scene).await;
        let stranger = scene.comes(Part::Bystander).await;
        let employer = scene.comes(Part::EnterpriseAdministrator).await;
        let mut tried = 0;
        for operation in &scene.description.operations {
            if !operation.names().any(|name| PERSONAL.contains(&name)) {
                continue;
            }
            for open in [true, false] {
                let name = |name: &str| if name == "attempt" && !open { named.ended.clone() } else { named.get(name) };
                let path = operation.at(name);
                let body = operation.body.as_ref().map(|schema| valid_body(schema, &named));
                // a ticket is the only key of a room's answers
                let expected =
                    if operation.keys == ["ticket"] { StatusCode::UNAUTHORIZED } else { StatusCode::NOT_FOUND };
                for who in [&stranger, &employer] {
                    let answer = scene.ask(who, operation.method.clone(), &path, body.clone()).await;
                    assert_eq!(answer.status, expected, "{} {path}: {}", operation.method, answer.text());
                    tried += 1;
                }
            }
        }
        assert_eq!(tried, 18 * 2 * 2);
        let room = scene.get(&named.candidate, &format!("/attempts/{}", named.get("attempt"))).await.json();
        assert_eq!(room["state"], "open", "nobody handed it in for the candidate");
    }

    async fn an_address_that_names_nothing_looks_like_one_that_is_anothers(engine) {
        let scene = Scene::set(engine).await;
        let who = scene.comes(Part::Bystander).await;
        let nobody = Who::nobody();
        let unknown = scene.get(&nobody, "/verifications/0000000000000000").await;
        for id in ["%ff", "%00", "x", "00000000000000000", "0000-0000-0000-00", "💥"] {
            let malformed = scene.get(&nobody, &format!("/verifications/{id}")).await;
            assert_eq!((malformed.status, &malformed.body), (StatusCode::NOT_FOUND, &unknown.body), "{id}");
        }
        for path in ["/attempts/x", "/certificates/x", "/certificates/%00", "/attempts/0/result", "/courses/%00"] {
            assert_eq!(scene.get(&who, path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let path = format!("/exams/{}/attempts", scene.course.id);
        let consent = Some(json!({ "consent": true }));
        assert_eq!(scene.ask(&who, Method::POST, &path, consent).await.status, StatusCode::NOT_FOUND);
    }
}
