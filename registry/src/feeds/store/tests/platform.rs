use sea_orm::EntityTrait;

use super::*;
use crate::entity::{enterprises, projects, teams};
use crate::feeds::national::{Credentials, Outcome, Sent, read_outcome, read_sent, request, result_query};

async fn credentials(scene: &Scene) -> Credentials {
    credentials_of(scene, "P-1").await
}

async fn credentials_of(scene: &Scene, app_id: &str) -> Credentials {
    let key = request_key(&scene.own(), scene.supplier, Protocol::National, app_id).await.unwrap();
    issue_key(&scene.office(), key).await.unwrap();
    let secret = take_secret(&scene.own(), key).await.ok().unwrap().0;
    assert_eq!(secret.len(), 32);
    Credentials { appid: app_id.into(), secret }
}

/// What is answered; then the job has its turn.
async fn ask(scene: &Scene, sinks: &Sinks, body: &str) -> Vec<u8> {
    let answer = serve(&scene.world.anonymous(), sinks, body.as_bytes()).await.unwrap();
    apply_waiting(&scene.world.ctx, sinks, 10).await.unwrap();
    answer.to_json().to_string().into_bytes()
}

on_both! {
    async fn the_platforms_own_client_is_served(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (sinks, notes) = noting();
        let credentials = credentials(&scene).await;
        let now = scene.world.ctx.now();
        let nonce = |number: u32| format!("{number:032x}");
        let write = |rows: Vec<Value>, number: u32| {
            let data = json!({ "projectCode": "P-1", "teamSysNo": 7, "dataList": rows });
            request(&credentials, "WorkerAttendance.Add", data, now, &nonce(number)).unwrap()
        };
        let query = |code: &str, number: u32| {
            request(&credentials, "AsyncHandleResult.Query", result_query(code), now, &nonce(number)).unwrap()
        };
        let good = write(vec![passage(1), passage(2)], 1);
        let Sent::Waiting { serial_code } = read_sent(&ask(&scene, &sinks, &good).await).unwrap() else { panic!() };
        assert_eq!(notes.taken.lock().unwrap().len(), 2);
        let done = read_outcome(&ask(&scene, &sinks, &query(&serial_code, 2)).await).unwrap();
        assert_eq!(done, Outcome::Done { result: "".into() });
        // a replay of the very same request
        let replayed = read_sent(&ask(&scene, &sinks, &good).await).unwrap();
        assert_eq!(replayed, Sent::Refused { code: "-1".into(), message: "feeds.nonce_used".into() });
        let bad = write(vec![passage(1), json!({ "date": "x" })], 3);
        let Sent::Waiting { serial_code } = read_sent(&ask(&scene, &sinks, &bad).await).unwrap() else { panic!() };
        let Outcome::Failed { reason } = read_outcome(&ask(&scene, &sinks, &query(&serial_code, 4)).await).unwrap() else {
            panic!()
        };
        assert!(reason.contains("dataList[1] idCardNumber: feeds.missing"), "{reason}");
        let unknown = read_outcome(&ask(&scene, &sinks, &query("s-1", 5)).await).unwrap();
        assert_eq!(unknown, Outcome::Refused { code: "-1".into(), message: "requestSerialCode".into() });
    }

    async fn a_team_is_answered_its_number_and_a_part_of_a_project_is_enough(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (sinks, db) = (Sinks::built_in(), bed.ctx.db.reader());
        let project = site(&scene.world, "崇川某小区二期").await;
        scene.grant(project, "P-2", &[FeedObject::Project, FeedObject::Team]).await;
        let credentials = credentials_of(&scene, "P-2").await;
        let unit = enterprises::Entity::find_by_id(scene.world.enterprise).one(db).await.unwrap().unwrap();
        let now = scene.world.ctx.now();
        let nonces = AtomicU32::new(0);
        let said = |method: &str, data: Value| {
            request(&credentials, method, data, now, &format!("{:032x}", nonces.fetch_add(1, SeqCst))).unwrap()
        };
        let became = async |method: &str, data: Value| {
            let Sent::Waiting { serial_code } = read_sent(&ask(&scene, &sinks, &said(method, data)).await).unwrap() else {
                panic!("{method}")
            };
            let query = said("AsyncHandleResult.Query", result_query(&serial_code));
            read_outcome(&ask(&scene, &sinks, &query).await).unwrap()
        };
        let team = || json!({ "projectCode": "P-2", "corpCode": unit.credit_code, "corpName": unit.name, "teamName": "钢筋一班" });
        let first = became("Team.Add", team()).await;
        let row = teams::Entity::find().one(db).await.unwrap().unwrap();
        let number = json!({ "teamSysNo": crate::workers::team_number(row.id) });
        assert_eq!(first, Outcome::Done { result: number.clone() });
        assert_eq!(became("Team.Update", team()).await, Outcome::Done { result: number }, "known already");
        let part = || json!({ "projectCode": "P-2", "address": "崇川区某路1号" });
        assert_eq!(became("Project.PartUpdate", part()).await, Outcome::Done { result: "".into() });
        let Outcome::Failed { reason } = became("Project.Update", part()).await else { panic!("not whole") };
        assert!(reason.contains("feeds.missing"), "{reason}");
        let row = projects::Entity::find_by_id(project).one(db).await.unwrap().unwrap();
        assert_eq!((row.name.as_str(), row.address.as_deref()), ("崇川某小区二期", Some("崇川区某路1号")));
    }

    async fn another_secret_is_no_signature_and_another_object_no_right(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (sinks, notes) = noting();
        let credentials = credentials(&scene).await;
        let now = scene.world.ctx.now();
        let other = Credentials { secret: "0123456789abcdef0123456789abcdef".into(), ..credentials.clone() };
        let data = json!({ "projectCode": "P-1", "teamSysNo": 7, "dataList": [passage(1)] });
        let nonce = "f".repeat(32);
        let forged = request(&other, "WorkerAttendance.Add", data.clone(), now, &nonce).unwrap();
        let refused = |code: &str, message: &str| Sent::Refused { code: code.into(), message: message.into() };
        assert_eq!(read_sent(&ask(&scene, &sinks, &forged).await).unwrap(), refused("-2", "sign"));
        let payroll = request(&credentials, "Payroll.Add", json!({ "projectCode": "P-1" }), now, &nonce).unwrap();
        let answer = read_sent(&ask(&scene, &sinks, &payroll).await).unwrap();
        assert_eq!(answer, refused("9999", "feeds.object_unsupported"));
        assert_eq!(read_sent(&ask(&scene, &sinks, "appid=P-1").await).unwrap(), refused("-1", "data"));
        assert!(notes.taken.lock().unwrap().is_empty());
        // our own keys are none of this protocol's, and the other way round
        let own = Credentials { appid: "P-1".into(), secret: scene.secret[..32].into() };
        let confused = request(&own, "WorkerAttendance.Add", data, now, &nonce).unwrap();
        assert_eq!(read_sent(&ask(&scene, &sinks, &confused).await).unwrap(), refused("-2", "sign"));
    }

    async fn a_project_code_has_one_key_of_the_platform(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        credentials(&scene).await;
        let key = request_key(&scene.own(), scene.supplier, Protocol::National, "P-1").await.unwrap();
        assert_eq!(issue_key(&scene.office(), key).await.unwrap_err().code(), Some("feeds.app_id_taken"));
        for (protocol, app_id, code) in [
            (Protocol::Own, "P-1", "feeds.app_id_not_needed"),
            (Protocol::National, "", "feeds.app_id_shape"),
            (Protocol::National, "项目", "feeds.app_id_shape"),
        ] {
            let refused = request_key(&scene.own(), scene.supplier, protocol, app_id).await;
            assert_eq!(refused.unwrap_err().code(), Some(code));
        }
    }
}
