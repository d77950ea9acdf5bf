//! Which questions stand in a GIFT file?

use super::super::answer::Answer;
use super::super::fault::{Field, FileRefused, Reason};
use super::super::grouped::{Found, FoundBody, Grouping, right_by_weight};
use super::super::intake::RawItem;
use super::super::loss::Lost;
use super::super::place::Place;
use super::super::{Reading, markup, utf8};
use super::scan::{find, plain_signs, split_at_sign, unescaped};
use crate::choice::Choice;
use crate::question::Kind;

pub(in super::super) fn read(bytes: &[u8]) -> Result<Reading, FileRefused> {
    let text = utf8(bytes)?.replace("\r\n", "\n").replace('\r', "\n");
    if text.contains('\0') {
        return Err(FileRefused::NotThisFormat);
    }
    let mut grouping = Grouping::default();
    let mut category = String::new();
    let mut block = Block::default();
    for (number, line) in (1..).zip(text.lines().chain([""])) {
        let trimmed = line.trim();
        if let Some(name) = trimmed.strip_prefix("$CATEGORY:").filter(|_| block.text.is_empty()) {
            category = unescaped(name.trim());
        } else if let Some(comment) = trimmed.strip_prefix("//") {
            block.comment(comment);
        } else if !trimmed.is_empty() {
            block.line(line, number);
        } else if !block.text.is_empty() {
            let Block { text, line, id, tags } = std::mem::take(&mut block);
            let found = Found { place: Place::line(line), id, tags, category: category.clone(), ..Found::default() };
            grouping.take(question(&text, found));
        }
    }
    Ok(grouping.finish())
}

/// The lines of one question, with what comments before or among them say.
#[derive(Default)]
struct Block {
    text: String,
    line: u32,
    id: String,
    tags: Vec<String>,
}

impl Block {
    fn line(&mut self, line: &str, number: u32) {
        if self.text.is_empty() {
            self.line = number;
        } else {
            self.text.push('\n');
        }
        self.text.push_str(line);
    }

    /// `[id:x] [tag:y]`
    fn comment(&mut self, comment: &str) {
        for piece in comment.split('[').skip(1) {
            let Some((piece, _)) = piece.split_once(']') else { continue };
            if let Some(id) = piece.strip_prefix("id:") {
                self.id = id.trim().to_owned();
            } else if let Some(tag) = piece.strip_prefix("tag:") {
                self.tags.push(tag.trim().to_owned());
            }
        }
    }
}

/// How the texts of a question are written.
#[derive(Clone, Copy)]
enum Markup {
    Plain,
    Auto,
    Html,
    Markdown,
}

const MARKUPS: [(&str, Markup); 4] = [
    ("[plain]", Markup::Plain),
    ("[moodle]", Markup::Auto),
    ("[html]", Markup::Html),
    ("[markdown]", Markup::Markdown),
];

/// Texts of one question; what they lose is collected.
struct Texts {
    markup: Markup,
    losses: Vec<Lost>,
}

impl Texts {
    fn plain(&mut self, text: &str) -> String {
        let text = text.trim();
        let own = MARKUPS.iter().find_map(|&(sign, markup)| text.strip_prefix(sign).map(|rest| (markup, rest)));
        let (markup, text) = own.unwrap_or((self.markup, text));
        let text = unescaped(text);
        let (text, losses) = match markup {
            Markup::Plain => return text,
            Markup::Markdown => (text, vec![Lost::Formatting]),
            Markup::Auto => markup::html(&text.replace('\n', "<br>")),
            Markup::Html => markup::html(&text),
        };
        self.losses.extend(losses);
        text
    }
}

fn question(block: &str, mut found: Found) -> Found {
    let mut rest = block.trim();
    if let Some(titled) = rest.strip_prefix("::")
        && let (title, Some(after)) = split_at_sign(titled, "::")
    {
        found.title = unescaped(title.trim());
        rest = after.trim();
    }
    let mut texts = Texts { markup: Markup::Auto, losses: Vec::new() };
    if let Some(&(_, markup)) = MARKUPS.iter().find(|(sign, _)| rest.starts_with(sign)) {
        texts.markup = markup;
    }
    found.body = body(rest, &found.place, &mut texts);
    found.losses = texts.losses;
    found
}

fn body(text: &str, place: &Place, texts: &mut Texts) -> FoundBody {
    let (before, inside) = split_at_sign(text, "{");
    let Some(inside) = inside else {
        let has_end = find(text, "}").is_some();
        return if has_end { FoundBody::Faulty(Reason::Braces) } else { FoundBody::Story(texts.plain(before)) };
    };
    let (inside, Some(after)) = split_at_sign(inside, "}") else { return FoundBody::Faulty(Reason::Braces) };
    if find(inside, "{").is_some() || plain_signs(after).any(|(_, c)| matches!(c, '{' | '}')) {
        return FoundBody::Faulty(Reason::Braces);
    }
    let stem = match (texts.plain(before), texts.plain(after)) {
        (before, after) if after.is_empty() => before,
        // The missing-word form: the answer goes where the braces are.
        (before, after) => format!("{before} _____ {after}").trim().to_owned(),
    };
    let (answers, explanation) = split_at_sign(inside.trim(), "####");
    let explanation = explanation.map(|text| texts.plain(text)).unwrap_or_default();
    let item = |kind, options, right| {
        FoundBody::Item(RawItem {
            place: place.clone(),
            kind,
            stem,
            options,
            answer: Answer::Chosen(right),
            explanation,
        })
    };
    let answers = answers.trim();
    if let Some(truth) = truth(answers, texts) {
        return item(Kind::TrueFalse, Vec::new(), if truth { Choice::TRUE } else { Choice::FALSE });
    }
    match other_type(answers) {
        Some(given) => FoundBody::Unsupported(given.to_owned()),
        None => match choices(answers, texts) {
            Ok((kind, options, right)) => item(kind, options, right),
            Err(reason) => FoundBody::Faulty(reason),
        },
    }
}

fn truth(answers: &str, texts: &mut Texts) -> Option<bool> {
    let (word, feedback) = split_at_sign(answers, "#");
    let truth = match word.trim().to_ascii_uppercase().as_str() {
        "T" | "TRUE" => true,
        "F" | "FALSE" => false,
        _ => return None,
    };
    if feedback.is_some_and(|text| !text.trim_matches(['#', ' ']).is_empty()) {
        texts.losses.push(Lost::Feedback);
    }
    Some(truth)
}

fn other_type(answers: &str) -> Option<&'static str> {
    let has = |sign: &str| find(answers, sign).is_some();
    if answers.is_empty() {
        Some("essay")
    } else if answers.starts_with('#') {
        Some("numerical")
    } else if has("~") {
        None
    } else if has("=") && has("->") {
        Some("matching")
    } else {
        has("=").then_some("shortanswer")
    }
}

fn choices(answers: &str, texts: &mut Texts) -> Result<(Kind, Vec<String>, Choice), Reason> {
    let starts: Vec<usize> = plain_signs(answers).filter(|(_, c)| matches!(c, '=' | '~')).map(|(at, _)| at).collect();
    if starts.first() != Some(&0) {
        return Err(Reason::Missing { field: Field::Answer });
    }
    if starts.len() > Choice::MAX_OPTIONS {
        return Err(Reason::too_many_options());
    }
    let kind = if answers.contains('=') && find(answers, "=").is_some() { Kind::Single } else { Kind::Multiple };
    let ends = starts.iter().skip(1).copied().chain([answers.len()]);
    let (mut options, mut weights) = (Vec::new(), Vec::new());
    for (&start, end) in starts.iter().zip(ends) {
        let is_right = answers[start..].starts_with('=');
        let (weight, text) = weighted(answers[start + 1..end].trim());
        let (text, feedback) = split_at_sign(text, "#");
        if feedback.is_some_and(|text| !text.trim().is_empty()) {
            texts.losses.push(Lost::Feedback);
        }
        options.push(texts.plain(text));
        weights.push(weight.unwrap_or(if is_right { 100.0 } else { 0.0 }));
    }
    let (right, lost) = right_by_weight(kind, &weights);
    texts.losses.extend(lost);
    Ok((kind, options, right))
}

/// `%50%text`
fn weighted(text: &str) -> (Option<f64>, &str) {
    let read = || {
        let (number, rest) = text.strip_prefix('%')?.split_once('%')?;
        let number: f64 = number.trim().parse().ok()?;
        number.is_finite().then_some((Some(number), rest))
    };
    read().unwrap_or((None, text))
}
