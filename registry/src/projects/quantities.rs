//! How are areas, lengths, sums and positions read and shown? As whole numbers of the smallest unit, never as floats.

/// A position on the earth in billionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Position {
    pub longitude_nanodegrees: i64,
    pub latitude_nanodegrees: i64,
}

impl Position {
    pub(super) const DECIMALS: u32 = 9;
    const DEGREE: i64 = 1_000_000_000;

    /// Degrees as decimal numbers; decimals beyond the ninth (a tenth of a millimetre) are cut off.
    pub fn parse(longitude: &str, latitude: &str) -> Option<Self> {
        let position = Self {
            longitude_nanodegrees: parse_decimal(&cut_decimals(longitude), Self::DECIMALS)?,
            latitude_nanodegrees: parse_decimal(&cut_decimals(latitude), Self::DECIMALS)?,
        };
        let is_on_earth = position.longitude_nanodegrees.abs() <= 180 * Self::DEGREE
            && position.latitude_nanodegrees.abs() <= 90 * Self::DEGREE;
        is_on_earth.then_some(position)
    }
}

fn cut_decimals(text: &str) -> String {
    let text = text.trim();
    match text.split_once('.') {
        Some((whole, decimals)) => format!("{whole}.{}", decimals.chars().take(9).collect::<String>()),
        None => text.to_owned(),
    }
}

/// `12.5` with two decimals is 1250; `None` for anything that is no plain decimal number, has more decimals than that,
/// or does not fit.
pub fn parse_decimal(text: &str, decimals: u32) -> Option<i64> {
    let text = text.trim();
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let room = usize::try_from(decimals).ok()?.checked_sub(fraction.len())?;
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) || digits.ends_with('.') {
        return None;
    }
    let number: i64 = format!("{whole}{fraction}{}", "0".repeat(room)).parse().ok()?;
    Some(sign * number)
}

/// 1250 with two decimals is `12.5`: no trailing zeros, no point without decimals after it.
pub fn decimal_text(value: i64, decimals: u32) -> String {
    let width = usize::try_from(decimals).unwrap_or(0) + 1;
    let digits = format!("{:0>width$}", value.unsigned_abs());
    let (whole, fraction) = digits.split_at(digits.len() - (width - 1));
    let fraction = fraction.trim_end_matches('0');
    let sign = if value < 0 { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}
