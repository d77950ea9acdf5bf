use super::super::store::{answer, file};
use super::super::{About, Verdict, view};
use crate::calendar::tests::notices::year_2027;
use crate::calendar::{Due, years};
use crate::exams::finishing::hand_in;
use crate::exams::tests::Table;
use crate::instant::DAY_MS;
use crate::permissions::Role;
use crate::{Day, on_both};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

on_both! {
    async fn a_last_day_in_a_year_without_calendar_stands_once_the_year_is_published(table: Table) {
        let candidate = table.with_account().await;
        let running = table.start(&candidate).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        let id = file(&candidate, running.attempt, About::Score, "总分与答卷不一致").await.unwrap();
        let (office, city) = (table.staff(Role::Issuer).await, table.staff(Role::City).await);
        let administrator = table.staff(Role::SystemAdministrator).await;
        table.bed.clock.advance_ms(38 * DAY_MS);
        answer(&office, id, Verdict::Rejected, "评分依据现行条文，没有错误").await.unwrap();
        let last_days = async || {
            let made = view(&candidate, id).await.unwrap().made;
            made.into_iter().map(|one| one.due.unwrap()).collect::<Vec<_>>()
        };
        let filed = Due::Fixed(day("2026-12-04"));
        assert_eq!(last_days().await, [filed, Due::Provisional(day("2027-01-04"))]);
        let year = years::propose(&administrator, "2027.json", year_2027().to_json().as_bytes()).await.unwrap();
        assert_eq!(last_days().await[1], Due::Provisional(day("2027-01-04")));
        years::confirm(&city, year).await.unwrap();
        assert_eq!(last_days().await, [filed, Due::Fixed(day("2027-01-05"))], "what stood before stays");
    }
}
