//! What outlives the page? Answers that the server has not confirmed, sealed and kept in the browser until it has.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Sitting;
use crate::exams::room::browser::{self, Store};
use crate::exams::room::outbox::{Draft, Outbox, Shelf};
use crate::exams::room::seal::{Lock, Record};
use crate::exams::room::setting::{RoomItem, Ticks};

/// So long after the deadline a record is kept for its owner, in case the attempt is paused or reopened.
const KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// The browser's store, as this window uses it.
#[derive(Clone)]
pub(super) struct Cabinet {
    store: Store,
    window: u32,
}

impl Sitting {
    /// Opens the store and takes up what earlier pages left there, however late the browser brings it.
    pub(super) fn open_drawer(self) {
        browser::after(Store::PATIENCE, move || {
            if self.cabinet.with_value(Option::is_none) {
                self.shelve(Shelf::Page);
            }
        });
        spawn_local(async move {
            let Some(store) = Store::open().await else { return self.shelve(Shelf::Page) };
            let cabinet = Cabinet { store, window: browser::window_number() };
            self.cabinet.set_value(Some(cabinet.clone()));
            self.shelve(Shelf::Browser);
            let found = cabinet.store.all().await;
            let now = self.setting.with_value(|setting| setting.server_now);
            let (own, others): (Vec<Record>, Vec<Record>) = found.into_iter().partition(|record| self.owns(record));
            let mut old: Vec<Record> = others.into_iter().filter(|record| record.until < now).collect();
            // what belongs to a question that was left for good is nobody's answer any more
            let (own, left): (Vec<Record>, Vec<Record>) =
                own.into_iter().partition(|record| self.place_of(record).is_some());
            old.extend(left);
            let drafts: Vec<Draft> = own.iter().filter_map(|record| self.read(record)).collect();
            let outdated = self.outbox.try_update(|outbox| outbox.take_up(&drafts, browser::now()));
            self.outdated.set(outdated.unwrap_or_default());
            // what is taken up, and what was given before the store was open
            for draft in self.outbox.with_untracked(Outbox::unkept) {
                self.write(&cabinet, draft).await;
            }
            let is_safe = self.outbox.with_untracked(|outbox| outbox.shelf() == Shelf::Browser);
            cabinet.store.remove(&if is_safe { [own, old].concat() } else { old }).await;
        });
    }

    /// Keeps the draft; only then it is sent.
    pub(super) fn keep(self, draft: Draft) {
        if let Some(cabinet) = self.cabinet.get_value() {
            spawn_local(async move { self.write(&cabinet, draft).await });
        }
    }

    async fn write(self, cabinet: &Cabinet, draft: Draft) {
        let is_kept = match self.sealed(cabinet, &draft) {
            Some(record) => cabinet.store.put(&record).await,
            None => false,
        };
        if is_kept {
            self.outbox.update(|outbox| outbox.kept(&draft));
            self.post();
        } else {
            self.shelve(Shelf::Page);
        }
    }

    /// The server has it.
    pub(super) fn let_go(self, index: usize) {
        let Some(cabinet) = self.cabinet.get_value() else { return };
        let Some(record) = self.record(&cabinet, index, Vec::new()) else { return };
        spawn_local(async move { cabinet.store.remove(&[record]).await });
    }

    /// After what was begun with the store has been done.
    pub(super) fn when_kept(self, deed: impl FnOnce() + 'static) {
        match self.cabinet.get_value() {
            Some(cabinet) => spawn_local(async move {
                cabinet.store.settled().await;
                deed();
            }),
            None => deed(),
        }
    }

    fn shelve(self, shelf: Shelf) {
        if self.outbox.with_untracked(Outbox::shelf) != shelf {
            self.outbox.update(|outbox| outbox.lies(shelf));
            self.post();
        }
    }

    fn owns(self, record: &Record) -> bool {
        self.setting.with_value(|setting| record.attempt == setting.drawer.attempt)
    }

    /// Where the question of the record stands on this page.
    fn place_of(self, record: &Record) -> Option<usize> {
        self.setting.with_value(|setting| setting.items.iter().position(|item| usize::from(item.slot) == record.place))
    }

    fn read(self, record: &Record) -> Option<Draft> {
        let index = self.place_of(record)?;
        self.setting.with_value(|setting| {
            let lock = Lock::new(&setting.drawer.attempt, &setting.drawer.key)?;
            let draft = lock.open(record.place, index, &record.sealed)?;
            let item = setting.items.get(index)?;
            takes(item, draft.answer.choice).then_some(draft)
        })
    }

    fn sealed(self, cabinet: &Cabinet, draft: &Draft) -> Option<Record> {
        let nonce = browser::nonce()?;
        let record = self.record(cabinet, draft.index, Vec::new())?;
        let sealed = self.setting.with_value(|setting| {
            Lock::new(&setting.drawer.attempt, &setting.drawer.key)?.seal(nonce, record.place, draft)
        })?;
        Some(Record { sealed, ..record })
    }

    fn record(self, cabinet: &Cabinet, index: usize, sealed: Vec<u8>) -> Option<Record> {
        self.setting.with_value(|setting| {
            Some(Record {
                attempt: setting.drawer.attempt.clone(),
                window: cabinet.window,
                place: setting.items.get(index)?.slot.into(),
                sealed,
                until: setting.deadline + KEPT_MS,
            })
        })
    }
}

/// Whether the question can be answered like that.
fn takes(item: &RoomItem, choice: u8) -> bool {
    let choice = u32::from(choice);
    choice >> item.options.len() == 0 && (item.ticks == Ticks::Several || choice.count_ones() <= 1)
}
