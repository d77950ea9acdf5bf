use std::collections::HashMap;
use std::sync::Arc;

use question_bank::Grade;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::Table;
use crate::entity::{answers, attempts, results};
use crate::exams::finishing::{Outcome, finish_due, hand_in, hand_in_with, time_out};
use crate::exams::results::own;
use crate::exams::room::{Now, enter};
use crate::exams::starting::take_over;
use crate::instant::{DAY_MS, MINUTE_MS};
use crate::{Fault, on_both};

impl Table {
    async fn write_paper(&self, attempt: Uuid, paper: &str) {
        attempts::Entity::update_many()
            .col_expr(attempts::Column::Paper, Expr::value(paper))
            .filter(attempts::Column::Id.eq(attempt))
            .exec(self.bed.ctx.db.writer())
            .await
            .unwrap();
    }

    async fn result(&self, attempt: Uuid) -> Option<results::Model> {
        results::Entity::find_by_id(attempt).one(self.bed.ctx.db.reader()).await.unwrap()
    }
}

on_both! {
    async fn a_flawless_paper_passes_with_full_marks(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        table.answer_all(&candidate, &running).await;
        let ended = hand_in(&candidate, running.attempt, "first device").await.unwrap();
        assert_eq!((ended.outcome, ended.by_this_request), (Outcome::Passed, true));
        let view = own(&candidate, running.attempt).await.unwrap();
        assert_eq!((view.score, view.full_score, view.pass_score), (10_000, 10_000, 6_000));
        assert!(view.weak.is_empty());
        assert!(view.is_held, "nobody has confirmed who this is");
    }

    async fn an_empty_paper_fails_and_may_be_sat_again_after_a_day(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        let view = own(&candidate, running.attempt).await.unwrap();
        assert_eq!((view.outcome, view.score, view.is_held), (Outcome::Failed, 0, false));
        assert_eq!(view.resit_from, Some(view.finished_at.plus_ms(DAY_MS)));
        table.bed.clock.advance_ms(DAY_MS);
        let second = table.start(&candidate).await;
        assert_ne!(second.attempt, running.attempt);
        hand_in(&candidate, second.attempt, "first device").await.unwrap();
        assert_eq!(own(&candidate, second.attempt).await.unwrap().resit_from, None);
    }

    async fn two_hand_ins_at_once_give_one_result(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        let (one, two) = tokio::join!(hand_in(&candidate, running.attempt, "first device"), hand_in(&candidate, running.attempt, "first device"));
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!(one.outcome, two.outcome);
        assert!(one.by_this_request != two.by_this_request, "exactly one of them ended it");
        let stored = results::Entity::find()
            .filter(results::Column::AttemptId.eq(running.attempt))
            .count(table.bed.ctx.db.reader())
            .await
            .unwrap();
        assert_eq!(stored, 1);
    }

    async fn a_server_that_was_down_ends_due_attempts_at_their_deadline(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        table.bed.clock.advance_ms(90 * MINUTE_MS + 5000);
        assert!(finish_due(&table.bed.ctx).await.unwrap().ended.is_empty(), "the grace is not over");
        table.bed.clock.advance_ms(DAY_MS);
        assert_eq!(finish_due(&table.bed.ctx).await.unwrap().ended.len(), 1);
        assert_eq!(finish_due(&table.bed.ctx).await.unwrap().ended.len(), 0);
        let row = table.attempt(running.attempt).await;
        assert_eq!((row.finished_at, row.ended_by.as_deref()), (Some(row.deadline_at), Some("time_out")));
    }

    async fn looking_at_an_overdue_attempt_ends_it(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        table.bed.clock.advance_ms(DAY_MS);
        assert!(matches!(enter(&candidate, running.attempt, "first device").await.unwrap(), Now::Finished { .. }));
        assert!(table.result(running.attempt).await.is_some());
    }

    async fn the_clock_does_not_end_an_attempt_that_still_has_time(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        assert!(matches!(time_out(&table.bed.ctx, running.attempt).await, Err(Fault::Busy)));
        assert_eq!(table.attempt(running.attempt).await.state, "open");
    }

    async fn a_device_that_was_taken_over_hands_nothing_in(table: Table) {
        let candidate = table.candidate().await;
        let first = table.start(&candidate).await;
        let second = take_over(&candidate, first.attempt, "second device").await.unwrap();
        let refused = hand_in_with(&candidate, first.ticket).await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.opened_elsewhere"));
        hand_in_with(&candidate, second.ticket).await.unwrap();
    }

    async fn nor_does_it_by_its_session(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        take_over(&candidate, running.attempt, "second device").await.unwrap();
        let refused = hand_in(&candidate, running.attempt, "first device").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.opened_elsewhere"));
        assert_eq!(table.attempt(running.attempt).await.state, "open");
        hand_in(&candidate, running.attempt, "second device").await.unwrap();
        let again = hand_in(&candidate, running.attempt, "first device").await.unwrap();
        assert!(!again.by_this_request, "it has ended: every device learns the same");
    }

    async fn an_attempt_that_cannot_be_graded_holds_up_no_other(table: Table) {
        let (one, two) = (table.candidate().await, table.candidate().await);
        let (broken, sound) = (table.start(&one).await, table.start(&two).await);
        let paper = table.attempt(broken.attempt).await.paper;
        table.write_paper(broken.attempt, "no paper").await;
        table.bed.clock.advance_ms(DAY_MS);
        let ctx = &table.bed.ctx;
        let due = finish_due(ctx).await.unwrap();
        assert_eq!(due.ended.iter().map(|end| end.attempt).collect::<Vec<_>>(), [sound.attempt]);
        assert_eq!(due.failed.iter().map(|(attempt, _)| *attempt).collect::<Vec<_>>(), [broken.attempt]);
        let again = finish_due(ctx).await.unwrap();
        assert!(again.ended.is_empty() && again.failed.is_empty(), "it is left alone for a minute");
        table.write_paper(broken.attempt, &paper).await;
        table.bed.clock.advance_ms(MINUTE_MS);
        assert_eq!(finish_due(ctx).await.unwrap().ended.len(), 1);
        let row = table.attempt(broken.attempt).await;
        assert_eq!((row.finished_at, row.next_check_at), (Some(row.deadline_at), None));
    }

    async fn strangers_hand_nothing_in_and_see_no_result(table: Table) {
        let (candidate, stranger) = (table.candidate().await, table.candidate().await);
        let running = table.start(&candidate).await;
        assert!(matches!(hand_in(&stranger, running.attempt, "first device").await, Err(Fault::NotFound)));
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        assert!(matches!(own(&stranger, running.attempt).await, Err(Fault::NotFound)));
    }

    /// Saves and the end of the attempt race; whatever was acknowledged must have been graded.
    async fn no_acknowledged_answer_is_missing_from_the_grade(table: Table) {
        let table = Arc::new(table);
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        let saves = (1..=40).map(|slot| {
            let (table, candidate) = (table.clone(), candidate.clone());
            tokio::spawn(async move {
                let save = table.save_of(&running, slot, 0b1, 1);
                table.saver.save(&candidate, save).await.is_ok().then_some(slot)
            })
        });
        let saves: Vec<_> = saves.collect();
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        let mut acknowledged = Vec::new();
        for save in saves {
            acknowledged.extend(save.await.unwrap());
        }
        let grade: Grade = serde_json::from_str(&table.result(running.attempt).await.unwrap().detail).unwrap();
        let verdicts: HashMap<i32, _> =
            grade.per_slot.iter().map(|slot| (i32::from(slot.number), slot.verdict)).collect();
        for slot in acknowledged {
            assert_ne!(verdicts[&slot].code(), "blank", "slot {slot} was acknowledged");
        }
        let rows = answers::Entity::find().filter(answers::Column::AttemptId.eq(running.attempt));
        let late = rows.filter(answers::Column::Closed.eq(0)).count(table.bed.ctx.db.reader()).await.unwrap();
        assert_eq!(late, 0);
    }
}
