//! What may begin a new piece of a question in running text?

use super::super::fault::Field;
use super::super::words::{self, half_width};
use crate::choice::option_index;
use crate::question::Kind;

/// A mark with the length of its text in bytes.
pub(super) type Found = (Marker, usize);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Marker {
    /// `1.`, at the beginning of a line.
    Number(u32),
    /// `案例一`, at the beginning of a line.
    CaseStart,
    /// `（1）`, at the beginning of a line.
    Part(u32),
    /// A whole line such as `一、单项选择题（每题1分）`; of a kind that we do not know its name.
    Heading(Result<Kind, String>),
    /// `A.`; 0 is A.
    Choice(usize),
    /// `答案：`
    Label(Field),
    /// `【单选】`
    Tag(Kind),
}

const LABELS: [(&str, Field); 17] = [
    ("答案解析", Field::Explanation),
    ("试题解析", Field::Explanation),
    ("参考解析", Field::Explanation),
    ("正确答案", Field::Answer),
    ("参考答案", Field::Answer),
    ("标准答案", Field::Answer),
    ("答案", Field::Answer),
    ("解析", Field::Explanation),
    ("分值", Field::Score),
    ("难易程度", Field::Difficulty),
    ("难度", Field::Difficulty),
    ("知识点", Field::Point),
    ("考点", Field::Point),
    ("用途", Field::Purpose),
    ("依据", Field::Facts),
    ("编号", Field::Id),
    ("题型", Field::Kind),
];

/// Kinds of other papers, which we name as lost.
const OTHER_KINDS: [&str; 7] = ["填空题", "简答题", "问答题", "论述题", "计算题", "名词解释", "不定项选择题"];
/// A heading is no longer than this, in characters.
const HEADING: usize = 80;

/// Whether a mark inside a line may follow this character; `None` is the beginning of a text.
pub(super) fn is_boundary(before: Option<char>) -> bool {
    before.is_none_or(|c| c.is_whitespace() || "）)】」。；;？?！!".contains(c))
}

/// A mark that only counts at the beginning of a line.
pub(super) fn at_line_start(text: &str) -> Option<Found> {
    heading(text).or_else(|| case_start(text)).or_else(|| number(text)).or_else(|| part(text))
}

/// A mark that counts after any [boundary](is_boundary).
pub(super) fn anywhere(text: &str) -> Option<Found> {
    label(text).or_else(|| tag(text)).or_else(|| choice(text))
}

fn number(text: &str) -> Option<Found> {
    let (ordinal, rest) = text.strip_prefix('第').map_or((false, text), |rest| (true, rest));
    let (number, digits) = digits(rest)?;
    let mut after = rest[digits..].chars();
    let sign = after.next()?;
    let is_sign = if ordinal { sign == '题' } else { matches!(half_width(sign), '.' | '、') };
    // 1.5倍 is a figure, not the first question.
    let is_decimal = half_width(sign) == '.' && after.next().is_some_and(|c| half_width(c).is_ascii_digit());
    let length = text.len() - rest.len() + digits + sign.len_utf8();
    (is_sign && !is_decimal).then_some((Marker::Number(number), length))
}

fn part(text: &str) -> Option<Found> {
    let first = text.chars().next()?;
    if ('①'..='⑳').contains(&first) {
        return Some((Marker::Part(u32::from(first) - u32::from('①') + 1), first.len_utf8()));
    }
    let rest = text.strip_prefix(['（', '(']).unwrap_or(text);
    let (number, digits) = digits(rest)?;
    let close = rest[digits..].chars().next().filter(|&c| half_width(c) == ')')?;
    Some((Marker::Part(number), text.len() - rest.len() + digits + close.len_utf8()))
}

fn case_start(text: &str) -> Option<Found> {
    let rest = text.strip_prefix("案例")?;
    let length: usize =
        rest.chars().take_while(|&c| is_numeral(c) || half_width(c).is_ascii_digit()).map(char::len_utf8).sum();
    let after = rest[length..].chars().next();
    let is_end = after.is_none_or(|c| c.is_whitespace() || ":.、)".contains(half_width(c)));
    let sign = after.filter(|c| !c.is_whitespace()).map_or(0, char::len_utf8);
    ((1..=6).contains(&length) && is_end).then_some((Marker::CaseStart, "案例".len() + length + sign))
}

fn heading(text: &str) -> Option<Found> {
    let line = text.lines().next()?;
    if line.chars().nth(HEADING).is_some() {
        return None;
    }
    let numbered = after_numeral(line);
    let title = numbered.unwrap_or(line).trim_start();
    let name_of = |word: &'static str| title.strip_prefix(word).map(|rest| (word, rest));
    let known = Kind::ALL.iter().flat_map(|&kind| words::kind_titles(kind).iter().map(move |&word| (word, kind)));
    let known = known.filter_map(|(word, kind)| name_of(word).map(|(_, rest)| (Ok(kind), rest)));
    let other = OTHER_KINDS.iter().filter_map(|&word| name_of(word)).map(|(word, rest)| (Err(word.to_owned()), rest));
    let (kind, rest) = known.chain(other).next()?;
    let rest = rest.trim();
    let is_title = match numbered {
        Some(_) => {
            rest.is_empty() || rest.starts_with(|c: char| "（(：:，,。、[【共每本".contains(c) || c.is_whitespace())
        }
        None => rest.is_empty() || (rest.starts_with(['（', '(']) && rest.ends_with(['）', ')'])),
    };
    is_title.then_some((Marker::Heading(kind), line.len()))
}

/// What follows `一、` or `第二部分`.
fn after_numeral(line: &str) -> Option<&str> {
    let (ordinal, rest) = line.strip_prefix('第').map_or((false, line), |rest| (true, rest));
    let length: usize = rest.chars().take(4).take_while(|&c| is_numeral(c)).map(char::len_utf8).sum();
    if length == 0 {
        return None;
    }
    let rest = &rest[length..];
    if ordinal {
        let rest = rest.strip_prefix("部分").or_else(|| rest.strip_prefix("大题"))?;
        return Some(rest.trim_start_matches(['：', ':', '、', ' ', '\u{3000}']));
    }
    rest.strip_prefix(['、', '.', '．', ',', '，'])
}

fn choice(text: &str) -> Option<Found> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let (letter, closing, mut length) =
        if half_width(first) == '(' { (chars.next()?, ")", first.len_utf8()) } else { (first, ".、:)", 0) };
    let index = option_index(half_width(letter))?;
    let sign = chars.next().filter(|&c| closing.contains(half_width(c)))?;
    length += letter.len_utf8() + sign.len_utf8();
    Some((Marker::Choice(usize::from(index)), length))
}

fn label(text: &str) -> Option<Found> {
    let (bracketed, rest) = text.strip_prefix('【').map_or((false, text), |rest| (true, rest));
    let (name, field) = LABELS.iter().find(|(name, _)| rest.starts_with(name))?;
    let mut length = text.len() - rest.len() + name.len();
    if bracketed {
        let after = text[length..].strip_prefix('】')?;
        length = text.len() - after.strip_prefix(['：', ':']).unwrap_or(after).len();
    } else {
        let after = text[length..].trim_start_matches([' ', '\u{3000}']).strip_prefix(['：', ':'])?;
        length = text.len() - after.len();
    }
    // 依据：《条例》第二条 is prose, 依据：F001 is ours.
    let next = text[length..].trim_start_matches([' ', '\u{3000}']).chars().next().map(half_width);
    let fits = match field {
        Field::Facts | Field::Id => next.is_some_and(|c| c.is_ascii_alphanumeric() || "-._".contains(c)),
        Field::Score => next.is_some_and(|c| c.is_ascii_digit()),
        _ => true,
    };
    fits.then_some((Marker::Label(*field), length))
}

fn tag(text: &str) -> Option<Found> {
    const LONGEST: usize = 8;
    let inner = text.strip_prefix(['【', '[', '（', '('])?;
    let (end, close) = inner.char_indices().take(LONGEST).find(|(_, c)| "】]）)".contains(*c))?;
    let kind = words::kind(&inner[..end]).filter(|&kind| kind != Kind::Case)?;
    // (single) is an English word in brackets.
    let is_chinese = !inner[..end].is_ascii();
    is_chinese.then_some((Marker::Tag(kind), text.len() - inner.len() + end + close.len_utf8()))
}

fn digits(text: &str) -> Option<(u32, usize)> {
    const LONGEST: usize = 4;
    let digits: Vec<char> = text.chars().take(LONGEST + 1).take_while(|&c| half_width(c).is_ascii_digit()).collect();
    if digits.len() > LONGEST {
        return None;
    }
    let number = digits.iter().map(|&c| half_width(c)).collect::<String>().parse().ok()?;
    Some((number, digits.iter().map(|c| c.len_utf8()).sum()))
}

fn is_numeral(c: char) -> bool {
    "一二三四五六七八九十".contains(c)
}
