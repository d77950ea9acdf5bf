//! Which lines were taken back because they should never have been, and what of it is undone again? For feeds and files,
//! whose rows say what was paid already.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::dues::write_months;
use crate::calendar::Month;
use crate::db::many::{self, Cell, Kind, List};
use crate::entity::{payment_rows, payment_withdrawals};
use crate::{Ctx, Fault, Refusal, db};

/// Takes a line back. Its number is free again, so that what takes its place can carry it. The audit log has the entry of the
/// batch that says so.
///
/// # Errors
/// Taken back before.
pub(crate) async fn withdraw_line_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    line: &payment_rows::Model,
    reason: &str,
    batch: Option<Uuid>,
) -> Result<(), Fault> {
    let row = payment_withdrawals::Model {
        id: ctx.new_id(),
        payment_row_id: line.id,
        reference: line.reference.clone(),
        reason: reason.to_owned(),
        account_id: ctx.signed_in().ok().map(|who| who.account),
        at: ctx.now().0,
        batch_id: batch,
        undone_at: None,
    };
    let given_up = row.id.to_string();
    payment_withdrawals::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::on("reference", "wages.line_withdrawn")))?;
    carry(tx, line.id, &given_up).await
}

/// The line of a project that carries this number now.
pub(crate) async fn line_of<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    reference: &str,
) -> Result<Option<payment_rows::Model>, Fault> {
    let row = payment_rows::Entity::find()
        .filter(payment_rows::Column::ProjectId.eq(project))
        .filter(payment_rows::Column::Reference.eq(reference.trim()));
    Ok(row.one(db).await?)
}

/// Which of these numbers of projects lines carry now.
pub(crate) async fn lines_of(
    tx: &DatabaseTransaction,
    numbers: &BTreeSet<(Uuid, &str)>,
) -> Result<BTreeSet<(Uuid, String)>, Fault> {
    let text = "WITH given (project_id, reference) AS ({given}) SELECT r.project_id AS project, r.reference AS reference \
         FROM given CROSS JOIN payment_rows AS r WHERE r.project_id = given.project_id AND r.reference = given.reference";
    let rows = numbers.iter().map(|(project, number)| vec![Cell::Id(*project), Cell::Text(number.trim().to_owned())]);
    let found = many::query(tx, text, &List { kinds: &[Kind::Id, Kind::Text], rows: rows.collect() }).await?;
    found.iter().map(|row| Ok((row.try_get("", "project")?, row.try_get("", "reference")?))).collect()
}

/// What a batch brought that is in force, per project: its lines, and the lines that it took back.
pub(crate) async fn brought<C: ConnectionTrait>(db: &C, batch: Uuid) -> Result<BTreeMap<Uuid, (u64, u64)>, Fault> {
    let mut found: BTreeMap<Uuid, (u64, u64)> = BTreeMap::new();
    for line in lines_in_force(db, batch).await? {
        found.entry(line.project_id).or_default().0 += 1;
    }
    for (line, _) in taken_back_by(db, batch).await? {
        found.entry(line.project_id).or_default().1 += 1;
    }
    Ok(found)
}

/// Takes out of force what a batch brought: its lines are taken back, and those that it took back count again.
pub(crate) async fn undo_within(tx: &DatabaseTransaction, ctx: &Ctx, batch: Uuid, reason: &str) -> Result<(), Fault> {
    let mut months: BTreeMap<Uuid, BTreeSet<Month>> = BTreeMap::new();
    let mut note = |line: &payment_rows::Model| {
        let month = Month::parse(&line.month).map_err(|_| Fault::internal("a payment of no month"))?;
        months.entry(line.project_id).or_default().insert(month);
        Ok::<_, Fault>(())
    };
    for line in lines_in_force(tx, batch).await? {
        note(&line)?;
        withdraw_line_within(tx, ctx, &line, reason, None).await?;
    }
    for (line, withdrawal) in taken_back_by(tx, batch).await? {
        note(&line)?;
        payment_withdrawals::Entity::update_many()
            .col_expr(payment_withdrawals::Column::UndoneAt, Expr::value(ctx.now().0))
            .filter(payment_withdrawals::Column::Id.eq(withdrawal.id))
            .exec(tx)
            .await?;
        carry(tx, line.id, &withdrawal.reference).await?;
    }
    for (project, months) in months {
        write_months(tx, project, &months).await?;
    }
    Ok(())
}

async fn carry(tx: &DatabaseTransaction, line: Uuid, reference: &str) -> Result<(), Fault> {
    payment_rows::Entity::update_many()
        .col_expr(payment_rows::Column::Reference, Expr::value(reference))
        .filter(payment_rows::Column::Id.eq(line))
        .exec(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::on("reference", "wages.reference_used")))?;
    Ok(())
}

async fn lines_in_force<C: ConnectionTrait>(db: &C, batch: Uuid) -> Result<Vec<payment_rows::Model>, Fault> {
    let rows = payment_rows::Entity::find()
        .filter(payment_rows::Column::BatchId.eq(batch))
        .order_by_asc(payment_rows::Column::Id)
        .all(db)
        .await?;
    let gone: BTreeSet<Uuid> =
        withdrawals(db, payment_withdrawals::Column::PaymentRowId, rows.iter().map(|row| row.id))
            .await?
            .into_iter()
            .map(|row| row.payment_row_id)
            .collect();
    Ok(rows.into_iter().filter(|row| !gone.contains(&row.id)).collect())
}

async fn taken_back_by<C: ConnectionTrait>(
    db: &C,
    batch: Uuid,
) -> Result<Vec<(payment_rows::Model, payment_withdrawals::Model)>, Fault> {
    let rows = withdrawals(db, payment_withdrawals::Column::BatchId, [batch]).await?;
    let lines = payment_rows::Entity::find()
        .filter(payment_rows::Column::Id.is_in(rows.iter().map(|row| row.payment_row_id)))
        .all(db)
        .await?;
    let of = |withdrawal: payment_withdrawals::Model| {
        let line = lines.iter().find(|line| line.id == withdrawal.payment_row_id)?.clone();
        Some((line, withdrawal))
    };
    Ok(rows.into_iter().filter_map(of).collect())
}

async fn withdrawals<C: ConnectionTrait>(
    db: &C,
    column: payment_withdrawals::Column,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<payment_withdrawals::Model>, Fault> {
    let in_force = Condition::all().add(column.is_in(ids)).add(payment_withdrawals::Column::UndoneAt.is_null());
    Ok(payment_withdrawals::Entity::find().filter(in_force).all(db).await?)
}
