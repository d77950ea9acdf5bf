use futures::future::join_all;
use sea_orm::EntityTrait;

use super::Table;
use crate::entity::answers;
use crate::exams::saving::{HIGHEST_SEQUENCE, Save};
use crate::exams::starting::{Running, take_over};
use crate::exams::ticket::Ticket;
use crate::instant::MINUTE_MS;
use crate::{Ctx, Fault, on_both};

impl Table {
    async fn stored(&self, running: &Running, slot: i32) -> (i32, i64) {
        let row =
            answers::Entity::find_by_id((running.attempt, slot)).one(self.bed.ctx.db.reader()).await.unwrap().unwrap();
        (row.choice, row.sequence)
    }

    pub async fn sequence_of(&self, running: &Running, slot: i32) -> i64 {
        self.stored(running, slot).await.1
    }

    async fn refused(&self, candidate: &Ctx, save: Save) -> &'static str {
        self.saver.save(candidate, save).await.unwrap_err().code().unwrap()
    }
}

on_both! {
    async fn an_answer_is_stored_before_it_is_acknowledged(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        let saved = table.saver.save(&candidate, table.save_of(&running, 1, 0b10, 1)).await.unwrap();
        assert_eq!(saved.deadline_at, running.deadline_at);
        assert_eq!(table.stored(&running, 1).await, (0b10, 1));
    }

    async fn the_highest_sequence_wins_and_a_repeat_is_harmless(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        table.saver.save(&candidate, table.save_of(&running, 1, 0b10, 5)).await.unwrap();
        table.saver.save(&candidate, table.save_of(&running, 1, 0b10, 5)).await.unwrap();
        assert_eq!(table.refused(&candidate, table.save_of(&running, 1, 0b01, 4)).await, "exams.newer_answer");
        assert_eq!(table.refused(&candidate, table.save_of(&running, 1, 0b01, 5)).await, "exams.newer_answer");
        assert_eq!(table.stored(&running, 1).await, (0b10, 5));
        table.saver.save(&candidate, table.save_of(&running, 1, 0, 6)).await.unwrap();
        assert_eq!(table.stored(&running, 1).await, (0, 6));
    }

    async fn answers_that_come_together_each_hear_their_own_outcome(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        // the same slot twice, an option that does not exist, and a number of saves that is no power of two
        let saves = [(1, 0b10, 1), (1, 0b100, 2), (2, 0b1_0000, 1), (3, 0b1, 1), (4, 0b1, 1), (5, 0b1, 1)];
        let together = saves.map(|(slot, choice, sequence)| table.save_of(&running, slot, choice, sequence));
        let heard = join_all(together.map(|save| table.saver.save(&candidate, save))).await;
        let refused: Vec<usize> = (0..heard.len()).filter(|place| heard[*place].is_err()).collect();
        assert!(refused.contains(&2), "an option that does not exist");
        // over many connections the second answer of the slot may come first, and the first is then the older one
        assert!(refused.iter().all(|place| [0, 2].contains(place)), "{heard:?}");
        assert_eq!(table.stored(&running, 1).await, (0b100, 2));
        assert_eq!(table.stored(&running, 2).await, (0, 0));
        assert_eq!(table.stored(&running, 5).await, (0b1, 1));
    }

    async fn an_absurd_sequence_is_refused(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        for sequence in [HIGHEST_SEQUENCE + 1, i64::MAX, 0, -1] {
            assert_eq!(table.refused(&candidate, table.save_of(&running, 1, 1, sequence)).await, "exams.sequence_absurd");
        }
        table.saver.save(&candidate, table.save_of(&running, 1, 1, 1)).await.unwrap();
    }

    async fn answers_count_until_deadline_and_grace_and_no_longer(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        table.bed.clock.advance_ms(90 * MINUTE_MS + 5000);
        table.saver.save(&candidate, table.save_of(&running, 1, 0b10, 1)).await.unwrap();
        table.bed.clock.advance_ms(1);
        assert_eq!(table.refused(&candidate, table.save_of(&running, 1, 0b01, 2)).await, "exams.time_is_up");
        assert_eq!(table.stored(&running, 1).await, (0b10, 1));
    }

    async fn nobody_writes_to_anothers_attempt(table: Table) {
        let (candidate, stranger) = (table.candidate().await, table.candidate().await);
        let (running, other) = (table.start(&candidate).await, table.start(&stranger).await);
        let forged = Ticket { person: other.ticket.person, ..running.ticket };
        let save = Save { ticket: forged, ..table.save_of(&running, 1, 0b10, 1) };
        assert!(matches!(table.saver.save(&stranger, save).await, Err(Fault::NotFound)));
        assert_eq!(table.stored(&running, 1).await, (0, 0));
    }

    async fn a_ticket_that_this_site_did_not_sign_opens_nothing(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        let sealed = running.ticket.seal(&candidate.vault).unwrap();
        assert_eq!(Ticket::open(&candidate.vault, &sealed).unwrap(), running.ticket);
        for position in [0, 30, 60, sealed.len() - 1] {
            let mut changed = sealed.clone().into_bytes();
            changed[position] = if changed[position] == b'A' { b'Q' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(matches!(Ticket::open(&candidate.vault, &changed), Err(Fault::Anonymous)), "{position}");
        }
        assert!(Ticket::open(&candidate.vault, "").is_err());
    }

    async fn the_older_device_is_told_and_cannot_save(table: Table) {
        let candidate = table.candidate().await;
        let first = table.start(&candidate).await;
        table.saver.save(&candidate, table.save_of(&first, 1, 0b10, 9)).await.unwrap();
        let second = take_over(&candidate, first.attempt, "second device").await.unwrap();
        assert_eq!(second.deadline_at, first.deadline_at, "the clock goes on");
        assert_eq!(table.refused(&candidate, table.save_of(&first, 1, 0b01, 10)).await, "exams.opened_elsewhere");
        // the new device begins counting again, and its epoch wins
        table.saver.save(&candidate, table.save_of(&second, 1, 0b01, 1)).await.unwrap();
        assert_eq!(table.stored(&second, 1).await, (0b01, 1));
    }

    async fn options_that_do_not_exist_or_are_too_many_are_refused(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        // the first slot of the standard paper is a single choice of four
        assert_eq!(table.refused(&candidate, table.save_of(&running, 1, 0b1_0000, 1)).await, "exams.no_such_option");
        assert_eq!(table.refused(&candidate, table.save_of(&running, 1, 0b11, 1)).await, "exams.one_option_only");
        let unknown = table.saver.save(&candidate, table.save_of(&running, 999, 1, 1)).await;
        assert!(matches!(unknown, Err(Fault::NotFound)));
    }
}
