//! What does a clerk's cell mean in the platform's codes? Words for codes, and digits that a spreadsheet has shortened.

use std::borrow::Cow;

use super::Column;
use crate::feeds::Kind;
use crate::workers::Codes;

/// The text as the feed would have it; what is not understood stays as it is, and is refused there.
pub(super) fn meant<'t>(column: &Column, text: &'t str) -> Cow<'t, str> {
    if let Some(code) = word(column, text) {
        return code.into();
    }
    match column.kind {
        Kind::Code(table) => {
            let codes = Codes::built_in();
            let found = codes.code_of(table, text).or_else(|| {
                // `020` was a number to somebody's program
                (1..=3).find_map(|zeros| codes.code_of(table, &format!("{}{text}", "0".repeat(zeros))))
            });
            found.map_or(text.into(), |code| code.into())
        }
        Kind::Choice(choices) => choices
            .iter()
            .find(|choice| **choice == text)
            .or_else(|| choices.iter().find(|choice| bare(choice) == bare(text)))
            .map_or(text.into(), |choice| (*choice).into()),
        _ => text.into(),
    }
}

fn word(column: &Column, text: &str) -> Option<&'static str> {
    Some(match (column.name, text) {
        ("direction", "进" | "进场" | "入场" | "1") => "01",
        ("direction", "出" | "出场" | "离场" | "2") => "02",
        ("type", "进场") => "1",
        ("type", "退场") => "0",
        ("workRole", "管理人员") => "10",
        ("workRole", "建筑工人") => "20",
        ("contractPeriodType", "固定期限") => "0",
        ("contractPeriodType", "以完成一定工作任务为期限" | "以完成一定工作为期限") => "1",
        ("prjStatus", "筹备") => "001",
        ("prjStatus", "立项") => "002",
        ("prjStatus", "在建") => "003",
        ("prjStatus", "完工") => "004",
        ("prjStatus", "停工") => "005",
        ("purpose", "登记" | "新增") => "record",
        ("purpose", "更正") => "correct",
        ("purpose", "撤回") => "withdraw",
        (_, "是") if column.kind == Kind::Flag => "1",
        (_, "否") if column.kind == Kind::Flag => "0",
        _ => return None,
    })
}

fn bare(digits: &str) -> &str {
    let bare = digits.trim_start_matches('0');
    if bare.is_empty() && !digits.is_empty() { "0" } else { bare }
}
