//! Rows of payrolls (工资单): what was paid from the project's wage account to whose card.
//!
//! Rows of one unit, account and day make one payment order, which the bank has answered: the same checks hold as for an order
//! that is written here, and a row that they reject keeps only itself out.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{DatabaseTransaction, TransactionTrait};
use uuid::Uuid;

use super::one_by_one::{
    check_place, is_correction, is_record, is_withdrawal, person, project_of, refused, settled, short, unit,
    unit_unknown,
};
use super::{Consequence, Origin, Placed, Sink, Taken};
use crate::calendar::Month;
use crate::enterprises::feeding::find_by_codes;
use crate::entity::payment_rows;
use crate::feeds::{FeedObject, PaymentRow, Row};
use crate::people::PersonName;
use crate::wages::store::{
    PaidFrom, PaidLine, brought, line_of, lines_of, pay_within, says_the_same, undo_within, was_taken_back,
    withdraw_line_within, write_months,
};
use crate::wages::{AccountNumber, PaymentKind};
use crate::workers::CardNumber;
use crate::workers::store::brought::{registration_to_pay, registrations_to_pay};
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
        let mut new = told_together(ctx, tx, &rows).await?;
        for (place, row) in rows.iter().enumerate() {
            let (from, line) = match new[place].take() {
                Some(Ok(told)) => told,
                Some(Err(reasons)) => {
                    taken[place] = Some(refused(reasons, field));
                    continue;
                }
                None => {
                    let point = tx.begin().await?;
                    let answer = match take_row(ctx, &point, origin, row, &mut months).await {
                        Ok(Step::ToPay(from, line)) => {
                            point.commit().await?;
                            Ok((from, line))
                        }
                        Ok(Step::Done(answer)) => Err(settled(point, Ok(answer), field).await?),
                        Err(fault) => Err(settled(point, Err(fault), field).await?),
                    };
                    match answer {
                        Ok(told) => told,
                        Err(answer) => {
                            taken[place] = Some(answer);
                            continue;
                        }
                    }
                }
            };
            match numbers.insert((from.project, line.reference.clone())) {
                true => waiting.entry(from).or_default().push((place, line)),
                false => taken[place] = Some(refused(vec![twice()], field)),
            }
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

fn twice() -> Refusal {
    Refusal::on("reference", "wages.check_reference_twice")
}

/// The order and the line of a row that says something new, or why it is refused; they are paid together.
type Told = Result<(PaidFrom, PaidLine), Vec<Refusal>>;

/// Of every row whose number nobody has said, read with the others; nothing of those that are about what stands, which are
/// taken one by one.
async fn told_together(ctx: &Ctx, tx: &DatabaseTransaction, rows: &[Placed]) -> Result<Vec<Option<Told>>, Fault> {
    let payments = rows.iter().map(payment_row).collect::<Result<Vec<_>, _>>()?;
    let numbered = rows.iter().zip(&payments).filter_map(|(placed, row)| Some((placed.project?, row.number.as_str())));
    let standing = lines_of(tx, &numbered.collect()).await?;
    let units = find_by_codes(tx, &payments.iter().map(|row| row.unit.code.as_str()).collect()).await?;
    let (mut places, mut payees) = (Vec::new(), Vec::new());
    for (place, (placed, row)) in rows.iter().zip(&payments).enumerate() {
        let project = project_of(placed)?;
        if !is_record(placed) || standing.contains(&(project, row.number.trim().to_owned())) {
            continue;
        }
        let payee = check_place(placed).and_then(|()| {
            let unit = units.get(&row.unit.code).copied().ok_or_else(unit_unknown)?;
            Ok((project, unit, (row.document.kind.as_str(), row.document.number.as_str())))
        });
        places.push(place);
        payees.push(payee.map_err(|refusal| vec![refusal]));
    }
    let units: Vec<Option<Uuid>> = payees.iter().map(|payee| payee.as_ref().ok().map(|(_, unit, _)| *unit)).collect();
    let mut found: Vec<Option<Told>> = rows.iter().map(|_| None).collect();
    for ((place, unit), paid) in places.into_iter().zip(units).zip(registrations_to_pay(tx, ctx, payees).await?) {
        found[place] = Some(match (unit, paid) {
            (Some(unit), Ok(paid)) => {
                line_told((project_of(&rows[place])?, unit), payments[place], paid).map_err(|refusal| vec![refusal])
            }
            (_, Err(reasons)) => Err(reasons),
            (None, Ok(_)) => return Err(Fault::internal("a payment of no unit")),
        });
    }
    Ok(found)
}

/// What a row comes to.
enum Step {
    Done(Taken),
    /// New: it is paid together with its neighbours.
    ToPay(PaidFrom, PaidLine),
}

/// A row about what stands, or one that says what is to change.
async fn take_row(
    ctx: &Ctx,
    tx: &DatabaseTransaction,
    origin: &Origin,
    placed: &Placed,
    months: &mut BTreeMap<Uuid, BTreeSet<Month>>,
) -> Result<Step, Fault> {
    let row = payment_row(placed)?;
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
        // a row before it took the one of this number back
        (None, false) => Ok(Step::ToPay(from, line)),
        (None, true) => Err(Refusal::on("reference", "feeds.nothing_to_correct").into()),
        (Some(standing), _) if says_the_same(tx, ctx, &standing, &line, from.on).await? => {
            Ok(Step::Done(Taken::Unchanged))
        }
        (Some(_), false) => Err(Refusal::on("reference", "feeds.stands_otherwise").into()),
        (Some(standing), true) => {
            withdraw(ctx, tx, origin, &standing, months).await?;
            pay_one(ctx, tx, origin, &from, &line, months).await.map(Step::Done)
        }
    }
}

async fn pay_one(
    ctx: &Ctx,
    tx: &DatabaseTransaction,
    origin: &Origin,
    from: &PaidFrom,
    line: &PaidLine,
    months: &mut BTreeMap<Uuid, BTreeSet<Month>>,
) -> Result<Taken, Fault> {
    let wrong = pay_within(tx, ctx, from, std::slice::from_ref(line), Some(origin.batch)).await?;
    let wrong: Vec<Refusal> = wrong.into_iter().flatten().collect();
    if !wrong.is_empty() {
        return Err(Fault::Refused(wrong));
    }
    months.entry(from.project).or_default().insert(line.month);
    Ok(Taken::Added)
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
    let known = known.ok_or_else(|| Refusal::on("document_number", "workers.not_registered_here"))?;
    Ok(line_told((project, unit), row, known)?)
}

fn line_told(
    (project, unit): (Uuid, Uuid),
    row: &PaymentRow,
    (worker, card_holder): (Uuid, PersonName),
) -> Result<(PaidFrom, PaidLine), Refusal> {
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

fn payment_row(placed: &Placed) -> Result<&PaymentRow, Fault> {
    match &placed.row {
        Row::Payment(row) => Ok(row),
        _ => Err(Fault::internal("a row of another object")),
    }
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
