//! How is one question written as a QTI item?

use super::super::words;
use super::super::xml::Element;
use super::of_part;
use super::version::Version;
use crate::choice::{Choice, option_letter};
use crate::facts::FactId;
use crate::question::{Body, Case, Item, Kind, Question};

/// With the names of 2.1; [`Version::document`] gives it those of its version.
pub(super) fn item(version: Version, question: &Question) -> Element {
    let id = identifier(&question.id.0);
    let root = Element::new("assessmentItem")
        .with("xmlns", version.namespace())
        .with("identifier", &*id)
        .with("title", &*question.id.0)
        .with("adaptive", "false")
        .with("timeDependent", "false");
    let parts: Vec<(Option<usize>, Kind, &Item)> = match &question.body {
        Body::Item(item) => vec![(None, question.kind, item)],
        Body::Case(case) => {
            (1..).zip(&case.parts).map(|(number, part)| (Some(number), part.kind, &part.item)).collect()
        }
    };
    let responses = parts.iter().map(|&(part, kind, item)| response(part, kind, item));
    let interactions = parts.iter().map(|&(part, kind, item)| interaction(part, kind, item));
    let feedback = parts.iter().filter(|(.., item)| !item.explanation.is_empty());
    let feedback = feedback.map(|&(part, _, item)| explanation(version, part, &item.explanation));
    let (body, processing) = match &question.body {
        Body::Item(_) => {
            let template = Element::new("responseProcessing").with("template", version.match_correct());
            (Element::new("itemBody"), template)
        }
        Body::Case(case) => {
            let story = lines(Element::new("p"), &case.stem);
            (Element::new("itemBody").and(Element::new("div").and(story)), processing(case))
        }
    };
    root.extended(responses)
        .extended(outcomes(question, &parts))
        .and(body.extended(interactions))
        .and(processing)
        .extended(feedback)
}

/// An identifier of QTI begins with a letter or `_`.
pub(super) fn identifier(id: &str) -> String {
    if id.starts_with(|c: char| c.is_ascii_alphabetic()) { id.to_owned() } else { format!("_{id}") }
}

fn response(part: Option<usize>, kind: Kind, item: &Item) -> Element {
    let right = item.right.iter().map(|index| Element::new("value").holding(choice_name(kind, index)));
    Element::new("responseDeclaration")
        .with("identifier", of_part("RESPONSE", part))
        .with("cardinality", if kind == Kind::Multiple { "multiple" } else { "single" })
        .with("baseType", "identifier")
        .and(Element::new("correctResponse").extended(right))
}

fn choice_name(kind: Kind, index: u8) -> String {
    match kind {
        Kind::TrueFalse => (Choice::TRUE.contains(index)).to_string(),
        _ => option_letter(index).to_string(),
    }
}

fn outcomes(question: &Question, parts: &[(Option<usize>, Kind, &Item)]) -> Vec<Element> {
    let mut outcomes = vec![score("SCORE", None)];
    if let Body::Case(case) = &question.body {
        let scores =
            (1..).zip(&case.parts).map(|(number, part)| score(&of_part("SCORE", Some(number)), Some(part.score)));
        outcomes.extend(scores);
        outcomes.push(data("BANK_KIND", "single", &[question.kind.code()]));
    }
    outcomes.push(data("BANK_POINT", "single", &[question.point.code()]));
    outcomes.push(data("BANK_DIFFICULTY", "single", &[question.difficulty.code()]));
    outcomes.push(data("BANK_PURPOSE", "single", &[question.purpose.code()]));
    outcomes.push(facts("BANK_FACTS", &question.facts));
    let of_parts = parts.iter().filter(|(part, ..)| part.is_some());
    outcomes.extend(of_parts.map(|&(part, _, item)| facts(&of_part("BANK_FACTS", part), &item.facts)));
    let explained = parts.iter().filter(|(.., item)| !item.explanation.is_empty());
    let shown: Vec<String> = explained.map(|&(part, ..)| of_part("EXPLANATION", part)).collect();
    if !shown.is_empty() {
        let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
        outcomes.push(declared("FEEDBACK", "multiple", "identifier", &shown));
    }
    outcomes
}

fn score(name: &str, full: Option<u32>) -> Element {
    let outcome = declared(name, "single", "float", &["0"]);
    match full {
        Some(full) => outcome.with("normalMaximum", words::score_text(full)),
        None => outcome,
    }
}

fn facts(name: &str, facts: &[FactId]) -> Element {
    let ids: Vec<&str> = facts.iter().map(|fact| fact.0.as_str()).collect();
    data(name, "multiple", &ids)
}

fn data(name: &str, cardinality: &str, values: &[&str]) -> Element {
    declared(name, cardinality, "string", values)
}

fn declared(name: &str, cardinality: &str, base_type: &str, values: &[&str]) -> Element {
    let outcome = Element::new("outcomeDeclaration")
        .with("identifier", name)
        .with("cardinality", cardinality)
        .with("baseType", base_type);
    if values.is_empty() {
        return outcome;
    }
    outcome.and(Element::new("defaultValue").extended(values.iter().map(|&value| Element::new("value").holding(value))))
}

fn interaction(part: Option<usize>, kind: Kind, item: &Item) -> Element {
    let choice =
        |index: u8, text: &str| lines(Element::new("simpleChoice").with("identifier", choice_name(kind, index)), text);
    let choices: Vec<Element> = match kind {
        Kind::TrueFalse => vec![choice(0, words::truth_name(true)), choice(1, words::truth_name(false))],
        _ => (0..).zip(&item.options).map(|(index, text)| choice(index, text)).collect(),
    };
    Element::new("choiceInteraction")
        .with("responseIdentifier", of_part("RESPONSE", part))
        .with("shuffle", if kind == Kind::TrueFalse { "false" } else { "true" })
        .with("maxChoices", if kind == Kind::Multiple { "0" } else { "1" })
        .and(lines(Element::new("prompt"), &item.stem))
        .extended(choices)
}

/// The scores of the parts that are answered as the key says, added up.
fn processing(case: &Case) -> Element {
    let named =
        |element: &str, name: &str, part: usize| Element::new(element).with("identifier", of_part(name, Some(part)));
    let conditions = (1..).zip(&case.parts).map(|(number, part)| {
        let matches =
            Element::new("match").and(named("variable", "RESPONSE", number)).and(named("correct", "RESPONSE", number));
        let full = Element::new("baseValue").with("baseType", "float").holding(words::score_text(part.score));
        let set = named("setOutcomeValue", "SCORE", number).and(full);
        Element::new("responseCondition").and(Element::new("responseIf").and(matches).and(set))
    });
    let sum = Element::new("sum").extended((1..=case.parts.len()).map(|number| named("variable", "SCORE", number)));
    let total = Element::new("setOutcomeValue").with("identifier", "SCORE").and(sum);
    Element::new("responseProcessing").extended(conditions).and(total)
}

fn explanation(version: Version, part: Option<usize>, text: &str) -> Element {
    let feedback = Element::new("modalFeedback")
        .with("outcomeIdentifier", "FEEDBACK")
        .with("identifier", of_part("EXPLANATION", part))
        .with("showHide", "show");
    match version {
        Version::V21 => lines(feedback, text),
        Version::V30 => feedback.and(lines(Element::new("contentBody"), text)),
    }
}

/// A line end is `<br/>`: blanks with a line end in them count as one blank in QTI.
fn lines(element: Element, text: &str) -> Element {
    let mut element = element;
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            element = element.and(Element::new("br"));
        }
        if !line.is_empty() {
            element = element.holding(line);
        }
    }
    element
}
