use std::collections::BTreeMap;

use question_bank::Choice;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};

use super::cast::*;
use super::*;
use crate::courses::store;
use crate::entity::{audit_entries, question_versions, questions, quiz_attempts};
use crate::rulepacks::store as rulepacks;
use crate::testing::Bed;
use crate::{Ctx, Day};

/// Stores the practice questions of the first lesson, the last one resting on a fact with this mark.
async fn store_questions(bed: &Bed, last_mark: &str) -> BTreeMap<String, Choice> {
    let db = bed.ctx.db.writer();
    let mut keys = BTreeMap::new();
    for question in question_bank::bank::embedded().unwrap().questions {
        let id = question.id.0.clone();
        if !["p-01-001", "p-01-002", "p-01-003"].contains(&id.as_str()) {
            continue;
        }
        let row = questions::Model { id: id.clone(), created_at: 0 };
        questions::Entity::insert(row.into_active_model()).exec_without_returning(db).await.unwrap();
        let version = question_versions::Model {
            hash: question.version().to_string(),
            question_id: id.clone(),
            version: 1,
            kind: question.kind.code().into(),
            point: question.point.code().into(),
            difficulty: question.difficulty.code().into(),
            purpose: "practice".into(),
            confidence: if id == "p-01-003" { last_mark.into() } else { "law".into() },
            content: serde_json::to_string(&question).unwrap(),
            state: "ready".into(),
            created_at: 0,
            origin: "built_in".into(),
        };
        question_versions::Entity::insert(version.into_active_model()).exec_without_returning(db).await.unwrap();
        keys.insert(id, question.item(None).unwrap().right);
    }
    keys
}

async fn first_lesson(bed: &Bed, ctx: &Ctx) -> LessonView {
    publish_built_in(bed).await;
    store::view_lesson(ctx, "officer", "01-post").await.unwrap()
}

async fn tries(bed: &Bed) -> u64 {
    quiz_attempts::Entity::find().count(bed.ctx.db.reader()).await.unwrap()
}

crate::on_both! {
    async fn all_right_passes_and_a_later_mistake_does_not_take_it_back(bed) {
        let (keys, reader) = (store_questions(&bed, "seed").await, reader(&bed, "a").await);
        let lesson = first_lesson(&bed, &reader).await;
        let mut answers = keys.clone();
        answers.insert("p-01-001".into(), Choice::parse("A", 4).unwrap());
        let result = store::answer_quiz(&reader, lesson.id, &answers).await.unwrap();
        assert_eq!((result.right_count, result.passed_at), (2, None));
        let wrong = &result.verdicts[0];
        assert!(!wrong.is_right() && wrong.right == keys["p-01-001"] && wrong.explanation.contains("第十三条"));

        let passed = store::answer_quiz(&reader, lesson.id, &keys).await.unwrap();
        assert_eq!((passed.right_count, passed.passed_at), (3, Some(bed.ctx.now())));
        bed.clock.advance_ms(MINUTE_MS);
        store::answer_quiz(&reader, lesson.id, &keys).await.unwrap();
        let again = store::answer_quiz(&reader, lesson.id, &answers).await.unwrap();
        assert_eq!(again.passed_at, passed.passed_at);
        let view = first_lesson(&bed, &reader).await;
        assert_eq!(view.quiz_state, QuizState::Passed(passed.passed_at.unwrap()));
        assert_eq!(tries(&bed).await, 4);
        let log = audit_entries::Entity::find().filter(audit_entries::Column::Verb.eq("quiz.pass"));
        assert_eq!(log.count(bed.ctx.db.reader()).await.unwrap(), 1);
    }

    async fn the_lesson_shows_questions_without_keys(bed) {
        store_questions(&bed, "seed").await;
        let lesson = first_lesson(&bed, &anonymous(&bed)).await;
        assert_eq!(lesson.quiz.iter().map(|question| &*question.id).collect::<Vec<_>>(), ["p-01-001", "p-01-002", "p-01-003"]);
        assert_eq!(lesson.quiz_state, QuizState::Open);
        let page = serde_json::to_string(&lesson.quiz).unwrap();
        assert!(!page.contains("第十三条") && !page.contains("right"));
    }

    async fn a_question_left_out_is_refused_and_gives_no_key_away(bed) {
        let (keys, reader) = (store_questions(&bed, "seed").await, reader(&bed, "a").await);
        let lesson = first_lesson(&bed, &reader).await;
        let mut answers = keys.clone();
        answers.remove("p-01-002");
        let refused = store::answer_quiz(&reader, lesson.id, &answers).await.unwrap_err();
        let Fault::Refused(reasons) = refused else { panic!("{refused:?}") };
        assert_eq!(reasons, [Refusal::on("answers", "courses.quiz_unanswered").with("number", 2)]);
        answers.insert("p-01-002".into(), Choice::parse("H", 8).unwrap());
        assert_eq!(store::answer_quiz(&reader, lesson.id, &answers).await.unwrap_err().code(), Some("courses.quiz_changed"));
        let mut stray = keys;
        stray.insert("p-02-001".into(), Choice::TRUE);
        assert_eq!(store::answer_quiz(&reader, lesson.id, &stray).await.unwrap_err().code(), Some("courses.quiz_changed"));
        assert_eq!(tries(&bed).await, 0);
    }

    async fn a_question_on_an_unproven_fact_waits_for_the_switch(bed) {
        let (keys, reader) = (store_questions(&bed, "secondary").await, reader(&bed, "a").await);
        assert_eq!(first_lesson(&bed, &reader).await.quiz.len(), 2);
        let (from, parameters) = (Day::from_ymd(2026, 11, 1).unwrap(), [("bank.allow_secondary".to_owned(), true.into())]);
        rulepacks::amend(&bed.ctx, "B", rulepacks::CITY, from, parameters.into()).await.unwrap();
        let lesson = first_lesson(&bed, &reader).await;
        assert_eq!(lesson.quiz.len(), 3);
        assert!(store::answer_quiz(&reader, lesson.id, &keys).await.unwrap().passed_at.is_some());
    }

    async fn a_lesson_without_questions_has_no_quiz(bed) {
        let ([one, _], reader) = (publish_small(&bed, "字。").await, reader(&bed, "a").await);
        assert!(matches!(store::answer_quiz(&reader, one, &BTreeMap::new()).await, Err(Fault::NotFound)));
    }
}
