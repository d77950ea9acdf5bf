use question_bank::reveal::Reveal;

use super::Table;
use crate::exams::finishing::{finish_due, hand_in};
use crate::exams::{ExamKind, proof, setup};
use crate::instant::{DAY_MS, MINUTE_MS};
use crate::{Actor, Fault, on_both};

on_both! {
    async fn an_exam_commits_when_it_is_published_and_reveals_after_its_last_candidate(table: Table) {
        let anybody = table.bed.ctx.acting_as(Actor::Anonymous);
        let before = proof::get(&anybody, table.exam).await.unwrap();
        assert_eq!((before.committed_at, before.revealed_at), (table.bed.ctx.now(), None));
        assert!(matches!(proof::reveal(&anybody, table.exam).await, Err(Fault::NotFound)));
        table.bed.clock.advance_ms(7 * DAY_MS - MINUTE_MS);
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        let row = table.attempt(running.attempt).await;
        table.bed.clock.advance_ms(MINUTE_MS);
        assert_eq!(proof::get(&anybody, table.exam).await.unwrap().revealed_at, None, "somebody still sits");
        assert!(matches!(proof::reveal(&anybody, table.exam).await, Err(Fault::NotFound)));
        assert!(matches!(proof::papers(&anybody, table.exam).await, Err(Fault::NotFound)));
        table.bed.clock.advance_ms(MINUTE_MS);
        finish_due(&table.bed.ctx).await.unwrap();

        let reveal: Reveal = serde_json::from_str(&proof::reveal(&anybody, table.exam).await.unwrap()).unwrap();
        assert_eq!(reveal.commitment().to_string(), before.commitment);
        let registration = proof::own_registration(&candidate, running.attempt).await.unwrap();
        let paper = reveal.paper(&registration).unwrap();
        assert_eq!(serde_json::to_string(&paper).unwrap(), row.paper, "the paper follows from the reveal");
        let lines = proof::papers(&anybody, table.exam).await.unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!((&lines[0].registration, &lines[0].paper_hash), (&registration, &crate::vault::hex(&paper.content_hash())));
        let person = candidate.signed_in().unwrap().person.to_string();
        assert!(!lines[0].registration.contains(&person));
    }

    async fn a_draft_has_committed_to_nothing(table: Table) {
        let draft = Table::draft(&table.bed.ctx, ExamKind::Certification).await;
        assert!(matches!(proof::get(&table.bed.ctx, draft).await, Err(Fault::NotFound)));
        setup::publish(&table.bed.ctx, draft).await.unwrap();
        let published = proof::get(&table.bed.ctx, draft).await.unwrap();
        assert_eq!(published.commitment.len(), 64);
        assert!(setup::publish(&table.bed.ctx, draft).await.is_err());
        assert_eq!(proof::get(&table.bed.ctx, draft).await.unwrap(), published, "committed once");
    }

    async fn nobody_learns_the_registration_of_another(table: Table) {
        let (candidate, stranger) = (table.candidate().await, table.candidate().await);
        let running = table.start(&candidate).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        assert!(matches!(proof::own_registration(&stranger, running.attempt).await, Err(Fault::NotFound)));
    }
}
