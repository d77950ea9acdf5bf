//! Which invented questions are papers made of here?

use question_bank::random::Stream;
use question_bank::{
    Blueprint, Body, Case, Choice, Difficulty, FactId, Item, Kind, Part, Point, Purpose, Question, QuestionId,
};

const TEXTS: [&str; 6] = [
    "农民工工资应当以货币形式支付。",
    "“按月足额”\u{20}支付",
    "第一行\n第二行\t\u{1}",
    "a \"quoted\" \\ text",
    "\u{1F3D7}\u{FE0F} 工地",
    "\u{2028}é",
];

/// So many times as many questions as the blueprint needs.
pub fn bank_for(blueprint: &Blueprint, times: u32) -> Vec<Question> {
    let mut stream = Stream::new(&[21; 32]);
    let mut bank = Vec::new();
    for cell in &blueprint.cells {
        for n in 0..cell.count * times {
            let id = format!("{}-{}-{}-{n}", cell.point, cell.kind, cell.difficulty);
            let mut question = question(&id, cell.kind, &mut stream);
            (question.point, question.difficulty) = (cell.point, cell.difficulty);
            bank.push(question);
        }
    }
    bank
}

/// Any number of options from 2 to 8 and any key that its kind can have; of a case, one to five parts.
pub fn question(id: &str, kind: Kind, stream: &mut Stream) -> Question {
    let body = if kind == Kind::Case {
        let parts = (0..1 + stream.below(5)).map(|_| {
            let kind = plain_kind(stream);
            let score = u32::try_from(stream.below(450)).unwrap();
            Part { kind, score, item: item(id, kind, stream) }
        });
        let parts = parts.collect();
        Body::Case(Case { stem: text(stream), parts })
    } else {
        Body::Item(item(id, kind, stream))
    };
    Question {
        id: QuestionId(id.to_owned()),
        kind,
        point: Point::ALL[usize::from(small(stream, 11))],
        difficulty: Difficulty::Medium,
        purpose: Purpose::Official,
        facts: vec![FactId("F001".to_owned())],
        body,
    }
}

pub fn plain_kind(stream: &mut Stream) -> Kind {
    [Kind::Single, Kind::Multiple, Kind::TrueFalse][usize::from(small(stream, 3))]
}

fn item(id: &str, kind: Kind, stream: &mut Stream) -> Item {
    let count = if kind == Kind::TrueFalse { 2 } else { 2 + small(stream, 7) };
    let right = match kind {
        Kind::Multiple => (1..=255).map(|_| choice(count, stream)).find(|choice| !choice.is_empty()).unwrap(),
        _ => Choice::EMPTY.with(small(stream, count)),
    };
    let options =
        if kind == Kind::TrueFalse { vec![] } else { (0..count).map(|n| format!("{n}{}", text(stream))).collect() };
    Item { stem: format!("{id}{}", text(stream)), options, right, explanation: text(stream), facts: vec![] }
}

/// Each option in or out.
pub fn choice(options: u8, stream: &mut Stream) -> Choice {
    (0..options).filter(|_| stream.below(2) == 1).collect()
}

pub fn small(stream: &mut Stream, n: u8) -> u8 {
    u8::try_from(stream.below(n.into())).unwrap()
}

fn text(stream: &mut Stream) -> String {
    TEXTS[usize::from(small(stream, 6))].to_owned()
}
