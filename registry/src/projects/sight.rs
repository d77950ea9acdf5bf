//! How far does somebody see the people of a project: of which units, and until which day?
//!
//! An enterprise sees its own people, without end. A general contractor answers for all units (条例第二十八条) and sees them;
//! one that has left sees what began while it was there, and nobody who came after it.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Party, PartyRole};
use crate::Day;

/// In rising order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    #[default]
    Never,
    /// What began on this day or before.
    Until(Day),
    Always,
}

/// Of all units so much, of these more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    all: Seen,
    units: BTreeMap<Uuid, Seen>,
    /// Of what the project has as a whole, such as its site managers: until the last day of whoever looks.
    common: Seen,
}

impl Seen {
    pub fn reaches(self, began: Day) -> bool {
        match self {
            Self::Never => false,
            Self::Until(last) => began <= last,
            Self::Always => true,
        }
    }
}

impl Sight {
    /// Whoever is in charge: the offices, the bound officer.
    pub fn whole() -> Self {
        Self { all: Seen::Always, units: BTreeMap::new(), common: Seen::Always }
    }

    /// Of the parties of a project, those that are meant: the enterprises of somebody.
    pub fn of_parties<'a>(own: impl IntoIterator<Item = &'a Party>) -> Self {
        let mut sight = Self::default();
        for party in own {
            let until = party.period.last().map_or(Seen::Always, Seen::Until);
            sight.common = sight.common.max(until);
            if party.role == PartyRole::GeneralContractor {
                sight.all = sight.all.max(until);
            }
            if party.role.employs_workers() {
                sight.units.insert(party.enterprise, Seen::Always);
            }
        }
        sight
    }

    /// The same enterprises under further rows of theirs, from before a merge.
    pub fn under_rows(mut self, rows: impl IntoIterator<Item = Uuid>) -> Self {
        if !self.units.is_empty() {
            self.units.extend(rows.into_iter().map(|row| (row, Seen::Always)));
        }
        self
    }

    /// What of every unit is seen.
    pub fn of_all(&self) -> Seen {
        self.all
    }

    /// What is seen of what is nobody's alone: managers, accounts, officers.
    pub fn of_common(&self) -> Seen {
        self.common
    }

    /// The units of which everything is seen, whenever it began.
    pub fn units(&self) -> impl Iterator<Item = Uuid> {
        self.units.iter().filter(|(_, seen)| **seen == Seen::Always).map(|(unit, _)| *unit)
    }

    pub fn of_unit(&self, unit: Uuid) -> Seen {
        self.units.get(&unit).copied().unwrap_or_default().max(self.all)
    }

    /// Whether what began on a day with a unit is seen.
    pub fn holds(&self, unit: Uuid, began: Day) -> bool {
        self.of_unit(unit).reaches(began)
    }

    /// Whether nobody's people are seen: an owner sees the project and none of them.
    pub fn is_of_nobody(&self) -> bool {
        self.all == Seen::Never && self.units.is_empty()
    }
}
