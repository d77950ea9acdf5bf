use sea_orm::EntityTrait;
use serde_json::json;

use super::Table;
use super::holds::confirm;
use crate::audit::{self, Filter};
use crate::certificates::desk::Desk;
use crate::certificates::issuing::issue_for_attempt;
use crate::entity::{attempts, exams};
use crate::exams::ExamKind;
use crate::exams::finishing::hand_in;
use crate::exams::room::{Now, Room, Seat, Written, enter};
use crate::exams::starting::{Consent, RULES_TEXT, draw, may_start, start, take_over};
use crate::exams::ticket::Ticket;
use crate::instant::{DAY_MS, MINUTE_MS};
use crate::{Fault, on_both};

on_both! {
    async fn an_attempt_stores_its_deadline_and_pins_its_paper(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        let row = table.attempt(running.attempt).await;
        assert_eq!(row.deadline_at, table.bed.ctx.now().plus_ms(90 * MINUTE_MS).0);
        assert_eq!(row.accepts_until, row.deadline_at + 5000);
        let Now::Open(room) = enter(&candidate, running.attempt, "first device").await.unwrap() else { panic!("open") };
        assert!(room.items.len() >= 77);
        assert_eq!(room.items.len(), room.answers.len());
        assert!(matches!(room.seat, Seat::Taken(_)));
    }

    async fn a_late_start_ends_with_the_window(table: Table) {
        let candidate = table.candidate().await;
        table.bed.clock.advance_ms(7 * DAY_MS - 10 * MINUTE_MS);
        let running = table.start(&candidate).await;
        assert_eq!(running.deadline_at, table.bed.ctx.now().plus_ms(10 * MINUTE_MS));
    }

    async fn two_starts_at_once_give_one_attempt(table: Table) {
        let candidate = table.candidate().await;
        let begin = || start(&candidate, table.exam, Consent::Given, "first device");
        let (one, two) = tokio::join!(begin(), begin());
        assert_eq!(one.unwrap().attempt, two.unwrap().attempt);
    }

    async fn starting_again_takes_up_the_live_attempt(table: Table) {
        let candidate = table.candidate().await;
        let (first, again) = (table.start(&candidate).await, table.start(&candidate).await);
        assert_eq!((first.attempt, first.ticket), (again.attempt, again.ticket));
    }

    async fn a_second_exam_waits_for_the_first(table: Table) {
        let other = Table::publish(&table.bed.ctx, ExamKind::Assessment).await;
        let candidate = table.candidate().await;
        table.start(&candidate).await;
        let refused = start(&candidate, other, Consent::Given, "first device").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.another_attempt_runs"));
        assert_eq!(may_start(&candidate, other).await.unwrap().unwrap_err().code, "exams.another_attempt_runs");
    }

    async fn nothing_starts_without_consent(table: Table) {
        let candidate = table.candidate().await;
        let refused = start(&candidate, table.exam, Consent::Missing, "first device").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.consent_missing"));
    }

    async fn each_device_of_a_candidate_opens_the_same_drawer_and_hears_under_what_answers_are_stored(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        table.saver.save(&candidate, table.save_of(&running, 1, 0b1, 7)).await.unwrap();
        let Now::Open(before) = enter(&candidate, running.attempt, "first device").await.unwrap() else { panic!("open") };
        take_over(&candidate, running.attempt, "second device").await.unwrap();
        let Now::Open(after) = enter(&candidate, running.attempt, "second device").await.unwrap() else { panic!("open") };
        let written = |room: &Room| room.answers.iter().find(|answer| answer.slot == 1).unwrap().written;
        assert_eq!((written(&after), written(&before)), (Written { epoch: 1, sequence: 7 }, Written { epoch: 1, sequence: 7 }));
        let (Seat::Taken(first), Seat::Taken(second)) = (before.seat, after.seat) else { panic!("a seat each") };
        assert_eq!((first.epoch, second.epoch), (1, 2));
        assert!(first.drawer_key == second.drawer_key && first.ticket != second.ticket);
        let other = table.start(&table.candidate().await).await;
        let vault = &candidate.vault;
        for strange in [other.ticket, Ticket { person: other.ticket.person, ..running.ticket }] {
            assert_ne!(strange.drawer_key(vault).unwrap(), first.drawer_key);
        }
    }

    async fn a_stranger_finds_no_attempt_and_an_anonymous_visitor_must_sign_in(table: Table) {
        let (candidate, stranger) = (table.candidate().await, table.candidate().await);
        let running = table.start(&candidate).await;
        assert!(matches!(enter(&stranger, running.attempt, "d").await, Err(Fault::NotFound)));
        assert!(matches!(take_over(&stranger, running.attempt, "d").await, Err(Fault::NotFound)));
        let anonymous = table.bed.ctx.acting_as(crate::Actor::Anonymous);
        assert!(matches!(start(&anonymous, table.exam, Consent::Given, "d").await, Err(Fault::Anonymous)));
    }

    async fn two_candidates_get_different_papers_and_the_same_seed_the_same_one(table: Table) {
        let (one, two) = (table.candidate().await, table.candidate().await);
        let (first, second) = (table.start(&one).await, table.start(&two).await);
        let (first, second) = (table.attempt(first.attempt).await, table.attempt(second.attempt).await);
        assert_ne!(first.paper, second.paper);
        let ctx = &table.bed.ctx;
        let mut exam = exams::Entity::find_by_id(table.exam).one(ctx.db.reader()).await.unwrap().unwrap();
        let drawn = async |exam: &exams::Model, of: &attempts::Model| {
            serde_json::to_string(&draw(ctx, exam, of.person_id, of.ordinal).await.unwrap()).unwrap()
        };
        assert_eq!(drawn(&exam, &first).await, first.paper);
        assert_eq!(drawn(&exam, &second).await, second.paper);
        exam.seed_sealed = ctx.vault.seal(ctx.random.as_ref(), "exams.seed", &[9; 32]).unwrap();
        assert_ne!(drawn(&exam, &first).await, first.paper);
    }

    async fn the_log_of_a_start_names_the_rules_that_were_agreed_to(table: Table) {
        let running = table.start(&table.candidate().await).await;
        let filter = Filter { subject_kind: Some("exam".into()), subject: Some(table.exam.to_string()), ..Filter::default() };
        let (entries, _) = audit::list(&table.bed.ctx, &filter, 0, 50).await.unwrap();
        let started = entries.iter().find(|entry| entry.verb == "start").unwrap();
        assert_eq!((&started.facts["attempt"], &started.facts["rules"]), (&json!(running.attempt), &json!(RULES_TEXT)));
    }

    async fn only_a_certificate_of_the_same_issuer_stands_in_the_way(table: Table) {
        let (ctx, candidate) = (&table.bed.ctx, table.candidate().await);
        let person = candidate.signed_in().unwrap().person;
        confirm(&table, person).await;
        let running = table.start(&candidate).await;
        table.answer_all(&candidate, &running).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        let desk = Desk::new(ctx, "https://cert.example").unwrap();
        issue_for_attempt(ctx, &desk, running.attempt).await.unwrap().unwrap();
        let exam = exams::Entity::find_by_id(table.exam).one(ctx.db.reader()).await.unwrap().unwrap();
        let again = Table::publish_of(ctx, exam.office_id, ExamKind::Certification).await;
        assert_eq!(may_start(&candidate, again).await.unwrap().unwrap_err().code, "exams.already_certified");
        let elsewhere = Table::publish(ctx, ExamKind::Certification).await;
        assert_eq!(may_start(&candidate, elsewhere).await.unwrap(), Ok(()));
    }
}
