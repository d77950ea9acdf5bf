mod leaving;

use std::collections::HashMap;

use question_bank::regrade::Crossing;
use question_bank::{Choice, ItemId, Kind, Paper, Slot, VersionId};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::Table;
use crate::certificates::desk::Desk;
use crate::certificates::issuing::issue_for_attempt;
use crate::certificates::matters;
use crate::entity::{attempts, audit_entries, certificates, exams, regraded_results, results, superseded_results};
use crate::exams::finishing::{Outcome, hand_in};
use crate::exams::regrading::{Change, Follow, How, confirm, decline, dry_run, get, item, items, list, propose};
use crate::exams::rooms::proposals;
use crate::exams::starting::{Running, draw};
use crate::exams::{bundle, results as shown};
use crate::instant::DAY_MS;
use crate::notices::Kind as Told;
use crate::permissions::Role;
use crate::{Ctx, Fault, on_both};

/// The window of the exam is a week.
const AFTER: i64 = 8 * DAY_MS;

/// What a paper asks, with the displayed keys.
struct Asked {
    paper: Paper,
    keys: HashMap<u16, Choice>,
}

impl Asked {
    async fn of(table: &Table, running: &Running) -> Self {
        let paper: Paper = serde_json::from_str(&table.attempt(running.attempt).await.paper).unwrap();
        let library = crate::questions::library::read(table.bed.ctx.db.reader(), &paper.versions()).await.unwrap();
        let right = |slot: &Slot| slot.item(&library[&slot.version]).unwrap().right;
        let keys = paper.slots.iter().map(|slot| (slot.number, slot.option_order.to_displayed(right(slot)).unwrap()));
        Self { keys: keys.collect(), paper }
    }

    fn singles(&self) -> impl Iterator<Item = &Slot> {
        self.paper.slots.iter().filter(|slot| slot.kind == Kind::Single && slot.part.is_none())
    }
}

/// Sits, answers rightly until the score is exactly this one, and hands in; which single choice items were answered.
async fn sit(table: &Table, candidate: &Ctx, score: u32) -> (Running, Asked, Vec<u16>) {
    sit_without(table, candidate, score, None).await
}

/// The same, with this question left blank.
async fn sit_without(
    table: &Table,
    candidate: &Ctx,
    score: u32,
    left_out: Option<VersionId>,
) -> (Running, Asked, Vec<u16>) {
    let running = table.start(candidate).await;
    let asked = Asked::of(table, &running).await;
    let (mut got, mut answered) = (0, Vec::new());
    let singles: Vec<u16> = asked.singles().map(|slot| slot.number).collect();
    // some of one point first, then everything else: others of one point are left blank
    let (first, rest) = singles.split_at(singles.len() / 2);
    let others = asked.paper.slots.iter().map(|slot| slot.number).filter(|number| !singles.contains(number));
    let order: Vec<u16> = first.iter().copied().chain(others).chain(rest.iter().copied()).collect();
    let asked_for = order.iter().map(|number| asked.paper.slot(*number).unwrap());
    for slot in asked_for.filter(|slot| Some(slot.version) != left_out) {
        if got + slot.score <= score {
            got += slot.score;
            let choice = asked.keys[&slot.number].bits();
            table.saver.save(candidate, table.save_of(&running, slot.number.into(), choice, 1)).await.unwrap();
            if singles.contains(&slot.number) {
                answered.push(slot.number);
            }
        }
    }
    assert_eq!(got, score);
    hand_in(candidate, running.attempt, "first device").await.unwrap();
    (running, asked, answered)
}

fn full_marks(asked: &Asked, number: u16) -> Change {
    Change::Item { item: asked.paper.slot(number).unwrap().into(), how: How::FullMarks }
}

/// A single choice item that was left blank.
fn blank(asked: &Asked, answered: &[u16]) -> u16 {
    asked.singles().map(|slot| slot.number).find(|number| !answered.contains(number)).unwrap()
}

/// Another option than the right one takes its place.
fn other_key(asked: &Asked, number: u16) -> Change {
    let slot = asked.paper.slot(number).unwrap();
    let right = slot.option_order.to_original(asked.keys[&number]).unwrap();
    let other = if right.contains(0) { 1 } else { 0 };
    Change::Item { item: slot.into(), how: How::Replace(Choice::EMPTY.with(other)) }
}

async fn two_people(table: &Table) -> (Ctx, Ctx) {
    (table.staff(Role::ExamAdministrator).await, table.staff(Role::ExamAdministrator).await)
}

async fn carry_out(table: &Table, change: &Change) -> Vec<Uuid> {
    let (first, second) = two_people(table).await;
    let proposal = propose(&first, table.exam, change, "答案有误", None).await.unwrap();
    let hash = get(&second, table.exam, proposal).await.unwrap().0.effects_hash;
    confirm(&second, table.exam, proposal, &hash).await.unwrap()
}

async fn result(table: &Table, attempt: Uuid) -> results::Model {
    results::Entity::find_by_id(attempt).one(table.bed.ctx.db.reader()).await.unwrap().unwrap()
}

async fn resting_on(table: &Table, attempt: Uuid) -> Option<certificates::Model> {
    let resting = certificates::Entity::find().filter(certificates::Column::AttemptId.eq(attempt));
    resting.one(table.bed.ctx.db.reader()).await.unwrap()
}

on_both! {
    async fn a_dry_run_says_who_crosses_the_line_and_changes_nothing(table: Table) {
        let (below, high) = (table.candidate().await, table.candidate().await);
        table.confirm(below.signed_in().unwrap().person).await;
        let (running, asked, answered) = sit(&table, &below, 5_900).await;
        let (other, ..) = sit(&table, &high, 9_000).await;
        table.bed.clock.advance_ms(AFTER);
        let chief = table.staff(Role::ExamAdministrator).await;
        let change = full_marks(&asked, blank(&asked, &answered));
        let effects = dry_run(&chief, table.exam, &change).await.unwrap();
        assert_eq!(effects.list.attempts, 2);
        let effect = effects.list.effects.iter().find(|one| one.attempt_id == running.attempt.to_string()).unwrap();
        assert_eq!((effect.score_before, effect.score_after, effect.crosses), (5_900, 6_000, Some(Crossing::Up)));
        assert_eq!(effects.follows[&running.attempt.to_string()], Follow::Issue);
        assert_eq!(effects.certificates(), (1, 0));
        assert_eq!((result(&table, running.attempt).await.score, result(&table, other.attempt).await.score), (5_900, 9_000));
        assert!(list(&chief, table.exam).await.unwrap().is_empty());
    }

    async fn the_second_person_carries_out_exactly_the_list_and_the_earlier_result_is_kept(table: Table) {
        let candidate = table.candidate().await;
        table.confirm(candidate.signed_in().unwrap().person).await;
        let (running, asked, answered) = sit(&table, &candidate, 5_900).await;
        let before = result(&table, running.attempt).await;
        table.bed.clock.advance_ms(AFTER);
        let (first, second) = two_people(&table).await;
        let change = full_marks(&asked, blank(&asked, &answered));
        let proposal = propose(&first, table.exam, &change, "题干有歧义", None).await.unwrap();
        assert_eq!(result(&table, running.attempt).await, before, "nothing happens before the second person");
        let twice = propose(&first, table.exam, &change, "题干有歧义", None).await.unwrap_err();
        assert_eq!(twice.code(), Some("exams.regrade_open"));
        let (view, lines) = get(&second, table.exam, proposal).await.unwrap();
        assert_eq!((lines.len(), lines[0].name.as_str()), (1, "王小明"));
        let own = confirm(&first, table.exam, proposal, &view.effects_hash).await.unwrap_err();
        assert_eq!(own.code(), Some("exams.second_must_be_another"));
        let due = confirm(&second, table.exam, proposal, &view.effects_hash).await.unwrap();
        assert_eq!(due, [running.attempt]);
        let again = confirm(&second, table.exam, proposal, &view.effects_hash).await.unwrap_err();
        assert_eq!(again.code(), Some("exams.proposal_decided"));

        let after = result(&table, running.attempt).await;
        assert_eq!((after.score, after.outcome.as_str(), after.graded_at), (6_000, "passed", before.graded_at));
        assert_eq!(after.released_at, before.released_at);
        let kept = regraded_results::Entity::find().one(candidate.db.reader()).await.unwrap().unwrap();
        assert!(kept.result.contains("\"score\":5900") && kept.result.contains("\"outcome\":\"failed\""));
        let told = shown::own(&candidate, running.attempt).await.unwrap();
        assert_eq!((told.outcome, told.score, told.corrected.len()), (Outcome::Passed, 6_000, 1));
        let notice = &told.corrected[0];
        assert_eq!((notice.reason.as_str(), notice.at), ("题干有歧义", table.bed.ctx.now()));
        assert_eq!((notice.before.score, notice.before.outcome), (5_900, Outcome::Failed));
        let desk = Desk::new(&table.bed.ctx, "https://cert.example").unwrap();
        let number = issue_for_attempt(&table.bed.ctx, &desk, running.attempt).await.unwrap();
        assert!(number.is_some(), "the usual issuing finds it due");
        let verbs = audit_entries::Entity::find()
            .filter(audit_entries::Column::Verb.is_in(["propose_regrade", "regrade"]))
            .count(candidate.db.reader())
            .await
            .unwrap();
        assert_eq!(verbs, 2);
    }

    async fn a_lost_pass_leaves_the_certificate_to_people(table: Table) {
        let candidate = table.candidate().await;
        table.confirm(candidate.signed_in().unwrap().person).await;
        let (running, asked, answered) = sit(&table, &candidate, 6_000).await;
        let desk = Desk::new(&table.bed.ctx, "https://cert.example").unwrap();
        let number = issue_for_attempt(&table.bed.ctx, &desk, running.attempt).await.unwrap().unwrap();
        table.bed.clock.advance_ms(AFTER);
        let change = other_key(&asked, answered[0]);
        let chief = table.staff(Role::ExamAdministrator).await;
        let effects = dry_run(&chief, table.exam, &change).await.unwrap();
        assert_eq!(effects.follows[&running.attempt.to_string()], Follow::Doubt { number: number.clone() });
        assert!(carry_out(&table, &change).await.is_empty());
        assert_eq!(result(&table, running.attempt).await.outcome, "failed");
        assert_eq!(resting_on(&table, running.attempt).await.unwrap().status, "valid", "no correction revokes");
        let matters = matters::list(&table.staff(Role::Issuer).await).await.unwrap();
        assert_eq!((matters.len(), matters[0].number.as_str(), matters[0].ground.as_str()), (1, number.as_str(), "result_corrected"));
        assert!(matches!(matters::list(&candidate).await, Err(Fault::Forbidden)));
        // put right again, it keeps what it has
        let back = Change::Item { item: asked.paper.slot(answered[0]).unwrap().into(), how: How::FullMarks };
        let effects = dry_run(&chief, table.exam, &back).await.unwrap();
        assert_eq!(effects.follows[&running.attempt.to_string()], Follow::Holds { number });
        carry_out(&table, &back).await;
        let told = shown::own(&candidate, running.attempt).await.unwrap();
        let chain: Vec<_> = told.corrected.iter().map(|notice| (notice.before.score, notice.after.score)).collect();
        assert_eq!(chain, [(5_900, 6_000), (6_000, 5_900)], "the newest first");
    }

    async fn whoever_passes_twice_by_one_correction_gets_one_certificate(table: Table) {
        let candidate = table.candidate().await;
        let person = candidate.signed_in().unwrap().person;
        table.confirm(person).await;
        let exam = exams::Entity::find_by_id(table.exam).one(candidate.db.reader()).await.unwrap().unwrap();
        let (one, two) = (draw(&candidate, &exam, person, 1).await.unwrap(), draw(&candidate, &exam, person, 2).await.unwrap());
        let is_on_both = |slot: &&Slot| slot.kind == Kind::Single && two.slots.iter().any(|other| other.version == slot.version);
        let shared = one.slots.iter().find(is_on_both).unwrap().version;
        let (first, asked, _) = sit_without(&table, &candidate, 5_900, Some(shared)).await;
        table.bed.clock.advance_ms(DAY_MS);
        let (second, ..) = sit_without(&table, &candidate, 5_900, Some(shared)).await;
        table.bed.clock.advance_ms(AFTER);
        let slot = asked.paper.slots.iter().find(|slot| slot.version == shared).unwrap();
        let change = full_marks(&asked, slot.number);
        let effects = dry_run(&table.staff(Role::ExamAdministrator).await, table.exam, &change).await.unwrap();
        let follow = |running: &Running| effects.follows[&running.attempt.to_string()].clone();
        assert_eq!((follow(&first), follow(&second)), (Follow::Issue, Follow::Beside));
        assert_eq!(effects.certificates(), (1, 0));
        assert_eq!(carry_out(&table, &change).await, [first.attempt], "what the list said, and no more");
        assert_eq!(result(&table, second.attempt).await.outcome, "passed");
    }

    async fn a_gained_pass_waits_for_the_identity_like_any_other(table: Table) {
        let candidate = table.candidate().await;
        let (running, asked, answered) = sit(&table, &candidate, 5_900).await;
        table.bed.clock.advance_ms(AFTER);
        assert!(carry_out(&table, &full_marks(&asked, blank(&asked, &answered))).await.is_empty());
        let held = result(&table, running.attempt).await;
        assert_eq!((held.outcome.as_str(), held.released_at, held.held_since), ("passed", None, Some(table.bed.ctx.now().0)));
        assert!(shown::own(&candidate, running.attempt).await.unwrap().is_held);
    }

    async fn effects_that_changed_since_are_refused_and_worked_out_anew(table: Table) {
        let (one, two) = (table.candidate().await, table.candidate().await);
        let (running, asked, answered) = sit(&table, &one, 5_900).await;
        let (voided, ..) = sit(&table, &two, 9_000).await;
        table.bed.clock.advance_ms(AFTER);
        let (first, second) = two_people(&table).await;
        let change = full_marks(&asked, blank(&asked, &answered));
        let proposal = propose(&first, table.exam, &change, "题干有歧义", None).await.unwrap();
        let seen = get(&second, table.exam, proposal).await.unwrap().0.effects_hash;
        let void = proposals::propose(&first, table.exam, voided.attempt, proposals::Act::Void, 0, "他人代考").await.unwrap();
        proposals::confirm(&second, table.exam, void).await.unwrap();
        let refused = confirm(&second, table.exam, proposal, &seen).await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.effects_changed"));
        assert_eq!(result(&table, running.attempt).await.score, 5_900, "nothing was carried out");
        assert!(table.told(&one).await.is_empty(), "and nothing told");
        let (renewed, _) = get(&second, table.exam, proposal).await.unwrap();
        assert!(renewed.renewed_at.is_some() && renewed.effects_hash != seen && renewed.decision.is_none());
        let stale = confirm(&second, table.exam, proposal, &seen).await.unwrap_err();
        assert_eq!(stale.code(), Some("exams.effects_changed"), "nobody confirms a list that was not looked at");
        confirm(&second, table.exam, proposal, &renewed.effects_hash).await.unwrap();
        assert_eq!(result(&table, running.attempt).await.score, 6_000);
        assert_eq!(result(&table, voided.attempt).await.score, 9_000, "a void attempt is left alone");
        assert_eq!(table.told(&two).await, [(Told::AttemptVoided, voided.attempt)]);
    }

    async fn whoever_has_another_score_is_told_and_nobody_else(table: Table) {
        let (concerned, untouched) = (table.candidate().await, table.candidate().await);
        let (running, asked, answered) = sit(&table, &concerned, 5_900).await;
        let other = table.start(&untouched).await;
        table.answer_all(&untouched, &other).await;
        hand_in(&untouched, other.attempt, "first device").await.unwrap();
        table.bed.clock.advance_ms(AFTER);
        carry_out(&table, &full_marks(&asked, blank(&asked, &answered))).await;
        assert_eq!(table.told(&concerned).await, [(Told::ResultCorrected, running.attempt)]);
        assert!(table.told(&untouched).await.is_empty());
    }

    async fn every_kind_of_correction_is_taken_and_explains_the_bundle(table: Table) {
        let candidate = table.candidate().await;
        let (running, asked, answered) = sit(&table, &candidate, 9_000).await;
        table.bed.clock.advance_ms(AFTER);
        let right = |number: u16| asked.paper.slot(number).unwrap().option_order.to_original(asked.keys[&number]).unwrap();
        let id = |number: u16| ItemId::from(asked.paper.slot(number).unwrap());
        let changes = [
            Change::Item { item: id(answered[0]), how: How::Exclude },
            other_key(&asked, answered[1]),
            Change::Item { item: id(answered[1]), how: How::AlsoAccept(right(answered[1])) },
            Change::Rule(question_bank::MultipleRule::Strict),
        ];
        for change in &changes {
            carry_out(&table, change).await;
        }
        let all = items(&table.staff(Role::ExamAdministrator).await, table.exam).await.unwrap();
        assert_eq!(all.items.iter().filter(|line| line.correction.is_some()).count(), 2);
        assert_eq!(all.items.len(), asked.paper.slots.len());
        let text = bundle::export(&candidate, running.attempt).await.unwrap();
        let exported: question_bank::Bundle = serde_json::from_str(&text).unwrap();
        assert_eq!(Vec::from(exported.corrections.clone()).len(), 3, "one per item, and the rule");
        let find = |version: &VersionId| {
            exported.questions.iter().find(|one| one.version_id == *version).map(|one| &one.question)
        };
        let ticked = exported.ticked();
        let again = question_bank::regrade::grade_corrected(
            &exported.paper, &ticked, find, exported.policy.multiple_rule, &exported.corrections,
        ).unwrap();
        assert_eq!((again.total, again.total), (exported.result.score, u32::try_from(result(&table, running.attempt).await.score).unwrap()));
        assert_ne!(again.total, 9_000);
        let same = propose(&table.staff(Role::ExamAdministrator).await, table.exam, &changes[3], "规则有误", None).await;
        assert_eq!(same.unwrap_err().code(), Some("exams.correction_same"));
    }

    async fn whoever_ends_later_is_graded_by_what_is_in_force(table: Table) {
        let (candidate, late) = (table.candidate().await, table.candidate().await);
        let (_, asked, answered) = sit(&table, &candidate, 5_900).await;
        let number = blank(&asked, &answered);
        let (running, ..) = sit(&table, &late, 0).await;
        let (first, second) = two_people(&table).await;
        let void = proposals::propose(&first, table.exam, running.attempt, proposals::Act::Void, 0, "他人代考").await.unwrap();
        proposals::confirm(&second, table.exam, void).await.unwrap();
        table.bed.clock.advance_ms(AFTER);
        carry_out(&table, &full_marks(&asked, number)).await;
        let had = asked.paper.slot(number).unwrap().version;
        let third = table.staff(Role::ExamAdministrator).await;
        let lift = proposals::propose(&third, table.exam, running.attempt, proposals::Act::Lift, 0, "误判").await.unwrap();
        proposals::confirm(&second, table.exam, lift).await.unwrap();
        let paper: Paper = serde_json::from_str(&table.attempt(running.attempt).await.paper).unwrap();
        let expected = if paper.slots.iter().any(|slot| slot.version == had) { 100 } else { 0 };
        assert_eq!(result(&table, running.attempt).await.score, expected);
        assert_eq!(superseded_results::Entity::find().count(late.db.reader()).await.unwrap(), 1);
        dry_run(&first, table.exam, &full_marks(&asked, answered[0])).await.expect("what is stored is explained");
    }

    async fn corrections_begin_where_nobody_can_sit_any_more(table: Table) {
        let candidate = table.candidate().await;
        let (_, asked, answered) = sit(&table, &candidate, 5_900).await;
        let chief = table.staff(Role::ExamAdministrator).await;
        let change = full_marks(&asked, answered[0]);
        assert_eq!(dry_run(&chief, table.exam, &change).await.unwrap_err().code(), Some("exams.regrade_too_early"));
        assert_eq!(items(&chief, table.exam).await.unwrap_err().code(), Some("exams.regrade_too_early"), "nor are questions read");
        table.bed.clock.advance_ms(AFTER);
        let id = ItemId::from(asked.paper.slot(answered[0]).unwrap());
        let shown = item(&chief, table.exam, id).await.unwrap();
        assert!(shown.options.len() > 2 && !shown.right.is_empty() && shown.line.papers == 1);
        let none = Change::Item { item: id, how: How::Replace(Choice::EMPTY) };
        let refused = dry_run(&chief, table.exam, &none).await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.correction_key"));
        let unknown = ItemId { part: Some(7), ..id };
        assert!(matches!(item(&chief, table.exam, unknown).await, Err(Fault::NotFound)));
    }

    async fn strangers_and_those_concerned_correct_nothing(table: Table) {
        let candidate = table.candidate().await;
        let (running, asked, answered) = sit(&table, &candidate, 5_900).await;
        table.bed.clock.advance_ms(AFTER);
        let change = full_marks(&asked, blank(&asked, &answered));
        let chief = table.staff(Role::ExamAdministrator).await;
        let stranger = table.staff_of_another_office(Role::ExamAdministrator).await;
        let proctor = table.staff(Role::Proctor).await;
        assert!(matches!(propose(&stranger, table.exam, &change, "题干有歧义", None).await, Err(Fault::NotFound)));
        for ctx in [&candidate, &proctor] {
            assert!(matches!(propose(ctx, table.exam, &change, "题干有歧义", None).await, Err(Fault::Forbidden)));
            assert!(matches!(list(ctx, table.exam).await, Err(Fault::Forbidden)));
        }
        let proposal = propose(&chief, table.exam, &change, "题干有歧义", None).await.unwrap();
        let hash = list(&chief, table.exam).await.unwrap()[0].effects_hash.clone();
        assert!(matches!(confirm(&stranger, table.exam, proposal, &hash).await, Err(Fault::NotFound)));
        assert!(matches!(decline(&stranger, table.exam, proposal, "没有此事").await, Err(Fault::NotFound)));
        // whoever gains by it does not agree to it
        let second = table.staff(Role::ExamAdministrator).await;
        let person = second.signed_in().unwrap().person;
        let db = table.bed.ctx.db.writer();
        let mut sat = attempts::Entity::update_many().col_expr(attempts::Column::PersonId, Expr::value(person));
        sat = sat.filter(attempts::Column::Id.eq(running.attempt));
        sat.exec(db).await.unwrap();
        let mut came = results::Entity::update_many().col_expr(results::Column::PersonId, Expr::value(person));
        came = came.filter(results::Column::AttemptId.eq(running.attempt));
        came.exec(db).await.unwrap();
        let refused = confirm(&second, table.exam, proposal, &hash).await.unwrap_err();
        assert_eq!(refused.code(), Some("exams.own_attempt"));
        decline(&chief, table.exam, proposal, "看错了题").await.unwrap();
        assert_eq!(list(&chief, table.exam).await.unwrap()[0].decision.as_deref(), Some("declined"));
        assert_eq!(result(&table, running.attempt).await.score, 5_900);
    }
}
