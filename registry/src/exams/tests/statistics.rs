use question_bank::{Choice, ItemId, Kind, Paper};
use sea_orm::EntityTrait;
use serde_json::json;

use super::Table;
use crate::ctx::{Post, SignedIn};
use crate::entity::results;
use crate::exams::finishing::hand_in;
use crate::exams::regrading::{self, Change, How, confirm, propose};
use crate::exams::statistics::{export_similar, of_exam, of_item, similar};
use crate::instant::DAY_MS;
use crate::permissions::Role;
use crate::questions::library;
use crate::{Actor, Ctx, Fault, audit, on_both};

/// Somebody with one post, of no office of this exam.
async fn post(table: &Table, role: Role) -> Ctx {
    let candidate = table.candidate().await;
    let who = candidate.signed_in().unwrap().clone();
    let posts = vec![Post { role, office: None, enterprise: None, project: None, area: None }];
    table.bed.ctx.acting_as(Actor::SignedIn(SignedIn { posts, ..who }))
}

on_both! {
    async fn figures_come_from_the_stored_answers_once_the_window_is_over(table: Table) {
        let (able, idle) = (table.candidate().await, table.candidate().await);
        let first = table.start(&able).await;
        table.answer_all(&able, &first).await;
        hand_in(&able, first.attempt, "first device").await.unwrap();
        let second = table.start(&idle).await;
        hand_in(&idle, second.attempt, "first device").await.unwrap();
        let reviewer = post(&table, Role::QuestionReviewer).await;
        assert!(of_exam(&reviewer, table.exam).await.unwrap().figures.is_none(), "somebody may still sit");
        table.bed.clock.advance_ms(8 * DAY_MS);
        let figures = of_exam(&reviewer, table.exam).await.unwrap().figures.unwrap();
        assert_eq!((figures.statistics.exam.attempts, figures.statistics.exam.mean), (2, Some(5_000.0)));
        assert_eq!((figures.spread[0], figures.spread[9], figures.spread.iter().sum()), (1, 1, 2));
        let item = figures.statistics.items.iter().find(|item| item.attempts == 1).unwrap();
        let report = of_item(&reviewer, table.exam, item.item).await.unwrap();
        assert_eq!(report.figures, *item);
        assert_eq!(figures.questions[&item.item.version.to_string()], report.question.id.to_string());
    }

    async fn figures_speak_of_the_keys_in_force(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        table.answer_all(&candidate, &running).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        table.bed.clock.advance_ms(8 * DAY_MS);
        let paper: Paper = serde_json::from_str(&table.attempt(running.attempt).await.paper).unwrap();
        let singles: Vec<ItemId> =
            paper.slots.iter().filter(|slot| slot.kind == Kind::Single && slot.part.is_none()).map(ItemId::from).collect();
        let library = library::read(candidate.db.reader(), &paper.versions()).await.unwrap();
        let old = library[&singles[0].version].item(None).unwrap().right;
        let new = Choice::EMPTY.with(if old.contains(0) { 1 } else { 0 });
        for change in [
            Change::Item { item: singles[0], how: How::Replace(new) },
            Change::Item { item: singles[1], how: How::Exclude },
        ] {
            let (first, second) = (table.staff(Role::ExamAdministrator).await, table.staff(Role::ExamAdministrator).await);
            let proposal = propose(&first, table.exam, &change, "答案有误", None).await.unwrap();
            let hash = regrading::get(&second, table.exam, proposal).await.unwrap().0.effects_hash;
            confirm(&second, table.exam, proposal, &hash).await.unwrap();
        }
        let reviewer = post(&table, Role::QuestionReviewer).await;
        let figures = of_exam(&reviewer, table.exam).await.unwrap().figures.unwrap();
        let corrected = figures.statistics.items.iter().find(|item| item.item == singles[0]).unwrap();
        assert_eq!((corrected.form.right, corrected.facility), (new, Some(0.0)));
        assert!(!figures.statistics.items.iter().any(|item| item.item == singles[1]), "it counts for nobody");
        let own = results::Entity::find_by_id(running.attempt).one(candidate.db.reader()).await.unwrap().unwrap();
        assert_eq!(figures.statistics.exam.mean, Some(f64::from(own.score)));
    }

    async fn a_screening_that_is_taken_away_stays_on_record(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        let (chief, reviewer) = (table.staff(Role::ExamAdministrator).await, post(&table, Role::QuestionReviewer).await);
        assert!(matches!(export_similar(&chief, table.exam).await, Err(Fault::NotFound)), "somebody may still sit");
        table.bed.clock.advance_ms(8 * DAY_MS);
        assert_eq!(export_similar(&chief, table.exam).await.unwrap().attempts.len(), 1);
        assert!(matches!(export_similar(&reviewer, table.exam).await, Err(Fault::Forbidden)));
        let (entries, _) = audit::list(&table.bed.ctx, &audit::Filter::default(), 0, 500).await.unwrap();
        let left = entries.iter().filter(|entry| entry.verb == "export_list").map(|entry| entry.facts.clone());
        assert_eq!(left.collect::<Vec<_>>(), [json!({ "list": "similarity", "lines": 0 })]);
    }

    async fn texts_are_for_authors_and_names_for_those_who_see_results(table: Table) {
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        hand_in(&candidate, running.attempt, "first device").await.unwrap();
        table.bed.clock.advance_ms(8 * DAY_MS);
        let (reviewer, city) = (post(&table, Role::QuestionReviewer).await, post(&table, Role::City).await);
        let item = of_exam(&city, table.exam).await.unwrap().figures.unwrap().statistics.items[0].item;
        assert!(matches!(of_item(&city, table.exam, item).await, Err(Fault::Forbidden)));
        assert!(matches!(similar(&reviewer, table.exam).await, Err(Fault::Forbidden)));
        let elsewhere = post(&table, Role::ExamAdministrator).await;
        assert!(matches!(of_exam(&elsewhere, table.exam).await, Err(Fault::NotFound)), "another office's exam");
        assert!(matches!(of_exam(&candidate, table.exam).await, Err(Fault::Forbidden)));
        let screened = similar(&table.bed.ctx, table.exam).await.unwrap().screening.unwrap();
        assert_eq!((screened.attempts.len(), screened.screening.pairs.len()), (1, 0));
    }
}
