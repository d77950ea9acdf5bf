//! Does a whole site come in by feed objects alone, and is it corrected, withdrawn and undone?

mod asked;
mod halves;
mod kept;
mod papers;
mod together;
mod unpaid;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::*;
use crate::entity::{
    contracts, enterprises, feed_row_errors, payment_rows, project_accounts, project_parties, project_permits,
    projects, registration_stays, registrations, teams, wage_cards, worker_trainings,
};
use crate::fixtures::id_number;
use crate::wages::store::{DuesFilter, batches_of, dues_list, months};

const LABOUR: &str = "93320623MA0000007U";
const CARD: &str = "6222020000000000017";
const ACCOUNT: &str = "1111822509000000123";

/// A supplier that may send every object of one site.
struct Yard {
    scene: Scene,
    project: Uuid,
    sinks: Sinks,
    contractor: (String, String),
    labour: String,
    worker: String,
}

impl Yard {
    async fn set(world: World) -> Self {
        let ctx = world.ctx.clone();
        let scene = Scene::set(world).await;
        let objects: Vec<FeedObject> = FeedObject::ALL.into_iter().collect();
        let project = site(&scene.world, "崇川某小区二期").await;
        scene.grant(project, "P-9", &objects).await;
        let own = enterprises::Entity::find_by_id(scene.world.enterprise).one(ctx.db.reader()).await.unwrap().unwrap();
        Self {
            scene,
            project,
            sinks: Sinks::built_in(),
            contractor: (own.credit_code, own.name),
            labour: LABOUR.to_owned(),
            worker: id_number("320691", "19880501", 377),
        }
    }

    /// What became of the rows, and the batch.
    async fn send(&self, number: &str, object: FeedObject, items: Value) -> Receipt {
        let body = json!({ "batchId": number, "items": items }).to_string();
        let (time, nonce) = (self.scene.world.ctx.now().rfc3339(), self.scene.nonce());
        let receipt = self.scene.send_signed(&self.sinks, object, &body, &time, &nonce).await.unwrap();
        apply(&self.scene.world.ctx, &self.sinks, receipt.batch).await.unwrap();
        let found = batch(&self.scene.own(), receipt.batch).await.unwrap().receipt;
        assert_eq!(found.state, BatchState::Applied, "{number}");
        found
    }

    async fn sent(&self, number: &str, object: FeedObject, items: Value) -> Uuid {
        let receipt = self.send(number, object, items).await;
        let errors = self.errors(receipt.batch).await;
        assert_eq!(
            (receipt.added, receipt.unchanged, receipt.refused),
            (receipt.row_count, 0, 0),
            "{number}: {errors:?}"
        );
        receipt.batch
    }

    async fn errors(&self, batch: Uuid) -> Vec<(String, String)> {
        let rows = feed_row_errors::Entity::find().filter(feed_row_errors::Column::BatchId.eq(batch));
        let rows = rows.all(self.scene.world.ctx.db.reader()).await.unwrap();
        rows.into_iter().map(|row| (row.field, row.code)).collect()
    }

    async fn refused(&self, number: &str, object: FeedObject, items: Value) -> (String, String) {
        let receipt = self.send(number, object, items).await;
        assert_eq!((receipt.added, receipt.refused), (0, 1), "{number}");
        self.errors(receipt.batch).await.remove(0)
    }

    async fn undone(&self, batch: Uuid) -> Vec<(String, u64)> {
        let shown = effects(&self.scene.world.as_(Part::City), &self.sinks, batch).await;
        let office = if shown.is_ok() { self.scene.world.as_(Part::City) } else { self.scene.office() };
        let shown = effects(&office, &self.sinks, batch).await.unwrap();
        undo(&office, &self.sinks, batch, "重复报送", &shown.hash).await.unwrap();
        shown.consequences.into_iter().map(|one| (one.code, one.count)).collect()
    }

    fn unit(&self) -> Value {
        json!({ "projectCode": "P-9", "corpCode": self.contractor.0, "corpName": self.contractor.1 })
    }

    fn with(&self, more: Value) -> Value {
        let mut item = self.unit();
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        item
    }

    fn document(&self, more: Value) -> Value {
        let mut row = json!({ "idCardType": "01", "idCardNumber": self.worker });
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        row
    }

    fn party(&self, more: Value) -> Value {
        let mut item = json!({ "projectCode": "P-9", "corpCode": self.labour, "corpName": "某劳务有限公司", "corpType": "006",
            "entryTime": "2026-11-01" });
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([item])
    }

    fn team(&self) -> Value {
        json!([self.with(json!({ "teamName": "钢筋一班", "entryTime": "2026-11-01" }))])
    }

    fn worker(&self, more: Value) -> Value {
        let mut row =
            self.document(json!({ "workerName": "陆建明", "isTeamLeader": 0, "workType": "020", "workRole": "20",
            "nation": "汉族", "address": "江苏省南通市某路1号", "cellPhone": "13800000377", "grantOrg": "某公安局",
            "payRollBankCardNumber": CARD, "payRollTopBankCode": "102", "payRollBankName": "某银行" }));
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([self.with(json!({ "teamSysNo": "1", "teamName": "钢筋一班", "workerList": [row] }))])
    }

    fn movement(&self, more: Value) -> Value {
        json!([self.with(json!({ "teamSysNo": "1", "workerList": [self.document(more)] }))])
    }

    fn contract(&self, more: Value) -> Value {
        let mut row = self.document(json!({ "corpCode": self.contractor.0, "corpName": self.contractor.1,
            "contractPeriodType": "0", "startDate": "2026-11-01", "endDate": "2027-10-31", "unitPrice": "350" }));
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([{ "projectCode": "P-9", "contractList": [row] }])
    }

    fn training(&self, more: Value) -> Value {
        let mut row = self.document(json!({ "isPass": 1 }));
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([{ "projectCode": "P-9", "trainingDate": "2026-11-01", "trainingDuration": "1.5", "trainingName": "入场教育",
            "trainingTypeCode": "003002", "workers": [row] }])
    }

    fn pay(&self, more: Value) -> Value {
        let mut row = self.document(json!({ "days": 2, "payRollBankCardNumber": CARD, "payRollBankCode": "102",
            "payRollBankName": "某银行", "payBankCardNumber": ACCOUNT, "payBankCode": "102", "payBankName": "某支行",
            "totalPayAmount": "700", "actualAmount": "700", "isBackPay": 0, "balanceDate": "2026-11-20",
            "thirdPayRollCode": "G-1" }));
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([self.with(json!({ "teamSysNo": "1", "payMonth": "2026-11", "detailList": [row] }))])
    }

    /// The site up to its first worker on it, with card and contract.
    async fn settled(&self) {
        let account = json!({ "bankCode": "102", "bankName": "某支行", "bankNumber": ACCOUNT });
        let general = self.with(json!({ "corpType": "009", "entryTime": "2026-03-02", "bankInfos": [account] }));
        self.sent("p-0", FeedObject::ProjectSubContractor, json!([general])).await;
        self.sent("t-0", FeedObject::Team, self.team()).await;
        self.sent("w-0", FeedObject::ProjectWorker, self.worker(json!({}))).await;
        self.sent("m-0", FeedObject::WorkerEntryExit, self.movement(json!({ "date": "2026-11-02", "type": "1" })))
            .await;
        self.sent("c-0", FeedObject::WorkerContract, self.contract(json!({}))).await;
    }
}

macro_rules! in_force {
    ($ctx:expr, $table:ident) => {
        $table::Entity::find().filter($table::Column::WithdrawnAt.is_null()).count($ctx.db.reader()).await.unwrap()
    };
}

on_both! {
    async fn a_whole_site_comes_in_by_its_objects_alone(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        let ctx = &bed.ctx;
        let corp = json!([{ "corpCode": yard.labour, "corpName": "某劳务有限公司", "areaCode": "320613",
            "legalMan": "周建国" }]);
        yard.sent("e-1", FeedObject::Corp, corp.clone()).await;
        let project = json!([{ "projectCode": "P-9", "contractorCorpCode": yard.contractor.0,
            "contractorCorpName": yard.contractor.1, "name": "崇川某小区二期", "category": "01", "areaCode": "320613",
            "prjStatus": "003", "invest": "12345.678901", "buildingArea": "25000.5", "prjSize": "02" }]);
        yard.sent("j-1", FeedObject::Project, project.clone()).await;
        let permit = json!([{ "projectCode": "P-9", "builderLicenseNum": "320613202602010101", "issueDate": "2026-02-01",
            "prjName": "某小区一期" }]);
        yard.sent("l-1", FeedObject::BuilderLicense, permit.clone()).await;
        yard.sent("s-1", FeedObject::ProjectSubContractor, yard.party(json!({}))).await;
        yard.settled().await;
        yard.sent("r-1", FeedObject::ProjectTraining, yard.training(json!({}))).await;
        let passes = ["07:30:00", "17:30:00"].into_iter().zip(["01", "02"]);
        let passes: Vec<Value> = passes
            .map(|(time, direction)| yard.document(json!({ "date": format!("2026-11-19 {time}"), "direction": direction })))
            .collect();
        let passes = json!([{ "projectCode": "P-9", "teamSysNo": "1", "dataList": passes }]);
        yard.sent("a-1", FeedObject::WorkerAttendance, passes).await;
        yard.sent("y-1", FeedObject::Payroll, yard.pay(json!({}))).await;

        let row = projects::Entity::find_by_id(yard.project).one(ctx.db.reader()).await.unwrap().unwrap();
        assert_eq!((row.investment_fen, row.floor_area_dm2), (Some(12_345_678_901), Some(2_500_050)));
        assert_eq!((row.works.as_deref(), row.size.as_deref()), (Some("housing"), Some("medium")));
        let counts = (in_force!(ctx, project_permits), in_force!(ctx, project_accounts), in_force!(ctx, registrations));
        assert_eq!(counts, (1, 1, 1));
        let papers = (in_force!(ctx, contracts), in_force!(ctx, worker_trainings), in_force!(ctx, wage_cards));
        assert_eq!(papers, (1, 1, 1));
        let office = yard.scene.office();
        let month = &months(&office, yard.project).await.unwrap()[0];
        assert_eq!((month.people, month.settled, month.owed_fen, month.paid_fen), (1, 1, 70_000, 70_000));
        let orders = batches_of(&office, yard.project, 0).await.unwrap().0;
        assert_eq!((orders.len(), orders[0].state), (1, crate::wages::BatchState::Paid));

        // batches overlap: what is on record changes nothing
        for (number, object, items) in [
            ("e-2", FeedObject::Corp, corp),
            ("j-2", FeedObject::Project, project),
            ("l-2", FeedObject::BuilderLicense, permit),
            ("s-2", FeedObject::ProjectSubContractor, yard.party(json!({}))),
            ("t-2", FeedObject::Team, yard.team()),
            ("w-2", FeedObject::ProjectWorker, yard.worker(json!({}))),
            ("m-2", FeedObject::WorkerEntryExit, yard.movement(json!({ "date": "2026-11-02", "type": "1" }))),
            ("c-2", FeedObject::WorkerContract, yard.contract(json!({}))),
            ("r-2", FeedObject::ProjectTraining, yard.training(json!({}))),
            ("y-2", FeedObject::Payroll, yard.pay(json!({}))),
        ] {
            let again = yard.send(number, object, items).await;
            assert_eq!((again.added, again.unchanged, again.refused), (0, 1, 0), "{number}");
        }
    }

    async fn what_stands_otherwise_is_refused_and_a_correction_is_not(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        yard.sent("y-1", FeedObject::Payroll, yard.pay(json!({}))).await;
        let otherwise = |field: &str| (field.to_owned(), "feeds.stands_otherwise".to_owned());
        let dearer = yard.contract(json!({ "unitPrice": "380" }));
        assert_eq!(yard.refused("c-1", FeedObject::WorkerContract, dearer).await, otherwise("startDate"));
        let less = yard.pay(json!({ "totalPayAmount": "600", "actualAmount": "600" }));
        assert_eq!(yard.refused("y-2", FeedObject::Payroll, less).await, otherwise("thirdPayRollCode"));
        let dearer = yard.contract(json!({ "unitPrice": "380", "purpose": "correct", "of": {} }));
        let contract = yard.sent("c-2", FeedObject::WorkerContract, dearer).await;
        let less = yard.pay(json!({ "totalPayAmount": "600", "actualAmount": "600", "purpose": "correct", "of": {} }));
        let payment = yard.sent("y-3", FeedObject::Payroll, less).await;
        let moved = json!({ "date": "2026-11-03", "type": "1", "purpose": "correct", "of": { "date": "2026-11-02" } });
        let movement = yard.sent("m-1", FeedObject::WorkerEntryExit, yard.movement(moved)).await;

        let office = yard.scene.office();
        let paid = async || dues_list(&office, yard.project, &DuesFilter::default(), 0).await.unwrap().0[0].dues.paid_fen;
        let entered = async || {
            let rows = registration_stays::Entity::find().filter(registration_stays::Column::WithdrawnAt.is_null());
            rows.one(bed.ctx.db.reader()).await.unwrap().unwrap().entered_on
        };
        let rate = async || {
            let rows = contracts::Entity::find().filter(contracts::Column::WithdrawnAt.is_null());
            rows.one(bed.ctx.db.reader()).await.unwrap().unwrap().rate_fen.unwrap()
        };
        assert_eq!((paid().await, entered().await, rate().await), (60_000, "2026-11-03".to_owned(), 38_000));

        let told = |code: &str, count: u64| (code.to_owned(), count);
        assert_eq!(yard.undone(payment).await, [told("payments", 1), told("payments_come_back", 1)]);
        assert_eq!(yard.undone(movement).await, [told("movements", 1)]);
        assert_eq!(yard.undone(contract).await, [told("come_back", 1), told("contracts", 1)]);
        assert_eq!((paid().await, entered().await, rate().await), (70_000, "2026-11-02".to_owned(), 35_000));
    }

    async fn what_should_not_have_been_is_withdrawn_and_undone(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        let ctx = &bed.ctx;
        yard.sent("e-1", FeedObject::Corp, json!([{ "corpCode": yard.labour, "corpName": "某劳务有限公司", "areaCode": "320613" }])).await;
        let party = yard.sent("s-1", FeedObject::ProjectSubContractor, yard.party(json!({}))).await;
        yard.settled().await;
        let pay = yard.sent("y-1", FeedObject::Payroll, yard.pay(json!({}))).await;
        yard.sent("y-2", FeedObject::Payroll, yard.pay(json!({ "purpose": "withdraw" }))).await;
        let again = yard.send("y-3", FeedObject::Payroll, yard.pay(json!({ "purpose": "withdraw" }))).await;
        assert_eq!((again.added, again.unchanged), (0, 1), "a withdrawal that comes again changes nothing");
        let unknown = yard.pay(json!({ "purpose": "withdraw", "thirdPayRollCode": "G-9" }));
        let nothing = ("thirdPayRollCode".to_owned(), "feeds.nothing_to_correct".to_owned());
        assert_eq!(yard.refused("y-4", FeedObject::Payroll, unknown).await, nothing);
        assert!(yard.undone(pay).await.is_empty(), "what was withdrawn already is not undone");
        yard.sent("c-1", FeedObject::WorkerContract, yard.contract(json!({ "purpose": "withdraw" }))).await;
        assert_eq!(in_force!(ctx, contracts), 0);
        let corp = yard.refused("e-2", FeedObject::Corp, json!([{ "corpCode": yard.labour, "corpName": "某劳务有限公司",
            "areaCode": "320613", "purpose": "withdraw" }])).await;
        assert_eq!(corp, ("corpCode".to_owned(), "feeds.not_withdrawn".to_owned()));
        let before = in_force!(ctx, project_parties);
        assert_eq!(yard.undone(party).await, [("parties".to_owned(), 1)]);
        assert_eq!(in_force!(ctx, project_parties), before - 1);
    }

    async fn bad_rows_are_named_and_the_others_stand(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        let row = |more: Value| yard.pay(more)[0]["detailList"][0].clone();
        let rows = json!([
            row(json!({})),
            row(json!({ "thirdPayRollCode": "G-3", "payBankCardNumber": "99990000" })),
            row(json!({ "thirdPayRollCode": "G-4", "idCardNumber": NUMBER })),
        ]);
        let mut item = yard.pay(json!({}))[0].clone();
        item["detailList"] = rows;
        let receipt = yard.send("y-1", FeedObject::Payroll, json!([item])).await;
        let errors = yard.errors(receipt.batch).await;
        assert_eq!((receipt.added, receipt.refused), (1, 2), "{errors:?}");
        let told = |field: &str, code: &str| (field.to_owned(), code.to_owned());
        assert!(errors.contains(&told("payBankCardNumber", "wages.check_account_of_another")), "{errors:?}");
        assert!(errors.contains(&told("idCardNumber", "workers.not_registered_here")), "{errors:?}");
        let other_card = yard.pay(json!({ "thirdPayRollCode": "G-2", "isBackPay": 1,
            "payRollBankCardNumber": "6222020000000000025" }));
        let wrong = yard.refused("y-2", FeedObject::Payroll, other_card).await;
        assert_eq!(wrong, told("payRollBankCardNumber", "wages.check_card_not_own"));
        let nothing = yard.pay(json!({ "thirdPayRollCode": "G-5", "isBackPay": 1, "actualAmount": "0" }));
        let wrong = yard.refused("y-3", FeedObject::Payroll, nothing).await;
        assert_eq!(wrong, told("actualAmount", "wages.paid_nothing"));
        assert_eq!(payment_rows::Entity::find().count(bed.ctx.db.reader()).await.unwrap(), 1);
        let mut item = yard.pay(json!({}))[0].clone();
        let again = |day: &str| row(json!({ "thirdPayRollCode": "G-6", "isBackPay": 1, "balanceDate": day }));
        item["detailList"] = json!([again("2026-11-20"), again("2026-11-19")]);
        let receipt = yard.send("y-4", FeedObject::Payroll, json!([item])).await;
        assert_eq!((receipt.added, receipt.refused), (1, 1), "one number stands once, whatever the day");
        let twice = told("thirdPayRollCode", "wages.check_reference_twice");
        assert_eq!(yard.errors(receipt.batch).await, [twice]);
        let status = json!([{ "projectCode": "P-9", "contractorCorpCode": yard.contractor.0,
            "contractorCorpName": yard.contractor.1, "name": "崇川某小区二期", "category": "01", "areaCode": "320613",
            "prjStatus": "005" }]);
        let wrong = yard.refused("j-1", FeedObject::Project, status).await;
        assert_eq!(wrong, ("prjStatus".to_owned(), "feeds.status_is_filed".to_owned()));
        let stranger = yard.worker(json!({ "workerName": "陆建民" }));
        assert_eq!(yard.refused("w-1", FeedObject::ProjectWorker, stranger).await.1, "workers.name_differs");
        assert_eq!(teams::Entity::find().count(bed.ctx.db.reader()).await.unwrap(), 1);
    }
}
