use std::sync::Arc;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Table;
use crate::clock::alarms::{open, settle, watch};
use crate::clock::sightings::{note, resume};
use crate::clock::{Clock, SteadyClock, pair::Pair};
use crate::entity::{clock_alarms, clock_sightings};
use crate::exams::finishing::finish_due;
use crate::exams::room::{Now, enter};
use crate::instant::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS};
use crate::permissions::Role;
use crate::testing::START;
use crate::{Ctx, Fault, jobs, on_both};

fn with(clock: &Arc<impl Clock + 'static>, ctx: &Ctx) -> Ctx {
    Ctx { clock: clock.clone(), ..ctx.clone() }
}

/// The program starts again; so many alarms are open then.
async fn started_again(table: &mut Table, pair: &Pair, node: &str) -> (Arc<SteadyClock>, usize) {
    let clock = pair.of_a_new_run();
    table.bed.ctx = with(&clock, &table.bed.ctx);
    resume(&table.bed.ctx, node).await.unwrap();
    watch(&table.bed.ctx, node).await.unwrap();
    (clock, open(&table.bed.ctx).await.unwrap().len())
}

/// A node starts while another one writes down its time.
async fn joins_beside(living: &Ctx, pair: &Pair, joining: &Ctx, node: &str) {
    let beats = async {
        for _ in 0..10_000 {
            pair.pass(1);
            note(living, "first node").await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        joined = resume(joining, node) => joined.unwrap(),
        () = beats => {}
    }
}

async fn alarms_of(ctx: &Ctx, node: &str) -> Vec<clock_alarms::Model> {
    let all = clock_alarms::Entity::find().filter(clock_alarms::Column::Node.eq(node));
    all.all(ctx.db.reader()).await.unwrap()
}

on_both! {
    async fn a_jump_while_the_program_was_down_ends_nobody_in_silence(table: Table) {
        let mut table = table;
        let (pair, clock) = Pair::at(START);
        table.bed.ctx = with(&clock, &table.bed.ctx);
        let (candidate, chief) = (table.candidate().await, table.staff(Role::ExamAdministrator).await);
        let running = table.start(&candidate).await;
        pair.pass(10 * MINUTE_MS);
        note(&table.bed.ctx, "first run").await.unwrap();
        pair.pass(5 * MINUTE_MS);
        pair.wall.advance_ms(5 * HOUR_MS);
        let (clock, alarmed) = started_again(&mut table, &pair, "second run").await;
        assert_eq!((clock.now(), alarmed), (START.plus_ms(15 * MINUTE_MS), 1));
        let alarm = open(&table.bed.ctx).await.unwrap().remove(0);
        assert_eq!((alarm.ahead_ms, alarm.stopped_at), (5 * HOUR_MS, Some(START.plus_ms(10 * MINUTE_MS))));
        assert_eq!(alarm.wall(), pair.wall.now());
        assert!(finish_due(&table.bed.ctx).await.unwrap().ended.is_empty());
        let candidate = with(&clock, &candidate);
        assert!(matches!(enter(&candidate, running.attempt, "first device").await.unwrap(), Now::Open(_)));
        table.saver.save(&candidate, table.save_of(&running, 1, 1, 1)).await.unwrap();
        settle(&with(&clock, &chief), alarm.id).await.unwrap();
        watch(&table.bed.ctx, "second run").await.unwrap();
        assert_eq!(clock.now(), pair.wall.now(), "staff let the clock be followed");
        assert_eq!(finish_due(&table.bed.ctx).await.unwrap().ended.len(), 1);
        assert_eq!(table.attempt(running.attempt).await.finished_at, Some(running.deadline_at.0));
    }

    async fn a_clock_set_back_while_the_program_was_down_gives_no_time(table: Table) {
        let mut table = table;
        let (pair, clock) = Pair::at(START);
        table.bed.ctx = with(&clock, &table.bed.ctx);
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        note(&table.bed.ctx, "first run").await.unwrap();
        pair.pass(15 * MINUTE_MS);
        pair.wall.advance_ms(-2 * HOUR_MS);
        let (clock, alarmed) = started_again(&mut table, &pair, "second run").await;
        assert_eq!((clock.now(), alarmed), (START.plus_ms(15 * MINUTE_MS), 1));
        pair.pass(5 * MINUTE_MS);
        let (clock, alarmed) = started_again(&mut table, &pair, "third run").await;
        assert_eq!((clock.now(), alarmed), (START.plus_ms(20 * MINUTE_MS), 1), "the same doubt is one alarm");
        pair.pass(70 * MINUTE_MS + 5 * SECOND_MS + 1);
        let late = table.saver.save(&with(&clock, &candidate), table.save_of(&running, 1, 1, 1)).await.unwrap_err();
        assert_eq!(late.code(), Some("exams.time_is_up"));
        pair.wall.advance_ms(2 * HOUR_MS);
        watch(&table.bed.ctx, "third run").await.unwrap();
        assert!(open(&table.bed.ctx).await.unwrap().is_empty(), "set right again");
        assert_eq!(finish_due(&table.bed.ctx).await.unwrap().ended.len(), 1);
    }

    async fn a_plain_absence_across_the_deadline_ends_the_attempt_at_its_deadline(table: Table) {
        let mut table = table;
        let (pair, clock) = Pair::at(START);
        table.bed.ctx = with(&clock, &table.bed.ctx);
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        note(&table.bed.ctx, "first run").await.unwrap();
        pair.pass(3 * HOUR_MS);
        assert_eq!(started_again(&mut table, &pair, "second run").await.1, 0);
        assert_eq!(finish_due(&table.bed.ctx).await.unwrap().ended.len(), 1);
        assert_eq!(table.attempt(running.attempt).await.finished_at, Some(running.deadline_at.0));
    }

    async fn after_a_reboot_a_short_absence_is_believed_and_a_long_one_is_for_people(table: Table) {
        let mut table = table;
        let (pair, clock) = Pair::at(START);
        table.bed.ctx = with(&clock, &table.bed.ctx);
        let candidate = table.candidate().await;
        table.start(&candidate).await;
        note(&table.bed.ctx, "first run").await.unwrap();
        let pair = pair.rebooted("second");
        pair.pass(15 * MINUTE_MS);
        let (clock, alarmed) = started_again(&mut table, &pair, "second run").await;
        assert_eq!((clock.now(), alarmed), (START.plus_ms(15 * MINUTE_MS), 0));
        let pair = pair.rebooted("third");
        pair.pass(8 * HOUR_MS);
        let (clock, alarmed) = started_again(&mut table, &pair, "third run").await;
        assert_eq!((clock.now(), alarmed), (START.plus_ms(15 * MINUTE_MS), 1));
        assert!(finish_due(&table.bed.ctx).await.unwrap().ended.is_empty());
    }

    async fn where_nobody_sits_an_exam_a_clock_that_is_ahead_is_believed(table: Table) {
        let mut table = table;
        let (pair, clock) = Pair::at(START);
        table.bed.ctx = with(&clock, &table.bed.ctx);
        note(&table.bed.ctx, "first run").await.unwrap();
        pair.wall.advance_ms(DAY_MS);
        let (clock, alarmed) = started_again(&mut table, &pair, "second run").await;
        assert_eq!((clock.now(), alarmed), (START.plus_ms(DAY_MS), 0));
        let pair = pair.rebooted("second");
        pair.wall.advance_ms(DAY_MS);
        let (clock, alarmed) = started_again(&mut table, &pair, "third run").await;
        assert_eq!((clock.now(), alarmed), (START.plus_ms(2 * DAY_MS), 0));
        let candidate = with(&clock, &table.candidate().await);
        table.start(&candidate).await;
        note(&table.bed.ctx, "third run").await.unwrap();
        let pair = pair.rebooted("third");
        pair.pass(MINUTE_MS);
        assert_eq!(started_again(&mut table, &pair, "fourth run").await.1, 0, "it goes on from what was believed");
    }

    async fn time_never_goes_back_at_a_start_and_staff_are_asked_once(table: Table) {
        let mut table = table;
        let (pair, clock) = Pair::at(START.plus_ms(30 * DAY_MS));
        table.bed.ctx = with(&clock, &table.bed.ctx);
        let chief = table.staff(Role::ExamAdministrator).await;
        note(&table.bed.ctx, "first run").await.unwrap();
        pair.wall.advance_ms(-30 * DAY_MS);
        let (clock, alarmed) = started_again(&mut table, &pair, "second run").await;
        assert_eq!((clock.now(), alarmed), (START.plus_ms(30 * DAY_MS), 1), "an exam that was closed stays closed");
        let alarm = open(&table.bed.ctx).await.unwrap().remove(0);
        assert_eq!(alarm.ahead_ms, -30 * DAY_MS);
        settle(&with(&clock, &chief), alarm.id).await.unwrap();
        watch(&table.bed.ctx, "second run").await.unwrap();
        for run in ["third run", "fourth run"] {
            pair.pass(MINUTE_MS);
            assert_eq!(started_again(&mut table, &pair, run).await.1, 0, "{run}: staff have seen it");
        }
        let pair = pair.rebooted("second");
        pair.pass(HOUR_MS);
        let (clock, alarmed) = started_again(&mut table, &pair, "fifth run").await;
        assert_eq!((clock.now(), alarmed), (START.plus_ms(30 * DAY_MS + 2 * MINUTE_MS), 1), "nothing counted that hour");
    }

    async fn where_all_that_was_seen_is_taken_away_the_clock_is_believed_and_jobs_are_due(table: Table) {
        let mut table = table;
        let (pair, clock) = Pair::at(START.plus_ms(30 * DAY_MS));
        table.bed.ctx = with(&clock, &table.bed.ctx);
        note(&table.bed.ctx, "first run").await.unwrap();
        jobs::finish(&table.bed.ctx, "a job", "first run", "done", DAY_MS).await.unwrap();
        pair.wall.advance_ms(-30 * DAY_MS);
        clock_sightings::Entity::delete_many().exec(table.bed.ctx.db.writer()).await.unwrap();
        let (clock, alarmed) = started_again(&mut table, &pair, "second run").await;
        assert_eq!((clock.now(), alarmed), (START, 0));
        assert!(jobs::claim(&table.bed.ctx, "a job", "second run").await.unwrap(), "it need not wait for a month");
    }

    async fn a_node_that_lives_says_what_time_it_is_to_one_that_joins(table: Table) {
        let mut table = table;
        let (pair, clock) = Pair::at(START);
        table.bed.ctx = with(&clock, &table.bed.ctx);
        note(&table.bed.ctx, "first node").await.unwrap();
        for (boot, nobody_sits) in [("second", true), ("third", false)] {
            if !nobody_sits {
                let candidate = table.candidate().await;
                table.start(&candidate).await;
            }
            let joining = Pair::at(START.plus_ms(10 * MINUTE_MS)).0.rebooted(boot).of_a_new_run();
            let joined = with(&joining, &table.bed.ctx);
            joins_beside(&table.bed.ctx, &pair, &joined, boot).await;
            assert!(clock.now().since(joining.now()) < SECOND_MS, "{boot}: ten minutes are no plain absence here");
            let alarms = alarms_of(&joined, boot).await;
            assert_eq!(alarms.len(), 1);
            assert_eq!(alarms[0].stopped_at, None, "the site never stopped");
        }
    }

    async fn an_alarm_of_a_node_that_lives_is_its_own_and_one_of_a_dead_node_is_taken_over(table: Table) {
        let mut table = table;
        let (pair, clock) = Pair::at(START);
        table.bed.ctx = with(&clock, &table.bed.ctx);
        pair.wall.advance_ms(5 * HOUR_MS);
        note(&table.bed.ctx, "first node").await.unwrap();
        watch(&table.bed.ctx, "first node").await.unwrap();
        let joined = with(&Pair::at(START).0.rebooted("second").of_a_new_run(), &table.bed.ctx);
        joins_beside(&table.bed.ctx, &pair, &joined, "second node").await;
        watch(&joined, "second node").await.unwrap();
        assert_eq!(alarms_of(&joined, "first node").await.len(), 1);
        assert_eq!(open(&joined).await.unwrap().len(), 1);
        let after = with(&Pair::at(clock.now()).0.rebooted("third").of_a_new_run(), &table.bed.ctx);
        resume(&after, "third node").await.unwrap();
        assert_eq!((alarms_of(&after, "first node").await.len(), alarms_of(&after, "third node").await.len()), (0, 1));
        watch(&after, "third node").await.unwrap();
        assert!(open(&after).await.unwrap().is_empty(), "its clock is right");
    }

    async fn what_was_decided_about_one_jump_is_not_done_about_another(table: Table) {
        let mut table = table;
        let (pair, clock) = Pair::at(START);
        table.bed.ctx = with(&clock, &table.bed.ctx);
        let chief = table.staff(Role::ExamAdministrator).await;
        pair.wall.advance_ms(HOUR_MS);
        watch(&table.bed.ctx, "node").await.unwrap();
        settle(&chief, open(&table.bed.ctx).await.unwrap()[0].id).await.unwrap();
        pair.pass(SECOND_MS);
        pair.wall.advance_ms(2 * HOUR_MS);
        watch(&table.bed.ctx, "node").await.unwrap();
        assert_eq!(clock.now(), START.plus_ms(SECOND_MS));
        let alarm = open(&table.bed.ctx).await.unwrap().remove(0);
        assert_eq!(alarm.ahead_ms, 3 * HOUR_MS);
        settle(&chief, alarm.id).await.unwrap();
        pair.wall.advance_ms(-3 * HOUR_MS);
        watch(&table.bed.ctx, "node").await.unwrap();
        pair.pass(SECOND_MS);
        pair.wall.advance_ms(3 * HOUR_MS);
        watch(&table.bed.ctx, "node").await.unwrap();
        let asked = open(&table.bed.ctx).await.unwrap().len();
        assert_eq!((clock.now(), asked), (START.plus_ms(2 * SECOND_MS), 1), "the clock was right between");
    }

    async fn a_step_back_that_staff_have_seen_is_no_alarm_again(table: Table) {
        let mut table = table;
        let (pair, clock) = Pair::at(START);
        table.bed.ctx = with(&clock, &table.bed.ctx);
        let chief = table.staff(Role::ExamAdministrator).await;
        pair.wall.advance_ms(-HOUR_MS);
        watch(&table.bed.ctx, "node").await.unwrap();
        let alarm = open(&table.bed.ctx).await.unwrap().remove(0);
        settle(&chief, alarm.id).await.unwrap();
        for _ in 0..3 {
            watch(&table.bed.ctx, "node").await.unwrap();
            assert!(open(&table.bed.ctx).await.unwrap().is_empty());
        }
        pair.wall.advance_ms(-HOUR_MS);
        watch(&table.bed.ctx, "node").await.unwrap();
        assert_eq!(open(&table.bed.ctx).await.unwrap().len(), 1, "a further one is");
    }

    async fn a_jump_forward_ends_nobody_in_silence_and_staff_see_it(table: Table) {
        let mut table = table;
        let (pair, clock) = Pair::at(START);
        table.bed.ctx = with(&clock, &table.bed.ctx);
        let (candidate, chief) = (table.candidate().await, table.staff(Role::ExamAdministrator).await);
        let running = table.start(&candidate).await;
        pair.pass(10 * MINUTE_MS);
        watch(&table.bed.ctx, "node").await.unwrap();
        assert!(open(&table.bed.ctx).await.unwrap().is_empty());
        pair.wall.advance_ms(5 * HOUR_MS);
        watch(&table.bed.ctx, "node").await.unwrap();
        watch(&table.bed.ctx, "node").await.unwrap();
        let alarms = open(&table.bed.ctx).await.unwrap();
        assert_eq!(alarms.iter().map(|alarm| alarm.ahead_ms).collect::<Vec<_>>(), [5 * HOUR_MS]);
        assert!(finish_due(&table.bed.ctx).await.unwrap().ended.is_empty());
        assert!(matches!(enter(&candidate, running.attempt, "first device").await.unwrap(), Now::Open(_)));
        table.saver.save(&candidate, table.save_of(&running, 1, 1, 1)).await.unwrap();
        // even the steady deadline ends nobody before people have looked
        pair.pass(90 * MINUTE_MS);
        assert!(finish_due(&table.bed.ctx).await.unwrap().ended.is_empty());
        let proctor = table.staff(Role::Proctor).await;
        for ctx in [&candidate, &proctor] {
            assert!(matches!(settle(ctx, alarms[0].id).await, Err(Fault::Forbidden)));
        }
        settle(&chief, alarms[0].id).await.unwrap();
        assert_eq!(settle(&chief, alarms[0].id).await.unwrap_err().code(), Some("exams.alarm_settled"));
        watch(&table.bed.ctx, "node").await.unwrap();
        assert_eq!(clock.now(), pair.wall.now(), "staff let the clock be followed");
        assert!(open(&table.bed.ctx).await.unwrap().is_empty());
        assert_eq!(finish_due(&table.bed.ctx).await.unwrap().ended.len(), 1);
        assert_eq!(table.attempt(running.attempt).await.finished_at, Some(running.deadline_at.0));
        pair.wall.advance_ms(HOUR_MS);
        watch(&table.bed.ctx, "node").await.unwrap();
        assert_eq!(open(&table.bed.ctx).await.unwrap().len(), 1, "each jump is an alarm of its own");
    }

    async fn a_step_back_gives_no_time_and_a_clock_set_right_again_closes_the_alarm(table: Table) {
        let mut table = table;
        let (pair, clock) = Pair::at(START);
        table.bed.ctx = with(&clock, &table.bed.ctx);
        let candidate = table.candidate().await;
        let running = table.start(&candidate).await;
        pair.wall.advance_ms(-HOUR_MS);
        watch(&table.bed.ctx, "node").await.unwrap();
        assert_eq!(open(&table.bed.ctx).await.unwrap()[0].ahead_ms, -HOUR_MS);
        pair.pass(90 * MINUTE_MS + 5 * SECOND_MS + 1);
        let late = table.saver.save(&candidate, table.save_of(&running, 1, 1, 1)).await.unwrap_err();
        assert_eq!(late.code(), Some("exams.time_is_up"));
        pair.wall.advance_ms(HOUR_MS);
        watch(&table.bed.ctx, "node").await.unwrap();
        assert!(open(&table.bed.ctx).await.unwrap().is_empty());
        assert_eq!(finish_due(&table.bed.ctx).await.unwrap().ended.len(), 1);
    }
}
