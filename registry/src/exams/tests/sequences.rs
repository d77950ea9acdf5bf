//! Whatever happens in whatever order: does an attempt have one result at most, no answer after its end, and the deadline
//! that the arithmetic says? Random sequences are held against a model that knows no database.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use tokio::runtime::Runtime;

use super::Table;
use crate::entity::{answers, exams, results, superseded_results};
use crate::exams::finishing::{finish_due, hand_in};
use crate::exams::rooms::notices::{To, extend};
use crate::exams::rooms::pauses::{RETURN_MS, come_back, pause, resume};
use crate::exams::rooms::proposals::{Act, confirm, propose};
use crate::exams::starting::Running;
use crate::instant::{DAY_MS, MINUTE_MS};
use crate::permissions::Role;
use crate::random::{Random, SystemRandom};
use crate::testing::{Engine, Laid, postgres_is_named};
use crate::{Ctx, Fault};

const GRACE_MS: i64 = 5_000;
const CASES: u32 = 24;
const SLOTS: i32 = 4;

#[derive(Clone, Copy, Debug)]
enum Step {
    Save { slot: i32 },
    Wait { ms: i64 },
    Tick,
    Pause,
    Resume,
    Return,
    Extend { minutes: i64 },
    HandIn,
    Void,
    Reopen { minutes: i64 },
    Lift,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let waits = prop_oneof![Just(1), Just(GRACE_MS), 0..40 * MINUTE_MS, Just(RETURN_MS), Just(90 * MINUTE_MS)];
    let step = prop_oneof![
        6 => (1..=SLOTS).prop_map(|slot| Step::Save { slot }),
        5 => waits.prop_map(|ms| Step::Wait { ms }),
        3 => Just(Step::Tick),
        3 => Just(Step::Pause),
        3 => Just(Step::Resume),
        3 => Just(Step::Return),
        2 => (1..30_i64).prop_map(|minutes| Step::Extend { minutes }),
        1 => Just(Step::HandIn),
        1 => Just(Step::Void),
        1 => (0..30_i64).prop_map(|minutes| Step::Reopen { minutes }),
        1 => Just(Step::Lift),
    ];
    prop::collection::vec(step, 1..30)
}

/// What the rules say, by hand.
#[derive(Debug)]
struct Model {
    now: i64,
    state: State,
    deadline: i64,
    paused_at: Option<i64>,
    resumed_at: Option<i64>,
    saved: [i64; SLOTS as usize],
    sequence: i64,
    results: u64,
    superseded: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    Finished,
    Void,
}

impl State {
    fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Finished => "finished",
            Self::Void => "void",
        }
    }
}

impl Model {
    fn new(now: i64) -> Self {
        let deadline = now + 90 * MINUTE_MS;
        let (paused_at, resumed_at) = (None, None);
        Self {
            now,
            state: State::Open,
            deadline,
            paused_at,
            resumed_at,
            saved: [0; 4],
            sequence: 0,
            results: 0,
            superseded: 0,
        }
    }

    fn is_due(&self) -> bool {
        self.state == State::Open && self.paused_at.is_none() && self.now > self.deadline + GRACE_MS
    }

    fn finish(&mut self) {
        (self.state, self.results) = (State::Finished, 1);
    }

    fn run_again(&mut self) {
        if let (Some(paused), Some(resumed)) = (self.paused_at, self.resumed_at) {
            self.deadline += self.now.min(resumed + RETURN_MS) - paused;
            (self.paused_at, self.resumed_at) = (None, None);
        }
    }

    /// Whether the step is taken; what follows from it is worked out on the way.
    fn takes(&mut self, step: Step) -> bool {
        let is_open = self.state == State::Open;
        match step {
            Step::Wait { ms } => self.now += ms,
            Step::Tick => {
                if self.resumed_at.is_some_and(|at| self.now >= at + RETURN_MS) {
                    self.run_again();
                }
                if self.is_due() {
                    self.finish();
                }
            }
            Step::Save { slot } => {
                let taken = is_open && self.paused_at.is_none() && self.now <= self.deadline + GRACE_MS;
                self.sequence += 1;
                if taken {
                    self.saved[usize::try_from(slot - 1).unwrap()] = self.sequence;
                }
                return taken;
            }
            Step::Pause => {
                let taken = is_open && self.paused_at.is_none() && self.now < self.deadline;
                if taken {
                    self.paused_at = Some(self.now);
                }
                return taken;
            }
            Step::Resume => {
                let taken = self.paused_at.is_some() && self.resumed_at.is_none();
                if taken {
                    self.resumed_at = Some(self.now);
                }
                return taken;
            }
            Step::Return => {
                if self.paused_at.is_some() && self.resumed_at.is_none() {
                    return false;
                }
                self.run_again();
            }
            Step::Extend { minutes } => {
                let taken = is_open && !self.is_due();
                if taken {
                    self.deadline += minutes * MINUTE_MS;
                }
                return taken;
            }
            Step::HandIn => {
                if self.paused_at.is_some() || self.state == State::Void {
                    return false;
                }
                self.finish();
            }
            Step::Void | Step::Reopen { .. } | Step::Lift => return self.takes_from_two(step),
        }
        true
    }

    /// What one person proposes and another confirms.
    fn takes_from_two(&mut self, step: Step) -> bool {
        match step {
            Step::Void if self.state != State::Void => {
                (self.state, self.paused_at, self.resumed_at) = (State::Void, None, None);
            }
            Step::Reopen { minutes } if self.state == State::Finished && (minutes > 0 || self.deadline > self.now) => {
                self.deadline = self.deadline.max(self.now) + minutes * MINUTE_MS;
                (self.state, self.results) = (State::Open, 0);
                self.superseded += 1;
            }
            Step::Lift if self.state == State::Void => {
                self.superseded += self.results;
                self.finish();
            }
            _ => return false,
        }
        true
    }
}

struct Staff {
    proctor: Ctx,
    chief: Ctx,
    other: Ctx,
    /// Makes nothing void.
    third: Ctx,
}

async fn carry_out(
    table: &Table,
    staff: &Staff,
    candidate: &Ctx,
    running: &Running,
    step: Step,
    sequence: i64,
) -> Result<(), Fault> {
    let (exam, attempt) = (table.exam, running.attempt);
    let second = async |act, minutes| {
        let proposal = propose(&staff.chief, exam, attempt, act, minutes, "随机序列").await?;
        confirm(&staff.other, exam, proposal).await
    };
    match step {
        Step::Wait { ms } => table.bed.clock.advance_ms(ms),
        Step::Tick => drop(finish_due(&table.bed.ctx).await?),
        Step::Save { slot } => {
            table.saver.save(candidate, table.save_of(running, slot, 1, sequence)).await?;
        }
        Step::Pause => pause(&staff.proctor, exam, attempt, "随机序列").await?,
        Step::Resume => resume(&staff.proctor, exam, attempt).await?,
        Step::Return => come_back(candidate, attempt).await?,
        Step::Extend { minutes } => {
            extend(&staff.chief, exam, To::One(attempt), minutes, "随机序列").await?;
        }
        Step::HandIn => drop(hand_in(candidate, attempt, "first device").await?),
        Step::Void => second(Act::Void, 0).await?,
        Step::Reopen { minutes } => second(Act::Reopen, minutes).await?,
        Step::Lift => {
            let proposal = propose(&staff.third, exam, attempt, Act::Lift, 0, "随机序列").await?;
            confirm(&staff.other, exam, proposal).await?;
        }
    }
    Ok(())
}

async fn compare(table: &Table, running: &Running, model: &Model) {
    let row = table.attempt(running.attempt).await;
    assert_eq!(row.state, model.state.code());
    assert_eq!((row.deadline_at, row.accepts_until), (model.deadline, model.deadline + GRACE_MS));
    assert_eq!((row.paused_at, row.resumed_at), (model.paused_at, model.resumed_at));
    let looked_at = match (model.state, model.paused_at, model.resumed_at) {
        (State::Open, None, _) => Some(model.deadline + GRACE_MS + 1),
        (State::Open, Some(_), Some(resumed)) => Some(resumed + RETURN_MS),
        _ => None,
    };
    assert_eq!(row.next_check_at, looked_at);
    assert_eq!(row.finished_at.is_some(), model.state != State::Open);
    let db = table.bed.ctx.db.reader();
    let valid = results::Entity::find().filter(results::Column::AttemptId.eq(row.id)).count(db).await.unwrap();
    let set_aside = superseded_results::Entity::find().filter(superseded_results::Column::AttemptId.eq(row.id));
    assert_eq!((valid, set_aside.count(db).await.unwrap()), (model.results, model.superseded));
    let stored = answers::Entity::find()
        .filter(answers::Column::AttemptId.eq(row.id))
        .filter(answers::Column::Slot.lte(SLOTS))
        .all(db)
        .await
        .unwrap();
    for answer in stored {
        assert_eq!(answer.sequence, model.saved[usize::try_from(answer.slot - 1).unwrap()], "slot {}", answer.slot);
        assert_eq!(answer.closed != 0, model.state != State::Open);
    }
}

async fn play(table: &Table, staff: &Staff, steps: &[Step]) {
    let candidate = table.candidate().await;
    let running = table.start(&candidate).await;
    let mut model = Model::new(table.bed.ctx.now().0);
    for step in steps {
        let taken = model.takes(*step);
        let done = carry_out(table, staff, &candidate, &running, *step, model.sequence).await;
        match &done {
            Ok(()) => assert!(taken, "{step:?} should have been refused: {model:?}"),
            Err(Fault::Refused(_)) => assert!(!taken, "{step:?} was refused: {done:?} {model:?}"),
            Err(fault) => panic!("{step:?}: {fault}"),
        }
        compare(table, &running, &model).await;
    }
}

fn run(engine: Engine) {
    let runtime = Runtime::new().unwrap();
    let (table, staff) = runtime.block_on(async {
        let table = Table::lay(engine).await;
        exams::Entity::update_many()
            .col_expr(exams::Column::ClosesAt, Expr::value(table.bed.ctx.now().plus_ms(10_000 * DAY_MS).0))
            .exec(table.bed.ctx.db.writer())
            .await
            .unwrap();
        let staff = Staff {
            proctor: table.staff(Role::Proctor).await,
            chief: table.staff(Role::ExamAdministrator).await,
            other: table.staff(Role::ExamAdministrator).await,
            third: table.staff(Role::ExamAdministrator).await,
        };
        (table, staff)
    });
    let config = Config { cases: CASES, max_shrink_iters: 60, failure_persistence: None, ..Config::default() };
    let seed = seed();
    let played = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed_bytes(seed))).run(
        &steps(),
        |steps| {
            runtime.block_on(play(&table, &staff, &steps));
            Ok(())
        },
    );
    if let Err(failed) = played {
        panic!("{SEED}={seed} repeats it: {failed}");
    }
}

/// Other sequences every time, unless a seed is given.
const SEED: &str = "SHANGGANG_TEST_SEED";

fn seed() -> u64 {
    if let Ok(given) = std::env::var(SEED) {
        return given.parse().expect("a seed is a number");
    }
    let mut bytes = [0; 8];
    SystemRandom.fill(&mut bytes);
    u64::from_le_bytes(bytes)
}

/// As many bytes as ChaCha asks for.
fn seed_bytes(seed: u64) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes
}

#[test]
fn every_order_of_events_keeps_the_rules_on_sqlite() {
    run(Engine::Sqlite);
}

#[test]
fn every_order_of_events_keeps_the_rules_on_postgres() {
    if postgres_is_named() {
        run(Engine::Postgres);
    }
}
