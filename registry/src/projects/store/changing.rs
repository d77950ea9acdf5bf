//! How are the details of a project changed, and what were they before?

use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::registering::check_place;
use super::scope::{ProjectReach, project_for};
use super::{PER_PAGE, account, check_reason, lock, permits};
use crate::entity::{offices, project_changes, projects};
use crate::fault::refuse_unless_empty;
use crate::offices::holders;
use crate::permissions::{Object, Verb};
use crate::projects::permits::PermitNeed;
use crate::projects::{Details, Draft};
use crate::{Ctx, Fault, Instant, Refusal, audit};

/// One field, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// the name of the column
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub reason: Option<String>,
    /// the account; nobody for feeds
    pub by: Option<Uuid>,
    /// its holder's name
    pub by_name: Option<String>,
    pub at: Instant,
}

/// `revision` is the one that was read: what somebody else saved since is not overwritten. Area and industry decide who
/// oversees the project and by which rules; once it is accepted, only the office moves it ([`set_place`]).
pub async fn change_details(
    ctx: &Ctx,
    project: Uuid,
    revision: i32,
    draft: &Draft,
    batch: Option<Uuid>,
) -> Result<(), Fault> {
    project_for(ctx, Verb::Edit, project).await?;
    crate::transact!(ctx, |tx| { change_details_within(tx, ctx, project, Some(revision), draft, batch).await })
}

/// The same in the transaction of whoever brings it, and has the right to. Whoever read the row under this lock names no
/// revision.
pub(crate) async fn change_details_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    revision: Option<i32>,
    draft: &Draft,
    batch: Option<Uuid>,
) -> Result<(), Fault> {
    let details = draft.check().map_err(Fault::Refused)?;
    let row = lock(tx, project).await?;
    if revision.is_some_and(|revision| row.revision != revision) {
        return Err(Refusal::new("projects.changed_meanwhile").into());
    }
    let moves = (&row.area, &row.industry) != (&details.area, &details.industry);
    if moves && row.accepted_at.is_some() {
        return Err(Refusal::on("area", "projects.place_is_accepted").into());
    }
    if moves {
        refuse_unless_empty(check_place(tx, ctx, &details).await?.err().into_iter().collect())?;
    }
    let changed = with_details(row.clone(), &details);
    write(tx, ctx, &row, changed, (None, batch)).await
}

/// The office in charge says that the project lies elsewhere, or belongs to another industry. It reaches both areas: nobody
/// moves a site out of the sight of the own county, and none takes another's.
pub async fn set_place(ctx: &Ctx, project: Uuid, area: &str, industry: &str, reason: &str) -> Result<(), Fault> {
    let row = project_for(ctx, Verb::Decide, project).await?;
    let reason = check_reason(reason)?;
    let draft = Draft { name: row.name, area: area.to_owned(), industry: industry.to_owned(), ..Draft::default() };
    let place = draft.check().map_err(Fault::Refused)?;
    let reach = ProjectReach::of(ctx, Verb::Decide, Object::Project).await?;
    crate::transact!(ctx, |tx| {
        let row = lock(tx, project).await?;
        refuse_unless_empty(check_place(tx, ctx, &place).await?.err().into_iter().collect())?;
        if !reach.includes_area(&place.area) {
            return Err(Refusal::on("area", "projects.area_of_others").into());
        }
        let moved = projects::Model { area: place.area.clone(), industry: place.industry.clone(), ..row.clone() };
        write(tx, ctx, &row, moved, (Some(&reason), None)).await
    })
}

/// Under whose supervision it stands: pack A governs what the issuer supervises.
pub async fn set_supervising_office(ctx: &Ctx, project: Uuid, office: Option<Uuid>, reason: &str) -> Result<(), Fault> {
    project_for(ctx, Verb::Decide, project).await?;
    let reason = check_reason(reason)?;
    if let Some(office) = office {
        let known = offices::Entity::find_by_id(office).one(ctx.db.reader()).await?;
        known.ok_or_else(|| Refusal::on("office", "projects.office_unknown"))?;
    }
    crate::transact!(ctx, |tx| {
        let row = lock(tx, project).await?;
        let changed = projects::Model { supervising_office: office, ..row.clone() };
        write(tx, ctx, &row, changed, (Some(&reason), None)).await
    })
}

/// Whether it may begin without a construction permit (R-120 c).
pub async fn set_permit_need(ctx: &Ctx, project: Uuid, need: PermitNeed, reason: &str) -> Result<(), Fault> {
    project_for(ctx, Verb::Decide, project).await?;
    let reason = check_reason(reason)?;
    crate::transact!(ctx, |tx| {
        let row = lock(tx, project).await?;
        let changed = projects::Model { permit_need: permits::need_code(need).to_owned(), ..row.clone() };
        write(tx, ctx, &row, changed, (Some(&reason), None)).await
    })
}

/// One page of what changed, newest first, and the number of all changes.
pub async fn changes(ctx: &Ctx, project: Uuid, page: u64) -> Result<(Vec<Change>, u64), Fault> {
    project_for(ctx, Verb::View, project).await?;
    let pages = project_changes::Entity::find()
        .filter(project_changes::Column::ProjectId.eq(project))
        .order_by_desc(project_changes::Column::Id)
        .paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?;
    let names = holders(ctx.db.reader(), rows.iter().filter_map(|row| row.changed_by).collect()).await?;
    let change = |row: project_changes::Model| Change {
        field: row.field,
        before: row.before,
        after: row.after,
        reason: row.reason,
        by: row.changed_by,
        by_name: row.changed_by.and_then(|by| names.get(&by)).map(|(_, name)| name.clone()),
        at: Instant(row.changed_at),
    };
    Ok((rows.into_iter().map(change).collect(), total))
}

/// Writes the row anew, with one line per field that differs. Nothing is written when none does.
async fn write(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    before: &projects::Model,
    after: projects::Model,
    (reason, batch_id): (Option<&String>, Option<Uuid>),
) -> Result<(), Fault> {
    let differing: Vec<_> = fields(before)
        .into_iter()
        .zip(fields(&after))
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| (field, before, after))
        .collect();
    if differing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = differing.iter().map(|(field, ..)| *field).collect();
    let lines = differing.iter().map(|(field, before_value, after_value)| project_changes::Model {
        id: ctx.new_id(),
        project_id: before.id,
        field: (*field).to_owned(),
        before: before_value.clone(),
        after: after_value.clone(),
        reason: reason.cloned(),
        changed_by: account(ctx),
        changed_at: ctx.now().0,
        batch_id,
    });
    let lines = lines.map(IntoActiveModel::into_active_model);
    project_changes::Entity::insert_many(lines).exec_without_returning(tx).await?;
    if before.area != after.area {
        crate::workers::store::project_moved(tx, before.id, &after.area).await?;
    }
    let row = projects::Model { revision: before.revision + 1, ..after };
    row.into_active_model().reset_all().update(tx).await?;
    audit::record(tx, ctx, "change", ("project", before.id), json!({ "fields": names })).await
}

/// What stands beside the row changed: whoever read the project before accepts it only after a look at it.
pub(super) async fn touch(tx: &DatabaseTransaction, row: &projects::Model) -> Result<(), Fault> {
    projects::Entity::update_many()
        .col_expr(projects::Column::Revision, Expr::value(row.revision + 1))
        .filter(projects::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The row with what the details say.
pub(super) fn with_details(row: projects::Model, details: &Details) -> projects::Model {
    let code = |code: &'static str| code.to_owned();
    projects::Model {
        name: details.name.clone(),
        area: details.area.clone(),
        industry: details.industry.clone(),
        street: details.street.clone(),
        address: details.address.clone(),
        longitude_nanodegrees: details.position.map(|at| at.longitude_nanodegrees),
        latitude_nanodegrees: details.position.map(|at| at.latitude_nanodegrees),
        works: details.works.map(|works| code(works.code())),
        nature: details.nature.map(|nature| code(nature.code())),
        size: details.size.map(|size| code(size.code())),
        floor_area_dm2: details.floor_area_dm2,
        length_cm: details.length_cm,
        investment_fen: details.investment_fen,
        planned_start: details.planned_start.map(|day| day.to_string()),
        planned_finish: details.planned_finish.map(|day| day.to_string()),
        ..row
    }
}

/// What may change, by its column.
fn fields(row: &projects::Model) -> [(&'static str, Option<String>); 17] {
    let number = |value: Option<i64>| value.map(|value| value.to_string());
    [
        ("name", Some(row.name.clone())),
        ("area", Some(row.area.clone())),
        ("industry", Some(row.industry.clone())),
        ("street", row.street.clone()),
        ("address", row.address.clone()),
        ("longitude_nanodegrees", number(row.longitude_nanodegrees)),
        ("latitude_nanodegrees", number(row.latitude_nanodegrees)),
        ("works", row.works.clone()),
        ("nature", row.nature.clone()),
        ("size", row.size.clone()),
        ("floor_area_dm2", number(row.floor_area_dm2)),
        ("length_cm", number(row.length_cm)),
        ("investment_fen", number(row.investment_fen)),
        ("planned_start", row.planned_start.clone()),
        ("planned_finish", row.planned_finish.clone()),
        ("supervising_office", row.supervising_office.map(|office| office.to_string())),
        ("permit_need", Some(row.permit_need.clone())),
    ]
}
