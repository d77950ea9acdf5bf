//! Does what a row says find its home, and does what a batch brought go again?

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::*;
use crate::attendance::store::{Picture, PressOf, find_picture, open_picture, person_page};
use crate::calendar::Month;
use crate::entity::{people, person_particulars, team_leaders};
use crate::workers::team_number;

const OTHER: &str = "91320600MA00000015";

fn told(code: &str, count: u64) -> (String, u64) {
    (code.to_owned(), count)
}

impl Yard {
    fn project_row(&self, more: Value) -> Value {
        let mut item = json!({ "projectCode": "P-9", "contractorCorpCode": self.contractor.0,
            "contractorCorpName": self.contractor.1, "name": "崇川某小区二期", "category": "01", "areaCode": "320613",
            "prjStatus": "003" });
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([item])
    }

    async fn partial(&self, object: FeedObject, item: Value) -> Result<Receipt, Fault> {
        let body = json!({ "batchId": "part-1", "partial": true, "items": [item] }).to_string();
        let (time, nonce) = (self.scene.world.ctx.now().rfc3339(), self.scene.nonce());
        let receipt = self.scene.send_signed(&self.sinks, object, &body, &time, &nonce).await?;
        apply(&self.scene.world.ctx, &self.sinks, receipt.batch).await?;
        Ok(batch(&self.scene.own(), receipt.batch).await?.receipt)
    }
}

on_both! {
    async fn a_contract_without_a_price_stands_with_a_rate_that_is_not_known(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        yard.sent("c-1", FeedObject::WorkerContract, yard.contract(json!({ "purpose": "withdraw" }))).await;
        let bare = || yard.contract(json!({ "unitPrice": null }));
        let rate = async || {
            let rows = contracts::Entity::find().filter(contracts::Column::WithdrawnAt.is_null());
            rows.one(bed.ctx.db.reader()).await.unwrap().unwrap().rate_fen
        };
        yard.sent("c-2", FeedObject::WorkerContract, bare()).await;
        assert_eq!(rate().await, None);
        let again = yard.send("c-3", FeedObject::WorkerContract, bare()).await;
        assert_eq!((again.unchanged, again.refused), (1, 0));
        let nothing = yard.contract(json!({ "unitPrice": "0", "purpose": "correct", "of": {} }));
        let refused = ("unitPrice".to_owned(), "workers.rate_not_positive".to_owned());
        assert_eq!(yard.refused("c-4", FeedObject::WorkerContract, nothing).await, refused);
        let priced = yard.contract(json!({ "unitPrice": "350", "purpose": "correct", "of": {} }));
        yard.sent("c-5", FeedObject::WorkerContract, priced).await;
        assert_eq!(rate().await, Some(35_000));
    }

    async fn the_owner_and_the_permits_of_a_project_come_on_record_and_go_again(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        let db = bed.ctx.db.reader();
        let licences = json!([{ "builderLicenseNum": "320613202602010101", "prjName": "一期" }, { "builderLicenseNum": "旧证第7号" }]);
        let row = yard.project_row(json!({ "buildCorpCode": OTHER, "buildCorpName": "某置业有限公司",
            "startDate": "2026-03-01", "builderLicenses": licences }));
        let batch = yard.sent("j-1", FeedObject::Project, row.clone()).await;
        let owner = enterprises::Entity::find().filter(enterprises::Column::CreditCode.eq(OTHER));
        let owner = owner.one(db).await.unwrap().unwrap();
        assert_eq!((owner.name.as_str(), owner.area.as_str(), owner.accepted_at), ("某置业有限公司", "320613", None));
        let parties = project_parties::Entity::find().filter(project_parties::Column::EnterpriseId.eq(owner.id));
        let party = parties.one(db).await.unwrap().unwrap();
        assert_eq!((party.role.as_str(), party.entered_on.as_str()), ("owner", "2026-03-01"));
        let permits = project_permits::Entity::find().all(db).await.unwrap();
        let permits: Vec<(&str, &str)> = permits.iter().map(|row| (row.issued_on.as_str(), row.works.as_str())).collect();
        assert_eq!(permits, [("2026-02-01", "一期")], "the other number says no day");
        let again = yard.send("j-2", FeedObject::Project, row).await;
        assert_eq!((again.added, again.unchanged), (0, 1));
        let shown = yard.undone(batch).await;
        for part in [told("parties", 1), told("permits", 1), told("enterprises_stay", 1)] {
            assert!(shown.contains(&part), "{part:?} {shown:?}");
        }
        let left = project_permits::Entity::find().filter(project_permits::Column::WithdrawnAt.is_null());
        assert_eq!(left.count(db).await.unwrap(), 0);
    }

    async fn a_part_of_a_project_leaves_the_rest_as_it_is(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        let part = json!({ "projectCode": "P-9", "address": "崇川区某路1号" });
        let whole = yard.refused("j-1", FeedObject::Project, json!([part.clone()])).await;
        assert_eq!(whole.1, "feeds.missing");
        let taken = yard.partial(FeedObject::Project, part).await.unwrap();
        assert_eq!((taken.added, taken.refused), (1, 0));
        let row = projects::Entity::find_by_id(yard.project).one(bed.ctx.db.reader()).await.unwrap().unwrap();
        assert_eq!((row.name.as_str(), row.address.as_deref()), ("崇川某小区二期", Some("崇川区某路1号")));
        let team = yard.partial(FeedObject::Team, json!({ "projectCode": "P-9" })).await;
        assert_eq!(team.unwrap_err().code(), Some("feeds.partial_of_projects"));
    }

    async fn enterprises_that_nothing_holds_go_with_their_batch(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        let corp = |code: &str, more: Value| {
            let mut item = json!({ "corpCode": code, "corpName": "某劳务有限公司", "areaCode": "320613" });
            item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            item
        };
        let both = json!([corp(LABOUR, json!({ "officePhone": "0513-85123456" })), corp(OTHER, json!({}))]);
        let batch = yard.sent("e-1", FeedObject::Corp, both).await;
        yard.sent("s-1", FeedObject::ProjectSubContractor, yard.party(json!({}))).await;
        let moved = json!([corp(OTHER, json!({ "linkTel": "13800000001", "purpose": "correct", "of": {} }))]);
        let corrected = yard.sent("e-2", FeedObject::Corp, moved).await;
        let phone = async |code: &str| {
            let row = enterprises::Entity::find().filter(enterprises::Column::CreditCode.eq(code));
            let row = row.one(bed.ctx.db.reader()).await.unwrap()?;
            row.phone_sealed.map(|sealed| bed.ctx.vault.open_text("enterprises.phone", &sealed).unwrap())
        };
        assert_eq!((phone(LABOUR).await, phone(OTHER).await), (Some("0513-85123456".into()), Some("13800000001".into())));
        assert_eq!(yard.undone(corrected).await, [told("enterprise_fields", 1)]);
        assert_eq!(phone(OTHER).await, None);
        let before = enterprises::Entity::find().count(bed.ctx.db.reader()).await.unwrap();
        // its changed field, and the line that put it back, are another batch's and nobody's: they hold the other one
        assert_eq!(yard.undone(batch).await, [told("enterprises_stay", 2)]);
        let alone = "N2320623MA0000007H";
        let third = yard.sent("e-3", FeedObject::Corp, json!([corp(alone, json!({}))])).await;
        assert_eq!(yard.undone(third).await, [told("enterprises", 1)]);
        assert_eq!(enterprises::Entity::find().count(bed.ctx.db.reader()).await.unwrap(), before);
    }

    async fn teams_in_which_nobody_was_go_with_their_batch(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        let item = |name: &str| yard.with(json!({ "teamName": name }));
        let batch = yard.sent("t-1", FeedObject::Team, json!([item("钢筋一班"), item("木工二班")])).await;
        let row = teams::Entity::find().filter(teams::Column::Name.eq("钢筋一班"));
        let row = row.one(bed.ctx.db.reader()).await.unwrap().unwrap();
        // by the number that is answered for it, whatever the sender calls it
        let mut worker = yard.worker(json!({}));
        worker[0]["teamName"] = "钢筋1班".into();
        assert_eq!(yard.refused("w-0", FeedObject::ProjectWorker, worker.clone()).await.1, "feeds.team_unknown");
        worker[0]["teamSysNo"] = team_number(row.id).into();
        yard.sent("w-1", FeedObject::ProjectWorker, worker).await;
        assert_eq!(yard.undone(batch).await, [told("teams", 1), told("teams_stay", 1)]);
        let left = teams::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        assert_eq!(left.iter().map(|team| team.name.as_str()).collect::<Vec<_>>(), ["钢筋一班"]);
    }

    async fn what_a_row_about_a_known_person_leaves_out_stays(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.sent("t-0", FeedObject::Team, yard.team()).await;
        yard.sent("w-1", FeedObject::ProjectWorker, yard.worker(json!({ "cultureLevelType": "02" }))).await;
        yard.sent("w-2", FeedObject::ProjectWorker, yard.worker(json!({ "address": "江苏省南通市某路2号" }))).await;
        let now = person_particulars::Entity::find().filter(person_particulars::Column::ReplacedAt.is_null());
        let now = now.all(bed.ctx.db.reader()).await.unwrap();
        assert_eq!(now.iter().map(|row| row.education.as_deref()).collect::<Vec<_>>(), [Some("02")]);
    }

    async fn a_member_leads_the_team_that_says_so(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        let led = |number: &str| {
            let mut team = yard.team();
            team[0]["teamLeaderIDCardType"] = "01".into();
            team[0]["teamLeaderIDNumber"] = number.into();
            team
        };
        // whoever is no member yet is said to lead by the own row
        yard.sent("t-1", FeedObject::Team, led(&yard.worker)).await;
        let leaders = async || team_leaders::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        assert!(leaders().await.is_empty());
        yard.sent("w-1", FeedObject::ProjectWorker, yard.worker(json!({}))).await;
        let batch = yard.sent("t-2", FeedObject::Team, led(&yard.worker)).await;
        assert_eq!((leaders().await.len(), leaders().await[0].until_on.clone()), (1, None));
        let again = yard.send("t-3", FeedObject::Team, led(&yard.worker)).await;
        assert_eq!((again.added, again.unchanged), (0, 1));
        assert_eq!(yard.undone(batch).await, [told("team_leaders", 1)]);
        assert!(leaders().await[0].until_on.is_some());
    }

    async fn the_picture_of_a_passage_opens_for_a_reason(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        let jpeg = [&[0xFF, 0xD8, 0xFF, 0xE0][..], &[7; 100]].concat();
        let press = yard.document(json!({ "date": "2026-11-19 07:30:00", "direction": "01", "image": STANDARD.encode(&jpeg) }));
        let items = json!([{ "projectCode": "P-9", "teamSysNo": "1", "dataList": [press] }]);
        yard.sent("a-1", FeedObject::WorkerAttendance, items).await;
        let office = yard.scene.office();
        let worker = people::Entity::find().filter(people::Column::Name.eq("陆建明"));
        let person = worker.one(bed.ctx.db.reader()).await.unwrap().unwrap().id;
        let month = Month::parse("2026-11").unwrap();
        let page = person_page(&office, yard.project, person, month).await.unwrap();
        let press = page.days.iter().flat_map(|day| &day.presses).next().unwrap().id;
        let of = PressOf { project: yard.project, person, month, press };
        assert!(matches!(find_picture(&office, &of).await, Ok(Picture::ForReason { .. })));
        assert_eq!(open_picture(&office, &of, "看").await.unwrap_err().code(), Some("people.reason_length"));
        assert_eq!(open_picture(&office, &of, "核实考勤异常").await.unwrap().content, jpeg);
        let other = yard.scene.world.as_(Part::OtherHumanResources);
        assert!(matches!(open_picture(&other, &of, "核实考勤异常").await, Err(Fault::NotFound)));
        let elsewhere = PressOf { press: yard.project, ..of };
        assert!(matches!(find_picture(&office, &elsewhere).await, Err(Fault::NotFound)));
    }
}
