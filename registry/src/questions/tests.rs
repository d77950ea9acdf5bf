#![allow(clippy::unwrap_used)]

use question_bank::{Body, Purpose, Secondary, bank};

use super::library;
use super::store;
use crate::on_both;

on_both! {
    async fn loading_the_bank_twice_changes_nothing(bed) {
        let bank = bank::embedded().unwrap();
        let first = store::load(&bed.ctx, &bank.questions, &bank.facts).await.unwrap();
        assert_eq!(first.new_questions as usize, bank.questions.len());
        let second = store::load(&bed.ctx, &bank.questions, &bank.facts).await.unwrap();
        assert_eq!((second.new_questions, second.new_versions), (0, 0));
    }

    async fn a_changed_question_becomes_a_new_version_and_comes_back_as_the_old_one(bed) {
        let bank = bank::embedded().unwrap();
        store::load(&bed.ctx, &bank.questions, &bank.facts).await.unwrap();
        let mut changed = bank.questions[0].clone();
        if let Body::Item(item) = &mut changed.body {
            item.stem.push('。');
        }
        let loaded = store::load(&bed.ctx, std::slice::from_ref(&changed), &bank.facts).await.unwrap();
        assert_eq!(loaded.new_versions, 1);
        let versions = [changed.version(), bank.questions[0].version()];
        assert_eq!(library::read(bed.ctx.db.reader(), &versions).await.unwrap().len(), 2);
        store::load(&bed.ctx, &bank.questions[..1], &bank.facts).await.unwrap();
        let (line, _) = store::get(&bed.ctx, &changed.id.0).await.unwrap();
        assert_eq!(line.version, 2, "the newest version is shown even when it retired");
    }

    async fn the_pool_leaves_out_what_is_not_proof_read(bed) {
        let bank = bank::embedded().unwrap();
        store::load(&bed.ctx, &bank.questions, &bank.facts).await.unwrap();
        let allowed = library::pool(bed.ctx.db.reader(), Purpose::Official, Secondary::Allowed).await.unwrap();
        let refused = library::pool(bed.ctx.db.reader(), Purpose::Official, Secondary::Refused).await.unwrap();
        assert!(refused.len() < allowed.len());
        let practice = library::pool(bed.ctx.db.reader(), Purpose::Practice, Secondary::Allowed).await.unwrap();
        assert!(practice.iter().all(|question| !allowed.iter().any(|other| other.question == question.question)));
    }
}
