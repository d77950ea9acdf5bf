//! Which rows speak of one passage, and whose days can they change? Known before anything is written.
//!
//! A correction may have moved a passage to another project, so the projects of a whole family are held together. They are
//! found, held, and found again: what came in between is seen before anybody's day is touched.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend};
use uuid::Uuid;

use super::{last_seen, raw_rows};
use crate::attendance::Event;
use crate::{Fault, Instant};

/// More is not said about one passage: to follow what is said costs a step for each.
pub(crate) const MOST_STATEMENTS: usize = 32;

/// Whose families are asked for.
#[derive(Default)]
pub(crate) struct Asked<'a> {
    pub rows: BTreeSet<Uuid>,
    /// Those of these records about which something was said already are asked for, too.
    pub records: Vec<&'a Event>,
}

impl Asked<'_> {
    async fn find(&self, tx: &DatabaseTransaction) -> Result<Vec<Event>, Fault> {
        let mut seeds = raw_rows::spoken_of(tx, &self.records).await?;
        seeds.extend(&self.rows);
        raw_rows::families(tx, seeds).await
    }
}

/// The families as they are on record, with all their projects held. `delivered` are further projects to hold, of which
/// something arrived at the moment.
///
/// # Errors
/// [`Fault::Busy`] when somebody drew a further project in meanwhile: another try finds it.
pub(crate) async fn held(
    tx: &DatabaseTransaction,
    asked: &Asked<'_>,
    delivered: &BTreeSet<Uuid>,
    received_at: Option<Instant>,
) -> Result<Vec<Event>, Fault> {
    let found = asked.find(tx).await?;
    let mut projects: BTreeMap<Uuid, Option<Instant>> = found.iter().map(|event| (event.project, None)).collect();
    projects.extend(delivered.iter().map(|project| (*project, received_at)));
    let held: BTreeSet<Uuid> = projects.keys().copied().collect();
    last_seen::hold_received(tx, projects).await?;
    // SQLite has one writer: nothing came in between
    if tx.get_database_backend() == DbBackend::Sqlite {
        return Ok(found);
    }
    let found = asked.find(tx).await?;
    if found.iter().any(|event| !held.contains(&event.project)) {
        return Err(Fault::Busy);
    }
    Ok(found)
}

/// Rows that speak of each other, told apart by a number per family. A row that has not come yet has its place all the same.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    places: HashMap<Uuid, usize>,
    above: Vec<usize>,
}

impl Groups {
    pub(crate) fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut groups = Self::default();
        for event in events {
            let own = groups.place(event.id);
            if let Some(about) = event.purpose.of() {
                let other = groups.place(about);
                let (own, other) = (groups.root(own), groups.root(other));
                groups.above[own] = other;
            }
        }
        for place in 0..groups.above.len() {
            groups.above[place] = groups.root(place);
        }
        groups
    }

    /// None for a row that stands alone.
    pub(crate) fn group_of(&self, id: Uuid) -> Option<usize> {
        self.places.get(&id).map(|place| self.above[*place])
    }

    /// The families with more rows than may be.
    pub(crate) fn too_large(&self) -> BTreeSet<usize> {
        let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
        for place in self.places.values() {
            *sizes.entry(self.above[*place]).or_default() += 1;
        }
        sizes.into_iter().filter(|(_, size)| *size > MOST_STATEMENTS).map(|(group, _)| group).collect()
    }

    fn place(&mut self, id: Uuid) -> usize {
        *self.places.entry(id).or_insert_with(|| {
            self.above.push(self.above.len());
            self.above.len() - 1
        })
    }

    /// Shortens the way while it goes it.
    fn root(&mut self, mut place: usize) -> usize {
        while self.above[place] != place {
            self.above[place] = self.above[self.above[place]];
            place = self.above[place];
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attendance::{Direction, IdentityKey, Method, Origin, Purpose};

    fn said(id: u128, about: Option<u128>) -> Event {
        Event {
            id: Uuid::from_u128(id),
            project: Uuid::nil(),
            who: IdentityKey(String::new()),
            team: None,
            direction: Direction::In,
            at: Instant(0),
            device: String::new(),
            method: Method::Face,
            origin: Origin::Device,
            photo: None,
            purpose: about.map_or(Purpose::Record, |about| Purpose::Correct(Uuid::from_u128(about))),
            stated_at: Instant(0),
            received_at: Instant(0),
            approved_at: None,
        }
    }

    #[test]
    fn what_speaks_of_one_passage_is_one_group_in_whatever_order_it_comes() {
        let events = [said(3, Some(2)), said(7, Some(6)), said(2, Some(1)), said(9, None), said(1, None)];
        let groups = Groups::of(&events);
        let of = |id: u128| groups.group_of(Uuid::from_u128(id));
        assert!(of(1).is_some() && of(1) == of(2) && of(2) == of(3));
        assert_eq!(of(7), of(6), "the row spoken of has not come");
        assert!(of(7) != of(1) && of(9) != of(1) && of(9) != of(7));
        assert_eq!(of(100), None);
        assert!(groups.too_large().is_empty());
    }

    #[test]
    fn a_chain_that_grows_too_long_is_noticed_however_it_is_cut() {
        let most = u128::try_from(MOST_STATEMENTS).unwrap_or_default();
        let chain: Vec<Event> = (1..most).map(|id| said(id + 1, Some(id))).collect();
        assert!(Groups::of(&chain).too_large().is_empty());
        let longer: Vec<Event> = chain.into_iter().rev().chain([said(most + 1, Some(most))]).collect();
        assert_eq!(Groups::of(&longer).too_large().len(), 1);
    }
}
