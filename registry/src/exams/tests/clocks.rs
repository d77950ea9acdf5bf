use std::sync::Arc;

use super::Table;
use crate::clock::alarms::{open, settle, watch};
use crate::clock::{Clock, pair::Pair};
use crate::exams::finishing::finish_due;
use crate::exams::room::{Now, enter};
use crate::instant::{HOUR_MS, MINUTE_MS, SECOND_MS};
use crate::permissions::Role;
use crate::testing::START;
use crate::{Ctx, Fault, on_both};

fn with(clock: &Arc<impl Clock + 'static>, ctx: &Ctx) -> Ctx {
    Ctx { clock: clock.clone(), ..ctx.clone() }
}

on_both! {
    async fn a_jump_forward_ends_nobody_in_silence_and_staff_see_it(bed) {
        let mut table = Table::lay(bed).await;
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

    async fn a_step_back_gives_no_time_and_a_clock_set_right_again_closes_the_alarm(bed) {
        let mut table = Table::lay(bed).await;
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
