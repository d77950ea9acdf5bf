use certs::keys::KeyRecord;
use certs::verification::first_bad;
use question_bank::receipt::ReceiptEnd;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::Table;
use crate::certificates::desk::Desk;
use crate::entity::receipts as rows;
use crate::exams::finishing::{finish_due, hand_in};
use crate::exams::receipts::{find_own, own};
use crate::instant::DAY_MS;
use crate::{Ctx, Fault, on_both};

fn keys(ctx: &Ctx) -> Vec<KeyRecord> {
    Desk::new(ctx, "https://cert.example").unwrap().public_keys().unwrap()
}

on_both! {
    async fn handing_in_gives_a_signed_receipt_of_exactly_these_answers(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        assert_eq!(find_own(&candidate, running.attempt).await.unwrap(), None, "nothing was received yet");
        table.answer_all(&candidate, &running).await;
        table.saver.save(&candidate, table.save_of(&running, 1, 0b10, 41)).await.unwrap();
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        let given = own(&candidate, running.attempt).await.unwrap();
        let report = certs::receipt::check(&serde_json::to_string(&given.signed).unwrap(), &keys(&candidate));
        assert_eq!(first_bad(&report.checks), None);
        assert_eq!(report.checks.len(), 3);
        assert_eq!((given.receipt.last_seq, given.receipt.ended_by), (41, ReceiptEnd::Candidate));
        assert_eq!(given.receipt.submitted_at, table.bed.ctx.now().0);
        assert_eq!(given.code, given.receipt.short_code());
        let row = table.attempt(running.attempt).await;
        let paper: question_bank::Paper = serde_json::from_str(&row.paper).unwrap();
        let mut other = question_bank::Answers::new();
        assert!(!given.receipt.is_of(&paper, &other), "a blank sheet is another");
        let library = crate::questions::library::read(candidate.db.reader(), &paper.versions()).await.unwrap();
        for slot in &paper.slots {
            let right = slot.item(&library[&slot.version]).unwrap().right;
            other.insert(slot.number, slot.option_order.to_displayed(right).unwrap());
        }
        other.insert(1, question_bank::Choice::EMPTY.with(1));
        assert!(given.receipt.is_of(&paper, &other));
    }

    async fn the_receipt_is_the_same_at_every_repeat(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        let (one, two) = tokio::join!(hand_in(&candidate, running.attempt, "first device"), hand_in(&candidate, running.attempt, "first device"));
        one.unwrap();
        two.unwrap();
        let first = own(&candidate, running.attempt).await.unwrap();
        table.bed.clock.advance_ms(DAY_MS);
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        assert_eq!(own(&candidate, running.attempt).await.unwrap(), first);
        assert_eq!(rows::Entity::find().count(candidate.db.reader()).await.unwrap(), 1);
    }

    async fn the_clock_gives_a_receipt_of_the_deadline(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        table.bed.clock.advance_ms(DAY_MS);
        finish_due(&table.bed.ctx).await.unwrap();
        let given = own(&candidate, running.attempt).await.unwrap();
        assert_eq!((given.receipt.submitted_at, given.receipt.ended_by), (running.deadline_at.0, ReceiptEnd::Deadline));
        assert_eq!(given.receipt.last_seq, 0);
    }

    async fn strangers_get_no_receipt(table: Table) {
        let (candidate, stranger) = (table.candidate().await, table.candidate().await);
        let running = table.start(&candidate).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        assert!(matches!(own(&stranger, running.attempt).await, Err(Fault::NotFound)));
    }
}
