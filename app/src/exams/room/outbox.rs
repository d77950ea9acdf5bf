//! Which answers has the server not confirmed, and when is each of them sent?
//!
//! One request per slot is under way at a time. Every sending takes a new sequence number, so that a late or doubled
//! request can never undo a newer one. Times are milliseconds of the page's own steady clock.

use serde::{Deserialize, Serialize};

use super::setting::{Answer, Kept};

/// So long a change waits for the next one before it is sent.
pub const GATHER_MS: i64 = 250;
const FIRST_WAIT_MS: i64 = 1_000;
const LONGEST_WAIT_MS: i64 = 15_000;

#[derive(Clone, Debug, Default)]
pub struct Outbox {
    slots: Vec<Slot>,
    failures: u32,
    /// Nothing is sent before; rises with every failure.
    pause_until: i64,
}

#[derive(Clone, Debug, Default)]
struct Slot {
    answer: Answer,
    /// The highest sequence that this slot is known to have used.
    highest: i64,
    /// Set while there is something to send.
    due: Option<i64>,
    under_way: Option<UnderWay>,
    /// Another window of this device answered it later: what is shown here may be old.
    is_stale: bool,
}

#[derive(Clone, Copy, Debug)]
struct UnderWay {
    sequence: i64,
    aim: Aim,
}

/// Why a request was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    Save,
    /// Only to hear the clock; it must never win over an answer given elsewhere.
    Ask,
}

/// One request to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sending {
    pub index: usize,
    pub answer: Answer,
    pub sequence: i64,
}

/// An unconfirmed answer as it is kept in the browser, so that it outlives a reload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub index: usize,
    pub answer: Answer,
    /// The highest sequence that this window had used for it.
    pub highest: i64,
}

impl Outbox {
    pub fn new(answers: &[Kept]) -> Self {
        let slot = |kept: &Kept| Slot { answer: kept.answer, highest: kept.sequence, ..Slot::default() };
        Self { slots: answers.iter().map(slot).collect(), ..Self::default() }
    }

    pub fn answer(&self, index: usize) -> Answer {
        self.slots.get(index).map(|slot| slot.answer).unwrap_or_default()
    }

    pub fn is_stale(&self, index: usize) -> bool {
        self.slots.get(index).is_some_and(|slot| slot.is_stale)
    }

    /// How many answers the server has not confirmed.
    pub fn unsent(&self) -> usize {
        self.slots.iter().filter(|slot| slot.is_unsent()).count()
    }

    /// Whether the last request failed.
    pub fn is_offline(&self) -> bool {
        self.failures > 0
    }

    pub fn change(&mut self, index: usize, answer: Answer, now: i64) {
        if let Some(slot) = self.slots.get_mut(index).filter(|slot| slot.answer != answer) {
            slot.answer = answer;
            slot.is_stale = false;
            slot.due = Some(now + GATHER_MS);
        }
    }

    /// What is to be sent now; each is under way from here on.
    pub fn due(&mut self, now: i64) -> Vec<Sending> {
        if now < self.pause_until {
            return Vec::new();
        }
        self.send_where(|slot| slot.is_due(now))
    }

    pub fn is_due(&self, now: i64) -> bool {
        now >= self.pause_until && self.slots.iter().any(|slot| slot.is_due(now))
    }

    /// Everything that waits, at once: on leaving a question, on hand-in, when the window is hidden.
    pub fn hurry(&mut self, now: i64) {
        self.pause_until = self.pause_until.min(now);
        for slot in &mut self.slots {
            slot.due = slot.due.map(|due| due.min(now));
        }
    }

    /// The page goes away: everything unconfirmed once more, what is under way included.
    pub fn last_words(&mut self) -> Vec<Sending> {
        self.send_where(Slot::is_unsent)
    }

    /// Sends the slot, or another one, again as it is, to hear the server's clock. Slots that another window answered
    /// later are left alone, and nothing is asked while something is under way: its reply tells the same.
    pub fn ask(&mut self, index: usize) -> Option<Sending> {
        if !self.is_quiet() {
            return None;
        }
        let index = std::iter::once(index)
            .chain(0..self.slots.len())
            .find(|index| self.slots.get(*index).is_some_and(|slot| !slot.is_stale))?;
        self.slots.get_mut(index).map(|slot| slot.send(index, Aim::Ask))
    }

    /// Whether nothing waits and nothing is under way.
    pub fn is_quiet(&self) -> bool {
        self.slots.iter().all(|slot| slot.under_way.is_none() && slot.due.is_none())
    }

    /// Whether the line was lost, its pause is over, and nothing is on the way that would tell whether it is back.
    pub fn wants_word(&self, now: i64) -> bool {
        self.is_offline() && now >= self.pause_until && self.is_quiet()
    }

    pub fn confirmed(&mut self, sent: Sending) {
        (self.failures, self.pause_until) = (0, 0);
        if let Some(slot) = self.awaited(sent) {
            slot.under_way = None;
        }
    }

    /// The server has a higher sequence. A change of this window is newer than that and goes out above it.
    pub fn outrun(&mut self, sent: Sending, theirs: i64, now: i64) {
        (self.failures, self.pause_until) = (0, 0);
        let Some(slot) = self.awaited(sent) else { return };
        slot.highest = slot.highest.max(theirs);
        match slot.under_way.take() {
            Some(UnderWay { aim: Aim::Save, .. }) => slot.due = Some(now),
            _ => slot.is_stale = slot.due.is_none(),
        }
    }

    /// No reply: it is sent again after a pause that grows; `jitter` (0 to 999) spreads the candidates of a room.
    pub fn lost(&mut self, sent: Sending, now: i64, jitter: i64) {
        let Some(slot) = self.awaited(sent) else { return };
        if let Some(UnderWay { aim: Aim::Save, .. }) = slot.under_way.take() {
            slot.due = slot.due.or(Some(now));
        }
        let wait = (FIRST_WAIT_MS << self.failures.min(4)).min(LONGEST_WAIT_MS);
        self.failures += 1;
        self.pause_until = now + wait / 2 + wait * jitter / 1_000;
    }

    /// What must outlive a reload.
    pub fn drafts(&self) -> Vec<Draft> {
        let unsent = self.slots.iter().enumerate().filter(|(_, slot)| slot.is_unsent());
        unsent.map(|(index, slot)| Draft { index, answer: slot.answer, highest: slot.highest }).collect()
    }

    /// Takes up what an earlier load of this page could not send, unless the server has had something newer since.
    pub fn take_up(&mut self, drafts: &[Draft], now: i64) {
        for draft in drafts {
            if self.slots.get(draft.index).is_some_and(|slot| slot.highest <= draft.highest) {
                self.change(draft.index, draft.answer, now);
            }
        }
        self.hurry(now);
    }

    fn send_where(&mut self, wanted: impl Fn(&Slot) -> bool) -> Vec<Sending> {
        let slots = self.slots.iter_mut().enumerate().filter(|(_, slot)| wanted(slot));
        slots.map(|(index, slot)| slot.send(index, Aim::Save)).collect()
    }

    /// The slot, while it waits for the reply to this very sending.
    fn awaited(&mut self, sent: Sending) -> Option<&mut Slot> {
        let slot = self.slots.get_mut(sent.index)?;
        slot.under_way.is_some_and(|under_way| under_way.sequence == sent.sequence).then_some(slot)
    }
}

impl Slot {
    fn is_due(&self, now: i64) -> bool {
        self.under_way.is_none() && self.due.is_some_and(|due| due <= now)
    }

    fn is_unsent(&self) -> bool {
        self.due.is_some() || self.under_way.is_some_and(|under_way| under_way.aim == Aim::Save)
    }

    fn send(&mut self, index: usize, aim: Aim) -> Sending {
        self.highest += 1;
        self.due = None;
        self.under_way = Some(UnderWay { sequence: self.highest, aim });
        Sending { index, answer: self.answer, sequence: self.highest }
    }
}

#[cfg(test)]
mod tests;
