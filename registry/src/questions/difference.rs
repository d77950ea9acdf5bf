//! What changed between two wordings? Chinese has no blanks between words, so that characters are compared, and runs of
//! them shown.

use similar::{ChangeTag, TextDiff};

/// Neighbouring characters with the same fate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    Same(String),
    Gone(String),
    Come(String),
}

impl Run {
    pub fn text(&self) -> &str {
        let (Self::Same(text) | Self::Gone(text) | Self::Come(text)) = self;
        text
    }
}

/// The runs from `old` to `new`; joined without what has gone they are `new`.
pub fn difference(old: &str, new: &str) -> Vec<Run> {
    let mut runs: Vec<(ChangeTag, String)> = Vec::new();
    for change in TextDiff::from_chars(old, new).iter_all_changes() {
        match runs.last_mut() {
            Some((tag, text)) if *tag == change.tag() => text.push_str(change.value()),
            _ => runs.push((change.tag(), change.value().to_owned())),
        }
    }
    let run = |(tag, text)| match tag {
        ChangeTag::Equal => Run::Same(text),
        ChangeTag::Delete => Run::Gone(text),
        ChangeTag::Insert => Run::Come(text),
    };
    runs.into_iter().map(run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_compared_and_shown_in_runs() {
        let runs = difference("应当在三十日内开设专户", "应当在六十日内开设专户");
        let [Run::Same(before), Run::Gone(gone), Run::Come(come), Run::Same(after)] = runs.as_slice() else {
            panic!("{runs:?}")
        };
        assert_eq!([before, gone, come, after], ["应当在", "三", "六", "十日内开设专户"]);
        assert_eq!(difference("一样", "一样"), [Run::Same("一样".into())]);
        assert_eq!(difference("", "新"), [Run::Come("新".into())]);
    }
}
