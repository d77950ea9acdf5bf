//! How do a payment order and the bank's answer to it stand in the lines of a sheet?

use super::batches::PaymentKind;
use super::money::parse_yuan;
use super::results::{BankOutcome, BankResult, ResultRow};
use crate::calendar::Month;
use crate::people::{PersonName, half_width};
use crate::sheets::{Cells, Columns, LineFault, read_sheet};
use crate::workers::CardNumber;
use crate::{Day, Instant, Refusal};

/// As many as one order takes.
pub const MOST_LINES: usize = 10_000;

closed_set! {
    /// A column of an order.
    OrderColumn {
        Reference = "reference",
        Name = "name",
        DocumentNumber = "document_number",
        Month = "month",
        Card = "card",
        Holder = "holder",
        Payable = "payable",
        Deducted = "deducted",
        Amount = "amount",
        Days = "days",
        BackPay = "back_pay",
    }
}

closed_set! {
    /// A column of the bank's answer.
    ResultColumn {
        Reference = "reference",
        Outcome = "outcome",
        Amount = "amount",
        At = "at",
        Receipt = "receipt",
        Reason = "reason",
    }
}

/// One line of an order, before anybody looked who is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderLine {
    pub number: usize,
    pub reference: String,
    pub name: PersonName,
    pub document_number: String,
    pub month: Month,
    pub kind: PaymentKind,
    pub card: CardNumber,
    /// as it stands on the card; the worker where the sheet says nothing
    pub holder: PersonName,
    pub payable_fen: i64,
    pub deducted_fen: i64,
    pub amount_fen: i64,
    pub days_hundredths: Option<i64>,
}

/// One line of the bank's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultLine {
    pub number: usize,
    pub row: ResultRow,
}

impl Columns for OrderColumn {
    fn all() -> &'static [Self] {
        &Self::ALL
    }

    fn title(self) -> &'static str {
        match self {
            Self::Reference => "工资单编号",
            Self::Name => "姓名",
            Self::DocumentNumber => "证件号码",
            Self::Month => "工资月份",
            Self::Card => "工资卡号",
            Self::Holder => "持卡人",
            Self::Payable => "应发工资",
            Self::Deducted => "扣除",
            Self::Amount => "实发工资",
            Self::Days => "出勤天数",
            Self::BackPay => "补发",
        }
    }

    fn is_needed(self) -> bool {
        !matches!(self, Self::Month | Self::Holder | Self::Deducted | Self::Days | Self::BackPay)
    }
}

impl Columns for ResultColumn {
    fn all() -> &'static [Self] {
        &Self::ALL
    }

    fn title(self) -> &'static str {
        match self {
            Self::Reference => "工资单编号",
            Self::Outcome => "办理结果",
            Self::Amount => "到账金额",
            Self::At => "办理时间",
            Self::Receipt => "银行流水号",
            Self::Reason => "原因",
        }
    }

    fn is_needed(self) -> bool {
        matches!(self, Self::Reference | Self::Outcome | Self::At)
    }
}

/// The word of an outcome in a sheet.
pub fn outcome_title(outcome: BankOutcome) -> &'static str {
    match outcome {
        BankOutcome::Succeeded => "成功",
        BankOutcome::Failed => "失败",
        BankOutcome::Returned => "退汇",
    }
}

/// Reads the lines of an order; a line that names no month is for `month`.
///
/// # Errors
/// When the sheet as a whole cannot be read.
pub fn read_order(rows: &[Vec<String>], month: Month) -> Result<(Vec<OrderLine>, Vec<LineFault>), Refusal> {
    let once = |line: &OrderLine| {
        (line.reference.clone(), Refusal::on(OrderColumn::Reference.code(), "wages.sheet_reference_twice"))
    };
    read_sheet(rows, MOST_LINES, |number, cells| order_line(number, &cells, month), once)
}

/// Reads the bank's answer.
///
/// # Errors
/// As of [`read_order`].
pub fn read_results(rows: &[Vec<String>]) -> Result<(Vec<ResultLine>, Vec<LineFault>), Refusal> {
    let once = |line: &ResultLine| {
        (line.row.reference.clone(), Refusal::on(ResultColumn::Reference.code(), "wages.sheet_reference_twice"))
    };
    read_sheet(rows, MOST_LINES, |number, cells| result_line(number, &cells), once)
}

fn order_line(number: usize, cells: &Cells<'_, OrderColumn>, month: Month) -> Result<OrderLine, Vec<Refusal>> {
    use OrderColumn::{Amount, BackPay, Card, Days, Deducted, DocumentNumber, Holder, Name, Payable, Reference};
    let mut wrong = Vec::new();
    let cell = |column: OrderColumn| cells.get(&column).copied().unwrap_or_default();
    let mut fen = |column: OrderColumn| keep(column.code(), parse_yuan(cell(column)), &mut wrong);
    let (payable, amount) = (fen(Payable), fen(Amount));
    let deducted = if cell(Deducted).is_empty() { Some(0) } else { fen(Deducted) };
    let name = keep(Name.code(), PersonName::parse(cell(Name)), &mut wrong);
    let card = keep(Card.code(), CardNumber::parse(cell(Card)), &mut wrong);
    let holder = match cell(Holder) {
        "" => name.clone(),
        text => keep(Holder.code(), PersonName::parse(text), &mut wrong),
    };
    let reference = keep(Reference.code(), filled(cell(Reference)), &mut wrong);
    let document = keep(DocumentNumber.code(), filled(cell(DocumentNumber)), &mut wrong);
    let month = match cell(OrderColumn::Month) {
        "" => Some(month),
        text => keep(OrderColumn::Month.code(), Month::parse(&text.replace('/', "-")), &mut wrong),
    };
    let days = keep(Days.code(), hundredths(cell(Days)), &mut wrong);
    let kind = match cell(BackPay) {
        "" | "否" | "0" => Some(PaymentKind::Wages),
        "是" | "1" => Some(PaymentKind::BackPay),
        _ => {
            wrong.push(Refusal::on(BackPay.code(), "wages.sheet_yes_or_no"));
            None
        }
    };
    let sums = payable.zip(deducted).zip(amount);
    match (name, holder, card, reference, document, month, kind, sums, days) {
        (
            Some(name),
            Some(holder),
            Some(card),
            Some(reference),
            Some(document),
            Some(month),
            Some(kind),
            Some(((payable_fen, deducted_fen), amount_fen)),
            Some(days_hundredths),
        ) if wrong.is_empty() => {
            let document_number = document.chars().map(half_width).collect::<String>().to_uppercase();
            Ok(OrderLine {
                number,
                reference,
                name,
                document_number,
                month,
                kind,
                card,
                holder,
                payable_fen,
                deducted_fen,
                amount_fen,
                days_hundredths,
            })
        }
        _ => Err(wrong),
    }
}

fn result_line(number: usize, cells: &Cells<'_, ResultColumn>) -> Result<ResultLine, Vec<Refusal>> {
    use ResultColumn::{Amount, At, Outcome, Reason, Receipt, Reference};
    let mut wrong = Vec::new();
    let cell = |column: ResultColumn| cells.get(&column).copied().unwrap_or_default();
    let said = |column: ResultColumn| Some(cell(column).to_owned()).filter(|text| !text.is_empty());
    let reference = keep(Reference.code(), filled(cell(Reference)), &mut wrong);
    let outcome = BankOutcome::ALL.into_iter().find(|one| [outcome_title(*one), one.code()].contains(&cell(Outcome)));
    let outcome = keep(Outcome.code(), outcome.ok_or(Refusal::new("wages.sheet_outcome_unknown")), &mut wrong);
    let amount = match cell(Amount) {
        "" => Some(0),
        text => keep(Amount.code(), parse_yuan(text), &mut wrong),
    };
    let at = keep(At.code(), moment(cell(At)).ok_or(Refusal::new("wages.sheet_moment_shape")), &mut wrong);
    match (reference, outcome, amount, at) {
        (Some(reference), Some(outcome), Some(amount_fen), Some(at)) => {
            let result = BankResult { outcome, amount_fen, at, receipt: said(Receipt), reason: said(Reason) };
            Ok(ResultLine { number, row: ResultRow { reference, result } })
        }
        _ => Err(wrong),
    }
}

/// What was read; what is wrong goes to `wrong`, under the name of the column.
fn keep<T>(column: &'static str, read: Result<T, Refusal>, wrong: &mut Vec<Refusal>) -> Option<T> {
    read.map_err(|refusal| wrong.push(Refusal { field: Some(column), ..refusal })).ok()
}

fn filled(text: &str) -> Result<String, Refusal> {
    if text.is_empty() { Err(Refusal::new("wages.sheet_blank")) } else { Ok(text.to_owned()) }
}

/// Days of a month, in hundredths; a blank says nothing.
fn hundredths(text: &str) -> Result<Option<i64>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || Refusal::new("wages.sheet_days_shape");
    match parse_yuan(text).map_err(|_| wrong())? {
        days if days <= 3_100 => Ok(Some(days)),
        _ => Err(wrong()),
    }
}

/// `2026-11-12 10:30`, with or without seconds, with dashes or strokes; a day alone is its beginning.
fn moment(text: &str) -> Option<Instant> {
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let day = day.replace(['/', '.'], "-");
    match time.trim() {
        "" => Day::parse(&day).map(Day::starts_at),
        time => Instant::parse_form_value(&format!("{day}T{time}")),
    }
}
