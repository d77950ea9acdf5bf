//! What does a sheet bring of integrity records, what of it is on record already, and what becomes of it when it is taken back?

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

use super::office_of;
use super::rows::write;
use crate::entity::integrity_records::{self, Column};
use crate::entity::{enterprises, people};
use crate::projects::integrity::{Content, IntegrityRecord, SubjectKind};
use crate::projects::store::account;
use crate::sheets::Leaving;
use crate::{Ctx, Fault};

/// What [`super::check_integrity`] found right. The entry in the log is the caller's.
pub(crate) async fn bring_integrity(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    record: &IntegrityRecord,
    batch: Uuid,
) -> Result<(), Fault> {
    write(tx, ctx, record, (office_of(ctx), None, Some(batch))).await.map(|_| ())
}

/// Whether the same stands about the same on the same day.
pub(crate) async fn integrity_stands(ctx: &Ctx, record: &IntegrityRecord) -> Result<bool, Fault> {
    let subject = match record.subject_kind {
        SubjectKind::Enterprise => Column::EnterpriseId.eq(record.subject),
        SubjectKind::Person => Column::PersonId.eq(record.subject),
    };
    let said = match &record.content {
        Content::Rating { rating, .. } => Column::Rating.eq(rating.trim()),
        Content::Complaint { matter, .. } => Column::Conduct.eq(matter.trim()),
        Content::Conduct { conduct, .. } => Column::Conduct.eq(conduct.trim()),
    };
    let same = integrity_records::Entity::find()
        .filter(subject)
        .filter(said)
        .filter(Column::Kind.eq(record.kind().code()))
        .filter(Column::HappenedOn.eq(record.on.to_string()))
        .filter(Column::WithdrawnAt.is_null());
    Ok(same.count(ctx.db.reader()).await? > 0)
}

/// How many records came with a sheet.
pub(crate) async fn brought_integrity(ctx: &Ctx, batch: Uuid) -> Result<u64, Fault> {
    Ok(integrity_records::Entity::find().filter(Column::BatchId.eq(batch)).count(ctx.db.reader()).await?)
}

/// How many of them would be withdrawn; the others were withdrawn or settled since.
pub(crate) async fn leaving_integrity<C: ConnectionTrait>(db: &C, batch: Uuid) -> Result<Leaving, Fault> {
    let brought = || integrity_records::Entity::find().filter(Column::BatchId.eq(batch));
    let go = brought().filter(Column::WithdrawnAt.is_null()).count(db).await?;
    Ok(Leaving { go, stay: brought().count(db).await?.saturating_sub(go) })
}

/// Withdraws them from their first day on: they count on none.
pub(crate) async fn take_integrity_back(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    batch: Uuid,
    reason: &str,
) -> Result<(), Fault> {
    integrity_records::Entity::update_many()
        .col_expr(Column::WithdrawnOn, Expr::col(Column::ValidFrom))
        .col_expr(Column::WithdrawnBy, Expr::value(account(ctx)))
        .col_expr(Column::WithdrawnAt, Expr::value(ctx.now().0))
        .col_expr(Column::WithdrawnReason, Expr::value(reason))
        .filter(Column::BatchId.eq(batch))
        .filter(Column::WithdrawnAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// How those are called whom the records are about.
pub(crate) async fn integrity_names(ctx: &Ctx, records: &[&IntegrityRecord]) -> Result<BTreeMap<Uuid, String>, Fault> {
    let (companies, persons): (Vec<&IntegrityRecord>, Vec<&IntegrityRecord>) =
        records.iter().copied().partition(|record| record.subject_kind == SubjectKind::Enterprise);
    let ids = |of: &[&IntegrityRecord]| of.iter().map(|record| record.subject).collect::<Vec<_>>();
    let companies = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(ids(&companies)));
    let persons = people::Entity::find().filter(people::Column::Id.is_in(ids(&persons)));
    let (companies, persons) = (companies.all(ctx.db.reader()).await?, persons.all(ctx.db.reader()).await?);
    let companies = companies.into_iter().map(|row| (row.id, row.name));
    Ok(companies.chain(persons.into_iter().map(|row| (row.id, row.name))).collect())
}
