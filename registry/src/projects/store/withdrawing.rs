//! What was written down by mistake, and is taken back with its reason? It stays readable and no longer counts.

use sea_orm::DatabaseTransaction;
use serde_json::json;
use uuid::Uuid;

use super::changing::touch;
use super::parties::{check_managers_stay, let_officers_go, party_of};
use super::scope::project_for;
use super::{check_reason, lock};
use crate::entity::{
    project_accounts, project_codes, project_deposits, project_managers, project_milestones, project_parties,
    project_permits, project_tasks,
};
use crate::permissions::Verb;
use crate::{Ctx, Fault, Refusal, audit};

/// A row of one of the tables of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    Code(Uuid),
    Party(Uuid),
    Manager(Uuid),
    Permit(Uuid),
    Milestone(Uuid),
    Account(Uuid),
    Deposit(Uuid),
    Task(Uuid),
}

impl Record {
    fn named(self) -> (&'static str, Uuid) {
        match self {
            Self::Code(row) => ("code", row),
            Self::Party(row) => ("party", row),
            Self::Manager(row) => ("manager", row),
            Self::Permit(row) => ("permit", row),
            Self::Milestone(row) => ("milestone", row),
            Self::Account(row) => ("account", row),
            Self::Deposit(row) => ("deposit", row),
            Self::Task(row) => ("task", row),
        }
    }
}

/// # Errors
/// [`Fault::NotFound`] when the row is no longer in force; a refusal where others rest on it: the managers of a party, a day
/// that an office has confirmed.
pub async fn withdraw(ctx: &Ctx, project: Uuid, record: Record, reason: &str) -> Result<(), Fault> {
    project_for(ctx, Verb::Edit, project).await?;
    crate::transact!(ctx, |tx| {
        withdraw_within(tx, ctx, project, record, reason).await?;
        match record {
            Record::Party(_) => let_officers_go(tx, ctx, project).await,
            _ => Ok(()),
        }
    })
}

/// The same in the transaction of whoever takes it back, and has the right to. Who took back a party and puts no other in its
/// place lets the officers go.
pub(crate) async fn withdraw_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    record: Record,
    reason: &str,
) -> Result<(), Fault> {
    let reason = Some(check_reason(reason)?);
    let project_row = lock(tx, project).await?;
    match record {
        Record::Code(row) => withdraw_row!(tx, ctx, project_codes, project, row, reason),
        Record::Manager(row) => withdraw_row!(tx, ctx, project_managers, project, row, reason),
        Record::Permit(row) => withdraw_row!(tx, ctx, project_permits, project, row, reason),
        Record::Account(row) => withdraw_row!(tx, ctx, project_accounts, project, row, reason),
        Record::Deposit(row) => withdraw_row!(tx, ctx, project_deposits, project, row, reason),
        Record::Task(row) => withdraw_row!(tx, ctx, project_tasks, project, row, reason),
        Record::Party(row) => {
            let others = rows_of!(tx, project_parties, project);
            let others = others.iter().filter(|other| other.id != row);
            let others = others.map(party_of).collect::<Result<Vec<_>, _>>()?;
            check_managers_stay(tx, project, &others).await?;
            withdraw_row!(tx, ctx, project_parties, project, row, reason)
        }
        Record::Milestone(row) => {
            let known = rows_of!(tx, project_milestones, project);
            if known.iter().any(|one| one.id == row && one.confirmed_at.is_some()) {
                return Err(Refusal::new("projects.milestone_confirmed").into());
            }
            withdraw_row!(tx, ctx, project_milestones, project, row, reason)
        }
    }?;
    if matches!(record, Record::Code(_) | Record::Party(_)) {
        touch(tx, &project_row).await?;
    }
    let (kind, row) = record.named();
    audit::record(tx, ctx, "withdraw", ("project", project), json!({ "kind": kind, "row": row })).await
}
