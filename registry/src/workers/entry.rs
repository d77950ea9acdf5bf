//! May this person enter the site on this day, and if not, what is missing (R-027)?
//!
//! ```text
//! permit = contract (or written agreement) ∧ skill training ∧ safety disclosure ∧ registration
//! ```
//! 甲文第六条 asks for all four; where only 乙文二（一） is in force, contract and registration are enough and the other
//! two are advised.

use uuid::Uuid;

use super::contracts::Contract;
use super::policy::{Policy, SafetyRule, TrainingRule};
use super::record::{Registration, Standing};
use super::teams::Site;
use super::trainings::{SiteTraining, TrainingKind, TrainingResult};
use crate::Day;

/// What is known about the person on this project. Nobody is registered who has no `registration`.
#[derive(Clone, Copy, Debug)]
pub struct Papers<'a> {
    pub registration: Option<&'a Registration>,
    pub contracts: &'a [Contract],
    pub trainings: &'a [SiteTraining],
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPermit {
    pub day: Day,
    /// One report per item, in the order of [`EntryItem::ALL`].
    pub items: Vec<ItemReport>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemReport {
    pub item: EntryItem,
    pub is_required: bool,
    pub found: Result<Evidence, Gap>,
}

closed_set! {
    EntryItem {
        Contract = "contract",
        SkillTraining = "skill_training",
        SafetyDisclosure = "safety_disclosure",
        Registration = "registration",
    }
}

/// The row that an item rests on, and the day since which it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub row: Uuid,
    pub since: Day,
}

/// Why an item is missing on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing of the kind is on record.
    Nothing,
    /// It begins only on this day: signed, starting, trained or registered later.
    Later(Day),
    /// It ended on this day: the contract ran out, or the person left the site.
    Ended(Day),
    /// Every contract for this project is with an enterprise that employs nobody on it.
    OtherEmployer,
    /// The last training of the kind was not passed.
    NotPassed(Day),
}

impl EntryPermit {
    pub fn is_granted(&self) -> bool {
        self.items.iter().all(|report| !report.is_required || report.found.is_ok())
    }

    /// What keeps the person out.
    pub fn missing(&self) -> impl Iterator<Item = (EntryItem, Gap)> + '_ {
        self.items.iter().filter(|report| report.is_required).filter_map(gap_of)
    }

    /// What is missing and keeps nobody out here.
    pub fn advised(&self) -> impl Iterator<Item = (EntryItem, Gap)> + '_ {
        self.items.iter().filter(|report| !report.is_required).filter_map(gap_of)
    }
}

fn gap_of(report: &ItemReport) -> Option<(EntryItem, Gap)> {
    report.found.err().map(|gap| (report.item, gap))
}

/// The permit of a person for a day, item by item.
pub fn entry_permit(papers: &Papers<'_>, site: &Site, day: Day, policy: &Policy) -> EntryPermit {
    let report = |item| ItemReport {
        item,
        is_required: is_required(item, policy),
        found: match item {
            EntryItem::Contract => contract(papers.contracts, site, day),
            EntryItem::SkillTraining => training(papers.trainings, site, SKILL_KINDS, day),
            EntryItem::SafetyDisclosure => training(papers.trainings, site, safety_kinds(policy), day),
            EntryItem::Registration => registration(papers.registration, site, day),
        },
    };
    EntryPermit { day, items: EntryItem::ALL.into_iter().map(report).collect() }
}

fn is_required(item: EntryItem, policy: &Policy) -> bool {
    match item {
        EntryItem::Contract | EntryItem::Registration => true,
        EntryItem::SkillTraining | EntryItem::SafetyDisclosure => policy.training == TrainingRule::Required,
    }
}

/// By which trainings an item is fulfilled.
pub(super) const SKILL_KINDS: &[TrainingKind] = &[TrainingKind::SkillTraining];

pub(super) fn safety_kinds(policy: &Policy) -> &'static [TrainingKind] {
    match policy.safety {
        SafetyRule::DisclosureOnly => &[TrainingKind::SafetyDisclosure],
        SafetyRule::EducationCounts => {
            &[TrainingKind::SafetyDisclosure, TrainingKind::EntryEducation, TrainingKind::SafetyEducation]
        }
    }
}

fn contract(contracts: &[Contract], site: &Site, day: Day) -> Result<Evidence, Gap> {
    let here: Vec<&Contract> = contracts.iter().filter(|one| site.is_covered_by(one)).collect();
    if let Some(valid) = here.iter().filter(|one| one.covers(day)).max_by_key(|one| one.valid_from()) {
        return Ok(Evidence { row: valid.id, since: valid.valid_from() });
    }
    let next = here.iter().map(|one| one.valid_from()).filter(|from| *from > day).min();
    let last = here.iter().filter_map(|one| one.last_day()).filter(|last| *last < day).max();
    Err(match (next, last) {
        (Some(from), _) => Gap::Later(from),
        (None, Some(last)) => Gap::Ended(last),
        (None, None) if contracts.iter().any(|one| one.project == site.project) => Gap::OtherEmployer,
        (None, None) => Gap::Nothing,
    })
}

fn training(trainings: &[SiteTraining], site: &Site, kinds: &[TrainingKind], day: Day) -> Result<Evidence, Gap> {
    let of_kind = || trainings.iter().filter(|one| one.project == site.project && kinds.contains(&one.kind));
    let past = || of_kind().filter(|one| one.day <= day);
    // passed once stays passed: a failed repetition is an instruction's matter, not the gate's
    if let Some(passed) = past().filter(|one| one.result == TrainingResult::Passed).min_by_key(|one| one.day) {
        return Ok(Evidence { row: passed.id, since: passed.day });
    }
    let next = of_kind().filter(|one| one.day > day && one.result == TrainingResult::Passed).map(|one| one.day).min();
    Err(match (next, past().map(|one| one.day).max()) {
        (Some(next), _) => Gap::Later(next),
        (None, Some(failed)) => Gap::NotPassed(failed),
        (None, None) => Gap::Nothing,
    })
}

fn registration(registration: Option<&Registration>, site: &Site, day: Day) -> Result<Evidence, Gap> {
    let Some(registration) = registration.filter(|one| one.project == site.project) else { return Err(Gap::Nothing) };
    match registration.standing_on(day) {
        Standing::NotYetRegistered => Err(Gap::Later(registration.registered_on())),
        Standing::Left(left) => Err(Gap::Ended(left)),
        Standing::Expected | Standing::OnSite => {
            Ok(Evidence { row: registration.id, since: registration.registered_on() })
        }
    }
}

impl Gap {
    pub fn code(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Later(_) => "later",
            Self::Ended(_) => "ended",
            Self::OtherEmployer => "other_employer",
            Self::NotPassed(_) => "not_passed",
        }
    }

    /// The day that the gap names.
    pub fn day(self) -> Option<Day> {
        match self {
            Self::Later(day) | Self::Ended(day) | Self::NotPassed(day) => Some(day),
            Self::Nothing | Self::OtherEmployer => None,
        }
    }
}
