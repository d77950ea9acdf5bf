//! Which question is a QTI item?

use super::super::answer::Answer;
use super::super::fault::{Field, Reason};
use super::super::intake::{Intake, RawBody, RawItem, RawPart, RawQuestion};
use super::super::limits::PARTS;
use super::super::loss::Lost;
use super::super::markup::PlainText;
use super::super::place::Place;
use super::super::xml::{Element, Node};
use super::of_part;
use super::read::{BodyText, body_text};
use crate::choice::Choice;
use crate::question::Kind;
use crate::text::field::{is_code, short};

/// Takes an item that has the names of 2.1, from a file of a package if there is one.
pub(super) fn take(intake: &mut Intake, root: &Element, file: Option<&str>) {
    let place = Place { file: file.map(str::to_owned), ..Place::line(root.line) };
    if root.name != "assessmentItem" {
        return intake.lose(&place, Lost::UnsupportedType { given: short(&root.name) });
    }
    let mut item = Item { root, place: place.clone(), losses: Vec::new() };
    let question = item.question();
    item.losses.into_iter().for_each(|lost| intake.lose(&place, lost));
    match question {
        Ok(Some(raw)) => intake.take(raw),
        Ok(None) => {}
        Err(reason) => intake.fault(&place, reason),
    }
}

struct Item<'e> {
    root: &'e Element,
    place: Place,
    losses: Vec<Lost>,
}

impl Item<'_> {
    /// `None` when it is of a type that we do not have; the loss is noted.
    fn question(&mut self) -> Result<Option<RawQuestion>, Reason> {
        let BodyText { choices, rest, other, losses, .. } =
            self.root.first("itemBody").map(body_text).unwrap_or_default();
        let other = match self.root.first("templateDeclaration") {
            Some(_) => Some("template".to_owned()),
            None => other.or_else(|| choices.is_empty().then(|| "description".to_owned())),
        };
        if let Some(given) = other {
            self.losses = vec![Lost::UnsupportedType { given: short(&given) }];
            return Ok(None);
        }
        if choices.len() > PARTS {
            return Err(Reason::TooMany { field: Field::Parts, limit: PARTS });
        }
        self.losses.extend(losses);
        if !rest.is_empty() {
            self.losses.push(Lost::Text { given: short(&rest) });
        }
        let is_case = choices.len() > 1 || self.value("BANK_KIND").as_deref() == Some(Kind::Case.code());
        let body = if is_case { self.case(choices)? } else { self.plain(choices)? };
        let id = self.id(&body);
        Ok(Some(RawQuestion {
            place: self.place.clone(),
            id,
            point: self.value("BANK_POINT"),
            difficulty: self.value("BANK_DIFFICULTY"),
            purpose: self.value("BANK_PURPOSE"),
            facts: self.values("BANK_FACTS"),
            body,
        }))
    }

    fn plain(&mut self, choices: Vec<(String, &Element)>) -> Result<RawBody, Reason> {
        let Some((before, interaction)) = choices.into_iter().next() else {
            return Err(Reason::Missing { field: Field::Stem });
        };
        let explanation = self.explanation(None);
        let item = self.item(&before, interaction, explanation)?;
        self.name_marking();
        let most = self.outcome("SCORE").and_then(|outcome| outcome.attribute("normalMaximum"));
        if most.is_some_and(|most| most.trim().parse::<f64>() != Ok(1.0)) {
            self.losses.push(Lost::Score);
        }
        Ok(RawBody::Item(item))
    }

    /// How answers are marked is the rule of the exam, whatever the item says of it.
    fn name_marking(&mut self) {
        let is_own = self.root.all("responseProcessing").any(is_own_marking);
        if is_own && !self.losses.contains(&Lost::Weights) {
            self.losses.push(Lost::Weights);
        }
    }

    fn case(&mut self, choices: Vec<(String, &Element)>) -> Result<RawBody, Reason> {
        let mut story = String::new();
        let mut parts = Vec::with_capacity(choices.len());
        for (number, (before, interaction)) in (1..).zip(choices) {
            let before = if number == 1 {
                story = before;
                String::new()
            } else {
                before
            };
            let explanation = self.explanation(Some(number));
            let item = self.item(&before, interaction, explanation)?;
            let score = self.outcome(&of_part("SCORE", Some(number)));
            let score = score.and_then(|outcome| outcome.attribute("normalMaximum")).map(str::to_owned);
            parts.push(RawPart { item, score, facts: self.values(&of_part("BANK_FACTS", Some(number))) });
        }
        // a case that was written here is marked by what its parts are worth, and that is kept
        if self.value("BANK_KIND").is_none() {
            self.name_marking();
        }
        Ok(RawBody::Case { stem: story, parts })
    }

    fn item(&mut self, before: &str, interaction: &Element, explanation: String) -> Result<RawItem, Reason> {
        let prompt = interaction.first("prompt").map(|prompt| self.text(prompt)).unwrap_or_default();
        let stem = [before, &prompt].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
        let choices: Vec<&Element> = interaction.all("simpleChoice").collect();
        if choices.len() > Choice::MAX_OPTIONS {
            return Err(Reason::too_many_options());
        }
        let names: Vec<&str> =
            choices.iter().map(|choice| choice.attribute("identifier").unwrap_or_default()).collect();
        let (cardinality, right) = self.right(interaction, &names)?;
        let is_truth = matches!(names.as_slice(), ["true", "false"] | ["false", "true"]);
        let kind = match cardinality {
            Kind::Single if is_truth => Kind::TrueFalse,
            kind => kind,
        };
        let right = if kind == Kind::TrueFalse && names.first() == Some(&"false") { swapped(right) } else { right };
        let options: Vec<String> = choices.iter().map(|choice| self.text(choice)).collect();
        self.name_settings(interaction, kind, &choices);
        Ok(RawItem {
            place: Place { line: interaction.line, ..self.place.clone() },
            kind,
            stem,
            options: if kind == Kind::TrueFalse { Vec::new() } else { options },
            answer: Answer::Chosen(right),
            explanation,
        })
    }

    /// The cardinality as a kind, and the choices that are right.
    fn right(&mut self, interaction: &Element, names: &[&str]) -> Result<(Kind, Choice), Reason> {
        let response = interaction.attribute("responseIdentifier").unwrap_or_default();
        let mut declarations = self.root.all("responseDeclaration");
        let declaration = declarations.find(|declaration| declaration.attribute("identifier") == Some(response));
        let declaration = declaration.ok_or(Reason::Missing { field: Field::Answer })?;
        let kind = match declaration.attribute("cardinality") {
            Some("multiple") => Kind::Multiple,
            _ => Kind::Single,
        };
        let mapped: Vec<String> = match declaration.first("mapping") {
            Some(mapping) => {
                self.losses.push(Lost::Weights);
                let positive = |entry: &&Element| {
                    entry
                        .attribute("mappedValue")
                        .and_then(|value| value.parse().ok())
                        .is_some_and(|value: f64| value > 0.0)
                };
                let right = mapping.all("mapEntry").filter(positive);
                right.filter_map(|entry| entry.attribute("mapKey").map(str::to_owned)).collect()
            }
            None => Vec::new(),
        };
        let correct: Vec<String> = match declaration.first("correctResponse") {
            Some(correct) => correct.all("value").map(|value| value.text().trim().to_owned()).collect(),
            None => mapped,
        };
        let mut right = Choice::EMPTY;
        for name in correct {
            let index = names.iter().position(|known| *known == name).and_then(|index| u8::try_from(index).ok());
            let unknown = Reason::UnknownWord { field: Field::Answer, given: short(&name) };
            right = right.with(index.ok_or(unknown)?);
        }
        Ok((kind, right))
    }

    fn name_settings(&mut self, interaction: &Element, kind: Kind, choices: &[&Element]) {
        let is_shuffled = interaction.attribute("shuffle") == Some("true");
        let is_fixed = choices.iter().any(|choice| choice.attribute("fixed") == Some("true"));
        if kind != Kind::TrueFalse && (!is_shuffled || is_fixed) {
            self.losses.push(Lost::FixedOrder);
        }
        let most: usize = interaction.attribute("maxChoices").and_then(|most| most.parse().ok()).unwrap_or(1);
        if kind == Kind::Multiple && most != 0 && most < choices.len() {
            self.losses.push(Lost::Setting { name: "maxChoices".to_owned() });
        }
        if interaction.attribute("minChoices").is_some_and(|least| least != "0") {
            self.losses.push(Lost::Setting { name: "minChoices".to_owned() });
        }
    }

    /// Our own, or the only feedback of an item of another program.
    fn explanation(&mut self, part: Option<usize>) -> String {
        let name = of_part("EXPLANATION", part);
        let all: Vec<&Element> = self.root.all("modalFeedback").collect();
        let is_ours = |feedback: &&&Element| {
            feedback.attribute("identifier").is_some_and(|known| known.starts_with("EXPLANATION"))
        };
        if all.iter().filter(is_ours).count() < all.len() {
            if let ([only], None) = (all.as_slice(), part) {
                return self.text(only);
            }
            self.losses.push(Lost::Feedback);
        }
        let own = all.into_iter().find(|feedback| feedback.attribute("identifier") == Some(&name));
        own.map(|feedback| self.text(feedback)).unwrap_or_default()
    }

    fn id(&mut self, body: &RawBody) -> Option<String> {
        let identifier = self.root.attribute("identifier").unwrap_or_default();
        let title = self.root.attribute("title").unwrap_or_default();
        let id = identifier.strip_prefix('_').unwrap_or(identifier);
        let stem = match body {
            RawBody::Item(item) => &item.stem,
            RawBody::Case { stem, .. } => stem,
        };
        if !title.is_empty() && title != id && title != identifier && !stem.starts_with(title) {
            self.losses.push(Lost::Title { given: short(title) });
        }
        if is_code(id) {
            return Some(id.to_owned());
        }
        if !identifier.is_empty() {
            self.losses.push(Lost::ForeignId { given: short(identifier) });
        }
        None
    }

    fn text(&mut self, element: &Element) -> String {
        let mut plain = PlainText::default();
        plain.inside(element);
        let (text, losses) = plain.finish();
        self.losses.extend(losses);
        text
    }

    fn outcome(&self, name: &str) -> Option<&Element> {
        self.root.all("outcomeDeclaration").find(|outcome| outcome.attribute("identifier") == Some(name))
    }

    fn values(&self, name: &str) -> Vec<String> {
        let default = self.outcome(name).and_then(|outcome| outcome.first("defaultValue"));
        default
            .into_iter()
            .flat_map(|default| default.all("value"))
            .map(|value| value.text().trim().to_owned())
            .collect()
    }

    fn value(&self, name: &str) -> Option<String> {
        self.values(name).into_iter().next()
    }
}

/// Anything but the common template, by which exactly what is right gets the score.
fn is_own_marking(processing: &Element) -> bool {
    let template = processing.attribute("template").unwrap_or_default();
    let name = template.rsplit('/').next().unwrap_or_default();
    let is_written_out = processing.children.iter().any(|child| matches!(child, Node::Element(_)));
    is_written_out || !matches!(name, "" | "match_correct" | "match_correct.xml")
}

/// True and false the other way round.
fn swapped(choice: Choice) -> Choice {
    choice.iter().map(|index| 1 - index.min(1)).collect()
}
