//! What is going on in the room? The answers, the clock and the line to the server, and what each deed does to them.

mod drawer;
mod line;
mod pulse;

use drawer::Cabinet;
use leptos::prelude::*;

use super::browser;
use super::clock::{Clock, Warning, digits, time_of_day};
use super::icons::Icon;
use super::keys::Deed;
use super::outbox::{Draft, Outbox, Shelf};
use super::screen::Screen;
use super::setting::{Answer, AtEnd, Setting, Text, Told, fill};

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
    /// The last thing said to screen readers, when they are ready to listen.
    pub said: RwSignal<String>,
    /// Said at once.
    pub alarm: RwSignal<String>,
    pub saved_at: RwSignal<Option<i64>>,
    pub shortcuts: RwSignal<Shortcuts>,
    pub screen: RwSignal<Screen>,
    /// What staff told, oldest first.
    pub told: RwSignal<Vec<Told>>,
    /// What this browser had kept, and what was answered later elsewhere.
    pub outdated: RwSignal<Vec<Draft>>,
    cabinet: StoredValue<Option<Cabinet>, LocalStorage>,
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

/// How safe the answers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// Nothing was answered since the page came.
    Untouched,
    OnTheWay,
    /// Everything is confirmed; the last at this instant.
    Saved(i64),
    /// No line: so many answers lie here.
    Cut(usize, Shelf),
    /// So many answers wait for a way back.
    Waiting(usize),
    /// The time is over, and so many answers did not arrive.
    Late(usize),
}

impl Safety {
    pub fn icon(self) -> Icon {
        match self {
            Self::Untouched => Icon::Info,
            Self::OnTheWay => Icon::Upload,
            Self::Saved(_) => Icon::Check,
            Self::Cut(..) | Self::Waiting(_) | Self::Late(_) => Icon::Warning,
        }
    }
}

impl Sitting {
    pub fn new(setting: Setting) -> Self {
        let clock = Clock::new(setting.deadline, setting.server_now, browser::arrived());
        let left = setting.deadline - setting.server_now;
        Self {
            current: RwSignal::new(setting.current),
            outbox: RwSignal::new(Outbox::new(&setting.answers, setting.drawer.epoch)),
            stage: RwSignal::new(Stage::Sitting),
            left: RwSignal::new(digits(left)),
            warning: RwSignal::new(Warning::standing(left)),
            said: RwSignal::new(String::new()),
            alarm: RwSignal::new(String::new()),
            saved_at: RwSignal::new(None),
            shortcuts: RwSignal::new(Shortcuts::On),
            screen: RwSignal::new(Screen::Unable),
            told: RwSignal::new(setting.notices.clone()),
            outdated: RwSignal::new(Vec::new()),
            cabinet: StoredValue::new_local(None),
            clock: RwSignal::new(clock),
            left_ms: RwSignal::new(left),
            setting: StoredValue::new(setting),
        }
    }

    pub fn text(self, text: Text) -> String {
        self.setting.with_value(|setting| setting.texts.get(text).to_owned())
    }

    /// The browser has taken the page over: clock, drafts and line begin to work.
    pub fn wake(self) {
        if browser::stored(SHORTCUTS_OFF).is_some() {
            self.shortcuts.set(Shortcuts::Off);
        }
        self.open_drawer();
        browser::every(TICK_MS, move || self.tick());
        browser::on_hidden(move || self.hurry());
        browser::on_shown(move || {
            self.hurry();
            self.ask();
        });
        browser::on_line(move || self.outbox.update(|outbox| outbox.back(browser::now(), browser::jitter())));
        browser::on_line_cut(move || self.cut());
        browser::on_leaving(move || self.last_words());
        browser::reload_when_brought_back();
        self.screen.set(browser::screen());
        browser::on_screen(move || self.screen.set(browser::screen()));
        self.watch();
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
        let draft = self.outbox.try_update(|outbox| outbox.change(index, answer, browser::now())).flatten();
        if let Some(draft) = draft {
            self.keep(draft);
        }
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

    pub fn turn_screen(self) {
        browser::turn_screen();
    }

    pub fn safety(self) -> Safety {
        let (unsent, is_offline, shelf) =
            self.outbox.with(|outbox| (outbox.unsent().len(), outbox.is_offline(), outbox.shelf()));
        match self.stage.get() {
            Stage::Elsewhere | Stage::Broken if unsent > 0 => Safety::Waiting(unsent),
            Stage::TimeUp if unsent > 0 => Safety::Late(unsent),
            _ if is_offline => Safety::Cut(unsent, shelf),
            _ if unsent > 0 => Safety::OnTheWay,
            _ => self.saved_at.get().map_or(Safety::Untouched, Safety::Saved),
        }
    }

    pub fn safety_text(self) -> String {
        let filled = |text, n: usize| fill(&self.text(text), n);
        match self.safety() {
            Safety::Untouched => self.text(Text::Untouched),
            Safety::OnTheWay => self.text(Text::Saving),
            Safety::Saved(at) => fill(&self.text(Text::Saved), time_of_day(at)),
            Safety::Cut(0, _) => self.text(Text::Cut),
            Safety::Cut(unsent, Shelf::Browser) => filled(Text::KeptHere, unsent),
            Safety::Cut(unsent, Shelf::Page) => filled(Text::KeptInPage, unsent),
            Safety::Waiting(unsent) => filled(Text::Unsent, unsent),
            Safety::Late(unsent) => filled(Text::Late, unsent),
        }
    }

    /// The questions with these places in the paper, by name.
    pub fn numbers(self, places: &[usize]) -> String {
        self.setting.with_value(|setting| {
            let names: Vec<String> =
                places.iter().map(|index| fill(setting.texts.get(Text::Number), index + 1)).collect();
            names.join(setting.texts.get(Text::Comma))
        })
    }

    /// The computer says that its line is gone.
    fn cut(self) {
        if !self.outbox.with_untracked(Outbox::is_offline) {
            self.outbox.update(|outbox| outbox.cut(browser::now()));
            self.tell_line();
        }
    }

    /// Says aloud that the line is lost or back.
    fn tell_line(self) {
        let (is_offline, shelf) = self.outbox.with_untracked(|outbox| (outbox.is_offline(), outbox.shelf()));
        self.said.set(self.text(match (is_offline, shelf) {
            (false, _) => Text::Recovered,
            (true, Shelf::Browser) => Text::Offline,
            (true, Shelf::Page) => Text::OfflineInPage,
        }));
    }

    fn tick(self) {
        let stage = self.stage.get_untracked();
        if matches!(stage, Stage::Gone | Stage::Elsewhere | Stage::Broken) {
            return;
        }
        self.count_down(browser::now());
        self.post();
        if self.outbox.with_untracked(|outbox| outbox.wants_word(browser::now())) {
            self.ask();
        }
        self.move_on();
    }

    fn count_down(self, now: i64) {
        let (before, left) = (self.left_ms.get_untracked(), self.clock.get_untracked().left(now));
        self.left_ms.set(left);
        let text = digits(left);
        if self.left.with_untracked(|shown| *shown != text) {
            self.left.set(text);
        }
        match Warning::between(before, left) {
            Some(warning @ Warning::Minutes15) => self.said.set(self.warning_text(warning)),
            Some(warning @ Warning::Minutes5) => self.alarm.set(self.warning_text(warning)),
            None => {}
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
        self.text(match warning {
            Warning::Minutes15 => Text::Minutes15,
            Warning::Minutes5 => Text::Minutes5,
        })
    }

    /// Goes where the stage leads once nothing is under way any more.
    fn move_on(self) {
        if !self.outbox.with_untracked(|outbox| outbox.is_quiet() && !outbox.is_offline()) {
            return;
        }
        match self.stage.get_untracked() {
            Stage::Leaving => {
                let address = self.setting.with_value(|setting| setting.links.hand_in.clone());
                self.go(move || browser::go(&address));
            }
            Stage::TimeUp => match self.setting.with_value(|setting| setting.at_end) {
                AtEnd::HandsIn => self.go(|| browser::submit(SUBMISSION)),
                AtEnd::Asks => {
                    let address = self.setting.with_value(|setting| setting.links.hand_in.clone());
                    self.go(move || browser::go(&address));
                }
            },
            _ => {}
        }
    }

    fn go(self, way: impl FnOnce() + 'static) {
        self.stage.set(Stage::Gone);
        self.when_kept(way);
    }
}
