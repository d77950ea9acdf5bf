//! How are questions written as GIFT?

use std::borrow::Cow;

use super::super::grouped::{part_id, part_tags, tags_of, weight};
use super::super::words;
use super::scan::escaped;
use crate::choice::Choice;
use crate::question::{Body, Item, Kind, Point, Question};

pub(in super::super) fn write(questions: &[Cow<'_, Question>]) -> Vec<u8> {
    let mut out = String::new();
    let mut category: Option<Point> = None;
    for question in questions {
        if category != Some(question.point) {
            category = Some(question.point);
            out.push_str(&format!("$CATEGORY: {}\n\n", question.point));
        }
        let id = &question.id.0;
        match &question.body {
            Body::Item(item) => {
                push_head(&mut out, id, &tags_of(question), &item.stem);
                push_answers(&mut out, question.kind, item);
            }
            Body::Case(case) => {
                push_head(&mut out, id, &tags_of(question), &case.stem);
                out.push('\n');
                for (number, part) in (1..).zip(&case.parts) {
                    let mut tags = part_tags(question, &part.item.facts);
                    tags.push(format!("score:{}", words::score_text(part.score)));
                    out.push('\n');
                    push_head(&mut out, &part_id(id, number), &tags, &part.item.stem);
                    push_answers(&mut out, part.kind, &part.item);
                }
            }
        }
        out.push('\n');
    }
    out.into_bytes()
}

fn push_head(out: &mut String, id: &str, tags: &[String], stem: &str) {
    let tags: String = tags.iter().map(|tag| format!(" [tag:{tag}]")).collect();
    out.push_str(&format!("// [id:{id}]{tags}\n::{id}::[plain]{}", escaped(stem)));
}

fn push_answers(out: &mut String, kind: Kind, item: &Item) {
    out.push_str("{\n");
    if kind == Kind::TrueFalse {
        out.push_str(if item.right == Choice::TRUE { "\tTRUE\n" } else { "\tFALSE\n" });
    }
    for (index, option) in (0..).zip(&item.options) {
        match kind {
            Kind::Multiple => out.push_str(&format!("\t~%{}%", weight(kind, item.right, index))),
            _ => out.push_str(if item.right.contains(index) { "\t=" } else { "\t~" }),
        }
        // Without it, these texts would begin with a weight or the name of a text format.
        if option.starts_with(['%', '[']) {
            out.push_str("[plain]");
        }
        out.push_str(&escaped(option));
        out.push('\n');
    }
    if !item.explanation.is_empty() {
        out.push_str(&format!("\t####[plain]{}\n", escaped(&item.explanation)));
    }
    out.push_str("}\n");
}
