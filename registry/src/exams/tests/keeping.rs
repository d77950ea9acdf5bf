use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::Table;
use crate::exams::finishing::hand_in;
use crate::exams::keeping::{SavedExam, check_file, restore, save};
use crate::exams::{proof, results};
use crate::instant::DAY_MS;
use crate::permissions::Role;
use crate::{Fault, on_both};

/// What names goes before what is named.
const TABLES: [&str; 9] = [
    "answers",
    "attempt_events",
    "results",
    "receipts",
    "attempts",
    "exam_pools",
    "exam_commitments",
    "exam_roster",
    "exams",
];

on_both! {
    async fn an_exam_that_was_lost_comes_back_from_its_file_as_it_was(table: Table) {
        let (ctx, candidate) = (&table.bed.ctx, table.candidate().await);
        let running = table.start(&candidate).await;
        table.answer_all(&candidate, &running).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        let saved = save(ctx, table.exam).await.unwrap();
        assert_eq!((saved.exam(), saved.attempts()), (table.exam, 1));
        assert_eq!(restore(ctx, &saved).await.unwrap_err().code(), Some("exams.saved_is_there"));
        let file: SavedExam = serde_json::from_str(&serde_json::to_string(&saved).unwrap()).unwrap();
        for table in TABLES {
            ctx.db.writer().execute_unprepared(&format!("DELETE FROM {table}")).await.unwrap();
        }
        assert!(matches!(results::own(&candidate, running.attempt).await, Err(Fault::NotFound)));
        restore(ctx, &file).await.unwrap();
        assert_eq!(save(ctx, table.exam).await.unwrap(), saved);
        assert!(results::own(&candidate, running.attempt).await.unwrap().score > 0);
        table.bed.clock.advance_ms(8 * DAY_MS);
        proof::reveal(ctx, table.exam).await.unwrap();
    }

    async fn who_is_not_known_here_comes_with_no_exam(table: Table) {
        let (ctx, candidate) = (&table.bed.ctx, table.candidate().await);
        let running = table.start(&candidate).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        let saved = save(ctx, table.exam).await.unwrap();
        let text = serde_json::to_string(&saved).unwrap();
        let person = candidate.signed_in().unwrap().person.to_string();
        let strange: SavedExam = serde_json::from_str(&text.replace(&person, &ctx.new_id().to_string())).unwrap();
        for table in TABLES {
            ctx.db.writer().execute_unprepared(&format!("DELETE FROM {table}")).await.unwrap();
        }
        assert_eq!(restore(ctx, &strange).await.unwrap_err().code(), Some("exams.saved_people_missing"));
        restore(ctx, &saved).await.unwrap();
    }

    async fn what_is_still_being_sat_does_not_come_back(table: Table) {
        let ctx = &table.bed.ctx;
        table.start(&table.candidate().await).await;
        let saved = save(ctx, table.exam).await.unwrap();
        assert_eq!(saved.running(), 1);
        for table in TABLES {
            ctx.db.writer().execute_unprepared(&format!("DELETE FROM {table}")).await.unwrap();
        }
        assert_eq!(restore(ctx, &saved).await.unwrap_err().code(), Some("exams.saved_in_progress"));
    }

    async fn whatever_else_the_file_names_has_to_be_there(table: Table) {
        let ctx = &table.bed.ctx;
        let saved = serde_json::to_value(save(ctx, table.exam).await.unwrap()).unwrap();
        for table in TABLES {
            ctx.db.writer().execute_unprepared(&format!("DELETE FROM {table}")).await.unwrap();
        }
        let stranger = Value::from(ctx.new_id().to_string());
        let with = |at: &str, value: Value| {
            let mut file = saved.clone();
            *file.pointer_mut(at).unwrap() = value;
            file
        };
        for (file, code) in [
            (with("/exam/office_id", stranger.clone()), "exams.saved_office_missing"),
            (with("/exam/course_id", stranger.clone()), "exams.saved_course_missing"),
            (with("/exam/created_by", stranger.clone()), "exams.saved_accounts_missing"),
            (with("/certificates", Value::from(vec![stranger.clone()])), "exams.saved_certificates_missing"),
            (with("/step", Value::from("m0001_earlier")), "exams.saved_at_step"),
        ] {
            let file: SavedExam = serde_json::from_value(file).unwrap();
            assert_eq!(restore(ctx, &file).await.unwrap_err().code(), Some(code));
        }
        let earlier = with("/step", Value::from("m0001_earlier")).to_string();
        assert_eq!(check_file(ctx, earlier.as_bytes()).await.unwrap_err().code(), Some("exams.saved_at_step"));
        check_file(ctx, saved.to_string().as_bytes()).await.unwrap();
        restore(ctx, &serde_json::from_value(saved).unwrap()).await.unwrap();
    }

    async fn strangers_neither_save_nor_restore(table: Table) {
        let saved = save(&table.bed.ctx, table.exam).await.unwrap();
        let stranger = table.staff_of_another_office(Role::ExamAdministrator).await;
        assert!(matches!(save(&stranger, table.exam).await, Err(Fault::NotFound)));
        assert!(matches!(save(&table.candidate().await, table.exam).await, Err(Fault::NotFound | Fault::Forbidden)));
        let chief = table.staff(Role::ExamAdministrator).await;
        save(&chief, table.exam).await.unwrap();
        assert!(matches!(restore(&chief, &saved).await, Err(Fault::Forbidden)));
    }
}
