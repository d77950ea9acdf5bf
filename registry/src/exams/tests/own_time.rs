use super::Table;
use crate::exams::arranging::{change_extra_time, change_room};
use crate::exams::finishing::hand_in;
use crate::exams::rooms::notices::{NoticeKind, To, extend};
use crate::exams::rooms::pulse::report;
use crate::exams::setup::admit;
use crate::instant::MINUTE_MS;
use crate::on_both;
use crate::permissions::Role;

on_both! {
    async fn whoever_keeps_the_roster_gives_nothing_to_the_own_person(table: Table) {
        let (chief, exam) = (table.staff(Role::ExamAdministrator).await, table.exam);
        let own = chief.signed_in().unwrap().person;
        let outcomes = [
            admit(&chief, exam, own, (30, Some("视力障碍")), None).await,
            change_extra_time(&chief, exam, own, 30, "视力障碍").await,
            change_room(&chief, exam, own, "第一考场").await,
        ];
        for outcome in outcomes {
            assert_eq!(outcome.unwrap_err().code(), Some("exams.own_attempt"));
        }
        let colleague = table.staff(Role::ExamAdministrator).await;
        change_extra_time(&colleague, exam, own, 30, "视力障碍").await.unwrap();
    }

    async fn whoever_sits_gives_no_time_to_a_room_or_to_all(table: Table) {
        let (chief, colleague) = (table.staff(Role::ExamAdministrator).await, table.staff(Role::ExamAdministrator).await);
        let candidate = table.candidate().await;
        let (exam, person) = (table.exam, candidate.signed_in().unwrap().person);
        change_room(&colleague, exam, chief.signed_in().unwrap().person, "第一考场").await.unwrap();
        change_room(&colleague, exam, person, "第二考场").await.unwrap();
        table.start(&candidate).await;
        let own = table.start(&chief).await;
        for to in [To::All, To::Room("第一考场"), To::One(own.attempt)] {
            assert_eq!(extend(&chief, exam, to, 5, "广播干扰").await.unwrap_err().code(), Some("exams.own_attempt"));
        }
        assert_eq!(table.attempt(own.attempt).await.deadline_at, own.deadline_at.0);
        assert_eq!(extend(&chief, exam, To::Room("第二考场"), 5, "广播干扰").await.unwrap(), 1, "a room of others");
        assert_eq!(extend(&colleague, exam, To::All, 5, "广播干扰").await.unwrap(), 2);
        hand_in(&chief, own.attempt, "first device").await.unwrap();
        assert_eq!(extend(&chief, exam, To::All, 5, "广播干扰").await.unwrap(), 1, "the own attempt is over");
    }

    async fn an_attempt_that_runs_is_told_what_the_roster_adds_and_is_never_made_shorter(table: Table) {
        let (candidate, chief) = (table.candidate().await, table.staff(Role::ExamAdministrator).await);
        let person = candidate.signed_in().unwrap().person;
        change_extra_time(&chief, table.exam, person, 20, "视力障碍").await.unwrap();
        let running = table.start(&candidate).await;
        assert!(report(&candidate, running.ticket, &[], "a").await.unwrap().notices.is_empty());
        change_extra_time(&chief, table.exam, person, 30, "视力障碍").await.unwrap();
        let later = running.deadline_at.plus_ms(10 * MINUTE_MS);
        let news = report(&candidate, running.ticket, &[], "a").await.unwrap();
        assert_eq!(news.deadline_at, later);
        let told: Vec<_> = news.notices.iter().map(|one| (one.kind, one.minutes, one.body.as_str())).collect();
        assert_eq!(told, [(NoticeKind::ExtraTime, 10, "")], "the reason stays with the staff");
        let shorter = change_extra_time(&chief, table.exam, person, 0, "登记有误").await.unwrap_err();
        assert_eq!(shorter.code(), Some("exams.extra_time_shorter"));
        assert_eq!(table.attempt(running.attempt).await.deadline_at, later.0);
        change_extra_time(&chief, table.exam, person, 30, "视力障碍").await.unwrap();
        assert_eq!(report(&candidate, running.ticket, &[], "a").await.unwrap().notices.len(), 1, "nothing was added");
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        change_extra_time(&chief, table.exam, person, 0, "登记有误").await.unwrap();
    }
}
