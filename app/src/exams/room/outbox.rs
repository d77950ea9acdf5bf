//! Which answers has the server not confirmed, and when is each of them sent?
//!
//! One request per slot is under way at a time. Every sending takes a new sequence number, so that a late or doubled
//! request can never undo a newer one. Nothing is sent before this browser keeps it. Times are milliseconds of the page's
//! own steady clock.

use super::setting::{Answer, Kept, Written};

/// So long a change waits for the next one before it is sent.
pub const GATHER_MS: i64 = 250;
const FIRST_WAIT_MS: i64 = 1_000;
const LONGEST_WAIT_MS: i64 = 15_000;

#[derive(Clone, Debug, Default)]
pub struct Outbox {
    /// The device epoch of this page's ticket.
    epoch: i64,
    slots: Vec<Slot>,
    shelf: Shelf,
    failures: u32,
    /// Nothing is sent before; rises with every failure.
    pause_until: i64,
}

/// Where an answer lies until the server has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shelf {
    #[default]
    Browser,
    /// The browser keeps nothing: answers are sent all the same, and what is unsent goes with the page.
    Page,
}

#[derive(Clone, Debug, Default)]
struct Slot {
    answer: Answer,
    /// Under what the server has it, as the page heard when it came.
    stored: Written,
    /// The highest sequence that this slot is known to have used under the page's epoch.
    highest: i64,
    /// Set while there is something to send.
    due: Option<i64>,
    under_way: Option<UnderWay>,
    /// What the unsent answer is newer than.
    after: Written,
    given: Given,
    is_kept: bool,
    /// It was answered later elsewhere: what is shown here may be old.
    is_stale: bool,
}

/// When the unsent answer was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Given {
    #[default]
    Here,
    /// Before this page came: whatever another window has sent since is newer.
    Before,
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

/// An unconfirmed answer as the browser keeps it, so that it outlives the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draft {
    pub index: usize,
    pub answer: Answer,
    /// What the slot had been written under when it was given.
    pub after: Written,
}

impl Outbox {
    pub fn new(answers: &[Kept], epoch: i64) -> Self {
        let slot = |kept: &Kept| Slot {
            answer: kept.answer,
            stored: kept.written,
            highest: if kept.written.epoch == epoch { kept.written.sequence } else { 0 },
            ..Slot::default()
        };
        Self { epoch, slots: answers.iter().map(slot).collect(), ..Self::default() }
    }

    pub fn answer(&self, index: usize) -> Answer {
        self.slots.get(index).map(|slot| slot.answer).unwrap_or_default()
    }

    pub fn is_stale(&self, index: usize) -> bool {
        self.slots.get(index).is_some_and(|slot| slot.is_stale)
    }

    pub fn shelf(&self) -> Shelf {
        self.shelf
    }

    /// Which answers the server has not confirmed.
    pub fn unsent(&self) -> Vec<usize> {
        self.places(Slot::is_unsent)
    }

    pub fn is_unsent(&self, index: usize) -> bool {
        self.slots.get(index).is_some_and(Slot::is_unsent)
    }

    /// Those of them that an earlier page could not send.
    pub fn fetched(&self) -> Vec<usize> {
        self.places(|slot| slot.is_unsent() && slot.given == Given::Before)
    }

    /// Whether the last request failed, or the computer says that it has no line.
    pub fn is_offline(&self) -> bool {
        self.failures > 0
    }

    /// An answer given on this page; what the browser is to keep of it, when it is new.
    pub fn change(&mut self, index: usize, answer: Answer, now: i64) -> Option<Draft> {
        let epoch = self.epoch;
        let slot = self.slots.get_mut(index).filter(|slot| slot.answer != answer)?;
        slot.answer = answer;
        slot.is_stale = false;
        slot.given = Given::Here;
        slot.due = Some(now + GATHER_MS);
        slot.is_kept = false;
        slot.after = Written { epoch, sequence: slot.highest };
        slot.draft(index)
    }

    /// What the browser has still to keep.
    pub fn unkept(&self) -> Vec<Draft> {
        let unkept = self.slots.iter().enumerate().filter(|(_, slot)| !slot.is_kept);
        unkept.filter_map(|(index, slot)| slot.draft(index)).collect()
    }

    /// The browser keeps this draft: as long as it is the newest, it may be sent.
    pub fn kept(&mut self, draft: &Draft) {
        if let Some(slot) = self.slots.get_mut(draft.index) {
            slot.is_kept |= slot.draft(draft.index).as_ref() == Some(draft);
        }
    }

    /// Where unsent answers lie from now on.
    pub fn lies(&mut self, shelf: Shelf) {
        self.shelf = shelf;
    }

    /// What is to be sent now; each is under way from here on.
    pub fn due(&mut self, now: i64) -> Vec<Sending> {
        if now < self.pause_until {
            return Vec::new();
        }
        let shelf = self.shelf;
        self.send_where(|slot| slot.is_due(now, shelf))
    }

    pub fn is_due(&self, now: i64) -> bool {
        now >= self.pause_until && self.slots.iter().any(|slot| slot.is_due(now, self.shelf))
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

    /// The computer says that its line is gone. It may be wrong: sending is tried all the same, after the usual pause.
    pub fn cut(&mut self, now: i64) {
        if self.failures == 0 {
            (self.failures, self.pause_until) = (1, now + FIRST_WAIT_MS);
        }
    }

    /// The computer says that its line is back: to be tried soon, not by a whole room at the same moment.
    pub fn back(&mut self, now: i64, jitter: i64) {
        if self.is_offline() {
            self.pause_until = self.pause_until.min(now + jitter);
        }
    }

    pub fn confirmed(&mut self, sent: Sending) {
        (self.failures, self.pause_until) = (0, 0);
        if let Some(slot) = self.awaited(sent) {
            slot.under_way = None;
        }
    }

    /// The server has a higher sequence. A change of this page is newer than that and goes out above it; what an earlier
    /// page left is not. What the browser is to keep instead, if anything.
    pub fn outrun(&mut self, sent: Sending, theirs: i64, now: i64) -> Option<Draft> {
        (self.failures, self.pause_until) = (0, 0);
        let epoch = self.epoch;
        let slot = self.awaited(sent)?;
        slot.highest = slot.highest.max(theirs);
        match slot.under_way.take() {
            Some(UnderWay { aim: Aim::Save, .. }) if slot.given == Given::Here => {
                slot.due = Some(now);
                slot.is_kept = false;
                slot.after = Written { epoch, sequence: slot.highest };
                slot.draft(sent.index)
            }
            _ => {
                slot.is_stale = slot.due.is_none();
                None
            }
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

    /// Takes up what an earlier page could not send: by the rule of the server, the higher (epoch, sequence) wins, so that
    /// what was given later elsewhere stands. Those that do not stand come back.
    pub fn take_up(&mut self, drafts: &[Draft], now: i64) -> Vec<Draft> {
        let mut newest: Vec<Draft> = drafts.to_vec();
        newest.sort_by_key(|draft| (draft.index, std::cmp::Reverse(draft.after)));
        newest.dedup_by_key(|draft| draft.index);
        let mut outdated = Vec::new();
        for draft in newest {
            let Some(slot) = self.slots.get_mut(draft.index) else { continue };
            if slot.is_unsent() || slot.answer == draft.answer {
                continue;
            }
            if slot.stored > draft.after {
                outdated.push(draft);
                continue;
            }
            slot.answer = draft.answer;
            slot.given = Given::Before;
            slot.due = Some(now);
            slot.is_kept = false;
            slot.after = draft.after;
            if draft.after.epoch == self.epoch {
                // a request of the earlier page may still be on its way
                slot.highest = slot.highest.max(draft.after.sequence);
            }
        }
        outdated
    }

    fn places(&self, wanted: impl Fn(&Slot) -> bool) -> Vec<usize> {
        let places = self.slots.iter().enumerate().filter(|(_, slot)| wanted(slot));
        places.map(|(index, _)| index).collect()
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
    fn is_due(&self, now: i64, shelf: Shelf) -> bool {
        let is_safe = self.is_kept || shelf == Shelf::Page;
        self.under_way.is_none() && is_safe && self.due.is_some_and(|due| due <= now)
    }

    fn is_unsent(&self) -> bool {
        self.due.is_some() || self.under_way.is_some_and(|under_way| under_way.aim == Aim::Save)
    }

    fn draft(&self, index: usize) -> Option<Draft> {
        self.is_unsent().then_some(Draft { index, answer: self.answer, after: self.after })
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
