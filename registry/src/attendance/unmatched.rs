//! To which registered worker does an event belong, why to none, and what becomes of it once the worker is
//! registered?

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Direction;
use super::pairs::{PairingRules, Press};
use crate::workers::{Registration, Stay};
use crate::{Day, Instant};

closed_set! {
    /// Why an event belongs to no registered worker. It stays listed with this reason until it does.
    Unmatched {
        /// Nobody with this document is registered anywhere.
        UnknownWorker = "unknown_worker",
        /// Registered, on other projects only.
        ForeignProject = "foreign_project",
        /// Registered here, and on this day not on the site yet.
        NotEnteredYet = "not_entered_yet",
        /// Was on the site before, and not any more on this day.
        AlreadyLeft = "already_left",
    }
}

/// Whose event it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// the registration's id
    pub worker: Uuid,
    pub team: Option<Uuid>,
}

/// Whose press on `project` this is, among all registrations of the document, in any order. On the day of a change of team,
/// and wherever two registrations stand beside each other, it is the one of the team that the event names, else the one
/// that began last.
///
/// # Errors
/// The reason to list it by.
pub fn match_press(
    project: Uuid,
    press: Press,
    told_team: Option<Uuid>,
    registrations: &[Registration],
    rules: &PairingRules,
) -> Result<Match, Unmatched> {
    if registrations.is_empty() {
        return Err(Unmatched::UnknownWorker);
    }
    let here = || registrations.iter().filter(|registration| registration.project == project);
    if here().next().is_none() {
        return Err(Unmatched::ForeignProject);
    }
    let fitting = here().flat_map(|registration| registration.stays.iter().map(move |stay| (registration, stay)));
    let best = fitting.filter(|(_, stay)| takes(*stay, press, rules)).max_by_key(|(registration, stay)| {
        let is_told = told_team.is_some() && registration.team == told_team;
        (stay.covers(press.at.day()), is_told, stay.entered, registration.team, registration.id)
    });
    if let Some((registration, _)) = best {
        return Ok(Match { worker: registration.id, team: registration.team });
    }
    let has_left = here().flat_map(|registration| registration.stays.iter()).any(|stay| stay.entered <= press.at.day());
    Err(if has_left { Unmatched::AlreadyLeft } else { Unmatched::NotEnteredYet })
}

/// The last shift may end after the day of leaving: an out, or a press that may be one, still belongs to it.
fn takes(stay: Stay, press: Press, rules: &PairingRules) -> bool {
    let is_last_way_out = |left: Day| {
        let midnight = left.next().starts_at();
        press.direction != Direction::In && midnight <= press.at && press.at.since(midnight) <= rules.longest_ms
    };
    stay.covers(press.at.day()) || stay.left.is_some_and(is_last_way_out)
}

/// An event in force with what was found when it was last judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    pub event: Uuid,
    pub press: Press,
    pub told_team: Option<Uuid>,
    pub verdict: Result<Match, Unmatched>,
}

/// What another look changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rejudged {
    /// the new verdicts, of those events only whose verdict is another one
    pub changed: Vec<(Uuid, Result<Match, Unmatched>)>,
    /// The instants that [`super::touched`] takes: presses that came to a worker's days or left them.
    pub instants: Vec<Instant>,
}

/// Judges the events of one document on one project again, after its worker was registered, entered, left, or any of it
/// was corrected. Read are the document's registrations and its events on this project from the earliest day on which the
/// registration differs, matched ones too.
pub fn rejudge(project: Uuid, events: &[Judged], registrations: &[Registration], rules: &PairingRules) -> Rejudged {
    let mut found = Rejudged::default();
    for judged in events {
        let verdict = match_press(project, judged.press, judged.told_team, registrations, rules);
        if verdict == judged.verdict {
            continue;
        }
        found.changed.push((judged.event, verdict));
        if verdict.is_ok() || judged.verdict.is_ok() {
            found.instants.push(judged.press.at);
        }
    }
    found
}
