//! What was earned by attendance or measured work, and does an order or a month's payments agree with it?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::batches::visible;
use super::payees::contracts_on;
use super::stored::{gone_of, results_of};
use crate::attendance::MonthPay;
use crate::calendar::Month;
use crate::db::many::{self, Cell, Kind, List};
use crate::entity::{payment_rows, payment_steps};
use crate::wages::{BankOutcome, BankResult, Earned, Paid, Reconciliation, Work, earned_fen, reconcile};
use crate::workers::{Contract, PayBasis, Registration};
use crate::{Ctx, Day, Fault};

/// Work that attendance cannot tell: months agreed as full, pieces as measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    pub registration: Uuid,
    pub month: Month,
    pub work: Work,
}

/// An order beside what was earned in the months that it pays by everybody of its unit who worked in them. Days and hours
/// come from attendance; months and pieces from what was measured, and where nothing was, nothing is known to be earned.
///
/// # Errors
/// [`Fault::NotFound`] when the order is not the actor's to see; work that does not fit the agreed pay.
pub async fn reconcile_batch(ctx: &Ctx, batch: Uuid, measured: &[Measured]) -> Result<Reconciliation, Fault> {
    let stored = visible(ctx, batch).await?;
    let (project, unit) = (stored.row.project_id, stored.row.unit_id);
    let months: BTreeSet<Month> = stored.batch.lines.iter().map(|line| line.month).collect();
    let mut earned = Vec::new();
    for month in months {
        let work = worked_in(ctx.db.reader(), project, month).await?;
        for (registration, (worked, contract)) in work {
            if worked.unit != unit {
                continue;
            }
            let told = measured.iter().find(|one| one.registration == registration && one.month == month);
            let work = told.map(|one| one.work).or_else(|| worked.work(contract.as_ref()?.pay.basis));
            if let Some((contract, work)) = contract.as_ref().zip(work) {
                earned.push(Earned { worker: registration, month, earned_fen: earned_fen(&contract.pay, work)? });
            }
        }
    }
    Ok(reconcile(&stored.batch, &earned)?)
}

/// What attendance says about one registration's month.
#[derive(Clone, Copy, Debug)]
pub(super) struct Worked {
    pub unit: Uuid,
    pub days: i64,
    pub minutes: i64,
}

impl Worked {
    pub(super) fn work(&self, basis: PayBasis) -> Option<Work> {
        match basis {
            PayBasis::Day => Some(Work::Days { hundredths: self.days * 100 }),
            PayBasis::Hour => Some(Work::Minutes(self.minutes)),
            PayBasis::Month | PayBasis::Piece => None,
        }
    }
}

/// Everybody with a day in the month, and the contract under which it was worked. The database adds the days up.
pub(super) async fn worked_in<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    month: Month,
) -> Result<BTreeMap<Uuid, (Worked, Option<Contract>)>, Fault> {
    let text = "WITH given (project_id, first, last) AS ({given}) SELECT d.registration_id AS registration, \
         d.person_id AS person, d.unit_id AS unit, COUNT(*) AS days, CAST(SUM(d.minutes) AS BIGINT) AS minutes \
         FROM given CROSS JOIN attendance_days AS d WHERE d.project_id = given.project_id AND d.day >= given.first \
         AND d.day <= given.last AND d.is_attended = 1 GROUP BY d.registration_id, d.person_id, d.unit_id";
    let row =
        vec![Cell::Id(project), Cell::Text(month.first_day().to_string()), Cell::Text(month.last_day().to_string())];
    let list = List { kinds: &[Kind::Id, Kind::Text, Kind::Text], rows: vec![row] };
    let mut worked: BTreeMap<Uuid, (Uuid, Worked)> = BTreeMap::new();
    for row in many::query(db, text, &list).await? {
        let sum = Worked {
            unit: row.try_get("", "unit")?,
            days: row.try_get("", "days")?,
            minutes: row.try_get("", "minutes")?,
        };
        worked.insert(row.try_get("", "registration")?, (row.try_get("", "person")?, sum));
    }
    let people: BTreeSet<Uuid> = worked.values().map(|(person, _)| *person).collect();
    let contracts = contracts_on(db, project, &people).await?;
    let with_contract = |(registration, (person, worked)): (Uuid, (Uuid, Worked))| {
        let own = contracts.get(&person).map_or(&[][..], Vec::as_slice);
        (registration, (worked, contract_in(own, worked.unit, month).cloned()))
    };
    Ok(worked.into_iter().map(with_contract).collect())
}

/// The contract with the unit that covers a day of the month; of several the last one.
pub(super) fn contract_in(contracts: &[Contract], unit: Uuid, month: Month) -> Option<&Contract> {
    let covers = |one: &&Contract| {
        one.employer == unit
            && one.valid_from() <= month.last_day()
            && one.last_day().is_none_or(|last| last >= month.first_day())
    };
    contracts.iter().filter(covers).max_by_key(|one| one.valid_from())
}

/// One line of an order as the month sees it.
#[derive(Clone, Debug)]
pub(super) struct Ordered {
    pub registration: Uuid,
    pub month: Month,
    pub payable_fen: i64,
    pub net_fen: i64,
    pub results: Vec<BankResult>,
}

impl Ordered {
    fn last(&self) -> Option<BankOutcome> {
        self.results.last().map(|result| result.outcome)
    }

    /// Whether its money is under way or arrived.
    pub(super) fn stands(&self) -> bool {
        !matches!(self.last(), Some(BankOutcome::Failed | BankOutcome::Returned))
    }

    pub(super) fn payment(&self) -> Option<Paid> {
        let (on, paid_fen) = self.paid()?;
        Some(Paid { worker: self.registration, month: self.month, on, paid_fen })
    }

    fn paid(&self) -> Option<(Day, i64)> {
        let last = self.results.last().filter(|result| result.outcome == BankOutcome::Succeeded)?;
        Some((last.at.day(), last.amount_fen))
    }
}

/// Every line in force for months from `first` to `last`: neither it nor its order was taken back.
pub(super) async fn ordered_for<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    first: Month,
    last: Month,
) -> Result<Vec<Ordered>, Fault> {
    let rows = payment_rows::Entity::find()
        .filter(payment_rows::Column::ProjectId.eq(project))
        .filter(payment_rows::Column::Month.gte(first.to_string()))
        .filter(payment_rows::Column::Month.lte(last.to_string()))
        .order_by_asc(payment_rows::Column::Id)
        .all(db)
        .await?;
    let batches: BTreeSet<Uuid> = rows.iter().map(|row| row.payment_batch_id).collect();
    let withdrawn = payment_steps::Entity::find()
        .filter(payment_steps::Column::PaymentBatchId.is_in(batches.iter().copied()))
        .filter(payment_steps::Column::Kind.eq(crate::wages::StepKind::Withdrawn.code()));
    let withdrawn: BTreeSet<Uuid> = withdrawn.all(db).await?.into_iter().map(|step| step.payment_batch_id).collect();
    let gone = gone_of(db, &batches).await?;
    let mut results = results_of(db, batches).await?;
    let mut found = Vec::new();
    let stands = |row: &payment_rows::Model| !withdrawn.contains(&row.payment_batch_id) && !gone.contains_key(&row.id);
    for row in rows.into_iter().filter(stands) {
        found.push(Ordered {
            registration: row.registration_id,
            month: Month::parse(&row.month).map_err(|_| Fault::internal("a payment of no month"))?,
            payable_fen: row.payable_fen,
            net_fen: row.payable_fen.saturating_sub(row.deducted_fen),
            results: results.remove(&row.id).unwrap_or_default(),
        });
    }
    Ok(found)
}

/// What lines of one registration and month ask for together. A line whose money failed or came back is ordered again by
/// another one, so it counts only where no other does.
pub(super) fn asked_fen(lines: &[&Ordered], of: impl Fn(&Ordered) -> i64) -> Option<i64> {
    let standing: Vec<i64> = lines.iter().filter(|line| line.stands()).map(|line| of(line)).collect();
    match standing.is_empty() {
        true => lines.iter().map(|line| of(line)).max(),
        false => Some(standing.into_iter().fold(0, i64::saturating_add)),
    }
}

/// The columns about pay of the monthly record, per registration.
pub(crate) async fn month_pay<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    registrations: &[&Registration],
    month: Month,
) -> Result<BTreeMap<Uuid, MonthPay>, Fault> {
    let people: BTreeSet<Uuid> = registrations.iter().map(|one| one.person).collect();
    let contracts = contracts_on(db, project, &people).await?;
    let ordered = ordered_for(db, project, month, month).await?;
    let mut lines: BTreeMap<Uuid, Vec<&Ordered>> = BTreeMap::new();
    for line in &ordered {
        lines.entry(line.registration).or_default().push(line);
    }
    let pay = |one: &&Registration| {
        let own = lines.get(&one.id).map_or(&[][..], Vec::as_slice);
        let paid: Vec<(Day, i64)> = own.iter().filter_map(|line| line.paid()).collect();
        let contract = contracts.get(&one.person).and_then(|own| contract_in(own, one.unit, month));
        // 单价: a month's pay is no price of a day or a piece
        let priced = contract.filter(|contract| contract.pay.basis != PayBasis::Month);
        let pay = MonthPay {
            unit_price_fen: priced.map(|contract| contract.pay.rate_fen),
            payable_fen: asked_fen(own, |line| line.payable_fen),
            paid_fen: (!paid.is_empty()).then(|| paid.iter().map(|(_, fen)| *fen).fold(0, i64::saturating_add)),
            paid_on: paid.iter().map(|(day, _)| *day).max(),
        };
        (one.id, pay)
    };
    Ok(registrations.iter().map(pay).collect())
}
