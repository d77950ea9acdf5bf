use super::Table;
use crate::exams::finishing::hand_in;
use crate::exams::rooms::board::{Connection, Identity, Narrowed, Place, Signals, look};
use crate::exams::rooms::pauses::pause;
use crate::exams::rooms::pulse::{Signal, report};
use crate::exams::rooms::{list, sitting};
use crate::instant::{MINUTE_MS, SECOND_MS};
use crate::permissions::Role;
use crate::{Fault, on_both};

on_both! {
    async fn the_board_shows_who_sits_and_how_it_goes(table: Table) {
        let (one, two) = (table.candidate().await, table.candidate().await);
        let proctor = table.staff(Role::Proctor).await;
        table.confirm(one.signed_in().unwrap().person).await;
        let (first, second) = (table.start(&one).await, table.start(&two).await);
        table.bed.clock.advance_ms(MINUTE_MS);
        table.saver.save(&one, table.save_of(&first, 1, 0b1, 1)).await.unwrap();
        report(&one, first.ticket, &[Signal::FocusLost, Signal::FocusRegained, Signal::FocusLost], "a").await.unwrap();
        table.bed.clock.advance_ms(4 * MINUTE_MS + SECOND_MS);
        let board = look(&proctor, table.exam, &Narrowed::default(), 0).await.unwrap();
        assert_eq!((board.total, board.places[&Place::Sitting], board.lost), (2, 2, 1));
        let line = board.lines.iter().find(|line| line.attempt == first.attempt).unwrap();
        assert_eq!((line.answered, line.place, line.connection), (1, Place::Sitting, Some(Connection::Quiet)));
        assert!(line.questions >= 77);
        assert_eq!(line.saved_at, Some(table.bed.ctx.now().minus_ms(4 * MINUTE_MS + SECOND_MS)));
        assert_eq!(line.signals, [("focus_lost".to_owned(), 2), ("focus_regained".to_owned(), 1)]);
        assert_eq!(line.identity, Identity::Confirmed);
        pause(&proctor, table.exam, second.attempt, "考场停电").await.unwrap();
        hand_in(&one, first.attempt, "first device").await.unwrap();
        let narrowed = |place| Narrowed { place: Some(place), ..Narrowed::default() };
        for (place, attempt) in [(Place::Paused, second.attempt), (Place::HandedIn, first.attempt)] {
            let board = look(&proctor, table.exam, &narrowed(place), 0).await.unwrap();
            assert_eq!(board.lines.iter().map(|line| line.attempt).collect::<Vec<_>>(), [attempt]);
        }
        let signalled = Narrowed { only_with_signals: Some(Signals::Some), ..Narrowed::default() };
        assert_eq!(look(&proctor, table.exam, &signalled, 0).await.unwrap().lines[0].attempt, first.attempt);
        let sitting = sitting::look(&proctor, table.exam, second.attempt).await.unwrap();
        assert_eq!((sitting.pauses.len(), sitting.events[0].kind.as_str()), (1, "paused"));
        assert_eq!(sitting.name(sitting.pauses[0].paused_by), "王小明");
    }

    async fn a_room_is_not_found_by_whom_it_does_not_concern(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        let elsewhere = table.staff_of_another_office(Role::Proctor).await;
        for ctx in [&candidate, &elsewhere, &table.staff(Role::Auditor).await] {
            assert!(matches!(look(ctx, table.exam, &Narrowed::default(), 0).await, Err(Fault::NotFound)));
            assert!(matches!(sitting::look(ctx, table.exam, running.attempt).await, Err(Fault::NotFound)));
            assert!(list(ctx).await.unwrap().is_empty());
        }
        assert_eq!(list(&table.staff(Role::Proctor).await).await.unwrap().len(), 1);
        let anonymous = table.bed.ctx.acting_as(crate::Actor::Anonymous);
        assert!(matches!(look(&anonymous, table.exam, &Narrowed::default(), 0).await, Err(Fault::Anonymous)));
    }
}
