//! Which construction permits (施工许可证) are on record for a project?

use sea_orm::DatabaseTransaction;
use serde_json::json;
use uuid::Uuid;

use super::scope::project_for;
use super::{Entry, day, documents, lock, unknown_code};
use crate::entity::project_permits;
use crate::permissions::Verb;
use crate::projects::permits::{PermitNeed, check_permit};
use crate::projects::{Permit, PermitNumber};
use crate::{Ctx, Day, Fault, Refusal, audit};

/// As typed or imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPermit {
    pub number: String,
    pub issued_on: Day,
    /// what the permit calls the works
    pub works: String,
    pub document: Option<String>,
    pub batch: Option<Uuid>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermitView {
    pub id: Uuid,
    pub permit: Permit,
    pub document: Option<String>,
}

/// Adds one of several permits, or puts it in the place of one that was written down wrongly.
pub async fn record_permit(ctx: &Ctx, project: Uuid, new: &NewPermit, entry: &Entry) -> Result<Uuid, Fault> {
    project_for(ctx, Verb::Edit, project).await?;
    crate::transact!(ctx, |tx| { record_permit_within(tx, ctx, project, new, entry).await })
}

/// The same in the transaction of whoever brings it, and has the right to.
pub(crate) async fn record_permit_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    new: &NewPermit,
    entry: &Entry,
) -> Result<Uuid, Fault> {
    entry.check()?;
    let works = new.works.trim();
    if !(1..=200).contains(&works.chars().count()) || works.chars().any(char::is_control) {
        return Err(Refusal::on("works", "projects.permit_works_length").into());
    }
    let permit =
        Permit { number: PermitNumber::parse(&new.number)?, issued_on: new.issued_on, works: works.to_owned() };
    lock(tx, project).await?;
    documents::check(tx, project, new.document.as_deref()).await?;
    let rows = rows_of!(tx, project_permits, project);
    let others = rows.iter().filter(|row| Some(row.id) != entry.replaces());
    let others = others.map(permit_of).collect::<Result<Vec<_>, _>>()?;
    check_permit(&permit, &others, ctx.now().day()).map_err(Fault::Refused)?;
    let taken = Refusal::on("number", "projects.permit_twice");
    let id = put_row!(tx, ctx, project_permits, project, entry, taken, {
        number: permit.number.as_str().to_owned(),
        issued_on: permit.issued_on.to_string(),
        works: permit.works.clone(),
        document: new.document.clone(),
        batch_id: new.batch,
    })?;
    let facts = json!({ "permit": id, "replaces": entry.replaces() });
    audit::record(tx, ctx, "record_permit", ("project", project), facts).await?;
    Ok(id)
}

pub(super) fn permit_of(row: &project_permits::Model) -> Result<Permit, Fault> {
    Ok(Permit { number: PermitNumber::parse(&row.number)?, issued_on: day(&row.issued_on)?, works: row.works.clone() })
}

pub(super) fn view(row: &project_permits::Model) -> Result<PermitView, Fault> {
    Ok(PermitView { id: row.id, permit: permit_of(row)?, document: row.document.clone() })
}

pub(super) fn need_code(need: PermitNeed) -> &'static str {
    match need {
        PermitNeed::Needed => "needed",
        PermitNeed::NotNeeded => "not_needed",
    }
}

pub(super) fn need_of(code: &str) -> Result<PermitNeed, Fault> {
    let all = [PermitNeed::Needed, PermitNeed::NotNeeded];
    all.into_iter().find(|need| need_code(*need) == code).ok_or_else(|| unknown_code(code))
}
