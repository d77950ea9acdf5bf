//! What does an enterprise say of itself anew, and what did it say before?

use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::feeding::BY_FEED;
use super::list::PER_PAGE;
use super::merging::rows_of;
use super::profile::{check_reason, kinds_text};
use super::store::{check_not_own, find, kept, kinds_of, overseen};
use super::{Change, CheckedProfile, Field, Profile};
use crate::entity::{enterprise_changes, enterprise_kinds, enterprises};
use crate::offices::{holders, reach, store::check_area};
use crate::permissions::{Object, Verb};
use crate::{Ctx, Fault, Instant, Refusal, audit};

const PHONE: &str = "enterprises.phone";
const OLD: &str = "enterprise_changes.old_value";
const NEW: &str = "enterprise_changes.new_value";

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeView {
    pub field: Field,
    pub from: Option<String>,
    pub to: Option<String>,
    /// Nobody of ours where a file or a job brought it.
    pub by: Option<String>,
    pub at: Instant,
    /// None where a feed corrected what it had brought.
    pub reason: Option<String>,
}

/// Writes down what the enterprise says now. What it said before stays on record. `revision` is the one that was read: what
/// somebody else saved since is not overwritten.
///
/// # Errors
/// Every refusal at once; `enterprises.nothing_changed` when all of it stands already.
pub async fn change(
    ctx: &Ctx,
    enterprise: Uuid,
    revision: i32,
    profile: &Profile,
    reason: &str,
) -> Result<Vec<Field>, Fault> {
    let row = kept(ctx, enterprise).await?;
    if row.merged_into.is_some() {
        return Err(Refusal::new("enterprises.merged_already").into());
    }
    let (checked, reason) = match (profile.check(), check_reason(reason)) {
        (Ok(checked), Ok(reason)) => (checked, reason),
        (checked, reason) => {
            let refusals = checked.err().into_iter().flatten().chain(reason.err());
            return Err(Fault::Refused(refusals.collect()));
        }
    };
    crate::transact!(ctx, |tx| {
        let row = locked(tx, enterprise).await?;
        check_revision(&row, revision)?;
        let changes = differing(tx, ctx, &row, &checked).await?;
        if changes.is_empty() {
            return Err(Refusal::new("enterprises.nothing_changed").into());
        }
        for change in &changes {
            record(tx, ctx, enterprise, change, &reason, None).await?;
        }
        write(tx, ctx, row, &checked).await?;
        let fields: Vec<Field> = changes.into_iter().map(|change| change.field).collect();
        let codes: Vec<&str> = fields.iter().map(|field| field.code()).collect();
        audit::record(tx, ctx, "change", ("enterprise", enterprise), json!({ "fields": codes })).await?;
        Ok(fields)
    })
}

/// Puts an enterprise that moved under the supervision of another area. An act of an office that reaches both: nobody moves
/// out of the sight of the own county, and none takes another's.
pub async fn move_to_area(ctx: &Ctx, enterprise: Uuid, area: &str, reason: &str) -> Result<(), Fault> {
    let reach = reach(ctx, Verb::Decide, Object::Enterprise).await?;
    let row = find(ctx, &reach, enterprise).await?;
    check_not_own(ctx, &row).await?;
    let reason = check_reason(reason)?;
    check_area(ctx.db.reader(), area, ctx.now().day()).await??;
    if !reach.includes_area(area) {
        return Err(Refusal::on("area", "enterprises.area_of_others").into());
    }
    crate::transact!(ctx, |tx| {
        let row = locked(tx, enterprise).await?;
        if row.area == area {
            return Err(Refusal::on("area", "enterprises.nothing_changed").into());
        }
        let change = Change { field: Field::Area, from: Some(row.area.clone()), to: Some(area.to_owned()) };
        record(tx, ctx, enterprise, &change, &reason, None).await?;
        let (revision, facts) = (row.revision + 1, json!({ "from": row.area, "to": area }));
        let mut row = row.into_active_model();
        row.area = Set(area.to_owned());
        row.updated_at = Set(Some(ctx.now().0));
        row.revision = Set(revision);
        enterprises::Entity::update(row).exec(tx).await?;
        audit::record(tx, ctx, "move_to_area", ("enterprise", enterprise), facts).await
    })
}

/// One page (from 0, [`PER_PAGE`] rows) of what changed, newest first, and the number of all rows; what changed of rows that
/// were merged into this one, too.
pub async fn changes(ctx: &Ctx, enterprise: Uuid, page: u64) -> Result<(Vec<ChangeView>, u64), Fault> {
    overseen(ctx, enterprise).await?;
    let reader = ctx.db.reader();
    let pages = enterprise_changes::Entity::find()
        .filter(enterprise_changes::Column::EnterpriseId.is_in(rows_of(reader, enterprise).await?))
        .order_by_desc(enterprise_changes::Column::ChangedAt)
        .order_by_desc(enterprise_changes::Column::Id)
        .paginate(reader, PER_PAGE);
    let (total, rows) = (pages.num_items().await?, pages.fetch_page(page).await?);
    let names = holders(reader, rows.iter().filter_map(|row| row.changed_by).collect()).await?;
    let views = rows.into_iter().map(|row| {
        let (from, to) = values_of(ctx, &row)?;
        Ok(ChangeView {
            field: Field::parse(&row.field).ok_or_else(|| Fault::internal("change of no field"))?,
            from,
            to,
            by: row.changed_by.and_then(|id| names.get(&id)).map(|(_, name)| name.clone()),
            at: Instant(row.changed_at),
            reason: Some(row.reason).filter(|reason| reason != BY_FEED),
        })
    });
    Ok((views.collect::<Result<_, Fault>>()?, total))
}

/// What a line of the changes says stood before, and after.
pub(super) fn values_of(ctx: &Ctx, row: &enterprise_changes::Model) -> Result<(Option<String>, Option<String>), Fault> {
    let open = |column: &str, sealed: Option<&[u8]>, plain: &Option<String>| match sealed {
        Some(sealed) => ctx.vault.open_text(column, sealed).map(Some),
        None => Ok(plain.clone()),
    };
    let before = open(OLD, row.old_value_sealed.as_deref(), &row.old_value)?;
    Ok((before, open(NEW, row.new_value_sealed.as_deref(), &row.new_value)?))
}

/// The number in clear, for whoever [`overseen`] lets see it.
pub(crate) fn phone_of(ctx: &Ctx, row: &enterprises::Model) -> Result<Option<String>, Fault> {
    row.phone_sealed.as_deref().map(|sealed| ctx.vault.open_text(PHONE, sealed)).transpose()
}

/// The two columns of a number: sealed, and the keyed index by which it is found.
pub(super) fn sealed_phone(ctx: &Ctx, phone: &str) -> Result<(Vec<u8>, String), Fault> {
    let sealed = ctx.vault.seal(ctx.random.as_ref(), PHONE, phone.as_bytes())?;
    Ok((sealed, phone_index(ctx, phone)?))
}

pub(super) fn phone_index(ctx: &Ctx, phone: &str) -> Result<String, Fault> {
    ctx.vault.index("enterprise_phone", phone)
}

/// The row, held against others until the transaction ends.
pub(super) async fn locked(tx: &DatabaseTransaction, enterprise: Uuid) -> Result<enterprises::Model, Fault> {
    enterprises::Entity::find_by_id(enterprise).lock_exclusive().one(tx).await?.ok_or(Fault::NotFound)
}

/// # Errors
/// When the row is not the one that was read any more.
pub(super) fn check_revision(row: &enterprises::Model, read: i32) -> Result<(), Refusal> {
    if row.revision == read { Ok(()) } else { Err(Refusal::new("enterprises.changed_meanwhile")) }
}

async fn differing(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    row: &enterprises::Model,
    checked: &CheckedProfile,
) -> Result<Vec<Change>, Fault> {
    let kinds = kinds_of(tx, [row.id]).await?.remove(&row.id).unwrap_or_default();
    let phone = phone_of(ctx, row)?;
    Ok(checked.changes(|field| match field {
        Field::Name => Some(row.name.clone()),
        Field::ShortName => row.short_name.clone(),
        Field::Kinds => kinds_text(&kinds),
        Field::LegalRepresentative => row.legal_representative.clone(),
        Field::Address => row.address.clone(),
        Field::Phone => phone.clone(),
        Field::Area => Some(row.area.clone()),
    }))
}

pub(super) async fn record(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    enterprise: Uuid,
    change: &Change,
    reason: &str,
    batch: Option<Uuid>,
) -> Result<(), Fault> {
    let is_sealed = change.field == Field::Phone;
    let sealed = |column: &str, value: &Option<String>| match value {
        Some(value) if is_sealed => ctx.vault.seal(ctx.random.as_ref(), column, value.as_bytes()).map(Some),
        _ => Ok(None),
    };
    let plain = |value: &Option<String>| value.clone().filter(|_| !is_sealed);
    let row = enterprise_changes::Model {
        id: ctx.new_id(),
        enterprise_id: enterprise,
        field: change.field.code().to_owned(),
        old_value: plain(&change.from),
        new_value: plain(&change.to),
        old_value_sealed: sealed(OLD, &change.from)?,
        new_value_sealed: sealed(NEW, &change.to)?,
        reason: reason.to_owned(),
        changed_by: ctx.signed_in().ok().map(|who| who.account),
        changed_at: ctx.now().0,
        batch_id: batch,
    };
    enterprise_changes::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

async fn write(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    row: enterprises::Model,
    checked: &CheckedProfile,
) -> Result<(), Fault> {
    let (id, revision) = (row.id, row.revision + 1);
    let (sealed, index) = sealed_phone(ctx, checked.phone.as_str())?;
    let mut row = row.into_active_model();
    row.name = Set(checked.name.clone());
    row.short_name = Set(checked.short_name.clone());
    row.legal_representative = Set(Some(checked.legal_representative.as_str().to_owned()));
    row.address = Set(Some(checked.address.clone()));
    row.phone_sealed = Set(Some(sealed));
    row.phone_index = Set(Some(index));
    row.updated_at = Set(Some(ctx.now().0));
    row.revision = Set(revision);
    enterprises::Entity::update(row).exec(tx).await?;
    let kinds = enterprise_kinds::Column::EnterpriseId;
    enterprise_kinds::Entity::delete_many().filter(kinds.eq(id)).exec(tx).await?;
    add_kinds(tx, id, checked.kinds.iter().map(|kind| kind.code())).await
}

pub(super) async fn add_kinds<'a>(
    tx: &DatabaseTransaction,
    enterprise: Uuid,
    codes: impl Iterator<Item = &'a str>,
) -> Result<(), Fault> {
    for code in codes {
        let row = enterprise_kinds::Model { enterprise_id: enterprise, kind: code.to_owned() };
        enterprise_kinds::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    }
    Ok(())
}
