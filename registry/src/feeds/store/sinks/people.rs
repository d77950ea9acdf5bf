//! Rows about the people of a project: teams, workers, entries and exits, contracts, trainings.

mod contract;
mod movement;
mod team;
mod training;
mod worker;

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{DatabaseTransaction, TransactionTrait};
use uuid::Uuid;

pub(crate) use contract::ContractSink;
pub(crate) use movement::MovementSink;
pub(crate) use team::TeamSink;
pub(crate) use training::TrainingSink;
pub(crate) use worker::WorkerSink;

use super::one_by_one::{check_place, is_record, of_brought, project_of, refused, settled};
use super::{Consequence, Origin, Placed, Sink, Taken};
use crate::workers::store::brought::{Bringing, Said, Together, people_of_batch, refusals_apart};
use crate::{Ctx, Fault, Refusal};

/// What is done with one row about the people of a project that is held.
#[async_trait::async_trait]
trait TakesPerson: Send + Sync {
    async fn take_person(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        bringing: &Bringing,
        row: &Placed,
    ) -> Result<Taken, Fault>;

    fn field(&self, ours: &str) -> &'static str;
}

/// What is done with many rows about people at once.
#[async_trait::async_trait]
trait TakesTogether: TakesPerson {
    /// How many of these rows, from the first on, are taken together: all up to the first correction or withdrawal.
    fn together(&self, rows: &[Placed]) -> usize {
        rows.iter().take_while(|row| is_record(row)).count()
    }

    /// An answer for each of them.
    async fn take_together(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        held: &Held,
        rows: &[Placed],
    ) -> Result<Vec<Together>, Fault>;
}

/// The projects of a batch, each held once.
struct Held(BTreeMap<Uuid, Result<Bringing, Vec<Refusal>>>);

impl Held {
    async fn of(ctx: &Ctx, tx: &DatabaseTransaction, origin: &Origin, rows: &[Placed]) -> Result<Self, Fault> {
        // every batch holds its projects in one order
        let named: BTreeSet<Uuid> = rows.iter().map(project_of).collect::<Result<_, _>>()?;
        Ok(Self(Bringing::hold_all(tx, ctx, &named, (origin.batch, origin.signed_at.day())).await?))
    }

    /// The project of a row that may be taken.
    fn bringing(&self, row: &Placed) -> Result<&Bringing, Fault> {
        let held = self.0.get(&project_of(row)?).ok_or_else(|| Fault::internal("a project that is not held"))?;
        check_place(row)?;
        held.as_ref().map_err(|reasons| Fault::Refused(reasons.clone()))
    }

    /// One row; what it wrote before a rule stopped it goes with it.
    async fn take_alone(
        &self,
        sink: &impl TakesPerson,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        row: &Placed,
    ) -> Result<Taken, Fault> {
        let point = tx.begin().await?;
        let answer = match self.bringing(row) {
            Ok(bringing) => sink.take_person(ctx, &point, bringing, row).await,
            Err(fault) => Err(fault),
        };
        settled(point, answer, |ours| sink.field(ours)).await
    }
}

/// Stretch after stretch of rows that can be taken together; the others one by one in between.
async fn in_stretches(
    sink: &impl TakesTogether,
    ctx: &Ctx,
    tx: &DatabaseTransaction,
    origin: &Origin,
    rows: &[Placed],
) -> Result<Vec<Taken>, Fault> {
    let held = Held::of(ctx, tx, origin, rows).await?;
    let (mut taken, mut left) = (Vec::with_capacity(rows.len()), rows);
    while let Some((first, others)) = left.split_first() {
        let together = sink.together(left);
        if together == 0 {
            taken.push(held.take_alone(sink, ctx, tx, first).await?);
            left = others;
            continue;
        }
        let (stretch, later) = left.split_at(together);
        for (row, answer) in stretch.iter().zip(sink.take_together(ctx, tx, &held, stretch).await?) {
            taken.push(match answer {
                Together::Brought(brought) => of_brought(brought),
                Together::Refused(reasons) => refused(reasons, |ours| sink.field(ours)),
                Together::Alone => held.take_alone(sink, ctx, tx, row).await?,
            });
        }
        left = later;
    }
    Ok(taken)
}

/// What each row says, as far as it can be told before anybody is looked up.
fn said_by<'a, T>(
    rows: &'a [Placed],
    mut said: impl FnMut(&'a Placed) -> Result<T, Fault>,
) -> Result<Vec<Said<T>>, Fault> {
    rows.iter().map(|row| refusals_apart(said(row))).collect()
}

/// What undoing a batch about people would take away.
async fn consequences(tx: &DatabaseTransaction, batch: Uuid) -> Result<Vec<Consequence>, Fault> {
    let found = people_of_batch(tx, batch).await?.into_iter();
    let told = found.flat_map(|(project, leaving)| {
        let of = leaving.brought;
        let told = [
            ("registrations", of.registrations),
            ("exits", of.exits),
            ("contracts", of.contracts),
            ("trainings", of.trainings),
            ("cards", of.cards),
            ("resting_papers", of.resting),
            ("come_back", leaving.come_back),
        ];
        Consequence::counted(Some(project), told)
    });
    Ok(told.collect())
}
