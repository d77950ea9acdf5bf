use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::Table;
use crate::entity::attempt_events;
use crate::exams::arranging::change_room;
use crate::exams::events::of_attempt;
use crate::exams::finishing::hand_in;
use crate::exams::rooms::board::{Narrowed, look};
use crate::exams::rooms::notices::{NoticeKind, To, extend, tell};
use crate::exams::rooms::pulse::{MOST_SIGNALS, Signal, Standing, report, seen};
use crate::exams::starting::take_over;
use crate::instant::{MINUTE_MS, SECOND_MS};
use crate::permissions::Role;
use crate::{Ctx, Fault, on_both};

on_both! {
    async fn signals_are_written_down_at_the_servers_time(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        table.bed.clock.advance_ms(MINUTE_MS);
        let news = report(&candidate, running.ticket, &[Signal::FocusLost, Signal::FocusRegained], "a").await.unwrap();
        assert_eq!((news.standing, news.notices.len()), (Standing::Running, 0));
        let events = of_attempt(&candidate, running.attempt).await.unwrap();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["focus_lost", "focus_regained"]);
        assert_eq!(events[0].at, table.bed.ctx.now());
        assert_eq!(table.attempt(running.attempt).await.seen_at, Some(table.bed.ctx.now().0));
    }

    async fn too_many_and_too_often_are_refused(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        table.bed.clock.advance_ms(SECOND_MS);
        let many = vec![Signal::FocusLost; MOST_SIGNALS + 1];
        let refused = report(&candidate, running.ticket, &many, "a").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.too_many_signals"));
        report(&candidate, running.ticket, &[Signal::FocusLost], "a").await.unwrap();
        let refused = report(&candidate, running.ticket, &[Signal::FocusLost], "a").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.signals_too_often"));
        report(&candidate, running.ticket, &[], "a").await.expect("asking for news is no signal");
        for _ in 0..450 {
            table.bed.clock.advance_ms(SECOND_MS);
            report(&candidate, running.ticket, &[Signal::FocusLost], "a").await.unwrap();
        }
        let stored = attempt_events::Entity::find().filter(attempt_events::Column::AttemptId.eq(running.attempt));
        assert_eq!(stored.count(candidate.db.reader()).await.unwrap(), 400);
    }

    async fn another_network_is_noted_and_its_address_is_not_stored(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        for (network, changes) in [("203.0.113.0", 0), ("203.0.113.0", 0), ("198.51.100.0", 1)] {
            table.bed.clock.advance_ms(MINUTE_MS);
            report(&candidate, running.ticket, &[], network).await.unwrap();
            let address = table.attempt(running.attempt).await.address.unwrap();
            assert!(address.len() == 16 && !address.contains("203") || !address.contains('.'), "{address}");
            assert_eq!(of_attempt(&candidate, running.attempt).await.unwrap().len(), changes);
        }
        seen(&candidate, running.attempt, "first device", "203.0.113.0").await.unwrap();
        assert_eq!(of_attempt(&candidate, running.attempt).await.unwrap().len(), 2);
        seen(&candidate, running.attempt, "another device", "198.51.100.0").await.unwrap();
        assert_eq!(of_attempt(&candidate, running.attempt).await.unwrap().len(), 2, "another device holds no seat");
    }

    async fn only_the_device_that_holds_the_room_reports(table: Table) {
        let (candidate, stranger) = (table.candidate().await, table.candidate().await);
        let running = table.start(&candidate).await;
        let mut forged = running.ticket;
        forged.person = stranger.signed_in().unwrap().person;
        assert!(matches!(report(&stranger, forged, &[], "a").await, Err(Fault::NotFound)));
        take_over(&candidate, running.attempt, "second device").await.unwrap();
        let refused = report(&candidate, running.ticket, &[], "a").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.opened_elsewhere"));
    }

    async fn the_news_are_those_of_this_candidate_since_the_start(table: Table) {
        let (one, two) = (table.candidate().await, table.candidate().await);
        let (proctor, chief) = (table.staff(Role::Proctor).await, table.staff(Role::ExamAdministrator).await);
        tell(&proctor, table.exam, To::All, "开考前的通知").await.unwrap();
        table.bed.clock.advance_ms(SECOND_MS);
        let (first, second) = (table.start(&one).await, table.start(&two).await);
        table.bed.clock.advance_ms(SECOND_MS);
        tell(&proctor, table.exam, To::One(second.attempt), "请保持安静").await.unwrap();
        table.bed.clock.advance_ms(SECOND_MS);
        assert_eq!(extend(&chief, table.exam, To::All, 5, "广播干扰").await.unwrap(), 2);
        let news = report(&one, first.ticket, &[], "a").await.unwrap();
        assert_eq!(news.deadline_at, first.deadline_at.plus_ms(5 * MINUTE_MS));
        let told: Vec<(NoticeKind, i32)> = news.notices.iter().map(|notice| (notice.kind, notice.minutes)).collect();
        assert_eq!(told, [(NoticeKind::ExtraTime, 5)]);
        let news = report(&two, second.ticket, &[], "a").await.unwrap();
        let told: Vec<&str> = news.notices.iter().map(|notice| notice.body.as_str()).collect();
        assert_eq!(told, ["请保持安静", ""], "the reason stays with the staff");
    }

    async fn a_room_is_told_and_extended_and_the_others_are_not(table: Table) {
        let (one, two) = (table.candidate().await, table.candidate().await);
        let (proctor, chief) = (table.staff(Role::Proctor).await, table.staff(Role::ExamAdministrator).await);
        let (first, second) = (table.start(&one).await, table.start(&two).await);
        let room = |ctx: &Ctx, name: &'static str| {
            let (chief, exam, person) = (chief.clone(), table.exam, ctx.signed_in().unwrap().person);
            async move { change_room(&chief, exam, person, name).await }
        };
        let nobody = extend(&chief, table.exam, To::Room("第一考场"), 5, "考场停电").await.unwrap_err();
        assert_eq!(nobody.code(), Some("exams.nobody_sits"));
        room(&one, " 第一考场 ").await.unwrap();
        room(&two, "第二考场").await.unwrap();
        assert_eq!(change_room(&chief, table.exam, two.signed_in().unwrap().person, &"考".repeat(31)).await.unwrap_err().code(), Some("exams.room_length"));
        tell(&proctor, table.exam, To::Room("第二考场"), "请关好窗户").await.unwrap();
        assert_eq!(extend(&chief, table.exam, To::Room("第一考场"), 5, "考场停电").await.unwrap(), 1);
        let news = report(&one, first.ticket, &[], "a").await.unwrap();
        assert_eq!(news.deadline_at, first.deadline_at.plus_ms(5 * MINUTE_MS));
        assert_eq!(news.notices.iter().map(|notice| notice.kind).collect::<Vec<_>>(), [NoticeKind::ExtraTime]);
        let news = report(&two, second.ticket, &[], "a").await.unwrap();
        assert_eq!(news.deadline_at, second.deadline_at);
        assert_eq!(news.notices.iter().map(|notice| notice.kind).collect::<Vec<_>>(), [NoticeKind::Message]);
        let narrowed = Narrowed { room: Some("第一考场".into()), ..Narrowed::default() };
        let board = look(&chief, table.exam, &narrowed, 0).await.unwrap();
        assert_eq!((board.rooms.len(), board.total), (2, 1));
        let by_a_proctor = change_room(&proctor, table.exam, one.signed_in().unwrap().person, "").await;
        assert!(by_a_proctor.is_err(), "the roster is the office's");
    }

    async fn extra_time_is_for_those_who_decide_and_for_attempts_that_run(table: Table) {
        let (candidate, proctor) = (table.candidate().await, table.staff(Role::Proctor).await);
        let chief = table.staff(Role::ExamAdministrator).await;
        let to_all = |minutes| extend(&chief, table.exam, To::All, minutes, "广播干扰");
        assert_eq!(to_all(5).await.unwrap_err().code(), Some("exams.nobody_sits"));
        let running = table.start(&candidate).await;
        let one = To::One(running.attempt);
        assert!(matches!(extend(&proctor, table.exam, one, 5, "广播干扰").await, Err(Fault::Forbidden)));
        for minutes in [0, -1, 241] {
            assert_eq!(to_all(minutes).await.unwrap_err().code(), Some("exams.minutes_range"));
        }
        extend(&chief, table.exam, one, 5, "广播干扰").await.unwrap();
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        let refused = extend(&chief, table.exam, one, 5, "广播干扰").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.attempt_ended"));
    }

    async fn time_that_is_over_is_not_extended(table: Table) {
        let (candidate, chief) = (table.candidate().await, table.staff(Role::ExamAdministrator).await);
        table.start(&candidate).await;
        table.bed.clock.advance_ms(90 * MINUTE_MS + 5_001);
        let refused = extend(&chief, table.exam, To::All, 5, "广播干扰").await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.nobody_sits"));
    }
}
