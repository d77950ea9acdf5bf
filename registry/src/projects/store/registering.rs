//! How does a project come into the records, and when does it count?

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::changing::{touch, with_details};
use super::scope::{ProjectReach, is_of_a_party, project_for, project_to_write};
use super::{account, lock, statuses};
use crate::enterprises::store::standing;
use crate::entity::{enterprises, project_codes, project_parties, projects};
use crate::fault::refuse_unless_empty;
use crate::instant::check_first_day;
use crate::offices::store::check_area;
use crate::permissions::{Object, Verb};
use crate::projects::permits::PermitNeed;
use crate::projects::{Act, Decision, Details, Draft, History, PartyRole, Status};
use crate::{Actor, Ctx, Day, Fault, Refusal, audit, db};

/// As typed or imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProject {
    pub draft: Draft,
    /// the general contractor
    pub contractor: Uuid,
    pub status: Status,
    /// since when it has that status, and the general contractor is there
    pub since: Day,
    /// scheme and code, as other systems name it
    pub codes: Vec<(String, String)>,
    /// of a feed or a file
    pub batch: Option<Uuid>,
}

/// An enterprise registers what it builds, an office what lies in its area and industry. Unconfirmed until an office, and
/// there somebody else, accepts it.
pub async fn register(ctx: &Ctx, new: &NewProject) -> Result<Uuid, Fault> {
    let reach = ProjectReach::of(ctx, Verb::Create, Object::Project).await?;
    let details = check_new(ctx, &reach, new).await?;
    crate::transact!(ctx, |tx| {
        let id = insert_new(tx, ctx, new, &details).await?;
        let (area, industry) = (&details.area, &details.industry);
        let facts = json!({ "area": area, "industry": industry, "contractor": new.contractor, "batch": new.batch });
        audit::record(tx, ctx, "register", ("project", id), facts).await?;
        Ok(id)
    })
}

/// Whether somebody of this reach may register it.
///
/// # Errors
/// Every refusal at once, and [`Fault::Forbidden`] for what somebody else would register.
pub(crate) async fn check_new(ctx: &Ctx, reach: &ProjectReach, new: &NewProject) -> Result<Details, Fault> {
    let today = ctx.now().day();
    let mut refusals = Vec::new();
    let details = new.draft.check().map_err(|wrong| refusals.extend(wrong)).ok();
    if let Some(details) = &details {
        refusals.extend(check_place(ctx.db.reader(), ctx, details).await?.err());
    }
    if new.since > today {
        refusals.push(Refusal::on("since", "projects.day_in_future"));
    }
    refusals.extend(check_first_day("since", new.since).err());
    let decision = Decision { filed: statuses::act(ctx), approved: None };
    refusals.extend(History::begin(new.status, new.since, decision).err().into_iter().flatten());
    refusals.extend(new.codes.iter().filter_map(|(scheme, code)| check_code(scheme, code).err()));
    refuse_unless_empty(refusals)?;
    let details = details.ok_or_else(|| Fault::internal("details neither right nor refused"))?;
    if standing(ctx.db.reader(), new.contractor).await?.is_none() {
        return Err(Refusal::on("enterprise", "projects.enterprise_unknown").into());
    }
    // an own enterprise, wherever it builds, or any where the office is in charge
    if !reach.enterprises.contains(&new.contractor) && !reach.includes(&details.area, &details.industry) {
        return Err(Fault::Forbidden);
    }
    Ok(details)
}

/// The enterprises in whose name the actor may do this with projects, by their names: for whose projects `Verb::Create`
/// registers, and for whose sites `Verb::Edit` files. None for an office, which names any where it is in charge.
pub async fn own_contractors(ctx: &Ctx, verb: Verb) -> Result<Vec<(Uuid, String)>, Fault> {
    let reach = ProjectReach::of(ctx, verb, Object::Project).await?;
    let own = enterprises::Entity::find()
        .select_only()
        .column(enterprises::Column::Id)
        .column(enterprises::Column::Name)
        .filter(enterprises::Column::Id.is_in(reach.enterprises))
        .filter(enterprises::Column::MergedInto.is_null())
        .order_by_asc(enterprises::Column::Name);
    Ok(own.into_tuple().all(ctx.db.reader()).await?)
}

/// What [`check_new`] found right. The entry in the log is the caller's: one for each, or one for a sheet.
pub(crate) async fn insert_new(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    new: &NewProject,
    details: &Details,
) -> Result<Uuid, Fault> {
    let (id, now) = (ctx.new_id(), ctx.now().0);
    let bare = projects::Model {
        id,
        name: String::new(),
        area: String::new(),
        industry: String::new(),
        street: None,
        address: None,
        longitude_nanodegrees: None,
        latitude_nanodegrees: None,
        works: None,
        nature: None,
        size: None,
        floor_area_dm2: None,
        length_cm: None,
        investment_fen: None,
        planned_start: None,
        planned_finish: None,
        supervising_office: None,
        permit_need: super::permits::need_code(PermitNeed::Needed).to_owned(),
        revision: 0,
        registered_by: account(ctx),
        registered_at: now,
        accepted_by: None,
        accepted_at: None,
        merged_into: None,
        batch_id: new.batch,
    };
    let row = with_details(bare, details);
    projects::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    let party = project_parties::Model {
        id: ctx.new_id(),
        project_id: id,
        enterprise_id: new.contractor,
        role: PartyRole::GeneralContractor.code().to_owned(),
        entered_on: new.since.to_string(),
        left_on: None,
        recorded_by: account(ctx),
        recorded_at: now,
        replaces: None,
        withdrawn_by: None,
        withdrawn_at: None,
        withdrawn_reason: None,
        batch_id: new.batch,
    };
    project_parties::Entity::insert(party.into_active_model()).exec_without_returning(tx).await?;
    statuses::begin(tx, ctx, id, new.status, new.since, new.batch).await?;
    for (scheme, code) in &new.codes {
        insert_code(tx, ctx, id, (scheme, code), new.batch).await?;
    }
    Ok(id)
}

/// An office in whose area and industry it lies says that the record, as it read it, is right: `revision` is the one it
/// read. Nobody accepts what they registered themselves or what their own enterprise builds.
pub async fn accept(ctx: &Ctx, project: Uuid, revision: i32) -> Result<(), Fault> {
    let row = project_for(ctx, Verb::Decide, project).await?;
    let Act { account, .. } = statuses::act(ctx);
    if row.registered_by == Some(account) || is_of_a_party(ctx.db.reader(), ctx, project).await? {
        return Err(Refusal::new("projects.own_registration").into());
    }
    crate::transact!(ctx, |tx| {
        let row = lock(tx, project).await?;
        if row.accepted_at.is_some() {
            return Err(Refusal::new("projects.accepted_already").into());
        }
        if row.revision != revision {
            return Err(Refusal::new("projects.changed_meanwhile").into());
        }
        let accepted = projects::Entity::update_many()
            .col_expr(projects::Column::AcceptedBy, Expr::value(super::account(ctx)))
            .col_expr(projects::Column::AcceptedAt, Expr::value(ctx.now().0))
            .filter(projects::Column::Id.eq(project))
            .filter(projects::Column::AcceptedAt.is_null())
            .exec(tx)
            .await?;
        if accepted.rows_affected != 1 {
            return Err(Refusal::new("projects.accepted_already").into());
        }
        audit::record(tx, ctx, "accept", ("project", project), json!({ "revision": revision })).await
    })
}

/// Writes down under which name another system knows the project.
pub async fn add_code(ctx: &Ctx, project: Uuid, scheme: &str, code: &str, batch: Option<Uuid>) -> Result<(), Fault> {
    project_to_write(ctx, project).await?;
    check_code(scheme, code)?;
    crate::transact!(ctx, |tx| {
        touch(tx, &lock(tx, project).await?).await?;
        insert_code(tx, ctx, project, (scheme, code), batch).await?;
        audit::record(tx, ctx, "add_code", ("project", project), json!({ "scheme": scheme, "code": code })).await
    })
}

/// The project that a scheme means by a code: of merged ones the one that stays. For feeds and files, whose own keys say
/// how far they reach.
pub async fn find_by_code(ctx: &Ctx, scheme: &str, code: &str) -> Result<Option<Uuid>, Fault> {
    if !matches!(ctx.actor, Actor::System(_)) {
        let reach = ProjectReach::of(ctx, Verb::View, Object::Project).await?;
        let Some(found) = by_code(ctx.db.reader(), scheme, code).await? else { return Ok(None) };
        let seen = projects::Entity::find_by_id(found).filter(reach.condition(Verb::View, ctx.now().day()));
        return Ok(seen.one(ctx.db.reader()).await?.map(|row| row.id));
    }
    by_code(ctx.db.reader(), scheme, code).await
}

async fn by_code<C: ConnectionTrait>(db: &C, scheme: &str, code: &str) -> Result<Option<Uuid>, Fault> {
    let row = project_codes::Entity::find()
        .filter(project_codes::Column::Code.eq(code.trim()))
        .filter(project_codes::Column::Scheme.eq(scheme.trim()))
        .filter(project_codes::Column::WithdrawnAt.is_null())
        .one(db)
        .await?;
    Ok(row.map(|row| row.project_id))
}

pub(super) async fn insert_code(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    (scheme, code): (&str, &str),
    batch: Option<Uuid>,
) -> Result<(), Fault> {
    let row = project_codes::Model {
        id: ctx.new_id(),
        project_id: project,
        scheme: scheme.trim().to_owned(),
        code: code.trim().to_owned(),
        recorded_by: account(ctx),
        recorded_at: ctx.now().0,
        replaces: None,
        withdrawn_by: None,
        withdrawn_at: None,
        withdrawn_reason: None,
        batch_id: batch,
    };
    project_codes::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::on("code", "projects.code_taken").with("code", code.trim())))?;
    Ok(())
}

/// The area exists and takes new records.
pub(super) async fn check_place<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    details: &Details,
) -> Result<Result<(), Refusal>, Fault> {
    check_area(db, &details.area, ctx.now().day()).await
}

fn check_code(scheme: &str, code: &str) -> Result<(), Refusal> {
    let (scheme, code) = (scheme.trim(), code.trim());
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '.' | ':');
    if !(2..=60).contains(&scheme.len()) || !scheme.chars().all(is_word) {
        return Err(Refusal::on("scheme", "projects.scheme_shape"));
    }
    if !(1..=50).contains(&code.chars().count()) || code.chars().any(char::is_control) {
        return Err(Refusal::on("code", "projects.code_shape"));
    }
    Ok(())
}
