//! Is every row of the files in the database, once and as it was written? What the trial wrote is held against what lies in the
//! tables; the program is not asked.

use std::collections::HashMap;

use super::passages::Passage;
use crate::failure::Failure;

/// The rows of some sites: device, person, and what [`Passage::stored`] says. A row of nobody has to be on the list of such, too.
pub fn query(sites: &[String]) -> String {
    let sites = sites.iter().map(|site| format!("'{site}'")).collect::<Vec<_>>().join(", ");
    format!(
        "SELECT e.device, e.who, e.at, s.project_code, e.direction, e.method, COALESCE(e.external_id, ''), e.origin, \
         e.purpose, CASE WHEN u.id IS NULL THEN 'not listed' ELSE 'listed' END FROM attendance_events e \
         JOIN feed_scopes s ON s.project_id = e.project_id LEFT JOIN attendance_unmatched u ON u.id = e.id \
         AND u.project_id = e.project_id AND u.who = e.who AND u.at = e.at AND u.direction = e.direction \
         AND u.settled_at IS NULL WHERE s.project_code IN ({sites}) AND e.undone_at IS NULL"
    )
}

/// What came of holding them against each other.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Findings {
    pub rows: usize,
    pub missing: usize,
    pub twice: usize,
    pub altered: usize,
    /// in the database, and never written
    pub strange: usize,
    /// the first few, in words
    sentences: Vec<String>,
}

/// `told` is the answer to [`query`].
pub fn compare(written: impl Iterator<Item = Passage>, told: &str) -> Findings {
    let (mut found, mut people) = (Findings::default(), People::default());
    let mut stored: HashMap<&str, Vec<&str>> = HashMap::new();
    for line in told.lines() {
        let (device, rest) = line.split_once('\t').unwrap_or((line, ""));
        stored.entry(device).or_default().push(rest);
    }
    for passage in written {
        found.rows += 1;
        let wanted = passage.stored();
        match stored.remove(passage.device.as_str()).as_deref() {
            None => found.say(|found| &mut found.missing, format!("missing: {passage:?}")),
            Some([rest]) => match rest.split_once('\t') {
                Some((who, values)) if values == wanted && people.agree(&passage.document, who) => {}
                _ => found.say(|found| &mut found.altered, format!("{rest} stands for {passage:?}")),
            },
            Some(rows) => found.say(|found| &mut found.twice, format!("{} times: {passage:?}", rows.len())),
        }
    }
    for (device, rows) in stored {
        found.say(|found| &mut found.strange, format!("never written: {device} {rows:?}"));
    }
    found
}

impl Findings {
    /// # Errors
    /// The first few sentences about what was found.
    pub fn check(&self) -> Result<(), Failure> {
        if self.sentences.is_empty() { Ok(()) } else { Err(Failure::Trial(self.sentences.join("\n"))) }
    }

    pub fn told(&self) -> String {
        let Self { rows, missing, twice, altered, strange, .. } = self;
        format!("{rows} rows: {missing} missing, {twice} twice, {altered} altered, {strange} never written")
    }

    fn say(&mut self, which: fn(&mut Self) -> &mut usize, sentence: String) {
        *which(self) += 1;
        if self.sentences.len() < 10 {
            self.sentences.push(sentence);
        }
    }
}

/// The tables hold a keyed hash in the place of a number: one for each, and another for another.
#[derive(Default)]
struct People {
    hashes: HashMap<String, String>,
    numbers: HashMap<String, String>,
}

impl People {
    fn agree(&mut self, number: &str, hash: &str) -> bool {
        let known_hash = self.hashes.entry(number.to_owned()).or_insert_with(|| hash.to_owned());
        let known_number = self.numbers.entry(hash.to_owned()).or_insert_with(|| number.to_owned());
        known_hash == hash && known_number == number
    }
}

#[cfg(test)]
mod tests {
    use super::super::passages::Passages;
    use super::*;

    fn passages() -> Passages {
        Passages { sites: ["CITY-000001".to_owned(), "CITY-000005".to_owned()], seed: 1 }
    }

    /// As the tables would tell it of the first rows.
    fn right(rows: u64) -> Vec<String> {
        let line = |row: Passage| format!("{}\thash of {}\t{}", row.device, row.document, row.stored());
        passages().standing(rows).map(line).collect()
    }

    fn judged(rows: u64, lines: &[String]) -> Findings {
        compare(passages().standing(rows), &lines.join("\n"))
    }

    /// A line with this in its nth column.
    fn with(line: &str, nth: usize, value: &str) -> String {
        let mut columns: Vec<&str> = line.split('\t').collect();
        columns[nth] = value;
        columns.join("\t")
    }

    #[test]
    fn rows_that_are_there_once_are_right() {
        let found = judged(2_000, &right(2_000));
        assert!(found.check().is_ok() && found.rows > 1_900, "{}", found.told());
    }

    #[test]
    fn what_is_missing_twice_or_never_written_is_found() {
        let mut lines = right(50);
        lines.remove(3);
        lines.push(lines[7].clone());
        lines.push("gate-9999999\twho\t1".to_owned());
        let found = judged(50, &lines);
        assert_eq!((found.missing, found.twice, found.altered, found.strange), (1, 1, 0, 1), "{}", found.told());
        assert!(found.check().is_err());
    }

    #[test]
    fn another_value_or_another_person_is_found() {
        let mut lines = right(2_000);
        let (last, first_person) = (lines.len() - 1, lines[0].split('\t').nth(1).unwrap().to_owned());
        lines[1] = with(&lines[1], 9, "not listed");
        lines[last] = with(&lines[last], 1, "a hash of nobody");
        lines[last - 1] = with(&lines[last - 1], 1, &first_person);
        let found = judged(2_000, &lines);
        assert_eq!((found.missing, found.twice, found.altered, found.strange), (0, 0, 3, 0), "{}", found.told());
    }
}
