//! Rows about labour contracts (劳动合同).
//!
//! The platform knows neither the day of signing nor that of payment: a contract counts as signed on its first day, or today where
//! that is still to come. A price without a measure is one of a day; without a price the contract stands with a rate that is not
//! known. A contract that lasts until work is done has no last day, whatever the row says.

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::super::one_by_one::{is_correction, is_withdrawal, of_brought, person, said_before, unit};
use super::{
    Bringing, Consequence, Held, Origin, Placed, Sink, Taken, TakesPerson, TakesTogether, consequences, in_stretches,
    said_by,
};
use crate::enterprises::feeding::find_by_codes;
use crate::feeds::{ContractRow, FeedObject, Row};
use crate::workers::store::NewContract;
use crate::workers::store::brought::{ContractRead, ContractSaid, Manner, Together, bring_contracts, undo_people};
use crate::workers::{ContractKind, Pay, PayBasis, Term};
use crate::{Ctx, Day, Fault, Refusal};

pub(crate) struct ContractSink;

#[async_trait::async_trait]
impl Sink for ContractSink {
    fn object(&self) -> FeedObject {
        FeedObject::WorkerContract
    }

    async fn take(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        origin: &Origin,
        rows: Vec<Placed>,
    ) -> Result<Vec<Taken>, Fault> {
        in_stretches(self, ctx, tx, origin, &rows).await
    }

    async fn consequences(&self, _: &Ctx, tx: &DatabaseTransaction, batch: Uuid) -> Result<Vec<Consequence>, Fault> {
        consequences(tx, batch).await
    }

    async fn undo(&self, ctx: &Ctx, tx: &DatabaseTransaction, batch: Uuid, reason: &str) -> Result<(), Fault> {
        undo_people(tx, ctx, batch, reason).await
    }
}

#[async_trait::async_trait]
impl TakesPerson for ContractSink {
    async fn take_person(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        bringing: &Bringing,
        placed: &Placed,
    ) -> Result<Taken, Fault> {
        let row = contract_row(placed)?;
        let started_on = match said_before(placed, |about| about.date.clone()) {
            Some(date) => Day::parse(&date).ok_or_else(|| Refusal::on("of", "feeds.not_a_day"))?,
            None => row.from,
        };
        let who = person(ctx, tx, &row.document).await?;
        if bringing.latest(tx, who).await?.is_none() {
            return Err(Refusal::on("document_number", "workers.not_registered_here").into());
        }
        let said = ContractSaid { new: told(row, who, unit(tx, &row.unit.code).await?, ctx.now().day()), started_on };
        if is_withdrawal(placed) {
            return bringing.withdraw_contract(tx, ctx, &said).await.map(of_brought);
        }
        let manner = if is_correction(placed) { Manner::Correct } else { Manner::Record };
        bringing.contract(tx, ctx, &said, manner).await.map(of_brought)
    }

    fn field(&self, ours: &str) -> &'static str {
        match ours {
            "document_number" | "person" => "idCardNumber",
            "employer" | "unit" | "enterprise" => "corpCode",
            "ends_on" => "endDate",
            "rate" => "unitPrice",
            "measure" => "unit",
            "of" => "of",
            _ => "startDate",
        }
    }
}

#[async_trait::async_trait]
impl TakesTogether for ContractSink {
    async fn take_together(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        held: &Held,
        rows: &[Placed],
    ) -> Result<Vec<Together>, Fault> {
        let codes = rows.iter().filter_map(|placed| contract_row(placed).ok()).map(|row| row.unit.code.as_str());
        let units = find_by_codes(tx, &codes.collect()).await?;
        let today = ctx.now().day();
        let said = said_by(rows, |placed| {
            let (bringing, row) = (held.bringing(placed)?, contract_row(placed)?);
            let document = (row.document.kind.as_str(), row.document.number.as_str());
            let employer = units.get(&row.unit.code).copied();
            Ok(ContractRead { bringing, document, employer, new: told(row, Uuid::nil(), Uuid::nil(), today) })
        })?;
        bring_contracts(tx, ctx, said).await
    }
}

fn contract_row(placed: &Placed) -> Result<&ContractRow, Fault> {
    match &placed.row {
        Row::Contract(row) => Ok(row),
        _ => Err(Fault::internal("a row of another object")),
    }
}

fn told(row: &ContractRow, person: Uuid, employer: Uuid, today: Day) -> NewContract {
    NewContract {
        person,
        employer,
        kind: ContractKind::LabourContract,
        term: if row.is_until_work_is_done { Term::UntilWorkDone } else { Term::FixedTerm },
        signed_on: row.from.min(today),
        starts_on: row.from,
        ends_on: (!row.is_until_work_is_done).then_some(row.until),
        pay: Pay {
            basis: if row.measure.is_some() { PayBasis::Piece } else { PayBasis::Day },
            rate_fen: row.unit_price_fen,
            measure: row.measure.clone(),
            pay_day: None,
            interval_months: None,
        },
        signed_copy: None,
    }
}
