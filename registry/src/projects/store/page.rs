//! What does the page of a project show? Everything on record about it, decided, in few statements.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::milestones::Which;
use super::parties::party_of;
use super::record::{Loaded, ProjectView};
use super::scope::{ProjectReach, is_of_a_party, project_for, sight_of};
use super::views::{panel_of, readiness_of};
use super::{
    AccountView, DepositView, ExemptionView, ManagerView, MaskedPerson, MilestoneView, PartyView, PermitView,
    ShutdownView, StatusView, TaskView, account, exemptions, managers, milestones, money, parties, permits, shutdowns,
    statuses, tasks,
};
use crate::enterprises::EnterpriseKind;
use crate::enterprises::store::phone_of;
use crate::entity::project_codes;
use crate::filings::store::BoundOfficer;
use crate::offices::holders;
use crate::permissions::{Object, Verb};
use crate::projects::panel::Line;
use crate::projects::parties::general_contractor_on;
use crate::projects::permits::built_without_permit;
use crate::projects::readiness::TaskLine;
use crate::projects::{Doubt, Milestones, Sight, Status};
use crate::{Ctx, Day, Fault, Period};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectPage {
    pub project: ProjectView,
    pub codes: Vec<CodeView>,
    /// today's
    pub status: Option<Status>,
    pub statuses: Vec<StatusView>,
    /// 企业基本情况 of today's general contractor; nobody is an answer
    pub contractor: Option<ContractorView>,
    pub parties: Vec<PartyView>,
    pub managers: Vec<ManagerView>,
    /// bound now, the responsible one first
    pub officers: Vec<OfficerView>,
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
    pub panel: [Line; 4],
    pub may_edit: bool,
    pub may_decide: bool,
    /// Whether the actor registered it or belongs to a party, so that somebody else has to accept it.
    pub is_own: bool,
    /// who looks, for what only the one who filed may take back
    pub account: Option<Uuid>,
    /// who filed and decided, by account
    pub names: BTreeMap<Uuid, String>,
}

/// Under which name another system knows the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeView {
    pub id: Uuid,
    pub scheme: String,
    pub code: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractorView {
    pub enterprise: Uuid,
    pub name: String,
    pub credit_code: String,
    pub kinds: Vec<EnterpriseKind>,
    pub legal_representative: Option<String>,
    pub address: Option<String>,
    pub phone: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficerView {
    pub bound: BoundOfficer,
    /// Numbers masked; nothing where the person's data are only kept (P-12).
    pub person: Option<MaskedPerson>,
    /// the enterprise's name
    pub enterprise: String,
}

pub async fn page(ctx: &Ctx, project: Uuid) -> Result<ProjectPage, Fault> {
    let row = project_for(ctx, Verb::View, project).await?;
    let reach = ProjectReach::of(ctx, Verb::View, Object::Project).await?;
    let sight = sight_of(ctx.db.reader(), &reach, &row).await?.unwrap_or_default();
    let is_open = row.merged_into.is_none();
    let is_own = row.registered_by.is_some_and(|by| Some(by) == account(ctx))
        || is_of_a_party(ctx.db.reader(), ctx, project).await?;
    let loaded = Loaded::read(ctx, row).await?;
    let today = ctx.now().day();
    let days = milestones::days(&loaded.row, &loaded.milestones, Which::InForce)?;
    let permits: Vec<PermitView> = loaded.permits.iter().map(permits::view).collect::<Result<_, _>>()?;
    let papers: Vec<_> = permits.iter().map(|view| view.permit.clone()).collect();
    let view = loaded.view()?;
    let codes = rows_of!(ctx.db.reader(), project_codes, project);
    let (accounts, deposits) = held(ctx, &loaded, &sight)?;
    Ok(ProjectPage {
        codes: codes.into_iter().map(|row| CodeView { id: row.id, scheme: row.scheme, code: row.code }).collect(),
        status: loaded.history.status_on(today),
        statuses: statuses::views(loaded.statuses.clone())?,
        contractor: contractor(ctx, &loaded, today)?,
        parties: parties::views(&loaded.parties, &loaded.enterprises)?,
        managers: managers_seen(&loaded, &sight)?,
        officers: officers_seen(&loaded, &sight),
        built_without_permit: built_without_permit(days.actual_start, &papers, view.permit_need),
        permits,
        milestones: milestones::views(&loaded.milestones)?,
        days,
        doubts: days.doubts(&loaded.history),
        shutdowns: loaded.shutdowns.iter().rev().cloned().map(shutdowns::view).collect::<Result<_, _>>()?,
        exemptions: loaded.exemptions.iter().rev().cloned().map(exemptions::view).collect::<Result<_, _>>()?,
        accounts,
        deposits,
        tasks: tasks::views(&loaded.tasks)?,
        readiness: readiness_of(&loaded, today)?,
        panel: panel_of(ctx, &loaded).await?,
        may_edit: is_open && may(ctx, Verb::Edit, project).await?,
        may_decide: is_open && may(ctx, Verb::Decide, project).await?,
        is_own,
        account: account(ctx),
        names: names(ctx, &loaded).await?,
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

async fn names(ctx: &Ctx, loaded: &Loaded) -> Result<BTreeMap<Uuid, String>, Fault> {
    let statuses = loaded.statuses.iter().flat_map(|row| [row.filed_by, row.approved_by]);
    let shutdowns = loaded.shutdowns.iter().flat_map(|row| [Some(row.filed_by), row.decided_by]);
    let exemptions = loaded.exemptions.iter().flat_map(|row| [Some(row.filed_by), row.decided_by]);
    let registered = [loaded.row.registered_by, loaded.row.accepted_by];
    let accounts = statuses.chain(shutdowns).chain(exemptions).chain(registered).flatten().collect();
    let names = holders(ctx.db.reader(), accounts).await?;
    Ok(names.into_iter().map(|(account, (_, name))| (account, name)).collect())
}

fn contractor(ctx: &Ctx, loaded: &Loaded, today: Day) -> Result<Option<ContractorView>, Fault> {
    let parties = loaded.parties.iter().map(party_of).collect::<Result<Vec<_>, _>>()?;
    let Some(party) = general_contractor_on(&parties, today) else { return Ok(None) };
    let Some(row) = loaded.enterprises.iter().find(|row| row.id == party.enterprise) else { return Ok(None) };
    let kinds = loaded.kinds.iter().filter(|kind| kind.enterprise_id == row.id);
    let mut kinds: Vec<EnterpriseKind> = kinds.filter_map(|kind| EnterpriseKind::parse(&kind.kind)).collect();
    kinds.sort_unstable();
    Ok(Some(ContractorView {
        enterprise: row.id,
        name: row.name.clone(),
        credit_code: row.credit_code.clone(),
        kinds,
        legal_representative: row.legal_representative.clone(),
        address: row.address.clone(),
        phone: phone_of(ctx, row)?,
    }))
}

/// Whoever left sees nobody who came afterwards.
fn managers_seen(loaded: &Loaded, sight: &Sight) -> Result<Vec<ManagerView>, Fault> {
    let mut views = managers::views(&loaded.managers, &loaded.people, &loaded.enterprises)?;
    views.retain(|view| sight.of_common().reaches(view.manager.period.first()));
    Ok(views)
}

fn officers_seen(loaded: &Loaded, sight: &Sight) -> Vec<OfficerView> {
    let seen = loaded.officers.iter().filter(|bound| sight.of_common().reaches(bound.since.day()));
    let view = |bound: &BoundOfficer| {
        let person = loaded.people.iter().find(|person| person.id == bound.person);
        let enterprise = loaded.enterprises.iter().find(|row| row.id == bound.enterprise);
        OfficerView {
            bound: *bound,
            person: person.map(MaskedPerson::from),
            enterprise: enterprise.map(|row| row.name.clone()).unwrap_or_default(),
        }
    };
    seen.map(view).collect()
}

fn held(ctx: &Ctx, loaded: &Loaded, sight: &Sight) -> Result<(Vec<AccountView>, Vec<DepositView>), Fault> {
    let accounts = loaded.accounts.iter().map(|row| money::account_view(ctx, row, &loaded.checks));
    let deposits = loaded.deposits.iter().map(|row| money::deposit_view(row, &loaded.checks));
    let mut accounts = accounts.collect::<Result<Vec<_>, Fault>>()?;
    let mut deposits = deposits.collect::<Result<Vec<_>, Fault>>()?;
    accounts.retain(|one| sight.of_common().reaches(one.held.period.first()));
    deposits.retain(|one| sight.of_common().reaches(one.held.period.first()));
    Ok((accounts, deposits))
}
