//! Rows about the people of a project: teams, workers, entries and exits, contracts, trainings.

mod contract;
mod movement;
mod team;
mod training;
mod worker;

use std::collections::BTreeMap;

use sea_orm::{DatabaseTransaction, TransactionTrait};
use uuid::Uuid;

pub(crate) use contract::ContractSink;
pub(crate) use movement::MovementSink;
pub(crate) use team::TeamSink;
pub(crate) use training::TrainingSink;
pub(crate) use worker::WorkerSink;

use super::one_by_one::{check_place, project_of, settled};
use super::{Consequence, Origin, Placed, Sink, Taken};
use crate::workers::store::brought::{Bringing, people_of_batch};
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

/// Row after row; each project is held once, in the order in which the rows name them.
async fn each_person(
    sink: &impl TakesPerson,
    ctx: &Ctx,
    tx: &DatabaseTransaction,
    origin: &Origin,
    rows: &[Placed],
) -> Result<Vec<Taken>, Fault> {
    let mut named: Vec<Uuid> = rows.iter().map(project_of).collect::<Result<_, _>>()?;
    // every batch holds its projects in one order
    named.sort_unstable();
    named.dedup();
    let mut held: BTreeMap<Uuid, Result<Bringing, Vec<Refusal>>> = BTreeMap::new();
    for project in named {
        let one = match Bringing::hold(tx, ctx, project, (origin.batch, origin.signed_at.day())).await {
            Ok(bringing) => Ok(bringing),
            Err(Fault::Refused(reasons)) => Err(reasons),
            Err(fault) => return Err(fault),
        };
        held.insert(project, one);
    }
    let mut taken = Vec::with_capacity(rows.len());
    for row in rows {
        let bringing = held.get(&project_of(row)?).ok_or_else(|| Fault::internal("a project that is not held"))?;
        let point = tx.begin().await?;
        let answer = match (check_place(row), bringing) {
            (Err(refusal), _) => Err(refusal.into()),
            (Ok(()), Err(reasons)) => Err(Fault::Refused(reasons.clone())),
            (Ok(()), Ok(bringing)) => sink.take_person(ctx, &point, bringing, row).await,
        };
        taken.push(settled(point, answer, |ours| sink.field(ours)).await?);
    }
    Ok(taken)
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
