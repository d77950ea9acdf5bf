//! Is what a reader found in a file a sound question, and if not, what is wrong where?

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::answer::{Answer, settle};
use super::draft::{Draft, DraftBody, DraftPart};
use super::fault::{Field, Reason, RowFault};
use super::limits;
use super::loss::{At, Loss, Lost};
use super::place::Place;
use super::{Reading, words};
use crate::choice::{Choice, option_letter};
use crate::facts::FactId;
use crate::question::{Item, Kind, QuestionId};
use crate::text::field::{is_code, optional, short};
use crate::text::{OPTION_LIMIT, ParseReason, STEM_LIMIT};

mod outgoing;

pub(super) use outgoing::writable;

/// A question as the words of a file. `None` and the empty text are the same: not given.
#[derive(Debug, Clone, Default)]
pub(super) struct RawQuestion {
    pub place: Place,
    pub id: Option<String>,
    pub point: Option<String>,
    pub difficulty: Option<String>,
    pub purpose: Option<String>,
    pub facts: Vec<String>,
    pub body: RawBody,
}

#[derive(Debug, Clone)]
pub(super) enum RawBody {
    Item(RawItem),
    Case { stem: String, parts: Vec<RawPart> },
}

#[derive(Debug, Clone)]
pub(super) struct RawItem {
    pub place: Place,
    pub kind: Kind,
    pub stem: String,
    pub options: Vec<String>,
    pub answer: Answer,
    pub explanation: String,
}

#[derive(Debug, Clone)]
pub(super) struct RawPart {
    pub item: RawItem,
    pub score: Option<String>,
    pub facts: Vec<String>,
}

impl Default for RawBody {
    fn default() -> Self {
        Self::Case { stem: String::new(), parts: Vec::new() }
    }
}

/// Collects what a reader finds.
#[derive(Default)]
pub(super) struct Intake {
    reading: Reading,
    ids: BTreeSet<QuestionId>,
    lost: HashSet<(Place, Lost)>,
    /// Where a sheet has the field; the number counts options.
    columns: BTreeMap<(Field, usize), u32>,
}

/// A reason, and which of the fields of that name it is about.
type Slip = (Field, usize, Reason);

impl Intake {
    pub(super) fn with_columns(columns: BTreeMap<(Field, usize), u32>) -> Self {
        Self { columns, ..Self::default() }
    }

    pub(super) fn finish(self) -> Reading {
        self.reading
    }

    pub(super) fn fault(&mut self, place: &Place, reason: Reason) {
        self.reading.faults.push(RowFault { place: place.clone(), reason });
    }

    /// Each loss once per place.
    pub(super) fn lose(&mut self, place: &Place, what: Lost) {
        if self.lost.insert((place.clone(), what.clone())) {
            self.reading.losses.push(Loss { at: At::Place(place.clone()), what });
        }
    }

    /// Takes a question, or notes everything that is wrong with it.
    pub(super) fn take(&mut self, raw: RawQuestion) {
        let place = raw.place.clone();
        let mut slips = Vec::new();
        let draft = self.drafted(raw, &mut slips);
        if slips.is_empty() {
            self.reading.questions.push((place, draft));
        }
        self.reading.faults.extend(slips);
    }

    fn drafted(&mut self, raw: RawQuestion, faults: &mut Vec<RowFault>) -> Draft {
        let RawQuestion { place, id, point, difficulty, purpose, facts, body } = raw;
        let mut slips: Vec<Slip> = Vec::new();
        let id = note(&mut slips, Field::Id, self.id(id)).flatten();
        let point = note(&mut slips, Field::Point, word(Field::Point, point, words::point)).flatten();
        let difficulty =
            note(&mut slips, Field::Difficulty, word(Field::Difficulty, difficulty, words::difficulty)).flatten();
        let purpose = note(&mut slips, Field::Purpose, word(Field::Purpose, purpose, words::purpose)).flatten();
        let mut facts = note(&mut slips, Field::Facts, fact_list(facts)).unwrap_or_default();
        let body = match body {
            RawBody::Item(item) => {
                let kind = item.kind;
                let item = self.item(item, &facts, faults);
                DraftBody::Item { kind, item }
            }
            RawBody::Case { stem, parts } => {
                if parts.is_empty() {
                    slips.push((Field::Kind, 0, Reason::CaseWithoutParts));
                } else if parts.len() > limits::PARTS {
                    slips.push((Field::Kind, 0, Reason::TooMany { field: Field::Parts, limit: limits::PARTS }));
                }
                let stem = note(&mut slips, Field::Stem, required(Field::Stem, &stem, STEM_LIMIT)).unwrap_or_default();
                let parts: Vec<_> = parts.into_iter().map(|part| self.part(part, faults)).collect();
                if facts.is_empty() {
                    facts = facts_of(&parts);
                }
                DraftBody::Case { stem, parts }
            }
        };
        self.place_slips(&place, slips, faults);
        Draft { id, point, difficulty, purpose, facts, body }
    }

    fn item(&self, raw: RawItem, facts: &[FactId], faults: &mut Vec<RowFault>) -> Item {
        let RawItem { place, kind, stem, options, answer, explanation } = raw;
        let mut slips = Vec::new();
        let stem = note(&mut slips, Field::Stem, required(Field::Stem, &stem, STEM_LIMIT)).unwrap_or_default();
        let explanation = note(&mut slips, Field::Explanation, text(Field::Explanation, &explanation, STEM_LIMIT))
            .unwrap_or_default();
        let (options, right) = match option_list(kind, options) {
            Ok(options) => {
                note(&mut slips, Field::Answer, settle(kind, options, &answer)).unwrap_or((Vec::new(), Choice::EMPTY))
            }
            Err((index, reason)) => {
                slips.push((Field::Options, index, reason));
                (Vec::new(), Choice::EMPTY)
            }
        };
        self.place_slips(&place, slips, faults);
        Item { stem, options, right, explanation, facts: facts.to_vec() }
    }

    fn part(&self, raw: RawPart, faults: &mut Vec<RowFault>) -> DraftPart {
        let mut slips = Vec::new();
        let facts = note(&mut slips, Field::Facts, fact_list(raw.facts)).unwrap_or_default();
        let score = note(&mut slips, Field::Score, score(raw.score)).flatten();
        self.place_slips(&raw.item.place, slips, faults);
        DraftPart { kind: raw.item.kind, score, item: self.item(raw.item, &facts, faults) }
    }

    fn id(&mut self, given: Option<String>) -> Result<Option<QuestionId>, Reason> {
        let Some(given) = given.map(|id| words::fold(&id)).filter(|id| !id.is_empty()) else { return Ok(None) };
        if !is_code(&given) {
            return Err(Reason::Id { given: short(&given) });
        }
        let id = QuestionId(given);
        if self.ids.insert(id.clone()) { Ok(Some(id)) } else { Err(Reason::RepeatedId { id }) }
    }

    fn place_slips(&self, place: &Place, slips: Vec<Slip>, faults: &mut Vec<RowFault>) {
        for (field, index, reason) in slips {
            let column = self.columns.get(&(field, index)).copied();
            faults.push(RowFault { place: Place { column, ..place.clone() }, reason });
        }
    }
}

fn note<T>(slips: &mut Vec<Slip>, field: Field, result: Result<T, Reason>) -> Option<T> {
    result.map_err(|reason| slips.push((field, 0, reason))).ok()
}

fn word<T>(field: Field, given: Option<String>, find: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Reason> {
    match given.filter(|given| !words::fold(given).is_empty()) {
        None => Ok(None),
        Some(given) => find(&given).map(Some).ok_or(Reason::UnknownWord { field, given: short(&given) }),
    }
}

fn score(given: Option<String>) -> Result<Option<u32>, Reason> {
    match given.filter(|given| !words::fold(given).is_empty()) {
        None => Ok(None),
        Some(given) => match words::score(&given) {
            Some(score) if (1..=limits::SCORE).contains(&score) => Ok(Some(score)),
            _ => Err(Reason::Score { given: short(&given) }),
        },
    }
}

fn fact_list(given: Vec<String>) -> Result<Vec<FactId>, Reason> {
    if given.len() > limits::FACTS {
        return Err(Reason::TooMany { field: Field::Facts, limit: limits::FACTS });
    }
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let fact = |id: String| {
        let sound = (1..=crate::text::ID_LIMIT).contains(&id.len()) && id.bytes().all(known);
        if sound { Ok(FactId(id)) } else { Err(Reason::FactId { given: short(&id) }) }
    };
    given.into_iter().map(fact).collect()
}

/// Those of the parts, each once, when the case itself names none.
fn facts_of(parts: &[DraftPart]) -> Vec<FactId> {
    let mut facts: Vec<FactId> = Vec::new();
    for fact in parts.iter().flat_map(|part| &part.item.facts) {
        if !facts.contains(fact) {
            facts.push(fact.clone());
        }
    }
    facts
}

/// Empty ones at the end do not count; one before another is a gap.
fn option_list(kind: Kind, mut options: Vec<String>) -> Result<Vec<String>, (usize, Reason)> {
    while options.last().is_some_and(|option| option.trim().is_empty()) {
        options.pop();
    }
    if options.len() > Choice::MAX_OPTIONS {
        return Err((Choice::MAX_OPTIONS, Reason::too_many_options()));
    }
    if kind != Kind::TrueFalse && options.len() < 2 {
        return Err((0, Reason::TooFewOptions { count: options.len() }));
    }
    let mut clean = Vec::with_capacity(options.len());
    for (index, option) in (0..).zip(&options) {
        let text = text(Field::Options, option, OPTION_LIMIT).map_err(|reason| (usize::from(index), reason))?;
        if text.is_empty() {
            return Err((usize::from(index), Reason::OptionGap { letter: option_letter(index) }));
        }
        clean.push(text);
    }
    Ok(clean)
}

fn required(field: Field, given: &str, limit: usize) -> Result<String, Reason> {
    let text = text(field, given, limit)?;
    if text.is_empty() { Err(Reason::Missing { field }) } else { Ok(text) }
}

/// As the question files of the bank have it: NFC, no blanks at the ends. Line ends of any program become `\n`, a tab a blank.
fn text(field: Field, given: &str, limit: usize) -> Result<String, Reason> {
    let lines = given.replace("\r\n", "\n").replace(['\r', '\u{B}'], "\n").replace('\t', " ");
    optional(field.code(), Some(&lines), limit).map_err(|reason| match reason {
        ParseReason::TooLong { limit, .. } => Reason::TooLong { field, limit },
        _ => Reason::Control { field },
    })
}

/// The field that a fault is about, for a question that cannot be written.
fn field_of(reason: &Reason) -> Field {
    match reason {
        Reason::Missing { field }
        | Reason::Unwanted { field }
        | Reason::UnknownWord { field, .. }
        | Reason::TooLong { field, .. }
        | Reason::Control { field }
        | Reason::TooMany { field, .. } => *field,
        Reason::Id { .. } | Reason::RepeatedId { .. } => Field::Id,
        Reason::FactId { .. } => Field::Facts,
        Reason::Score { .. } => Field::Score,
        Reason::OptionGap { .. } | Reason::TooFewOptions { .. } => Field::Options,
        Reason::CaseWithoutParts | Reason::PartWithoutCase => Field::Parts,
        _ => Field::Answer,
    }
}
