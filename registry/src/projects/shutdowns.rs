//! Which projects of an enterprise can stop for the same days, and when is that likely to be wanted?

use chrono::NaiveDate;

use super::History;
use crate::calendar::Calendar;
use crate::{Day, Period, Refusal};

/// Fewer days off in a row are no Spring Festival.
const FEWEST_DAYS_OFF: usize = 5;

/// What one filing for many projects would do (R-122 d).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan<I> {
    pub fits: Vec<I>,
    /// The project, and why not.
    pub not: Vec<(I, Refusal)>,
}

/// Sorts projects by whether a shutdown of this period fits into their history. Nothing is filed for the others.
pub fn plan<'a, I>(projects: impl IntoIterator<Item = (I, &'a History)>, period: Period) -> Plan<I> {
    let mut plan = Plan { fits: Vec::new(), not: Vec::new() };
    for (project, history) in projects {
        match history.check_shutdown(period) {
            Ok(()) => plan.fits.push(project),
            Err(refusal) => plan.not.push((project, refusal)),
        }
    }
    plan
}

/// The days off around the Spring Festival of a year: what the filing offers, to be widened by hand. `None` while the
/// year's calendar is not published.
pub fn spring_festival(calendar: &Calendar, year: i32) -> Option<Period> {
    let from = NaiveDate::from_ymd_opt(year, 1, 15)?;
    let days: Vec<Day> = from.iter_days().take(60).map(Day).collect();
    let works = days.iter().map(|day| calendar.is_working_day(*day)).collect::<Option<Vec<bool>>>()?;
    let runs = days.iter().zip(works).collect::<Vec<_>>();
    let longest = runs.split(|(_, works)| *works).max_by_key(|run| run.len())?;
    let ((first, _), (last, _)) = (longest.first()?, longest.last()?);
    (longest.len() >= FEWEST_DAYS_OFF).then(|| Period::new(**first, Some(**last)).ok())?
}
