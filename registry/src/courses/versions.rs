//! Is a changed lesson still the same lesson? By its text alone, so that nobody's study hours hang on an opinion.

use similar::{ChangeTag, TextDiff};

use crate::questions::difference::{Run, difference};

/// Of a hundred characters of both texts, so many have to be common.
pub const SAME_PERCENT: usize = 80;
/// Longest passage whose characters are compared one by one.
const PASSAGE: usize = 4_000;

/// Whether a lesson has to be read anew. Blanks and line breaks do not count.
pub fn is_another(old: &str, new: &str) -> bool {
    let runs = text_difference(old, new);
    let length = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let (mut same, mut all) = (0, 0);
    for run in &runs {
        match run {
            Run::Same(text) => {
                same += 2 * length(text);
                all += 2 * length(text);
            }
            Run::Gone(text) | Run::Come(text) => all += length(text),
        }
    }
    same * 100 < all * SAME_PERCENT
}

/// The runs from `old` to `new`: lines first, then the characters of passages that changed.
pub fn text_difference(old: &str, new: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let (mut gone, mut come) = (String::new(), String::new());
    for change in TextDiff::from_lines(old, new).iter_all_changes() {
        match change.tag() {
            ChangeTag::Delete => gone.push_str(change.value()),
            ChangeTag::Insert => come.push_str(change.value()),
            ChangeTag::Equal => {
                passage(&mut runs, &std::mem::take(&mut gone), &std::mem::take(&mut come));
                push(&mut runs, Run::Same(change.value().to_owned()));
            }
        }
    }
    passage(&mut runs, &gone, &come);
    runs
}

fn passage(runs: &mut Vec<Run>, gone: &str, come: &str) {
    let is_short = gone.chars().count().max(come.chars().count()) <= PASSAGE;
    if is_short && !gone.is_empty() && !come.is_empty() {
        difference(gone, come).into_iter().for_each(|run| push(runs, run));
        return;
    }
    if !gone.is_empty() {
        push(runs, Run::Gone(gone.to_owned()));
    }
    if !come.is_empty() {
        push(runs, Run::Come(come.to_owned()));
    }
}

fn push(runs: &mut Vec<Run>, run: Run) {
    match (runs.last_mut(), &run) {
        (Some(Run::Same(before)), Run::Same(text))
        | (Some(Run::Gone(before)), Run::Gone(text))
        | (Some(Run::Come(before)), Run::Come(text)) => before.push_str(text),
        _ => runs.push(run),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "## 开户\n\n施工总承包单位应当在三十日内开设专户。\n\n专户资金不得挪作他用。\n";

    #[test]
    fn a_corrected_word_leaves_the_lesson_what_it_was() {
        assert!(!is_another(TEXT, TEXT));
        assert!(!is_another(TEXT, &TEXT.replace("三十日", "六十日")));
        assert!(!is_another(TEXT, &TEXT.replace('\n', "\n\n")), "blank lines are no text");
    }

    #[test]
    fn four_fifths_are_the_limit() {
        // eighty and twenty of a hundred characters of both
        let text = |new: usize| "字".repeat(40 - new) + &"新".repeat(new);
        assert!(!is_another(&text(0), &text(8)));
        assert!(is_another(&text(0), &text(9)));
    }

    #[test]
    fn another_text_is_another_lesson() {
        assert!(is_another(TEXT, "## 总则\n\n本课改讲工资保证金的存储比例和动用程序。\n"));
        assert!(is_another(TEXT, ""));
        assert!(is_another("", TEXT));
        assert!(!is_another("", ""));
        assert!(is_another(TEXT, &TEXT.repeat(3)), "what was added has not been read");
    }

    #[test]
    fn the_runs_are_the_new_text_without_what_has_gone() {
        let new = TEXT.replace("三十日", "六十日").replace("挪作他用。\n", "挪作他用。\n\n余额公示三十日后转出。\n");
        let runs = text_difference(TEXT, &new);
        let joined = |leave: fn(&Run) -> bool| -> String {
            let kept = runs.iter().filter(|run| !leave(run));
            kept.map(|Run::Same(text)| Run::Gone(text) | Run::Come(text) | text.as_str()).collect()
        };
        assert_eq!(joined(|run| matches!(run, Run::Gone(_))), new);
        assert_eq!(joined(|run| matches!(run, Run::Come(_))), TEXT);
        assert!(runs.contains(&Run::Gone("三".into())), "{runs:?}");
    }
}
