use std::collections::BTreeSet;

use question_bank::{Kind, Purpose};
use uuid::Uuid;

use super::*;
use crate::courses::store::{self, CourseText};
use crate::fixtures::Part;
use crate::on_both;
use crate::practice::chapters::list;
use crate::practice::progress::overview;
use crate::practice::rounds::start;

const MANIFEST: &str = r#"
slug = "small"
title = "小课程"
summary = "四课。"
[[chapter]]
title = "第一章"
lessons = ["one", "two"]
[[chapter]]
title = "第二章"
lessons = ["three"]
[[chapter]]
title = "第三章"
lessons = ["four"]
"#;

/// A chapter that asks after a lesson and inside a text, one that names a fact, one that does neither; each by the id of
/// its last lesson.
async fn publish(bed: &crate::testing::Bed, first_text: &str) -> [Uuid; 3] {
    let lesson = |facts: &str, quiz: &str, text: &str| {
        format!(
            "+++\ntitle = \"课文\"\nminutes = 3\nblock = \"post\"\nfacts = [{facts}]\nquiz = [{quiz}]\n+++\n{text}\n"
        )
    };
    let lessons = vec![
        ("one".to_owned(), lesson("", "\"p-01-001\"", first_text)),
        ("two".to_owned(), lesson("", "", "乙\n\n```practice\np-11-001\n```")),
        ("three".to_owned(), lesson("\"F223\"", "", "丙")),
        ("four".to_owned(), lesson("", "", "丁")),
    ];
    store::import(&bed.ctx, &CourseText::written(MANIFEST.to_owned(), lessons)).await.unwrap();
    let view = store::view(&bed.ctx, "small").await.unwrap();
    [0, 1, 2].map(|chapter| view.chapters[chapter].lessons.last().unwrap().id)
}

fn all_of(chapter: Uuid) -> Wish {
    Wish { chapter: Some(chapter), count: MOST_QUESTIONS, ..Wish::default() }
}

/// What a round asks, and how many answers it waits for.
async fn asked(ctx: &Ctx, wish: &Wish) -> (BTreeSet<String>, usize) {
    let round = start(ctx, wish).await.unwrap();
    let count = show(ctx, round, None).await.unwrap().places.len();
    let mut ids = BTreeSet::new();
    for number in 1..=u16::try_from(count).unwrap() {
        let open = show(ctx, round, Some(number)).await.unwrap().open;
        let Some(OpenPlace::Asked { question: id, .. }) = open else { panic!("{number} is not open") };
        ids.insert(id);
    }
    (ids, count)
}

on_both! {
    async fn a_chapter_asks_what_its_lessons_ask_and_what_rests_on_their_facts(school: School) {
        let (bed, world) = school.apart();
        let me = world.as_(Part::CandidateNew);
        let [asking, naming, _] = publish(&bed, "甲").await;
        let named: BTreeSet<String> = ["p-01-001", "p-11-001"].map(str::to_owned).into();
        assert_eq!(asked(&me, &all_of(asking)).await, (named, 2));
        let (resting, count) = asked(&me, &all_of(naming)).await;
        let bank = bank::embedded().unwrap().questions;
        let cites = |one: &&Question| one.cited_facts().iter().any(|fact| fact.0 == "F223");
        let practice = bank.iter().filter(|one| one.purpose == Purpose::Practice);
        let cited: BTreeSet<String> = practice.filter(cites).map(|one| one.id.0.clone()).collect();
        assert!(!cited.is_empty());
        assert_eq!(resting, cited);
        let chapters = list(&me).await.unwrap();
        let told: Vec<_> = chapters.iter().map(|one| (one.chapter.title.as_str(), one.tally.count)).collect();
        assert_eq!(told, [("第一章", 2), ("第二章", count), ("第三章", 0)]);
        assert!(chapters[0].chapter.has(asking) && !chapters[1].chapter.has(asking));
        assert!(matches!(list(&world.anonymous()).await, Err(Fault::Anonymous)));
    }

    async fn progress_in_a_chapter_is_ones_own(school: School) {
        let (bed, world) = school.apart();
        let me = world.as_(Part::CandidateNew);
        let [asking, ..] = publish(&bed, "甲").await;
        let round = start(&me, &all_of(asking)).await.unwrap();
        solve(&me, round, 1, Verdict::Wrong).await;
        solve(&me, round, 2, Verdict::Right).await;
        let tally = list(&me).await.unwrap()[0].tally;
        assert_eq!((tally.count, tally.answered, tally.known, tally.mistakes), (2, 2, 1, 1));
        assert_eq!(list(&world.as_(Part::Bystander)).await.unwrap()[0].tally.answered, 0);
    }

    async fn a_chapter_is_narrowed_further_and_a_refusal_loses_nothing(school: School) {
        let (bed, world) = school.apart();
        let me = world.as_(Part::CandidateNew);
        let [asking, _, silent] = publish(&bed, "甲").await;
        let point = question("p-01-001").point;
        let (ids, _) = asked(&me, &Wish { point: Some(point), ..all_of(asking) }).await;
        assert_eq!(ids, BTreeSet::from(["p-01-001".to_owned()]));
        let open = overview(&me).await.unwrap().round;
        assert_eq!(refused(start(&me, &all_of(silent)).await), "practice.chapter_empty");
        assert_eq!(refused(start(&me, &all_of(Uuid::nil())).await), "practice.chapter_gone");
        let cases = Wish { kind: Some(Kind::Case), ..all_of(asking) };
        assert_eq!(refused(start(&me, &cases).await), "practice.nothing_fits");
        assert_eq!(overview(&me).await.unwrap().round, open, "the round that was open goes on");
    }

    async fn a_lesson_of_an_earlier_version_still_names_its_chapter(school: School) {
        let (bed, world) = school.apart();
        let me = world.as_(Part::CandidateNew);
        let [before, ..] = publish(&bed, "甲").await;
        let [now, ..] = publish(&bed, "全部改写").await;
        assert_ne!(before, now);
        assert_eq!(asked(&me, &all_of(before)).await, asked(&me, &all_of(now)).await);
        let round = start(&me, &all_of(before)).await.unwrap();
        assert_eq!(show(&me, round, None).await.unwrap().wish.chapter, Some(before), "the wish is kept as it was made");
    }
}
