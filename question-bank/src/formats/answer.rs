//! Which options does a written answer such as `A、B，Ｄ` or `√` mean?

use super::fault::{Field, Reason};
use super::words;
use crate::choice::{Choice, option_index, option_letter};
use crate::question::Kind;
use crate::text::field::short;

/// The answer as a reader found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// In the words of a person.
    Written(String),
    /// Marked at the options themselves.
    Chosen(Choice),
}

/// The options of an item, and which of them are right. A true/false item whose two options are words of truth becomes one
/// without options.
pub(super) fn settle(kind: Kind, options: Vec<String>, answer: &Answer) -> Result<(Vec<String>, Choice), Reason> {
    if matches!(answer, Answer::Written(text) if words::fold(text).is_empty()) {
        return Err(Reason::Missing { field: Field::Answer });
    }
    let (options, right) = match (kind, answer) {
        (Kind::TrueFalse, _) => (Vec::new(), truth(&options, answer)?),
        (_, Answer::Chosen(right)) => {
            let count = options.len();
            if let Some(stray) = right.iter().find(|&index| usize::from(index) >= count) {
                return Err(Reason::AnswerOption { letter: option_letter(stray), options: count });
            }
            (options, *right)
        }
        (_, Answer::Written(text)) => {
            let right = letters(text, options.len())?;
            (options, right)
        }
    };
    let right_count = right.len() as usize;
    let fits = match kind {
        Kind::Single | Kind::TrueFalse => right_count == 1,
        Kind::Multiple => right_count >= 1,
        Kind::Case => false,
    };
    if fits { Ok((options, right)) } else { Err(Reason::AnswerCount { kind, right: right_count }) }
}

fn letters(text: &str, options: usize) -> Result<Choice, Reason> {
    let refused = || Reason::LettersExpected { given: short(text) };
    let folded = words::fold(text).to_uppercase();
    let is_between = |c: char| c.is_whitespace() || "、,;.。/|()和".contains(c);
    let mut right = Choice::EMPTY;
    for letter in folded.chars().filter(|&c| !is_between(c)) {
        if !letter.is_ascii_uppercase() {
            return Err(refused());
        }
        let index = option_index(letter)
            .filter(|&index| usize::from(index) < options)
            .ok_or(Reason::AnswerOption { letter, options })?;
        if right.contains(index) {
            return Err(Reason::AnswerRepeated { letter });
        }
        right = right.with(index);
    }
    if right.is_empty() { Err(refused()) } else { Ok(right) }
}

fn truth(options: &[String], answer: &Answer) -> Result<Choice, Reason> {
    let of = |truth: bool| if truth { Choice::TRUE } else { Choice::FALSE };
    let meanings: Option<Vec<bool>> = options.iter().map(|option| words::truth(option)).collect();
    let written = match meanings.as_deref() {
        Some([]) => match answer {
            Answer::Chosen(right) if right.fits(2) => return Ok(*right),
            Answer::Chosen(right) => return Err(expected(&right.to_string())),
            Answer::Written(text) => return words::truth(text).map(of).ok_or_else(|| expected(text)),
        },
        Some(&[first, second]) if first != second => answer,
        _ => return Err(Reason::Unwanted { field: Field::Options }),
    };
    let right = match written {
        Answer::Chosen(right) => *right,
        Answer::Written(text) => match words::truth(text) {
            Some(truth) => return Ok(of(truth)),
            None => letters(text, 2).map_err(|_| expected(text))?,
        },
    };
    let meant: Vec<bool> =
        right.iter().filter_map(|index| meanings.as_ref()?.get(usize::from(index)).copied()).collect();
    match meant.as_slice() {
        &[truth] => Ok(of(truth)),
        _ => Err(Reason::AnswerCount { kind: Kind::TrueFalse, right: meant.len() }),
    }
}

fn expected(given: &str) -> Reason {
    Reason::TruthExpected { given: short(given) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    fn written(kind: Kind, texts: &[&str], answer: &str) -> Result<String, Reason> {
        settle(kind, options(texts), &Answer::Written(answer.to_owned())).map(|(_, right)| right.to_string())
    }

    const FOUR: [&str; 4] = ["甲", "乙", "丙", "丁"];

    #[test]
    fn letters_are_read_however_they_are_set_apart() {
        for answer in ["ABD", "A、B、D", "a,b,d", "ＡＢＤ", "D B A", "（ABD）", "A和B，D。"] {
            assert_eq!(written(Kind::Multiple, &FOUR, answer), Ok("ABD".to_owned()), "{answer}");
        }
    }

    #[test]
    fn each_slip_of_an_answer_has_its_own_reason() {
        let single = |answer| written(Kind::Single, &FOUR, answer).unwrap_err();
        assert_eq!(single("E"), Reason::AnswerOption { letter: 'E', options: 4 });
        assert_eq!(single("AA"), Reason::AnswerRepeated { letter: 'A' });
        assert_eq!(single("AB"), Reason::AnswerCount { kind: Kind::Single, right: 2 });
        assert_eq!(single("甲"), Reason::LettersExpected { given: "甲".to_owned() });
        assert_eq!(single(" "), Reason::Missing { field: Field::Answer });
        assert_eq!(written(Kind::TrueFalse, &[], "A"), Err(Reason::TruthExpected { given: "A".to_owned() }));
    }

    #[test]
    fn a_true_false_question_may_list_its_two_words_as_options() {
        assert_eq!(written(Kind::TrueFalse, &["正确", "错误"], "B"), Ok("B".to_owned()));
        assert_eq!(written(Kind::TrueFalse, &["错", "对"], "B"), Ok("A".to_owned()));
        assert_eq!(written(Kind::TrueFalse, &["错", "对"], "√"), Ok("A".to_owned()));
        let refused = Reason::Unwanted { field: Field::Options };
        assert_eq!(written(Kind::TrueFalse, &FOUR, "A"), Err(refused));
    }
}
