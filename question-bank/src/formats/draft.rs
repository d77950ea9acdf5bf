//! What is a question that came from elsewhere, before everything is known that this bank asks for?

use std::fmt;

use serde::Serialize;

use crate::facts::FactId;
use crate::question::{Body, Case, Difficulty, Item, Kind, Part, Point, Purpose, Question, QuestionId};

/// A question of which the text and the key are sound, but of which another program did not know our id, knowledge point,
/// difficulty, purpose or facts. Fill the fields, then [`Draft::complete`] it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub id: Option<QuestionId>,
    pub point: Option<Point>,
    pub difficulty: Option<Difficulty>,
    pub purpose: Option<Purpose>,
    /// Of a case, those of all its parts.
    pub facts: Vec<FactId>,
    pub body: DraftBody,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftBody {
    /// `kind` is any but case; the facts of the item become those of the draft.
    Item {
        kind: Kind,
        item: Item,
    },
    Case {
        stem: String,
        parts: Vec<DraftPart>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftPart {
    pub kind: Kind,
    /// Hundredths of a point.
    pub score: Option<u32>,
    pub item: Item,
}

/// One thing that a draft lacks. Parts are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    Id,
    Point,
    Difficulty,
    Purpose,
    Facts,
    PartScore(usize),
    PartFacts(usize),
}

/// Why a draft is no question yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} fields are missing", .0.len())]
pub struct Incomplete(pub Vec<Missing>);

impl Draft {
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.body {
            DraftBody::Item { kind, .. } => kind,
            DraftBody::Case { .. } => Kind::Case,
        }
    }

    /// The story of a case, else the stem.
    #[must_use]
    pub fn stem(&self) -> &str {
        match &self.body {
            DraftBody::Item { item, .. } => &item.stem,
            DraftBody::Case { stem, .. } => stem,
        }
    }

    /// What has to be filled in before [`Draft::complete`] succeeds, in the order of the fields.
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        let own = [
            (self.id.is_none(), Missing::Id),
            (self.point.is_none(), Missing::Point),
            (self.difficulty.is_none(), Missing::Difficulty),
            (self.purpose.is_none(), Missing::Purpose),
            (self.facts.is_empty(), Missing::Facts),
        ];
        let parts: &[DraftPart] = match &self.body {
            DraftBody::Item { .. } => &[],
            DraftBody::Case { parts, .. } => parts,
        };
        let of_parts = parts.iter().enumerate().flat_map(|(index, part)| {
            [(part.score.is_none(), Missing::PartScore(index)), (part.item.facts.is_empty(), Missing::PartFacts(index))]
        });
        own.into_iter().chain(of_parts).filter_map(|(lacks, missing)| lacks.then_some(missing)).collect()
    }

    /// The question, when nothing is missing. Whether it is any good is asked by [`crate::check`].
    ///
    /// # Errors
    /// Names every field that is missing.
    pub fn complete(self) -> Result<Question, Incomplete> {
        let missing = self.missing();
        let kind = self.kind();
        let (Some(id), Some(point), Some(difficulty), Some(purpose), true) =
            (self.id, self.point, self.difficulty, self.purpose, missing.is_empty())
        else {
            return Err(Incomplete(missing));
        };
        let body = match self.body {
            DraftBody::Item { item, .. } => Body::Item(Item { facts: self.facts.clone(), ..item }),
            DraftBody::Case { stem, parts } => Body::Case(Case { stem, parts: parts.into_iter().map(part).collect() }),
        };
        Ok(Question { id, kind, point, difficulty, purpose, facts: self.facts, body })
    }
}

/// Its score is known by now.
fn part(DraftPart { kind, score, item }: DraftPart) -> Part {
    Part { kind, score: score.unwrap_or_default(), item }
}

impl From<&Question> for Draft {
    fn from(question: &Question) -> Self {
        let body = match &question.body {
            Body::Item(item) => DraftBody::Item { kind: question.kind, item: item.clone() },
            Body::Case(case) => {
                let part = |Part { kind, score, item }: &Part| DraftPart {
                    kind: *kind,
                    score: Some(*score),
                    item: item.clone(),
                };
                DraftBody::Case { stem: case.stem.clone(), parts: case.parts.iter().map(part).collect() }
            }
        };
        Self {
            id: Some(question.id.clone()),
            point: Some(question.point),
            difficulty: Some(question.difficulty),
            purpose: Some(question.purpose),
            facts: question.facts.clone(),
            body,
        }
    }
}

impl Missing {
    /// The stable code; the number of a part is in the value itself.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Point => "point",
            Self::Difficulty => "difficulty",
            Self::Purpose => "purpose",
            Self::Facts => "facts",
            Self::PartScore(_) => "part_score",
            Self::PartFacts(_) => "part_facts",
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PartScore(part) => write!(f, "score of part {}", part + 1),
            Self::PartFacts(part) => write!(f, "facts of part {}", part + 1),
            _ => f.write_str(self.code()),
        }
    }
}
