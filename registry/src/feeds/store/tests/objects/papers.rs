//! Do contracts, trainings and payments that are taken together come to the same as each alone?

use std::sync::atomic::AtomicUsize;

use super::together::{joined, number};
use super::*;

/// Row number, field and code of what was refused; the numbers of the rows that changed something, and that did not.
type Outcome = (Vec<(usize, String, String)>, u32, u32);

impl Yard {
    async fn all_at_once(&self, name: &str, object: FeedObject, rows: &[Value]) -> (Uuid, Outcome) {
        let receipt = self.send(name, object, joined(rows.to_vec())).await;
        let wrong = self.wrong(receipt.batch).await;
        let wrong = wrong.into_iter().map(|(row, field, code)| (usize::try_from(row).unwrap(), field, code)).collect();
        (receipt.batch, (wrong, receipt.added, receipt.unchanged))
    }

    async fn one_by_one(&self, name: &str, object: FeedObject, rows: &[Value]) -> (Vec<Uuid>, Outcome) {
        let (mut batches, mut wrong, mut added, mut unchanged) = (Vec::new(), Vec::new(), 0, 0);
        for (nth, row) in (1..).zip(rows) {
            let receipt = self.send(&format!("{name}-{nth}"), object, row.clone()).await;
            wrong.extend(self.wrong(receipt.batch).await.into_iter().map(|(_, field, code)| (nth, field, code)));
            added += receipt.added;
            unchanged += receipt.unchanged;
            batches.push(receipt.batch);
        }
        (batches, (wrong, added, unchanged))
    }

    /// Together, undone, then alone: what became of the rows both times, and what stood.
    async fn both<T: PartialEq + std::fmt::Debug>(
        &self,
        object: FeedObject,
        rows: &[Value],
        standing: impl AsyncFn() -> T,
    ) -> Outcome {
        let before = standing().await;
        let (batch, together) = self.all_at_once("together", object, rows).await;
        let stood = standing().await;
        self.undone(batch).await;
        assert_eq!(standing().await, before, "undone");
        let (_, alone) = self.one_by_one("alone", object, rows).await;
        assert_eq!(together, alone);
        assert_eq!(standing().await, stood);
        together
    }

    /// Further people of the team, on the site.
    async fn crew(&self) {
        let rows = [401, 402, 403].map(|nth| self.nth(nth, json!({ "payRollBankCardNumber": card(nth) })));
        self.sent("w-crew", FeedObject::ProjectWorker, joined(rows.to_vec())).await;
        let steps = [401, 402, 403].map(|nth| self.step(nth, ("2026-11-02", "1")));
        self.sent("m-crew", FeedObject::WorkerEntryExit, joined(steps.to_vec())).await;
    }
}

fn card(nth: u16) -> String {
    format!("622202000000000{nth}0")
}

fn told(wrong: &[(usize, &str, &str)]) -> Vec<(usize, String, String)> {
    wrong.iter().map(|(row, field, code)| (*row, (*field).to_owned(), (*code).to_owned())).collect()
}

on_both! {
    async fn contracts_together_are_contracts_one_by_one(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        yard.crew().await;
        let of = |nth: u16, more: Value| {
            let mut row = json!({ "idCardNumber": number(nth) });
            row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            yard.contract(row)
        };
        let rows = [
            of(401, json!({})),
            of(401, json!({})),
            of(401, json!({ "unitPrice": "380" })),
            // overlaps the one before it
            of(401, json!({ "startDate": "2027-05-01", "endDate": "2028-04-30" })),
            of(402, json!({ "contractPeriodType": "1", "unit": "81", "unitPrice": "12.5" })),
            of(403, json!({ "startDate": "2027-10-31", "endDate": "2026-11-01" })),
            of(403, json!({ "corpCode": "91320600MA0000007P" })),
            of(403, json!({ "corpCode": LABOUR })),
            of(409, json!({})),
            of(403, json!({ "unitPrice": "380", "purpose": "correct", "of": {} })),
            of(402, json!({ "contractPeriodType": "1", "unit": "81", "unitPrice": "13", "purpose": "correct", "of": {} })),
            of(403, json!({})),
            of(401, json!({ "purpose": "withdraw" })),
            of(401, json!({ "unitPrice": "390" })),
        ];
        let standing = async || {
            let rows = contracts::Entity::find().filter(contracts::Column::WithdrawnAt.is_null());
            let rows = rows.all(bed.ctx.db.reader()).await.unwrap().into_iter();
            let mut told: Vec<_> = rows.map(|row| (row.person_id, row.starts_on, row.ends_on, row.term, row.rate_fen)).collect();
            told.sort();
            told
        };
        let (wrong, added, unchanged) = yard.both(FeedObject::WorkerContract, &rows, standing).await;
        assert!(wrong.contains(&told(&[(3, "startDate", "feeds.stands_otherwise")])[0]), "{wrong:?}");
        assert!(wrong.contains(&told(&[(8, "corpCode", "projects.enterprise_unknown")])[0]), "{wrong:?}");
        assert!(wrong.contains(&told(&[(9, "idCardNumber", "workers.not_registered_here")])[0]), "{wrong:?}");
        assert!(wrong.contains(&told(&[(10, "startDate", "feeds.nothing_to_correct")])[0]), "{wrong:?}");
        assert!(wrong.iter().any(|(row, field, _)| (*row, field.as_str()) == (7, "corpCode")), "no party: {wrong:?}");
        assert!(added >= 5 && unchanged == 1, "{added} {unchanged} {wrong:?}");
    }

    async fn trainings_together_are_trainings_one_by_one(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        yard.crew().await;
        let of = |nth: u16, of_item: Value, more: Value| {
            let mut row = json!({ "idCardNumber": number(nth) });
            row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let mut items = yard.training(row);
            items[0].as_object_mut().unwrap().extend(of_item.as_object().unwrap().clone());
            items
        };
        let long = json!({ "trainer": "某".repeat(50) });
        let rows = [
            of(401, json!({}), json!({})),
            of(401, json!({}), json!({})),
            of(401, json!({}), json!({ "isPass": 0 })),
            of(401, json!({ "trainingDate": "2026-11-02" }), json!({})),
            of(401, json!({ "trainingTypeCode": "003004" }), json!({})),
            of(402, long, json!({})),
            of(403, json!({ "trainingDuration": "0" }), json!({})),
            of(409, json!({}), json!({})),
            of(402, json!({}), json!({ "isPass": 0, "purpose": "correct", "of": {} })),
            of(401, json!({}), json!({ "purpose": "withdraw" })),
            of(401, json!({}), json!({ "isPass": 0 })),
        ];
        let standing = async || {
            let rows = worker_trainings::Entity::find().filter(worker_trainings::Column::WithdrawnAt.is_null());
            let rows = rows.all(bed.ctx.db.reader()).await.unwrap().into_iter();
            let mut told: Vec<_> = rows.map(|row| (row.person_id, row.kind, row.trained_on, row.result)).collect();
            told.sort();
            told
        };
        let (wrong, added, unchanged) = yard.both(FeedObject::ProjectTraining, &rows, standing).await;
        assert!(wrong.contains(&told(&[(3, "trainingDate", "feeds.stands_otherwise")])[0]), "{wrong:?}");
        assert!(wrong.contains(&told(&[(8, "idCardNumber", "workers.not_registered_here")])[0]), "{wrong:?}");
        assert!(wrong.iter().any(|(row, ..)| *row == 7), "it took no time: {wrong:?}");
        assert_eq!((added, unchanged), (7, 1), "{wrong:?}");
    }

    async fn payments_together_are_payments_one_by_one(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        yard.crew().await;
        let of = |nth: u16, more: Value| {
            let mut row = json!({ "idCardNumber": number(nth), "payRollBankCardNumber": card(nth), "thirdPayRollCode": format!("N-{nth}") });
            row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            yard.pay(row)
        };
        let mut of_nobody = of(401, json!({ "thirdPayRollCode": "N-5" }));
        of_nobody[0]["corpCode"] = LABOUR.into();
        let rows = [
            of(401, json!({})),
            of(402, json!({})),
            of(403, json!({ "payBankCardNumber": "99990000" })),
            of(409, json!({})),
            of_nobody,
            of(403, json!({ "thirdPayRollCode": "N-6", "actualAmount": "0", "isBackPay": 1 })),
        ];
        let standing = async || {
            let rows = payment_rows::Entity::find().all(bed.ctx.db.reader()).await.unwrap().into_iter();
            let mut told: Vec<_> = rows.filter(|row| row.reference.starts_with("N-")).map(|row| (row.reference, row.registration_id, row.amount_fen)).collect();
            told.sort();
            told
        };
        // a line that was taken back keeps its row without its number
        let (batch, together) = yard.all_at_once("together", FeedObject::Payroll, &rows).await;
        let stood = standing().await;
        yard.undone(batch).await;
        let (_, alone) = yard.one_by_one("alone", FeedObject::Payroll, &rows).await;
        assert_eq!(together, alone);
        assert_eq!(standing().await.len(), stood.len());
        let (wrong, added, unchanged) = together;
        assert!(wrong.contains(&told(&[(4, "idCardNumber", "workers.not_registered_here")])[0]), "{wrong:?}");
        assert!(wrong.contains(&told(&[(5, "corpCode", "projects.enterprise_unknown")])[0]), "{wrong:?}");
        assert!(wrong.contains(&told(&[(6, "actualAmount", "wages.paid_nothing")])[0]), "{wrong:?}");
        assert_eq!((added, unchanged), (2, 0), "{wrong:?}");
        let again = yard.all_at_once("again", FeedObject::Payroll, &rows[..2]).await.1;
        assert_eq!(again, (Vec::new(), 0, 2));
    }

    async fn many_papers_take_hardly_more_statements_than_a_few(town: Town) {
        let (_bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        let crew = (401..461).map(|nth| yard.nth(nth, json!({ "payRollBankCardNumber": card(nth) }))).collect();
        yard.sent("w-1", FeedObject::ProjectWorker, joined(crew)).await;
        let steps = (401..461).map(|nth| yard.step(nth, ("2026-11-02", "1"))).collect();
        yard.sent("m-1", FeedObject::WorkerEntryExit, joined(steps)).await;
        let asked = Arc::new(AtomicUsize::new(0));
        let heard = asked.clone();
        let ctx = &yard.scene.world.ctx;
        let db = ctx.db.observed(move |_| {
            heard.fetch_add(1, SeqCst);
        });
        let observed = Ctx { db, ..ctx.clone() };
        let row = |object: FeedObject, nth: u16| match object {
            FeedObject::WorkerContract => yard.contract(json!({ "idCardNumber": number(nth) })),
            FeedObject::ProjectTraining => yard.training(json!({ "idCardNumber": number(nth) })),
            _ => yard.pay(json!({ "idCardNumber": number(nth), "payRollBankCardNumber": card(nth), "thirdPayRollCode": format!("N-{nth}") })),
        };
        for object in [FeedObject::WorkerContract, FeedObject::ProjectTraining, FeedObject::Payroll] {
            let mut statements = Vec::new();
            for (name, first, count) in [("few", 401_u16, 5_u16), ("many", 411, 50)] {
                let rows = (first..first + count).map(|nth| row(object, nth)).collect();
                let body = json!({ "batchId": format!("{object:?}-{name}"), "items": joined(rows) }).to_string();
                let (time, nonce) = (ctx.now().rfc3339(), yard.scene.nonce());
                let id = yard.scene.send_signed(&yard.sinks, object, &body, &time, &nonce).await.unwrap().batch;
                asked.store(0, SeqCst);
                apply(&observed, &yard.sinks, id).await.unwrap();
                statements.push(asked.load(SeqCst));
                let receipt = batch(&yard.scene.own(), id).await.unwrap().receipt;
                assert_eq!(receipt.added, u32::from(count), "{object:?} {:?}", yard.wrong(id).await);
            }
            assert!(statements[1] <= statements[0] + 45, "{object:?} {statements:?}");
        }
    }
}
