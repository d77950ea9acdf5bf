//! What changed of an office, an area or an industry, who changed it, and why?

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::holders;
use crate::entity::office_changes;
use crate::fault::{named, worded};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal};

closed_set! {
    /// Of what something changed.
    Subject {
        Office = "office",
        Area = "area",
        Industry = "industry",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeView {
    pub field: String,
    pub from: Option<String>,
    pub to: Option<String>,
    pub by: Option<String>,
    pub at: Instant,
    pub reason: String,
}

/// Every change of one office, area or industry, newest first; `subject` is its id or code.
pub async fn changes(ctx: &Ctx, kind: Subject, subject: &str) -> Result<Vec<ChangeView>, Fault> {
    require(ctx, Verb::Edit, Object::Office)?;
    let reader = ctx.db.reader();
    let rows = office_changes::Entity::find()
        .filter(office_changes::Column::SubjectKind.eq(kind.code()))
        .filter(office_changes::Column::Subject.eq(subject))
        .order_by_desc(office_changes::Column::ChangedAt)
        .order_by_desc(office_changes::Column::Id)
        .all(reader)
        .await?;
    let names = holders(reader, rows.iter().filter_map(|row| row.changed_by).collect()).await?;
    let view = |row: office_changes::Model| ChangeView {
        field: row.field,
        from: row.old_value,
        to: row.new_value,
        by: row.changed_by.and_then(|id| names.get(&id)).map(|(_, name)| name.clone()),
        at: Instant(row.changed_at),
        reason: row.reason,
    };
    Ok(rows.into_iter().map(view).collect())
}

pub(super) async fn record(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    (kind, subject): (Subject, &str),
    field: &str,
    (from, to): (Option<&str>, Option<&str>),
    reason: &str,
) -> Result<(), Fault> {
    let row = office_changes::Model {
        id: ctx.new_id(),
        subject_kind: kind.code().to_owned(),
        subject: subject.to_owned(),
        field: field.to_owned(),
        old_value: from.map(str::to_owned),
        new_value: to.map(str::to_owned),
        reason: reason.to_owned(),
        changed_by: ctx.signed_in().ok().map(|who| who.account),
        changed_at: ctx.now().0,
    };
    office_changes::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub(super) fn check_name(text: &str) -> Result<String, Refusal> {
    named(text, 2..=100, || Refusal::on("name", "offices.name_length"))
}

pub(super) fn check_reason(text: &str) -> Result<String, Refusal> {
    worded(text, 4..=200, || Refusal::on("reason", "offices.reason_length"))
}
