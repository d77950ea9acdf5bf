//! Which invented questions, facts and pools do the tests of this crate share?

use crate::blueprint::{Blueprint, CASE_SCORE};
use crate::choice::Choice;
use crate::facts::{FactId, Facts};
use crate::paper::PoolQuestion;
use crate::question::{Body, Case, Difficulty, Item, Kind, Part, Point, Purpose, Question, QuestionId};

pub(crate) fn facts() -> Facts {
    Facts::parse(include_str!("../bank/facts.json")).unwrap()
}

pub(crate) fn fact(id: &str) -> FactId {
    FactId(id.to_owned())
}

/// An item of which the letters in `right` are right.
pub(crate) fn item(stem: &str, options: &[&str], right: &str) -> Item {
    Item {
        stem: stem.to_owned(),
        options: options.iter().map(|&text| text.to_owned()).collect(),
        right: Choice::parse(right, 8).unwrap(),
        explanation: "依据条例。".to_owned(),
        facts: vec![fact("F001")],
    }
}

pub(crate) fn plain(id: &str, kind: Kind, item: Item) -> Question {
    Question {
        id: QuestionId(id.to_owned()),
        kind,
        point: Point::WageRegulation,
        difficulty: Difficulty::Easy,
        purpose: Purpose::Official,
        facts: item.facts.clone(),
        body: Body::Item(item),
    }
}

pub(crate) fn single() -> Question {
    let options = ["农村居民", "城镇居民", "外来务工人员", "全体劳动者"];
    plain("wr-s-001", Kind::Single, item("条例所称农民工是指为用人单位提供劳动的（　）。", &options, "A"))
}

/// Parts: single 100, multiple 200, true/false 200.
pub(crate) fn case() -> Question {
    let parts = vec![
        Part {
            kind: Kind::Single, score: 100, item: item("王某属于（　）。", &["甲", "乙", "丙", "丁"], "B")
        },
        Part {
            kind: Kind::Multiple, score: 200, item: item("应当（　）。", &["甲", "乙", "丙", "丁", "戊"], "ACE")
        },
        Part { kind: Kind::TrueFalse, score: 200, item: item("王某是农民工。", &[], "A") },
    ];
    assert_eq!(parts.iter().map(|part| part.score).sum::<u32>(), CASE_SCORE);
    Question {
        id: QuestionId("dc-c-001".to_owned()),
        kind: Kind::Case,
        point: Point::DisputesCommunication,
        difficulty: Difficulty::Medium,
        purpose: Purpose::Official,
        facts: vec![fact("F001")],
        body: Body::Case(Case { stem: "王某在甲公司工地做工。".to_owned(), parts }),
    }
}

/// Three times as many questions as the standard blueprint needs, each one different.
pub(crate) fn bank() -> Vec<Question> {
    let mut bank = Vec::new();
    for cell in Blueprint::standard().cells {
        for n in 0..cell.count * 3 {
            let name = format!("{}-{}-{}-{n}", cell.point, cell.kind, cell.difficulty);
            let mut question = match cell.kind {
                Kind::Case => case(),
                Kind::Single => plain(&name, Kind::Single, item(&name, &["甲", "乙", "丙", "丁"], "C")),
                Kind::Multiple => plain(&name, Kind::Multiple, item(&name, &["甲", "乙", "丙", "丁", "戊"], "ABD")),
                Kind::TrueFalse => plain(&name, Kind::TrueFalse, item(&name, &[], "B")),
            };
            question.id = QuestionId(name);
            (question.point, question.difficulty) = (cell.point, cell.difficulty);
            bank.push(question);
        }
    }
    bank
}

/// Every question used 0, 1 or 2 times before, in turn.
pub(crate) fn pool(bank: &[Question]) -> Vec<PoolQuestion> {
    bank.iter().zip([0, 1, 2].into_iter().cycle()).map(|(question, uses)| PoolQuestion::of(question, uses)).collect()
}
