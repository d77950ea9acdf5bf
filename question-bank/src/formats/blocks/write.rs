//! How are questions written as text that people can paste into a document?

use std::borrow::Cow;

use super::super::words;
use super::tokens::protected;
use crate::choice::{Choice, option_letter};
use crate::facts::FactId;
use crate::question::{Body, Item, Kind, Question};

pub(in super::super) fn write(questions: &[Cow<'_, Question>]) -> Vec<u8> {
    let mut out = String::new();
    let mut section = None;
    let mut sections = 0;
    for (number, question) in (1..).zip(questions) {
        if section != Some(question.kind) {
            section = Some(question.kind);
            sections += 1;
            out.push_str(&format!("{}、{}\n\n", numeral(sections), words::kind_name(question.kind)));
        }
        push_question(&mut out, number, question);
        out.push('\n');
    }
    out.into_bytes()
}

fn push_question(out: &mut String, number: usize, question: &Question) {
    let stem = match &question.body {
        Body::Item(item) => &item.stem,
        Body::Case(case) => &case.stem,
    };
    out.push_str(&format!("{number}. {}\n", protected(stem)));
    if let Body::Item(item) = &question.body {
        push_answer(out, question.kind, item);
    }
    out.push_str(&format!("难度：{}\n", words::difficulty_name(question.difficulty)));
    out.push_str(&format!("知识点：{}\n", words::point_name(question.point)));
    out.push_str(&format!("用途：{}\n", words::purpose_name(question.purpose)));
    push_facts(out, &question.facts);
    out.push_str(&format!("编号：{}\n", question.id));
    if let Body::Case(case) = &question.body {
        for (number, part) in (1..).zip(&case.parts) {
            let tag = words::kind_name(part.kind);
            out.push_str(&format!("（{number}）【{tag}】{}\n", protected(&part.item.stem)));
            push_answer(out, part.kind, &part.item);
            out.push_str(&format!("分值：{}\n", words::score_text(part.score)));
            push_facts(out, &part.item.facts);
        }
    }
}

fn push_answer(out: &mut String, kind: Kind, item: &Item) {
    for (letter, option) in (0..).map(option_letter).zip(&item.options) {
        out.push_str(&format!("{letter}. {}\n", protected(option)));
    }
    let answer = match kind {
        Kind::TrueFalse => words::truth_name(item.right == Choice::TRUE).to_owned(),
        _ => item.right.to_string(),
    };
    out.push_str(&format!("答案：{answer}\n"));
    if !item.explanation.is_empty() {
        out.push_str(&format!("解析：{}\n", protected(&item.explanation)));
    }
}

fn push_facts(out: &mut String, facts: &[FactId]) {
    if !facts.is_empty() {
        let ids: Vec<_> = facts.iter().map(|fact| fact.0.as_str()).collect();
        out.push_str(&format!("依据：{}\n", ids.join("、")));
    }
}

/// 1 to 99 in characters.
fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |digit: usize| DIGITS.get(digit).copied().unwrap_or_default();
    match number % 100 {
        ones @ 0..10 => {
            if ones == 0 {
                "一".to_owned()
            } else {
                digit(ones).to_owned()
            }
        }
        number @ 10..20 => format!("十{}", digit(number % 10)),
        number => format!("{}十{}", digit(number / 10), digit(number % 10)),
    }
}
