//! What does this node do by itself? Every second it asks which jobs are due, and it listens for what does not wait; a lease
//! decides which node runs one.

mod apply_feeds;
mod bring_in_files;
mod check_audit;
mod clear_tries;
mod compare_sources;
mod count_completeness;
mod count_sites;
mod finish_due_attempts;
mod issue_due_certificates;
mod judge_attendance;
mod make_months_ahead;
mod match_attendance;
mod post_letters;
pub mod print_waiting_certificates;
mod publish_status_lists;
mod remind;
mod report_days;
mod reseal_columns;
mod sweep_pieces;
mod tidy_feeds;
mod tidy_imports;
mod watch_officers;
mod work_out_dues;

use std::time::Duration;

use app::state::AppState;
use futures::future::BoxFuture;
use registry::clock::{alarms, sightings};
use registry::exams::warming;
use registry::feeds::store::Bell;
use registry::{Actor, Fault, jobs};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

/// One job; what it says afterwards stands in the list of jobs.
pub struct Job {
    name: &'static str,
    every_ms: i64,
    run: fn(AppState) -> BoxFuture<'static, Result<String, Fault>>,
}

const JOBS: &[&Job] = &[
    &apply_feeds::JOB,
    &bring_in_files::JOB,
    &check_audit::JOB,
    &clear_tries::JOB,
    &compare_sources::JOB,
    &count_completeness::JOB,
    &count_sites::JOB,
    &finish_due_attempts::JOB,
    &issue_due_certificates::JOB,
    &judge_attendance::JOB,
    &make_months_ahead::JOB,
    &match_attendance::JOB,
    &post_letters::JOB,
    &print_waiting_certificates::JOB,
    &publish_status_lists::JOB,
    &remind::JOB,
    &report_days::JOB,
    &reseal_columns::JOB,
    &sweep_pieces::JOB,
    &tidy_feeds::JOB,
    &tidy_imports::JOB,
    &watch_officers::JOB,
    &work_out_dues::JOB,
];
const LOOK_EVERY: Duration = Duration::from_secs(1);
const READ_AHEAD_EVERY: Duration = Duration::from_secs(60);
/// So many looks at the clock, and the time is written down.
const LOOKS_PER_NOTE: u32 = 5;

/// The running jobs of a node.
pub struct Schedule {
    stop: watch::Sender<()>,
    tasks: JoinSet<()>,
}

impl Schedule {
    /// Each job looks for itself, so that a long one does not hold up the others.
    pub fn start(state: &AppState, node: &str) -> Self {
        let (stop, stopped) = watch::channel(());
        let mut tasks = JoinSet::new();
        for job in JOBS.iter().copied() {
            // one of them need not wait for its turn
            let bell = if job.name == apply_feeds::JOB.name { state.arrivals.clone() } else { Bell::default() };
            tasks.spawn(job.repeat(state.clone(), node.to_owned(), stopped.clone(), bell));
        }
        tasks.spawn(watch_clock(state.clone(), node.to_owned(), stopped.clone()));
        tasks.spawn(read_ahead(state.clone(), stopped));
        Self { stop, tasks }
    }

    /// Lets every job finish what it is doing.
    pub async fn stop(self) {
        drop(self.stop);
        self.tasks.join_all().await;
    }
}

/// Every node looks at its own clock: no lease decides about that.
async fn watch_clock(state: AppState, node: String, mut stopped: watch::Receiver<()>) {
    let ctx = state.ctx.acting_as(Actor::System("clock"));
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for look in 0_u32.. {
        tokio::select! {
            _ = stopped.changed() => return,
            _ = ticks.tick() => {}
        }
        if let Err(fault) = alarms::watch(&ctx, &node).await {
            tracing::error!(%fault, "the clock was not looked at");
        }
        if look.is_multiple_of(LOOKS_PER_NOTE)
            && let Err(fault) = sightings::note(&ctx, &node).await
        {
            tracing::error!(%fault, "the time was not written down");
        }
    }
}

/// Every node reads by itself what the next starts need: what it keeps is its own.
async fn read_ahead(state: AppState, mut stopped: watch::Receiver<()>) {
    let ctx = state.ctx.acting_as(Actor::System("warming"));
    let mut ticks = interval(READ_AHEAD_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            _ = ticks.tick() => {}
        }
        if let Err(fault) = warming::warm(&ctx).await {
            tracing::error!(%fault, "the exams that begin soon were not read ahead");
        }
    }
}

/// What may not wait for the first turn: which time it is, and who is out of it.
///
/// # Errors
/// When the database refuses, or attempts that are out of time cannot be ended.
pub async fn before_listening(state: &AppState, node: &str) -> Result<(), Fault> {
    sightings::resume(&state.ctx.acting_as(Actor::System("clock")), node).await?;
    let ctx = state.ctx.acting_as(Actor::System("start"));
    finish_due_attempts::run(&state.with(|shared| shared.ctx = ctx))
        .await
        .map(|result| tracing::info!(result, "attempts"))
}

impl Job {
    async fn repeat(&self, state: AppState, node: String, mut stopped: watch::Receiver<()>, bell: Bell) {
        let state = state.with(|shared| shared.ctx.actor = Actor::System(self.name));
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let turn = tokio::select! {
                _ = stopped.changed() => return,
                _ = ticks.tick() => self.run_if_due(&state, &node).await,
                () = bell.heard() => self.run_now(&state, &node).await,
            };
            if let Err(fault) = turn {
                tracing::error!(job = self.name, %fault, "the job's turn was lost");
            }
        }
    }

    /// Runs it when it is due and no other node does; a failed run is written down and tried again after the usual time.
    async fn run_if_due(&self, state: &AppState, node: &str) -> Result<(), Fault> {
        if jobs::claim(&state.ctx, self.name, node).await? { self.run_claimed(state, node).await } else { Ok(()) }
    }

    /// Out of its turn, unless another node is at it.
    async fn run_now(&self, state: &AppState, node: &str) -> Result<(), Fault> {
        if jobs::take(&state.ctx, self.name, node).await? { self.run_claimed(state, node).await } else { Ok(()) }
    }

    async fn run_claimed(&self, state: &AppState, node: &str) -> Result<(), Fault> {
        let result = (self.run)(state.clone()).await.unwrap_or_else(|fault| {
            tracing::error!(job = self.name, %fault, "the job failed");
            format!("failed: {fault}")
        });
        jobs::finish(&state.ctx, self.name, node, &result, self.every_ms).await
    }
}
