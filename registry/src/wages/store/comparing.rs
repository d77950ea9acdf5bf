//! Do the orders for a unit's months ask for what attendance or measured work comes to (R-056 足额, R-061)?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::batches::{months_of, visible};
use super::dues::named;
use super::earning::{Ordered, asked_fen, ordered_for, worked_in};
use super::stored::Stored;
use crate::calendar::Month;
use crate::people::scope::names_shown;
use crate::wages::{Agreement, Earned, Payable, Reconciled, Reconciliation, Work, earned_fen, reconcile};
use crate::{Ctx, Fault};

/// Work that attendance cannot tell: months agreed as full, pieces as measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    pub registration: Uuid,
    pub month: Month,
    pub work: Work,
}

/// Whose month the orders do not cover, or pay without a day of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub registration: Uuid,
    pub person: Option<Uuid>,
    pub name: String,
    pub month: Month,
    pub earned_fen: i64,
    /// 应发 of all orders in force for the month
    pub ordered_fen: i64,
    pub agreement: Agreement,
}

/// The months of an order: what all orders in force ask for, beside what everybody of its unit earned who worked in them. Days and
/// hours come from attendance; months and pieces from what was measured, and where nothing was, nothing is known to be earned.
///
/// # Errors
/// [`Fault::NotFound`] when the order is not the actor's to see; work that does not fit the agreed pay.
pub async fn reconcile_batch(ctx: &Ctx, batch: Uuid, measured: &[Measured]) -> Result<Reconciliation, Fault> {
    let stored = visible(ctx, batch).await?;
    Ok(compared(ctx.db.reader(), &stored, measured).await?.0)
}

/// Of that, what somebody has to look at: who gets less than attendance comes to, who is in no order, and who is paid without
/// attendance. Of whom nothing can be told, nothing is said.
///
/// # Errors
/// [`Fault::NotFound`] when the order is not the actor's to see.
pub async fn differences(ctx: &Ctx, batch: Uuid) -> Result<Vec<Difference>, Fault> {
    let db = ctx.db.reader();
    let (found, attended) = compared(db, &visible(ctx, batch).await?, &[]).await?;
    let is_odd = |row: &&Reconciled| match row.agreement {
        Agreement::TooLittle | Agreement::AttendedWithoutPay => true,
        Agreement::PaidWithoutAttendance => !attended.contains(&(row.month, row.worker)),
        Agreement::Agrees | Agreement::TooMuch => false,
    };
    let odd: Vec<&Reconciled> = found.rows.iter().filter(is_odd).collect();
    let people = named(db, odd.iter().map(|row| row.worker)).await?;
    let names = names_shown(db, people.values().map(|one| one.person).collect()).await?;
    let line = |row: &&Reconciled| {
        let person = people.get(&row.worker).map(|one| one.person);
        Difference {
            registration: row.worker,
            person,
            name: person.and_then(|person| names.get(&person).cloned()).unwrap_or_default(),
            month: row.month,
            earned_fen: row.earned_fen,
            ordered_fen: row.payable_fen,
            agreement: row.agreement,
        }
    };
    Ok(odd.iter().map(line).collect())
}

/// Both sides, and who has a day of attendance in which month.
async fn compared<C: ConnectionTrait>(
    db: &C,
    stored: &Stored,
    measured: &[Measured],
) -> Result<(Reconciliation, BTreeSet<(Month, Uuid)>), Fault> {
    let (project, unit) = (stored.row.project_id, stored.row.unit_id);
    let own: BTreeSet<Uuid> = stored.batch.lines.iter().map(|line| line.worker).collect();
    let (mut earned, mut payable, mut attended) = (Vec::new(), Vec::new(), BTreeSet::new());
    for month in months_of(&stored.batch.lines) {
        let worked = worked_in(db, project, month).await?;
        let of_unit: BTreeSet<Uuid> = worked
            .iter()
            .filter(|(_, (worked, _))| worked.unit == unit)
            .map(|(registration, _)| *registration)
            .collect();
        for (registration, (worked, contract)) in worked.iter().filter(|(id, _)| of_unit.contains(id)) {
            let told = measured.iter().find(|one| one.registration == *registration && one.month == month);
            let earned_fen = match told.zip(contract.as_ref()) {
                Some((told, contract)) => earned_fen(&contract.pay, told.work)?,
                None => worked.earned_fen,
            };
            earned.extend(earned_fen.map(|earned_fen| Earned { worker: *registration, month, earned_fen }));
        }
        attended.extend(of_unit.iter().map(|registration| (month, *registration)));
        let ordered = ordered_for(db, project, month, month).await?;
        let concerned = |line: &&Ordered| own.contains(&line.registration) || of_unit.contains(&line.registration);
        payable.extend(asked_of(ordered.iter().filter(concerned), month));
    }
    Ok((reconcile(&payable, &earned)?, attended))
}

/// What lines of a month ask for, by the person.
fn asked_of<'a>(lines: impl Iterator<Item = &'a Ordered>, month: Month) -> Vec<Payable> {
    let mut of_worker: BTreeMap<Uuid, Vec<&Ordered>> = BTreeMap::new();
    for line in lines {
        of_worker.entry(line.registration).or_default().push(line);
    }
    let asked = |(worker, lines): (Uuid, Vec<&Ordered>)| {
        asked_fen(&lines, |line| line.payable_fen).map(|payable_fen| Payable { worker, month, payable_fen })
    };
    of_worker.into_iter().filter_map(asked).collect()
}
