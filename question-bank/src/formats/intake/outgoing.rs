//! Which questions would a reader take back as they are, so that they may be written?

use std::borrow::Cow;

use super::{Answer, Intake, RawBody, RawItem, RawPart, RawQuestion, field_of};
use crate::formats::draft::Draft;
use crate::formats::fault::Field;
use crate::formats::loss::{At, Loss, Lost};
use crate::formats::place::Place;
use crate::formats::{Format, words};
use crate::question::{Body, Item, Kind, Question};

/// The questions that can be written; of the others, and of characters that had to be replaced, the losses.
pub(in crate::formats) fn writable<'q>(
    questions: &'q [Question],
    format: Format,
    losses: &mut Vec<Loss>,
) -> Vec<Cow<'q, Question>> {
    let mut intake = Intake::default();
    let mut sound = Vec::with_capacity(questions.len());
    for question in questions {
        let mut lose = |what| losses.push(Loss { at: At::Question(question.id.clone()), what });
        if let Some(field) = faulty(&mut intake, question) {
            lose(Lost::Faulty { field });
        } else if format != Format::Text && format != Format::Gift && texts(question).any(|text| text.contains(UNFIT)) {
            lose(Lost::Character);
            sound.push(Cow::Owned(replaced(question)));
        } else {
            sound.push(Cow::Borrowed(question));
        }
    }
    sound
}

/// The two characters below U+FFFF that XML 1.0 leaves out, control characters aside.
const UNFIT: [char; 2] = ['\u{FFFE}', '\u{FFFF}'];

fn faulty(intake: &mut Intake, question: &Question) -> Option<Field> {
    let mut faults = Vec::new();
    let draft = intake.drafted(raw(question), &mut faults);
    let other_body = matches!((&question.body, question.kind), (Body::Item(_), Kind::Case));
    match faults.first() {
        Some(fault) => Some(field_of(&fault.reason)),
        None if other_body => Some(Field::Kind),
        None => (draft != Draft::from(question)).then(|| differing(&draft, question)),
    }
}

/// Texts that are not in their normal form, or facts of an item that are not those of its question.
fn differing(draft: &Draft, question: &Question) -> Field {
    let kind_differs = draft.kind() != question.kind;
    let facts_differ = matches!(&question.body, Body::Item(item) if item.facts != question.facts);
    if kind_differs {
        Field::Kind
    } else if facts_differ || draft.facts != question.facts {
        Field::Facts
    } else {
        Field::Stem
    }
}

fn raw(question: &Question) -> RawQuestion {
    let ids = |facts: &[crate::facts::FactId]| facts.iter().map(|fact| fact.0.clone()).collect();
    let body = match &question.body {
        Body::Item(item) => RawBody::Item(raw_item(question.kind, item)),
        Body::Case(case) => RawBody::Case {
            stem: case.stem.clone(),
            parts: case
                .parts
                .iter()
                .map(|part| RawPart {
                    item: raw_item(part.kind, &part.item),
                    score: Some(words::score_text(part.score)),
                    facts: ids(&part.item.facts),
                })
                .collect(),
        },
    };
    RawQuestion {
        place: Place::line(1),
        id: Some(question.id.0.clone()),
        point: Some(question.point.code().to_owned()),
        difficulty: Some(question.difficulty.code().to_owned()),
        purpose: Some(question.purpose.code().to_owned()),
        facts: ids(&question.facts),
        body,
    }
}

fn raw_item(kind: Kind, item: &Item) -> RawItem {
    RawItem {
        place: Place::line(1),
        kind,
        stem: item.stem.clone(),
        options: item.options.clone(),
        answer: Answer::Chosen(item.right),
        explanation: item.explanation.clone(),
    }
}

fn texts(question: &Question) -> impl Iterator<Item = &String> {
    let story = match &question.body {
        Body::Case(case) => Some(&case.stem),
        Body::Item(_) => None,
    };
    story
        .into_iter()
        .chain(question.items().flat_map(|(_, item)| item.options.iter().chain([&item.stem, &item.explanation])))
}

fn replaced(question: &Question) -> Question {
    let mut question = question.clone();
    let fit = |text: &mut String| *text = text.replace(UNFIT, "\u{FFFD}");
    let fit_item = |item: &mut Item| {
        item.options.iter_mut().chain([&mut item.stem, &mut item.explanation]).for_each(fit);
    };
    match &mut question.body {
        Body::Item(item) => fit_item(item),
        Body::Case(case) => {
            fit(&mut case.stem);
            case.parts.iter_mut().for_each(|part| fit_item(&mut part.item));
        }
    }
    question
}
