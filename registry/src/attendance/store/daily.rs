//! What stands on the page of one day of a site? Its reports, with the names of those that they speak of.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::names::{account_names, person_names, team_names};
use super::reports::{StoredReport, report_of, unreported_days};
use super::sites::check_whole;
use crate::attendance::DailyReport;
use crate::calendar::Month;
use crate::entity::registrations;
use crate::{Ctx, Day, Fault, Instant};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayPage {
    /// the newest first
    pub reports: Vec<ReportView>,
    /// by registration: the person and the name
    pub people: BTreeMap<Uuid, (Uuid, String)>,
    pub teams: BTreeMap<Uuid, String>,
    /// days of the same month in construction without a report
    pub missing: Vec<Day>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportView {
    pub number: i32,
    pub made_at: Instant,
    /// none when a job made it
    pub maker: Option<String>,
    pub report: DailyReport,
}

/// # Errors
/// [`Fault::NotFound`] when the project is not the actor's to see whole.
pub async fn day_page(ctx: &Ctx, project: Uuid, day: Day) -> Result<DayPage, Fault> {
    check_whole(ctx, project).await?;
    let db = ctx.db.reader();
    let stored = report_of(ctx, project, day).await?;
    let makers = account_names(db, stored.iter().filter_map(|report| report.made_by).collect()).await?;
    let named: BTreeSet<Uuid> = stored.iter().flat_map(|stored| stored.report.all.absent.iter().copied()).collect();
    let rows = registrations::Entity::find().filter(registrations::Column::Id.is_in(named)).all(db).await?;
    let names = person_names(db, rows.iter().map(|row| row.person_id).collect()).await?;
    let person = |row: registrations::Model| {
        let name = names.get(&row.person_id).cloned().unwrap_or_default();
        (row.id, (row.person_id, name))
    };
    let missing = unreported_days(ctx, project, Month::of(day)).await?;
    let view = |stored: StoredReport| ReportView {
        number: stored.number,
        made_at: stored.made_at,
        maker: stored.made_by.and_then(|account| makers.get(&account).cloned()),
        report: stored.report,
    };
    Ok(DayPage {
        reports: stored.into_iter().map(view).collect(),
        people: rows.into_iter().map(person).collect(),
        teams: team_names(db, project).await?,
        missing,
    })
}
