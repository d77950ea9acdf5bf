//! How do questions stand in a Word document, and how are they read when they are pasted?
//!
//! ```text
//! 一、单项选择题
//!
//! 1. 总包单位应当开设（　）。
//! A. 一般存款账户
//! B. 农民工工资专用账户
//! 答案：B
//! 解析：见条例第二十六条。
//! 难度：容易
//! 知识点：工资专用账户
//! 用途：正式考试
//! 依据：F001、F002
//! 编号：sa-s-001
//!
//! 二、案例分析题
//!
//! 2. 案情……
//! 知识点：纠纷沟通
//! （1）【判断题】王某是农民工。
//! 答案：正确
//! 分值：1.5
//! ```
//!
//! Only the number, the stem, the options and the answer are needed. Options may stand in one line, an answer in the
//! brackets of its stem (`（B）`, `（√）`) or after it, numbers as `1.` `1、` `第1题`, options as `A.` `A、` `（A）`, all of it
//! full or half width, labels as `答案：` or `【答案】`. The kind comes from the heading, from a tag such as 【多选】 before the
//! stem, or from the answer.
//!
//! A text runs to the next mark, over line ends too. Where a text itself holds what would be a mark, a backslash before it
//! says that it is none; further backslashes before it stand for themselves.

mod assemble;
mod marker;
mod tokens;
mod write;

use super::{FileRefused, Reading, utf8};

pub(super) use write::write;

pub(super) fn read(bytes: &[u8]) -> Result<Reading, FileRefused> {
    let text = utf8(bytes)?.replace("\r\n", "\n").replace('\r', "\n");
    if text.contains('\0') {
        return Err(FileRefused::NotThisFormat);
    }
    Ok(assemble::assemble(&tokens::tokens(&text)))
}

#[cfg(test)]
mod tests;
