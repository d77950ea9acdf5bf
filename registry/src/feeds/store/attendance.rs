//! The rows of attendance: how do they come to `attendance::store`, and how do they go again?

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::{Consequence, Origin, Placed, Sink, Taken};
use crate::attendance::store::{Arrival, Delivery, RawEvent, RowTaken, take_within, undo_batch, undo_consequences};
use crate::attendance::{IdentityKey, Naming, Origin as Said, Purpose as Meant};
use crate::feeds::{AttendanceRow, Document, FeedObject, Passage, Purpose, Row};
use crate::workers::store::index_of;
use crate::{Ctx, Fault, Refusal, blobs};

pub struct AttendanceSink;

#[async_trait::async_trait]
impl Sink for AttendanceSink {
    fn object(&self) -> FeedObject {
        FeedObject::WorkerAttendance
    }

    async fn take(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        origin: &Origin,
        rows: Vec<Placed>,
    ) -> Result<Vec<Taken>, Fault> {
        let mut events = Vec::with_capacity(rows.len());
        for placed in rows {
            events.push(event(ctx, tx, origin, placed).await?);
        }
        let delivery = Delivery {
            supplier: origin.supplier,
            batch: Some(origin.batch),
            origin: Said::Device,
            sent_at: origin.signed_at,
            rows: events,
        };
        let taken = take_within(tx, ctx, &delivery).await?;
        Ok(taken.rows.into_iter().map(answer).collect())
    }

    async fn consequences(&self, _: &Ctx, tx: &DatabaseTransaction, batch: Uuid) -> Result<Vec<Consequence>, Fault> {
        let lost = undo_consequences(tx, batch).await?;
        let told = |(project, count)| Consequence { code: "passages".into(), count, project: Some(project) };
        Ok(lost.into_iter().map(told).collect())
    }

    async fn undo(&self, ctx: &Ctx, tx: &DatabaseTransaction, batch: Uuid, _: &str) -> Result<(), Fault> {
        undo_batch(tx, ctx, batch).await.map(|_| ())
    }
}

async fn event(ctx: &Ctx, tx: &DatabaseTransaction, origin: &Origin, placed: Placed) -> Result<RawEvent, Fault> {
    let Placed { statement, project, project_before, row, .. } = placed;
    let Row::Attendance(row) = row else { return Err(Fault::internal("a row of another object")) };
    let project = project.ok_or_else(|| Fault::internal("a passage on no project"))?;
    let about = match &row.about {
        Some(passage) => Some(id_of(ctx, origin, project_before.unwrap_or(project), passage)?),
        None => None,
    };
    let purpose = match (&statement.purpose, about) {
        (Purpose::Record, _) => Meant::Record,
        (Purpose::Correct(_), Some(of)) => Meant::Correct(of),
        (Purpose::Withdraw(_), Some(of)) => Meant::Withdraw(of),
        _ => return Err(Fault::internal("a correction of nothing")),
    };
    let who = identity(ctx, &row.document)?;
    let AttendanceRow { team, document, at, direction, method, device, photo, .. } = row;
    let photo = match photo {
        Some(bytes) => Some(blobs::put(tx, ctx, media_type(&bytes), bytes).await?),
        None => None,
    };
    Ok(RawEvent {
        project,
        who,
        document: Some(document.number),
        // a number of the sender's own says nothing here
        team: Uuid::try_parse(&team).ok(),
        direction,
        at,
        device,
        method,
        photo,
        purpose,
        stated_at: statement.stated_at,
        external_id: statement.row_id,
    })
}

/// The id under which the record lies that a correction names.
fn id_of(ctx: &Ctx, origin: &Origin, project: Uuid, passage: &Passage) -> Result<Uuid, Fault> {
    let who = identity(ctx, &passage.document)?;
    let naming = Naming {
        project,
        who: &who,
        at: passage.at,
        direction: passage.direction,
        purpose: Meant::Record,
        stated_at: origin.signed_at,
        origin: Said::Device,
        external: origin.supplier.zip(passage.row_id.as_deref()),
    };
    Ok(naming.id())
}

/// As `people` holds it.
fn identity(ctx: &Ctx, document: &Document) -> Result<IdentityKey, Fault> {
    Ok(IdentityKey(index_of(ctx, &document.kind, &document.number)?))
}

fn media_type(picture: &[u8]) -> &'static str {
    if picture.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" }
}

fn answer(taken: RowTaken) -> Taken {
    match taken {
        RowTaken::New { lateness: Arrival::Late, .. } => Taken::AddedLate,
        RowTaken::New { .. } => Taken::Added,
        RowTaken::Repeated { .. } => Taken::Unchanged,
        RowTaken::Refused(refusals) => Taken::Refused(refusals.into_iter().map(named).collect()),
    }
}

/// By the sender's name of the field.
fn named(refusal: Refusal) -> Refusal {
    let field = match refusal.field {
        Some("who") => Some("idCardNumber"),
        Some("about") => Some("of"),
        Some("number") => Some("rowId"),
        Some("project") => Some("projectCode"),
        other => other,
    };
    Refusal { field, ..refusal }
}
