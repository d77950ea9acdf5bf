//! What does the page of a project show? Everything on record about it, decided, in few statements.

use uuid::Uuid;

use super::milestones::Which;
use super::record::{Loaded, ProjectView};
use super::scope::project_for;
use super::views::{PanelView, panel_of, readiness_of};
use super::{
    AccountView, DepositView, ExemptionView, ManagerView, MilestoneView, PartyView, PermitView, ShutdownView,
    StatusView, TaskView, exemptions, managers, milestones, money, parties, permits, shutdowns, statuses, tasks,
};
use crate::entity::project_codes;
use crate::permissions::Verb;
use crate::projects::permits::built_without_permit;
use crate::projects::readiness::TaskLine;
use crate::projects::{Doubt, Milestones, Status};
use crate::{Ctx, Fault, Period};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectPage {
    pub project: ProjectView,
    /// scheme and code
    pub codes: Vec<(String, String)>,
    /// today's
    pub status: Option<Status>,
    pub statuses: Vec<StatusView>,
    pub parties: Vec<PartyView>,
    pub managers: Vec<ManagerView>,
    pub permits: Vec<PermitView>,
    /// 无证开工
    pub built_without_permit: Option<Period>,
    pub milestones: Vec<MilestoneView>,
    /// the days that the rules count from
    pub days: Milestones,
    pub doubts: Vec<Doubt>,
    /// newest first
    pub shutdowns: Vec<ShutdownView>,
    pub exemptions: Vec<ExemptionView>,
    pub accounts: Vec<AccountView>,
    pub deposits: Vec<DepositView>,
    pub tasks: Vec<TaskView>,
    pub readiness: Vec<TaskLine>,
    pub panel: PanelView,
    pub may_edit: bool,
    pub may_decide: bool,
}

pub async fn page(ctx: &Ctx, project: Uuid) -> Result<ProjectPage, Fault> {
    let row = project_for(ctx, Verb::View, project).await?;
    let is_open = row.merged_into.is_none();
    let loaded = Loaded::read(ctx, row).await?;
    let today = ctx.now().day();
    let days = milestones::days(&loaded.row, &loaded.milestones, Which::InForce)?;
    let permits: Vec<PermitView> = loaded.permits.iter().map(permits::view).collect::<Result<_, _>>()?;
    let papers: Vec<_> = permits.iter().map(|view| view.permit.clone()).collect();
    let view = loaded.view()?;
    let account = |row| money::account_view(ctx, row, &loaded.checks);
    let deposit = |row| money::deposit_view(row, &loaded.checks);
    let codes = rows_of!(ctx.db.reader(), project_codes, project);
    Ok(ProjectPage {
        codes: codes.into_iter().map(|row| (row.scheme, row.code)).collect(),
        status: loaded.history.status_on(today),
        statuses: statuses::views(loaded.statuses.clone())?,
        parties: parties::views(&loaded.parties, &loaded.enterprises)?,
        managers: managers::views(&loaded.managers, &loaded.people, &loaded.enterprises)?,
        built_without_permit: built_without_permit(days.actual_start, &papers, view.permit_need),
        permits,
        milestones: milestones::views(&loaded.milestones)?,
        days,
        doubts: days.doubts(&loaded.history),
        shutdowns: loaded.shutdowns.iter().rev().cloned().map(shutdowns::view).collect::<Result<_, _>>()?,
        exemptions: loaded.exemptions.iter().rev().cloned().map(exemptions::view).collect::<Result<_, _>>()?,
        accounts: loaded.accounts.iter().map(account).collect::<Result<_, _>>()?,
        deposits: loaded.deposits.iter().map(deposit).collect::<Result<_, _>>()?,
        tasks: tasks::views(&loaded.tasks)?,
        readiness: readiness_of(&loaded, today)?,
        panel: panel_of(ctx, &loaded).await?,
        may_edit: is_open && may(ctx, Verb::Edit, project).await?,
        may_decide: is_open && may(ctx, Verb::Decide, project).await?,
        project: view,
    })
}

async fn may(ctx: &Ctx, verb: Verb, project: Uuid) -> Result<bool, Fault> {
    match super::scope::reached(ctx, verb, project).await {
        Ok(reached) => Ok(reached),
        Err(Fault::Forbidden | Fault::Anonymous) => Ok(false),
        Err(fault) => Err(fault),
    }
}
