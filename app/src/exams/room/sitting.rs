//! What is going on in the room? The answers, the clock and the line to the server, and what each deed does to them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::browser;
use super::clock::{Clock, Warning, digits, time_of_day};
use super::keys::Deed;
use super::outbox::{Draft, Outbox, Sending};
use super::reply::Reply;
use super::setting::{Answer, RoomItem, Setting, Texts, Ticks, fill};

pub const QUESTION_TITLE: &str = "question-title";
pub const SUBMISSION: &str = "submission";
const SHORTCUTS_OFF: &str = "exam-shortcuts-off";
const TICK_MS: u64 = 250;

/// One handle for every part of the room.
#[derive(Clone, Copy)]
pub struct Sitting {
    pub setting: StoredValue<Setting>,
    pub current: RwSignal<usize>,
    pub outbox: RwSignal<Outbox>,
    pub stage: RwSignal<Stage>,
    /// Whole text of the time left.
    pub left: RwSignal<String>,
    pub warning: RwSignal<Option<Warning>>,
    /// The last thing said to screen readers.
    pub said: RwSignal<String>,
    pub saved_at: RwSignal<Option<i64>>,
    pub shortcuts: RwSignal<Shortcuts>,
    clock: RwSignal<Clock>,
    left_ms: RwSignal<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Sitting,
    /// To the hand-in page, as soon as everything is confirmed.
    Leaving,
    /// The page's clock says it is over; the server is being asked.
    TimeUp,
    /// Another device holds the room.
    Elsewhere,
    /// The server takes no answer from this page any more.
    Broken,
    /// Gone: nothing more is to be done here.
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcuts {
    On,
    Off,
}

#[derive(Serialize)]
struct Body {
    choice: String,
    marked: bool,
    sequence: i64,
}

/// What is kept in the browser; drafts of another ticket belong to an older seat and are dropped.
#[derive(Serialize, Deserialize)]
struct Drawer {
    ticket: String,
    drafts: Vec<Draft>,
}

impl Sitting {
    pub fn new(setting: Setting) -> Self {
        let clock = Clock::new(setting.deadline, setting.server_now, browser::arrived());
        let left = setting.deadline - setting.server_now;
        Self {
            current: RwSignal::new(setting.current),
            outbox: RwSignal::new(Outbox::new(&setting.answers)),
            stage: RwSignal::new(Stage::Sitting),
            left: RwSignal::new(digits(left)),
            warning: RwSignal::new(Warning::standing(left)),
            said: RwSignal::new(String::new()),
            saved_at: RwSignal::new(None),
            shortcuts: RwSignal::new(Shortcuts::On),
            clock: RwSignal::new(clock),
            left_ms: RwSignal::new(left),
            setting: StoredValue::new(setting),
        }
    }

    pub fn text(self, pick: impl Fn(&Texts) -> &String) -> String {
        self.setting.with_value(|setting| pick(&setting.texts).clone())
    }

    /// The browser has taken the page over: clock, drafts and line begin to work.
    pub fn wake(self) {
        if browser::stored(SHORTCUTS_OFF).is_some() {
            self.shortcuts.set(Shortcuts::Off);
        }
        if let Some(drawer) = self.drawer() {
            self.outbox.update(|outbox| outbox.take_up(&drawer.drafts, browser::now()));
        }
        browser::every(TICK_MS, move || self.tick());
        browser::on_hidden(move || self.hurry());
        browser::on_shown(move || self.ask());
        browser::on_leaving(move || {
            let last = self.outbox.try_update(Outbox::last_words).unwrap_or_default();
            last.into_iter().for_each(|sending| self.send(sending));
        });
    }

    pub fn answer(self, index: usize) -> Answer {
        self.outbox.with(|outbox| outbox.answer(index))
    }

    /// Whether answers are no longer taken here.
    pub fn is_closed(self) -> bool {
        !matches!(self.stage.get(), Stage::Sitting | Stage::Leaving)
    }

    pub fn change(self, index: usize, answer: Answer) {
        if untrack(|| self.is_closed()) {
            return;
        }
        self.outbox.update(|outbox| outbox.change(index, answer, browser::now()));
        self.keep_drafts();
    }

    pub fn show(self, index: usize) {
        let count = self.setting.with_value(|setting| setting.items.len());
        if index < count {
            self.hurry();
            self.current.set(index);
            if self.stage.get_untracked() == Stage::Leaving {
                self.stage.set(Stage::Sitting);
            }
            let address = self.setting.with_value(|setting| format!("{}?q={}", setting.links.room, index + 1));
            browser::show_address(&address);
            browser::soon(|| browser::focus(QUESTION_TITLE));
        }
    }

    pub fn does(self, deed: Deed) {
        let index = self.current.get_untracked();
        let answer = self.outbox.with_untracked(|outbox| outbox.answer(index));
        match deed {
            Deed::Choose(option) => {
                let ticks = self.setting.with_value(|setting| setting.items.get(index).map(|item| item.ticks));
                if let Some(ticks) = ticks {
                    self.change(index, answer.choosing(option, ticks));
                }
            }
            Deed::Mark => self.change(index, answer.with_mark_turned()),
            Deed::Next if index + 1 == self.setting.with_value(|setting| setting.items.len()) => self.leave(),
            Deed::Next => self.show(index + 1),
            Deed::Previous => self.show(index.wrapping_sub(1)),
        }
    }

    /// To the hand-in page, which shows what is unanswered; not before every answer is confirmed.
    pub fn leave(self) {
        if untrack(|| self.is_closed()) {
            return;
        }
        self.stage.set(Stage::Leaving);
        self.hurry();
        self.move_on();
    }

    pub fn turn_shortcuts(self) {
        let next = if self.shortcuts.get_untracked() == Shortcuts::On { Shortcuts::Off } else { Shortcuts::On };
        self.shortcuts.set(next);
        browser::store(SHORTCUTS_OFF, (next == Shortcuts::Off).then_some("yes"));
    }

    /// In a line: how safe the answers are.
    pub fn saving(self) -> String {
        let texts = self.setting.with_value(|setting| setting.texts.clone());
        let (unsent, is_offline) = self.outbox.with(|outbox| (outbox.unsent(), outbox.is_offline()));
        match (unsent, self.saved_at.get()) {
            (unsent, _) if is_offline => format!("{} {}", texts.offline, fill(&texts.unsent, unsent)),
            (0, None) => texts.untouched,
            (0, Some(at)) => fill(&texts.saved, time_of_day(at)),
            _ => texts.saving,
        }
    }

    fn tick(self) {
        let stage = self.stage.get_untracked();
        if matches!(stage, Stage::Gone | Stage::Elsewhere | Stage::Broken) {
            return;
        }
        self.count_down(browser::now());
        self.post();
        self.move_on();
    }

    /// Sends what is due.
    fn post(self) {
        let now = browser::now();
        if self.outbox.with_untracked(|outbox| outbox.is_due(now)) {
            let sendings = self.outbox.try_update(|outbox| outbox.due(now)).unwrap_or_default();
            sendings.into_iter().for_each(|sending| self.send(sending));
        }
    }

    fn count_down(self, now: i64) {
        let (before, left) = (self.left_ms.get_untracked(), self.clock.get_untracked().left(now));
        self.left_ms.set(left);
        let text = digits(left);
        if self.left.with_untracked(|shown| *shown != text) {
            self.left.set(text);
        }
        if let Some(warning) = Warning::between(before, left) {
            self.said.set(self.warning_text(warning));
        }
        let standing = Warning::standing(left);
        if self.warning.get_untracked() != standing {
            self.warning.set(standing);
        }
        let stage = self.stage.get_untracked();
        if left == 0 && matches!(stage, Stage::Sitting | Stage::Leaving) {
            self.stage.set(Stage::TimeUp);
            self.hurry();
            self.ask();
        } else if left > 0 && stage == Stage::TimeUp {
            // the server had more time than the page thought
            self.stage.set(Stage::Sitting);
        }
    }

    pub fn warning_text(self, warning: Warning) -> String {
        self.text(|texts| match warning {
            Warning::Minutes15 => &texts.minutes_15,
            Warning::Minutes5 => &texts.minutes_5,
        })
    }

    /// Goes where the stage leads once nothing is under way any more.
    fn move_on(self) {
        if !self.outbox.with_untracked(Outbox::is_quiet) {
            return;
        }
        match self.stage.get_untracked() {
            Stage::Leaving => {
                let address = self.setting.with_value(|setting| setting.links.hand_in.clone());
                self.go(|| browser::go(&address));
            }
            Stage::TimeUp => self.go(|| browser::submit(SUBMISSION)),
            _ => {}
        }
    }

    fn go(self, way: impl FnOnce()) {
        self.stage.set(Stage::Gone);
        way();
    }

    fn hurry(self) {
        self.outbox.update_untracked(|outbox| outbox.hurry(browser::now()));
        self.post();
    }

    /// Hears the server's clock by sending the present answer once more.
    fn ask(self) {
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
        let body = Body {
            choice: sending.answer.letters(),
            marked: sending.answer.is_marked(),
            sequence: sending.sequence,
        };
        let body = serde_json::to_string(&body).unwrap_or_default();
        spawn_local(async move {
            let sent_at = browser::now();
            let reply = browser::put(&url, &ticket, &body).await;
            self.hear(sending, reply, sent_at);
        });
    }

    fn hear(self, sending: Sending, reply: Reply, sent_at: i64) {
        let now = browser::now();
        let was_offline = self.outbox.with_untracked(Outbox::is_offline);
        match reply {
            Reply::Saved { saved_at, deadline, server_now } => {
                self.outbox.update(|outbox| outbox.confirmed(sending));
                self.saved_at.set(Some(saved_at));
                self.clock.update(|clock| clock.correct(deadline, server_now, sent_at, now));
            }
            Reply::Newer { sequence } => self.outbox.update(|outbox| outbox.outrun(sending, sequence, now)),
            Reply::Lost => self.outbox.update(|outbox| outbox.lost(sending, now, browser::jitter())),
            Reply::Elsewhere => self.stage.set(Stage::Elsewhere),
            Reply::Refused => self.stage.set(Stage::Broken),
            Reply::TimeUp => {
                let address = self.setting.with_value(|setting| setting.links.room.clone());
                self.go(|| browser::go(&address));
            }
        }
        self.keep_drafts();
        let is_offline = self.outbox.with_untracked(Outbox::is_offline);
        if is_offline != was_offline {
            self.said.set(self.text(|texts| if is_offline { &texts.offline } else { &texts.recovered }));
        }
    }

    fn keep_drafts(self) {
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
