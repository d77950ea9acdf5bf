//! How is a correction put into words?

use question_bank::regrade::{EffectList, ItemCorrection, Settlement};
use question_bank::{Choice, Correction, ItemId, Kind};

use super::Lines;
use crate::lang::Lang;

/// What a list puts right that was not put right so before.
pub fn changes(lang: Lang, list: &EffectList, lines: Option<&Lines>) -> Vec<String> {
    let before: Vec<Correction> = list.before.clone().into();
    let after: Vec<Correction> = list.after.clone().into();
    after.iter().filter(|one| !before.contains(one)).map(|one| sentence(lang, one, lines)).collect()
}

fn sentence(lang: Lang, correction: &Correction, lines: Option<&Lines>) -> String {
    let named =
        |id: &ItemId| lines.and_then(|lines| lines.get(id)).map_or_else(String::new, |line| name(&line.question, *id));
    match correction {
        Correction::Rule { rule } => {
            lang.fill("corrections.said.rule", &[("rule", &lang.code("multiple_rules", rule.code()))])
        }
        Correction::Withdrawn { item, settle } => {
            lang.fill(&format!("corrections.said.{}", settle.code()), &[("item", &named(item))])
        }
        Correction::Key { item, accepted } => {
            let kind = lines.and_then(|lines| lines.get(item)).map(|line| line.kind);
            lang.fill("corrections.said.key", &[("item", &named(item)), ("keys", &keys(lang, kind, accepted))])
        }
    }
}

/// `wr-s-001`, of a case with its part.
pub fn name(question: &str, id: ItemId) -> String {
    id.part.map_or_else(|| question.to_owned(), |part| format!("{question} ({})", u16::from(part) + 1))
}

/// `A或者CD`; of a true/false item its words.
pub fn keys(lang: Lang, kind: Option<Kind>, keys: &[Choice]) -> String {
    let word = |key: &Choice| match (kind, *key) {
        (Some(Kind::TrueFalse), Choice::TRUE) => lang.t("exams.room.right"),
        (Some(Kind::TrueFalse), Choice::FALSE) => lang.t("exams.room.wrong"),
        (_, key) => key.to_string(),
    };
    keys.iter().map(word).collect::<Vec<_>>().join(&lang.t("corrections.or"))
}

/// What is in force for one item.
pub fn standing(lang: Lang, kind: Kind, correction: &ItemCorrection) -> String {
    match correction {
        ItemCorrection::Key(accepted) => {
            lang.fill("corrections.standing.key", &[("keys", &keys(lang, Some(kind), accepted))])
        }
        ItemCorrection::Withdrawn(Settlement::FullMarks) => lang.t("corrections.standing.full_marks"),
        ItemCorrection::Withdrawn(Settlement::Excluded) => lang.t("corrections.standing.excluded"),
    }
}
