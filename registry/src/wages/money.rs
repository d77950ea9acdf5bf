//! How much is it? Amounts are fen in `i64`; whatever does not fit is refused, never rounded away or wrapped.

use crate::Refusal;
use crate::people::half_width;

/// decimal(16,2) of the national platform: fourteen digits of yuan.
const LONGEST_YUAN: usize = 14;

/// Reads `12345.67`, `12,345.6`, `¥12,345`: yuan with at most two decimals.
///
/// # Errors
/// One refusal on `amount`: missing, no number of yuan and fen, or more than decimal(16,2) holds.
pub fn parse_yuan(typed: &str) -> Result<i64, Refusal> {
    let text: String = typed.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    let text = text.strip_prefix(['¥', '￥']).unwrap_or(&text);
    if text.is_empty() {
        return Err(Refusal::on("amount", "wages.amount_missing"));
    }
    let (yuan, fen) = text.split_once('.').map_or((text, None), |(yuan, fen)| (yuan, Some(fen)));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let fen = match fen {
        None => Some("00".to_owned()),
        Some(fen) if digits(fen) && fen.len() <= 2 => Some(format!("{fen:0<2}")),
        Some(_) => None,
    };
    let (Some(yuan), Some(fen)) = (without_commas(yuan).filter(|yuan| digits(yuan)), fen) else {
        return Err(Refusal::on("amount", "wages.amount_shape"));
    };
    let too_large = || Refusal::on("amount", "wages.amount_too_large");
    if yuan.trim_start_matches('0').len() > LONGEST_YUAN {
        return Err(too_large());
    }
    format!("{yuan}{fen}").parse().map_err(|_| too_large())
}

/// The digits, when commas stand before every third one or nowhere.
fn without_commas(text: &str) -> Option<String> {
    let mut groups = text.split(',');
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

/// `12345.67`, as files and feeds write it.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.unsigned_abs() / 100, fen.unsigned_abs() % 100)
}

/// # Errors
/// When the sum does not fit.
pub fn sum_fen(amounts: impl IntoIterator<Item = i64>) -> Result<i64, Refusal> {
    amounts.into_iter().try_fold(0_i64, i64::checked_add).ok_or_else(|| Refusal::on("amount", "wages.amount_too_large"))
}

/// `count * rate / per` in fen, half a fen rounded up.
///
/// # Errors
/// When one of them is negative, or the result does not fit.
pub(super) fn ratio_fen(count: i128, rate_fen: i128, per: i128) -> Result<i64, Refusal> {
    if count < 0 || rate_fen < 0 || per <= 0 {
        return Err(Refusal::on("amount", "wages.amount_negative"));
    }
    let rounded = count.checked_mul(rate_fen).and_then(|product| product.checked_add(per / 2)).map(|sum| sum / per);
    rounded.and_then(|fen| i64::try_from(fen).ok()).ok_or_else(|| Refusal::on("amount", "wages.amount_too_large"))
}
