//! How do rows go to their noun one after the other? What a row wrote before a rule stopped it goes with it; the others stand.

use sea_orm::{DatabaseTransaction, TransactionTrait};
use uuid::Uuid;

use super::{Origin, Placed, Taken};
use crate::feeds::{Document, Purpose};
use crate::workers::store::brought;
use crate::{Ctx, Fault, Refusal};

/// What is done with one row of an object.
#[async_trait::async_trait]
pub(super) trait TakesRow: Send + Sync {
    async fn take_row(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        origin: &Origin,
        row: &Placed,
    ) -> Result<Taken, Fault>;

    /// The sender's name of a field that a rule speaks of.
    fn field(&self, ours: &str) -> &'static str;
}

pub(super) async fn one_by_one(
    sink: &impl TakesRow,
    ctx: &Ctx,
    tx: &DatabaseTransaction,
    origin: &Origin,
    rows: &[Placed],
) -> Result<Vec<Taken>, Fault> {
    let mut taken = Vec::with_capacity(rows.len());
    for row in rows {
        let point = tx.begin().await?;
        let answer = match check_place(row) {
            Ok(()) => sink.take_row(ctx, &point, origin, row).await,
            Err(refusal) => Err(refusal.into()),
        };
        taken.push(settled(point, answer, |ours| sink.field(ours)).await?);
    }
    Ok(taken)
}

/// Keeps what a row wrote, or lets it go with the row.
pub(super) async fn settled(
    point: DatabaseTransaction,
    answer: Result<Taken, Fault>,
    field: impl Fn(&str) -> &'static str,
) -> Result<Taken, Fault> {
    match answer {
        Ok(answer) => {
            point.commit().await?;
            Ok(answer)
        }
        Err(Fault::Refused(reasons)) => {
            point.rollback().await?;
            Ok(refused(reasons, field))
        }
        Err(fault) => Err(fault),
    }
}

/// With the sender's names of the fields.
pub(super) fn refused(reasons: Vec<Refusal>, field: impl Fn(&str) -> &'static str) -> Taken {
    let named = |reason: Refusal| Refusal { field: Some(field(reason.field.unwrap_or_default())), ..reason };
    Taken::Refused(reasons.into_iter().map(named).collect())
}

/// Only a passage can turn out to have been on another site.
pub(super) fn check_place(row: &Placed) -> Result<(), Refusal> {
    match row.project_before {
        Some(before) if Some(before) != row.project => Err(Refusal::on("of", "feeds.of_another_project")),
        _ => Ok(()),
    }
}

/// The project of a row of an object that is of one.
pub(super) fn project_of(row: &Placed) -> Result<Uuid, Fault> {
    row.project.ok_or_else(|| Fault::internal("a row on no project"))
}

/// Whether the row says something for the first time.
pub(super) fn is_record(row: &Placed) -> bool {
    row.statement.purpose == Purpose::Record
}

/// Whether the row changes what stands.
pub(super) fn is_correction(row: &Placed) -> bool {
    matches!(row.statement.purpose, Purpose::Correct(_))
}

pub(super) fn is_withdrawal(row: &Placed) -> bool {
    matches!(row.statement.purpose, Purpose::Withdraw(_))
}

/// The field of the row that it is about, where that read otherwise.
pub(super) fn said_before(row: &Placed, of: impl Fn(&crate::feeds::About) -> Option<String>) -> Option<String> {
    row.statement.purpose.about().and_then(of)
}

pub(super) fn taken(is_new: bool) -> Taken {
    if is_new { Taken::Added } else { Taken::Unchanged }
}

pub(super) fn of_brought(brought: brought::Brought) -> Taken {
    taken(brought == brought::Brought::New)
}

/// What an object whose things others build on does not know.
pub(super) fn not_withdrawn(field: &'static str) -> Fault {
    Refusal::on(field, "feeds.not_withdrawn").into()
}

/// The person of a document, who has to be on record.
pub(super) async fn person(ctx: &Ctx, tx: &DatabaseTransaction, document: &Document) -> Result<Uuid, Fault> {
    let known = brought::person_of(tx, ctx, (&document.kind, &document.number)).await?;
    known.ok_or_else(|| Refusal::on("document_number", "workers.not_registered_here").into())
}

/// The enterprise of a credit code, which has to be on record.
pub(super) async fn unit(tx: &DatabaseTransaction, code: &str) -> Result<Uuid, Fault> {
    let known = crate::enterprises::feeding::find_by_code(tx, code).await?;
    known.ok_or_else(|| unit_unknown().into())
}

pub(super) fn unit_unknown() -> Refusal {
    Refusal::on("enterprise", "projects.enterprise_unknown")
}

/// The reason of an undoing, as short as every noun takes it.
pub(super) fn short(reason: &str) -> String {
    reason.chars().take(200).collect()
}
