use question_bank::{Body, Kind, Purpose, Question, Secondary, bank};

use crate::fixtures::{Part, World, world};
use crate::questions::difference::Run;
use crate::questions::drafts::{self, DraftState};
use crate::questions::history;
use crate::questions::library;
use crate::questions::loading::{Origin, load};
use crate::questions::manuscript::Manuscript;
use crate::questions::review::{Verdict, approve, give_back, publish, retire};
use crate::questions::sources::{NewText, change_text};
use crate::questions::store;
use crate::testing::Bed;
use crate::{Ctx, audit, on_both};

struct Desk {
    world: World,
    editor: Ctx,
    reviewer: Ctx,
}

/// A city with the bank in force, and two people at it.
async fn desk(bed: &Bed) -> Desk {
    let bank = bank::embedded().unwrap();
    load(&bed.ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
    let world = world(&bed.ctx).await.unwrap();
    Desk { editor: world.as_(Part::QuestionEditor), reviewer: world.as_(Part::QuestionReviewer), world }
}

/// A single choice question of the bank, worded so that nothing is like it.
fn fresh() -> Manuscript {
    let bank = bank::embedded().unwrap();
    let like = bank.questions.iter().find(|one| one.kind == Kind::Single && one.purpose == Purpose::Official).unwrap();
    let mut manuscript = Manuscript::from(like);
    manuscript.passages[0].stem = "某工地的劳资专管员在周五下午最先应当翻看哪一本簿册（　）。".into();
    manuscript
}

fn read() -> Verdict {
    Verdict { law_version: "国务院令第七百二十四号".into(), remark: "所附数字已逐一核对。".into() }
}

on_both! {
    async fn two_people_bring_a_question_from_the_first_word_into_the_draw(bed) {
        let desk = desk(&bed).await;
        let pool = async || {
            library::pool(bed.ctx.db.reader(), Purpose::Official, Secondary::Allowed).await.unwrap()
        };
        let before = pool().await.len();
        let draft = drafts::create(&desk.editor, &Manuscript::new(Kind::Single), None).await.unwrap();
        assert_eq!(drafts::submit(&desk.editor, draft).await.unwrap_err().code(), Some("questions.point_missing"));
        bed.clock.advance_ms(1);
        drafts::save_and_submit(&desk.editor, draft, 1, &fresh()).await.unwrap();
        bed.clock.advance_ms(1);
        let hash = approve(&desk.reviewer, draft, &read()).await.unwrap();
        bed.clock.advance_ms(1);
        assert_eq!(pool().await.len(), before, "reviewed is not yet in force");
        let view = drafts::get(&desk.reviewer, draft).await.unwrap();
        assert_eq!((view.state, view.question.as_str()), (DraftState::Approved, "zy-0001"));
        publish(&desk.reviewer, "zy-0001").await.unwrap();
        assert!(pool().await.iter().any(|one| one.version.to_string() == hash));
        let again = publish(&desk.reviewer, "zy-0001").await.unwrap_err();
        assert_eq!(again.code(), Some("questions.not_reviewed"), "only once");
        let told = history::get(&desk.editor, "zy-0001").await.unwrap();
        let verbs: Vec<&str> = told.events.iter().rev().map(|one| one.verb.as_str()).collect();
        assert_eq!(verbs, ["draft", "submit", "approve", "publish"]);
        assert_eq!(told.events[1].law_version, "国务院令第七百二十四号");
        assert_eq!(audit::check_chains(bed.ctx.db.reader()).await.unwrap(), []);
    }

    async fn a_draft_is_not_approved_beneath_a_text_that_is_newer(bed) {
        let desk = desk(&bed).await;
        let draft = drafts::create(&desk.editor, &fresh(), None).await.unwrap();
        drafts::submit(&desk.editor, draft).await.unwrap();
        bed.clock.advance_ms(1);
        let id = drafts::get(&desk.reviewer, draft).await.unwrap().question;
        let question = fresh().question(&id).unwrap();
        let fact = question.cited_facts().into_iter().next().unwrap().0.clone();
        let new = NewText {
            law: "保障农民工工资支付条例".into(),
            article: "第二条".into(),
            statement: "修订后的条文内容。".into(),
            text_version: "二〇二七年修订文本".into(),
            reason: "条例修订".into(),
        };
        change_text(&desk.editor, &fact, &new).await.unwrap();
        let refused = approve(&desk.reviewer, draft, &read()).await.unwrap_err();
        assert_eq!(refused.code(), Some("questions.fact_changed_since"));
        bed.clock.advance_ms(1);
        give_back(&desk.reviewer, draft, "请对照新条文").await.unwrap();
        drafts::submit(&desk.editor, draft).await.unwrap();
        approve(&desk.reviewer, draft, &read()).await.expect("it was handed in beside the new text");
    }

    async fn nobody_reviews_what_they_wrote(bed) {
        let desk = desk(&bed).await;
        let mut both = desk.world.as_(Part::QuestionEditor);
        if let (crate::Actor::SignedIn(who), crate::Actor::SignedIn(reviewer)) = (&mut both.actor, &desk.reviewer.actor) {
            who.posts.extend(reviewer.posts.clone());
        }
        let draft = drafts::create(&desk.editor, &fresh(), None).await.unwrap();
        drafts::submit(&desk.editor, draft).await.unwrap();
        assert_eq!(approve(&both, draft, &read()).await.unwrap_err().code(), Some("questions.own_draft"));
        assert_eq!(give_back(&both, draft, "改").await.unwrap_err().code(), Some("questions.own_draft"));
        assert!(matches!(approve(&desk.editor, draft, &read()).await, Err(crate::Fault::Forbidden)));
        assert!(matches!(drafts::submit(&desk.reviewer, draft).await, Err(crate::Fault::Forbidden)));
        assert!(matches!(retire(&desk.editor, "wr-s-001", "旧").await, Err(crate::Fault::Forbidden)));
        assert!(matches!(drafts::get(&desk.world.as_(Part::Bystander), draft).await, Err(crate::Fault::Forbidden)));
        // whoever wrote a word of it later is an author too
        give_back(&desk.reviewer, draft, "题干不清").await.unwrap();
        drafts::save_and_submit(&both, draft, 1, &fresh()).await.unwrap();
        assert_eq!(approve(&both, draft, &read()).await.unwrap_err().code(), Some("questions.own_draft"));
        approve(&desk.reviewer, draft, &read()).await.unwrap();
    }

    async fn a_review_names_the_text_of_the_law_and_answers_the_check(bed) {
        let desk = desk(&bed).await;
        let mut doubtful = fresh();
        doubtful.passages[0].stem.push_str("（参见ABC）");
        let draft = drafts::create(&desk.editor, &doubtful, None).await.unwrap();
        drafts::submit(&desk.editor, draft).await.unwrap();
        let verdict = Verdict { law_version: " ".into(), ..read() };
        assert_eq!(approve(&desk.reviewer, draft, &verdict).await.unwrap_err().code(), Some("questions.law_version_missing"));
        let verdict = Verdict { remark: String::new(), ..read() };
        assert_eq!(approve(&desk.reviewer, draft, &verdict).await.unwrap_err().code(), Some("questions.remark_missing"));
        give_back(&desk.reviewer, draft, "删去字母").await.unwrap();
        assert_eq!(drafts::get(&desk.editor, draft).await.unwrap().returned.as_deref(), Some("删去字母"));
        drafts::save_and_submit(&desk.editor, draft, 1, &fresh()).await.unwrap();
        approve(&desk.reviewer, draft, &read()).await.unwrap();
        assert_eq!(approve(&desk.reviewer, draft, &read()).await.unwrap_err().code(), Some("questions.moved_on"));
    }

    async fn a_new_version_takes_the_place_of_the_old_one_and_differs_from_it_word_by_word(bed) {
        let desk = desk(&bed).await;
        let bank = bank::embedded().unwrap();
        let old = bank.questions.iter().find(|one| one.kind == Kind::Single).unwrap();
        let draft = drafts::begin_version(&desk.editor, &old.id.0).await.unwrap();
        assert_eq!(drafts::begin_version(&desk.editor, &old.id.0).await.unwrap(), draft, "one open draft per question");
        assert_eq!(drafts::submit(&desk.editor, draft).await.unwrap_err().code(), Some("questions.unchanged"));
        let mut manuscript = Manuscript::from(old);
        manuscript.passages[0].explanation.push_str("据此作答。");
        drafts::save_and_submit(&desk.editor, draft, 1, &manuscript).await.unwrap();
        approve(&desk.reviewer, draft, &read()).await.unwrap();
        publish(&desk.reviewer, &old.id.0).await.unwrap();
        let told = history::get(&desk.editor, &old.id.0).await.unwrap();
        let states: Vec<&str> = told.versions.iter().map(|one| one.state.as_str()).collect();
        assert_eq!(states, ["ready", "retired"]);
        let changed = history::compare(&desk.editor, &old.id.0, 1, 2).await.unwrap();
        assert_eq!(changed.len(), 1, "{changed:?}");
        assert_eq!((changed[0].field, changed[0].runs.last()), ("explanation", Some(&Run::Come("据此作答。".into()))));
        let Body::Item(item) = &old.body else { unreachable!() };
        assert_eq!(changed[0].runs[0], Run::Same(item.explanation.clone()));
        // a restart of the program brings its own version back to nobody
        load(&bed.ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
        assert_eq!(store::get(&desk.editor, &old.id.0).await.unwrap().0.version, 2);
    }

    async fn what_another_saved_meanwhile_is_not_overwritten(bed) {
        let desk = desk(&bed).await;
        let draft = drafts::create(&desk.editor, &fresh(), None).await.unwrap();
        drafts::save(&desk.editor, draft, 1, &fresh()).await.unwrap();
        let late = drafts::save(&desk.editor, draft, 1, &Manuscript::new(Kind::Single)).await.unwrap_err();
        assert_eq!(late.code(), Some("questions.saved_meanwhile"));
        assert_eq!(drafts::get(&desk.editor, draft).await.unwrap().manuscript, fresh());
        drafts::discard(&desk.editor, draft).await.unwrap();
        assert_eq!(drafts::discard(&desk.editor, draft).await.unwrap_err().code(), Some("questions.moved_on"));
        assert_eq!(drafts::list(&desk.editor).await.unwrap().len(), 0);
    }

    async fn a_retired_question_leaves_the_draw_and_its_record_says_why(bed) {
        let desk = desk(&bed).await;
        let pool = async || library::pool(bed.ctx.db.reader(), Purpose::Official, Secondary::Allowed).await.unwrap();
        let one = pool().await[0].question.0.clone();
        assert_eq!(retire(&desk.reviewer, &one, "").await.unwrap_err().code(), Some("questions.reason_missing"));
        retire(&desk.reviewer, &one, "条文已经修订").await.unwrap();
        assert!(!pool().await.iter().any(|other| other.question.0 == one));
        assert_eq!(retire(&desk.reviewer, &one, "再次").await.unwrap_err().code(), Some("questions.retired_already"));
        assert_eq!(history::get(&desk.editor, &one).await.unwrap().events[0].reason, "条文已经修订");
    }
}

#[test]
fn every_question_of_the_bank_comes_back_from_its_form() {
    for question in bank::embedded().unwrap().questions {
        let read = Manuscript::from(&question).question(&question.id.0).unwrap();
        let sorted = |question: &Question| {
            let mut facts = question.facts.clone();
            facts.sort();
            Question { facts, ..question.clone() }
        };
        assert_eq!(sorted(&read), sorted(&question));
    }
}
