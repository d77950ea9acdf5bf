//! Which status did a project have on day D, and how is that history continued?
//!
//! Each day from the first has exactly one status: periods touch, none overlaps, the last one runs on. What is planned
//! (the end of a shutdown, filed ahead of time) stands in the history like what has happened; only plans are replaced by
//! what comes.

use super::{Decision, Status, StatusPeriod};
use crate::{Day, Period, Refusal};

/// The status periods of one project, in order, without gap and overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    periods: Vec<StatusPeriod>,
}

impl History {
    /// # Errors
    /// Everything that is wrong: none at all, a gap, an overlap, a status that cannot follow, a last one with an end, a
    /// shutdown that nobody approved, and an approval of one's own.
    pub fn new(mut periods: Vec<StatusPeriod>) -> Result<Self, Vec<Refusal>> {
        periods.sort_by_key(|one| one.period);
        let mut wrong = Vec::new();
        match periods.last() {
            None => wrong.push(Refusal::new("projects.status_missing")),
            Some(last) if last.period.last().is_some() => wrong.push(Refusal::new("projects.status_ends")),
            Some(_) => {}
        }
        for pair in periods.windows(2) {
            if let [one, next] = pair {
                wrong.extend(check_neighbours(one, next));
            }
        }
        for one in &periods {
            if one.status == Status::ShutDown && one.decision.approved.is_none() {
                wrong.push(Refusal::new("projects.shutdown_not_approved").with("from", one.period.first().chinese()));
            }
            wrong.extend(one.decision.check().err());
        }
        if wrong.is_empty() { Ok(Self { periods }) } else { Err(wrong) }
    }

    /// A project's first status.
    ///
    /// # Errors
    /// As [`History::new`].
    pub fn begin(status: Status, first: Day, decision: Decision) -> Result<Self, Vec<Refusal>> {
        Self::new(vec![StatusPeriod { status, period: Period::since(first), decision }])
    }

    pub fn periods(&self) -> &[StatusPeriod] {
        &self.periods
    }

    pub fn period_on(&self, day: Day) -> Option<&StatusPeriod> {
        self.periods.iter().find(|one| one.period.contains(day))
    }

    /// `None` before the first day on record.
    pub fn status_on(&self, day: Day) -> Option<Status> {
        self.period_on(day).map(|one| one.status)
    }

    pub fn periods_of(&self, status: Status) -> impl Iterator<Item = &StatusPeriod> {
        self.periods.iter().filter(move |one| one.status == status)
    }

    /// The day since when it has been building without a break, as of this day (R-122: 正常施工). `None` when it was not.
    pub fn building_since(&self, day: Day) -> Option<Day> {
        self.period_on(day).filter(|one| one.status == Status::Building).map(|one| one.period.first())
    }

    /// The first day on which it was built at all.
    pub fn first_building_day(&self) -> Option<Day> {
        self.periods_of(Status::Building).next().map(|one| one.period.first())
    }

    /// The history with a new status from this day on. Plans for later days give way; a shutdown is filed instead
    /// ([`History::with_shutdown`]), and ends by its own end ([`History::with_shutdown_ending`]).
    ///
    /// # Errors
    /// When the day is to come, lies before the first status on record or is the first day of the status it ends; when
    /// something has happened since; and when the status cannot follow.
    pub fn change(&self, next: Status, from: Day, decision: Decision, today: Day) -> Result<Self, Vec<Refusal>> {
        let mut wrong = Vec::new();
        if next == Status::ShutDown {
            wrong.push(Refusal::on("status", "projects.shutdown_needs_filing"));
        }
        if from > today {
            wrong.push(Refusal::on("first_day", "projects.status_in_future"));
        }
        let mut begins = self.periods.iter().map(|one| one.period.first());
        if let Some(first) = begins.next().filter(|first| from < *first) {
            wrong.push(Refusal::on("first_day", "projects.status_before_first").with("from", first.chinese()));
        } else if begins.any(|first| from < first && first <= today) {
            wrong.push(Refusal::on("first_day", "projects.status_later_exists"));
        }
        if self.period_on(from).is_some_and(|one| one.period.first() == from) {
            wrong.push(Refusal::on("first_day", "projects.status_same_day"));
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let mut periods = self.until(from);
        periods.push(StatusPeriod { status: next, period: Period::since(from), decision });
        Self::new(periods)
    }

    /// Whether a shutdown of this period fits in: all of it inside one period of building, and with building before it.
    /// One that touches another is that one's later end.
    ///
    /// # Errors
    /// One refusal on `first_day`.
    pub fn check_shutdown(&self, shutdown: Period) -> Result<(), Refusal> {
        let refuse =
            |code, one: &StatusPeriod| Err(Refusal::on("first_day", code).with("from", one.period.first().chinese()));
        let other = self.periods_of(Status::ShutDown).find(|one| one.period.overlaps(shutdown));
        if let Some(other) = other {
            return refuse("projects.shutdown_overlaps", other);
        }
        let touching = self
            .periods_of(Status::ShutDown)
            .find(|one| one.period.end().next() == shutdown.first() || shutdown.end().next() == one.period.first());
        if let Some(touching) = touching {
            return refuse("projects.shutdown_touches", touching);
        }
        match self.period_on(shutdown.first()) {
            Some(one)
                if one.status == Status::Building
                    && one.period.first() < shutdown.first()
                    && shutdown.lies_within(one.period) =>
            {
                Ok(())
            }
            _ => Err(Refusal::on("first_day", "projects.shutdown_outside_building")),
        }
    }

    /// The history with an approved shutdown in it; the day after its last the site builds again.
    ///
    /// # Errors
    /// As [`History::check_shutdown`] and [`History::new`].
    pub fn with_shutdown(&self, shutdown: Period, decision: Decision) -> Result<Self, Vec<Refusal>> {
        self.check_shutdown(shutdown).map_err(|refusal| vec![refusal])?;
        let mut periods = Vec::with_capacity(self.periods.len() + 2);
        for one in &self.periods {
            if !one.period.contains(shutdown.first()) {
                periods.push(*one);
                continue;
            }
            periods.extend(cut(one, one.period.first(), Some(shutdown.first().previous()), one.decision));
            periods.push(StatusPeriod { status: Status::ShutDown, period: shutdown, decision });
            if let Some(last) = shutdown.last() {
                periods.extend(cut(one, last.next(), one.period.last(), decision));
            }
        }
        Self::new(periods)
    }

    /// The history with another end of the shutdown that began on `first`: earlier, later, or open.
    ///
    /// # Errors
    /// When no shutdown began on that day, the end lies before it, or the days until then hold another status already.
    pub fn with_shutdown_ending(
        &self,
        first: Day,
        last: Option<Day>,
        decision: Decision,
    ) -> Result<Self, Vec<Refusal>> {
        let at = self.periods.iter().position(|one| one.status == Status::ShutDown && one.period.first() == first);
        let Some(at) = at else { return Err(vec![Refusal::on("first_day", "projects.shutdown_unknown")]) };
        let period = Period::new(first, last).map_err(|refusal| vec![refusal])?;
        let (before, rest) = self.periods.split_at(at);
        let mut periods = before.to_vec();
        periods.push(StatusPeriod { status: Status::ShutDown, period, decision });
        let mut rest = rest.iter().skip(1);
        match (rest.next(), last) {
            (None, None) => {}
            (None, Some(last)) => periods.push(resumed(last.next(), None, decision)),
            (Some(next), Some(last)) if next.status == Status::Building && last < next.period.end() => {
                periods.push(resumed(last.next(), next.period.last(), decision));
            }
            (Some(next), None) if next.status == Status::Building && next.period.last().is_none() => {}
            (Some(next), Some(last)) if last.next() == next.period.first() => periods.push(*next),
            _ => return Err(vec![Refusal::on("last_day", "projects.shutdown_over_other_status")]),
        }
        periods.extend(rest);
        Self::new(periods)
    }

    /// What two records of one project say together. Before the first day of this one the other tells; where both began the
    /// same status on the same day, an approval of either counts; and a shutdown that only the other has is put in.
    ///
    /// # Errors
    /// As [`History::with_shutdown`], when a shutdown of the other does not fit in.
    pub fn absorbing(&self, other: &Self) -> Result<Self, Vec<Refusal>> {
        let mut periods: Vec<StatusPeriod> = self.periods.iter().map(|one| one.approved_like(&other.periods)).collect();
        let own = Self { periods: periods.clone() };
        let mut earlier = self.periods.first().map(|first| other.until(first.period.first())).unwrap_or_default();
        if let (Some(last), Some(first)) = (earlier.last().copied(), periods.first_mut())
            && last.status == first.status
        {
            *first = cut(&last, last.period.first(), first.period.last(), last.decision).unwrap_or(*first);
            earlier.pop();
        }
        let together = earlier.into_iter().chain(periods).collect();
        let mut history = Self::new(together).unwrap_or(own);
        for one in other.periods_of(Status::ShutDown) {
            if history.status_on(one.period.first()) != Some(Status::ShutDown) {
                history = history.with_shutdown(one.period, one.decision)?;
            }
        }
        Ok(history)
    }

    /// What was before the day; the period that holds it ends the day before.
    fn until(&self, day: Day) -> Vec<StatusPeriod> {
        let before = self.periods.iter().filter(|one| one.period.first() < day);
        let cut_off = |one: &StatusPeriod| match one.period.contains(day) {
            true => cut(one, one.period.first(), Some(day.previous()), one.decision),
            false => Some(*one),
        };
        before.filter_map(cut_off).collect()
    }
}

impl StatusPeriod {
    /// With the approval of whichever of the others is the same status from the same day.
    fn approved_like(&self, others: &[Self]) -> Self {
        let is_twin = |other: &&Self| other.status == self.status && other.period.first() == self.period.first();
        let twin = others.iter().filter(is_twin).find(|other| other.decision.approved.is_some());
        match twin {
            Some(twin) if self.decision.approved.is_none() => Self { decision: twin.decision, ..*self },
            _ => *self,
        }
    }
}

fn check_neighbours(one: &StatusPeriod, next: &StatusPeriod) -> Option<Refusal> {
    let at = |code| Some(Refusal::new(code).with("on", next.period.first().chinese()));
    if one.period.overlaps(next.period) {
        return at("projects.status_overlap");
    }
    if one.period.end().next() != next.period.first() {
        return at("projects.status_hole");
    }
    if !one.status.may_become(next.status) {
        let refusal = at("projects.status_cannot_follow")?;
        return Some(refusal.with("before", one.status.code()).with("after", next.status.code()));
    }
    None
}

/// The same status for other days; `None` when there are none.
fn cut(one: &StatusPeriod, first: Day, last: Option<Day>, decision: Decision) -> Option<StatusPeriod> {
    Period::new(first, last).ok().map(|period| StatusPeriod { status: one.status, period, decision })
}

fn resumed(first: Day, last: Option<Day>, decision: Decision) -> StatusPeriod {
    let period = Period::new(first, last).unwrap_or_else(|_| Period::since(first));
    StatusPeriod { status: Status::Building, period, decision }
}
