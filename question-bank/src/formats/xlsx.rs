//! How do questions stand in a workbook that ordinary staff fill in?
//!
//! The first sheet named 试题, else the first sheet. Line 1 has the names of the columns, in any order:
//!
//! | column | holds |
//! |---|---|
//! | 编号 | our id; may be blank |
//! | 题型 | 单项选择题, 多项选择题, 判断题, 案例分析题; for a part of a case 小题：单项选择题 and so on |
//! | 题干 | the stem; of a case, its story |
//! | 选项A … 选项F (to 选项H) | the options; none for 判断题 |
//! | 答案 | `ABD`; 正确 or 错误 |
//! | 解析 | why |
//! | 分值 | points, for the parts of a case only |
//! | 难度, 知识点, 用途 | words of the template's lists, or our codes; blank in the lines of parts |
//! | 依据 | ids of facts |
//!
//! A case is its own line, followed by the lines of its parts. Missing columns are allowed except 题型, 题干 and 答案; a line
//! without any text is skipped. A blank stands for "not given", and a [`super::Draft`] says what is then missing.
//!
//! **Formulas** are neither written nor read. A text that a spreadsheet might take for one (`= + - @`, tab, carriage return
//! or NUL in front) is written with an apostrophe before it, which reading takes away again. A cell that holds a formula
//! is a fault: what a file says that the formula came to need not be what it comes to.

mod guard;
mod header;
mod neutral;
mod read;
mod write;

pub use read::rows;
pub use write::template;

pub(super) use read::read;
pub(super) use write::write;

/// The sheet of the questions, and the one that explains it.
const SHEET: &str = "试题";
const GUIDE_SHEET: &str = "填写说明";
/// Before the kind of a part, in the column 题型.
const PART: &str = "小题";

#[cfg(test)]
mod tests;
