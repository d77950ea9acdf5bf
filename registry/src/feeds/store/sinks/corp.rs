//! Rows about enterprises (企业).

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::one_by_one::{TakesRow, is_correction, is_withdrawal, not_withdrawn, one_by_one, taken};
use super::{Consequence, Origin, Placed, Sink, Taken};
use crate::enterprises::feeding::{Told, bring_within, fields_of, undo_within};
use crate::enterprises::undoing::{leaving, take_away};
use crate::feeds::{FeedObject, Row};
use crate::{Ctx, Fault};

pub(crate) struct CorpSink;

#[async_trait::async_trait]
impl Sink for CorpSink {
    fn object(&self) -> FeedObject {
        FeedObject::Corp
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
        let (fields, found) = (fields_of(tx, batch).await?, leaving(tx, batch).await?);
        let told = [("enterprise_fields", fields), ("enterprises", found.go), ("enterprises_stay", found.stay)];
        Ok(Consequence::counted(None, told))
    }

    async fn undo(&self, ctx: &Ctx, tx: &DatabaseTransaction, batch: Uuid, _: &str) -> Result<(), Fault> {
        undo_within(tx, ctx, batch).await?;
        take_away(tx, batch).await.map(|_| ())
    }
}

#[async_trait::async_trait]
impl TakesRow for CorpSink {
    async fn take_row(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        origin: &Origin,
        placed: &Placed,
    ) -> Result<Taken, Fault> {
        let Row::Corp(row) = &placed.row else { return Err(Fault::internal("a row of another object")) };
        if is_withdrawal(placed) {
            return Err(not_withdrawn("credit_code"));
        }
        let told = Told {
            name: &row.unit.name,
            credit_code: &row.unit.code,
            area: &row.area,
            address: row.address.as_deref(),
            legal_representative: row.legal_representative.as_deref(),
            phone: row.phone.as_deref(),
        };
        bring_within(tx, ctx, &told, is_correction(placed), origin.batch).await.map(taken)
    }

    fn field(&self, ours: &str) -> &'static str {
        match ours {
            "name" => "corpName",
            "area" => "areaCode",
            "address" => "address",
            "legal_representative" => "legalMan",
            "phone" => "officePhone",
            "of" => "of",
            _ => "corpCode",
        }
    }
}
