//! Who files an outage of the devices or special circumstances, and who approves them as periods that excuse what is
//! missing (R-121, R-122 g)?

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::scope::{project_for, project_to_decide};
use super::verdicts::{check_note, decided_of, timeliness_code};
use super::{day, documents, lock, rules, shutdowns, unknown_code};
use crate::attendance::store::mark_site_days;
use crate::entity::{project_exemptions, project_shutdowns};
use crate::permissions::Verb;
use crate::projects::exemptions::{Filing, Verdict};
use crate::projects::{Act, Exemption, ExemptionKind};
use crate::{Ctx, Fault, Instant, Period, Refusal, audit, db};

/// What is filed; a shutdown is another noun's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewExemption {
    pub kind: ExemptionKind,
    pub period: Period,
    /// one of the reasons of its kind
    pub reason: String,
    pub statement: String,
    pub document: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExemptionView {
    pub id: Uuid,
    pub project: Uuid,
    pub exemption: Exemption,
    pub reason: String,
    pub statement: String,
    pub document: Option<String>,
    pub note: Option<String>,
}

pub async fn file_exemption(ctx: &Ctx, project: Uuid, new: &NewExemption) -> Result<Uuid, Fault> {
    let who = ctx.signed_in()?.account;
    let row = project_for(ctx, Verb::Edit, project).await?;
    if new.kind == ExemptionKind::Shutdown {
        return Err(Refusal::on("kind", "projects.shutdown_needs_filing").into());
    }
    let policy = rules::policy(ctx, &row).await?;
    let filing = Filing {
        kind: new.kind,
        period: new.period,
        reason: new.reason.clone(),
        statement: new.statement.clone(),
        document: new.document.clone(),
    };
    let timeliness = filing.check(new.kind.reasons(), &policy, ctx.now().day()).map_err(Fault::Refused)?;
    let last = new.period.last().ok_or_else(|| Refusal::on("last_day", "projects.exemption_without_end"))?;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        documents::check(tx, project, new.document.as_deref()).await?;
        for row in rows(tx, project).await?.iter().filter(|row| row.verdict.is_none()) {
            let open = exemption_of(row)?;
            if open.kind == new.kind && open.period.overlaps(new.period) {
                return Err(Refusal::on("first_day", "projects.filed_already").into());
            }
        }
        let row = project_exemptions::Model {
            id: ctx.new_id(),
            project_id: project,
            kind: new.kind.code().to_owned(),
            first_day: new.period.first().to_string(),
            last_day: last.to_string(),
            reason: new.reason.clone(),
            statement: new.statement.trim().to_owned(),
            document: new.document.clone(),
            timeliness: timeliness_code(timeliness).to_owned(),
            filed_by: who,
            filed_at: ctx.now().0,
            verdict: None,
            decided_by: None,
            decided_at: None,
            decided_note: None,
            batch_id: None,
        };
        let id = row.id;
        project_exemptions::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("first_day", "projects.filed_already")))?;
        let facts = json!({ "exemption": id, "kind": new.kind, "from": new.period.first(), "until": last });
        audit::record(tx, ctx, "file_exemption", ("project", project), facts).await?;
        Ok(id)
    })
}

/// The county approves, or returns it and says why.
pub async fn decide_exemption(
    ctx: &Ctx,
    project: Uuid,
    exemption: Uuid,
    verdict: Verdict,
    note: &str,
) -> Result<(), Fault> {
    project_to_decide(ctx, project).await?;
    settle(ctx, project, exemption, verdict, check_note(verdict, note)?).await
}

/// By whoever filed it, before the county has decided.
pub async fn withdraw_exemption(ctx: &Ctx, project: Uuid, exemption: Uuid) -> Result<(), Fault> {
    project_for(ctx, Verb::Edit, project).await?;
    settle(ctx, project, exemption, Verdict::Withdrawn, None).await
}

async fn settle(
    ctx: &Ctx,
    project: Uuid,
    exemption: Uuid,
    verdict: Verdict,
    note: Option<String>,
) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let row = settle_row!(tx, ctx, project_exemptions, project, exemption, verdict, note.clone())?;
        if verdict == Verdict::Approved {
            // who is said to have been absent meanwhile is looked at again
            mark_site_days(tx, ctx, project, exemption_of(&row)?.period).await?;
        }
        let facts = json!({ "exemption": exemption, "verdict": verdict });
        audit::record(tx, ctx, "decide_exemption", ("project", project), facts).await
    })
}

/// Everything that may excuse these projects from what is missing: shutdowns in force, and exemptions as they were filed and
/// decided. The rules themselves pass over what is not approved.
pub(crate) async fn exemptions_of<C: ConnectionTrait>(
    db: &C,
    projects: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Exemption>>, Fault> {
    let projects: Vec<Uuid> = projects.into_iter().collect();
    let shutdowns = project_shutdowns::Entity::find()
        .filter(project_shutdowns::Column::ProjectId.is_in(projects.iter().copied()))
        .filter(project_shutdowns::Column::Verdict.eq(Verdict::Approved.code()))
        .filter(project_shutdowns::Column::WithdrawnAt.is_null());
    let mut all: HashMap<Uuid, Vec<Exemption>> = HashMap::new();
    for row in shutdowns.all(db).await? {
        all.entry(row.project_id).or_default().push(shutdowns::exemption_of(&row)?);
    }
    let rows = project_exemptions::Entity::find().filter(project_exemptions::Column::ProjectId.is_in(projects));
    for row in rows.all(db).await? {
        all.entry(row.project_id).or_default().push(exemption_of(&row)?);
    }
    Ok(all)
}

pub(super) async fn rows<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<Vec<project_exemptions::Model>, Fault> {
    let rows = project_exemptions::Entity::find().filter(project_exemptions::Column::ProjectId.eq(project));
    Ok(rows.order_by_asc(project_exemptions::Column::Id).all(db).await?)
}

pub(super) fn exemption_of(row: &project_exemptions::Model) -> Result<Exemption, Fault> {
    Ok(Exemption {
        kind: ExemptionKind::parse(&row.kind).ok_or_else(|| unknown_code(&row.kind))?,
        period: Period::new(day(&row.first_day)?, Some(day(&row.last_day)?))?,
        filed: Act { account: row.filed_by, at: Instant(row.filed_at) },
        decided: decided_of(row.verdict.as_deref(), row.decided_by, row.decided_at)?,
    })
}

pub(super) fn view(row: project_exemptions::Model) -> Result<ExemptionView, Fault> {
    Ok(ExemptionView {
        id: row.id,
        project: row.project_id,
        exemption: exemption_of(&row)?,
        reason: row.reason,
        statement: row.statement,
        document: row.document,
        note: row.decided_note,
    })
}
