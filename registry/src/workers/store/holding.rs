//! How do those who write about the people of one project take turns, and who is told what they changed?
//!
//! The project's row is held first, and what is judged is read after that. What rests on stays and contracts is told last:
//! attendance matches presses and judges days anew, wages reckon the months anew.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::rows::day;
use super::site::{policy_of, site_of, sites_of};
use crate::attendance::store::sites::rules_of;
use crate::attendance::store::{Changed, mark_days_of, mark_site_days, match_again};
use crate::entity::{contracts, projects};
use crate::projects::store::{lock, lock_all};
use crate::wages::store::mark_since;
use crate::workers::{Policy, Site};
use crate::{Ctx, Day, Fault, Period, Refusal};

/// The project as the checks of one or many registrations know it.
pub(super) struct Ground {
    pub site: Site,
    pub policy: Policy,
}

impl Ground {
    /// As it stands for a look, which changes nothing.
    pub(super) async fn of(ctx: &Ctx, project: Uuid) -> Result<Self, Fault> {
        let reader = ctx.db.reader();
        let policy = policy_of(reader, project, ctx.now().day()).await?;
        Ok(Self { site: site_of(reader, project).await?, policy })
    }

    /// As it stands once nobody else writes about its people.
    pub(super) async fn hold(tx: &DatabaseTransaction, ctx: &Ctx, project: Uuid) -> Result<Self, Fault> {
        lock(tx, project).await?;
        let policy = policy_of(tx, project, ctx.now().day()).await?;
        Ok(Self { site: site_of(tx, project).await?, policy })
    }

    /// The same of many projects, each read with the others, or the reasons why nobody writes about its people.
    pub(super) async fn hold_all(
        tx: &DatabaseTransaction,
        ctx: &Ctx,
        projects: &BTreeSet<Uuid>,
    ) -> Result<BTreeMap<Uuid, Held>, Fault> {
        let (mut held, mut rows) = (BTreeMap::new(), BTreeMap::new());
        for (id, row) in lock_all(tx, projects).await? {
            match row {
                Ok(row) => {
                    rows.insert(id, row);
                }
                Err(reason) => {
                    held.insert(id, Err(vec![reason]));
                }
            }
        }
        let mut policies = policies_of(tx, &rows, ctx.now().day()).await?;
        for (id, site) in sites_of(tx, &rows.keys().copied().collect::<Vec<_>>()).await? {
            let policy = policies.remove(&id).ok_or_else(|| Fault::internal("a project without figures"))?;
            let area = rows.remove(&id).map(|row| row.area).unwrap_or_default();
            held.insert(id, policy.map(|policy| (area, Self { site, policy })));
        }
        Ok(held)
    }
}

/// A project's area and ground, or the reasons why nobody writes about its people.
pub(super) type Held = Result<(String, Ground), Vec<Refusal>>;

async fn policies_of(
    tx: &DatabaseTransaction,
    rows: &BTreeMap<Uuid, projects::Model>,
    today: Day,
) -> Result<BTreeMap<Uuid, Result<Policy, Vec<Refusal>>>, Fault> {
    let mut found = BTreeMap::new();
    match rules_of(tx, rows.values(), today).await {
        Ok(rules) => {
            for (id, rules) in rules {
                found.insert(id, Ok(Policy::from_rules(&rules)?));
            }
        }
        // one of them lies nobody knows where: the others stand
        Err(Fault::Refused(_)) => {
            for id in rows.keys() {
                found.insert(*id, refusals_apart(policy_of(tx, *id, today).await)?);
            }
        }
        Err(fault) => return Err(fault),
    }
    Ok(found)
}

/// The refusals of one among others; every other fault is one of all.
pub(crate) fn refusals_apart<T>(outcome: Result<T, Fault>) -> Result<Result<T, Vec<Refusal>>, Fault> {
    match outcome {
        Ok(value) => Ok(Ok(value)),
        Err(Fault::Refused(reasons)) => Ok(Err(reasons)),
        Err(fault) => Err(fault),
    }
}

/// Whose registration on the project differs, and from which day on.
pub(super) type Differing = (Uuid, Day);

/// Tells attendance and wages; nobody where nothing differs.
pub(super) async fn tell(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    differing: &[Differing],
) -> Result<(), Fault> {
    let Some(from) = differing.iter().map(|(_, from)| *from).min() else { return Ok(()) };
    let changed: Vec<Changed> =
        differing.iter().map(|(person, from)| Changed { person: *person, project, from: *from }).collect();
    match_again(tx, &changed).await?;
    mark_site_days(tx, ctx, project, Period::since(from)).await?;
    mark_since(tx, ctx, project, from).await
}

/// The same of contracts that went or came back together, as they stand in their rows.
pub(super) async fn tell_of_contracts(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    rows: &[contracts::Model],
) -> Result<(), Fault> {
    let Some(from) = rows.iter().map(|row| row.starts_on.as_str()).min() else { return Ok(()) };
    let from = day(from)?;
    mark_site_days(tx, ctx, project, Period::since(from)).await?;
    mark_since(tx, ctx, project, from).await
}

/// Tells attendance and wages that a contract of somebody came, went or ended: what differs begins on this day.
pub(super) async fn tell_of_contract(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    (project, person): (Uuid, Uuid),
    from: Day,
) -> Result<(), Fault> {
    mark_days_of(tx, ctx, (project, person), Period::since(from)).await?;
    mark_since(tx, ctx, project, from).await
}
