//! Which supervising areas are there on a day, which lies in which, and what became of a code that was replaced?
//!
//! Areas are a tree of our own: divisions (GB/T 2260), abolished ones included, and zones that supervise without being
//! divisions. A code that was replaced stays valid for what was recorded under it; its successors take over.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Day, Refusal};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    pub code: String,
    pub name: String,
    pub parent: Option<String>,
    /// `None` where nobody knows: it has always been there.
    pub valid_from: Option<Day>,
    /// The last day; `None` while it stands.
    pub valid_to: Option<Day>,
    /// Codes whose place it took.
    pub replaces: Vec<String>,
}

/// Areas that form a tree, in both senses: inside each other and after each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Areas {
    by_code: BTreeMap<String, Area>,
    /// who took the place of a code
    replaced_by: BTreeMap<String, Vec<String>>,
}

impl Area {
    pub fn stands_on(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

impl Areas {
    /// # Errors
    /// Everything that is wrong: a code twice, a parent or a replaced code that is not there, an end before the
    /// beginning, a replaced code without an end, and a circle.
    pub fn new(areas: Vec<Area>) -> Result<Self, Vec<Refusal>> {
        let mut wrong = Vec::new();
        let (mut by_code, mut replaced_by) = (BTreeMap::new(), BTreeMap::<String, Vec<String>>::new());
        for area in areas {
            for old in &area.replaces {
                replaced_by.entry(old.clone()).or_default().push(area.code.clone());
            }
            if let Some(twice) = by_code.insert(area.code.clone(), area) {
                wrong.push(Refusal::new("projects.area_twice").with("code", twice.code));
            }
        }
        let areas = Self { by_code, replaced_by };
        for area in areas.by_code.values() {
            wrong.extend(areas.check(area));
        }
        if wrong.is_empty() { Ok(areas) } else { Err(wrong) }
    }

    pub fn get(&self, code: &str) -> Option<&Area> {
        self.by_code.get(code)
    }

    pub fn standing_on(&self, day: Day) -> impl Iterator<Item = &Area> {
        self.by_code.values().filter(move |area| area.stands_on(day))
    }

    /// The one area of a day that somebody means who writes its name, or a code; one that was replaced means its successor.
    pub fn meant_on(&self, text: &str, day: Day) -> Option<&Area> {
        let named = self.standing_on(day).find(|area| area.name == text);
        named.or_else(|| match self.successors_on(text, day)[..] {
            [area] => Some(area),
            _ => None,
        })
    }

    /// What a code means on a day: itself while it stands, afterwards whatever stands in its place, through any number
    /// of changes. None for an unknown code, and for one that has ended and was never replaced or is not there yet.
    pub fn successors_on(&self, code: &str, day: Day) -> Vec<&Area> {
        match self.get(code) {
            None => Vec::new(),
            Some(area) if area.stands_on(day) => vec![area],
            Some(area) if area.valid_to.is_none_or(|to| day <= to) => Vec::new(),
            Some(_) => {
                let next = self.replaced_by.get(code).into_iter().flatten();
                let found: BTreeMap<&str, &Area> = next
                    .flat_map(|code| self.successors_on(code, day))
                    .map(|area| (area.code.as_str(), area))
                    .collect();
                found.into_values().collect()
            }
        }
    }

    /// Every code that the area took the place of, through any number of changes, in the order of the codes.
    pub fn predecessors(&self, code: &str) -> Vec<&Area> {
        let mut found = BTreeSet::new();
        let mut open = vec![code];
        while let Some(area) = open.pop().and_then(|code| self.get(code)) {
            open.extend(area.replaces.iter().map(String::as_str).filter(|old| found.insert(*old)));
        }
        found.into_iter().filter_map(|code| self.get(code)).collect()
    }

    /// What the area lies in on the day, the nearest first. A parent that was replaced stands for its one successor.
    pub fn ancestors_on(&self, code: &str, day: Day) -> Vec<&Area> {
        let mut found: Vec<&Area> = Vec::new();
        let mut next = self.get(code).and_then(|area| area.parent.as_deref());
        while let Some(parent) = next {
            let [area] = self.successors_on(parent, day)[..] else { break };
            if found.iter().any(|above| above.code == area.code) {
                break;
            }
            found.push(area);
            next = area.parent.as_deref();
        }
        found
    }

    /// From the widest down to what the code means on the day: the order in which rule packs are combined.
    ///
    /// # Errors
    /// When the code is unknown, has ended without a successor, or several stand in its place and somebody has to choose.
    pub fn lineage_on(&self, code: &str, day: Day) -> Result<Vec<&Area>, Refusal> {
        match self.successors_on(code, day)[..] {
            [] => Err(Refusal::on("area", "projects.area_unknown").with("code", code)),
            [area] => {
                let mut lineage = self.ancestors_on(&area.code, day);
                lineage.reverse();
                lineage.push(area);
                Ok(lineage)
            }
            _ => Err(Refusal::on("area", "projects.area_divided").with("code", code)),
        }
    }

    /// Whether what one code means on the day is the other area, or lies in it.
    pub fn is_within(&self, code: &str, outer: &str, day: Day) -> bool {
        let outer = self.successors_on(outer, day);
        let is_outer = |area: &&Area| outer.iter().any(|one| one.code == area.code);
        self.lineage_on(code, day).is_ok_and(|lineage| lineage.iter().any(is_outer))
    }

    fn check(&self, area: &Area) -> Vec<Refusal> {
        let refuse = |code| Refusal::new(code).with("code", &area.code);
        let mut wrong = Vec::new();
        if area.parent.as_ref().is_some_and(|parent| !self.by_code.contains_key(parent)) {
            wrong.push(refuse("projects.area_without_parent"));
        }
        if area.valid_from.zip(area.valid_to).is_some_and(|(from, to)| to < from) {
            wrong.push(refuse("projects.area_ends_before_start"));
        }
        for old in &area.replaces {
            match self.get(old) {
                None => wrong.push(refuse("projects.area_replaces_unknown").with("old", old)),
                Some(old) if old.valid_to.is_none() => {
                    wrong.push(refuse("projects.area_replaces_standing").with("old", &old.code));
                }
                Some(_) => {}
            }
        }
        if self.comes_back(area, |one| one.parent.iter().collect()) {
            wrong.push(refuse("projects.area_circle"));
        }
        if self.comes_back(area, |one| one.replaces.iter().collect()) {
            wrong.push(refuse("projects.area_replaces_itself"));
        }
        wrong
    }

    fn comes_back<'a>(&'a self, start: &'a Area, next: impl Fn(&'a Area) -> Vec<&'a String>) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = next(start);
        while let Some(code) = open.pop() {
            if *code == start.code {
                return true;
            }
            if seen.insert(code) {
                open.extend(self.get(code).into_iter().flat_map(&next));
            }
        }
        false
    }
}
