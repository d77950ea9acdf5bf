//! What was earned by attendance, and what do the orders of a month ask for?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::payees::contracts_on;
use super::stored::{gone_of, results_of};
use crate::attendance::MonthPay;
use crate::calendar::Month;
use crate::db::many::{self, Cell, Kind, List};
use crate::entity::{payment_rows, payment_steps};
use crate::wages::{BankOutcome, BankResult, DayWorked, Paid, Work, earned_by_days, earned_fen};
use crate::workers::{Contract, PayBasis, Registration};
use crate::{Day, Fault};

/// What attendance says about one registration's month.
#[derive(Clone, Copy, Debug)]
pub(super) struct Worked {
    pub unit: Uuid,
    pub days: i64,
    pub minutes: i64,
    /// at the agreed price of the days; none where attendance cannot tell it
    pub earned_fen: Option<i64>,
}

/// Everybody with a day in the month, and the contract under which it was worked last. The database adds the days up; of whom
/// the price changed within the month, each day is looked at.
pub(super) async fn worked_in<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    month: Month,
) -> Result<BTreeMap<Uuid, (Worked, Option<Contract>)>, Fault> {
    let sums = sums_of(db, project, month).await?;
    let people: BTreeSet<Uuid> = sums.values().map(|(person, _)| *person).collect();
    let contracts = contracts_on(db, project, &people).await?;
    let own = |person: &Uuid, unit: Uuid| {
        contracts_in(contracts.get(person).map_or(&[][..], Vec::as_slice), unit, month).collect::<Vec<_>>()
    };
    let is_repriced = |(_, (person, sum)): &(&Uuid, &(Uuid, Worked))| has_two_prices(&own(person, sum.unit));
    let repriced: BTreeSet<Uuid> = sums.iter().filter(is_repriced).map(|(registration, _)| *registration).collect();
    let by_day = match repriced.is_empty() {
        true => BTreeMap::new(),
        false => days_of(db, project, month, &repriced).await?,
    };
    let mut found = BTreeMap::new();
    for (registration, (person, sum)) in &sums {
        let own = own(person, sum.unit);
        let earned_fen = match by_day.get(registration) {
            Some(days) => earned_by_days(days, &own)?,
            None => own.last().map(|contract| priced(sum, contract)).transpose()?.flatten(),
        };
        let contract = own.last().map(|contract| (*contract).clone());
        found.insert(*registration, (Worked { earned_fen, ..*sum }, contract));
    }
    Ok(found)
}

fn priced(sum: &Worked, contract: &Contract) -> Result<Option<i64>, Fault> {
    match Work::attended(contract.pay.basis, sum.days, sum.minutes) {
        Some(work) => Ok(earned_fen(&contract.pay, work)?),
        None => Ok(None),
    }
}

fn has_two_prices(contracts: &[&Contract]) -> bool {
    let price = |contract: &Contract| (contract.pay.basis, contract.pay.rate_fen);
    contracts.windows(2).any(|two| matches!(two, [one, other] if price(one) != price(other)))
}

/// Person, and days and minutes added up, by registration.
async fn sums_of<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    month: Month,
) -> Result<BTreeMap<Uuid, (Uuid, Worked)>, Fault> {
    let text = "WITH given (project_id, first, last) AS ({given}) SELECT d.registration_id AS registration, \
         d.person_id AS person, d.unit_id AS unit, COUNT(*) AS days, CAST(SUM(d.minutes) AS BIGINT) AS minutes \
         FROM given CROSS JOIN attendance_days AS d WHERE d.project_id = given.project_id AND d.day >= given.first \
         AND d.day <= given.last AND d.is_attended = 1 GROUP BY d.registration_id, d.person_id, d.unit_id";
    let mut sums = BTreeMap::new();
    for row in many::query(db, text, &of_month(project, month)).await? {
        let sum = Worked {
            unit: row.try_get("", "unit")?,
            days: row.try_get("", "days")?,
            minutes: row.try_get("", "minutes")?,
            earned_fen: None,
        };
        sums.insert(row.try_get("", "registration")?, (row.try_get("", "person")?, sum));
    }
    Ok(sums)
}

/// The days of these registrations in the month, one by one.
async fn days_of<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    month: Month,
    registrations: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, Vec<DayWorked>>, Fault> {
    let text = "WITH given (project_id, first, last) AS ({given}) SELECT d.registration_id AS registration, d.day AS day, \
         CAST(d.minutes AS BIGINT) AS minutes FROM given CROSS JOIN attendance_days AS d \
         WHERE d.project_id = given.project_id AND d.day >= given.first AND d.day <= given.last AND d.is_attended = 1";
    let mut found: BTreeMap<Uuid, Vec<DayWorked>> = BTreeMap::new();
    for row in many::query(db, text, &of_month(project, month)).await? {
        let registration: Uuid = row.try_get("", "registration")?;
        if registrations.contains(&registration) {
            let day: String = row.try_get("", "day")?;
            let day = Day::parse(&day).ok_or_else(|| Fault::internal("attendance of no day"))?;
            found.entry(registration).or_default().push(DayWorked { day, minutes: row.try_get("", "minutes")? });
        }
    }
    Ok(found)
}

fn of_month(project: Uuid, month: Month) -> List<'static> {
    let row =
        vec![Cell::Id(project), Cell::Text(month.first_day().to_string()), Cell::Text(month.last_day().to_string())];
    List { kinds: &[Kind::Id, Kind::Text, Kind::Text], rows: vec![row] }
}

/// The contracts with the unit that cover a day of the month, by their first days.
fn contracts_in(contracts: &[Contract], unit: Uuid, month: Month) -> impl Iterator<Item = &Contract> {
    let covers = move |one: &&Contract| {
        one.employer == unit
            && one.valid_from() <= month.last_day()
            && one.last_day().is_none_or(|last| last >= month.first_day())
    };
    let mut found: Vec<&Contract> = contracts.iter().filter(covers).collect();
    found.sort_by_key(|one| one.valid_from());
    found.into_iter()
}

/// Of several the last one.
pub(super) fn contract_in(contracts: &[Contract], unit: Uuid, month: Month) -> Option<&Contract> {
    contracts_in(contracts, unit, month).last()
}

/// One line of an order as the month sees it.
#[derive(Clone, Debug)]
pub(super) struct Ordered {
    pub order: Uuid,
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
            order: row.payment_batch_id,
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
            unit_price_fen: priced.and_then(|contract| contract.pay.rate_fen),
            payable_fen: asked_fen(own, |line| line.payable_fen),
            paid_fen: (!paid.is_empty()).then(|| paid.iter().map(|(_, fen)| *fen).fold(0, i64::saturating_add)),
            paid_on: paid.iter().map(|(day, _)| *day).max(),
        };
        (one.id, pay)
    };
    Ok(registrations.iter().map(pay).collect())
}
