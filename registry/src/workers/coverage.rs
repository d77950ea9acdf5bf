//! Which share of each unit's people on site has a contract on a day, and who has none since when?
//!
//! A contract covers its person for the unit that employs the person; one with another unit of the project is told apart.
//! Workers make the share, managers are counted beside it.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::contracts::Contract;
use super::record::{Registration, Role, Standing};
use crate::Day;

/// Numbers of people on site with this unit on the day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitCoverage {
    pub workers: u32,
    pub covered: u32,
    pub managers: u32,
    pub managers_covered: u32,
    /// Workers and managers without a contract with this unit, the longest first.
    pub uncovered: Vec<UncoveredWorker>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UncoveredWorker {
    /// The first day on site, up to the day of the question, without a contract.
    pub since: Day,
    pub person: Uuid,
    pub registration: Uuid,
    /// The unit that did sign a contract for the day, when one did.
    pub signed_with: Option<Uuid>,
}

impl UnitCoverage {
    /// Hundredths of a percent, rounded down so that 10000 means everybody; `None` without workers.
    pub fn share(&self) -> Option<u32> {
        let share = (u64::from(self.covered) * 10_000).checked_div(u64::from(self.workers))?;
        u32::try_from(share).ok()
    }
}

/// A registration and the person's contracts that may count for it.
type Row<'a> = (&'a Registration, Vec<&'a Contract>);

/// The coverage of each of the project's units with people on site; a person counts once in a unit. Registrations and
/// contracts of other projects are passed over.
pub fn contract_coverage<'a>(
    project: Uuid,
    people: impl IntoIterator<Item = (&'a Registration, &'a [Contract])>,
    day: Day,
) -> BTreeMap<Uuid, UnitCoverage> {
    let mut on_site: BTreeMap<(Uuid, Uuid), Vec<Row<'_>>> = BTreeMap::new();
    for (registration, contracts) in people {
        if registration.project == project && registration.standing_on(day) == Standing::OnSite {
            let contracts = contracts.iter().filter(|one| one.project == project).collect();
            on_site.entry((registration.unit, registration.person)).or_default().push((registration, contracts));
        }
    }
    let mut units: BTreeMap<Uuid, UnitCoverage> = BTreeMap::new();
    for ((unit, _), rows) in on_site {
        units.entry(unit).or_default().add(unit, &rows, day);
    }
    for coverage in units.values_mut() {
        coverage.uncovered.sort();
    }
    units
}

impl UnitCoverage {
    fn add(&mut self, unit: Uuid, rows: &[Row<'_>], day: Day) {
        let contracts = || rows.iter().flat_map(|(_, contracts)| contracts.iter().copied());
        let is_covered = contracts().any(|one| one.employer == unit && one.covers(day));
        let is_worker = rows.iter().any(|(registration, _)| registration.role == Role::Worker);
        let (people, covered) = match is_worker {
            true => (&mut self.workers, &mut self.covered),
            false => (&mut self.managers, &mut self.managers_covered),
        };
        *people += 1;
        *covered += u32::from(is_covered);
        let Some((registration, _)) = rows.first().filter(|_| !is_covered) else { return };
        let own: Vec<&Contract> = contracts().filter(|one| one.employer == unit).collect();
        self.uncovered.push(UncoveredWorker {
            since: uncovered_since(registration, &own, day),
            person: registration.person,
            registration: registration.id,
            signed_with: contracts().find(|one| one.covers(day)).map(|one| one.employer),
        });
    }
}

/// The later of the entry and the day after the last contract ended.
fn uncovered_since(registration: &Registration, own: &[&Contract], day: Day) -> Day {
    let entered = registration.stays.on(day).map_or(day, |stay| stay.entered);
    let ended = own.iter().filter(|one| one.valid_from() <= day).filter_map(|one| one.last_day());
    let after = ended.filter(|last| *last < day).filter_map(|last| last.0.succ_opt()).map(Day).max();
    after.map_or(entered, |after| entered.max(after))
}
