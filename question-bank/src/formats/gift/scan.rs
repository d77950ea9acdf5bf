//! Where in a GIFT text do its signs stand, those behind a backslash aside?

/// Signs that mean something; each may stand behind a backslash.
pub(super) const SIGNS: [char; 7] = ['\\', '~', '=', '#', '{', '}', ':'];

/// Every character with its place, those after a backslash left out together with it.
pub(super) fn plain_signs(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut after_backslash = false;
    text.char_indices().filter(move |&(_, c)| {
        let is_protected = after_backslash;
        after_backslash = c == '\\' && !is_protected;
        !is_protected && c != '\\'
    })
}

/// The first place of a text that no backslash protects.
pub(super) fn find(text: &str, wanted: &str) -> Option<usize> {
    plain_signs(text).map(|(at, _)| at).find(|&at| text[at..].starts_with(wanted))
}

pub(super) fn split_at_sign<'t>(text: &'t str, wanted: &str) -> (&'t str, Option<&'t str>) {
    match find(text, wanted) {
        Some(at) => (&text[..at], Some(&text[at + wanted.len()..])),
        None => (text, None),
    }
}

/// Without the backslashes that protect, `\n` as a line end.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => plain.push('\n'),
            Some(sign) if SIGNS.contains(&sign) => plain.push(sign),
            other => {
                plain.push('\\');
                plain.extend(other);
            }
        }
    }
    plain
}

pub(super) fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => written.push_str("\\n"),
            _ => {
                if SIGNS.contains(&c) {
                    written.push('\\');
                }
                written.push(c);
            }
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_escaped_text_has_no_sign_and_comes_back(text in r"[\\n~=#{}:\na甲]{0,16}") {
            let written = escaped(&text);
            prop_assert!(plain_signs(&written).all(|(_, c)| !SIGNS.contains(&c)));
            prop_assert_eq!(unescaped(&written), text);
        }
    }
}
