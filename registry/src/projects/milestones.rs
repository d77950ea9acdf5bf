//! When was a project to begin and end, when did it, and do the days agree with each other?

use super::{History, Status};
use crate::instant::check_first_day;
use crate::{Day, Refusal};

/// Five separate days: the rules use different ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Milestones {
    pub planned_start: Option<Day>,
    pub planned_finish: Option<Day>,
    /// 正式开工, as a regulator confirmed it (R-120 g)
    pub actual_start: Option<Day>,
    /// 竣工验收
    pub completion_acceptance: Option<Day>,
    /// 工资全部结清
    pub settlement: Option<Day>,
}

closed_set! {
    /// What does not fit together, though each may be true: to be looked at, not refused.
    Doubt {
        /// The status says another first day of building.
        StartDiffersFromStatus = "start_differs_from_status",
        /// Accepted while the status was not yet completed.
        AcceptedBeforeCompleted = "accepted_before_completed",
        /// It was accepted before it was planned to begin.
        AcceptedBeforePlannedStart = "accepted_before_planned_start",
    }
}

impl Milestones {
    /// # Errors
    /// Everything that cannot be, each on its field: what has happened lies in the future or before the start, or the
    /// plan ends before it begins.
    pub fn check(&self, today: Day) -> Result<(), Vec<Refusal>> {
        let mut wrong = Vec::new();
        if self.planned_start.zip(self.planned_finish).is_some_and(|(start, finish)| finish < start) {
            wrong.push(Refusal::on("planned_finish", "projects.finish_before_start"));
        }
        for (field, day) in [
            ("actual_start", self.actual_start),
            ("completion_acceptance", self.completion_acceptance),
            ("settlement", self.settlement),
        ] {
            if day.is_some_and(|day| day > today) {
                wrong.push(Refusal::on(field, "projects.day_in_future"));
            }
            wrong.extend(day.and_then(|day| check_first_day(field, day).err()));
        }
        for (field, day) in [("completion_acceptance", self.completion_acceptance), ("settlement", self.settlement)] {
            match (day, self.actual_start) {
                (Some(_), None) => wrong.push(Refusal::on(field, "projects.day_without_start")),
                (Some(day), Some(start)) if day < start => {
                    wrong.push(Refusal::on(field, "projects.day_before_start"));
                }
                _ => {}
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// What is odd about the days, by themselves and beside the status history.
    pub fn doubts(&self, history: &History) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        let built_since = history.first_building_day();
        if self.actual_start.zip(built_since).is_some_and(|(start, status)| start != status) {
            doubts.push(Doubt::StartDiffersFromStatus);
        }
        if let Some(accepted) = self.completion_acceptance {
            if history.status_on(accepted) != Some(Status::Completed) {
                doubts.push(Doubt::AcceptedBeforeCompleted);
            }
            if self.planned_start.is_some_and(|planned| accepted < planned) {
                doubts.push(Doubt::AcceptedBeforePlannedStart);
            }
        }
        doubts
    }

    /// The later of acceptance and settlement, once both have happened (D-02: the ledgers are kept from then on).
    pub fn closed_on(&self) -> Option<Day> {
        Some(self.completion_acceptance?.max(self.settlement?))
    }
}
