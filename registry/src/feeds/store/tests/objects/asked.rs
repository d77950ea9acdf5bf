//! What does a supplier get that asks in the platform's words?

use super::*;
use crate::entity::audit_entries;
use crate::feeds::national::{Credentials, open_field, request};
use crate::workers::team_number;

/// Somebody with a key of the platform for the project.
struct Asking<'a> {
    yard: &'a Yard,
    credentials: Credentials,
    asked: AtomicU32,
}

impl<'a> Asking<'a> {
    async fn by(yard: &'a Yard, supplier: Uuid) -> Self {
        let (own, office) = (yard.scene.own(), yard.scene.office());
        let key = request_key(&own, supplier, Protocol::National, "P-9").await.unwrap();
        issue_key(&office, key).await.unwrap();
        let secret = take_secret(&own, key).await.ok().unwrap().0;
        Self { yard, credentials: Credentials { appid: "P-9".into(), secret }, asked: AtomicU32::new(0) }
    }

    fn body(&self, method: &str, data: Value) -> String {
        let nonce = format!("{:032x}", self.asked.fetch_add(1, SeqCst));
        request(&self.credentials, method, data, self.yard.scene.world.ctx.now(), &nonce).unwrap()
    }

    async fn say(&self, body: &str) -> Value {
        serve(&self.yard.scene.world.anonymous(), &self.yard.sinks, body.as_bytes()).await.unwrap().to_json()
    }

    /// With the project's code, and further conditions.
    async fn ask(&self, method: &str, further: Value) -> Value {
        let mut data = json!({ "projectCode": "P-9" });
        data.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
        self.say(&self.body(method, data)).await
    }

    async fn refused(&self, method: &str, further: Value) -> (String, String) {
        let answer = self.ask(method, further).await;
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        (text("code"), text("message"))
    }
}

on_both! {
    async fn a_supplier_reads_what_stands_of_its_project_and_whom_it_brought(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        let asking = Asking::by(&yard, yard.scene.supplier).await;
        let one = async |method: &str| {
            let answer = asking.ask(method, json!({})).await;
            assert_eq!((&answer["code"], &answer["data"]["totalCount"]), (&json!("0"), &json!(1)), "{method}: {answer}");
            answer["data"]["rows"][0].clone()
        };
        let project = one("Project.Query").await;
        assert_eq!((&project["name"], &project["prjStatus"]), (&json!("崇川某小区二期"), &json!("003")));
        assert_eq!((&project["projectCode"], &project["contractorCorpCode"]), (&json!("P-9"), &json!(yard.contractor.0)));
        let party = one("ProjectSubContractor.Query").await;
        assert_eq!((&party["corpType"], &party["corpName"]), (&json!("009"), &json!(yard.contractor.1)));
        let row = teams::Entity::find().one(bed.ctx.db.reader()).await.unwrap().unwrap();
        let team = one("Team.Query").await;
        assert_eq!((&team["teamName"], &team["teamSysNo"]), (&json!("钢筋一班"), &json!(team_number(row.id))));

        let opened = |row: &Value| open_field(&asking.credentials.secret, row["idCardNumber"].as_str().unwrap()).unwrap();
        let worker = one("ProjectWorker.Query").await;
        assert_eq!((opened(&worker), &worker["workerName"]), (yard.worker.clone(), &json!("陆建明")));
        assert_eq!((&worker["teamSysNo"], &worker["workRole"]), (&team["teamSysNo"], &json!("20")));
        let entry = one("WorkerEntryExit.Query").await;
        assert_eq!((opened(&entry), &entry["date"], &entry["type"]), (yard.worker.clone(), &json!("2026-11-02"), &json!("1")));
        // nothing that is not needed to tell people apart
        for row in [&worker, &entry] {
            for name in ["cellPhone", "address", "nation", "payRollBankCardNumber"] {
                assert_eq!(row.get(name), None, "{name}");
            }
        }
        yard.sent("m-9", FeedObject::WorkerEntryExit, yard.movement(json!({ "date": "2026-11-18", "type": "0" }))).await;
        let moves = asking.ask("WorkerEntryExit.Query", json!({ "pageIndex": "1", "pageSize": 1 })).await;
        assert_eq!((&moves["data"]["totalCount"], &moves["data"]["rows"][0]["type"]), (&json!(2), &json!("0")));
        assert_eq!(asking.ask("ProjectWorker.Query", json!({})).await["data"]["totalCount"], 0, "nobody is left");
        // what went out about people is on record
        let told = audit_entries::Entity::find().filter(audit_entries::Column::Verb.eq("answer_query"));
        assert_eq!(told.count(bed.ctx.db.reader()).await.unwrap(), 4);
    }

    async fn whom_another_supplier_brought_is_not_told_and_what_is_not_understood_is_refused(town: Town) {
        let (_bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        let (own, office) = (yard.scene.own(), yard.scene.office());
        let enterprise = yard.scene.world.enterprise;
        let other = register_supplier(&own, enterprise, "另一科技公司", "91320600MA0000023D").await.unwrap();
        let objects = [FeedObject::Team, FeedObject::ProjectWorker];
        let scope = request_scope(&own, other, enterprise, yard.project, ("P-10", &objects)).await.unwrap();
        grant_scope(&office, scope).await.unwrap();
        let key = request_key(&own, other, Protocol::National, "P-10").await.unwrap();
        issue_key(&office, key).await.unwrap();
        let secret = take_secret(&own, key).await.ok().unwrap().0;
        let asking = Asking { yard: &yard, credentials: Credentials { appid: "P-10".into(), secret }, asked: AtomicU32::new(0) };
        let count = async |method: &str, further: Value| {
            let mut data = json!({ "projectCode": "P-10" });
            data.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
            asking.say(&asking.body(method, data)).await["data"]["totalCount"].clone()
        };
        assert_eq!(count("Team.Query", json!({})).await, 1);
        assert_eq!(count("Team.Query", json!({ "corpCode": yard.contractor.0 })).await, 1);
        assert_eq!(count("Team.Query", json!({ "corpCode": "91320600MA0000007P" })).await, 0);
        assert_eq!(count("ProjectWorker.Query", json!({})).await, 0, "others brought them");

        let asking = Asking::by(&yard, yard.scene.supplier).await;
        for (method, further, code, message) in [
            ("ProjectWorker.Query", json!({ "workerName": "陆建明" }), "-1", "workerName"),
            ("Team.Query", json!({ "pageSize": 101 }), "-1", "pageSize"),
            ("Team.Query", json!({ "pageSize": 0 }), "-1", "pageSize"),
            ("Team.Query", json!({ "pageIndex": -1 }), "-1", "pageIndex"),
            ("Team.Query", json!({ "projectCode": "P-10" }), "-3", "projectCode"),
        ] {
            assert_eq!(asking.refused(method, further).await, (code.to_owned(), message.to_owned()), "{method}");
        }
        let body = asking.body("Team.Query", json!({ "projectCode": "P-9" }));
        assert_eq!(asking.say(&body).await["code"], "0");
        let replayed = asking.say(&body).await;
        assert_eq!((&replayed["code"], &replayed["message"]), (&json!("-1"), &json!("feeds.nonce_used")));
        // a project that the supplier may speak of, with other objects
        yard.scene.grant(site(&yard.scene.world, "崇川某小区三期").await, "P-11", &[FeedObject::Team]).await;
        let key = request_key(&own, yard.scene.supplier, Protocol::National, "P-11").await.unwrap();
        issue_key(&office, key).await.unwrap();
        let secret = take_secret(&own, key).await.ok().unwrap().0;
        let asking = Asking { credentials: Credentials { appid: "P-11".into(), secret }, ..asking };
        let answer = asking.say(&asking.body("ProjectWorker.Query", json!({ "projectCode": "P-11" }))).await;
        assert_eq!((&answer["code"], &answer["message"]), (&json!("-3"), &json!("feeds.out_of_scope")));
    }
}
