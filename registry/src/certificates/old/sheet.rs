//! How do old paper certificates stand in the lines of a sheet?

use super::{OldCertificate, OldCode, OldNumber, check_issuer};
use crate::instant::check_first_day;
use crate::people::{IdNumber, PersonName};
use crate::sheets::{Cells, Columns, LineFault, read_sheet};
use crate::{Day, Refusal};

/// Longer lists come in parts.
pub const MOST_LINES: usize = 5_000;

closed_set! {
    /// A column of the sheet.
    Column {
        Number = "number",
        Holder = "holder",
        IdNumber = "id_number",
        Issued = "issued",
        Issuer = "issuer",
        Code = "code",
        Revoked = "revoked",
    }
}

impl Columns for Column {
    fn all() -> &'static [Self] {
        &Self::ALL
    }

    fn title(self) -> &'static str {
        match self {
            Self::Number => "证书编号",
            Self::Holder => "姓名",
            Self::IdNumber => "身份证号码",
            Self::Issued => "发证日期",
            Self::Issuer => "发证机关",
            Self::Code => "二维码内容",
            Self::Revoked => "注销日期",
        }
    }

    fn is_needed(self) -> bool {
        self != Self::Revoked
    }
}

/// A sound line.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// From 1, as programs show it.
    pub number: usize,
    pub certificate: OldCertificate,
}

/// Reads a sheet; `rows` are its lines from the first, as texts. Number and code stand once in a sheet.
///
/// # Errors
/// As for [`read_sheet`].
pub fn read_lines(rows: &[Vec<String>], today: Day) -> Result<(Vec<Line>, Vec<LineFault>), Refusal> {
    let twice = || Refusal::on("number", "certificates.old_number_twice");
    let read =
        |number, cells: Cells<'_, Column>| read_line(&cells, today).map(|certificate| Line { number, certificate });
    let (lines, mut faults) =
        read_sheet(rows, MOST_LINES, read, |line: &Line| (line.certificate.number.key(), twice()))?;
    let lines = with_codes_of_their_own(lines, &mut faults);
    faults.sort_by_key(|fault| fault.number);
    Ok((lines, faults))
}

fn with_codes_of_their_own(lines: Vec<Line>, faults: &mut Vec<LineFault>) -> Vec<Line> {
    let mut kept: Vec<Line> = Vec::with_capacity(lines.len());
    let mut first = std::collections::BTreeMap::new();
    for line in lines {
        let earlier = *first.entry(line.certificate.code.as_str().to_owned()).or_insert(line.number);
        if earlier == line.number {
            kept.push(line);
        } else {
            let reason = Refusal::on("code", "certificates.old_code_twice").with("line", earlier);
            faults.push(LineFault { number: line.number, reason });
        }
    }
    kept
}

fn read_line(cells: &Cells<'_, Column>, today: Day) -> Result<OldCertificate, Vec<Refusal>> {
    let mut wrong = Vec::new();
    let cell = |column: Column| cells.get(&column).copied().unwrap_or_default();
    let number = OldNumber::parse(cell(Column::Number), today).map_err(|refusal| wrong.push(refusal)).ok();
    let holder = PersonName::parse(cell(Column::Holder)).map_err(|refusal| wrong.push(refusal)).ok();
    let id_number = IdNumber::parse(cell(Column::IdNumber), today).map_err(|refusal| wrong.push(refusal)).ok();
    let issued = past_day("issued", cell(Column::Issued), today).map_err(|refusal| wrong.push(refusal)).ok();
    let issuer = check_issuer(cell(Column::Issuer)).map_err(|refusal| wrong.push(refusal)).ok();
    let code = OldCode::parse(cell(Column::Code)).map_err(|refusal| wrong.push(refusal)).ok();
    let revoked = revoked_on(cell(Column::Revoked), issued, today).map_err(|refusal| wrong.push(refusal)).ok();
    match (number, holder, id_number, issued, issuer, code, revoked) {
        (Some(number), Some(holder), Some(id_number), Some(issued), Some(issuer), Some(code), Some(revoked)) => {
            Ok(OldCertificate { number, holder, id_number, issued, issuer, code, revoked })
        }
        _ => Err(wrong),
    }
}

fn past_day(field: &'static str, text: &str, today: Day) -> Result<Day, Refusal> {
    let day = Day::parse(text).ok_or_else(|| Refusal::on(field, "calendar.day_shape"))?;
    check_first_day(field, day)?;
    if day > today {
        return Err(Refusal::on(field, "certificates.old_day_ahead"));
    }
    Ok(day)
}

fn revoked_on(text: &str, issued: Option<Day>, today: Day) -> Result<Option<Day>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let day = past_day("revoked", text, today)?;
    if issued.is_some_and(|issued| day < issued) {
        return Err(Refusal::on("revoked", "certificates.old_revoked_before"));
    }
    Ok(Some(day))
}
