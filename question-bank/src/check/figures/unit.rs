//! What does a number count, in one spelling per unit?

use super::number::Script;

/// Written form and canonical form; a longer form stands before the shorter ones that it begins with.
const UNITS: &[(&str, &str)] = &[
    ("个自然日", "日"),
    ("个工作日", "工作日"),
    ("工作日", "工作日"),
    ("自然日", "日"),
    ("个自然月", "个月"),
    ("个月", "个月"),
    ("个小时", "小时"),
    ("个学时", "学时"),
    ("个季度", "季度"),
    ("月份", "月"),
    ("月", "月"),
    ("日", "日"),
    ("天", "日"),
    ("周岁", "岁"),
    ("岁", "岁"),
    ("周", "周"),
    ("年", "年"),
    ("季度", "季度"),
    ("小时", "小时"),
    ("学时", "学时"),
    ("分钟", "分钟"),
    ("元", "元"),
    ("%", "%"),
    ("‰", "‰"),
    ("倍", "倍"),
    ("人次", "人次"),
    ("人", "人"),
    ("名", "人"),
    ("位", "人"),
    ("次", "次"),
    ("份", "份"),
    ("家", "家"),
    ("个", "个"),
    ("项", "个"),
    ("种", "个"),
    ("类", "个"),
    ("方", "方"),
    ("级", "级"),
    ("户", "户"),
    ("张", "张"),
    ("套", "套"),
    ("处", "处"),
    ("笔", "笔"),
    ("时", "时"),
    ("分", "分"),
    ("号", "号"),
];

/// After characters these belong to words: 十分, 一时, 一号.
const AFTER_DIGITS_ONLY: [&str; 3] = ["时", "分", "号"];

/// The canonical unit at the beginning, and how many characters its written form has.
pub(super) fn unit_at(chars: &[char], script: Script) -> Option<(&'static str, usize)> {
    let begins = |written: &str| written.chars().zip(chars).filter(|(a, b)| a == *b).count() == written.chars().count();
    let &(written, unit) = UNITS.iter().find(|(written, _)| begins(written))?;
    let is_word = script == Script::Characters && AFTER_DIGITS_ONLY.contains(&unit);
    (!is_word).then(|| (unit, written.chars().count()))
}

/// Units with which 一 is an article rather than a figure: 一名, 一份, 一项.
pub(super) fn is_counter(unit: &str) -> bool {
    ["人", "次", "份", "家", "个", "方", "级", "户", "张", "套", "处", "笔"].contains(&unit)
}
