use std::collections::BTreeSet;

use question_bank::reveal::Reveal;
use question_bank::{Fact, FactId, Paper, VersionId, bank};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::Table;
use crate::entity::{exam_withdrawals, exams, question_versions};
use crate::exams::finishing::{finish_due, hand_in};
use crate::exams::warming::warm;
use crate::exams::withdrawing::{of_exam, settle_left};
use crate::exams::{ExamKind, proof};
use crate::instant::{DAY_MS, MINUTE_MS};
use crate::permissions::Role;
use crate::questions::review::retire;
use crate::questions::sources::{NewText, change_text, confirm, get};
use crate::{Actor, Ctx, on_both};

fn new_text(statement: &str) -> NewText {
    NewText {
        law: "保障农民工工资支付条例".into(),
        article: "第二条".into(),
        statement: statement.into(),
        text_version: "二〇二七年修订文本".into(),
        reason: "条例修订".into(),
    }
}

/// The versions that the exam draws from now.
async fn pool(ctx: &Ctx, exam: uuid::Uuid) -> BTreeSet<VersionId> {
    let row = exams::Entity::find_by_id(exam).one(ctx.db.reader()).await.unwrap().unwrap();
    proof::pool(ctx.db.reader(), exam, row.pool_version).await.unwrap().into_iter().map(|row| row.version).collect()
}

/// A fact that few of the questions of this pool cite, with their versions.
fn rarely_cited(pool: &BTreeSet<VersionId>) -> (FactId, BTreeSet<VersionId>) {
    let bank = bank::embedded().unwrap();
    let citing = |fact: &Fact| -> BTreeSet<VersionId> {
        let of_it = bank.questions.iter().filter(|one| one.cited_facts().contains(&fact.id));
        of_it.map(|one| one.version()).filter(|version| pool.contains(version)).collect()
    };
    let facts = bank.facts.iter().map(|fact| (fact.id.clone(), citing(fact)));
    facts.filter(|(_, citing)| !citing.is_empty()).min_by_key(|(_, citing)| citing.len()).unwrap()
}

/// The questions of the blueprint's first cell in this pool.
async fn of_first_cell(ctx: &Ctx, exam: uuid::Uuid) -> (u32, Vec<String>) {
    let row = exams::Entity::find_by_id(exam).one(ctx.db.reader()).await.unwrap().unwrap();
    let blueprint: question_bank::Blueprint = serde_json::from_str(&row.blueprint).unwrap();
    let cell = blueprint.cells[0];
    let rows = proof::pool(ctx.db.reader(), exam, row.pool_version).await.unwrap();
    let same = |row: &question_bank::PoolQuestion| {
        (row.point, row.kind, row.difficulty) == (cell.point, cell.kind, cell.difficulty)
    };
    (cell.count, rows.into_iter().filter(same).map(|row| row.question.0).collect())
}

on_both! {
    async fn a_changed_law_takes_exactly_its_questions_out_of_a_published_exam(table: Table) {
        let (ctx, exam) = (&table.bed.ctx, table.exam);
        let before = pool(ctx, exam).await;
        let committed = proof::get(ctx, exam).await.unwrap().commitment;
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        let paper = table.attempt(running.attempt).await.paper;
        let (fact, citing) = rarely_cited(&before);
        let editor = table.staff(Role::QuestionEditor).await;
        table.bed.clock.advance_ms(MINUTE_MS);
        change_text(&editor, &fact.0, &new_text("修订后的条文内容。")).await.unwrap();
        let gone: BTreeSet<VersionId> = before.difference(&pool(ctx, exam).await).copied().collect();
        assert_eq!(gone, citing, "these and no others");
        assert_eq!(table.attempt(running.attempt).await.paper, paper, "who began keeps the paper");
        let published = proof::get(ctx, exam).await.unwrap();
        assert_eq!((published.commitment, published.later.len()), (committed.clone(), 1));
        let later = &published.later[0];
        assert_eq!((later.version, later.cause.as_str(), later.withdrawn, later.at), (2, "text", citing.len(), ctx.now()));
        assert_ne!(later.commitment, committed);
        let office = table.staff(Role::ExamAdministrator).await;
        let state = of_exam(&office, exam).await.unwrap();
        assert_eq!((state.withdrawals.as_slice(), state.kept.as_slice()), (published.later.as_slice(), &[][..]));
        // the same text is no change, and withdraws nothing twice
        assert!(change_text(&editor, &fact.0, &new_text("修订后的条文内容。")).await.is_err());
        assert_eq!(exam_withdrawals::Entity::find().all(ctx.db.reader()).await.unwrap().len(), 1);
    }

    async fn whoever_begins_afterwards_has_none_of_them_and_every_paper_follows_from_the_reveal(table: Table) {
        let (ctx, exam) = (&table.bed.ctx, table.exam);
        let first = table.candidate().await;
        let early = table.start(&first).await;
        hand_in(&first, early.attempt, "first device").await.unwrap();
        // another node reads the pool before
        let node = table.bed.another_node().await;
        warm(&node).await.unwrap();
        let (fact, citing) = rarely_cited(&pool(ctx, exam).await);
        let editor = table.staff(Role::QuestionEditor).await;
        change_text(&editor, &fact.0, &new_text("修订后的条文内容。")).await.unwrap();
        let mut late = Vec::new();
        for _ in 0..6 {
            let candidate = table.candidate().await;
            let there = node.acting_as(Actor::SignedIn(candidate.signed_in().unwrap().clone()));
            let running = table.start(&there).await;
            let row = table.attempt(running.attempt).await;
            let paper: Paper = serde_json::from_str(&row.paper).unwrap();
            assert!(paper.versions().iter().all(|version| !citing.contains(version)), "withdrawn, and drawn all the same");
            assert_eq!(row.pool_version, 2);
            late.push((candidate, running.attempt));
        }
        table.bed.clock.advance_ms(8 * DAY_MS);
        finish_due(ctx).await.unwrap();
        let anybody = ctx.acting_as(Actor::Anonymous);
        let reveal: Reveal = serde_json::from_str(&proof::reveal(&anybody, exam).await.unwrap()).unwrap();
        let published = proof::get(&anybody, exam).await.unwrap();
        assert_eq!(reveal.commitment().to_string(), published.commitment);
        assert_eq!(reveal.commitment_of(2).to_string(), published.later[0].commitment);
        let lines = proof::papers(&anybody, exam).await.unwrap();
        assert_eq!(lines.iter().filter(|line| line.pool_version == 2).count(), late.len());
        for line in &lines {
            let version = usize::try_from(line.pool_version).unwrap();
            let drawn = reveal.paper_of(&line.registration, version).unwrap();
            assert_eq!(crate::vault::hex(&drawn.content_hash()), line.paper_hash);
        }
    }

    async fn what_was_read_beside_the_new_text_comes_back(table: Table) {
        let (ctx, exam) = (&table.bed.ctx, table.exam);
        let before = pool(ctx, exam).await;
        let (fact, _) = rarely_cited(&before);
        let editor = table.staff(Role::QuestionEditor).await;
        change_text(&editor, &fact.0, &new_text("修订后的条文内容。")).await.unwrap();
        let reviewer = table.staff(Role::QuestionReviewer).await;
        for citing in get(&reviewer, &fact.0).await.unwrap().citing {
            confirm(&reviewer, &fact.0, citing.flag.unwrap().id, "二〇二七年修订文本").await.unwrap();
        }
        assert_eq!(pool(ctx, exam).await, before);
        let later = proof::get(ctx, exam).await.unwrap().later;
        assert_eq!(later.last().map(|one| (one.cause.as_str(), one.withdrawn)), Some(("confirmed", 0)));
    }

    async fn a_cell_that_would_be_short_keeps_what_it_needs_and_the_office_is_told(table: Table) {
        let (ctx, exam) = (&table.bed.ctx, table.exam);
        let reviewer = table.staff(Role::QuestionReviewer).await;
        let (count, questions) = of_first_cell(ctx, exam).await;
        for question in &questions {
            retire(&reviewer, question, "与新规定不符").await.unwrap();
        }
        let (_, left) = of_first_cell(ctx, exam).await;
        assert_eq!(left.len(), count as usize, "as few as it takes");
        table.start(&table.candidate().await).await;
        let office = table.staff(Role::ExamAdministrator).await;
        let state = of_exam(&office, exam).await.unwrap();
        assert_eq!(state.kept.len(), 1);
        assert_eq!(state.kept[0].questions.iter().collect::<BTreeSet<_>>(), left.iter().collect());
        assert_eq!(state.withdrawals.len(), questions.len() - left.len());
    }

    async fn what_was_published_before_pools_were_put_right_is_put_right_at_the_start(table: Table) {
        let (ctx, exam) = (&table.bed.ctx, table.exam);
        assert_eq!(settle_left(ctx).await.unwrap(), 0, "nothing is left");
        let version = rarely_cited(&pool(ctx, exam).await).1.into_iter().next().unwrap();
        // as a program without that rule retired it
        question_versions::Entity::update_many()
            .col_expr(question_versions::Column::State, Expr::value("retired"))
            .filter(question_versions::Column::Hash.eq(version.to_string()))
            .exec(ctx.db.writer())
            .await
            .unwrap();
        assert!(pool(ctx, exam).await.contains(&version));
        assert_eq!(settle_left(ctx).await.unwrap(), 1);
        assert!(!pool(ctx, exam).await.contains(&version));
        assert_eq!(settle_left(ctx).await.unwrap(), 0, "once");
        assert_eq!(proof::get(ctx, exam).await.unwrap().later.len(), 1);
    }

    async fn an_exam_that_is_over_and_a_draft_stay_as_they_are(table: Table) {
        let ctx = &table.bed.ctx;
        let draft = Table::draft(ctx, ExamKind::Certification).await;
        let before = pool(ctx, table.exam).await;
        table.bed.clock.advance_ms(8 * DAY_MS);
        let (fact, _) = rarely_cited(&before);
        let editor = table.staff(Role::QuestionEditor).await;
        change_text(&editor, &fact.0, &new_text("修订后的条文内容。")).await.unwrap();
        assert_eq!(pool(ctx, table.exam).await, before);
        let row = exams::Entity::find_by_id(draft).one(ctx.db.reader()).await.unwrap().unwrap();
        assert_eq!(row.pool_version, 1);
    }

    async fn another_office_learns_nothing_of_the_pool(table: Table) {
        let stranger = table.staff_of_another_office(Role::ExamAdministrator).await;
        assert!(of_exam(&stranger, table.exam).await.is_err());
        assert!(of_exam(&table.candidate().await, table.exam).await.is_err());
    }
}
