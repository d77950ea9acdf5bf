//! When was this person on the site? Entries and exits, which may repeat.
//!
//! Whole days in Asia/Shanghai. Both the day of entry and the day of exit are days on the site.

use serde::{Deserialize, Serialize};

use crate::instant::check_first_day;
use crate::{Day, Refusal};

/// One entry and the exit after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stay {
    pub entered: Day,
    pub left: Option<Day>,
}

/// In rising order; only the last may be open, and two share at most a day on which the person left and came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stays(Vec<Stay>);

national_set! {
    /// 进退场, `entry_exit_type` of the national platform.
    Movement {
        Enter = "enter", "1";
        Leave = "leave", "0";
    }
}

impl Stay {
    pub fn covers(self, day: Day) -> bool {
        self.entered <= day && self.left.is_none_or(|left| day <= left)
    }

    /// The time it spans in half days, both included: from the evening of entry to the morning of exit, so that a common
    /// day of change is shared by neither; of a single day its noon.
    pub(super) fn span(self) -> (i64, i64) {
        let noon = |day: Day| 2 * i64::from(day.number());
        match self.left {
            Some(left) if left == self.entered => (noon(left), noon(left)),
            left => (noon(self.entered) + 1, left.map_or(i64::MAX, |left| noon(left) - 1)),
        }
    }

    /// Whether both span more than one common day of change.
    fn meets(self, other: Self) -> bool {
        let ((from, until), (other_from, other_until)) = (self.span(), other.span());
        from <= other_until && other_from <= until
    }
}

impl Stays {
    /// A whole history, in any order: what a form or a correction states.
    ///
    /// # Errors
    /// Every stay that ends before it begins, lies after `today`, or overlaps the one before it.
    pub fn new(mut stays: Vec<Stay>, today: Day) -> Result<Self, Vec<Refusal>> {
        stays.sort_by_key(|stay| (stay.entered, stay.left.is_none(), stay.left));
        let mut refusals = Vec::new();
        for stay in &stays {
            if stay.entered > today || stay.left.is_some_and(|left| left > today) {
                refusals.push(Refusal::on("entered", "workers.movement_in_future").with("day", stay.entered.chinese()));
            }
            refusals.extend(check_first_day("entered", stay.entered).err());
            if let Some(left) = stay.left.filter(|left| *left < stay.entered) {
                let refusal = Refusal::on("left", "workers.exit_before_entry");
                refusals.push(refusal.with("entered", stay.entered.chinese()).with("left", left.chinese()));
            }
        }
        for (earlier, later) in stays.iter().zip(stays.iter().skip(1)) {
            if earlier.left.is_none_or(|left| left > later.entered) {
                refusals.push(Refusal::on("entered", "workers.stays_overlap").with("day", later.entered.chinese()));
            }
        }
        if refusals.is_empty() { Ok(Self(stays)) } else { Err(refusals) }
    }

    /// The history after one more entry or exit.
    ///
    /// # Errors
    /// When it lies after `today` or before the last one, when somebody on site enters, or nobody on site leaves.
    pub fn after(&self, movement: Movement, day: Day, today: Day) -> Result<Self, Refusal> {
        let last = self.last();
        if day > today {
            return Err(Refusal::on("day", "workers.movement_in_future").with("day", day.chinese()));
        }
        check_first_day("day", day)?;
        let bound = last.map(|stay| stay.left.unwrap_or(stay.entered));
        if let Some(bound) = bound.filter(|bound| day < *bound) {
            return Err(match movement {
                Movement::Leave if last.is_some_and(|stay| stay.left.is_none()) => {
                    let refusal = Refusal::on("left", "workers.exit_before_entry");
                    refusal.with("entered", bound.chinese()).with("left", day.chinese())
                }
                _ => Refusal::on("day", "workers.movement_before_last").with("last", bound.chinese()),
            });
        }
        let mut stays = self.0.clone();
        match (movement, stays.last_mut()) {
            (Movement::Enter, Some(Stay { left: None, entered })) => {
                return Err(Refusal::on("day", "workers.entered_already").with("entered", entered.chinese()));
            }
            (Movement::Enter, _) => stays.push(Stay { entered: day, left: None }),
            (Movement::Leave, Some(Stay { left: left @ None, .. })) => *left = Some(day),
            (Movement::Leave, _) => return Err(Refusal::on("day", "workers.not_on_site")),
        }
        Ok(Self(stays))
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Stay> + '_ {
        self.0.iter().copied()
    }

    pub fn first(&self) -> Option<Stay> {
        self.0.first().copied()
    }

    pub fn last(&self) -> Option<Stay> {
        self.0.last().copied()
    }

    /// The stay that a day belongs to; on a day of leaving and coming back, the later one.
    pub fn on(&self, day: Day) -> Option<Stay> {
        self.iter().rev().find(|stay| stay.covers(day))
    }

    /// The last exit before a day, for somebody who had entered and is not on the site on it.
    pub fn left_before(&self, day: Day) -> Option<Day> {
        match self.on(day) {
            Some(_) => None,
            None => self.iter().rev().filter_map(|stay| stay.left).find(|left| *left < day),
        }
    }

    /// Whether both histories have the person on site at the same time.
    pub fn meet(&self, other: &Self) -> bool {
        self.iter().any(|one| other.iter().any(|another| one.meets(another)))
    }
}
