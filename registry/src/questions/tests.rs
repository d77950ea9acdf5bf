#![allow(clippy::unwrap_used)]

mod authoring;
mod importing;
mod sources;

use question_bank::{Body, Confidence, Fact, Facts, Purpose, Secondary, bank};

use super::loading::{Origin, load};
use super::store::QuestionColumn;
use super::{QuestionFilter, library, store};
use crate::db::By;
use crate::{audit, on_both};

on_both! {
    async fn loading_the_bank_twice_changes_nothing(bed) {
        let bank = bank::embedded().unwrap();
        let first = load(&bed.ctx, &bank.questions, &bank.facts, Origin::Loaded).await.unwrap();
        assert_eq!(first.new_questions as usize, bank.questions.len());
        let second = load(&bed.ctx, &bank.questions, &bank.facts, Origin::Loaded).await.unwrap();
        assert_eq!((second.new_questions, second.new_versions), (0, 0));
    }

    async fn a_changed_question_becomes_a_new_version_and_comes_back_as_the_old_one(bed) {
        let bank = bank::embedded().unwrap();
        load(&bed.ctx, &bank.questions, &bank.facts, Origin::Loaded).await.unwrap();
        let mut changed = bank.questions[0].clone();
        if let Body::Item(item) = &mut changed.body {
            item.stem.push('。');
        }
        let loaded = load(&bed.ctx, std::slice::from_ref(&changed), &bank.facts, Origin::Loaded).await.unwrap();
        assert_eq!(loaded.new_versions, 1);
        let versions = [changed.version(), bank.questions[0].version()];
        assert_eq!(library::read(bed.ctx.db.reader(), &versions).await.unwrap().len(), 2);
        load(&bed.ctx, &bank.questions[..1], &bank.facts, Origin::Loaded).await.unwrap();
        let (line, _) = store::get(&bed.ctx, &changed.id.0).await.unwrap();
        assert_eq!(line.version, 2, "the newest version is shown even when it retired");
    }

    async fn the_browser_sorts_by_its_columns(bed) {
        let bank = bank::embedded().unwrap();
        load(&bed.ctx, &bank.questions, &bank.facts, Origin::Loaded).await.unwrap();
        let all = QuestionFilter::default();
        let lines = async |order| {
            let (lines, total) = store::list(&bed.ctx, &all, order, 0, 5_000).await.unwrap();
            assert_eq!(lines.len() as u64, total);
            lines
        };
        let usual: Vec<String> = lines(None).await.into_iter().map(|line| line.id).collect();
        let falling = lines(Some((QuestionColumn::Id, By::Falling))).await;
        assert_eq!(falling.into_iter().map(|line| line.id).rev().collect::<Vec<_>>(), usual);
        let by_kind = lines(Some((QuestionColumn::Kind, By::Rising))).await;
        assert!(by_kind.windows(2).all(|pair| pair[0].kind.code() <= pair[1].kind.code()));
        for column in QuestionColumn::ALL {
            assert_eq!(QuestionColumn::parse(column.code()), Some(column));
            assert_eq!(lines(Some((column, By::Falling))).await.len(), usual.len());
        }
    }

    async fn the_pool_leaves_out_what_is_not_proof_read(bed) {
        let bank = bank::embedded().unwrap();
        load(&bed.ctx, &bank.questions, &bank.facts, Origin::Loaded).await.unwrap();
        let allowed = library::pool(bed.ctx.db.reader(), Purpose::Official, Secondary::Allowed).await.unwrap();
        let refused = library::pool(bed.ctx.db.reader(), Purpose::Official, Secondary::Refused).await.unwrap();
        assert!(refused.len() < allowed.len());
        let practice = library::pool(bed.ctx.db.reader(), Purpose::Practice, Secondary::Allowed).await.unwrap();
        assert!(practice.iter().all(|question| !allowed.iter().any(|other| other.question == question.question)));
    }

    async fn a_restart_of_the_program_leaves_what_people_loaded(bed) {
        let bank = bank::embedded().unwrap();
        load(&bed.ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
        let mut own = bank.questions[0].clone();
        if let Body::Item(item) = &mut own.body {
            item.stem.push('。');
        }
        load(&bed.ctx, std::slice::from_ref(&own), &bank.facts, Origin::Loaded).await.unwrap();
        let again = load(&bed.ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
        assert_eq!((again.new_questions, again.new_versions), (0, 0));
        let (line, question) = store::get(&bed.ctx, &own.id.0).await.unwrap();
        assert_eq!((line.state.as_str(), question), ("ready", own));
    }

    async fn a_later_program_corrects_what_an_earlier_one_brought(bed) {
        let bank = bank::embedded().unwrap();
        load(&bed.ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
        let mut corrected = bank.questions[0].clone();
        if let Body::Item(item) = &mut corrected.body {
            item.explanation.push('。');
        }
        load(&bed.ctx, std::slice::from_ref(&corrected), &bank.facts, Origin::BuiltIn).await.unwrap();
        assert_eq!(store::get(&bed.ctx, &corrected.id.0).await.unwrap().1, corrected);
    }

    async fn a_raised_mark_lands_with_its_questions_and_in_the_log(bed) {
        let bank = bank::embedded().unwrap();
        load(&bed.ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
        let pool = async || library::pool(bed.ctx.db.reader(), Purpose::Official, Secondary::Refused).await.unwrap().len();
        let before = pool().await;
        let raised: Vec<Fact> = bank
            .facts
            .iter()
            .map(|fact| match fact.confidence {
                Confidence::Secondary => Fact { confidence: Confidence::Law, ..fact.clone() },
                _ => fact.clone(),
            })
            .collect();
        let raised = Facts::parse(&serde_json::to_string(&raised).unwrap()).unwrap();
        load(&bed.ctx, &[], &raised, Origin::Loaded).await.unwrap();
        assert!(pool().await > before);
        let (entries, _) = audit::list(&bed.ctx, &audit::Filter::default(), 0, 1).await.unwrap();
        assert_eq!(entries[0].facts["marks"][0]["to"], "law");
        load(&bed.ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
        assert!(pool().await > before, "a restart does not lower a mark again");
    }
}
