use std::collections::BTreeSet;

use question_bank::{Body, Confidence, Fact, Facts, Purpose, Secondary, bank};

use crate::fixtures::{Part, World, world};
use crate::questions::library;
use crate::questions::loading::{Origin, load};
use crate::questions::sources::{NewText, change_text, confirm, get, list, raise, second};
use crate::testing::Bed;
use crate::{Fault, audit, on_both};

async fn desk(bed: &Bed) -> World {
    let bank = bank::embedded().unwrap();
    load(&bed.ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
    world(&bed.ctx).await.unwrap()
}

async fn drawn(bed: &Bed) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for purpose in [Purpose::Official, Purpose::Practice] {
        let pool = library::pool(bed.ctx.db.reader(), purpose, Secondary::Allowed).await.unwrap();
        all.extend(pool.into_iter().map(|one| one.question.0));
    }
    all
}

/// A fact that may be drawn on, with the questions that cite it.
fn cited(mark: Confidence) -> (String, BTreeSet<String>) {
    let bank = bank::embedded().unwrap();
    let citing = |fact: &Fact| -> BTreeSet<String> {
        let of_it = bank.questions.iter().filter(|one| one.cited_facts().contains(&fact.id));
        of_it.map(|one| one.id.0.clone()).collect()
    };
    let facts = bank.facts.iter().filter(|fact| fact.confidence == mark);
    facts.map(|fact| (fact.id.0.clone(), citing(fact))).find(|(_, citing)| citing.len() > 1).unwrap()
}

fn new_text() -> NewText {
    NewText {
        law: "保障农民工工资支付条例（二〇二七年修订）".into(),
        article: "第二条".into(),
        statement: "修订后的条文内容。".into(),
        text_version: "二〇二七年修订文本".into(),
        reason: "条例修订".into(),
    }
}

on_both! {
    async fn a_new_text_withdraws_exactly_its_questions_until_each_is_read_again(bed) {
        let world = desk(&bed).await;
        let (editor, reviewer) = (world.as_(Part::QuestionEditor), world.as_(Part::QuestionReviewer));
        let (fact, citing) = cited(Confidence::Law);
        let before = drawn(&bed).await;
        assert_eq!(change_text(&editor, &fact, &new_text()).await.unwrap(), citing.len());
        let gone: BTreeSet<String> = before.difference(&drawn(&bed).await).cloned().collect();
        assert_eq!(gone, citing, "these and no others");
        let line = list(&editor).await.unwrap().into_iter().find(|line| line.fact.id.0 == fact).unwrap();
        assert_eq!((line.citing, line.flagged), (citing.len(), citing.len()));
        let view = get(&reviewer, &fact).await.unwrap();
        assert_eq!((view.fact.fact.as_str(), view.fact.confidence), ("修订后的条文内容。", Confidence::Secondary));
        for citing in &view.citing {
            let flag = citing.flag.as_ref().unwrap();
            assert_eq!(confirm(&reviewer, &fact, flag.id, " ").await.unwrap_err().code(), Some("questions.field_missing"));
            confirm(&reviewer, &fact, flag.id, "二〇二七年修订文本").await.unwrap();
            let again = confirm(&reviewer, &fact, flag.id, "二〇二七年修订文本").await.unwrap_err();
            assert_eq!(again.code(), Some("questions.moved_on"), "only once");
        }
        assert_eq!(drawn(&bed).await, before);
        assert_eq!(change_text(&editor, &fact, &new_text()).await.unwrap_err().code(), Some("questions.fact_unchanged"));
        assert_eq!(audit::check_chains(bed.ctx.db.reader()).await.unwrap(), []);
    }

    async fn a_text_that_comes_with_a_loaded_bank_withdraws_exactly_its_questions(bed) {
        let world = desk(&bed).await;
        let reviewer = world.as_(Part::QuestionReviewer);
        let (fact, citing) = cited(Confidence::Law);
        let before = drawn(&bed).await;
        let bank = bank::embedded().unwrap();
        let mut facts: Vec<Fact> = bank.facts.iter().cloned().collect();
        facts.iter_mut().find(|one| one.id.0 == fact).unwrap().fact.push_str("（二〇二七年修订）");
        let facts = Facts::parse(&serde_json::to_string(&facts).unwrap()).unwrap();
        // one of them comes with the new text, rewritten
        let mut rewritten = bank.questions.iter().find(|one| citing.contains(&one.id.0)).unwrap().clone();
        match &mut rewritten.body {
            Body::Item(item) => item.stem.push('。'),
            Body::Case(case) => case.stem.push('。'),
        }
        bed.clock.advance_ms(1);
        let loaded = load(&bed.ctx, std::slice::from_ref(&rewritten), &facts, Origin::Loaded).await.unwrap();
        assert_eq!((loaded.new_versions, loaded.flagged as usize), (1, citing.len() - 1));
        let gone: BTreeSet<String> = before.difference(&drawn(&bed).await).cloned().collect();
        let expected: BTreeSet<String> = citing.iter().filter(|id| **id != rewritten.id.0).cloned().collect();
        assert_eq!(gone, expected, "these and no others");
        let (entries, _) = audit::list(&bed.ctx, &audit::Filter::default(), 0, 1).await.unwrap();
        assert_eq!(entries[0].verb, "load_bank");
        let told = serde_json::json!([{ "fact": fact, "flagged": citing.len() - 1 }]);
        assert_eq!(entries[0].facts["texts"], told);
        let view = get(&reviewer, &fact).await.unwrap();
        assert_eq!((view.changes[0].kind.as_str(), view.changes[0].by.clone()), ("text", None));
        for flag in view.citing.iter().filter_map(|one| one.flag.as_ref()) {
            assert_eq!(flag.reason, None);
            confirm(&reviewer, &fact, flag.id, "二〇二七年修订文本").await.unwrap();
        }
        assert_eq!(drawn(&bed).await, before);
        let again = load(&bed.ctx, &[], &facts, Origin::Loaded).await.unwrap();
        assert_eq!(again.flagged, 0, "the same text changes nothing");
        load(&bed.ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
        assert_eq!(drawn(&bed).await, before, "nor does a restart");
    }

    async fn a_mark_is_raised_by_two_people_and_the_log_says_on_which_text(bed) {
        let world = desk(&bed).await;
        let (editor, reviewer) = (world.as_(Part::QuestionEditor), world.as_(Part::QuestionReviewer));
        let (fact, citing) = cited(Confidence::Secondary);
        let refused = async || {
            let mut all = BTreeSet::new();
            for purpose in [Purpose::Official, Purpose::Practice] {
                let pool = library::pool(bed.ctx.db.reader(), purpose, Secondary::Refused).await.unwrap();
                all.extend(pool.into_iter().map(|one| one.question.0));
            }
            all
        };
        let before = refused().await;
        let text = ("条文全文", "现行有效文本");
        let change = raise(&editor, &fact, Confidence::Law, text).await.unwrap();
        assert_eq!(refused().await, before, "one person is not enough");
        assert_eq!(raise(&editor, &fact, Confidence::Law, text).await.unwrap_err().code(), Some("questions.mark_waits"));
        assert!(matches!(second(&editor, &fact, change).await, Err(Fault::Forbidden)));
        second(&reviewer, &fact, change).await.unwrap();
        let after = refused().await;
        assert!(after.len() > before.len() && after.difference(&before).all(|id| citing.contains(id)));
        assert_eq!(second(&reviewer, &fact, change).await.unwrap_err().code(), Some("questions.moved_on"));
        let lower = raise(&editor, &fact, Confidence::Secondary, text).await.unwrap_err();
        assert_eq!(lower.code(), Some("questions.mark_not_higher"));
        let (entries, _) = audit::list(&bed.ctx, &audit::Filter::default(), 0, 50).await.unwrap();
        let told = entries.iter().find(|entry| entry.verb == "fact.raise_mark").unwrap();
        assert_eq!((&told.facts["to"], &told.facts["textVersion"]), (&"law".into(), &"现行有效文本".into()));
    }

    async fn nobody_confirms_the_own_change_and_strangers_see_no_facts(bed) {
        let world = desk(&bed).await;
        let (fact, _) = cited(Confidence::Law);
        let mut both = world.as_(Part::QuestionEditor);
        if let (crate::Actor::SignedIn(who), crate::Actor::SignedIn(other)) =
            (&mut both.actor, world.actor(Part::QuestionReviewer))
        {
            who.posts.extend(other.posts);
        }
        change_text(&both, &fact, &new_text()).await.unwrap();
        let flag = get(&both, &fact).await.unwrap().citing[0].flag.clone().unwrap();
        assert_eq!(confirm(&both, &fact, flag.id, "文本").await.unwrap_err().code(), Some("questions.own_change"));
        let change = raise(&both, &fact, Confidence::Law, ("条文", "文本")).await.unwrap();
        assert_eq!(second(&both, &fact, change).await.unwrap_err().code(), Some("questions.own_change"));
        let stranger = world.as_(Part::Bystander);
        assert!(matches!(list(&stranger).await, Err(Fault::Forbidden)));
        assert!(matches!(get(&stranger, &fact).await, Err(Fault::Forbidden)));
        assert!(matches!(change_text(&world.as_(Part::QuestionReviewer), &fact, &new_text()).await, Err(Fault::Forbidden)));
    }
}
