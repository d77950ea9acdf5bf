//! Which Chinese and English words stand for kinds, difficulties, points and truth in the files of people?
//!
//! These words are the vocabulary of the formats, as element names are in XML: they are read and written here and do not
//! follow the language of a page.

use crate::question::{Difficulty, Kind, Point, Purpose};

/// The first word of each is the one that is written.
const KINDS: [(Kind, &[&str]); 4] = [
    (Kind::Single, &["单项选择题", "单项选择", "单选题", "单选", "single"]),
    (Kind::Multiple, &["多项选择题", "多项选择", "多选题", "多选", "multiple"]),
    (Kind::TrueFalse, &["判断题", "判断", "判断正误", "是非题", "正误题", "true_false"]),
    (Kind::Case, &["案例分析题", "案例分析", "案例题", "案例", "case"]),
];

const DIFFICULTIES: [(Difficulty, &[&str]); 3] = [
    (Difficulty::Easy, &["容易", "易", "简单", "较易", "easy"]),
    (Difficulty::Medium, &["中等", "中", "一般", "适中", "medium"]),
    (Difficulty::Hard, &["较难", "难", "困难", "hard"]),
];

const PURPOSES: [(Purpose, &[&str]); 2] = [
    (Purpose::Official, &["正式考试", "正式", "考试", "official"]),
    (Purpose::Practice, &["练习", "课后练习", "practice"]),
];

const POINTS: [(Point, &[&str]); 11] = [
    (Point::WageRegulation, &["保障农民工工资支付条例", "《保障农民工工资支付条例》", "wage_regulation"]),
    (Point::DisputesCommunication, &["纠纷沟通", "disputes_communication"]),
    (Point::DisputesEmergency, &["应急处置", "disputes_emergency"]),
    (Point::SpecialAccount, &["工资专用账户", "专用账户", "农民工工资专用账户", "special_account"]),
    (Point::WageDeposit, &["工资保证金", "保证金", "wage_deposit"]),
    (Point::LabourContractLaw, &["劳动合同法", "《劳动合同法》", "labour_contract_law"]),
    (Point::LabourLaw, &["劳动法", "《劳动法》", "labour_law"]),
    (Point::Arbitration, &["劳动争议调解仲裁", "调解仲裁", "arbitration"]),
    (Point::RealName, &["实名制与台账", "实名制", "real_name"]),
    (Point::NantongRules, &["南通市规定", "南通规定", "nantong_rules"]),
    (Point::Platform, &["平台操作", "platform"]),
];

const TRUE: [&str; 12] = ["正确", "对", "√", "✓", "✔", "是", "t", "true", "right", "yes", "y", "☑"];
const FALSE: [&str; 13] = ["错误", "错", "×", "✗", "✘", "✕", "否", "不正确", "x", "f", "false", "no", "n"];

/// Half width, without blanks at the ends and without signs that nobody sees. For words, never for the text of a question.
pub(super) fn fold(text: &str) -> String {
    let visible = text.chars().filter(|c| !matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200D}' | '\u{2060}'));
    let folded: String = visible.map(half_width).collect();
    folded.trim().to_owned()
}

/// Full-width letters, digits and signs as their half-width ones.
pub(super) fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

pub(super) fn kind(word: &str) -> Option<Kind> {
    find(&KINDS, word)
}

pub(super) fn difficulty(word: &str) -> Option<Difficulty> {
    find(&DIFFICULTIES, word)
}

pub(super) fn purpose(word: &str) -> Option<Purpose> {
    find(&PURPOSES, word)
}

pub(super) fn point(word: &str) -> Option<Point> {
    find(&POINTS, word)
}

pub(super) fn truth(word: &str) -> Option<bool> {
    let word = fold(word).to_lowercase();
    let word = word.trim_matches(['(', ')', '。', '.', ' ']);
    let is_among = |words: &[&str]| words.contains(&word);
    if is_among(&TRUE) { Some(true) } else { is_among(&FALSE).then_some(false) }
}

/// The word that is written.
pub(super) fn kind_name(kind: Kind) -> &'static str {
    name(&KINDS, kind)
}

/// The words for a kind that may stand in a heading.
pub(super) fn kind_titles(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Single => &["单项选择题", "单选题"],
        Kind::Multiple => &["多项选择题", "多选题"],
        Kind::TrueFalse => &["判断题", "判断正误题", "是非题"],
        Kind::Case => &["案例分析题", "案例题", "案例分析"],
    }
}

pub(super) fn difficulty_name(difficulty: Difficulty) -> &'static str {
    name(&DIFFICULTIES, difficulty)
}

pub(super) fn purpose_name(purpose: Purpose) -> &'static str {
    name(&PURPOSES, purpose)
}

pub(super) fn point_name(point: Point) -> &'static str {
    name(&POINTS, point)
}

pub(super) fn truth_name(truth: bool) -> &'static str {
    if truth { TRUE[0] } else { FALSE[0] }
}

/// Points with at most two decimals, as hundredths.
pub(super) fn score(text: &str) -> Option<u32> {
    let text = fold(text);
    let text = text.strip_suffix('分').unwrap_or(&text).trim();
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let decimals = decimals.trim_end_matches('0');
    let is_number = |digits: &str| digits.len() <= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(decimals) || decimals.len() > 2 {
        return None;
    }
    let hundredths: u32 = format!("{decimals:0<2}").parse().ok()?;
    Some(whole.parse::<u32>().ok()? * 100 + hundredths)
}

/// Hundredths as points: `150` is `1.5`.
pub(super) fn score_text(hundredths: u32) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Ids of facts, in whatever way people set them apart.
pub(super) fn fact_ids(text: &str) -> Vec<String> {
    let is_between = |c: char| c.is_whitespace() || "、,;/|".contains(c);
    fold(text).split(is_between).filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

fn find<T: Copy>(table: &[(T, &[&str])], word: &str) -> Option<T> {
    let word = fold(word).to_lowercase();
    table.iter().find(|(_, words)| words.contains(&word.as_str())).map(|&(member, _)| member)
}

fn name<T: PartialEq>(table: &[(T, &[&'static str])], member: T) -> &'static str {
    table.iter().find(|(known, _)| *known == member).and_then(|(_, words)| words.first()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_word_and_the_word_is_read_back() {
        for &member in Kind::ALL {
            assert_eq!((kind(kind_name(member)), kind(member.code())), (Some(member), Some(member)));
        }
        for &member in Difficulty::ALL {
            assert_eq!((difficulty(difficulty_name(member)), difficulty(member.code())), (Some(member), Some(member)));
        }
        for &member in Purpose::ALL {
            assert_eq!((purpose(purpose_name(member)), purpose(member.code())), (Some(member), Some(member)));
        }
        for &member in Point::ALL {
            assert_eq!((point(point_name(member)), point(member.code())), (Some(member), Some(member)));
        }
    }

    #[test]
    fn scores_are_read_to_the_hundredth_and_no_further() {
        let read = ["1", "1.5", "１．５分", "0.05", "2.50", "10 分"].map(score);
        assert_eq!(read, [100, 150, 150, 5, 250, 1000].map(Some));
        assert_eq!(["", ".5", "1.234", "-1", "1e3", "一分", "99999999"].map(score), [None; 7]);
        assert_eq!([100, 150, 5, 120].map(score_text), ["1", "1.5", "0.05", "1.2"]);
    }

    #[test]
    fn truth_is_read_in_every_usual_way() {
        assert!(["正确", "对", "√", "（√）", "Ｔ", "TRUE"].iter().all(|word| truth(word) == Some(true)));
        assert!(["错误", "错", "×", "（×）", "Ｆ", "False"].iter().all(|word| truth(word) == Some(false)));
        assert_eq!(truth("也许"), None);
    }
}
