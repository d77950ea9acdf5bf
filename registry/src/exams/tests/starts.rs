use super::Table;
use crate::Fault;
use crate::exams::ExamKind;
use crate::exams::room::{Now, Seat, enter};
use crate::exams::starting::{Consent, may_start, start, take_over};
use crate::instant::{DAY_MS, MINUTE_MS};
use crate::on_both;

on_both! {
    async fn an_attempt_stores_its_deadline_and_pins_its_paper(bed) {
        let table = Table::lay(bed).await;
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        let row = table.attempt(running.attempt).await;
        assert_eq!(row.deadline_at, table.bed.ctx.now().plus_ms(90 * MINUTE_MS).0);
        assert_eq!(row.accepts_until, row.deadline_at + 5000);
        let Now::Open(room) = enter(&candidate, running.attempt, "first device").await.unwrap() else { panic!("open") };
        assert!(room.items.len() >= 77);
        assert_eq!(room.items.len(), room.answers.len());
        assert!(matches!(room.seat, Seat::Taken { .. }));
    }

    async fn a_late_start_ends_with_the_window(bed) {
        let table = Table::lay(bed).await;
        let candidate = table.candidate().await;
        table.bed.clock.advance_ms(7 * DAY_MS - 10 * MINUTE_MS);
        let running = table.start(&candidate).await;
        assert_eq!(running.deadline_at, table.bed.ctx.now().plus_ms(10 * MINUTE_MS));
    }

    async fn two_starts_at_once_give_one_attempt(bed) {
        let table = Table::lay(bed).await;
        let candidate = table.candidate().await;
        let begin = || start(&candidate, table.exam, Consent::Given, "first device");
        let (one, two) = tokio::join!(begin(), begin());
        assert_eq!(one.unwrap().attempt, two.unwrap().attempt);
    }

    async fn starting_again_takes_up_the_live_attempt(bed) {
        let table = Table::lay(bed).await;
        let candidate = table.candidate().await;
        let (first, again) = (table.start(&candidate).await, table.start(&candidate).await);
        assert_eq!((first.attempt, first.ticket), (again.attempt, again.ticket));
    }

    async fn a_second_exam_waits_for_the_first(bed) {
        let table = Table::lay(bed).await;
        let other = Table::publish(&table.bed.ctx, ExamKind::Assessment).await;
        let candidate = table.candidate().await;
        table.start(&candidate).await;
        let refused = start(&candidate, other, Consent::Given, "first device").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.another_attempt_runs"));
        assert_eq!(may_start(&candidate, other).await.unwrap().unwrap_err().code, "exams.another_attempt_runs");
    }

    async fn nothing_starts_without_consent(bed) {
        let table = Table::lay(bed).await;
        let candidate = table.candidate().await;
        let refused = start(&candidate, table.exam, Consent::Missing, "first device").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.consent_missing"));
    }

    async fn a_stranger_finds_no_attempt_and_an_anonymous_visitor_must_sign_in(bed) {
        let table = Table::lay(bed).await;
        let (candidate, stranger) = (table.candidate().await, table.candidate().await);
        let running = table.start(&candidate).await;
        assert!(matches!(enter(&stranger, running.attempt, "d").await, Err(Fault::NotFound)));
        assert!(matches!(take_over(&stranger, running.attempt, "d").await, Err(Fault::NotFound)));
        let anonymous = table.bed.ctx.acting_as(crate::Actor::Anonymous);
        assert!(matches!(start(&anonymous, table.exam, Consent::Given, "d").await, Err(Fault::Anonymous)));
    }

    async fn two_candidates_get_different_papers_and_the_same_seed_the_same_one(bed) {
        let table = Table::lay(bed).await;
        let (one, two) = (table.candidate().await, table.candidate().await);
        let (first, second) = (table.start(&one).await, table.start(&two).await);
        let papers = [table.attempt(first.attempt).await.paper, table.attempt(second.attempt).await.paper];
        assert_ne!(papers[0], papers[1]);
    }
}
