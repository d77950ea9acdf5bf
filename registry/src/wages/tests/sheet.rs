use super::*;
use crate::wages::sheet::{OrderColumn, read_order, read_results};

fn rows(lines: &[&[&str]]) -> Vec<Vec<String>> {
    lines.iter().map(|line| line.iter().map(|cell| (*cell).to_owned()).collect()).collect()
}

const ORDER: [&str; 8] = ["工资单编号", "姓名", "证件号码", "工资卡号*", "应发工资", "扣除", "实发工资", "补发"];
const RESULT: [&str; 5] = ["工资单编号", "办理结果", "到账金额", "办理时间", "原因"];
const CARD: &str = "6222 0200 0000 0000 017";

#[test]
fn a_line_of_an_order_is_read_with_what_it_leaves_out() {
    let sheet = rows(&[
        &ORDER,
        &["P1", "陆建明", "３２０x", CARD, "¥10,000.00", "", "10000", ""],
        &["", "", "", "", "", "", "", ""],
    ]);
    let (lines, faults) = read_order(&sheet, month("2026-10")).unwrap();
    assert_eq!((lines.len(), faults.len(), lines[0].number), (1, 0, 2));
    assert_eq!((lines[0].document_number.as_str(), lines[0].month), ("320X", month("2026-10")));
    assert_eq!((lines[0].payable_fen, lines[0].deducted_fen, lines[0].kind), (1_000_000, 0, PaymentKind::Wages));
    assert_eq!(lines[0].holder, lines[0].name, "the worker, where the sheet says nothing");
}

#[test]
fn everything_wrong_with_a_line_is_named_with_its_column() {
    let sheet = rows(&[
        &ORDER,
        &["", "陆", "", "12", "一千", "", "", "也许"],
        &["P1", "陆建明", "320X", CARD, "1", "", "1", "是"],
        &["P1", "顾小芳", "320Y", CARD, "1", "", "1", "否"],
    ]);
    let (lines, faults) = read_order(&sheet, month("2026-10")).unwrap();
    assert_eq!((lines.len(), lines[0].kind), (1, PaymentKind::BackPay));
    let told = |number: usize| -> Vec<_> {
        faults.iter().filter(|fault| fault.number == number).map(|fault| fault.reason.field.unwrap()).collect()
    };
    let wrong = told(2);
    for column in ["reference", "document_number", "card", "payable", "amount", "back_pay"] {
        assert!(wrong.contains(&column), "{column} is not in {wrong:?}");
    }
    assert_eq!(told(4), [OrderColumn::Reference.code()]);
}

#[test]
fn a_sheet_without_a_needed_column_is_none() {
    let refusal = read_order(&rows(&[&ORDER[1..]]), month("2026-10")).unwrap_err();
    assert_eq!((refusal.field, refusal.code), (Some("file"), "sheets.column_missing"));
}

#[test]
fn the_banks_words_and_times_are_read_as_banks_write_them() {
    let sheet = rows(&[
        &RESULT,
        &["P1", "成功", "9,500.00", "2026/11/12 10:30", ""],
        &["P2", "失败", "", "2026-11-12 10:30:05", "账户不存在"],
        &["P3", "退汇", "1", "2026.11.12", "户名不符"],
        &["P4", "好了", "1", "昨天", ""],
    ]);
    let (lines, faults) = read_results(&sheet).unwrap();
    let outcomes: Vec<_> = lines.iter().map(|line| (line.row.result.outcome, line.row.result.amount_fen)).collect();
    assert_eq!(outcomes, [(BankOutcome::Succeeded, 950_000), (BankOutcome::Failed, 0), (BankOutcome::Returned, 100)]);
    assert_eq!(lines[2].row.result.at, day("2026-11-12").starts_at());
    assert_eq!(lines[1].row.result.reason.as_deref(), Some("账户不存在"));
    assert_eq!(faults.iter().map(|fault| fault.number).collect::<Vec<_>>(), [5, 5]);
}
