//! Which questions do the pieces of a text make up?

use std::collections::BTreeMap;

use super::super::answer::Answer;
use super::super::fault::{Field, Reason};
use super::super::intake::{Intake, RawBody, RawItem, RawPart, RawQuestion};
use super::super::loss::Lost;
use super::super::place::Place;
use super::super::{Reading, words};
use super::marker::Marker;
use super::tokens::Token;
use crate::question::Kind;
use crate::text::STEM_LIMIT;
use crate::text::field::short;

pub(super) fn assemble(tokens: &[Token]) -> Reading {
    let mut assembly = Assembly { intake: Intake::default(), section: None, open: None, stray: String::new() };
    for token in tokens {
        match token {
            Token::Text(text) => assembly.text(text),
            Token::Mark { marker, text, line } => {
                if !assembly.mark(marker, *line) {
                    assembly.text(text);
                }
            }
        }
    }
    assembly.close();
    assembly.intake.finish()
}

struct Assembly {
    intake: Intake,
    /// What the last heading said.
    section: Option<Result<Kind, String>>,
    open: Option<Open>,
    /// Text before the first question of a section.
    stray: String,
}

/// The question that is being read.
struct Open {
    /// `None` for a case that begins with 案例一.
    number: Option<u32>,
    is_case: bool,
    /// The question itself; of a case, its story and labels.
    own: Piece,
    parts: Vec<Piece>,
    /// Parts of this case begin with `1.` instead of `（1）`.
    numbered_parts: bool,
}

/// A stem with what belongs to it.
#[derive(Default)]
struct Piece {
    line: u32,
    kind: Option<Kind>,
    stem: String,
    options: Vec<String>,
    labels: BTreeMap<Field, String>,
    at: Target,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Target {
    #[default]
    Stem,
    Choice,
    Label(Field),
}

impl Piece {
    fn text(&mut self, text: &str) {
        match self.at {
            Target::Stem => self.stem.push_str(text),
            Target::Choice => self.options.iter_mut().last().unwrap_or(&mut self.stem).push_str(text),
            Target::Label(field) => self.labels.entry(field).or_default().push_str(text),
        }
    }

    fn has_answer(&self) -> bool {
        self.labels.contains_key(&Field::Answer) || answer_in_stem(&self.stem).is_some()
    }

    fn take(&mut self, field: Field) -> Option<String> {
        self.labels.remove(&field)
    }

    fn facts(&mut self) -> Vec<String> {
        words::fact_ids(&self.take(Field::Facts).unwrap_or_default())
    }
}

impl Open {
    fn last(&mut self) -> &mut Piece {
        self.parts.last_mut().unwrap_or(&mut self.own)
    }
}

impl Assembly {
    fn text(&mut self, text: &str) {
        match &mut self.open {
            Some(open) => open.last().text(text),
            None => self.stray.push_str(text),
        }
    }

    /// Whether the mark is one here.
    fn mark(&mut self, marker: &Marker, line: u32) -> bool {
        match marker {
            Marker::Heading(kind) => {
                self.close();
                self.section = Some(kind.clone());
                true
            }
            Marker::CaseStart => {
                self.close();
                self.begin(None, line, true);
                true
            }
            Marker::Number(number) => self.number(*number, line),
            Marker::Part(number) => self.part(*number, line, false),
            Marker::Choice(index) => self.choice(*index),
            Marker::Label(field) => self.label(*field),
            Marker::Tag(kind) => self.tag(*kind),
        }
    }

    fn number(&mut self, number: u32, line: u32) -> bool {
        let in_case_section = matches!(self.section, Some(Ok(Kind::Case)));
        if let Some(open) = &self.open {
            let is_next = open.number.is_some_and(|last| number == last + 1);
            let is_answered = open.parts.last().unwrap_or(&open.own).has_answer();
            let may_be_part = open.is_case && (open.numbered_parts || open.parts.is_empty());
            if may_be_part && number as usize == open.parts.len() + 1 && (open.numbered_parts || !is_next) {
                return self.part(number, line, true);
            }
            if !is_answered && !is_next {
                return false;
            }
        }
        self.close();
        self.begin(Some(number), line, in_case_section);
        true
    }

    fn begin(&mut self, number: Option<u32>, line: u32, is_case: bool) {
        let stray = std::mem::take(&mut self.stray);
        self.name_stray(&stray, line);
        let own = Piece { line, ..Piece::default() };
        self.open = Some(Open { number, is_case, own, parts: Vec::new(), numbered_parts: false });
    }

    fn part(&mut self, number: u32, line: u32, is_numbered: bool) -> bool {
        let Some(open) = self.open.as_mut().filter(|open| open.is_case) else { return false };
        if number as usize != open.parts.len() + 1 {
            return false;
        }
        open.numbered_parts |= is_numbered;
        open.parts.push(Piece { line, ..Piece::default() });
        true
    }

    fn choice(&mut self, index: usize) -> bool {
        let Some(open) = &mut self.open else { return false };
        let is_story = open.is_case && open.parts.is_empty();
        let piece = open.last();
        let is_next = index == piece.options.len() && matches!(piece.at, Target::Stem | Target::Choice);
        if is_story || !is_next {
            return false;
        }
        piece.options.push(String::new());
        piece.at = Target::Choice;
        true
    }

    fn label(&mut self, field: Field) -> bool {
        let Some(piece) = self.open.as_mut().map(Open::last) else { return false };
        if piece.labels.contains_key(&field) {
            return false;
        }
        piece.labels.insert(field, String::new());
        piece.at = Target::Label(field);
        true
    }

    fn tag(&mut self, kind: Kind) -> bool {
        let Some(piece) = self.open.as_mut().map(Open::last) else { return false };
        let is_first = piece.at == Target::Stem && piece.stem.trim().is_empty() && piece.kind.is_none();
        if is_first {
            piece.kind = Some(kind);
        }
        is_first
    }

    fn close(&mut self) {
        let stray = std::mem::take(&mut self.stray);
        self.name_stray(&stray, 1);
        let Some(open) = self.open.take() else { return };
        let section = self.section.clone();
        match section {
            Some(Err(given)) => self.intake.lose(&Place::line(open.own.line), Lost::UnsupportedType { given }),
            _ if open.is_case => self.close_case(open),
            section => self.close_plain(open.own, section.and_then(Result::ok)),
        }
    }

    fn name_stray(&mut self, stray: &str, line: u32) {
        let stray = stray.trim();
        if !stray.is_empty() {
            self.intake.lose(&Place::line(line), Lost::Text { given: short(stray) });
        }
    }

    fn close_plain(&mut self, mut piece: Piece, section: Option<Kind>) {
        let place = Place::line(piece.line);
        if piece.take(Field::Score).is_some() {
            self.intake.lose(&place, Lost::Score);
        }
        let raw = labelled(&place, &mut piece);
        match item(piece, section.filter(|&kind| kind != Kind::Case)) {
            Ok(item) => self.intake.take(RawQuestion { body: RawBody::Item(item), ..raw }),
            Err(reason) => self.intake.fault(&place, reason),
        }
    }

    fn close_case(&mut self, open: Open) {
        let Open { mut own, parts, .. } = open;
        let place = Place::line(own.line);
        let mut raw = labelled(&place, &mut own);
        if own.take(Field::Score).is_some() {
            self.intake.lose(&place, Lost::Score);
        }
        let mut is_sound = true;
        for field in own.labels.into_keys().filter(|&field| field != Field::Kind) {
            is_sound = false;
            self.intake.fault(&place, Reason::Unwanted { field });
        }
        let mut raw_parts = Vec::with_capacity(parts.len());
        for mut piece in parts {
            let place = Place::line(piece.line);
            for field in [Field::Id, Field::Point, Field::Difficulty, Field::Purpose] {
                if piece.take(field).is_some() {
                    self.intake.lose(&place, Lost::Setting { name: field.code().to_owned() });
                }
            }
            let (score, facts) = (piece.take(Field::Score), piece.facts());
            match item(piece, None) {
                Ok(item) => raw_parts.push(RawPart { item, score, facts }),
                Err(reason) => {
                    is_sound = false;
                    self.intake.fault(&place, reason);
                }
            }
        }
        if is_sound {
            raw.body = RawBody::Case { stem: own.stem, parts: raw_parts };
            self.intake.take(raw);
        }
    }
}

fn labelled(place: &Place, piece: &mut Piece) -> RawQuestion {
    RawQuestion {
        place: place.clone(),
        id: piece.take(Field::Id),
        point: piece.take(Field::Point),
        difficulty: piece.take(Field::Difficulty),
        purpose: piece.take(Field::Purpose),
        facts: piece.facts(),
        body: RawBody::default(),
    }
}

fn item(mut piece: Piece, section: Option<Kind>) -> Result<RawItem, Reason> {
    let mut answer = piece.take(Field::Answer);
    if answer.as_deref().is_none_or(|answer| answer.trim().is_empty())
        && let Some((given, stem)) = answer_in_stem(&piece.stem)
    {
        (answer, piece.stem) = (Some(given), stem);
    }
    let answer = answer.unwrap_or_default();
    let said = match piece.take(Field::Kind) {
        Some(word) => {
            let kind = words::kind(&word).filter(|&kind| kind != Kind::Case);
            Some(kind.ok_or(Reason::UnknownWord { field: Field::Kind, given: short(&word) })?)
        }
        None => None,
    };
    let kind = said.or(piece.kind).or(section).or_else(|| guessed(&piece.options, &answer));
    Ok(RawItem {
        place: Place::line(piece.line),
        kind: kind.ok_or(Reason::Missing { field: Field::Kind })?,
        stem: piece.stem,
        options: piece.options,
        explanation: piece.labels.remove(&Field::Explanation).unwrap_or_default(),
        answer: Answer::Written(answer),
    })
}

/// The kind that an answer can only belong to.
fn guessed(options: &[String], answer: &str) -> Option<Kind> {
    let letters = words::fold(answer).chars().filter(char::is_ascii_alphabetic).count();
    match options {
        [] => words::truth(answer).map(|_| Kind::TrueFalse),
        _ if letters > 1 => Some(Kind::Multiple),
        _ => (letters == 1).then_some(Kind::Single),
    }
}

/// The answer in the last brackets of a stem, and the stem with these brackets empty.
fn answer_in_stem(stem: &str) -> Option<(String, String)> {
    // Asked at every number in a stem: without a limit, a long one would be gone through once per number.
    if stem.len() > STEM_LIMIT {
        return None;
    }
    let close = stem.rfind(['）', ')'])?;
    let open = stem[..close].rfind(['（', '('])?;
    let width = |at: usize| stem[at..].chars().next().map_or(1, char::len_utf8);
    let inner = &stem[open + width(open)..close];
    let folded = words::fold(inner);
    let is_answer = !folded.is_empty()
        && folded.chars().count() <= 15
        && (words::truth(inner).is_some() || folded.chars().all(|c| ('A'..='H').contains(&c) || " ,、".contains(c)));
    is_answer.then(|| (inner.to_owned(), format!("{}（　）{}", &stem[..open], &stem[close + width(close)..])))
}
