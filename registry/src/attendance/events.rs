//! What did a feed, a file or a clerk say, and which of several statements about one passage is in force?

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDateTime};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Direction, Method, Origin, Press};
use crate::rulepacks::Rules;
use crate::{Day, Fault, Instant, Refusal};

/// Most characters of a device's name (the platform's `channel`).
pub const LONGEST_DEVICE: usize = 100;
/// No passage lies before this year: nothing of the trade was recorded electronically.
const FIRST_YEAR: i32 = 2000;

/// The keyed hash of kind and number of somebody's document: the event's person, registered or not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdentityKey(pub String);

/// What a row is: a passage, or something said about an earlier row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Record,
    /// This row says how that one should have read. It may move it to another person or project.
    Correct(Uuid),
    /// That row should not have been; this one repeats its content.
    Withdraw(Uuid),
}

impl Purpose {
    pub fn code(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Correct(_) => "correct",
            Self::Withdraw(_) => "withdraw",
        }
    }

    /// The row that this one is about.
    pub fn of(self) -> Option<Uuid> {
        match self {
            Self::Record => None,
            Self::Correct(of) | Self::Withdraw(of) => Some(of),
        }
    }
}

/// One raw row, kept as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub id: Uuid,
    pub project: Uuid,
    pub who: IdentityKey,
    /// as the sender says; whose team it really was stands in the registration
    pub team: Option<Uuid>,
    pub direction: Direction,
    pub at: Instant,
    pub device: String,
    pub method: Method,
    pub origin: Origin,
    /// the blob's hash
    pub photo: Option<String>,
    pub purpose: Purpose,
    /// When the sender wrote it; the signed time of its batch where the row says nothing. Decides between corrections.
    pub stated_at: Instant,
    pub received_at: Instant,
    /// for [`Origin::Manual`]: when somebody else approved it
    pub approved_at: Option<Instant>,
}

/// What makes two records the same one (`national-platform.md` section 5, item 4).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventKey {
    pub project: Uuid,
    pub who: IdentityKey,
    pub at: Instant,
    pub direction: Direction,
    pub origin: Origin,
}

impl Event {
    pub fn key(&self) -> EventKey {
        let Self { project, at, direction, origin, .. } = *self;
        EventKey { project, who: self.who.clone(), at, direction, origin }
    }

    /// Rows of devices count at once, rows written by hand when they are approved (R-120 e).
    pub fn counts(&self) -> bool {
        match self.origin {
            Origin::Device => true,
            Origin::Manual => self.approved_at.is_some(),
        }
    }

    /// What pairing sees of an event that is in force; nothing of a clearance.
    pub fn press(&self) -> Option<Press> {
        self.method.is_passage().then_some(Press { at: self.at, direction: self.direction })
    }

    /// Whether it came so late (`attendance.late_after`) that it is marked. Late rows are taken all the same.
    ///
    /// # Errors
    /// When no rule pack names the parameter.
    pub fn is_late(&self, rules: &Rules) -> Result<bool, Fault> {
        Ok(self.received_at.since(self.at) > rules.span_ms("attendance.late_after")?)
    }

    /// Between two statements about one passage the later one counts. Nothing of when they arrived takes part.
    fn weight(&self) -> (Instant, bool, Instant, Direction, Uuid) {
        let is_withdrawal = matches!(self.purpose, Purpose::Withdraw(_));
        (self.stated_at, is_withdrawal, self.at, self.direction, self.id)
    }
}

/// The fields of a row that are text when it comes, in the platform's names; who, project and batch are known by then.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewEvent<'a> {
    /// `yyyy-MM-dd HH:mm:ss`, local time
    pub date: &'a str,
    /// `01`, `02` or nothing
    pub direction: &'a str,
    /// `001` to `011` or nothing
    pub attend_type: &'a str,
    pub channel: &'a str,
}

impl NewEvent<'_> {
    /// When, which way, how and where. `received_at` is the moment that no passage lies after, save for
    /// `attendance.clock_slack` by which a device's clock may be ahead.
    ///
    /// # Errors
    /// Every field that is wrong; [`Fault::Internal`] when no rule pack names the parameter.
    pub fn check(&self, received_at: Instant, rules: &Rules) -> Result<(Instant, Direction, Method, String), Fault> {
        let slack_ms = rules.span_ms("attendance.clock_slack")?;
        let mut reasons = Vec::new();
        let mut keep = |refusal: Refusal| reasons.push(refusal);
        let at = parse_date(self.date, received_at.plus_ms(slack_ms)).map_err(&mut keep).ok();
        let direction = match self.direction.trim() {
            "" => Some(Direction::Unknown),
            code => Direction::parse_national(code),
        };
        let method = match self.attend_type.trim() {
            "" => Some(Method::Other),
            code => Method::parse_national(code),
        };
        if direction.is_none() {
            keep(Refusal::on("direction", "attendance.direction_unknown"));
        }
        if method.is_none() {
            keep(Refusal::on("attend_type", "attendance.method_unknown"));
        }
        let device = self.channel.trim();
        if device.chars().count() > LONGEST_DEVICE {
            keep(Refusal::on("channel", "attendance.device_too_long").with("longest", LONGEST_DEVICE));
        }
        match (at, direction, method) {
            (Some(at), Some(direction), Some(method)) if reasons.is_empty() => {
                Ok((at, direction, method, device.to_owned()))
            }
            _ => Err(Fault::Refused(reasons)),
        }
    }
}

fn parse_date(text: &str, latest: Instant) -> Result<Instant, Refusal> {
    let refuse = |code| Err(Refusal::on("date", code));
    let text = text.trim();
    if text.is_empty() {
        return refuse("attendance.date_missing");
    }
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok();
    // chrono takes :60 for a leap second; Chinese clocks of sites have none
    let local = local.filter(|_| !text.ends_with(":60"));
    let at = match local {
        Some(local) => Instant::from_local(local),
        None => match DateTime::parse_from_rfc3339(text) {
            Ok(at) => Instant(at.timestamp_millis()),
            Err(_) => return refuse("attendance.date_shape"),
        },
    };
    if Day::from_ymd(FIRST_YEAR, 1, 1).is_some_and(|first| at < first.starts_at()) {
        return refuse("attendance.date_too_early");
    }
    if at > latest { refuse("attendance.date_in_future") } else { Ok(at) }
}

/// Which rows are in force, and which wait for what they are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InForce<'a> {
    /// At most one per passage, by instant.
    pub events: Vec<&'a Event>,
    /// Corrections and withdrawals of rows that have not come; rows about each other in a circle.
    pub waiting: Vec<&'a Event>,
}

/// Reads whole families: a record with everything said about it, in any order. In force is the latest of the counting
/// statements ([`Event::counts`]) that no other counting statement is about; a withdrawal in force leaves nothing. The
/// result depends on what the rows say, not on when or in which order they came. O(n log n).
pub fn in_force(rows: &[Event]) -> InForce<'_> {
    let index: HashMap<Uuid, usize> = rows.iter().enumerate().map(|(number, row)| (row.id, number)).collect();
    let above = |number: usize| rows.get(number).and_then(|row| row.purpose.of()).map(|of| index.get(&of).copied());
    let roots = roots(rows.len(), &above);
    let mut is_spoken_of = vec![false; rows.len()];
    for number in (0..rows.len()).filter(|number| rows[*number].counts() && roots[*number].is_some()) {
        let mut next = above(number).flatten();
        while let Some(spoken_of) = next.filter(|other| !is_spoken_of[*other]) {
            is_spoken_of[spoken_of] = true;
            next = above(spoken_of).flatten();
        }
    }
    let mut latest = BTreeMap::<usize, &Event>::new();
    for (number, row) in rows.iter().enumerate() {
        let Some(root) = roots[number] else { continue };
        // the same row read twice is one row
        if row.counts() && !is_spoken_of[number] && index.get(&row.id) == Some(&number) {
            let best = latest.entry(root).or_insert(row);
            if best.weight() < row.weight() {
                *best = row;
            }
        }
    }
    let mut events: Vec<&Event> =
        latest.into_values().filter(|row| !matches!(row.purpose, Purpose::Withdraw(_))).collect();
    events.sort_by_key(|row| (row.at, row.direction, row.id));
    let mut waiting: Vec<&Event> =
        rows.iter().zip(&roots).filter(|(_, root)| root.is_none()).map(|(row, _)| row).collect();
    waiting.sort_by_key(|row| (row.at, row.direction, row.id));
    waiting.dedup_by_key(|row| row.id);
    InForce { events, waiting }
}

/// For each row the record that its line of references ends in; none when the line breaks off or runs in a circle.
/// `above` gives nothing for a record, else the row spoken of if it is there.
fn roots(count: usize, above: &impl Fn(usize) -> Option<Option<usize>>) -> Vec<Option<usize>> {
    let mut roots: Vec<Option<usize>> = vec![None; count];
    let mut is_known = vec![false; count];
    let mut line = Vec::new();
    for start in 0..count {
        let mut here = start;
        let root = loop {
            if is_known[here] {
                break roots[here];
            }
            // marked before its root is found: meeting it again in this line is a circle
            is_known[here] = true;
            line.push(here);
            match above(here) {
                None => break Some(here),
                Some(None) => break None,
                Some(Some(next)) => here = next,
            }
        };
        for number in line.drain(..) {
            roots[number] = root;
        }
    }
    roots
}
