//! What did somebody write so far? A question as the form holds it: nothing needs to be complete, and nothing typed is
//! changed, until it is read as a [`Question`].

use question_bank::choice::{option_index, option_letter};
use question_bank::formats::draft::DraftPart;
use question_bank::formats::{Draft, DraftBody};
use question_bank::text::{OPTION_LIMIT, STEM_LIMIT};
use question_bank::{Body, Case, Choice, Difficulty, FactId, Item, Kind, Part, Point, Purpose, Question, QuestionId};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::Refusal;

/// Most parts of a case that the form holds; a case that is examined has three to five.
pub const PARTS: usize = 8;

/// The form's fields of the n-th part (of a plain question the first): a refusal names them.
macro_rules! fields {
    ($($name:ident $field:literal)+) => {
        $(pub const $name: [&str; PARTS] = [
            concat!("part1_", $field), concat!("part2_", $field), concat!("part3_", $field), concat!("part4_", $field),
            concat!("part5_", $field), concat!("part6_", $field), concat!("part7_", $field), concat!("part8_", $field),
        ];)+
    };
}

fields! {
    KIND "kind"
    SCORE "score"
    STEM "stem"
    OPTION "option"
    RIGHT "right"
    EXPLANATION "explanation"
    FACTS "facts"
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manuscript {
    pub kind: Kind,
    pub point: Option<Point>,
    pub difficulty: Option<Difficulty>,
    pub purpose: Option<Purpose>,
    /// Of a case; else empty.
    pub story: String,
    /// One for a plain question.
    pub passages: Vec<Passage>,
}

/// One thing to answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Any but case.
    pub kind: Kind,
    /// In points, for a part of a case.
    pub score: String,
    pub stem: String,
    /// Empty for true/false.
    pub options: Vec<String>,
    /// Letters; A is right and B wrong for true/false.
    pub right: String,
    pub explanation: String,
    /// Ids, divided by commas or blanks.
    pub facts: String,
}

impl Passage {
    pub fn new(kind: Kind) -> Self {
        let options = if kind == Kind::TrueFalse { 0 } else { 4 };
        Self {
            kind,
            score: String::new(),
            stem: String::new(),
            options: vec![String::new(); options],
            right: String::new(),
            explanation: String::new(),
            facts: String::new(),
        }
    }
}

impl Manuscript {
    /// An empty form for a question of this kind.
    pub fn new(kind: Kind) -> Self {
        let passages = match kind {
            Kind::Case => vec![Passage::new(Kind::Single), Passage::new(Kind::Multiple), Passage::new(Kind::TrueFalse)],
            plain => vec![Passage::new(plain)],
        };
        Self { kind, point: None, difficulty: None, purpose: None, story: String::new(), passages }
    }

    /// The story of a case, else the stem.
    pub fn stem(&self) -> &str {
        match self.kind {
            Kind::Case => &self.story,
            _ => self.passages.first().map_or("", |passage| &passage.stem),
        }
    }

    /// What a draft may not exceed, however incomplete it is.
    pub fn check_lengths(&self) -> Result<(), Refusal> {
        let long = |field, limit: usize| Refusal::on(field, "questions.too_long").with("limit", limit);
        if self.passages.len() > PARTS || self.passages.iter().any(|one| one.options.len() > Choice::MAX_OPTIONS) {
            return Err(Refusal::new("questions.too_many_parts").with("limit", PARTS));
        }
        let longer = |text: &str, limit: usize| text.chars().count() > limit;
        if longer(&self.story, STEM_LIMIT) {
            return Err(long("story", STEM_LIMIT));
        }
        for (at, passage) in self.passages.iter().enumerate() {
            let texts = [
                (STEM[at], &passage.stem),
                (EXPLANATION[at], &passage.explanation),
                (FACTS[at], &passage.facts),
                (SCORE[at], &passage.score),
            ];
            if let Some((field, _)) = texts.into_iter().find(|(_, text)| longer(text, STEM_LIMIT)) {
                return Err(long(field, STEM_LIMIT));
            }
            if passage.options.iter().any(|option| longer(option, OPTION_LIMIT)) {
                return Err(long(OPTION[at], OPTION_LIMIT));
            }
        }
        Ok(())
    }

    /// The question that it will be.
    ///
    /// # Errors
    /// Everything that is missing or unreadable, each with its field.
    pub fn question(&self, id: &str) -> Result<Question, Vec<Refusal>> {
        let mut reasons = Vec::new();
        let mut asked = |is_given: bool, field, code| {
            if !is_given {
                reasons.push(Refusal::on(field, code));
            }
        };
        asked(self.point.is_some(), "point", "questions.point_missing");
        asked(self.difficulty.is_some(), "difficulty", "questions.difficulty_missing");
        asked(self.purpose.is_some(), "purpose", "questions.purpose_missing");
        asked(self.kind != Kind::Case || !clean(&self.story).is_empty(), "story", "questions.story_missing");
        let parts: Vec<Part> =
            (0..).zip(&self.passages).map(|(at, one)| one.part(at, self.kind, &mut reasons)).collect();
        let (Some(point), Some(difficulty), Some(purpose), true) =
            (self.point, self.difficulty, self.purpose, reasons.is_empty())
        else {
            return Err(reasons);
        };
        let mut facts: Vec<FactId> = Vec::new();
        for fact in parts.iter().flat_map(|part| &part.item.facts) {
            if !facts.contains(fact) {
                facts.push(fact.clone());
            }
        }
        let body = match self.kind {
            Kind::Case => Body::Case(Case { stem: clean(&self.story), parts }),
            _ => match parts.into_iter().next() {
                Some(part) => Body::Item(part.item),
                None => return Err(vec![Refusal::new("form.unreadable")]),
            },
        };
        Ok(Question { id: QuestionId(id.to_owned()), kind: self.kind, point, difficulty, purpose, facts, body })
    }
}

impl Passage {
    /// The part with what could be read; what could not is added to the reasons.
    fn part(&self, at: usize, of: Kind, reasons: &mut Vec<Refusal>) -> Part {
        let mut wrong = |field: &[&'static str; PARTS], code| {
            let field = field.get(at).copied().unwrap_or(STEM[PARTS - 1]);
            reasons.push(Refusal::on(field, code).with("part", at + 1));
        };
        let (stem, explanation) = (clean(&self.stem), clean(&self.explanation));
        if stem.is_empty() {
            wrong(&STEM, "questions.stem_missing");
        }
        let mut options: Vec<String> = self.options.iter().map(|option| clean(option)).collect();
        while options.last().is_some_and(String::is_empty) {
            options.pop();
        }
        if options.iter().any(String::is_empty) {
            wrong(&OPTION, "questions.option_gap");
        }
        if self.kind == Kind::TrueFalse {
            options.clear();
        } else if options.len() < 2 {
            wrong(&OPTION, "questions.options_missing");
        }
        let count = if self.kind == Kind::TrueFalse { 2 } else { options.len() };
        let right = self.right_choice();
        if right.is_empty() {
            wrong(&RIGHT, "questions.answer_missing");
        } else if !right.fits(count) {
            wrong(&RIGHT, "questions.answer_without_option");
        }
        if explanation.is_empty() {
            wrong(&EXPLANATION, "questions.explanation_missing");
        }
        let facts = fact_ids(&self.facts);
        if facts.is_empty() {
            wrong(&FACTS, "questions.facts_missing");
        }
        let score = if of == Kind::Case { hundredths(&self.score) } else { Some(0) };
        if score.is_none() {
            wrong(&SCORE, "questions.score_unreadable");
        }
        let item = Item { stem, options, right, explanation, facts };
        Part { kind: self.kind, score: score.unwrap_or_default(), item }
    }

    /// What it is worth; nothing when that is not readable.
    pub fn hundredths(&self) -> Option<u32> {
        hundredths(&self.score)
    }

    fn right_choice(&self) -> Choice {
        self.right.chars().filter_map(option_index).fold(Choice::EMPTY, Choice::with)
    }

    fn of(kind: Kind, score: Option<u32>, item: &Item) -> Self {
        Self {
            kind,
            score: score.map(points).unwrap_or_default(),
            stem: item.stem.clone(),
            options: item.options.clone(),
            right: item.right.iter().map(option_letter).collect(),
            explanation: item.explanation.clone(),
            facts: item.facts.iter().map(|fact| fact.0.as_str()).collect::<Vec<_>>().join("、"),
        }
    }
}

impl From<&Draft> for Manuscript {
    fn from(draft: &Draft) -> Self {
        let of_all = |passage: Passage| {
            let all = draft.facts.iter().map(|fact| fact.0.as_str()).collect::<Vec<_>>().join("、");
            if passage.facts.is_empty() { Passage { facts: all, ..passage } } else { passage }
        };
        let (story, passages) = match &draft.body {
            DraftBody::Item { kind, item } => (String::new(), vec![of_all(Passage::of(*kind, None, item))]),
            DraftBody::Case { stem, parts } => {
                let passage = |DraftPart { kind, score, item }: &DraftPart| Passage::of(*kind, *score, item);
                (stem.clone(), parts.iter().map(passage).map(of_all).collect())
            }
        };
        Self {
            kind: draft.kind(),
            point: draft.point,
            difficulty: draft.difficulty,
            purpose: draft.purpose,
            story,
            passages,
        }
    }
}

impl From<&Question> for Manuscript {
    fn from(question: &Question) -> Self {
        Self::from(&Draft::from(question))
    }
}

/// NFC with plain line breaks, without blanks at the ends and without control characters.
fn clean(text: &str) -> String {
    let text: String = text.replace("\r\n", "\n").nfc().filter(|c| !c.is_control() || *c == '\n').collect();
    text.trim().to_owned()
}

/// The ids in a text, each once.
pub fn fact_ids(text: &str) -> Vec<FactId> {
    let mut ids: Vec<FactId> = Vec::new();
    for id in text.split(|c: char| c.is_whitespace() || "、,，;；".contains(c)).filter(|id| !id.is_empty()) {
        let id = FactId(id.to_owned());
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// `1.5` as 150; nothing when it is no number of points.
fn hundredths(points: &str) -> Option<u32> {
    let points = clean(points);
    let (whole, rest) = points.split_once('.').unwrap_or((&points, ""));
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || rest.len() > 2 || !is_number(whole) || !is_number(rest) {
        return None;
    }
    let value = whole.parse::<u32>().ok()? * 100 + format!("{rest:0<2}").parse::<u32>().ok()?;
    (value > 0).then_some(value)
}

fn points(hundredths: u32) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_with_its_field() {
        let mut empty = Manuscript::new(Kind::Case);
        empty.passages[1].right = "E".into();
        let reasons = empty.question("q").unwrap_err();
        let has = |field: &str, code: &str| reasons.iter().any(|one| one.field == Some(field) && one.code == code);
        assert!(has("point", "questions.point_missing") && has("story", "questions.story_missing"));
        assert!(has("part1_stem", "questions.stem_missing") && has("part3_score", "questions.score_unreadable"));
        assert!(has("part2_right", "questions.answer_without_option"), "{reasons:?}");
        assert!(!has("part3_option", "questions.options_missing"), "a statement has no options of its own");
    }

    #[test]
    fn a_score_is_points_with_at_most_two_decimals() {
        let read = ["1", "1.5", "0.25", "2.", "0", "-1", "1.555", "", "１"].map(hundredths);
        assert_eq!(read, [Some(100), Some(150), Some(25), Some(200), None, None, None, None, None]);
        assert_eq!([100, 150, 25].map(points), ["1", "1.5", "0.25"]);
    }
}
