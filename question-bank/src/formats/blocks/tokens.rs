//! Which pieces does a text fall into, and how is a text kept from falling into pieces?

use super::marker::{Marker, anywhere, at_line_start, is_boundary};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Text(String),
    /// A mark, its own text in case that it turns out to be none, and its line from 1.
    Mark {
        marker: Marker,
        text: String,
        line: u32,
    },
}

/// Where a scan stands in a text.
struct Scan {
    before: Option<char>,
    /// Only blanks since the line began.
    fresh: bool,
    /// Lines so far.
    line: u32,
}

impl Scan {
    fn pass(&mut self, text: &str) {
        for c in text.chars() {
            self.before = Some(c);
            self.fresh = c == '\n' || (self.fresh && c.is_whitespace());
            self.line += u32::from(c == '\n');
        }
    }

    fn mark(&self, text: &str) -> Option<(Marker, usize)> {
        let of_line = || if self.fresh { at_line_start(text) } else { None };
        let inside = || if is_boundary(self.before) { anywhere(text) } else { None };
        of_line().or_else(inside)
    }
}

/// Cuts a text at its marks and takes away the backslashes that protect what is none.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut plain = String::new();
    let mut scan = Scan { before: None, fresh: true, line: 1 };
    let mut rest = text;
    while !rest.is_empty() {
        let backslashes = leading_backslashes(rest);
        match scan.mark(&rest[backslashes..]) {
            Some((marker, length)) if backslashes == 0 => {
                let (own, after) = rest.split_at(length);
                if !plain.is_empty() {
                    tokens.push(Token::Text(std::mem::take(&mut plain)));
                }
                tokens.push(Token::Mark { marker, text: own.to_owned(), line: scan.line });
                scan.pass(own);
                scan.before = None;
                rest = after;
            }
            found => {
                let first = rest[backslashes..].chars().next().map_or(0, char::len_utf8);
                let (own, after) = rest.split_at(backslashes + first);
                plain.push_str(if found.is_some() { &own[1..] } else { own });
                scan.pass(own);
                rest = after;
            }
        }
    }
    if !plain.is_empty() {
        tokens.push(Token::Text(plain));
    }
    tokens
}

/// A text in which [`tokens`] finds no mark and that it gives back as it was.
pub(super) fn protected(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut scan = Scan { before: None, fresh: false, line: 1 };
    let mut rest = text;
    while !rest.is_empty() {
        let backslashes = leading_backslashes(rest);
        if scan.mark(&rest[backslashes..]).is_some() {
            written.push('\\');
        }
        let first = rest[backslashes..].chars().next().map_or(0, char::len_utf8);
        let (own, after) = rest.split_at(backslashes + first);
        written.push_str(own);
        scan.pass(own);
        rest = after;
    }
    written
}

fn leading_backslashes(text: &str) -> usize {
    text.bytes().take_while(|&byte| byte == b'\\').count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_protected_text_is_one_piece_and_comes_back(text in r"[\\AB.、（）\n 答案：1一、判断题依据F【】x]{1,24}") {
            let mut read = tokens(&format!("x{}", protected(&format!(" {text}"))));
            prop_assert_eq!(read.pop(), Some(Token::Text(format!("x {text}"))));
            prop_assert!(read.is_empty());
        }
    }
}
