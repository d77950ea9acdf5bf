//! Do suppliers deliver over HTTP, and is everything else answered plainly while the rest of the data stands?

mod bad_input;
mod documented;
mod national;
mod pages;

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request};
use registry::feeds::store::apply_waiting;
use registry::feeds::{canonical_string, sign};
use registry::fixtures::Part;
use registry::fixtures::feeds::{Delivering, PROJECT_CODE, deliver};
use serde_json::{Value, json};
use server::jobs::Schedule;
use uuid::Uuid;

use crate::api::scene::Scene;
use crate::harness::{Answer, Engine};
use crate::on_both;

/// Belongs to nobody.
const NUMBER: &str = "32069019900101001X";

/// The scene with its supplier.
struct Feed {
    scene: Scene,
    by: Delivering,
    sent: AtomicU32,
}

/// The headers of a request that is signed.
#[derive(Clone, Debug)]
struct Signed {
    key: String,
    time: String,
    nonce: String,
    signature: String,
}

impl Signed {
    fn pairs(&self) -> [(&'static str, String); 4] {
        let Self { key, time, nonce, signature } = self.clone();
        [("x-feed-key", key), ("x-feed-time", time), ("x-feed-nonce", nonce), ("x-feed-signature", signature)]
    }
}

impl Feed {
    async fn set(engine: Engine) -> Self {
        let scene = Scene::set(engine).await;
        let by = deliver(&scene.world).await.unwrap();
        Self { scene, by, sent: AtomicU32::new(0) }
    }

    fn signed(&self, subject: &str, body: &[u8]) -> Signed {
        let time = self.scene.house.system().now().rfc3339();
        let nonce = format!("nonce-of-the-tests-{:06}", self.sent.fetch_add(1, SeqCst));
        let canonical = canonical_string(self.by.key, &time, &nonce, subject, body);
        Signed { signature: sign(&self.by.secret, &canonical), key: self.by.key.to_string(), time, nonce }
    }

    async fn send(&self, batch: &Value) -> Answer {
        self.send_as("WorkerAttendance", batch.to_string().into_bytes()).await
    }

    async fn send_as(&self, object: &str, body: Vec<u8>) -> Answer {
        let signed = self.signed(object, &body);
        self.post(object, &signed, &[("content-type", "application/json")], Body::from(body)).await
    }

    async fn post(&self, object: &str, signed: &Signed, more: &[(&'static str, &str)], body: Body) -> Answer {
        let path = format!("/feeds/{object}");
        let mut request = Request::post(format!("/api/v1{path}")).header("accept-language", "zh-CN");
        for (name, value) in signed.pairs() {
            request = request.header(name, value);
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        let answer = self.scene.house.send(request.body(body).unwrap()).await;
        self.scene.description.check(&Method::POST, &path, &answer);
        answer
    }

    async fn ask(&self, batch: &str) -> Answer {
        let path = format!("/feeds/batches/{batch}");
        let mut request = Request::get(format!("/api/v1{path}"));
        for (name, value) in self.signed("batches", batch.as_bytes()).pairs() {
            request = request.header(name, value);
        }
        let answer = self.scene.house.send(request.body(Body::empty()).unwrap()).await;
        self.scene.description.check(&Method::GET, &path, &answer);
        answer
    }

    /// The result, once the job has had its turn.
    async fn applied(&self, receipt: &Answer) -> Value {
        let house = &self.scene.house;
        apply_waiting(&house.system(), &house.state.sinks, 100).await.unwrap();
        self.ask(receipt.json()["batch"].as_str().unwrap()).await.json()
    }
}

/// A passage of yesterday morning.
fn passage(minute: u32) -> Value {
    json!({ "idCardType": "01", "idCardNumber": NUMBER, "date": format!("2026-11-19 08:{minute:02}:00"), "direction": "01" })
}

fn batch(number: &str, project: &str, rows: &[Value]) -> Value {
    json!({ "batchId": number, "items": [{ "projectCode": project, "teamSysNo": 7, "dataList": rows }] })
}

fn code_of(answer: &Answer) -> String {
    answer.json()["type"].as_str().unwrap().trim_start_matches("/problems/").to_owned()
}

on_both! {
    async fn a_batch_is_stored_first_and_its_result_told_afterwards(engine) {
        let feed = Feed::set(engine).await;
        let mut wrong = passage(2);
        wrong["idCardNumber"] = "1".into();
        let sent = batch("b-1", PROJECT_CODE, &[passage(1), wrong, passage(3)]);
        let receipt = feed.send(&sent).await;
        assert_eq!(receipt.status, 202, "{}", receipt.text());
        let told = receipt.json();
        assert_eq!((&told["state"], &told["row_count"], &told["refused_count"]), (&json!("waiting"), &json!(3), &json!(1)));
        let again = feed.send(&sent).await;
        assert_eq!((again.status.as_u16(), &again.json()["is_repeat"]), (200, &json!(true)));
        let result = feed.applied(&receipt).await;
        assert_eq!((&result["state"], &result["added_count"], &result["refused_count"]), (&json!("applied"), &json!(2), &json!(1)));
        let error = &result["errors"][0];
        let told = (error["row"].as_u64(), error["path"].as_str(), error["field"].as_str(), error["code"].as_str());
        assert_eq!(told, (Some(2), Some("items[0].dataList[1]"), Some("idCardNumber"), Some("people.id_number_shape")));
        assert!(!error["detail"].as_str().unwrap().contains('['), "{error}");
        // what a batch repeats of another changes nothing
        let receipt = feed.send(&batch("b-2", PROJECT_CODE, &[passage(3), passage(4)])).await;
        let result = feed.applied(&receipt).await;
        assert_eq!((&result["added_count"], &result["unchanged_count"]), (&json!(1), &json!(1)));
    }

    async fn the_job_is_woken_by_what_arrives_and_takes_up_what_a_fallen_node_left(engine) {
        let feed = Feed::set(engine).await;
        let left = feed.send(&batch("b-1", PROJECT_CODE, &[passage(1)])).await;
        let state = &feed.scene.house.state;
        // the clock stands: after the first turn nothing but the bell wakes it
        let schedule = Schedule::start(state, "node");
        until_applied(&feed, &left).await;
        let next = feed.send(&batch("b-2", PROJECT_CODE, &[passage(2)])).await;
        until_applied(&feed, &next).await;
        schedule.stop().await;
    }

    async fn a_key_reaches_its_own_projects_and_hears_of_its_own_batches(engine) {
        let feed = Feed::set(engine).await;
        let rows = |project: &str| json!({ "projectCode": project, "teamSysNo": 7, "dataList": [passage(5)] });
        let sent = json!({ "batchId": "b-1", "items": [rows("P-2"), rows(PROJECT_CODE)] });
        let receipt = feed.send(&sent).await;
        let result = feed.applied(&receipt).await;
        assert_eq!((&result["added_count"], &result["refused_count"]), (&json!(1), &json!(1)));
        assert_eq!(result["errors"][0]["code"], "feeds.project_foreign");
        assert_eq!(feed.send_as("Corp", batch("b-1", PROJECT_CODE, &[]).to_string().into()).await.status, 403);
        assert_eq!(feed.send_as("Nothing", b"{}".to_vec()).await.status, 404);
        for unknown in [Uuid::from_u128(7).to_string(), "x".to_owned()] {
            assert_eq!(feed.ask(&unknown).await.status, 404, "{unknown}");
        }
        // the pages of a batch are for those who answer for it
        let path = format!("/feeds/batches/{}", receipt.json()["batch"].as_str().unwrap());
        for (part, status) in [
            (Part::EnterpriseAdministrator, 200),
            (Part::HumanResources, 200),
            (Part::City, 200),
            (Part::OtherHumanResources, 404),
            (Part::OtherEnterpriseAdministrator, 404),
            (Part::Bystander, 403),
        ] {
            let who = feed.scene.comes(part).await;
            assert_eq!(feed.scene.page(&who, Method::GET, &path, "").await.status, status, "{part:?}");
        }
    }
}

async fn until_applied(feed: &Feed, receipt: &Answer) {
    let batch = receipt.json()["batch"].as_str().unwrap().to_owned();
    for _ in 0..200 {
        if feed.ask(&batch).await.json()["state"] == "applied" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{batch} waits on");
}
