//! Rows about the parties of a project (参建单位), and the wage account that the general contractor's row names.

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::one_by_one::{TakesRow, is_correction, is_withdrawal, one_by_one, project_of, short, taken, unit};
use super::{Consequence, Origin, Placed, Sink, Taken};
use crate::feeds::{FeedObject, PartyRow, Row};
use crate::projects::PartyRole;
use crate::projects::store::NewAccount;
use crate::projects::store::brought::{
    PartyTold, bring_account, bring_party, of_batch, undo_batch_within, withdraw_party,
};
use crate::{Ctx, Fault, Period, Refusal};

pub(crate) struct PartySink;

#[async_trait::async_trait]
impl Sink for PartySink {
    fn object(&self) -> FeedObject {
        FeedObject::ProjectSubContractor
    }

    async fn take(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        origin: &Origin,
        rows: Vec<Placed>,
    ) -> Result<Vec<Taken>, Fault> {
        one_by_one(self, ctx, tx, origin, &rows).await
    }

    async fn consequences(&self, _: &Ctx, tx: &DatabaseTransaction, batch: Uuid) -> Result<Vec<Consequence>, Fault> {
        let found = of_batch(tx, batch).await?.into_iter();
        let told = |(project, of): (Uuid, crate::projects::store::brought::OfBatch)| {
            Consequence::counted(Some(project), [("parties", of.parties), ("wage_accounts", of.accounts)])
        };
        Ok(found.flat_map(told).collect())
    }

    async fn undo(&self, ctx: &Ctx, tx: &DatabaseTransaction, batch: Uuid, reason: &str) -> Result<(), Fault> {
        undo_batch_within(tx, ctx, batch, &short(reason)).await
    }
}

#[async_trait::async_trait]
impl TakesRow for PartySink {
    async fn take_row(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        origin: &Origin,
        placed: &Placed,
    ) -> Result<Taken, Fault> {
        let Row::Party(row) = &placed.row else { return Err(Fault::internal("a row of another object")) };
        let project = project_of(placed)?;
        let role = PartyRole::parse_national(&row.kind).ok_or_else(|| Fault::internal("a role that was not read"))?;
        let told =
            PartyTold { enterprise: unit(tx, &row.unit.code).await?, role, entered: row.entered, left: row.left };
        if is_withdrawal(placed) {
            return withdraw_party(tx, ctx, project, &told, origin.batch).await.map(|()| Taken::Added);
        }
        let mut is_new = bring_party(tx, ctx, project, &told, is_correction(placed), origin.batch).await?;
        if role == PartyRole::GeneralContractor {
            is_new |= accounts(ctx, tx, origin, project, row).await?;
        }
        Ok(taken(is_new))
    }

    fn field(&self, ours: &str) -> &'static str {
        match ours {
            "role" => "corpType",
            "entered_on" | "first_day" => "entryTime",
            "left_on" | "last_day" => "exitTime",
            "bank" | "branch" | "number" | "paying_account" | "opened_on" | "holder" => "bankInfos",
            "of" => "of",
            _ => "corpCode",
        }
    }
}

/// 条例第二十六条: the general contractor opens the account from which the wages of the site are paid.
async fn accounts(
    ctx: &Ctx,
    tx: &DatabaseTransaction,
    origin: &Origin,
    project: Uuid,
    row: &PartyRow,
) -> Result<bool, Fault> {
    let mut is_new = false;
    for account in &row.accounts {
        let code = account.code.clone().ok_or_else(|| Refusal::on("bank", "feeds.missing"))?;
        let opened = row.entered.unwrap_or_else(|| origin.signed_at.day()).min(ctx.now().day());
        let new = NewAccount {
            holder: row.unit.name.clone(),
            branch: account.name.clone().unwrap_or_else(|| code.clone()),
            bank: code,
            number: account.number.clone(),
            open: Period::since(opened),
            document: None,
            batch: Some(origin.batch),
        };
        is_new |= bring_account(tx, ctx, project, &new).await?;
    }
    Ok(is_new)
}
