//! How does a pass become a certificate? In steps that are each stored before the next begins, so that whatever a kill
//! leaves is completed later, under the same number and with the same bytes.
//!
//! ```text
//! reserve -> reserved -> prepare -> to_sign -> sign, verify, store -> signed -> publish -> issued
//! ```

pub(super) mod due;
pub(super) mod reserving;
pub(super) mod signing;

use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Step;
use super::desk::Desk;
use crate::entity::certificates;
use crate::{Actor, Ctx, Fault};

/// Issues for a released pass of a certification and gives the number; the same number when it was issued before.
/// `None` when nothing is due: no such pass, failed, on hold, or another kind of exam.
///
/// # Errors
/// Refused with `certificates.already_certified` while another certificate of this office stands, and with
/// `certificates.pass_used` when one ended after this pass.
pub async fn issue_for_attempt(ctx: &Ctx, desk: &Desk, attempt: Uuid) -> Result<Option<String>, Fault> {
    // who looked at the result has no part in the issuing: the rule issues
    let ctx = &ctx.acting_as(Actor::System("issuing"));
    let row = match of_attempt(ctx.db.reader(), attempt).await? {
        Some(row) => row,
        None => match due::find(ctx, attempt).await? {
            Some(pass) => reserving::reserve(ctx, desk, &pass).await?,
            None => return Ok(None),
        },
    };
    complete(ctx, desk, row).await.map(Some)
}

/// Completes what a kill left behind, oldest first; how many. One that cannot be completed does not stop the others.
///
/// # Errors
/// The first fault, after all were tried.
pub async fn resume_unfinished(ctx: &Ctx, desk: &Desk) -> Result<usize, Fault> {
    let ctx = &ctx.acting_as(Actor::System("issuing"));
    let rows = certificates::Entity::find()
        .filter(certificates::Column::Step.ne(Step::Issued.code()))
        .order_by_asc(certificates::Column::ReservedAt)
        .all(ctx.db.reader())
        .await?;
    let mut tally = Tally::default();
    for row in rows {
        tally.add(complete(ctx, desk, row).await.map(|_| ()));
    }
    tally.close()
}

/// The attempts of this person whose certificate is due and not begun. The caller holds the person.
pub(crate) async fn due_of(tx: &DatabaseTransaction, person: Uuid) -> Result<Vec<Uuid>, Fault> {
    due::attempts_of(tx, person).await
}

/// The job: completes what is unfinished and issues for every released pass without a certificate; how many.
///
/// # Errors
/// The first fault, after all were tried; a pass that gives no certificate any more is none.
pub async fn issue_due(ctx: &Ctx, desk: &Desk) -> Result<usize, Fault> {
    let mut tally = Tally::default();
    match resume_unfinished(ctx, desk).await {
        Ok(count) => tally.done = count,
        Err(fault) => tally.add(Err(fault)),
    }
    for attempt in due::attempts(ctx).await? {
        match issue_for_attempt(ctx, desk, attempt).await {
            Ok(None) => {}
            Err(fault) if fault.code().is_some_and(|code| due::SPENT.contains(&code)) => {}
            outcome => tally.add(outcome.map(|_| ())),
        }
    }
    tally.close()
}

#[derive(Default)]
struct Tally {
    done: usize,
    first_fault: Option<Fault>,
}

impl Tally {
    fn add(&mut self, outcome: Result<(), Fault>) {
        match outcome {
            Ok(()) => self.done += 1,
            Err(fault) => drop(self.first_fault.get_or_insert(fault)),
        }
    }

    fn close(self) -> Result<usize, Fault> {
        self.first_fault.map_or(Ok(self.done), Err)
    }
}

/// Takes the remaining steps. Another node may take some of them at the same time: each is a conditional update.
pub(super) async fn complete(ctx: &Ctx, desk: &Desk, mut row: certificates::Model) -> Result<String, Fault> {
    loop {
        let next = match step_of(&row)? {
            Step::Reserved => signing::prepare(ctx, desk, &row).await?,
            Step::ToSign => signing::store(ctx, &row, signing::sign(desk, &row)?).await?,
            Step::Signed => signing::publish(ctx, desk, &row).await?,
            Step::Issued => return Ok(row.number),
        };
        row = match next {
            Some(next) => next,
            None => certificates::Entity::find_by_id(row.id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?,
        };
    }
}

fn step_of(row: &certificates::Model) -> Result<Step, Fault> {
    Step::parse(&row.step).ok_or_else(|| Fault::internal("certificate at an unknown step"))
}

async fn of_attempt<C: ConnectionTrait>(db: &C, attempt: Uuid) -> Result<Option<certificates::Model>, Fault> {
    Ok(certificates::Entity::find().filter(certificates::Column::AttemptId.eq(attempt)).limit(1).one(db).await?)
}
