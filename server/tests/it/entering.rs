//! How does one come in over HTTP: in two steps, and how often may it fail, whichever node is asked?

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use registry::accounts::messenger::{DemoOutbox, demo_outbox};
use registry::accounts::totp;
use registry::exams::saving::Saver;
use registry::fixtures::{PASSWORD, Part, TOTP_SECRET, World, world};
use registry::instant::SECOND_MS;
use registry::offices::store::{Grantee, grant};
use registry::permissions::Role;
use serde_json::{Value, json};
use server::limits::Limits;
use server::metrics::Metrics;
use server::proxies::Proxies;
use server::router::{Front, router};
use tower::ServiceExt;

use crate::harness::{Answer, House, read};
use crate::on_both;

const FORM: &str = "application/x-www-form-urlencoded";

async fn post(house: &House, path: &str, form: &str, cookie: &str) -> Answer {
    let request = Request::post(path).header("content-type", FORM).header("sec-fetch-site", "same-origin");
    house.send(request.header("cookie", cookie).body(Body::from(form.to_owned())).unwrap()).await
}

async fn get(house: &House, path: &str, cookie: &str) -> Answer {
    house.send(Request::get(path).header("cookie", cookie).body(Body::empty()).unwrap()).await
}

/// The cookie of this name as the browser would send it back.
fn set_cookie(answer: &Answer, name: &str) -> String {
    let cookies = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let found = cookies.filter_map(|cookie| cookie.split(';').next()).find(|pair| pair.starts_with(name));
    found.unwrap_or_else(|| panic!("no {name} in {:?}", answer.headers)).to_owned()
}

fn sign_in_form(part: Part) -> String {
    format!("sign_in={}&password={PASSWORD}&next=/office", part.member().phone())
}

fn code_now(world: &World) -> String {
    totp::code(TOTP_SECRET, totp::step_at(world.ctx.now()))
}

/// A further node: a router and counters of its own on the same database.
fn another_node(house: &House) -> Router {
    let state = house.state.with(|shared| shared.saver = Saver::start(&shared.ctx.db));
    let limits = Limits::new(Proxies::default());
    router(Front { state, pkg: None, limits, metrics: Metrics::default(), demo: Router::new() })
}

async fn sign_in_at(node: &Router, from: &str, body: Value) -> Answer {
    let peer: SocketAddr = format!("{from}:1").parse().unwrap();
    let request = Request::post("/api/v1/sessions").header("content-type", "application/json");
    let request = request.extension(ConnectInfo(peer)).body(Body::from(body.to_string())).unwrap();
    read(node.clone().oneshot(request).await.unwrap()).await
}

on_both! {
    async fn staff_come_in_by_password_and_code(engine) {
        let house = House::on(engine).await;
        let world = world(&house.system()).await.unwrap();
        let first = post(&house, "/sign-in", &sign_in_form(Part::HumanResources), "").await;
        assert_eq!((first.status, first.header("location")), (StatusCode::SEE_OTHER, "/sign-in/code?next=/office"));
        let half = set_cookie(&first, "__Host-sign-in=");
        assert_eq!(get(&house, "/office", &half).await.header("location"), "/sign-in?next=/office");
        assert!(get(&house, "/sign-in/code?next=/office", &half).await.text().contains("one-time-code"));
        let wrong = post(&house, "/sign-in/code", "code=000000&next=/office", &half).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let right = post(&house, "/sign-in/code", &format!("code={}&next=/office", code_now(&world)), &half).await;
        assert_eq!(right.header("location"), "/office");
        let session = set_cookie(&right, "__Host-session=");
        assert_eq!(get(&house, "/office", &session).await.status, StatusCode::OK);
        // nothing but the second step ever had the half token, and it is used up
        let again = post(&house, "/sign-in/code", &format!("code={}", code_now(&world)), &half).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(get(&house, "/sign-in/code", "").await.header("location"), "/sign-in");
    }

    async fn whose_role_rests_is_led_to_the_second_factor_and_to_nothing_of_the_office(engine) {
        let house = House::on(engine).await;
        let world = world(&house.system()).await.unwrap();
        let grantee = Grantee::Person(world.person(Part::Bystander));
        grant(&world.as_(Part::OfficeAdministrator), &grantee, Role::HumanResources, world.offices.human_resources).await.unwrap();
        let first = post(&house, "/sign-in", &sign_in_form(Part::Bystander), "").await;
        assert_eq!(first.header("location"), "/account/second-factor");
        let session = set_cookie(&first, "__Host-session=");
        for path in ["/office", "/office/people", "/office/study", "/office/exams", "/office/enterprises", "/office/offices"] {
            assert_eq!(get(&house, path, &session).await.header("location"), "/account/second-factor", "{path}");
        }
        assert_eq!(get(&house, "/account", &session).await.status, StatusCode::OK);
        post(&house, "/account/second-factor/begin", "", &session).await;
        let page = get(&house, "/account/second-factor", &session).await;
        assert!(page.text().contains("class=\"scan\"") && page.header("cache-control") == "no-store");
        let key = page.text().split("class=\"code key\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let confirm = format!("code={}", totp::code(&unkeyed(&key), totp::step_at(world.ctx.now())));
        let codes = post(&house, "/account/second-factor/confirm", &confirm, &session).await;
        assert_eq!(codes.text().matches("<li><code>").count(), 10);
        assert_eq!(get(&house, "/office", &session).await.status, StatusCode::OK);
    }

    async fn programs_learn_that_a_code_is_due(engine) {
        let house = House::on(engine).await;
        let world = world(&house.system()).await.unwrap();
        let node = another_node(&house);
        let mut body = json!({ "sign_in": Part::Issuer.member().phone(), "password": PASSWORD });
        let needed = sign_in_at(&node, "203.0.113.9", body.clone()).await;
        assert_eq!((needed.status, &needed.json()["type"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("/problems/accounts.code_needed")));
        body["code"] = "000000".into();
        assert_eq!(sign_in_at(&node, "203.0.113.9", body.clone()).await.json()["type"], "/problems/accounts.code_wrong");
        body["code"] = code_now(&world).into();
        assert_eq!(sign_in_at(&node, "203.0.113.9", body.clone()).await.status, StatusCode::CREATED);
        assert_eq!(sign_in_at(&node, "203.0.113.9", body).await.json()["type"], "/problems/accounts.code_wrong");
        house.clock.advance_ms(30 * SECOND_MS);
    }

    async fn a_code_from_a_clerk_sets_a_new_password_and_nothing_tells_who_has_an_account(engine) {
        let house = House::on(engine).await;
        let world = world(&house.system()).await.unwrap();
        assert!(get(&house, "/reset", "").await.text().contains("暂未开通短信"));
        let clerk = format!("__Host-session={}", world.enter(Part::EnterpriseAdministrator).await.unwrap().token);
        let number = Part::CandidateNew.member().id_number();
        let form = format!("sign_in={number}&what=password&document=identity_card&reason=%E6%9C%AC%E4%BA%BA%E5%88%B0%E5%9C%BA");
        let slip = post(&house, "/recovery", &form, &clerk).await;
        let code = slip.text().split("class=\"code slip\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "+");
        assert_eq!(get(&house, "/recovery", "").await.status, StatusCode::SEE_OTHER);
        let stranger = format!("__Host-session={}", world.enter(Part::Bystander).await.unwrap().token);
        assert_eq!(post(&house, "/recovery", &form, &stranger).await.status, StatusCode::FORBIDDEN);

        let texts = async |name: &str| post(&house, "/reset/code", &format!("sign_in={name}&code=00000000&new_password=another-2027"), "").await.text().replace(name, "");
        assert_eq!(texts(&number).await.len(), texts("13900000000").await.len());
        let reset = post(&house, "/reset/code", &format!("sign_in={number}&code={code}&new_password=another-2027"), "").await;
        assert_eq!(reset.header("location"), "/sign-in?done=password_reset");
        let entered = post(&house, "/sign-in", &format!("sign_in={number}&password=another-2027"), "").await;
        assert_eq!(entered.header("location"), "/");
    }

    async fn programs_reset_a_password_where_messages_are_sent(engine) {
        let house = House::on(engine).await;
        let world = world(&house.system()).await.unwrap();
        let silent = another_node(&house);
        let ask = async |node: &Router, path: &str, body: Value| {
            let request = Request::post(format!("/api/v1{path}")).header("content-type", "application/json");
            read(node.clone().oneshot(request.body(Body::from(body.to_string())).unwrap()).await.unwrap()).await
        };
        let phone = Part::Bystander.member().phone();
        let asked = ask(&silent, "/passwords/codes", json!({ "sign_in": phone })).await;
        assert_eq!(asked.json()["type"], "/problems/accounts.reset_no_channel");
        let state = house.state.with(|shared| shared.messenger = Some(Arc::new(DemoOutbox)));
        let front = Front { state, pkg: None, limits: Limits::new(Proxies::default()), metrics: Metrics::default(), demo: Router::new() };
        let node = router(front);
        for name in [phone.as_str(), "13900000000"] {
            let asked = ask(&node, "/passwords/codes", json!({ "sign_in": name })).await;
            assert_eq!((asked.status, asked.body.len()), (StatusCode::ACCEPTED, 0));
        }
        let sent = demo_outbox(&world.ctx).await.unwrap();
        assert_eq!(sent.len(), 1);
        let code: String = sent[0].text.chars().skip_while(|c| !c.is_ascii_digit()).take(8).collect();
        let body = json!({ "sign_in": phone, "code": code, "password": "another-2027" });
        assert_eq!(ask(&node, "/passwords", body.clone()).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ask(&node, "/passwords", body).await.json()["type"], "/problems/accounts.reset_code_wrong");
        // what the demonstration shows is no page of the real site
        assert_eq!(get(&house, "/demo/messages", "").await.status, StatusCode::NOT_FOUND);
    }

    async fn my_data_are_seen_kept_and_asked_about(engine) {
        let house = House::on(engine).await;
        let world = world(&house.system()).await.unwrap();
        let me = format!("__Host-session={}", world.enter(Part::CandidateNew).await.unwrap().token);
        let member = Part::CandidateNew.member();
        let page = get(&house, "/account/data", &me).await;
        assert!(page.text().contains(&member.id_number()) && page.text().contains("示例建设有限公司"));
        let file = post(&house, "/account/data/export", "", &me).await;
        assert_eq!(file.json()["profile"]["phone"], member.phone());
        assert_eq!((file.header("content-disposition"), file.header("cache-control")), ("attachment; filename=\"my-data.json\"", "private, no-store"));
        let asked = post(&house, "/account/requests/name", "name=%E9%98%BF%E4%BE%9D%E5%8F%A4%E4%B8%BD&reason=%E8%AF%81%E4%BB%B6%E5%B7%B2%E6%9B%B4%E6%94%B9&what=name", &me).await;
        assert_eq!(asked.header("location"), "/account/requests?done=request_made");
        let clerk = format!("__Host-session={}", world.enter(Part::HumanResources).await.unwrap().token);
        let queue = get(&house, "/office/requests", &clerk).await;
        let path = queue.text().split("href=\"/office/requests/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let path = format!("/office/requests/{path}");
        assert!(get(&house, &path, &clerk).await.text().contains("阿依古丽"));
        for stranger in [Part::OtherHumanResources, Part::OtherEnterpriseAdministrator] {
            let stranger = format!("__Host-session={}", world.enter(stranger).await.unwrap().token);
            assert_eq!(get(&house, &path, &stranger).await.status, StatusCode::NOT_FOUND);
        }
        let unsaid = post(&house, &path, "answer=grant&words=%E5%90%8C%E6%84%8F", &clerk).await;
        assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = post(&house, &path, "answer=grant&document=identity_card&words=%E5%90%8C%E6%84%8F", &clerk).await;
        assert_eq!(done.header("location"), "/office/requests?done=request_answered");
        assert!(get(&house, "/account", &me).await.text().contains("阿依古丽<"));
    }

    async fn what_one_node_counted_the_other_refuses(engine) {
        let house = House::on(engine).await;
        let world = world(&house.system()).await.unwrap();
        let (one, other) = (another_node(&house), another_node(&house));
        let phone = Part::Bystander.member().phone();
        let session = world.enter(Part::Bystander).await.unwrap().token;
        let wrong = json!({ "sign_in": phone, "password": "wrong-2026" });
        for node in [&one, &other, &one, &other] {
            assert_eq!(sign_in_at(node, "203.0.113.9", wrong.clone()).await.json()["type"], "/problems/accounts.sign_in_wrong");
        }
        assert_eq!(sign_in_at(&one, "203.0.113.9", wrong).await.json()["type"], "/problems/accounts.locked");
        let right = json!({ "sign_in": phone, "password": PASSWORD });
        for node in [&one, &other] {
            assert_eq!(sign_in_at(node, "203.0.113.9", right.clone()).await.json()["type"], "/problems/accounts.locked");
        }
        // whoever is in stays in, and elsewhere the door is open
        assert_eq!(get(&house, "/account", &format!("__Host-session={session}")).await.status, StatusCode::OK);
        assert_eq!(sign_in_at(&other, "198.51.100.1", right).await.status, StatusCode::CREATED);
    }
}

fn unkeyed(key: &str) -> Vec<u8> {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String = key.chars().filter_map(|c| letters.find(c)).map(|five| format!("{five:05b}")).collect();
    bits.as_bytes()
        .chunks_exact(8)
        .map(|eight| u8::from_str_radix(std::str::from_utf8(eight).unwrap(), 2).unwrap())
        .collect()
}
