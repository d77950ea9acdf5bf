use super::Table;
use crate::exams::finishing::{finish_due, hand_in};
use crate::exams::room::{Now, enter};
use crate::exams::rooms::notices::{To, extend};
use crate::exams::rooms::pauses::{RETURN_MS, come_back, pause, resume};
use crate::exams::rooms::pulse::{Standing, report};
use crate::instant::{HOUR_MS, MINUTE_MS};
use crate::permissions::Role;
use crate::{Fault, on_both};

on_both! {
    async fn while_paused_no_answer_is_taken_and_the_clock_stands(table: Table) {
        let (candidate, proctor) = (table.candidate().await, table.staff(Role::Proctor).await);
        let running = table.start(&candidate).await;
        pause(&proctor, table.exam, running.attempt, "考场停电").await.unwrap();
        let refused = table.saver.save(&candidate, table.save_of(&running, 1, 1, 1)).await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.paused"));
        assert_eq!(hand_in(&candidate, running.attempt, "first device").await.unwrap_err().code(), Some("exams.paused"));
        table.bed.clock.advance_ms(5 * HOUR_MS);
        assert!(finish_due(&table.bed.ctx).await.unwrap().ended.is_empty());
        let Now::Open(room) = enter(&candidate, running.attempt, "first device").await.unwrap() else { panic!("open") };
        assert_eq!((room.standing, room.items.len()), (Standing::Paused, 0));
    }

    async fn the_clock_runs_when_the_candidate_is_back_and_not_when_the_button_is_pressed(table: Table) {
        let (candidate, proctor) = (table.candidate().await, table.staff(Role::Proctor).await);
        let running = table.start(&candidate).await;
        pause(&proctor, table.exam, running.attempt, "考场停电").await.unwrap();
        table.bed.clock.advance_ms(20 * MINUTE_MS);
        resume(&proctor, table.exam, running.attempt).await.unwrap();
        table.bed.clock.advance_ms(3 * MINUTE_MS);
        let news = report(&candidate, running.ticket, &[], "203.0.113.0").await.unwrap();
        assert_eq!(news.standing, Standing::Awaited, "an open page is no candidate");
        come_back(&candidate, running.attempt).await.unwrap();
        let news = report(&candidate, running.ticket, &[], "203.0.113.0").await.unwrap();
        assert_eq!(news.standing, Standing::Running);
        assert_eq!(news.deadline_at, running.deadline_at.plus_ms(23 * MINUTE_MS));
        table.saver.save(&candidate, table.save_of(&running, 1, 1, 1)).await.unwrap();
        let row = table.attempt(running.attempt).await;
        assert_eq!((row.accepts_until - row.deadline_at, row.next_check_at), (5_000, Some(row.accepts_until + 1)));
    }

    async fn only_the_candidate_comes_back_and_not_before_staff_let_go_on(table: Table) {
        let (candidate, proctor) = (table.candidate().await, table.staff(Role::Proctor).await);
        let running = table.start(&candidate).await;
        come_back(&candidate, running.attempt).await.expect("nothing to come back from");
        pause(&proctor, table.exam, running.attempt, "考场停电").await.unwrap();
        assert_eq!(come_back(&candidate, running.attempt).await.unwrap_err().code(), Some("exams.paused"));
        resume(&proctor, table.exam, running.attempt).await.unwrap();
        let stranger = table.candidate().await;
        assert!(matches!(come_back(&stranger, running.attempt).await, Err(Fault::NotFound)));
        let Now::Open(room) = enter(&candidate, running.attempt, "first device").await.unwrap() else { panic!("open") };
        assert_eq!((room.standing, room.items.len()), (Standing::Awaited, 0));
        come_back(&candidate, running.attempt).await.unwrap();
        come_back(&candidate, running.attempt).await.unwrap();
        let Now::Open(room) = enter(&candidate, running.attempt, "first device").await.unwrap() else { panic!("open") };
        assert_eq!((room.standing, room.deadline_at), (Standing::Running, running.deadline_at));
        assert!(!room.items.is_empty());
    }

    async fn whoever_never_comes_back_has_the_clock_running_after_half_an_hour(table: Table) {
        let (candidate, proctor) = (table.candidate().await, table.staff(Role::Proctor).await);
        let running = table.start(&candidate).await;
        table.bed.clock.advance_ms(60 * MINUTE_MS);
        pause(&proctor, table.exam, running.attempt, "考场停电").await.unwrap();
        table.bed.clock.advance_ms(MINUTE_MS);
        resume(&proctor, table.exam, running.attempt).await.unwrap();
        table.bed.clock.advance_ms(5 * HOUR_MS);
        assert_eq!(finish_due(&table.bed.ctx).await.unwrap().ended.len(), 1);
        let row = table.attempt(running.attempt).await;
        assert_eq!(row.finished_at, Some(running.deadline_at.plus_ms(MINUTE_MS + RETURN_MS).0));
    }

    async fn extra_time_reaches_a_paused_attempt_too(table: Table) {
        let (candidate, chief) = (table.candidate().await, table.staff(Role::ExamAdministrator).await);
        let running = table.start(&candidate).await;
        let proctor = table.staff(Role::Proctor).await;
        pause(&proctor, table.exam, running.attempt, "考场停电").await.unwrap();
        assert_eq!(extend(&chief, table.exam, To::All, 10, "考场停电").await.unwrap(), 1);
        assert_eq!(table.attempt(running.attempt).await.next_check_at, None, "it is still paused");
        resume(&proctor, table.exam, running.attempt).await.unwrap();
        come_back(&candidate, running.attempt).await.unwrap();
        let news = report(&candidate, running.ticket, &[], "n").await.unwrap();
        assert_eq!(news.deadline_at, running.deadline_at.plus_ms(10 * MINUTE_MS));
    }

    async fn each_pause_once_and_with_a_reason_and_by_others_only(table: Table) {
        let (candidate, proctor) = (table.candidate().await, table.staff(Role::Proctor).await);
        let running = table.start(&candidate).await;
        let (exam, attempt) = (table.exam, running.attempt);
        assert_eq!(pause(&proctor, exam, attempt, " ").await.unwrap_err().code(), Some("exams.reason_length"));
        assert_eq!(resume(&proctor, exam, attempt).await.unwrap_err().code(), Some("exams.not_paused"));
        assert!(matches!(pause(&candidate, exam, attempt, "想休息").await, Err(Fault::NotFound)));
        pause(&proctor, exam, attempt, "考场停电").await.unwrap();
        assert_eq!(pause(&proctor, exam, attempt, "考场停电").await.unwrap_err().code(), Some("exams.cannot_pause"));
        resume(&proctor, exam, attempt).await.unwrap();
        assert_eq!(resume(&proctor, exam, attempt).await.unwrap_err().code(), Some("exams.not_paused"));
        let stranger = table.staff_of_another_office(Role::Proctor).await;
        assert!(matches!(pause(&stranger, exam, attempt, "考场停电").await, Err(Fault::NotFound)));
        let editor = table.staff(Role::QuestionEditor).await;
        assert!(matches!(pause(&editor, exam, attempt, "考场停电").await, Err(Fault::NotFound)));
    }
}
