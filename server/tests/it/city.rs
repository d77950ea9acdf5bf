//! Does a generated city come in through the public feed, and do the pages show it to those whose it is, and to nobody else?

use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Method, Request, StatusCode};
use registry::feeds::store::apply_waiting;
use registry::feeds::{FeedObject, RESULTS, canonical_string, sign};
use registry::fixtures::Part;
use registry::fixtures::city::faults::Outcome;
use registry::fixtures::city::{Batch, City, Key, OBJECTS, Ready, found};

use crate::api::scene::{Scene, Who};
use crate::harness::Engine;
use crate::on_both;

const SITE: &str = "虚构花园1号工程";
const CONTRACTOR: &str = "南通虚构第1建筑有限公司";
const SUPPLIER: &str = "虚构数据服务1公司";

struct Town {
    scene: Scene,
    city: City,
    ready: Ready,
}

impl Town {
    async fn set(engine: Engine) -> Self {
        let scene = Scene::set(engine).await;
        let ctx = scene.house.system();
        let today = ctx.now().day();
        let city = City { projects: 2, workers: 24, months: 1, seed: 6_963, today, days: (1, 31), one_wrong_in: 8 };
        let ready = found(&ctx, &city).await.unwrap();
        Self { scene, city, ready }
    }

    fn batches(&self, supplier: u32) -> Vec<Batch> {
        let mut batches = Vec::new();
        for object in OBJECTS {
            let all = self.city.each_batch(object, supplier, |batch| {
                batches.push(batch);
                Ok::<_, ()>(())
            });
            all.unwrap();
        }
        batches
    }

    fn signed(&self, request: Builder, key: &Key, nonce: &str, (subject, body): (&str, &str)) -> Builder {
        let time = self.scene.house.system().now().rfc3339();
        let signature = sign(&key.secret, &canonical_string(key.key, &time, nonce, subject, body.as_bytes()));
        request
            .header("x-feed-key", key.key.to_string())
            .header("x-feed-time", time)
            .header("x-feed-nonce", nonce)
            .header("x-feed-signature", signature)
    }

    /// Sends, lets the job have its turn, and asks what became of it; the id of the batch.
    async fn deliver(&self, key: &Key, batch: &Batch) -> String {
        let house = &self.scene.house;
        let (object, body, nonce) = (batch.object.code(), batch.body().to_string(), format!("nonce-{}", batch.number));
        let post = Request::post(format!("/api/v1/feeds/{object}")).header("content-type", "application/json");
        let post = self.signed(post, key, &nonce, (object, &body)).body(Body::from(body)).unwrap();
        let receipt = house.send(post).await;
        assert_eq!(receipt.status, StatusCode::ACCEPTED, "{}: {}", batch.number, receipt.text());
        assert_eq!(apply_waiting(&house.system(), &house.state.sinks, 10).await.unwrap(), 1, "{}", batch.number);
        let id = receipt.json()["batch"].as_str().unwrap().to_owned();
        let ask = Request::get(format!("/api/v1/feeds/batches/{id}"));
        let ask = self.signed(ask, key, &nonce, (RESULTS, &id)).body(Body::empty()).unwrap();
        let told = house.send(ask).await.json();
        let planted = |outcome| batch.planted.iter().filter(|fault| fault.expected.outcome == outcome).count() as u64;
        let counts = (told["unchanged_count"].as_u64(), told["refused_count"].as_u64());
        assert_eq!(counts, (Some(planted(Outcome::Unchanged)), Some(planted(Outcome::Refused))), "{told}");
        assert_eq!(told["state"], "applied", "{told}");
        id
    }

    async fn shows(&self, who: &Who, path: &str, word: &str) {
        let answer = self.scene.page(who, Method::GET, path, "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.text().contains(word), "{word} is missing on {path}: {}", answer.text());
    }

    async fn hides(&self, who: &Who, path: &str) {
        let answer = self.scene.page(who, Method::GET, path, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// The first worker that a batch of them names.
fn first_worker(batches: &[Batch]) -> String {
    let batch = batches.iter().find(|batch| batch.object == FeedObject::ProjectWorker).unwrap();
    batch.items[0]["workerList"][0]["workerName"].as_str().unwrap().to_owned()
}

on_both! {
    async fn a_city_comes_in_by_the_feed_and_its_people_see_it(engine) {
        let town = Town::set(engine).await;
        let (site, next) = (town.ready.projects[0], town.ready.projects[1]);
        let worker = first_worker(&town.batches(0));
        let mut last = String::new();
        for (supplier, key) in (0..).zip(&town.ready.keys) {
            for batch in town.batches(supplier) {
                let id = town.deliver(key, &batch).await;
                // of the first site's supplier
                if supplier == 0 {
                    last = id;
                }
            }
        }
        let officer = town.scene.comes(Part::ProjectOfficer).await;
        let administrator = town.scene.comes(Part::EnterpriseAdministrator).await;
        let county = town.scene.comes(Part::HumanResources).await;
        for who in [&officer, &administrator, &county] {
            for (below, word) in [
                ("", SITE),
                ("/parties", CONTRACTOR),
                ("/teams", "钢筋班"),
                ("/workers", worker.as_str()),
                ("/attendance?month=2026-10", worker.as_str()),
                ("/payments/people?month=2026-10", worker.as_str()),
                ("/feeds", SUPPLIER),
            ] {
                town.shows(who, &format!("/projects/{site}{below}"), word).await;
            }
        }
        let enterprise = format!("/enterprises/{}", town.ready.contractors[0]);
        let batch = format!("/feeds/batches/{last}");
        for who in [&administrator, &county] {
            town.shows(who, &enterprise, CONTRACTOR).await;
            town.shows(who, &batch, SUPPLIER).await;
            town.shows(who, &format!("/projects/{next}"), "虚构花园2号工程").await;
        }
        town.shows(&administrator, "/projects", SITE).await;
        for (path, word) in [
            ("/office/projects", SITE),
            ("/office/enterprises", CONTRACTOR),
            ("/office/workers", worker.as_str()),
            ("/office/feeds", SUPPLIER),
        ] {
            town.shows(&county, path, word).await;
        }
        town.hides(&officer, &format!("/projects/{next}")).await;
        let far = town.scene.comes(Part::OtherHumanResources).await;
        for below in ["", "/workers", "/attendance", "/payments"] {
            town.hides(&far, &format!("/projects/{site}{below}")).await;
        }
    }
}
