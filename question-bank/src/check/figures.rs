//! Which figures does a Chinese legal text name, whatever way they are written?
//!
//! `30日`, `３０天` and `三十日` are one figure, so are `50%` and `百分之五十`, `2万元` and `二万元`. Numbers of articles, documents
//! and anything in 《》 are no figures. A number in characters counts only with a unit, because 一 and 十 stand in many words.

mod cited;
mod number;
mod unit;

use number::{Number, Script, number_at};

/// One number with what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure {
    /// Ten-thousandths, so that 0.5 and 20.83 are whole.
    value: u64,
    /// One spelling per unit; `None` when none follows.
    unit: Option<&'static str>,
    script: Script,
    /// As written.
    pub text: String,
}

/// Signs that join figures which share the last one's unit: `45＋15日`, `1/2/6个月`, `2–5万`.
const JOINTS: &str = "至到/／–—-－~～、或和及＋+";

impl Figure {
    /// Whether a key that contains it makes a claim about the law: not for 一名, 一次 and the like, nor for 一 inside words.
    pub(super) fn is_claim(&self) -> bool {
        match (self.script, self.unit) {
            (Script::Digits, _) => true,
            (Script::Characters, None) => false,
            (Script::Characters, Some(unit)) => self.value != number::ONE || !unit::is_counter(unit),
        }
    }

    /// Whether a figure of the cited text says the same. Where only one of the two has a unit, the number decides.
    pub(super) fn is_held_by(&self, known: &Self) -> bool {
        let unit_fits = match (self.unit, known.unit) {
            (Some(own), Some(known)) => own == known,
            (Some(_), None) => known.script == Script::Digits,
            (None, _) => true,
        };
        self.value == known.value && unit_fits
    }
}

/// Every figure of a text, in its order.
pub(super) fn figures(text: &str) -> Vec<Figure> {
    let chars = cited::without_citations(text);
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if let Some(date) = iso_date(&chars[at..]) {
            found.extend(date);
            at += ISO_DATE_LENGTH;
        } else if let Some(figure) = figure_at(&chars, at) {
            at = figure.end;
            found.push(figure);
        } else {
            at += 1;
        }
    }
    share_units(&mut found);
    found.into_iter().map(|found| found.figure).collect()
}

struct Found {
    figure: Figure,
    /// What 万 or 亿 multiplied it by.
    scale: u64,
    end: usize,
    joint: Joint,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// Joined to the next figure, whose unit it may share.
    Next,
    None,
}

fn figure_at(chars: &[char], at: usize) -> Option<Found> {
    let (Number { value, script, scale, end }, unit, end_of_unit) =
        fraction_at(chars, at).or_else(|| plain_at(chars, at))?;
    let follows = |c: &char| JOINTS.contains(*c) && number_at(chars, end + 1).is_some();
    let joint = if unit.is_none() && chars.get(end).is_some_and(follows) { Joint::Next } else { Joint::None };
    let text = chars[at..end_of_unit].iter().collect();
    Some(Found { figure: Figure { value, unit, script, text }, scale, end: end_of_unit, joint })
}

type Measured = (Number, Option<&'static str>, usize);

fn plain_at(chars: &[char], at: usize) -> Option<Measured> {
    if chars[at..].starts_with(&['双', '倍']) {
        let two = Number { value: 2 * number::ONE, script: Script::Characters, scale: 1, end: at + 1 };
        return Some((two, Some("倍"), at + 2));
    }
    let number = number_at(chars, at)?;
    let (unit, length) = unit::unit_at(&chars[number.end..], number.script).unzip();
    let end = number.end + length.unwrap_or(0);
    Some((number, unit, end))
}

/// 百分之五十 is 50%; 三分之一 is kept as the rounded fraction.
fn fraction_at(chars: &[char], at: usize) -> Option<Measured> {
    const OF: [char; 2] = ['分', '之'];
    let hundred = chars[at..].starts_with(&['百', '分', '之']);
    let below = if hundred { None } else { Some(number_at(chars, at)?) };
    let end_below = below.as_ref().map_or(at + 1, |number| number.end);
    if !chars[end_below..].starts_with(&OF) {
        return None;
    }
    let mut above = number_at(chars, end_below + OF.len())?;
    let end = above.end;
    match below {
        None => Some((above, Some("%"), end)),
        Some(below) => {
            above.value = (above.value * number::ONE).checked_div(below.value)?;
            Some((above, Some("分之"), end))
        }
    }
}

/// From the right, so that a whole chain gets the unit at its end. The 万 of `2–5万` is shared by small numbers only:
/// in `2000–2万元` the 2000 stands for itself.
fn share_units(found: &mut [Found]) {
    const SMALL: u64 = 1_000 * number::ONE;
    for i in (1..found.len()).rev() {
        let (left, right) = found.split_at_mut(i);
        let (left, right) = (&mut left[i - 1], &right[0]);
        if left.joint == Joint::Next && left.figure.unit.is_none() {
            left.figure.unit = right.figure.unit;
            if left.scale == 1 && left.figure.value < SMALL {
                left.figure.value *= right.scale;
                left.scale = right.scale;
            }
        }
    }
}

const ISO_DATE_LENGTH: usize = 10;

/// `2021-11-01` is 2021年11月1日.
fn iso_date(chars: &[char]) -> Option<[Found; 3]> {
    let date = chars.get(..ISO_DATE_LENGTH)?;
    let is_date = date.iter().enumerate().all(|(i, c)| if i == 4 || i == 7 { *c == '-' } else { c.is_ascii_digit() });
    let field = |range: std::ops::Range<usize>, unit| {
        let number = number_at(&date[range.clone()], 0)?;
        let text = date[range].iter().collect();
        let figure = Figure { value: number.value, unit: Some(unit), script: Script::Digits, text };
        Some(Found { figure, scale: 1, end: 0, joint: Joint::None })
    };
    if !is_date {
        return None;
    }
    Some([field(0..4, "年")?, field(5..7, "月")?, field(8..10, "日")?])
}

#[cfg(test)]
mod tests;
