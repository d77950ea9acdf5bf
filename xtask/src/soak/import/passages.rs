//! What stands in the files of the trial? Rows that follow from their place alone, so that it is known without the program what has
//! to become of each.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::Counts;
use crate::failure::Failure;
use crate::load::dice::Dice;

const TITLES: &str = "projectCode,teamSysNo,idCardType,idCardNumber,date,direction,channel,attendType,rowId";
/// The platform's codes, and the words that are stored for them.
const DIRECTIONS: [(&str, &str); 3] = [("01", "in"), ("02", "out"), ("", "unknown")];
const METHODS: [(&str, &str); 4] = [("001", "face"), ("003", "fingerprint"), ("010", "qr_code"), ("011", "other")];
/// 2025-03-01 00:00:00 in Shanghai; each row is a second later than the one before.
const BEGINS_MS: u64 = 1_740_758_400_000;
const SECONDS_OF_DAY: u64 = 86_400;
/// What the month has room for.
const MOST_ROWS: u64 = 31 * SECONDS_OF_DAY;
/// Nobody of them is registered anywhere.
const PEOPLE: u64 = 400;
/// One row in so many has a number that cannot be.
const ONE_WRONG_IN: u64 = 300;
/// After every so many rows one of those before comes again.
const AGAIN_EVERY: u64 = 150;
const AGAIN_AFTER: u64 = 100;

/// All rows that one supplier can send.
pub struct Passages {
    pub sites: [String; 2],
    pub seed: u64,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// No other row has it: by it the row is found again.
    pub device: String,
    pub document: String,
    pub has_wrong_document: bool,
    site: String,
    second: u64,
    direction: (&'static str, &'static str),
    method: (&'static str, &'static str),
    /// the sender's own, if any
    number: String,
}

impl Passages {
    pub fn nth(&self, nth: u64) -> Passage {
        let mut dice = Dice::seeded(self.seed, nth);
        let has_wrong_document = dice.one_in(ONE_WRONG_IN);
        let right = document(dice.below(PEOPLE));
        Passage {
            device: format!("gate-{nth:07}"),
            document: if has_wrong_document { spoilt(&right) } else { right },
            has_wrong_document,
            site: one_of(&self.sites, &mut dice),
            second: nth,
            direction: one_of(&DIRECTIONS, &mut dice),
            method: one_of(&METHODS, &mut dice),
            number: if dice.one_in(2) { format!("row-{nth}") } else { String::new() },
        }
    }

    /// Those of the first rows that have to be in the database.
    pub fn standing(&self, rows: u64) -> impl Iterator<Item = Passage> {
        (0..rows).map(move |nth| self.nth(nth)).filter(|passage| !passage.has_wrong_document)
    }

    /// Writes a file of so many rows, and of some of them twice; what its lines have to come to.
    pub fn write(&self, path: &Path, first: u64, rows: u64) -> Result<Counts, Failure> {
        if first + rows > MOST_ROWS {
            return Err(Failure::Trial(format!("the month of the trial has room for {MOST_ROWS} rows")));
        }
        let mut file = BufWriter::new(File::create(path).map_err(Failure::at(path))?);
        let mut line = |text: &str| writeln!(file, "{text}").map_err(Failure::at(path));
        line(TITLES)?;
        let mut counts = Counts { rows, refused: 0, unchanged: 0 };
        for nth in first..first + rows {
            let passage = self.nth(nth);
            line(&passage.line())?;
            counts.refused += u64::from(passage.has_wrong_document);
            if let Some(again) = self.again(first, nth) {
                line(&again.line())?;
                counts.rows += 1;
                counts.unchanged += 1;
            }
        }
        file.flush().map_err(Failure::at(path))?;
        Ok(counts)
    }

    /// Which row stands behind this one for the second time. One without a number is told by what it says.
    fn again(&self, first: u64, nth: u64) -> Option<Passage> {
        let is_turn = nth.is_multiple_of(AGAIN_EVERY) && nth >= first + AGAIN_AFTER;
        let earlier = is_turn.then(|| self.nth(nth - AGAIN_AFTER))?;
        (earlier.number.is_empty() && !earlier.has_wrong_document).then_some(earlier)
    }
}

impl Passage {
    fn line(&self) -> String {
        let Self { device, document, site, number, .. } = self;
        let (day, second) = (1 + self.second / SECONDS_OF_DAY, self.second % SECONDS_OF_DAY);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        let date = format!("2025-03-{day:02} {hour:02}:{minute:02}:{second:02}");
        format!("{site},1,01,{document},{date},{},{device},{},{number}", self.direction.0, self.method.0)
    }

    /// As the tables have to hold it, but for device and person: see `verdict::query`.
    pub fn stored(&self) -> String {
        let at_ms = BEGINS_MS + self.second * 1_000;
        let (direction, method) = (self.direction.1, self.method.1);
        let Self { site, number, .. } = self;
        format!("{at_ms}\t{site}\t{direction}\t{method}\t{number}\tdevice\trecord\tlisted")
    }
}

fn one_of<T: Clone>(choices: &[T], dice: &mut Dice) -> T {
    let nth = dice.below(choices.len() as u64);
    choices[usize::try_from(nth).unwrap_or_default()].clone()
}

/// A right number of a resident card, of a county that was never allotted (GB 11643-1999).
fn document(person: u64) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let (year, month, day) = (1965 + person % 30, 1 + person % 12, 1 + person % 28);
    let digits = format!("320690{year}{month:02}{day:02}{:03}", person + 1);
    let values = digits.chars().filter_map(|digit| digit.to_digit(10));
    let sum: u32 = values.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize];
    digits + check
}

fn spoilt(number: &str) -> String {
    let other = if number.ends_with('0') { "1" } else { "0" };
    format!("{}{other}", &number[..17])
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn passages() -> Passages {
        Passages { sites: ["CITY-000001".to_owned(), "CITY-000005".to_owned()], seed: 1 }
    }

    #[test]
    fn a_row_is_the_same_whenever_it_is_asked_for() {
        let (one, two) = (passages(), passages());
        assert!((0..500).all(|nth| one.nth(nth) == two.nth(nth)));
        assert_ne!(one.nth(1).line(), one.nth(2).line());
    }

    #[test]
    fn numbers_carry_the_check_character_of_the_standard() {
        assert_eq!(document(0), "320690196501010012");
        assert!((0..PEOPLE).all(|person| document(person).len() == 18));
        assert_ne!(spoilt(&document(0)), document(0));
    }

    #[test]
    fn what_the_file_has_to_come_to_is_counted_from_its_own_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passages.csv");
        let counts = passages().write(&path, 0, 2_000).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let mut lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(lines.len() as u64, counts.rows);
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len() as u64, counts.rows - counts.unchanged);
        assert_eq!(passages().standing(2_000).count() as u64, 2_000 - counts.refused);
        assert!(counts.refused > 0 && counts.unchanged > 0, "{counts:?}");
        assert!(passages().write(&path, MOST_ROWS, 1).is_err());
    }
}
