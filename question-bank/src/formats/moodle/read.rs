//! Which questions stand in a Moodle XML file?

use super::super::answer::Answer;
use super::super::fault::{Field, FileRefused, Reason};
use super::super::grouped::{Found, FoundBody, Grouping, right_by_weight};
use super::super::intake::RawItem;
use super::super::loss::Lost;
use super::super::place::Place;
use super::super::xml::{Element, parse};
use super::super::{Reading, markup};
use crate::choice::Choice;
use crate::question::Kind;
use crate::text::field::short;

pub(in super::super) fn read(bytes: &[u8]) -> Result<Reading, FileRefused> {
    let root = parse(bytes)?;
    if root.name != "quiz" {
        return Err(FileRefused::NotThisFormat);
    }
    let mut grouping = Grouping::default();
    let mut category = String::new();
    for question in root.all("question") {
        let given = question.attribute("type").unwrap_or_default();
        if given == "category" {
            category = text_of(question, "category").trim().to_owned();
        } else {
            grouping.take(found(question, given, &category));
        }
    }
    Ok(grouping.finish())
}

fn found(question: &Element, given: &str, category: &str) -> Found {
    let mut texts = Texts::default();
    let stem = texts.plain(question.first("questiontext"));
    let place = Place::line(question.line);
    let body = match given {
        "description" => FoundBody::Story(stem),
        "truefalse" => item(&place, Kind::TrueFalse, stem, truth(question, &mut texts), question, &mut texts),
        "multichoice" => {
            let kind = if is_set(question, "single") { Kind::Single } else { Kind::Multiple };
            let choices = choices(question, kind, &mut texts);
            item(&place, kind, stem, choices, question, &mut texts)
        }
        _ => FoundBody::Unsupported(short(given)),
    };
    texts.settings(question);
    let tags = question.first("tags").into_iter().flat_map(|tags| tags.all("tag"));
    let score = question.first("defaultgrade").map(|grade| points(grade.text().trim()));
    Found {
        place,
        title: text_of(question, "name"),
        id: question.first("idnumber").map(|id| id.text().trim().to_owned()).unwrap_or_default(),
        category: category.to_owned(),
        tags: tags.map(|tag| tag.text().trim().to_owned()).collect(),
        score: score.filter(|_| given != "description"),
        body,
        losses: texts.losses,
    }
}

type Choices = Result<(Vec<String>, Choice), Reason>;

fn item(place: &Place, kind: Kind, stem: String, choices: Choices, question: &Element, texts: &mut Texts) -> FoundBody {
    let explanation = texts.plain(question.first("generalfeedback"));
    match choices {
        Ok((options, right)) => FoundBody::Item(RawItem {
            place: place.clone(),
            kind,
            stem,
            options,
            answer: Answer::Chosen(right),
            explanation,
        }),
        Err(reason) => FoundBody::Faulty(reason),
    }
}

/// Moodle writes the answers of a true/false question as the words `true` and `false`.
fn truth(question: &Element, texts: &mut Texts) -> Choices {
    let mut right = Choice::EMPTY;
    for answer in question.all("answer") {
        texts.feedback(answer);
        let word = answer.first("text").map(Element::text).unwrap_or_default();
        let index = match word.trim().to_ascii_lowercase().as_str() {
            "true" => 0,
            "false" => 1,
            given => return Err(Reason::TruthExpected { given: short(given) }),
        };
        if fraction(answer)? > 0.0 {
            right = right.with(index);
        }
    }
    Ok((Vec::new(), right))
}

fn choices(question: &Element, kind: Kind, texts: &mut Texts) -> Choices {
    let (mut options, mut weights) = (Vec::new(), Vec::new());
    for answer in question.all("answer") {
        texts.feedback(answer);
        options.push(texts.plain(Some(answer)));
        weights.push(fraction(answer)?);
    }
    if options.len() > Choice::MAX_OPTIONS {
        return Err(Reason::too_many_options());
    }
    let (right, lost) = right_by_weight(kind, &weights);
    texts.lose(lost);
    Ok((options, right))
}

fn fraction(answer: &Element) -> Result<f64, Reason> {
    let given = answer.attribute("fraction").unwrap_or("0");
    let fraction = given.trim().parse().ok().filter(|fraction: &f64| fraction.is_finite());
    fraction.ok_or(Reason::UnknownWord { field: Field::Answer, given: short(given) })
}

/// Without the zeros that Moodle adds: `1.0000000` is 1.
fn points(grade: &str) -> String {
    if grade.contains('.') { grade.trim_end_matches('0').trim_end_matches('.').to_owned() } else { grade.to_owned() }
}

fn is_set(question: &Element, name: &str) -> bool {
    let word = question.first(name).map(|setting| setting.text().trim().to_ascii_lowercase());
    // Moodle takes a missing setting for set.
    word.is_none_or(|word| word == "true" || word == "1" || word.is_empty())
}

fn text_of(question: &Element, name: &str) -> String {
    question.first(name).and_then(|element| element.first("text")).map(Element::text).unwrap_or_default()
}

/// Texts of one question; what they lose is collected.
#[derive(Default)]
struct Texts {
    losses: Vec<Lost>,
}

impl Texts {
    fn lose(&mut self, lost: impl IntoIterator<Item = Lost>) {
        for lost in lost {
            if !self.losses.contains(&lost) {
                self.losses.push(lost);
            }
        }
    }

    /// An element that has a `format` and a `<text>`, and perhaps files.
    fn plain(&mut self, element: Option<&Element>) -> String {
        let Some(element) = element else { return String::new() };
        if element.first("file").is_some() {
            self.lose([Lost::Media]);
        }
        let text = element.first("text").map(Element::text).unwrap_or_default();
        let (text, losses) = match element.attribute("format") {
            Some("plain_text") => (text, Vec::new()),
            Some("markdown") => (text, vec![Lost::Formatting]),
            Some("moodle_auto_format") => markup::html(&text.trim().replace("\r\n", "\n").replace('\n', "<br>")),
            _ => markup::html(&text),
        };
        self.lose(losses);
        text
    }

    fn feedback(&mut self, answer: &Element) {
        if !text_of(answer, "feedback").trim().is_empty() {
            self.lose([Lost::Feedback]);
        }
    }

    fn settings(&mut self, question: &Element) {
        let remarks = ["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"];
        if remarks.iter().any(|name| !text_of(question, name).trim().is_empty()) {
            self.lose([Lost::Feedback]);
        }
        if question.first("hint").is_some() {
            self.lose([Lost::Hint]);
        }
        if question.attribute("type") == Some("multichoice") && !is_set(question, "shuffleanswers") {
            self.lose([Lost::FixedOrder]);
        }
        if question.first("hidden").is_some_and(|hidden| hidden.text().trim() == "1") {
            self.lose([Lost::Setting { name: "hidden".to_owned() }]);
        }
    }
}
