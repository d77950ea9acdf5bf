//! How do formats that know single questions only carry what we know of a question, and how do they carry a case?
//!
//! As tags, which these formats have for such ends: `point:wage_regulation`, `difficulty:easy`, `purpose:official` and one
//! `fact:F001` per fact. A case is a text without an answer (Moodle's "description") tagged `kind:case`, followed by its
//! parts, each tagged `case:` with the id of the case; the n-th part has the id `<case>.<n>`, which is none of ours.

use super::Reading;
use super::fault::Reason;
use super::intake::{Intake, RawBody, RawItem, RawPart, RawQuestion};
use super::loss::Lost;
use super::place::Place;
use super::words;
use crate::choice::Choice;
use crate::facts::FactId;
use crate::question::{Kind, Question};
use crate::text::field::{is_code, short};

/// A question as another program sees it.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub place: Place,
    pub title: String,
    pub id: String,
    /// With all its steps.
    pub category: String,
    pub tags: Vec<String>,
    /// In points, if the file gives one.
    pub score: Option<String>,
    pub body: FoundBody,
    pub losses: Vec<Lost>,
}

#[derive(Debug)]
pub(super) enum FoundBody {
    Item(RawItem),
    /// Text without an answer.
    Story(String),
    Faulty(Reason),
    Unsupported(String),
}

impl Default for FoundBody {
    fn default() -> Self {
        Self::Story(String::new())
    }
}

/// What the tags say.
#[derive(Default)]
struct Tags {
    point: Option<String>,
    difficulty: Option<String>,
    purpose: Option<String>,
    facts: Vec<String>,
    score: Option<String>,
    is_case: bool,
    case: Option<String>,
    unknown: Vec<String>,
}

pub(super) fn tags_of(question: &Question) -> Vec<String> {
    let mut tags = vec![
        format!("point:{}", question.point),
        format!("difficulty:{}", question.difficulty),
        format!("purpose:{}", question.purpose),
    ];
    if question.kind == Kind::Case {
        tags.insert(0, "kind:case".to_owned());
    }
    tags.extend(fact_tags(&question.facts));
    tags
}

pub(super) fn part_tags(case: &Question, facts: &[FactId]) -> Vec<String> {
    std::iter::once(format!("case:{}", case.id)).chain(fact_tags(facts)).collect()
}

/// The id of a part, from 1, for other programs.
pub(super) fn part_id(case: &str, number: usize) -> String {
    format!("{case}.{number}")
}

fn fact_tags(facts: &[FactId]) -> impl Iterator<Item = String> {
    facts.iter().map(|fact| format!("fact:{fact}"))
}

fn read_tags(tags: Vec<String>) -> Tags {
    let mut read = Tags::default();
    for tag in tags {
        let (name, value) = tag.split_once(':').unwrap_or((&tag, ""));
        let value = value.trim().to_owned();
        match name.trim() {
            "point" => read.point = Some(value),
            "difficulty" => read.difficulty = Some(value),
            "purpose" => read.purpose = Some(value),
            "fact" => read.facts.push(value),
            "score" => read.score = Some(value),
            "case" if !value.is_empty() => read.case = Some(value),
            "kind" if value == "case" => read.is_case = true,
            _ => read.unknown.push(tag),
        }
    }
    read
}

/// Puts parts to their cases.
#[derive(Default)]
pub(super) struct Grouping {
    intake: Intake,
    open: Option<OpenCase>,
}

struct OpenCase {
    id: String,
    raw: RawQuestion,
    stem: String,
    parts: Vec<RawPart>,
}

impl Grouping {
    pub(super) fn finish(mut self) -> Reading {
        self.close();
        self.intake.finish()
    }

    pub(super) fn take(&mut self, found: Found) {
        let Found { place, title, id, category, tags, score, body, losses } = found;
        let tags = read_tags(tags);
        let item = match body {
            FoundBody::Faulty(reason) => return self.intake.fault(&place, reason),
            FoundBody::Unsupported(given) => return self.intake.lose(&place, Lost::UnsupportedType { given }),
            FoundBody::Story(_) if !tags.is_case => {
                return self.intake.lose(&place, Lost::UnsupportedType { given: "description".to_owned() });
            }
            FoundBody::Story(stem) => Err(stem),
            FoundBody::Item(item) => Ok(item),
        };
        let unknown = tags.unknown.iter().map(|tag| Lost::Tag { given: short(tag) });
        losses.into_iter().chain(unknown).for_each(|lost| self.intake.lose(&place, lost));
        self.name_title(&place, &title, &id, item.as_ref().map_or_else(String::as_str, |item| item.stem.as_str()));
        if let (Ok(item), Some(case)) = (&item, &tags.case) {
            let score = tags.score.clone().or(score);
            let part = RawPart { item: item.clone(), score, facts: tags.facts.clone() };
            return self.part(&place, case, &id, part);
        }
        self.close();
        if score.is_some_and(|score| words::score(&score) != Some(100)) {
            self.intake.lose(&place, Lost::Score);
        }
        let own_id = is_code(&id).then(|| id.clone());
        if own_id.is_none() && !id.is_empty() {
            self.intake.lose(&place, Lost::ForeignId { given: short(&id) });
        }
        let point = tags.point.or_else(|| self.point_of(&place, &category));
        let raw = RawQuestion {
            place,
            id: own_id,
            point,
            difficulty: tags.difficulty,
            purpose: tags.purpose,
            facts: tags.facts,
            body: RawBody::default(),
        };
        match item {
            Ok(item) => self.intake.take(RawQuestion { body: RawBody::Item(item), ..raw }),
            Err(stem) => self.open = Some(OpenCase { id, raw, stem, parts: Vec::new() }),
        }
    }

    fn part(&mut self, place: &Place, case: &str, id: &str, part: RawPart) {
        let Some(open) = self.open.as_mut().filter(|open| open.id == case) else {
            return self.intake.fault(place, Reason::PartWithoutCase);
        };
        open.parts.push(part);
        if !id.is_empty() && id != part_id(case, open.parts.len()) {
            self.intake.lose(place, Lost::ForeignId { given: short(id) });
        }
    }

    fn close(&mut self) {
        if let Some(OpenCase { raw, stem, parts, .. }) = self.open.take() {
            self.intake.take(RawQuestion { body: RawBody::Case { stem, parts }, ..raw });
        }
    }

    /// A title that says no more than the id or the stem is no loss.
    fn name_title(&mut self, place: &Place, title: &str, id: &str, stem: &str) {
        let title = title.trim();
        let beginning = title.trim_end_matches('…').trim_end_matches("...");
        if !title.is_empty() && title != id && !stem.trim().starts_with(beginning) {
            self.intake.lose(place, Lost::Title { given: short(title) });
        }
    }

    /// The last step of a category, if it is a knowledge point.
    fn point_of(&mut self, place: &Place, category: &str) -> Option<String> {
        let last = category.rsplit('/').next().unwrap_or_default().trim();
        if words::point(last).is_some() {
            return Some(last.to_owned());
        }
        if !["", "top", "$course$", "$system$", "$module$"].contains(&last) {
            self.intake.lose(place, Lost::Category { given: short(last) });
        }
        None
    }
}

/// Which options the weights, in percent, say are right, and whether they say more than we keep.
pub(super) fn right_by_weight(kind: Kind, weights: &[f64]) -> (Choice, Option<Lost>) {
    const TOLERANCE: f64 = 0.01;
    let is = |weight: f64, wanted: f64| (weight - wanted).abs() < TOLERANCE;
    let is_right = |weight: f64| if kind == Kind::Single { is(weight, 100.0) } else { weight > 0.0 };
    let right: Choice = (0..).zip(weights).filter(|&(_, &weight)| is_right(weight)).map(|(index, _)| index).collect();
    let known = match kind {
        Kind::Single => weights.iter().all(|&weight| is(weight, 100.0) || is(weight, 0.0)),
        _ => {
            let share = 100.0 / f64::from(right.len().max(1));
            weights.iter().all(|&weight| is(weight, share) || is(weight, -100.0))
        }
    };
    (right, (!known).then_some(Lost::Weights))
}

/// The weights that say in Moodle what our strict reading of a multiple choice is: every right option its share, every
/// wrong one all of it away.
pub(super) fn weight(kind: Kind, right: Choice, index: u8) -> String {
    if !right.contains(index) {
        return if kind == Kind::Multiple { "-100" } else { "0" }.to_owned();
    }
    let share = format!("{:.5}", 100.0 / f64::from(right.len().max(1)));
    share.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_that_our_rules_know_are_no_loss() {
        let letters = |kind, weights: &[f64]| {
            let (right, lost) = right_by_weight(kind, weights);
            (right.to_string(), lost.is_some())
        };
        assert_eq!(letters(Kind::Single, &[0.0, 100.0]), ("B".to_owned(), false));
        assert_eq!(letters(Kind::Single, &[50.0, 100.0]), ("B".to_owned(), true));
        assert_eq!(letters(Kind::Multiple, &[33.333, 33.33333, -100.0, 33.33]), ("ABD".to_owned(), false));
        assert_eq!(letters(Kind::Multiple, &[50.0, 50.0, 0.0]), ("AB".to_owned(), true));
        assert_eq!(letters(Kind::Multiple, &[70.0, 30.0, -100.0]), ("AB".to_owned(), true));
    }

    #[test]
    fn the_weights_that_are_written_are_known() {
        for count in 1..=8_u8 {
            let right: Choice = (0..count).collect();
            let weights: Vec<f64> = (0..8).map(|index| weight(Kind::Multiple, right, index).parse().unwrap()).collect();
            assert_eq!(right_by_weight(Kind::Multiple, &weights), (right, None));
        }
    }
}
