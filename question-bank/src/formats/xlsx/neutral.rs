//! Which texts might a spreadsheet take for a formula, and how are they written so that it does not?

use std::borrow::Cow;

/// With an apostrophe before it when a program might run it, or when reading would take an apostrophe away.
pub(super) fn neutral(text: &str) -> Cow<'_, str> {
    if is_dangerous(text.trim_start_matches('\'')) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text as it was before [`neutral`].
pub(super) fn original(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_dangerous(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

fn is_dangerous(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\0'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_disarmed() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1"] {
            assert_eq!(neutral(text), format!("'{text}"));
        }
        assert_eq!(neutral("'甲'"), "'甲'");
        assert_eq!(neutral("1-1"), "1-1");
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "['=+@a-]{0,5}") {
            let written = neutral(&text);
            prop_assert_eq!(original(&written), text.as_str());
            prop_assert!(!is_dangerous(&written));
        }
    }
}
