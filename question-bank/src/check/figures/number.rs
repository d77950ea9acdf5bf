//! Which number begins here, in digits or in Chinese characters?

/// Values are in ten-thousandths.
pub(super) const ONE: u64 = 10_000;

/// 万
const WAN: u64 = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Digits,
    Characters,
}

pub(super) struct Number {
    /// Ten-thousandths.
    pub value: u64,
    pub script: Script,
    /// What a 万 or 亿 at its end multiplied it by; else 1.
    pub scale: u64,
    /// Index after its last character.
    pub end: usize,
}

/// After these a numeral is vague (几十) or part of a word (统一, 唯一, 任一).
const NOT_AFTER: &str = "几数统唯同单某另逐任";

/// The number that begins exactly at `at`; `None` as well inside of one.
pub(super) fn number_at(chars: &[char], at: usize) -> Option<Number> {
    let first = *chars.get(at)?;
    if first.is_ascii_digit() {
        return in_digits(chars, at);
    }
    let before = at.checked_sub(1).and_then(|before| chars.get(before)).copied();
    let begins = before.is_none_or(|c| !is_numeral(c) && !NOT_AFTER.contains(c));
    // 百, 千, 万 alone begin words (百姓, 万一), not figures.
    let is_figure = begins && (digit_value(first).is_some() || first == '十');
    if is_figure { in_characters(chars, at) } else { None }
}

pub(super) fn is_numeral(c: char) -> bool {
    digit_value(c).is_some() || multiplier(c).is_some()
}

/// The half-width digit of a full-width one.
pub(super) fn ascii_digit(c: char) -> Option<char> {
    "０１２３４５６７８９".chars().zip('0'..='9').find_map(|(full, half)| (full == c).then_some(half))
}

fn in_digits(chars: &[char], at: usize) -> Option<Number> {
    let mut end = at;
    let mut value: u64 = 0;
    while let Some(c) = chars.get(end) {
        match c.to_digit(10) {
            Some(digit) => value = value.checked_mul(10)?.checked_add(digit.into())?,
            None if *c == ',' && is_group(&chars[end + 1..]) => {}
            None => break,
        }
        end += 1;
    }
    value = value.checked_mul(ONE)?;
    if chars.get(end) == Some(&'.') {
        let decimals: Vec<_> = chars[end + 1..].iter().map_while(|c| c.to_digit(10)).take(4).collect();
        let places = [ONE / 10, ONE / 100, ONE / 1_000, ONE / 10_000];
        let fraction: u64 = decimals.iter().zip(places).map(|(&digit, place)| u64::from(digit) * place).sum();
        value = value.checked_add(fraction)?;
        // A point without digits after it ends the sentence, not the number.
        end += if decimals.is_empty() { 0 } else { 1 + decimals.len() };
    }
    let scale = chars.get(end).copied().and_then(multiplier).unwrap_or(1);
    Some(Number { value: value.checked_mul(scale)?, script: Script::Digits, scale, end: end + usize::from(scale > 1) })
}

/// Three digits and no fourth: the comma before them separates thousands.
fn is_group(chars: &[char]) -> bool {
    chars.iter().take_while(|c| c.is_ascii_digit()).count() == 3
}

fn in_characters(chars: &[char], at: usize) -> Option<Number> {
    let numerals = || chars[at..].iter().copied().take_while(|&c| is_numeral(c));
    let is_positional = numerals().all(|c| digit_value(c).is_some());
    let value = if is_positional { positional(numerals())? } else { with_multipliers(numerals())? };
    let scale = numerals().last().and_then(multiplier).filter(|&scale| scale >= WAN).unwrap_or(1);
    Some(Number { value: value.checked_mul(ONE)?, script: Script::Characters, scale, end: at + numerals().count() })
}

/// 二〇二一: digit by digit.
fn positional(mut numerals: impl Iterator<Item = char>) -> Option<u64> {
    numerals.try_fold(0_u64, |value, c| value.checked_mul(10)?.checked_add(digit_value(c)?))
}

/// 二万三千: groups below 万 are summed up, then multiplied.
fn with_multipliers(numerals: impl Iterator<Item = char>) -> Option<u64> {
    let (mut total, mut group, mut digit) = (0_u64, 0_u64, None);
    for c in numerals {
        match (digit_value(c), multiplier(c)) {
            (Some(value), _) => digit = Some(value),
            (None, Some(factor)) if factor < WAN => {
                // 十五: a multiplier without a digit counts once.
                group = group.checked_add(digit.take().unwrap_or(1).checked_mul(factor)?)?;
            }
            (None, Some(factor)) => {
                let below = group.checked_add(digit.take().unwrap_or(0))?;
                // 一亿二千万: the 万 multiplies what follows the 亿; 一万亿: the 亿 multiplies everything.
                let (apart, below) = if factor == WAN { (total, below) } else { (0, total.checked_add(below)?) };
                (total, group) = (below.checked_mul(factor)?.checked_add(apart)?, 0);
            }
            (None, None) => return None,
        }
    }
    total.checked_add(group)?.checked_add(digit.unwrap_or(0))
}

fn digit_value(c: char) -> Option<u64> {
    match c {
        '两' => Some(2),
        '零' => Some(0),
        _ => "〇一二三四五六七八九".chars().zip(0..).find_map(|(numeral, value)| (numeral == c).then_some(value)),
    }
}

fn multiplier(c: char) -> Option<u64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        '万' => Some(WAN),
        '亿' => Some(100_000_000),
        _ => None,
    }
}
