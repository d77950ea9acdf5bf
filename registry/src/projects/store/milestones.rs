//! When did a project start, when was it accepted, when were all wages settled, and has an office confirmed it?

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::scope::{project_for, project_to_decide};
use super::{account, day, day_or_none, documents, lock, statuses, unknown_code};
use crate::entity::{project_milestones, projects};
use crate::permissions::Verb;
use crate::projects::Milestones;
use crate::{Ctx, Day, Fault, Instant, Refusal, audit, db};

closed_set! {
    /// What has happened; what was planned are details of the project.
    Milestone {
        /// 正式开工: counts once an office has confirmed it (R-120 g)
        ActualStart = "actual_start",
        /// 竣工验收
        CompletionAcceptance = "completion_acceptance",
        /// 工资全部结清
        Settlement = "settlement",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMilestone {
    pub milestone: Milestone,
    pub on: Day,
    pub document: Option<String>,
    pub batch: Option<Uuid>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneView {
    pub id: Uuid,
    pub milestone: Milestone,
    pub on: Day,
    pub document: Option<String>,
    /// `None` while no office has confirmed it
    pub confirmed_at: Option<Instant>,
}

/// Which of two days of one milestone: the confirmed one, or what the site has stated since.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    InForce,
    Stated,
}

/// The site states a day; a later statement takes the place of one that nobody has confirmed yet.
pub async fn record_milestone(ctx: &Ctx, project: Uuid, new: &NewMilestone) -> Result<Uuid, Fault> {
    project_for(ctx, Verb::Edit, project).await?;
    crate::transact!(ctx, |tx| {
        let row = lock(tx, project).await?;
        documents::check(tx, project, new.document.as_deref()).await?;
        let rows = rows_of!(tx, project_milestones, project);
        let mut stated = days(&row, &rows, Which::Stated)?;
        *place(&mut stated, new.milestone) = Some(new.on);
        stated.check(ctx.now().day()).map_err(Fault::Refused)?;
        let of_kind = || rows.iter().filter(|row| row.milestone == new.milestone.code());
        for row in of_kind().filter(|row| row.confirmed_at.is_none()) {
            withdraw_row!(tx, ctx, project_milestones, project, row.id, Some("stated_again".to_owned()))?;
        }
        let row = project_milestones::Model {
            id: ctx.new_id(),
            project_id: project,
            milestone: new.milestone.code().to_owned(),
            happened_on: new.on.to_string(),
            document: new.document.clone(),
            recorded_by: account(ctx),
            recorded_at: ctx.now().0,
            confirmed_by: None,
            confirmed_at: None,
            replaces: of_kind().find(|row| row.confirmed_at.is_some()).map(|row| row.id),
            withdrawn_by: None,
            withdrawn_at: None,
            withdrawn_reason: None,
            batch_id: new.batch,
        };
        let id = row.id;
        project_milestones::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        let facts = json!({ "milestone": new.milestone, "on": new.on });
        audit::record(tx, ctx, "record_milestone", ("project", project), facts).await?;
        Ok(id)
    })
}

/// An office confirms the day; from now on the rules count from it. Nobody confirms the own word.
pub async fn confirm_milestone(ctx: &Ctx, project: Uuid, milestone: Uuid) -> Result<(), Fault> {
    project_to_decide(ctx, project).await?;
    ctx.signed_in()?;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let rows = rows_of!(tx, project_milestones, project);
        let row = rows.iter().find(|row| row.id == milestone).ok_or(Fault::NotFound)?;
        if row.confirmed_at.is_some() {
            return Err(Refusal::new("projects.milestone_confirmed").into());
        }
        let by = statuses::act(ctx);
        if row.recorded_by == Some(by.account) {
            return Err(Refusal::new("projects.own_approval").into());
        }
        let former = rows.iter().find(|one| one.milestone == row.milestone && one.confirmed_at.is_some());
        if let Some(former) = former {
            withdraw_row!(tx, ctx, project_milestones, project, former.id, Some("confirmed_anew".to_owned()))?;
        }
        project_milestones::Entity::update_many()
            .col_expr(project_milestones::Column::ConfirmedBy, Expr::value(account(ctx)))
            .col_expr(project_milestones::Column::ConfirmedAt, Expr::value(ctx.now().0))
            .filter(project_milestones::Column::Id.eq(milestone))
            .exec(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("projects.milestone_confirmed")))?;
        audit::record(tx, ctx, "confirm_milestone", ("project", project), json!({ "milestone": milestone })).await
    })
}

pub(super) fn views(rows: &[project_milestones::Model]) -> Result<Vec<MilestoneView>, Fault> {
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        views.push(MilestoneView {
            id: row.id,
            milestone: kind_of(row)?,
            on: day(&row.happened_on)?,
            document: row.document.clone(),
            confirmed_at: row.confirmed_at.map(Instant),
        });
    }
    views.sort_by_key(|view| (view.milestone, view.confirmed_at.is_none()));
    Ok(views)
}

/// The five days. The start counts only when it is confirmed; the others as they were stated, until they are.
pub(super) fn days(
    project: &projects::Model,
    rows: &[project_milestones::Model],
    which: Which,
) -> Result<Milestones, Fault> {
    let mut days = Milestones {
        planned_start: day_or_none(project.planned_start.as_deref())?,
        planned_finish: day_or_none(project.planned_finish.as_deref())?,
        ..Milestones::default()
    };
    for milestone in Milestone::ALL {
        let of_kind = |confirmed: bool| {
            let mut rows = rows.iter().filter(|row| row.milestone == milestone.code());
            rows.find(|row| row.confirmed_at.is_some() == confirmed)
        };
        let found = match (which, milestone) {
            (Which::Stated, _) => of_kind(false).or_else(|| of_kind(true)),
            (Which::InForce, Milestone::ActualStart) => of_kind(true),
            (Which::InForce, _) => of_kind(true).or_else(|| of_kind(false)),
        };
        *place(&mut days, milestone) = found.map(|row| day(&row.happened_on)).transpose()?;
    }
    Ok(days)
}

fn place(days: &mut Milestones, milestone: Milestone) -> &mut Option<Day> {
    match milestone {
        Milestone::ActualStart => &mut days.actual_start,
        Milestone::CompletionAcceptance => &mut days.completion_acceptance,
        Milestone::Settlement => &mut days.settlement,
    }
}

pub(super) fn kind_of(row: &project_milestones::Model) -> Result<Milestone, Fault> {
    Milestone::parse(&row.milestone).ok_or_else(|| unknown_code(&row.milestone))
}
