//! Is a batch that was applied half wholly there afterwards, or not at all?

use sea_orm::{ConnectionTrait, Statement};
use tokio::sync::Notify;

use super::*;
use crate::entity::{payment_batches, payment_results, payment_steps, wage_dues};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// A fault of ours after the first half.
    Breaks,
    /// The program goes with the transaction open: nobody rolls it back.
    Stops,
}

/// The sink of an object, which takes the first half of the rows and gets no further.
struct Half {
    whole: Sinks,
    object: FeedObject,
    ending: Ending,
    got_there: Arc<Notify>,
}

#[async_trait::async_trait]
impl Sink for Half {
    fn object(&self) -> FeedObject {
        self.object
    }

    async fn take(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        origin: &Origin,
        mut rows: Vec<Placed>,
    ) -> Result<Vec<Taken>, Fault> {
        rows.truncate(rows.len() / 2);
        let taken = self.whole.get(self.object)?.take(ctx, tx, origin, rows).await?;
        assert!(taken.iter().all(|one| matches!(one, Taken::Added | Taken::AddedLate)), "{taken:?}");
        self.got_there.notify_one();
        match self.ending {
            Ending::Breaks => Err(Fault::internal("broken in the middle")),
            Ending::Stops => std::future::pending().await,
        }
    }

    async fn consequences(&self, _: &Ctx, _: &DatabaseTransaction, _: Uuid) -> Result<Vec<Consequence>, Fault> {
        Ok(Vec::new())
    }

    async fn undo(&self, _: &Ctx, _: &DatabaseTransaction, _: Uuid, _: &str) -> Result<(), Fault> {
        Ok(())
    }
}

impl Yard {
    /// Two months of one person, in two items.
    fn two_months(&self) -> Value {
        let (one, mut two) = (self.pay(json!({})), self.pay(json!({ "thirdPayRollCode": "G-2" })));
        two[0]["payMonth"] = "2026-10".into();
        json!([one[0], two[0]])
    }

    fn two_passages(&self) -> Value {
        let row = |time: &str, direction: &str| {
            self.document(json!({ "date": format!("2026-11-19 {time}"), "direction": direction }))
        };
        json!([{ "projectCode": "P-9", "teamSysNo": "1", "dataList": [row("07:30:00", "01"), row("17:30:00", "02")] }])
    }

    /// Stored, and applied as far as the half goes.
    async fn half(&self, object: FeedObject, items: &Value, ending: Ending) -> Uuid {
        let ctx = &self.scene.world.ctx;
        let body = json!({ "batchId": format!("half-{}", object.code()), "items": items }).to_string();
        let (time, nonce) = (ctx.now().rfc3339(), self.scene.nonce());
        let batch = self.scene.send_signed(&self.sinks, object, &body, &time, &nonce).await.unwrap().batch;
        let got_there = Arc::new(Notify::new());
        let sinks =
            Sinks::default().with(Half { whole: self.sinks.clone(), object, ending, got_there: got_there.clone() });
        match ending {
            Ending::Breaks => apply(ctx, &sinks, batch).await.unwrap(),
            Ending::Stops => tokio::select! {
                applied = apply(ctx, &sinks, batch) => panic!("nobody stopped it: {applied:?}"),
                () = got_there.notified() => {}
            },
        }
        batch
    }

    /// Rows of everything that a payroll and a passage write.
    async fn written(&self) -> [u64; 8] {
        let db = self.scene.world.ctx.db.reader();
        let events = Statement::from_string(db.get_database_backend(), "SELECT COUNT(*) AS n FROM attendance_events");
        let days = Statement::from_string(db.get_database_backend(), "SELECT COUNT(*) AS n FROM attendance_days");
        let counted = async |statement: Statement| {
            let row = db.query_one_raw(statement).await.unwrap().unwrap();
            u64::try_from(row.try_get::<i64>("", "n").unwrap()).unwrap()
        };
        [
            payment_batches::Entity::find().count(db).await.unwrap(),
            payment_rows::Entity::find().count(db).await.unwrap(),
            payment_steps::Entity::find().count(db).await.unwrap(),
            payment_results::Entity::find().count(db).await.unwrap(),
            wage_dues::Entity::find().count(db).await.unwrap(),
            feed_row_errors::Entity::find().count(db).await.unwrap(),
            counted(events).await,
            counted(days).await,
        ]
    }
}

on_both! {
    async fn a_batch_that_was_applied_half_is_not_there_and_comes_whole_after_it(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        let cases = [
            (FeedObject::Payroll, yard.two_months(), Ending::Breaks),
            (FeedObject::WorkerAttendance, yard.two_passages(), Ending::Stops),
        ];
        for (object, items, ending) in cases {
            let before = yard.written().await;
            let batch = yard.half(object, &items, ending).await;
            assert_eq!(yard.written().await, before, "{object:?}");
            let waiting = super::super::batch(&yard.scene.own(), batch).await.unwrap().receipt;
            assert_eq!((waiting.state, waiting.added), (BatchState::Waiting, 0), "{object:?}");

            // the program is back, and its job looks at what waits
            assert_eq!(apply_waiting(&bed.ctx, &yard.sinks, 10).await.unwrap(), 1);
            let whole = super::super::batch(&yard.scene.own(), batch).await.unwrap().receipt;
            let errors = yard.errors(batch).await;
            assert_eq!((whole.state, whole.added, whole.refused), (BatchState::Applied, 2, 0), "{object:?} {errors:?}");
            let after = yard.written().await;
            assert_ne!(after, before, "{object:?}");
            apply(&bed.ctx, &yard.sinks, batch).await.unwrap();
            assert_eq!(yard.written().await, after, "once: {object:?}");
        }
    }

    async fn a_payroll_whose_transaction_was_left_open_is_not_there_either(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        let before = yard.written().await;
        yard.half(FeedObject::Payroll, &yard.two_months(), Ending::Stops).await;
        assert_eq!(yard.written().await, before);
        assert_eq!(apply_waiting(&bed.ctx, &yard.sinks, 10).await.unwrap(), 1);
        let office = yard.scene.office();
        assert_eq!(months(&office, yard.project).await.unwrap().len(), 2);
        assert_eq!(batches_of(&office, yard.project, 0).await.unwrap().1, 1, "one order for one account and day");
    }
}
