//! What has to be said because a moment has come, and to whom? Each source tells what is due by its own rules; here it is sent,
//! once per key, however often the job runs.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::SelectStatement};
use uuid::Uuid;

use super::store::send_once;
use super::{Kind, Reminder, To};
use crate::db::many;
use crate::entity::{
    attendance_reports, bindings, notices, project_managers, project_parties, project_statuses, projects,
};
use crate::filings::store::in_force;
use crate::filings::{self, Duty};
use crate::instant::HOUR_MS;
use crate::projects::Status;
use crate::projects::store::{contractor_on, leads_on, status_in_force_on};
use crate::{Actor, Ctx, Day, Fault};

/// at nine in the morning, Nantong's time.
const REPORT_DUE_MS: i64 = 9 * HOUR_MS;
/// Read at once; sites where nobody is to be told must not keep the others from being looked at.
const SITES_AT_ONCE: u64 = 2_000;
/// In one transaction.
const AT_ONCE: usize = 100;

/// Sends what is due and was not sent yet; how many notices that were. For the job.
///
/// # Errors
/// [`Fault::Forbidden`] for people.
pub async fn remind(ctx: &Ctx) -> Result<usize, Fault> {
    if !matches!(ctx.actor, Actor::System(_)) {
        return Err(Fault::Forbidden);
    }
    let mut due = missing_reports(ctx, SITES_AT_ONCE).await?;
    due.extend(filings::store::change::due_reminders(ctx).await?);
    due.extend(filings::store::returns::due_reminders(ctx).await?);
    let mut sent = 0;
    for some in due.chunks(AT_ONCE) {
        sent += crate::transact!(ctx, |tx| {
            let mut sent = 0;
            for one in some {
                let Reminder { to, kind, about, facts, key } = one;
                sent += usize::from(send_once(ctx, tx, *to, *kind, *about, facts, key).await?);
            }
            Ok(sent)
        })?;
    }
    Ok(sent)
}

/// no report of yesterday while the state was 在建. To the project managers and the responsible officer, or to the
/// general contractor where there is neither.
async fn missing_reports(ctx: &Ctx, at_once: u64) -> Result<Vec<Reminder>, Fault> {
    let today = ctx.now().day();
    if ctx.now() < today.starts_at().plus_ms(REPORT_DUE_MS) {
        return Ok(Vec::new());
    }
    let (mut due, mut after) = (Vec::new(), None);
    loop {
        let sites = without_report(ctx, today.previous(), after, at_once).await?;
        let Some((last, _)) = sites.last() else { return Ok(due) };
        after = Some(*last);
        due.extend(missing_of(ctx, &sites, today).await?);
    }
}

/// The sites that were built on a day and did not report it, by id, from the one after `after` on.
async fn without_report(ctx: &Ctx, day: Day, after: Option<Uuid>, most: u64) -> Result<Vec<(Uuid, String)>, Fault> {
    let mut sites = projects::Entity::find()
        .select_only()
        .columns([projects::Column::Id, projects::Column::Name])
        .filter(projects::Column::MergedInto.is_null())
        .filter(projects::Column::Id.in_subquery(building_on(day)))
        .filter(projects::Column::Id.not_in_subquery(reported_on(day)))
        .filter(projects::Column::Id.not_in_subquery(said(Kind::DailyReportMissing, day)))
        .order_by_asc(projects::Column::Id)
        .limit(most);
    if let Some(after) = after {
        sites = sites.filter(projects::Column::Id.gt(after));
    }
    Ok(sites.into_tuple().all(ctx.db.reader()).await?)
}

/// What is said about these sites, to whoever answers for each.
async fn missing_of(ctx: &Ctx, sites: &[(Uuid, String)], today: Day) -> Result<Vec<Reminder>, Fault> {
    let yesterday = today.previous();
    let ids: Vec<Uuid> = sites.iter().map(|(id, _)| *id).collect();
    let readers = who_answers(ctx, &ids, today).await?;
    let reminder = |to: To, (id, name): &(Uuid, String)| Reminder {
        to,
        kind: Kind::DailyReportMissing,
        about: *id,
        facts: vec![("project", name.clone()), ("day", yesterday.to_string())],
        key: yesterday.to_string(),
    };
    let of_site = |site: &(Uuid, String)| {
        let readers = readers.get(&site.0).into_iter().flatten();
        readers.map(|to| reminder(*to, site)).collect::<Vec<_>>()
    };
    Ok(sites.iter().flat_map(of_site).collect())
}

fn building_on(day: Day) -> SelectStatement {
    project_statuses::Entity::find()
        .select_only()
        .column(project_statuses::Column::ProjectId)
        .filter(project_statuses::Column::Status.eq(Status::Building.code()))
        .filter(status_in_force_on(day))
        .into_query()
}

fn reported_on(day: Day) -> SelectStatement {
    attendance_reports::Entity::find()
        .select_only()
        .column(attendance_reports::Column::ProjectId)
        .filter(attendance_reports::Column::Day.eq(day.to_string()))
        .into_query()
}

/// About what this was said for the day already.
fn said(kind: Kind, day: Day) -> SelectStatement {
    notices::Entity::find()
        .select_only()
        .column(notices::Column::AboutId)
        .filter(notices::Column::Kind.eq(kind.code()))
        .filter(notices::Column::OnceKey.eq(day.to_string()))
        .into_query()
}

/// Of each site whoever leads it and its responsible officer; its general contractor where there is neither.
async fn who_answers(ctx: &Ctx, sites: &[Uuid], today: Day) -> Result<BTreeMap<Uuid, BTreeSet<To>>, Fault> {
    let db = ctx.db.reader();
    let mut found: BTreeMap<Uuid, BTreeSet<To>> = BTreeMap::new();
    for some in many::keys(sites) {
        let leaders: Vec<(Uuid, Uuid)> = project_managers::Entity::find()
            .select_only()
            .columns([project_managers::Column::ProjectId, project_managers::Column::PersonId])
            .filter(project_managers::Column::ProjectId.is_in(some.iter().copied()))
            .filter(leads_on(today))
            .into_tuple()
            .all(db)
            .await?;
        let officers: Vec<(Option<Uuid>, Uuid)> = bindings::Entity::find()
            .select_only()
            .columns([bindings::Column::ProjectId, bindings::Column::PersonId])
            .filter(bindings::Column::ProjectId.is_in(some.iter().copied()))
            .filter(bindings::Column::Duty.eq(Duty::Responsible.code()))
            .filter(in_force())
            .into_tuple()
            .all(db)
            .await?;
        let officers = officers.into_iter().filter_map(|(site, person)| Some((site?, person)));
        for (site, person) in leaders.into_iter().chain(officers) {
            found.entry(site).or_default().insert(To::Person(person));
        }
        let contractors: Vec<(Uuid, Uuid)> = project_parties::Entity::find()
            .select_only()
            .columns([project_parties::Column::ProjectId, project_parties::Column::EnterpriseId])
            .filter(project_parties::Column::ProjectId.is_in(some.iter().copied()))
            .filter(project_parties::Column::WithdrawnAt.is_null())
            .filter(contractor_on(today))
            .into_tuple()
            .all(db)
            .await?;
        for (site, enterprise) in contractors {
            found.entry(site).or_insert_with(|| BTreeSet::from([To::Enterprise(enterprise)]));
        }
    }
    Ok(found)
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
