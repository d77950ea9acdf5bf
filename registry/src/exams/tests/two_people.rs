use sea_orm::EntityTrait;

use super::Table;
use crate::entity::{results, superseded_results};
use crate::exams::finishing::{Outcome, finish_due, hand_in, hand_in_with};
use crate::exams::rooms::proposals::{Act, confirm, decline, propose};
use crate::exams::starting::{Consent, start};
use crate::exams::{ExamKind, bundle, review};
use crate::instant::{DAY_MS, MINUTE_MS};
use crate::permissions::Role;
use crate::{Fault, on_both};

on_both! {
    async fn voiding_takes_two_people(table: Table) {
        let (candidate, proctor) = (table.candidate().await, table.staff(Role::Proctor).await);
        let chief = table.staff(Role::ExamAdministrator).await;
        let running = table.start(&candidate).await;
        let (exam, attempt) = (table.exam, running.attempt);
        let proposal = propose(&proctor, exam, attempt, Act::Void, 0, "他人代考").await.unwrap();
        assert_eq!(table.attempt(attempt).await.state, "open", "nothing happens before the second person");
        let twice = propose(&proctor, exam, attempt, Act::Void, 0, "他人代考").await.unwrap_err();
        assert_eq!(twice.code(), Some("exams.proposal_open"));
        assert!(matches!(confirm(&proctor, exam, proposal).await, Err(Fault::Forbidden)));
        confirm(&chief, exam, proposal).await.unwrap();
        assert_eq!(confirm(&chief, exam, proposal).await.unwrap_err().code(), Some("exams.proposal_decided"));
        let row = table.attempt(attempt).await;
        assert_eq!((row.state.as_str(), row.next_check_at), ("void", None));
        let refused = table.saver.save(&candidate, table.save_of(&running, 1, 1, 1)).await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.time_is_up"));
        table.bed.clock.advance_ms(DAY_MS);
        assert!(finish_due(&table.bed.ctx).await.unwrap().ended.is_empty());
        let second = table.start(&candidate).await;
        assert_eq!(table.attempt(second.attempt).await.ordinal, 2, "a void attempt was used");
    }

    async fn whoever_proposed_cannot_confirm_even_with_the_right_to(table: Table) {
        let (candidate, chief) = (table.candidate().await, table.staff(Role::ExamAdministrator).await);
        let running = table.start(&candidate).await;
        let proposal = propose(&chief, table.exam, running.attempt, Act::Void, 0, "他人代考").await.unwrap();
        let refused = confirm(&chief, table.exam, proposal).await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.second_must_be_another"));
        decline(&chief, table.exam, proposal, "看错了人").await.unwrap();
        let other = table.staff(Role::ExamAdministrator).await;
        assert_eq!(confirm(&other, table.exam, proposal).await.unwrap_err().code(), Some("exams.proposal_decided"));
        assert_eq!(table.attempt(running.attempt).await.state, "open");
    }

    async fn a_void_attempt_keeps_its_result_and_passes_nothing(table: Table) {
        let (candidate, proctor) = (table.candidate().await, table.staff(Role::Proctor).await);
        let chief = table.staff(Role::ExamAdministrator).await;
        let running = table.start(&candidate).await;
        table.answer_all(&candidate, &running).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        let proposal = propose(&proctor, table.exam, running.attempt, Act::Void, 0, "他人代考").await.unwrap();
        confirm(&chief, table.exam, proposal).await.unwrap();
        let kept = results::Entity::find_by_id(running.attempt).one(candidate.db.reader()).await.unwrap().unwrap();
        assert_eq!(kept.outcome, "passed");
        table.bed.clock.advance_ms(DAY_MS);
        start(&candidate, table.exam, Consent::Given, "first device").await.expect("nothing was passed yet");
    }

    async fn a_reopened_attempt_goes_on_and_its_first_result_is_kept(table: Table) {
        let (candidate, chief) = (table.candidate().await, table.staff(Role::ExamAdministrator).await);
        let other = table.staff(Role::ExamAdministrator).await;
        let running = table.start(&candidate).await;
        let (exam, attempt) = (table.exam, running.attempt);
        table.bed.clock.advance_ms(DAY_MS);
        assert_eq!(finish_due(&table.bed.ctx).await.unwrap().ended[0].outcome, Outcome::Failed);
        let timeless = propose(&chief, exam, attempt, Act::Reopen, 0, "系统故障").await.unwrap_err();
        assert_eq!(timeless.code(), Some("exams.reopen_needs_time"));
        let proctor = table.staff(Role::Proctor).await;
        assert!(matches!(propose(&proctor, exam, attempt, Act::Reopen, 9, "系统故障").await, Err(Fault::Forbidden)));
        let proposal = propose(&chief, exam, attempt, Act::Reopen, 30, "系统故障").await.unwrap();
        confirm(&other, exam, proposal).await.unwrap();
        let row = table.attempt(attempt).await;
        assert_eq!((row.state.as_str(), row.finished_at), ("open", None));
        assert_eq!(row.deadline_at, table.bed.ctx.now().plus_ms(30 * MINUTE_MS).0);
        table.answer_all(&candidate, &running).await;
        assert_eq!(hand_in_with(&candidate, running.ticket).await.unwrap().outcome, Outcome::Passed);
        let kept = superseded_results::Entity::find().one(candidate.db.reader()).await.unwrap().unwrap();
        assert!(kept.attempt_id == attempt && kept.result.contains("\"outcome\":\"failed\""), "{}", kept.result);
    }

    async fn a_hand_in_by_mistake_is_taken_back_within_its_time(table: Table) {
        let (candidate, chief) = (table.candidate().await, table.staff(Role::ExamAdministrator).await);
        let other = table.staff(Role::ExamAdministrator).await;
        let running = table.start(&candidate).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        let proposal = propose(&chief, table.exam, running.attempt, Act::Reopen, 0, "误点交卷").await.unwrap();
        confirm(&other, table.exam, proposal).await.unwrap();
        assert_eq!(table.attempt(running.attempt).await.deadline_at, running.deadline_at.0);
        let again = propose(&chief, table.exam, running.attempt, Act::Reopen, 0, "误点交卷").await.unwrap_err();
        assert_eq!(again.code(), Some("exams.reopen_not_ended"));
    }

    async fn nothing_is_reopened_beneath_a_later_attempt(table: Table) {
        let (candidate, chief) = (table.candidate().await, table.staff(Role::ExamAdministrator).await);
        let other = table.staff(Role::ExamAdministrator).await;
        let first = table.start(&candidate).await;
        hand_in(&candidate, first.attempt, "first device").await.unwrap();
        let proposal = propose(&chief, table.exam, first.attempt, Act::Reopen, 60, "系统故障").await.unwrap();
        table.bed.clock.advance_ms(DAY_MS);
        table.start(&candidate).await;
        let refused = confirm(&other, table.exam, proposal).await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.reopen_not_last"));
        assert_eq!(table.attempt(first.attempt).await.state, "finished");
    }

    async fn nothing_is_reopened_once_the_keys_can_be_read(table: Table) {
        let (candidate, chief) = (table.candidate().await, table.staff(Role::ExamAdministrator).await);
        let other = table.staff(Role::ExamAdministrator).await;
        let running = table.start(&candidate).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        let proposal = propose(&chief, table.exam, running.attempt, Act::Reopen, 60, "系统故障").await.unwrap();
        table.bed.clock.advance_ms(8 * DAY_MS);
        assert!(bundle::export(&candidate, running.attempt).await.is_ok(), "the keys are out");
        let refused = confirm(&other, table.exam, proposal).await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.reopen_revealed"));
        assert_eq!(table.attempt(running.attempt).await.state, "finished");
        decline(&chief, table.exam, proposal, "试卷已经公开").await.unwrap();
        let again = propose(&chief, table.exam, running.attempt, Act::Reopen, 60, "系统故障").await.unwrap_err();
        assert_eq!(again.code(), Some("exams.reopen_revealed"));
    }

    async fn whoever_can_look_at_a_mock_at_once_does_not_go_on_with_it(table: Table) {
        let mut table = table;
        table.exam = Table::publish(&table.bed.ctx, ExamKind::Mock).await;
        let (candidate, chief) = (table.candidate().await, table.staff(Role::ExamAdministrator).await);
        let running = table.start(&candidate).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        assert!(review::is_open(&candidate, running.attempt).await.unwrap());
        let refused = propose(&chief, table.exam, running.attempt, Act::Reopen, 9, "误点交卷").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.reopen_revealed"));
    }

    async fn strangers_propose_and_decide_nothing(table: Table) {
        let (candidate, chief) = (table.candidate().await, table.staff(Role::ExamAdministrator).await);
        let running = table.start(&candidate).await;
        let proposal = propose(&chief, table.exam, running.attempt, Act::Void, 0, "他人代考").await.unwrap();
        let stranger = table.staff_of_another_office(Role::ExamAdministrator).await;
        for ctx in [&candidate, &stranger] {
            let tried = propose(ctx, table.exam, running.attempt, Act::Void, 0, "他人代考").await;
            assert!(matches!(tried, Err(Fault::NotFound)));
            assert!(matches!(decline(ctx, table.exam, proposal, "没有此事").await, Err(Fault::NotFound)));
        }
        assert!(matches!(confirm(&stranger, table.exam, proposal).await, Err(Fault::NotFound)));
        let proctor = table.staff(Role::Proctor).await;
        assert!(matches!(decline(&proctor, table.exam, proposal, "没有此事").await, Err(Fault::Forbidden)));
    }
}
