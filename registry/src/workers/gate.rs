//! Who was turned away at the gate and why, and whom must the gate not let in?
//!
//! 乙文二（一）: whoever has no contract with the general contractor or a subcontractor and is not registered is refused.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entry::{EntryItem, EntryPermit, Gap, Papers, entry_permit};
use super::findings::Findings;
use super::policy::Policy;
use super::teams::Site;
use crate::instant::check_first_day;
use crate::{Day, Instant, Refusal};

const LONGEST_WORDS: usize = 500;

/// One refusal at the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnedAway {
    pub id: Uuid,
    pub project: Uuid,
    pub who: TurnedAwayWho,
    pub at: Instant,
    pub reason: TurnedAwayFor,
    pub words: Option<String>,
    /// content hash of the stored file
    pub photo: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TurnedAwayWho {
    /// Somebody with a record, by the person's id.
    Known(Uuid),
    Stranger(Stranger),
}

/// Somebody whom the records do not know.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stranger {
    pub name: Option<String>,
    /// keyed hash of the document number, when a document was shown
    pub document_index: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TurnedAwayFor {
    Missing(EntryItem),
    /// Something else, which the words say.
    Other,
}

/// A person with a record on this project; the papers of every registration there.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    pub person: Uuid,
    pub name: &'a str,
    pub document_index: Option<&'a str>,
    pub papers: Vec<Papers<'a>>,
}

/// What a person lacks, item by item.
pub type Missing = Vec<(EntryItem, Gap)>;

/// One line of the list that the gate's devices take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denied {
    Known { person: Uuid, name: String, missing: Missing },
    Stranger { who: Stranger, last_turned_away_at: Instant },
}

/// What is wrong with a record of a refusal.
pub fn check_turned_away(record: &TurnedAway, project: Uuid, now: Instant) -> Findings {
    let mut findings = Findings::default();
    if record.project != project {
        findings.refuse(Refusal::on("project", "workers.foreign_project"));
    }
    if record.at > now {
        findings.refuse(Refusal::on("at", "workers.turned_away_in_future"));
    }
    findings.take(check_first_day("at", record.at.day()));
    let words = record.words.as_deref().map_or(0, |words| words.trim().chars().count());
    if words > LONGEST_WORDS {
        findings.refuse(Refusal::on("words", "workers.words_too_long").with("longest", LONGEST_WORDS));
    }
    if record.reason == TurnedAwayFor::Other && words == 0 {
        findings.refuse(Refusal::on("words", "workers.reason_missing"));
    }
    if let TurnedAwayWho::Stranger(stranger) = &record.who
        && record.photo.is_none()
        && key_of(stranger).is_none()
    {
        findings.refuse(Refusal::on("name", "workers.nobody_named"));
    }
    findings
}

/// Everybody known who lacks a permit on the day, by name, then the strangers who were turned away here by then.
///
/// A person with several registrations is denied only when none of them permits entry; the one that lacks least is told.
pub fn deny_list(
    known: &[Known<'_>],
    turned_away: &[TurnedAway],
    site: &Site,
    day: Day,
    policy: &Policy,
) -> Vec<Denied> {
    let mut denied: Vec<(&str, Uuid, Missing)> = Vec::new();
    for person in known {
        if let Some(missing) = least_missing(person, site, day, policy) {
            denied.push((person.name, person.person, missing));
        }
    }
    denied.sort();
    let lines = denied.into_iter().map(|(name, person, missing)| Denied::Known { person, name: name.into(), missing });
    lines.chain(strangers(known, turned_away, site, day)).collect()
}

fn least_missing(person: &Known<'_>, site: &Site, day: Day, policy: &Policy) -> Option<Missing> {
    let nothing = Papers { registration: None, contracts: &[], trainings: &[] };
    let papers = if person.papers.is_empty() { std::slice::from_ref(&nothing) } else { person.papers.as_slice() };
    let permits: Vec<EntryPermit> = papers.iter().map(|papers| entry_permit(papers, site, day, policy)).collect();
    if permits.iter().any(EntryPermit::is_granted) {
        return None;
    }
    permits.iter().map(|permit| permit.missing().collect::<Missing>()).min_by_key(Vec::len)
}

fn strangers(known: &[Known<'_>], turned_away: &[TurnedAway], site: &Site, day: Day) -> Vec<Denied> {
    let registered: BTreeSet<&str> = known.iter().filter_map(|person| person.document_index).collect();
    let mut last: BTreeMap<&str, (&Stranger, Instant)> = BTreeMap::new();
    for record in turned_away.iter().filter(|record| record.project == site.project && record.at.day() <= day) {
        let TurnedAwayWho::Stranger(stranger) = &record.who else { continue };
        let Some(key) = key_of(stranger) else { continue };
        if stranger.document_index.as_deref().is_some_and(|index| registered.contains(index)) {
            continue;
        }
        let entry = last.entry(key).or_insert((stranger, record.at));
        if record.at > entry.1 {
            *entry = (stranger, record.at);
        }
    }
    let line = |(who, at): (&Stranger, Instant)| Denied::Stranger { who: who.clone(), last_turned_away_at: at };
    last.into_values().map(line).collect()
}

/// By what a stranger is known again: the document, else the name.
fn key_of(stranger: &Stranger) -> Option<&str> {
    let name = stranger.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    stranger.document_index.as_deref().or(name)
}

impl TurnedAwayFor {
    pub const ALL: [Self; 5] = [
        Self::Missing(EntryItem::Contract),
        Self::Missing(EntryItem::SkillTraining),
        Self::Missing(EntryItem::SafetyDisclosure),
        Self::Missing(EntryItem::Registration),
        Self::Other,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Missing(item) => item.code(),
            Self::Other => "other",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}
