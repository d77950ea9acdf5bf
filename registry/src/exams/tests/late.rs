use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::Table;
use crate::entity::exams;
use crate::exams::finishing::{Outcome, finish_due, hand_in};
use crate::exams::results::own;
use crate::exams::room::{Now, enter};
use crate::exams::rooms::pulse::Standing;
use crate::exams::{EndedBy, Late, Policy};
use crate::instant::{DAY_MS, MINUTE_MS};
use crate::on_both;

impl Table {
    /// Before anybody starts.
    async fn with_late(self, late: Late) -> Self {
        let db = self.bed.ctx.db.writer();
        let exam = exams::Entity::find_by_id(self.exam).one(db).await.unwrap().unwrap();
        let policy = Policy { late, ..serde_json::from_str(&exam.policy).unwrap() };
        exams::Entity::update_many()
            .col_expr(exams::Column::Policy, Expr::value(serde_json::to_string(&policy).unwrap()))
            .filter(exams::Column::Id.eq(self.exam))
            .exec(db)
            .await
            .unwrap();
        self
    }
}

on_both! {
    async fn in_the_grace_answers_stay_and_the_hand_in_counts(table: Table) {
        let table = table.with_late(Late::Grace { span_ms: 10 * MINUTE_MS }).await;
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        table.answer_all(&candidate, &running).await;
        table.bed.clock.advance_ms(95 * MINUTE_MS);
        let late = table.saver.save(&candidate, table.save_of(&running, 1, 0b1, 2)).await.unwrap_err();
        assert_eq!(late.code(), Some("exams.time_is_up"));
        let Now::Open(room) = enter(&candidate, running.attempt, "first device").await.unwrap() else { panic!("open") };
        assert_eq!(room.standing, Standing::Overdue);
        assert!(finish_due(&table.bed.ctx).await.unwrap().ended.is_empty());
        assert_eq!(hand_in(&candidate, running.attempt, "first device").await.unwrap().outcome, Outcome::Passed);
        assert_eq!(own(&candidate, running.attempt).await.unwrap().ended_by, EndedBy::HandIn);
    }

    async fn after_the_grace_it_counts_as_not_handed_in(table: Table) {
        let table = table.with_late(Late::Grace { span_ms: 10 * MINUTE_MS }).await;
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        table.answer_all(&candidate, &running).await;
        table.bed.clock.advance_ms(100 * MINUTE_MS + 5_001);
        let ended = hand_in(&candidate, running.attempt, "first device").await.unwrap();
        assert_eq!(ended.outcome, Outcome::Failed);
        assert_eq!(own(&candidate, running.attempt).await.unwrap().score, 0);
        assert_eq!(table.attempt(running.attempt).await.abandoned, 1);
    }

    async fn practice_that_is_abandoned_counts_nothing(table: Table) {
        let table = table.with_late(Late::Abandon).await;
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        table.answer_all(&candidate, &running).await;
        table.bed.clock.advance_ms(DAY_MS);
        let ended = finish_due(&table.bed.ctx).await.unwrap().ended;
        assert_eq!(ended[0].outcome, Outcome::Failed);
        assert_eq!(table.attempt(running.attempt).await.abandoned, 1);
    }
}
