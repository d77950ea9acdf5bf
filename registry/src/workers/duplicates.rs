//! Is the same person, document or card recorded twice?
//!
//! A person has one registration in force on a project: a change of team ends one and begins another on the same day.

use std::collections::{BTreeMap, BTreeSet};

use super::record::Registration;
use super::stays::Stay;

/// What identifies one record. Document and card may be the numbers or their keyed hashes.
#[derive(Clone, Copy, Debug)]
pub struct Identified<'a> {
    pub registration: &'a Registration,
    pub document: &'a str,
    pub name: &'a str,
    pub card: Option<&'a str>,
}

/// One finding: its rows by their positions in the input, rising.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duplicate {
    pub kind: DuplicateKind,
    pub rows: Vec<usize>,
}

closed_set! {
    DuplicateKind {
        /// One document, twice in force on one project.
        RegisteredTwice = "registered_twice",
        /// One document, on site on two projects at the same time.
        TwoSites = "two_sites",
        /// One document under different names.
        TwoNames = "two_names",
        /// One card for different documents.
        SharedCard = "shared_card",
    }
}

/// Every duplicate among these records, one finding per document or card and kind. O(n log n) in the stays.
pub fn find_duplicates(rows: &[Identified<'_>]) -> Vec<Duplicate> {
    let all = || rows.iter().enumerate();
    let mut found = Vec::new();
    for group in grouped(all(), |row| Some(row.document)) {
        found.push(Duplicate { kind: DuplicateKind::RegisteredTwice, rows: registered_twice(&group) });
        let rows = of_meeting_stays(&group, |(_, row)| row.registration.project);
        found.push(Duplicate { kind: DuplicateKind::TwoSites, rows });
        found.push(Duplicate { kind: DuplicateKind::TwoNames, rows: unless_all_alike(&group, |row| row.name) });
    }
    for group in grouped(all(), |row| row.card) {
        found.push(Duplicate { kind: DuplicateKind::SharedCard, rows: unless_all_alike(&group, |row| row.document) });
    }
    found.retain(|duplicate| !duplicate.rows.is_empty());
    found.sort();
    found
}

type Numbered<'a> = (usize, &'a Identified<'a>);

fn grouped<'a, K: Ord>(
    rows: impl IntoIterator<Item = Numbered<'a>>,
    key: impl Fn(&Identified<'a>) -> Option<K>,
) -> impl Iterator<Item = Vec<Numbered<'a>>> {
    let mut groups: BTreeMap<K, Vec<Numbered<'_>>> = BTreeMap::new();
    for (index, row) in rows {
        if let Some(key) = key(row) {
            groups.entry(key).or_default().push((index, row));
        }
    }
    groups.into_values().filter(|group| group.len() > 1)
}

/// The rows that stand beside another ([`Registration::stands_beside`]) of their project.
fn registered_twice(group: &[Numbered<'_>]) -> Vec<usize> {
    let mut twice = BTreeSet::new();
    for rows in grouped(group.iter().copied(), |row| Some(row.registration.project)) {
        let in_force = || rows.iter().filter(|(_, row)| row.registration.is_in_force()).map(|(index, _)| *index);
        if in_force().count() > 1 {
            twice.extend(in_force());
        }
        twice.extend(of_meeting_stays(&rows, |(index, _)| index));
    }
    twice.into_iter().collect()
}

/// All rows of a group, or none when they say the same.
fn unless_all_alike<'a>(group: &[Numbered<'a>], of: impl Fn(&Identified<'a>) -> &'a str) -> Vec<usize> {
    let is_alike = group.windows(2).all(|pair| matches!(pair, [(_, one), (_, other)] if of(one) == of(other)));
    if is_alike { Vec::new() } else { group.iter().map(|(index, _)| *index).collect() }
}

/// The rows of a group with a stay that meets one of a row with another key: more meet it than those of its own key.
fn of_meeting_stays<'a, K: Ord>(group: &[Numbered<'a>], key: impl Fn(Numbered<'a>) -> K) -> Vec<usize> {
    let mut all = Spans::default();
    let mut of_key: BTreeMap<K, Spans> = BTreeMap::new();
    for row in group {
        let own = of_key.entry(key(*row)).or_default();
        for span in spans(row) {
            all.add(span);
            own.add(span);
        }
    }
    for one in of_key.values_mut().chain([&mut all]) {
        one.starts.sort_unstable();
        one.ends.sort_unstable();
    }
    let meets_another = |row: &&Numbered<'a>| {
        of_key.get(&key(**row)).is_some_and(|own| spans(row).any(|span| all.meeting(span) > own.meeting(span)))
    };
    group.iter().filter(meets_another).map(|(index, _)| *index).collect()
}

fn spans<'a>((_, row): &Numbered<'a>) -> impl Iterator<Item = (i64, i64)> + 'a {
    row.registration.stays.iter().map(Stay::span)
}

/// The ends of many stays, in order once all are added.
#[derive(Default)]
struct Spans {
    starts: Vec<i64>,
    ends: Vec<i64>,
}

impl Spans {
    fn add(&mut self, (from, until): (i64, i64)) {
        self.starts.push(from);
        self.ends.push(until);
    }

    /// How many meet this one: those that have begun by its end, without those that were over before it began.
    fn meeting(&self, (from, until): (i64, i64)) -> usize {
        let begun = self.starts.partition_point(|start| *start <= until);
        let over = self.ends.partition_point(|end| *end < from);
        begun - over
    }
}

impl DuplicateKind {
    /// Whether it keeps the later record out; the others are shown beside both.
    pub fn is_refused(self) -> bool {
        matches!(self, Self::RegisteredTwice | Self::TwoNames)
    }
}
