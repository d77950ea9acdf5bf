//! How are questions written as Moodle XML?

use std::borrow::Cow;

use super::super::grouped::{part_id, part_tags, tags_of, weight};
use super::super::words;
use super::super::xml::Element;
use crate::choice::Choice;
use crate::question::{Body, Item, Kind, Point, Question};

pub(in super::super) fn write(questions: &[Cow<'_, Question>]) -> Vec<u8> {
    let mut quiz = Element::new("quiz");
    let mut category: Option<Point> = None;
    for question in questions {
        if category != Some(question.point) {
            category = Some(question.point);
            quiz = quiz.and(category_of(question.point));
        }
        let (id, tags) = (&question.id.0, tags_of(question));
        quiz = match &question.body {
            Body::Item(item) => quiz.and(item_element(id, question.kind, item, 100, &tags)),
            Body::Case(case) => {
                let story = head("description", id, &case.stem, "", 0).and(tags_element(&tags));
                let parts = (1..).zip(&case.parts).map(|(number, part)| {
                    let tags = part_tags(question, &part.item.facts);
                    item_element(&part_id(id, number), part.kind, &part.item, part.score, &tags)
                });
                quiz.and(story).extended(parts)
            }
        };
    }
    quiz.document()
}

fn category_of(point: Point) -> Element {
    let name = text(format!("$course$/top/{point}"));
    Element::new("question").with("type", "category").and(Element::new("category").and(name))
}

fn item_element(id: &str, kind: Kind, item: &Item, score: u32, tags: &[String]) -> Element {
    let flag = |name: &str, value: &str| Element::new(name).holding(value);
    if kind == Kind::TrueFalse {
        let answer = |word: &str, truth: Choice| {
            let fraction = if item.right == truth { "100" } else { "0" };
            let answer = Element::new("answer").with("fraction", fraction).with("format", "moodle_auto_format");
            answer.and(text(word))
        };
        return head("truefalse", id, &item.stem, &item.explanation, score)
            .and(answer("true", Choice::TRUE))
            .and(answer("false", Choice::FALSE))
            .and(tags_element(tags));
    }
    let answers = (0..).zip(&item.options).map(|(index, option)| {
        let fraction = weight(kind, item.right, index);
        Element::new("answer").with("fraction", fraction).with("format", "plain_text").and(text(option))
    });
    head("multichoice", id, &item.stem, &item.explanation, score)
        .and(flag("single", if kind == Kind::Single { "true" } else { "false" }))
        .and(flag("shuffleanswers", "true"))
        .and(flag("answernumbering", "ABCD"))
        .extended(answers)
        .and(tags_element(tags))
}

fn head(kind: &str, id: &str, stem: &str, explanation: &str, score: u32) -> Element {
    let plain = |name: &str, content: &str| Element::new(name).with("format", "plain_text").and(text(content));
    Element::new("question")
        .with("type", kind)
        .and(Element::new("name").and(text(id)))
        .and(plain("questiontext", stem))
        .and(plain("generalfeedback", explanation))
        .and(Element::new("defaultgrade").holding(words::score_text(score)))
        .and(Element::new("penalty").holding("0"))
        .and(Element::new("hidden").holding("0"))
        .and(Element::new("idnumber").holding(id))
}

fn tags_element(tags: &[String]) -> Element {
    Element::new("tags").extended(tags.iter().map(|tag| Element::new("tag").and(text(tag))))
}

fn text(content: impl Into<String>) -> Element {
    Element::new("text").holding(content)
}
