//! Who files an outage of the devices or special circumstances, and who approves them as periods that excuse what is
//! missing (R-121, R-122 g)?

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::scope::{is_of_a_party, project_for};
use super::{account, day, documents, lock, rules, statuses, unknown_code};
use crate::entity::project_exemptions;
use crate::permissions::Verb;
use crate::projects::exemptions::{Filing, Timeliness, Verdict};
use crate::projects::{Act, Exemption, ExemptionKind, Policy};
use crate::rulepacks::store::Book;
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
    let policy = Policy::from_rules(&rules::of_row(ctx, &Book::read(ctx).await?, &row, ctx.now().day()).await?)?;
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
    project_for(ctx, Verb::Decide, project).await?;
    let note = check_note(verdict, note)?;
    if is_of_a_party(ctx, project).await? {
        return Err(Refusal::new("projects.own_approval").into());
    }
    write_verdict(ctx, project, exemption, verdict, note).await
}

/// By whoever filed it, before the county has decided.
pub async fn withdraw_exemption(ctx: &Ctx, project: Uuid, exemption: Uuid) -> Result<(), Fault> {
    project_for(ctx, Verb::Edit, project).await?;
    write_verdict(ctx, project, exemption, Verdict::Withdrawn, None).await
}

async fn write_verdict(
    ctx: &Ctx,
    project: Uuid,
    exemption: Uuid,
    verdict: Verdict,
    note: Option<String>,
) -> Result<(), Fault> {
    use project_exemptions::Column;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let row = project_exemptions::Entity::find_by_id(exemption).filter(Column::ProjectId.eq(project)).one(tx);
        let row = row.await?.ok_or(Fault::NotFound)?;
        exemption_of(&row)?.check_decision(verdict, statuses::act(ctx))?;
        let written = project_exemptions::Entity::update_many()
            .col_expr(Column::Verdict, Expr::value(verdict.code()))
            .col_expr(Column::DecidedBy, Expr::value(account(ctx)))
            .col_expr(Column::DecidedAt, Expr::value(ctx.now().0))
            .col_expr(Column::DecidedNote, Expr::value(note.clone()))
            .filter(Column::Id.eq(exemption))
            .filter(Column::Verdict.is_null())
            .exec(tx)
            .await?;
        if written.rows_affected != 1 {
            return Err(Refusal::new("projects.exemption_decided_already").into());
        }
        let facts = json!({ "exemption": exemption, "verdict": verdict });
        audit::record(tx, ctx, "decide_exemption", ("project", project), facts).await
    })
}

/// Everything that may excuse a project from what is missing: shutdowns in force or filed, and exemptions. The rules
/// themselves pass over what is not approved.
#[cfg(test)]
pub(crate) async fn exemptions_of<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<Vec<Exemption>, Fault> {
    use super::shutdowns;
    let mut all = Vec::new();
    for row in shutdowns::rows(db, project).await?.iter().filter(|row| shutdowns::is_in_force(row)) {
        all.push(shutdowns::exemption_of(row)?);
    }
    for row in &rows(db, project).await? {
        all.push(exemption_of(row)?);
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

pub(super) fn decided_of(
    verdict: Option<&str>,
    by: Option<Uuid>,
    at: Option<i64>,
) -> Result<Option<(Verdict, Act)>, Fault> {
    let Some(code) = verdict else { return Ok(None) };
    let verdict = Verdict::parse(code).ok_or_else(|| unknown_code(code))?;
    Ok(Some((verdict, Act { account: by.unwrap_or_default(), at: Instant(at.unwrap_or_default()) })))
}

/// Whoever returns a filing says why: 2 to 500 characters.
pub(super) fn check_note(verdict: Verdict, note: &str) -> Result<Option<String>, Fault> {
    let note = note.trim();
    if verdict == Verdict::Withdrawn {
        return Err(Fault::Forbidden);
    }
    let length = note.chars().count();
    if length > 500 || (verdict == Verdict::Refused && length < 2) {
        return Err(Refusal::on("note", "projects.note_missing").into());
    }
    Ok((!note.is_empty()).then(|| note.to_owned()))
}

pub(super) fn timeliness_code(timeliness: Timeliness) -> &'static str {
    match timeliness {
        Timeliness::Ahead => "ahead",
        Timeliness::SameDay => "same_day",
        Timeliness::Afterwards => "afterwards",
        Timeliness::PastReportLimit => "past_report_limit",
    }
}
