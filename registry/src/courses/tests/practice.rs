use question_bank::{Body, Choice, Purpose, Question, bank};
use sea_orm::{EntityTrait, PaginatorTrait};

use super::cast::*;
use super::*;
use crate::courses::store;
use crate::entity::lesson_answers;
use crate::on_both;
use crate::questions::loading::{Origin, load};
use crate::testing::Bed;

/// A lesson with two questions in it, and the questions.
async fn asked(bed: &Bed) -> (String, Question, Question) {
    let bank = bank::embedded().unwrap();
    load(&bed.ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
    let mut practice = bank.questions.into_iter().filter(|one| one.purpose == Purpose::Practice);
    let (first, second) = (practice.next().unwrap(), practice.next().unwrap());
    (format!("甲\n\n```practice\n{}\n{}\n```\n\n乙", first.id, second.id), first, second)
}

fn right(question: &Question) -> Choice {
    let Body::Item(item) = &question.body else { panic!("a plain question") };
    item.right
}

async fn shown(ctx: &crate::Ctx) -> Vec<PracticeQuestion> {
    let view = store::view_lesson(ctx, "small", "one").await.unwrap();
    let practice = view.parts.into_iter().filter_map(|part| match part {
        LessonPart::Practice(asked) => Some(asked),
        LessonPart::Text(_) => None,
    });
    practice.collect()
}

on_both! {
    async fn an_answer_is_marked_at_once_and_remembered(bed) {
        let (text, first, second) = asked(&bed).await;
        publish_small(&bed, &text).await;
        let (reader, other) = (reader(&bed, "a").await, reader(&bed, "b").await);
        assert!(shown(&reader).await.iter().all(|asked| asked.last.is_none()), "no key before an answer");
        let wrong = if right(&first) == Choice::TRUE { Choice::FALSE } else { Choice::TRUE };
        let verdict = store::answer_practice(&reader, "small", "one", &first.id.0, wrong).await.unwrap();
        assert!(!verdict.is_right() && !verdict.explanation.is_empty());
        let practice = shown(&reader).await;
        assert_eq!(practice[0].last, Some(LastAnswer { chosen: wrong, is_right: false }));
        assert_eq!((practice[1].question.id.as_str(), &practice[1].last), (second.id.0.as_str(), &None));
        bed.clock.advance_ms(1);
        assert!(store::answer_practice(&reader, "small", "one", &first.id.0, right(&first)).await.unwrap().is_right());
        assert!(shown(&reader).await[0].last.unwrap().is_right, "the last answer stands");
        assert_eq!(lesson_answers::Entity::find().count(bed.ctx.db.reader()).await.unwrap(), 2);
        for ctx in [other, anonymous(&bed)] {
            assert!(shown(&ctx).await.iter().all(|asked| asked.last.is_none()), "an answer is its reader's own");
        }
    }

    async fn an_answer_is_remembered_over_the_versions_of_the_lesson(bed) {
        let (text, first, _) = asked(&bed).await;
        publish_small(&bed, &text).await;
        let reader = reader(&bed, "a").await;
        store::answer_practice(&reader, "small", "one", &first.id.0, right(&first)).await.unwrap();
        publish_small(&bed, &format!("{text}丙")).await;
        assert!(shown(&reader).await[0].last.is_some());
    }

    async fn only_what_the_lesson_asks_is_answered(bed) {
        let (text, first, _) = asked(&bed).await;
        publish_small(&bed, &text).await;
        let reader = reader(&bed, "a").await;
        let official = bank::embedded().unwrap().questions.into_iter().find(|one| one.purpose == Purpose::Official).unwrap();
        let answer = async |ctx, lesson, question: String, chosen| {
            store::answer_practice(ctx, "small", lesson, &question, chosen).await.map(|_| ())
        };
        assert!(matches!(answer(&reader, "one", official.id.0, Choice::TRUE).await, Err(Fault::NotFound)));
        assert!(matches!(answer(&reader, "two", first.id.0.clone(), Choice::TRUE).await, Err(Fault::NotFound)));
        let empty = answer(&reader, "one", first.id.0.clone(), Choice::EMPTY).await.unwrap_err();
        assert_eq!(empty.code(), Some("courses.practice_unanswered"));
        let far = Choice::EMPTY.with(7);
        let far = answer(&reader, "one", first.id.0.clone(), far).await.unwrap_err();
        assert_eq!(far.code(), Some("courses.practice_changed"));
        let stranger = answer(&anonymous(&bed), "one", first.id.0.clone(), Choice::TRUE).await;
        assert!(matches!(stranger, Err(Fault::Anonymous)));
        assert_eq!(lesson_answers::Entity::find().count(bed.ctx.db.reader()).await.unwrap(), 0);
    }

    async fn a_question_of_the_examination_is_never_asked_in_a_lesson(bed) {
        asked(&bed).await;
        let official = bank::embedded().unwrap().questions.into_iter().find(|one| one.purpose == Purpose::Official).unwrap();
        publish_small(&bed, &format!("甲\n\n```practice\n{}\n```", official.id)).await;
        let view = store::view_lesson(&anonymous(&bed), "small", "one").await.unwrap();
        assert_eq!(view.parts, [LessonPart::Text("<p>甲</p>\n".into())]);
    }
}
