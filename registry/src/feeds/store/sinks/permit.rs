//! Rows about construction permits (施工许可证).

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::one_by_one::{TakesRow, is_correction, is_withdrawal, one_by_one, project_of, short, taken};
use super::{Consequence, Origin, Placed, Sink, Taken};
use crate::feeds::{FeedObject, Row};
use crate::projects::store::NewPermit;
use crate::projects::store::brought::{bring_permit, draft_of, of_batch, undo_batch_within, withdraw_permit};
use crate::{Ctx, Fault};

pub(crate) struct PermitSink;

#[async_trait::async_trait]
impl Sink for PermitSink {
    fn object(&self) -> FeedObject {
        FeedObject::BuilderLicense
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
        Ok(found.flat_map(|(project, of)| Consequence::counted(Some(project), [("permits", of.permits)])).collect())
    }

    async fn undo(&self, ctx: &Ctx, tx: &DatabaseTransaction, batch: Uuid, reason: &str) -> Result<(), Fault> {
        undo_batch_within(tx, ctx, batch, &short(reason)).await
    }
}

#[async_trait::async_trait]
impl TakesRow for PermitSink {
    async fn take_row(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        origin: &Origin,
        placed: &Placed,
    ) -> Result<Taken, Fault> {
        let Row::Permit(row) = &placed.row else { return Err(Fault::internal("a row of another object")) };
        let project = project_of(placed)?;
        if is_withdrawal(placed) {
            return withdraw_permit(tx, ctx, project, &row.number, origin.batch).await.map(|()| Taken::Added);
        }
        let works = match &row.works {
            Some(works) => works.clone(),
            // a permit of the whole project calls the works as the project is called
            None => draft_of(tx, project).await?.name,
        };
        let new = NewPermit {
            number: row.number.clone(),
            issued_on: row.issued_on,
            works,
            document: None,
            batch: Some(origin.batch),
        };
        bring_permit(tx, ctx, project, &new, is_correction(placed)).await.map(taken)
    }

    fn field(&self, ours: &str) -> &'static str {
        match ours {
            "issued_on" => "issueDate",
            "works" => "prjName",
            "of" => "of",
            _ => "builderLicenseNum",
        }
    }
}
