//! What remains of a text without the names and numbers of laws, articles and documents?

use super::number::{ascii_digit, is_numeral};

/// Stands where something was taken out, so that its neighbours do not grow together.
const GAP: char = '\0';

/// After 第…: an ordinal that names a place in a text or a party, not a quantity.
const ORDINALS: &str = "条款项章节号方人编类批部";

/// Blanks dropped, digits and `%` half width, 《…》, 〔2021〕53号 and 第三十条 taken out.
pub(super) fn without_citations(text: &str) -> Vec<char> {
    let chars: Vec<_> = text.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    let mut kept = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        if let Some(length) = citation_length(&chars[at..]) {
            kept.push(GAP);
            at += length;
        } else {
            kept.push(chars[at]);
            at += 1;
        }
    }
    kept
}

fn half_width(c: char) -> char {
    match c {
        '％' => '%',
        '．' => '.',
        c => ascii_digit(c).unwrap_or(c),
    }
}

fn citation_length(chars: &[char]) -> Option<usize> {
    match chars.first()? {
        '《' => Some(position(chars, '》')? + 1),
        '〔' => {
            let year = position(chars, '〕')? + 1;
            let number = run(&chars[year..], char::is_ascii_digit);
            let suffix = usize::from(chars.get(year + number) == Some(&'号'));
            Some(year + number + suffix)
        }
        '第' => {
            let number = run(&chars[1..], |&c| c.is_ascii_digit() || is_numeral(c) || "至、和".contains(c));
            let suffix = chars.get(1 + number)?;
            (number > 0 && ORDINALS.contains(*suffix)).then_some(2 + number)
        }
        _ => None,
    }
}

fn position(chars: &[char], wanted: char) -> Option<usize> {
    chars.iter().position(|&c| c == wanted)
}

fn run(chars: &[char], is_part: impl Fn(&char) -> bool) -> usize {
    chars.iter().take_while(|&c| is_part(c)).count()
}
