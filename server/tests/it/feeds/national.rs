//! Is a client of the national protocol served that somebody else wrote? `end2end/independent/national.py` makes the requests.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use registry::feeds::FeedObject;
use registry::feeds::national::{Outcome, Sent, read_outcome, read_sent};
use registry::feeds::store::{Protocol, end_scope, grant_scope, issue_key, request_key, request_scope, take_secret};
use registry::fixtures::id_number;

use super::*;

/// The body of a request, written by the other program.
fn written(line: &Value) -> String {
    peer("write", line)["body"].as_str().unwrap().to_owned()
}

/// What the other program says of one line.
fn peer(what: &str, line: &Value) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end/independent/national.py");
    let mut command = Command::new("python3");
    command.arg("-B").arg(script).arg(what).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut python = command.spawn().expect("python3 runs");
    writeln!(python.stdin.take().unwrap(), "{line}").unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The supplier may speak of the project with its teams and workers, too.
async fn widen(feed: &Feed) {
    let world = &feed.scene.world;
    let (own, office) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources));
    end_scope(&office, feed.by.scope, "增加数据类别").await.unwrap();
    let objects = [FeedObject::Team, FeedObject::ProjectWorker];
    let asked = (PROJECT_CODE, &objects[..]);
    let scope = request_scope(&own, feed.by.supplier, world.enterprise, world.project, asked).await.unwrap();
    grant_scope(&office, scope).await.unwrap();
}

/// A secret of the protocol for the project of the scene.
async fn secret(feed: &Feed) -> String {
    let world = &feed.scene.world;
    let (own, office) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources));
    let key = request_key(&own, feed.by.supplier, Protocol::National, PROJECT_CODE).await.unwrap();
    issue_key(&office, key).await.unwrap();
    take_secret(&own, key).await.ok().unwrap().0
}

fn line(secret: &str, method: &str, nonce: u32, data: &Value) -> Value {
    json!({ "appid": PROJECT_CODE, "secret": secret, "method": method, "timestamp": "20261120090100",
        "nonce": format!("{nonce:032x}"), "data": data })
}

async fn post(feed: &Feed, body: &str) -> Vec<u8> {
    let request = Request::post("/open.api").header("content-type", "application/x-www-form-urlencoded");
    let answer = feed.scene.house.send(request.body(Body::from(body.to_owned())).unwrap()).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/json"));
    answer.body
}

on_both! {
    async fn what_the_other_program_sends_is_taken_in_and_its_result_told(engine) {
        let feed = Feed::set(engine).await;
        let secret = secret(&feed).await;
        let mut wrong = passage(2);
        wrong["date"] = "2026-11-29 08:00:00".into();
        for (nonce, rows, failed) in [(1, vec![passage(1)], None), (2, vec![passage(3), wrong], Some("dataList[1] date"))] {
            let data = json!({ "projectCode": PROJECT_CODE, "teamSysNo": 7, "dataList": rows });
            let sent = post(&feed, &written(&line(&secret, "WorkerAttendance.Add", nonce, &data))).await;
            let Ok(Sent::Waiting { serial_code }) = read_sent(&sent) else { panic!("{}", String::from_utf8_lossy(&sent)) };
            let question = json!({ "requestSerialCode": serial_code });
            let ask = async |nonce: u32| {
                let body = written(&line(&secret, "AsyncHandleResult.Query", nonce, &question));
                read_outcome(&post(&feed, &body).await).unwrap()
            };
            assert_eq!(ask(10 + nonce).await, Outcome::Waiting);
            let house = &feed.scene.house;
            apply_waiting(&house.system(), &house.state.sinks, 10).await.unwrap();
            match (ask(20 + nonce).await, failed) {
                (Outcome::Done { .. }, None) => {}
                (Outcome::Failed { reason }, Some(place)) => assert!(reason.contains(place), "{reason}"),
                (other, _) => panic!("{other:?}"),
            }
        }
    }

    async fn the_other_program_reads_what_it_brought(engine) {
        let feed = Feed::set(engine).await;
        let secret = secret(&feed).await;
        widen(&feed).await;
        let house = &feed.scene.house;
        let number = id_number("320691", "19880501", 377);
        let of_unit = |further: Value| {
            let mut data = json!({ "projectCode": PROJECT_CODE, "corpCode": "91320613MA00TE5T2Q", "corpName": "南通崇川示例建设有限公司" });
            data.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
            data
        };
        let worker = json!({ "idCardType": "01", "idCardNumber": number, "workerName": "陆建明", "isTeamLeader": 0,
            "workType": "020", "workRole": "20", "nation": "汉族", "address": "江苏省南通市某路1号", "cellPhone": "13800000377",
            "grantOrg": "某公安局" });
        let team = of_unit(json!({ "teamName": "钢筋一班", "entryTime": "2026-11-01" }));
        let workers = of_unit(json!({ "teamSysNo": 1, "teamName": "钢筋一班", "workerList": [worker] }));
        for (nonce, method, data) in [(1, "Team.Add", team), (2, "ProjectWorker.Add", workers)] {
            let sent = post(&feed, &written(&line(&secret, method, nonce, &data))).await;
            assert!(matches!(read_sent(&sent), Ok(Sent::Waiting { .. })), "{}", String::from_utf8_lossy(&sent));
            apply_waiting(&house.system(), &house.state.sinks, 10).await.unwrap();
        }
        let asked = async |method: &str, nonce: u32| {
            let data = json!({ "projectCode": PROJECT_CODE, "pageIndex": 0, "pageSize": 10 });
            let answer = post(&feed, &written(&line(&secret, method, nonce, &data))).await;
            let answer: Value = serde_json::from_slice(&answer).unwrap();
            assert_eq!(answer["code"], "0", "{answer}");
            assert!(!answer.to_string().contains(&number), "it travels sealed");
            let read = peer("rows", &json!({ "secret": secret, "method": method, "answer": answer }));
            assert_eq!((&read["faults"], &read["total"]), (&json!([]), &json!(1)), "{read}");
            read["rows"][0].clone()
        };
        let (team, worker) = (asked("Team.Query", 3).await, asked("ProjectWorker.Query", 4).await);
        assert_eq!((&worker["idCardNumber"], &worker["workerName"]), (&json!(number), &json!("陆建明")));
        assert_eq!((&worker["teamSysNo"], &team["teamName"]), (&team["teamSysNo"], &json!("钢筋一班")));
    }

    async fn what_is_forged_or_of_another_project_is_answered_in_the_protocols_words(engine) {
        let feed = Feed::set(engine).await;
        let secret = secret(&feed).await;
        let data = json!({ "projectCode": PROJECT_CODE, "teamSysNo": 7, "dataList": [passage(1)] });
        let other = json!({ "projectCode": "P-2", "teamSysNo": 7, "dataList": [passage(1)] });
        let right = written(&line(&secret, "WorkerAttendance.Add", 1, &data));
        for (what, body, code) in [
            ("another secret", written(&line(&"0".repeat(32), "WorkerAttendance.Add", 1, &data)), "-2"),
            ("changed on the way", right.replace("teamSysNo", "teamSysNa"), "-2"),
            ("another project", written(&line(&secret, "WorkerAttendance.Add", 2, &other)), "-3"),
            ("nothing", String::new(), "-1"),
            ("no scope", written(&line(&secret, "ProjectTraining.Add", 3, &json!({ "projectCode": PROJECT_CODE }))), "-3"),
        ] {
            let answer: Value = serde_json::from_slice(&post(&feed, &body).await).unwrap();
            assert_eq!(answer["code"], code, "{what}: {answer}");
        }
        let first: Value = serde_json::from_slice(&post(&feed, &right).await).unwrap();
        let replayed: Value = serde_json::from_slice(&post(&feed, &right).await).unwrap();
        assert_eq!((&first["code"], &replayed["code"]), (&json!("0"), &json!("-1")), "{replayed}");
    }

    async fn when_all_places_are_taken_whoever_comes_is_told_to_wait_before_anything_is_read(engine) {
        let feed = Feed::set(engine).await;
        let house = &feed.scene.house;
        let never_ending = || Body::from_stream(futures::stream::pending::<Result<Vec<u8>, std::io::Error>>());
        let post = |body| house.send(Request::post("/open.api").body(body).unwrap());
        let hold = Box::pin(futures::future::join_all((0..8).map(|_| post(never_ending()))));
        let held = match futures::future::select(hold, Box::pin(tokio::time::sleep(Duration::from_millis(500)))).await {
            futures::future::Either::Right(((), held)) => held,
            futures::future::Either::Left((answers, _)) => panic!("{:?}", answers[0].status),
        };
        let refused = post(Body::empty()).await;
        let answer: Value = serde_json::from_slice(&refused.body).unwrap();
        assert_eq!((refused.status.as_u16(), refused.header("retry-after"), &answer["code"]), (429, "5", &json!("-5")));
        drop(held);
        assert_eq!(post(Body::empty()).await.status, 200, "the places are free again");
        let large = (registry::feeds::LARGEST_BODY + 1).to_string();
        let request = Request::post("/open.api").header("content-length", large).body(Body::empty()).unwrap();
        assert_eq!(house.send(request).await.status, 413);
    }
}
