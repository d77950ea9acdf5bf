//! Is somebody at the page, and what has the staff told? Reports every few seconds and hears the news.

use std::collections::VecDeque;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::{Sitting, Stage};
use crate::exams::room::browser;
use crate::exams::room::clock::parse_rfc3339;
use crate::exams::room::setting::Told;

const EVERY_MS: u64 = 2_000;
/// So many looks of the timer between two reports without a signal.
const LOOKS: u32 = 10;
/// The server takes no more at once.
const MOST: usize = 20;

#[derive(Serialize)]
struct Body {
    signals: Vec<&'static str>,
}

#[derive(Deserialize)]
struct News {
    standing: String,
    deadline_at: String,
    server_now: String,
    notices: Vec<Notice>,
}

#[derive(Deserialize)]
struct Notice {
    id: String,
    kind: String,
    minutes: i32,
    body: String,
    at: String,
}

impl Sitting {
    /// Begins to watch window and screen; what they show is recorded for people, as the rules of the exam say.
    pub(super) fn watch(self) {
        let waiting = StoredValue::new(VecDeque::<&'static str>::new());
        browser::on_signal(move |signal| {
            waiting.update_value(|waiting| {
                if waiting.len() < MOST && waiting.back() != Some(&signal) {
                    waiting.push_back(signal);
                }
            });
        });
        let looks = StoredValue::new(0_u32);
        browser::every(EVERY_MS, move || {
            looks.update_value(|looks| *looks += 1);
            if waiting.with_value(VecDeque::is_empty) && looks.get_value() < LOOKS {
                return;
            }
            looks.set_value(0);
            let signals = waiting.try_update_value(|waiting| waiting.drain(..).collect()).unwrap_or_default();
            self.report(signals, waiting);
        });
    }

    fn report(self, signals: Vec<&'static str>, waiting: StoredValue<VecDeque<&'static str>>) {
        if matches!(self.stage.get_untracked(), Stage::Gone | Stage::Elsewhere | Stage::Broken) {
            return;
        }
        let (url, ticket) = self.setting.with_value(|setting| (setting.links.events.clone(), setting.ticket.clone()));
        let body = serde_json::to_string(&Body { signals: signals.clone() }).unwrap_or_default();
        spawn_local(async move {
            let sent_at = browser::now();
            match browser::post(&url, &ticket, &body).await {
                Some((200, text)) => self.learn(&text, sent_at),
                // said again with the next report
                _ => waiting.update_value(|waiting| {
                    for signal in signals.into_iter().rev().take(MOST.saturating_sub(waiting.len())) {
                        waiting.push_front(signal);
                    }
                }),
            }
        });
    }

    fn learn(self, text: &str, sent_at: i64) {
        let Ok(news) = serde_json::from_str::<News>(text) else { return };
        if self.stage.get_untracked() == Stage::Gone {
            return;
        }
        if !matches!(news.standing.as_str(), "running" | "overdue") {
            let address = self.setting.with_value(|setting| setting.links.room.clone());
            return self.go(move || browser::go(&address));
        }
        if let (Some(deadline), Some(now)) = (parse_rfc3339(&news.deadline_at), parse_rfc3339(&news.server_now)) {
            self.clock.update(|clock| clock.correct(deadline, now, sent_at, browser::now()));
        }
        let heard: Vec<Told> = news.notices.into_iter().filter_map(Notice::told).collect();
        let known = self.told.get_untracked();
        let fresh: Vec<Told> = heard.into_iter().filter(|one| known.iter().all(|old| old.id != one.id)).collect();
        if fresh.is_empty() {
            return;
        }
        let words: Vec<String> =
            self.setting.with_value(|setting| fresh.iter().map(|one| one.said(&setting.texts)).collect());
        self.told.update(|told| told.extend(fresh));
        self.said.set(words.join(" "));
    }
}

impl Notice {
    fn told(self) -> Option<Told> {
        let at = parse_rfc3339(&self.at)?;
        Some(Told { id: self.id, kind: self.kind, minutes: self.minutes, body: self.body, at })
    }
}
