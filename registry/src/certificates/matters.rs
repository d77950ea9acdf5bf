//! Which certificates rest on something that no longer stands? Matters for the procedure of revocation: people decide them,
//! and until then nothing happens to the certificate.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::Status;
use crate::entity::{certificates, status_cases};
use crate::offices::reach;
use crate::permissions::{Object, Verb};
use crate::sheets::{check_exported, leaving};
use crate::{Ctx, Fault, Instant, audit};

/// A matter that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    pub number: String,
    pub holder: String,
    /// The code of why: `attempt_void`, `result_corrected` or `identity_withdrawn`.
    pub ground: String,
    pub opened_at: Instant,
}

/// Opens one for the certificate that rests on this attempt, if there is one.
pub(crate) async fn open(tx: &DatabaseTransaction, ctx: &Ctx, attempt: Uuid, ground: &str) -> Result<(), Fault> {
    let certificate = certificates::Entity::find().filter(certificates::Column::AttemptId.eq(attempt)).one(tx).await?;
    let Some(certificate) = certificate else { return Ok(()) };
    enter(tx, ctx, &certificate, ground).await
}

/// Opens one for every certificate of this person that stands.
pub(crate) async fn open_for_person(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    person: Uuid,
    ground: &str,
) -> Result<(), Fault> {
    let standing = certificates::Entity::find()
        .filter(certificates::Column::PersonId.eq(person))
        .filter(certificates::Column::Status.is_in([Status::Valid.code(), Status::Suspended.code()]))
        .order_by_asc(certificates::Column::ReservedAt);
    for certificate in standing.all(tx).await? {
        enter(tx, ctx, &certificate, ground).await?;
    }
    Ok(())
}

async fn enter(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    certificate: &certificates::Model,
    ground: &str,
) -> Result<(), Fault> {
    let row = status_cases::Model {
        id: ctx.new_id(),
        certificate_id: certificate.id,
        attempt_id: certificate.attempt_id,
        ground: ground.to_owned(),
        opened_by: ctx.signed_in().ok().map(|who| who.account),
        opened_at: ctx.now().0,
        closed_by: None,
        closed_at: None,
        outcome: None,
    };
    let facts = json!({ "case": row.id, "attempt": row.attempt_id, "ground": ground });
    status_cases::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    audit::record(tx, ctx, "open_case", ("certificate", certificate.id), facts).await
}

/// What it was opened for is gone: closes it, if there is one.
pub(crate) async fn close(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    attempt: Uuid,
    ground: &str,
    outcome: &str,
) -> Result<(), Fault> {
    close_those(tx, ctx, status_cases::Column::AttemptId.eq(attempt), (ground, outcome)).await
}

/// The same for all certificates of a person.
pub(crate) async fn close_for_person(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    person: Uuid,
    ground: &str,
    outcome: &str,
) -> Result<(), Fault> {
    let own = certificates::Entity::find()
        .select_only()
        .column(certificates::Column::Id)
        .filter(certificates::Column::PersonId.eq(person));
    let are_own = status_cases::Column::CertificateId.in_subquery(own.into_query());
    close_those(tx, ctx, are_own, (ground, outcome)).await
}

async fn close_those(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    which: Expr,
    (ground, outcome): (&str, &str),
) -> Result<(), Fault> {
    let closed = status_cases::Entity::update_many()
        .col_expr(status_cases::Column::ClosedBy, Expr::value(ctx.signed_in()?.account))
        .col_expr(status_cases::Column::ClosedAt, Expr::value(ctx.now().0))
        .col_expr(status_cases::Column::Outcome, Expr::value(outcome))
        .filter(which)
        .filter(status_cases::Column::Ground.eq(ground))
        .filter(status_cases::Column::ClosedAt.is_null())
        .exec_with_returning(tx)
        .await?;
    for row in closed {
        let facts = json!({ "case": row.id, "attempt": row.attempt_id, "outcome": outcome });
        audit::record(tx, ctx, "close_case", ("certificate", row.certificate_id), facts).await?;
    }
    Ok(())
}

/// Those about one certificate; of others than whoever decides over certificates nobody is told.
pub async fn of_number(ctx: &Ctx, number: &str) -> Result<Vec<Matter>, Fault> {
    match list(ctx).await {
        Ok(matters) => Ok(matters.into_iter().filter(|matter| matter.number == number).collect()),
        Err(Fault::Forbidden) => Ok(Vec::new()),
        Err(fault) => Err(fault),
    }
}

/// What waits for whoever decides over certificates, the oldest first.
pub async fn list(ctx: &Ctx) -> Result<Vec<Matter>, Fault> {
    let reach = reach(ctx, Verb::Decide, Object::Certificate).await?;
    let db = ctx.db.reader();
    let rows = status_cases::Entity::find()
        .filter(status_cases::Column::ClosedAt.is_null())
        .order_by_asc(status_cases::Column::OpenedAt)
        .order_by_asc(status_cases::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.certificate_id).collect();
    let found = certificates::Entity::find().filter(certificates::Column::Id.is_in(ids)).all(db).await?;
    let certificates: HashMap<Uuid, certificates::Model> = found.into_iter().map(|row| (row.id, row)).collect();
    let matter = |row: status_cases::Model| {
        let certificate = certificates.get(&row.certificate_id).filter(|one| reach.includes_area(&one.region))?;
        Some(Matter {
            number: certificate.number.clone(),
            holder: certificate.holder_name.clone(),
            ground: row.ground,
            opened_at: Instant(row.opened_at),
        })
    };
    Ok(rows.into_iter().filter_map(matter).collect())
}

/// The same for a sheet; that they left is on record.
pub async fn export(ctx: &Ctx) -> Result<Vec<Matter>, Fault> {
    let told = list(ctx).await?;
    check_exported(told.len())?;
    leaving::record(ctx, (leaving::LIST, "matters"), "matters", told.len()).await?;
    Ok(told)
}
