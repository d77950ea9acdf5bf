//! Rows of payrolls (工资单): what was paid from the project's wage account to whose card.
//!
//! Rows of one unit, account and day make one payment order, which the bank has answered: the same checks hold as for an order
//! that is written here, and a row that they reject keeps only itself out.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{DatabaseTransaction, TransactionTrait};
use uuid::Uuid;

use super::one_by_one::{check_place, is_correction, is_withdrawal, person, project_of, settled, short, unit};
use super::{Consequence, Origin, Placed, Sink, Taken};
use crate::calendar::Month;
use crate::entity::payment_rows;
use crate::feeds::{FeedObject, PaymentRow, Row};
use crate::wages::store::{
    PaidFrom, PaidLine, brought, line_of, pay_within, says_the_same, undo_within, was_taken_back, withdraw_line_within,
    write_months,
};
use crate::wages::{AccountNumber, PaymentKind};
use crate::workers::CardNumber;
use crate::workers::store::brought::registration_to_pay;
use crate::{Ctx, Fault, Refusal};

/// The reason of what a correction or a withdrawal of a feed took back: pages say it in words.
const BY_FEED: &str = "feed_correction";

pub(crate) struct PayrollSink;

#[async_trait::async_trait]
impl Sink for PayrollSink {
    fn object(&self) -> FeedObject {
        FeedObject::Payroll
    }

    async fn take(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        origin: &Origin,
        rows: Vec<Placed>,
    ) -> Result<Vec<Taken>, Fault> {
        let mut months: BTreeMap<Uuid, BTreeSet<Month>> = BTreeMap::new();
        let mut taken: Vec<Option<Taken>> = vec![None; rows.len()];
        let mut waiting: BTreeMap<PaidFrom, Vec<(usize, PaidLine)>> = BTreeMap::new();
        let mut numbers: BTreeSet<(Uuid, String)> = BTreeSet::new();
        for (place, row) in rows.iter().enumerate() {
            let point = tx.begin().await?;
            let answer = take_row(ctx, &point, origin, row, &mut months).await;
            let answer = match answer {
                Ok(Step::Done(answer)) => Ok(answer),
                Ok(Step::ToPay(from, line)) if numbers.insert((from.project, line.reference.clone())) => {
                    waiting.entry(from).or_default().push((place, line));
                    point.commit().await?;
                    continue;
                }
                Ok(Step::ToPay(..)) => Err(Refusal::on("reference", "wages.check_reference_twice").into()),
                Err(fault) => Err(fault),
            };
            taken[place] = Some(settled(point, answer, field).await?);
        }
        for (from, lines) in waiting {
            let paid: Vec<PaidLine> = lines.iter().map(|(_, line)| line.clone()).collect();
            let wrong = pay_within(tx, ctx, &from, &paid, Some(origin.batch)).await?;
            for ((place, line), wrong) in lines.into_iter().zip(wrong) {
                taken[place] = Some(match wrong.is_empty() {
                    true => {
                        months.entry(from.project).or_default().insert(line.month);
                        Taken::Added
                    }
                    false => Taken::Refused(wrong.into_iter().map(named).collect()),
                });
            }
        }
        for (project, months) in months {
            write_months(tx, project, &months).await?;
        }
        taken.into_iter().map(|answer| answer.ok_or_else(|| Fault::internal("a payment without an answer"))).collect()
    }

    async fn consequences(&self, _: &Ctx, tx: &DatabaseTransaction, batch: Uuid) -> Result<Vec<Consequence>, Fault> {
        let found = brought(tx, batch).await?.into_iter();
        let told = |(project, (lines, back)): (Uuid, (u64, u64))| {
            Consequence::counted(Some(project), [("payments", lines), ("payments_come_back", back)])
        };
        Ok(found.flat_map(told).collect())
    }

    async fn undo(&self, ctx: &Ctx, tx: &DatabaseTransaction, batch: Uuid, reason: &str) -> Result<(), Fault> {
        undo_within(tx, ctx, batch, &short(reason)).await
    }
}

/// What a row comes to.
enum Step {
    Done(Taken),
    /// New: it is paid together with its neighbours.
    ToPay(PaidFrom, PaidLine),
}

async fn take_row(
    ctx: &Ctx,
    tx: &DatabaseTransaction,
    origin: &Origin,
    placed: &Placed,
    months: &mut BTreeMap<Uuid, BTreeSet<Month>>,
) -> Result<Step, Fault> {
    let Row::Payment(row) = &placed.row else { return Err(Fault::internal("a row of another object")) };
    check_place(placed)?;
    let project = project_of(placed)?;
    let standing = line_of(tx, project, &row.number).await?;
    if is_withdrawal(placed) {
        let Some(standing) = standing else {
            return match was_taken_back(tx, project, &row.number).await? {
                true => Ok(Step::Done(Taken::Unchanged)),
                false => Err(Refusal::on("reference", "feeds.nothing_to_correct").into()),
            };
        };
        withdraw(ctx, tx, origin, &standing, months).await?;
        return Ok(Step::Done(Taken::Added));
    }
    let (from, line) = told(ctx, tx, project, row).await?;
    match (standing, is_correction(placed)) {
        (None, false) => Ok(Step::ToPay(from, line)),
        (None, true) => Err(Refusal::on("reference", "feeds.nothing_to_correct").into()),
        (Some(standing), _) if says_the_same(tx, ctx, &standing, &line, from.on).await? => {
            Ok(Step::Done(Taken::Unchanged))
        }
        (Some(_), false) => Err(Refusal::on("reference", "feeds.stands_otherwise").into()),
        (Some(standing), true) => {
            withdraw(ctx, tx, origin, &standing, months).await?;
            let wrong = pay_within(tx, ctx, &from, std::slice::from_ref(&line), Some(origin.batch)).await?;
            let wrong: Vec<Refusal> = wrong.into_iter().flatten().collect();
            if !wrong.is_empty() {
                return Err(Fault::Refused(wrong));
            }
            months.entry(project).or_default().insert(line.month);
            Ok(Step::Done(Taken::Added))
        }
    }
}

/// Takes back what a feed or a file said; an order that was written here is nobody else's to change.
async fn withdraw(
    ctx: &Ctx,
    tx: &DatabaseTransaction,
    origin: &Origin,
    standing: &payment_rows::Model,
    months: &mut BTreeMap<Uuid, BTreeSet<Month>>,
) -> Result<(), Fault> {
    if standing.batch_id.is_none() {
        return Err(Refusal::on("reference", "feeds.payment_of_others").into());
    }
    withdraw_line_within(tx, ctx, standing, BY_FEED, Some(origin.batch)).await?;
    let month = Month::parse(&standing.month).map_err(|_| Fault::internal("a payment of no month"))?;
    months.entry(standing.project_id).or_default().insert(month);
    Ok(())
}

async fn told(
    ctx: &Ctx,
    tx: &DatabaseTransaction,
    project: Uuid,
    row: &PaymentRow,
) -> Result<(PaidFrom, PaidLine), Fault> {
    let unit = unit(tx, &row.unit.code).await?;
    let person = person(ctx, tx, &row.document).await?;
    let known = registration_to_pay(tx, (project, unit, person)).await?;
    let (worker, card_holder) = known.ok_or_else(|| Refusal::on("document_number", "workers.not_registered_here"))?;
    let from = PaidFrom { project, unit, account: AccountNumber::parse(&row.paid_from.number)?, on: row.balanced_on };
    let line = PaidLine {
        reference: row.number.trim().to_owned(),
        worker,
        month: row.month,
        kind: if row.is_back_pay { PaymentKind::BackPay } else { PaymentKind::Wages },
        card: CardNumber::parse(&row.card.number)?,
        card_holder,
        payable_fen: row.due_fen,
        paid_fen: row.paid_fen,
        days_hundredths: row.days.map(|days| days * 100),
    };
    Ok((from, line))
}

fn named(refusal: Refusal) -> Refusal {
    Refusal { field: Some(field(refusal.field.unwrap_or_default())), ..refusal }
}

fn field(ours: &str) -> &'static str {
    match ours {
        "account" | "paying_account" => "payBankCardNumber",
        "document_number" | "worker" | "lines" => "idCardNumber",
        "card" | "card_number" => "payRollBankCardNumber",
        "unit" | "enterprise" => "corpCode",
        "amount" => "actualAmount",
        "month" => "payMonth",
        "of" => "of",
        _ => "thirdPayRollCode",
    }
}
