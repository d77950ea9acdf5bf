//! How do answers get to the server, and what follows from its replies?

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;

use super::{Sitting, Stage};
use crate::exams::room::browser;
use crate::exams::room::outbox::{Outbox, Sending};
use crate::exams::room::reply::Reply;
use crate::exams::room::setting::{Text, fill};

#[derive(Serialize)]
struct Body {
    choice: String,
    marked: bool,
    sequence: i64,
}

impl Sitting {
    /// Sends what is due.
    pub(super) fn post(self) {
        let now = browser::now();
        if self.outbox.with_untracked(|outbox| outbox.is_due(now)) {
            let sendings = self.outbox.try_update(|outbox| outbox.due(now)).unwrap_or_default();
            sendings.into_iter().for_each(|sending| self.send(sending));
        }
    }

    pub(super) fn last_words(self) {
        let last = self.outbox.try_update(Outbox::last_words).unwrap_or_default();
        last.into_iter().for_each(|sending| self.send(sending));
    }

    pub(super) fn hurry(self) {
        self.outbox.update_untracked(|outbox| outbox.hurry(browser::now()));
        self.post();
    }

    /// Hears the server's clock by sending the present answer once more.
    pub(super) fn ask(self) {
        let index = self.current.get_untracked();
        if let Some(sending) = self.outbox.try_update_untracked(|outbox| outbox.ask(index)).flatten() {
            self.send(sending);
        }
    }

    fn send(self, sending: Sending) {
        let Some((url, ticket)) = self.setting.with_value(|setting| {
            let item = setting.items.get(sending.index)?;
            Some((format!("{}/{}", setting.links.api, item.slot), setting.ticket.clone()))
        }) else {
            return;
        };
        let body =
            Body { choice: sending.answer.letters(), marked: sending.answer.is_marked(), sequence: sending.sequence };
        let body = serde_json::to_string(&body).unwrap_or_default();
        spawn_local(async move {
            let sent_at = browser::now();
            let reply = browser::put(&url, &ticket, &body).await;
            self.hear(sending, reply, sent_at);
        });
    }

    fn hear(self, sending: Sending, reply: Reply, sent_at: i64) {
        if self.stage.get_untracked() == Stage::Gone {
            return;
        }
        let now = browser::now();
        let was_offline = self.outbox.with_untracked(Outbox::is_offline);
        let was_unsent = self.outbox.with_untracked(|outbox| outbox.is_unsent(sending.index));
        match reply {
            Reply::Saved { saved_at, deadline, server_now } => {
                self.outbox.update(|outbox| outbox.confirmed(sending));
                self.saved_at.set(Some(saved_at));
                self.clock.update(|clock| clock.correct(deadline, server_now, sent_at, now));
            }
            Reply::Newer { sequence } => {
                if let Some(draft) = self.outbox.try_update(|outbox| outbox.outrun(sending, sequence, now)).flatten() {
                    self.keep(draft);
                }
            }
            Reply::Lost => self.outbox.update(|outbox| outbox.lost(sending, now, browser::jitter())),
            Reply::Elsewhere => self.stage.set(Stage::Elsewhere),
            Reply::Refused => self.stage.set(Stage::Broken),
            Reply::TimeUp | Reply::Halted => {
                let address = self.setting.with_value(|setting| setting.links.room.clone());
                self.go(move || browser::go(&address));
            }
        }
        if was_unsent && !self.outbox.with_untracked(|outbox| outbox.is_unsent(sending.index)) {
            self.let_go(sending.index);
            self.said.set(fill(&self.text(Text::SavedNumber), sending.index + 1));
        }
        if self.outbox.with_untracked(Outbox::is_offline) != was_offline {
            self.tell_line();
        }
    }
}
