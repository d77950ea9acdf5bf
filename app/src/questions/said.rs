//! What is wrong with a file of questions, or lost on its way, in words? Every code of the formats has its sentence.

use question_bank::formats::{At, FileRefused, Loss, Missing, Place, Reason, RowFault};
use serde::Serialize;
use serde_json::Value;

use crate::lang::Lang;

/// How other programs call the types that no question of ours has, and how the catalogue does.
const TYPES: [(&str, &str); 16] = [
    ("essay", "essay"),
    ("extendedTextInteraction", "essay"),
    ("shortanswer", "short_answer"),
    ("textEntryInteraction", "short_answer"),
    ("numerical", "numerical"),
    ("matching", "matching"),
    ("matchInteraction", "matching"),
    ("associateInteraction", "matching"),
    ("ordering", "ordering"),
    ("orderInteraction", "ordering"),
    ("cloze", "gaps"),
    ("gapselect", "gaps"),
    ("gapMatchInteraction", "gaps"),
    ("inlineChoiceInteraction", "gaps"),
    ("description", "description"),
    ("template", "template"),
];

/// Why nothing is read from a file.
pub fn refused(lang: Lang, refused: &FileRefused) -> String {
    sentence(lang, "questions.formats.refused", refused)
}

/// `第3行D列：…`
pub fn fault(lang: Lang, fault: &RowFault) -> String {
    let said = reason(lang, &fault.reason);
    lang.fill("questions.formats.at", &[("place", &place(lang, &fault.place)), ("said", &said)])
}

pub fn reason(lang: Lang, reason: &Reason) -> String {
    sentence(lang, "questions.formats.faults", reason)
}

pub fn loss(lang: Lang, loss: &Loss) -> String {
    let said = sentence(lang, "questions.formats.losses", &loss.what);
    let at = match &loss.at {
        At::Place(at) => place(lang, at),
        At::Question(id) => lang.fill("questions.one_title", &[("id", &id.0)]),
    };
    lang.fill("questions.formats.at", &[("place", &at), ("said", &said)])
}

pub fn missing(lang: Lang, missing: &Missing) -> String {
    let part = match missing {
        Missing::PartScore(part) | Missing::PartFacts(part) => part + 1,
        _ => 0,
    };
    lang.fill(&format!("questions.formats.missing.{}", missing.code()), &[("n", &part.to_string())])
}

pub fn place(lang: Lang, place: &Place) -> String {
    let line = place.line.to_string();
    let said = match place.column_name() {
        Some(column) => lang.fill("questions.formats.line_and_column", &[("line", &line), ("column", &column)]),
        None => lang.fill("questions.formats.line", &[("line", &line)]),
    };
    match &place.file {
        Some(file) => format!("{file} {said}"),
        None => said,
    }
}

/// A type by its word; one that is not known has the name that the file gives it.
fn type_named(lang: Lang, given: &str) -> String {
    let known = TYPES.iter().find(|(name, _)| *name == given);
    known.map_or_else(|| given.to_owned(), |(_, code)| lang.code("questions.formats.types", code))
}

/// The sentence of a code with its details; fields, kinds and types are words of the catalogue.
fn sentence(lang: Lang, group: &str, said: &impl Serialize) -> String {
    let json = serde_json::to_value(said).unwrap_or_default();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let code = json.get("code").map(text).unwrap_or_default();
    let details: Vec<(String, String)> = json
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != "code")
        .map(|(name, value)| {
            let value = text(value);
            let words = match name.as_str() {
                "field" => lang.code("questions.formats.fields", &value),
                "kind" => lang.code("kinds", &value),
                "given" if code == "unsupported_type" => type_named(lang, &value),
                _ => value,
            };
            (name.clone(), words)
        })
        .collect();
    let details: Vec<(&str, &str)> = details.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    lang.fill(&format!("{group}.{code}"), &details)
}

#[cfg(test)]
mod tests {
    use super::*;
    use question_bank::formats::{Field, Lost};
    use question_bank::question::Kind;

    /// The variants of an enum as it stands in the source, as the codes that serde makes of them.
    fn codes(source: &str, name: &str) -> Vec<String> {
        let body = source.split_once(&format!("pub enum {name} {{\n")).unwrap().1.split_once("\n}").unwrap().0;
        let variants = body.lines().filter(|line| line.starts_with("    ") && line.as_bytes()[4].is_ascii_uppercase());
        variants
            .map(|line| {
                let variant: String = line.trim().chars().take_while(char::is_ascii_alphanumeric).collect();
                variant.char_indices().fold(String::new(), |code, (at, c)| {
                    let gap = if at > 0 && c.is_ascii_uppercase() { "_" } else { "" };
                    format!("{code}{gap}{}", c.to_ascii_lowercase())
                })
            })
            .collect()
    }

    #[test]
    fn every_code_of_the_formats_has_its_sentence_in_both_languages() {
        let faults = include_str!("../../../question-bank/src/formats/fault.rs");
        let losses = include_str!("../../../question-bank/src/formats/loss.rs");
        let sets = [(faults, "Reason", "faults"), (faults, "FileRefused", "refused"), (losses, "Lost", "losses")];
        for (source, name, group) in sets {
            let codes = codes(source, name);
            assert!(codes.len() > 15, "{name}: {codes:?}");
            for (code, lang) in codes.iter().flat_map(|code| [(code, Lang::Chinese), (code, Lang::English)]) {
                let key = format!("questions.formats.{group}.{code}");
                assert!(!lang.t(&key).starts_with('['), "{key} is missing");
            }
        }
        for (field, lang) in Field::ALL.iter().flat_map(|field| [(field, Lang::Chinese), (field, Lang::English)]) {
            assert!(!lang.code("questions.formats.fields", field.code()).starts_with('['), "{field}");
        }
    }

    #[test]
    fn a_type_that_is_not_ours_is_said_in_words() {
        for (name, _) in TYPES {
            let what = Lost::UnsupportedType { given: name.to_owned() };
            let lost = Loss { at: At::Place(Place::line(6)), what };
            let said = loss(Lang::Chinese, &lost);
            assert!(said.starts_with("第6行：不支持题型“") && !said.contains(name) && !said.contains('['), "{said}");
            assert!(!loss(Lang::English, &lost).contains('['), "{name}");
        }
        assert_eq!(type_named(Lang::Chinese, "简述"), "简述", "as the file says");
    }

    #[test]
    fn a_fault_is_said_with_its_place_and_its_details() {
        let at = Place { column: Some(7), ..Place::line(3) };
        let wrong = RowFault { place: at, reason: Reason::AnswerCount { kind: Kind::Single, right: 2 } };
        let said = fault(Lang::Chinese, &wrong);
        assert!(said.contains("第3行G列") && said.contains('2') && !said.contains("%{"), "{said}");
        let long = Reason::TooLong { field: Field::Stem, limit: 2000 };
        assert!(reason(Lang::Chinese, &long).contains("题干"), "{}", reason(Lang::Chinese, &long));
    }
}
