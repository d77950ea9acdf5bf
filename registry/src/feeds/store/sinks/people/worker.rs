//! Rows about the workers and managers of a project (项目工人).

use std::collections::BTreeSet;

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::super::one_by_one::{is_correction, is_record, is_withdrawal, of_brought, person, unit, unit_unknown};
use super::{
    Bringing, Consequence, Held, Origin, Placed, Sink, Taken, TakesPerson, TakesTogether, consequences, in_stretches,
    said_by,
};
use crate::enterprises::feeding::find_by_codes;
use crate::feeds::{FeedObject, Row, WorkerRow};
use crate::filings::store::agreement::{Stated, stated, unstated};
use crate::people::Phone;
use crate::workers::store::brought::{Manner, Together, WorkerSaid, bring_workers, undo_people};
use crate::workers::store::{NewCard, NewWorker};
use crate::workers::{Codes, PersonForm, Role, Table};
use crate::{Ctx, Day, Fault, Refusal};

/// 管理人员, as the platform has it
const MANAGER: &str = "10";

pub(crate) struct WorkerSink;

#[async_trait::async_trait]
impl Sink for WorkerSink {
    fn object(&self) -> FeedObject {
        FeedObject::ProjectWorker
    }

    async fn take(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        origin: &Origin,
        rows: Vec<Placed>,
    ) -> Result<Vec<Taken>, Fault> {
        let taken = in_stretches(self, ctx, tx, origin, &rows).await?;
        state_managers(ctx, tx, origin, rows.iter().zip(&taken)).await?;
        Ok(taken)
    }

    async fn consequences(&self, _: &Ctx, tx: &DatabaseTransaction, batch: Uuid) -> Result<Vec<Consequence>, Fault> {
        consequences(tx, batch).await
    }

    async fn undo(&self, ctx: &Ctx, tx: &DatabaseTransaction, batch: Uuid, reason: &str) -> Result<(), Fault> {
        unstated(tx, batch).await?;
        undo_people(tx, ctx, batch, reason).await
    }
}

#[async_trait::async_trait]
impl TakesPerson for WorkerSink {
    async fn take_person(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        bringing: &Bringing,
        placed: &Placed,
    ) -> Result<Taken, Fault> {
        let row = worker_row(placed)?;
        if is_withdrawal(placed) {
            let who = person(ctx, tx, &row.document).await?;
            return bringing.withdraw_worker(tx, ctx, who).await.map(of_brought);
        }
        let (unit, days) = (unit(tx, &row.unit.code).await?, days(row));
        let new = told(bringing, row, unit, &days)?;
        let card = card(row, ctx.now().day());
        let manner = if is_correction(placed) { Manner::Correct } else { Manner::Record };
        bringing.worker(tx, ctx, &new, card.as_ref(), manner).await.map(of_brought)
    }

    fn field(&self, ours: &str) -> &'static str {
        match ours {
            "name" => "workerName",
            "unit" | "enterprise" => "corpCode",
            "team" | "team_leader" => "teamSysNo",
            "trade" => "workType",
            "role" => "workRole",
            "phone" => "cellPhone",
            "ethnic_group" => "nation",
            "address" => "address",
            "document_issuer" => "grantOrg",
            "valid_from" => "startDate",
            "valid_until" => "expiryDate",
            "education" => "cultureLevelType",
            "card_number" | "card_holder" | "card_since" => "payRollBankCardNumber",
            "bank" => "payRollTopBankCode",
            "bank_name" => "payRollBankName",
            "link_number" => "bankLinkNumber",
            "of" => "of",
            _ => "idCardNumber",
        }
    }
}

#[async_trait::async_trait]
impl TakesTogether for WorkerSink {
    /// Whoever is named again is taken after the first row about the person.
    fn together(&self, rows: &[Placed]) -> usize {
        let mut named = BTreeSet::new();
        let is_new = |row: &WorkerRow| named.insert(row.document.number.trim().to_uppercase());
        rows.iter()
            .take_while(|row| is_record(row))
            .map_while(|row| worker_row(row).ok())
            .map(is_new)
            .take_while(|is_new| *is_new)
            .count()
    }

    async fn take_together(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        held: &Held,
        rows: &[Placed],
    ) -> Result<Vec<Together>, Fault> {
        let codes = rows.iter().filter_map(|placed| worker_row(placed).ok()).map(|row| row.unit.code.as_str());
        let units = find_by_codes(tx, &codes.collect()).await?;
        let days = rows.iter().map(|placed| worker_row(placed).map(days)).collect::<Result<Vec<_>, _>>()?;
        let mut days = days.iter();
        let today = ctx.now().day();
        let said = said_by(rows, |placed| {
            let days = days.next().ok_or_else(|| Fault::internal("a row without its days"))?;
            let (bringing, row) = (held.bringing(placed)?, worker_row(placed)?);
            let unit = units.get(&row.unit.code).copied().ok_or_else(unit_unknown)?;
            Ok(WorkerSaid { bringing, new: told(bringing, row, unit, days)?, card: card(row, today) })
        })?;
        bring_workers(tx, ctx, said).await
    }
}

/// What the system said about the managers of a site is kept as it said it: the phone of whoever has an account is
/// that person's own.
async fn state_managers<'a>(
    ctx: &Ctx,
    tx: &DatabaseTransaction,
    origin: &Origin,
    rows: impl Iterator<Item = (&'a Placed, &'a Taken)>,
) -> Result<(), Fault> {
    let mut said = Vec::new();
    for (placed, taken) in rows {
        let row = worker_row(placed)?;
        if row.role != MANAGER || is_withdrawal(placed) || matches!(taken, Taken::Refused(_)) {
            continue;
        }
        if let (Some(project), Ok(phone)) = (placed.project, Phone::parse(&row.phone)) {
            let person = person(ctx, tx, &row.document).await?;
            said.push(Stated { project, person, phone, batch: origin.batch });
        }
    }
    if said.is_empty() { Ok(()) } else { stated(tx, ctx, &said).await }
}

fn worker_row(placed: &Placed) -> Result<&WorkerRow, Fault> {
    match &placed.row {
        Row::Worker(row) => Ok(row),
        _ => Err(Fault::internal("a row of another object")),
    }
}

/// From when until when the document is valid, as a form has it.
fn days(row: &WorkerRow) -> [String; 2] {
    [row.document_from, row.document_until].map(|day| day.map(|day| day.to_string()).unwrap_or_default())
}

fn told<'a>(
    bringing: &Bringing,
    row: &'a WorkerRow,
    unit: Uuid,
    days: &'a [String; 2],
) -> Result<NewWorker<'a>, Refusal> {
    let role = if row.role == MANAGER { Role::Manager } else { Role::Worker };
    let team = bringing.team_of(unit, &row.team, Some(&row.team_name));
    if team.is_none() && role == Role::Worker {
        return Err(Refusal::on("team", "feeds.team_unknown").with("team", &row.team_name));
    }
    Ok(NewWorker {
        person: form(row, days),
        qualifications: Vec::new(),
        photo: None,
        unit,
        team,
        role,
        trade: &row.trade,
        post: Codes::built_in().name(Table::Trade, &row.trade).unwrap_or_default(),
        is_team_leader: row.is_team_leader,
        // the entry comes as an object of its own
        entered: None,
    })
}

/// Sex and birth day are those of the number.
fn form<'a>(row: &'a WorkerRow, [from, until]: &'a [String; 2]) -> PersonForm<'a> {
    PersonForm {
        name: &row.name,
        sex: "",
        ethnic_group: &row.ethnic_group,
        birth_day: "",
        document_kind: &row.document.kind,
        document_number: &row.document.number,
        address: &row.address,
        document_issuer: &row.document_issuer,
        valid_from: from,
        valid_until: until,
        phone: &row.phone,
        household: "",
        education: row.education.as_deref().unwrap_or_default(),
    }
}

fn card(row: &WorkerRow, today: Day) -> Option<NewCard<'_>> {
    let card = row.card.as_ref()?;
    Some(NewCard {
        number: &card.number,
        bank: card.code.as_deref().unwrap_or_default(),
        bank_name: card.name.as_deref().unwrap_or_default(),
        branch: "",
        link_number: card.link_number.as_deref().unwrap_or_default(),
        holder: "",
        since: today,
    })
}
