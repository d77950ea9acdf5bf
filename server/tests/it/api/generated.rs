//! Does every operation stand whatever a program sends? Requests are drawn from the document: first right ones, then each
//! field and each name broken in every way that we know of. No answer is a fault of ours, and what breaks the schema is
//! refused.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Method;
use registry::accounts::PRIVACY_NOTICE;
use registry::courses;
use registry::fixtures::{Part, extra};
use serde_json::{Map, Value, json};

use super::description::Operation;
use super::scene::{Scene, Who};
use crate::on_both;

/// What names in paths and fields of bodies stand for in a scene.
pub struct Named {
    values: BTreeMap<&'static str, String>,
    pub holder: Who,
    /// Sits the attempt that is open.
    pub candidate: Who,
    /// An attempt that has ended, of the holder of the certificate.
    pub ended: String,
}

impl Named {
    pub async fn by(scene: &Scene) -> Self {
        let holder = scene.comes(Part::CandidateReady).await;
        let ended = scene.sits(&holder, scene.easy_exam).await;
        scene.answers_rightly(&ended).await;
        let number = scene.hands_in(&holder, &ended.attempt).await.json()["certificate"].as_str().unwrap().to_owned();
        let certificate = scene.get(&holder, &format!("/certificates/{number}")).await.json();
        let doubt = json!({ "question": null, "words": "计分与答卷不一致" });
        let path = format!("/attempts/{}/complaints", ended.attempt);
        let filed = scene.ask(&holder, Method::POST, &path, Some(doubt)).await.json();
        let candidate = scene.comes(Part::CandidateNew).await;
        let sessions = scene.get(&candidate, "/sessions").await.json();
        let open = scene.sits(&candidate, scene.easy_exam).await;
        let wish = json!({ "point": null, "kind": null, "only": "all", "order": "in_turn", "count": 5 });
        let round = scene.ask(&candidate, Method::POST, "/practice/rounds", Some(wish)).await.json();
        let course = courses::store::view(&scene.house.system(), &scene.course.slug).await.unwrap();
        let new = extra(7, "李雷", "a long password 电池");
        let values = BTreeMap::from([
            ("attempt", open.attempt),
            ("complaint", filed["complaint"].as_str().unwrap().to_owned()),
            ("session", sessions["sessions"][0]["session"].as_str().unwrap().to_owned()),
            ("slot", "1".into()),
            ("round", round["round"].as_str().unwrap().to_owned()),
            ("question", "p-11-001".into()),
            ("part", "0".into()),
            ("object", "WorkerAttendance".into()),
            ("batch", "01990000-0000-7000-8000-000000000000".into()),
            ("exam", scene.easy_exam.to_string()),
            ("course", scene.course.id.to_string()),
            ("slug", scene.course.slug.clone()),
            ("lesson", course.chapters[0].lessons[0].slug.clone()),
            ("body.chapter", course.chapters[0].lessons[0].id.to_string()),
            ("body.lesson", course.chapters[0].lessons[0].id.to_string()),
            ("number", number),
            ("project", scene.world.project.to_string()),
            ("id", certificate["path_id"].as_str().unwrap().to_owned()),
            ("body.id_number", new.id_number),
            ("body.phone", new.phone.clone()),
            ("body.sign_in", new.phone),
            ("body.password", new.password),
            ("body.privacy_notice", PRIVACY_NOTICE.into()),
        ]);
        Self { values, holder, candidate: candidate.with_ticket(&open.ticket), ended: ended.attempt }
    }

    pub fn get(&self, name: &str) -> String {
        self.values.get(name).unwrap_or_else(|| panic!("say what {name} stands for")).clone()
    }
}

/// A body that keeps its schema: by the scene, by the example, or by the first of the words that may stand there.
pub fn valid_body(schema: &Value, named: &Named) -> Value {
    let properties = schema["properties"].as_object().unwrap().iter();
    let valid = |(name, property): (&String, &Value)| {
        let own = named.values.get(format!("body.{name}").as_str()).map(|value| json!(value));
        let value = own
            .or_else(|| property.get("example").cloned())
            .or_else(|| property["examples"].get(0).cloned())
            .or_else(|| property["enum"].get(0).cloned());
        (name.clone(), value.unwrap_or_else(|| panic!("no example for {name}")))
    };
    Value::Object(properties.map(valid).collect())
}

/// What may come in the place of a value.
fn odd_values() -> Vec<Value> {
    let nested = (0..50).fold(json!(1), |inner, _| json!([inner]));
    vec![
        Value::Null,
        true.into(),
        0.into(),
        (-1).into(),
        i64::MAX.into(),
        i64::MIN.into(),
        u64::MAX.into(),
        json!(1.5),
        json!(1e300),
        "".into(),
        "1".into(),
        "\0".into(),
        "a\0b\r\n\u{7f}\u{202e}".into(),
        "💥%s{}'\"--;<b>".into(),
        "字".repeat(2_000).into(),
        json!([]),
        json!({}),
        nested,
    ]
}

/// Each field taken away, each replaced, and one too many.
fn broken_bodies(valid: &Value) -> Vec<Value> {
    let fields: &Map<String, Value> = valid.as_object().unwrap();
    let mut bodies = vec![json!([valid]), Value::Null, json!("{}"), json!({})];
    for name in fields.keys() {
        let mut without = fields.clone();
        without.remove(name);
        bodies.push(Value::Object(without));
        for odd in odd_values() {
            let mut changed = fields.clone();
            changed.insert(name.clone(), odd);
            bodies.push(Value::Object(changed));
        }
    }
    bodies.push(with_one_more(valid));
    bodies
}

fn with_one_more(valid: &Value) -> Value {
    let mut more = valid.clone();
    more["is_admin"] = true.into();
    more
}

/// No JSON at all, or not said to be.
fn broken_texts(valid: &Value) -> Vec<(Option<&'static str>, Vec<u8>)> {
    let text = valid.to_string().into_bytes();
    let json = Some("application/json");
    let mut twice = text.clone();
    twice.extend_from_slice(&text);
    vec![
        (None, text.clone()),
        (Some("text/plain"), text.clone()),
        (Some("application/x-www-form-urlencoded"), b"a=b".to_vec()),
        (Some("nonsense"), text.clone()),
        (json, Vec::new()),
        (json, text[..text.len() - 1].to_vec()),
        (json, twice),
        (json, b"\xff\xfe{}".to_vec()),
        (json, vec![b'['; 10_000]),
        (json, br#"{"sequence":1e999,"place":123456789012345678901234567890}"#.to_vec()),
        (json, [b"{\"a\":\"", vec![b'x'; 20_000].as_slice(), b"\"}"].concat()),
    ]
}

const ODD_NAMES: [&str; 14] = [
    "0",
    "-1",
    "99999999999999999999",
    "x",
    "%00",
    "%ff",
    "%2e%2e",
    "%F0%9F%92%A5",
    "%27%20OR%201=1",
    "null",
    "00000000-0000-0000-0000-000000000000",
    "01990000-0000-7000-8000-000000000000",
    "A%0d%0aB",
    "%25",
];

on_both! {
    async fn no_request_makes_a_fault_of_ours_and_what_breaks_the_schema_is_refused(engine) {
        let scene = Scene::set(engine).await;
        let named = Named::by(&scene).await;
        let mut count = 0;
        // what ends a session or an attempt comes last
        let mut operations: Vec<&Operation> = scene.description.operations.iter().collect();
        operations.sort_by_key(|operation| ends(operation));
        for operation in operations {
            let here = operation.at(|name| named.get(name));
            // a sign-in would end the session that it is sent with
            let who = if operation.is_public() { Who::nobody() } else { named.candidate.clone() };
            for broken in names_broken(operation, &named) {
                let body = operation.body.as_ref().map(|schema| valid_body(schema, &named));
                let answer = scene.ask(&who, operation.method.clone(), &broken, body).await;
                assert!(!answer.status.is_server_error(), "{}", answer.text());
                count += 1;
            }
            if let Some(schema) = &operation.body {
                count += send_bodies(&scene, operation, &here, &valid_body(schema, &named), &who).await;
            }
            let body = operation.body.as_ref().map(|schema| valid_body(schema, &named));
            let right = scene.ask(&who, operation.method.clone(), &here, body).await;
            assert!(!right.status.is_server_error() && right.status != 400, "{here}: {}", right.text());
        }
        assert!(count > 400, "{count} requests only");
    }
}

fn ends(operation: &Operation) -> bool {
    ["/submission", "/current", "/{session}"].iter().any(|end| operation.path.ends_with(end))
}

/// Each name in the path replaced by each odd one.
fn names_broken(operation: &Operation, named: &Named) -> Vec<String> {
    let broken =
        |name: &str, odd: &str| operation.at(|other| if other == name { odd.to_owned() } else { named.get(other) });
    operation.names().flat_map(|name| ODD_NAMES.map(|odd| broken(name, odd))).collect()
}

async fn send_bodies(scene: &Scene, operation: &Operation, path: &str, valid: &Value, who: &Who) -> usize {
    assert!(operation.accepts(valid), "{path}: {valid}");
    assert!(!operation.accepts(&with_one_more(valid)), "{path} takes fields that it does not know");
    let (bodies, texts) = (broken_bodies(valid), broken_texts(valid));
    let count = bodies.len() + texts.len();
    for body in bodies {
        let keeps = operation.accepts(&body);
        let answer = scene.ask(who, operation.method.clone(), path, Some(body.clone())).await;
        let told = format!("{path} {body}: {}", answer.text());
        assert!(!answer.status.is_server_error(), "{told}");
        assert!(keeps || answer.status.is_client_error(), "{told}");
    }
    for (kind, text) in texts {
        let answer = scene.send(who, operation.method.clone(), path, kind, Body::from(text)).await;
        assert!(answer.status.is_client_error(), "{path} {kind:?}: {}", answer.text());
    }
    count
}
