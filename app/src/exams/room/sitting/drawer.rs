//! What outlives a reload? Answers that the server has not confirmed, kept in the browser until it has.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Sitting;
use crate::exams::room::browser;
use crate::exams::room::outbox::{Draft, Outbox};
use crate::exams::room::setting::{RoomItem, Ticks};

/// Drafts of another ticket belong to an older seat and are dropped.
#[derive(Serialize, Deserialize)]
struct Drawer {
    ticket: String,
    drafts: Vec<Draft>,
}

impl Sitting {
    pub(super) fn take_up_drafts(self) {
        if let Some(drawer) = self.drawer() {
            self.outbox.update(|outbox| outbox.take_up(&drawer.drafts, browser::now()));
        }
    }

    pub(super) fn keep_drafts(self) {
        let drafts = self.outbox.with_untracked(Outbox::drafts);
        let drawer = Drawer { ticket: self.seat(), drafts };
        let text = (!drawer.drafts.is_empty()).then(|| serde_json::to_string(&drawer).unwrap_or_default());
        browser::store(&self.drawer_name(), text.as_deref());
    }

    fn drawer(self) -> Option<Drawer> {
        let drawer: Drawer = serde_json::from_str(&browser::stored(&self.drawer_name())?).ok()?;
        let fits = |draft: &Draft| {
            let choice = u32::from(draft.answer.choice);
            let takes = |item: &RoomItem| {
                choice >> item.options.len() == 0 && (item.ticks == Ticks::Several || choice.count_ones() <= 1)
            };
            self.setting.with_value(|setting| setting.items.get(draft.index).is_some_and(takes))
        };
        (drawer.ticket == self.seat() && drawer.drafts.iter().all(fits)).then_some(drawer)
    }

    fn drawer_name(self) -> String {
        self.setting.with_value(|setting| format!("exam {}", setting.links.room))
    }

    /// The end of the ticket: enough to tell seats apart, too little to write with.
    fn seat(self) -> String {
        self.setting.with_value(|setting| setting.ticket.chars().rev().take(8).collect())
    }
}
