//! Which words may not stand on a training certificate?

use unicode_normalization::UnicodeNormalization;

#[cfg(test)]
mod tests;

/// 人社部函〔2022〕25号: words kept for certificates of the national catalogue. Longer words come before those that
/// they contain, so that the answer names what the writer wrote.
pub const FORBIDDEN_WORDS: [&str; 11] = [
    "中华人民共和国",
    "中国",
    "中华",
    "国家",
    "全国",
    "职业资格",
    "执业资格",
    "人员资格",
    "岗位合格",
    "专业技术职务",
    "职业技能等级",
];

/// A title or template has a word of [`FORBIDDEN_WORDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text has the forbidden word {word}")]
pub struct ForbiddenWord {
    pub word: &'static str,
}

/// Refuses every forbidden word, also with spaces or invisible characters between its characters and in
/// compatibility forms.
///
/// # Errors
/// The first word of [`FORBIDDEN_WORDS`] that the text has.
pub fn check_wording(text: &str) -> Result<(), ForbiddenWord> {
    let dense: String = text.nfkc().filter(|&c| !is_blank(c)).collect();
    match FORBIDDEN_WORDS.into_iter().find(|word| dense.contains(word)) {
        Some(word) => Err(ForbiddenWord { word }),
        None => Ok(()),
    }
}

/// White space, and what takes no room at all: soft hyphen, joiners, direction marks, variation selectors.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}
