//! What does the form for a correction ask for? The same fields in the address of a dry run and in the proposal.

use question_bank::{Choice, ItemId, MultipleRule, choice::option_index};
use registry::Refusal;
use registry::exams::regrading::{Change, How};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub version: String,
    /// Of a case, from 0.
    pub part: String,
    pub correct: String,
    pub key: Vec<String>,
    pub rule: String,
    pub complaint: String,
    pub reason: String,
    pub q: String,
}

impl Asked {
    /// Reads the address. What cannot be read counts as not given.
    pub fn of(path_and_query: &str) -> Self {
        let (_, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
        serde_html_form::from_str(query).unwrap_or_default()
    }

    pub fn item(&self) -> Option<ItemId> {
        let part = match self.part.as_str() {
            "" => None,
            part => Some(part.parse().ok()?),
        };
        Some(ItemId { version: self.version.parse().ok()?, part })
    }

    /// `None` as long as nothing was chosen.
    pub fn change(&self) -> Option<Result<Change, Refusal>> {
        if let Some(rule) = MultipleRule::ALL.iter().find(|rule| rule.code() == self.rule) {
            return Some(Ok(Change::Rule(*rule)));
        }
        let (item, ticked) = (self.item()?, self.ticked());
        let how = match self.correct.as_str() {
            "" => return None,
            "also_accept" => How::AlsoAccept(ticked),
            "replace" => How::Replace(ticked),
            "full_marks" => How::FullMarks,
            "exclude" => How::Exclude,
            _ => return Some(Err(Refusal::on("correct", "exams.correction_missing"))),
        };
        Some(Ok(Change::Item { item, how }))
    }

    fn ticked(&self) -> Choice {
        self.key.iter().filter_map(|letter| option_index(letter.chars().next()?)).collect()
    }

    pub fn complaint(&self) -> Option<Uuid> {
        Uuid::parse_str(&self.complaint).ok()
    }

    /// Everything but the reason, to be carried along.
    pub fn carried(&self) -> Vec<(&'static str, String)> {
        let one = [
            ("version", &self.version),
            ("part", &self.part),
            ("correct", &self.correct),
            ("rule", &self.rule),
            ("complaint", &self.complaint),
        ];
        let one = one.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.clone()));
        one.chain(self.key.iter().map(|key| ("key", key.clone()))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_dry_run_says_the_change() {
        let version = "0".repeat(64);
        let asked = Asked::of(&format!("/x/new?version={version}&part=2&correct=replace&key=A&key=C&key=Z"));
        let item = ItemId { version: version.parse().unwrap_or_else(|_| unreachable!("a version")), part: Some(2) };
        let key = [0, 2].into_iter().collect();
        assert_eq!(asked.change(), Some(Ok(Change::Item { item, how: How::Replace(key) })));
        assert_eq!(asked.carried().iter().filter(|(name, _)| *name == "key").count(), 3);
        assert_eq!(Asked::of(&format!("/x/new?version={version}")).change(), None);
        assert_eq!(Asked::of("/x/new?rule=half").change(), Some(Ok(Change::Rule(MultipleRule::Half))));
        assert_eq!(Asked::of("/x/new?version=%ff").change(), None);
    }
}
