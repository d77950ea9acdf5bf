//! What does the exam room need to know? Everything the browser gets: never a key, never a score of an answer.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::clock::time_of_day;

/// The room as the server lays it out. Instants are milliseconds UTC by the server's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    pub title: String,
    pub sections: Vec<Section>,
    pub items: Vec<RoomItem>,
    /// In the order of the items.
    pub answers: Vec<Kept>,
    /// The item to begin with, from 0.
    pub current: usize,
    pub ticket: String,
    pub drawer: Drawer,
    /// What staff told so far, oldest first.
    pub notices: Vec<Told>,
    pub at_end: AtEnd,
    pub deadline: i64,
    pub server_now: i64,
    pub links: Links,
    pub texts: Texts,
}

/// Where this browser keeps what it could not send yet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawer {
    pub attempt: String,
    /// Hexadecimal. Of this person's attempt alone: without it nothing in the drawer can be read.
    pub key: String,
    /// The device epoch of the ticket.
    pub epoch: i64,
}

impl fmt::Debug for Drawer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Drawer(..)")
    }
}

/// A word of the staff. `kind` is a code of the interface for programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub id: String,
    pub kind: String,
    pub minutes: i32,
    pub body: String,
    /// Milliseconds UTC.
    pub at: i64,
}

/// What the page does when the time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AtEnd {
    HandsIn,
    /// Only the candidate may hand in.
    Asks,
}

/// A part of the paper with the rule that is printed at its head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    pub name: String,
    pub rule: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomItem {
    pub slot: u16,
    /// Its place in [`Setting::sections`].
    pub section: usize,
    pub ticks: Ticks,
    pub points: String,
    /// Title and story, for a part of a case.
    pub case: Option<Story>,
    pub stem: String,
    /// In displayed order; the two words of a true/false question too.
    pub options: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    pub title: String,
    pub text: String,
}

/// How many options may be ticked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ticks {
    One,
    Several,
}

/// What the candidate gave to one question. Bit i of `choice` is the i-th displayed option.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub choice: u8,
    pub mark: Mark,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    #[default]
    Plain,
    Marked,
}

/// Under what an answer is stored: the higher one is the newer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Written {
    /// Rises with every device that takes the room over.
    pub epoch: i64,
    pub sequence: i64,
}

/// An answer that the server has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub answer: Answer,
    pub written: Written,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The room itself; it leads to the result once the attempt has ended.
    pub room: String,
    /// Answers are saved at `<api>/<slot>`.
    pub api: String,
    /// Where the page reports what it notices and hears the news.
    pub events: String,
    /// The plain form of an answer is posted to `<forms>/<slot>`.
    pub forms: String,
    pub hand_in: String,
    pub submission: String,
}

macro_rules! texts {
    ($($text:ident $name:literal),+ $(,)?) => {
        /// What the room says, each by the name it has in the catalogue.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Text { $($text,)+ }

        const NAMES: &[&str] = &[$($name,)+];
    };
}

texts! {
    QuestionOf "question_of", Clear "clear", Mark "mark", Next "next", Previous "previous", HandIn "hand_in",
    Sheet "sheet", Answered "answered", Marked "marked", Empty "empty", Number "number",
    Left "left", Minutes15 "minutes_15", Minutes5 "minutes_5",
    Untouched "untouched", Saving "saving", Saved "saved", SavedNumber "saved_number", Unsent "unsent", KeptHere "kept_here", KeptInPage "kept_in_page", Cut "cut", Late "late",
    Offline "offline", OfflineInPage "offline_in_page", Recovered "recovered", InPageOnly "in_page_only", Fetched "fetched", Outdated "outdated", OutdatedOne "outdated_one",
    Elsewhere "elsewhere", TakeOver "take_over", TimeUp "time_up", LateThese "late_these", Broken "broken", Reload "reload", OtherWindow "other_window", Leaving "leaving", LeavingOffline "leaving_offline",
    Comma "comma",
    ShortcutsOn "shortcuts_on", ShortcutsOff "shortcuts_off", Shortcuts "shortcuts",
    FullScreen "full_screen", FullScreenOn "full_screen_on",
    Told "told", ToldMessage "told_message", ToldExtraTime "told_extra_time", ToldUnlock "told_unlock",
}

/// Every word of the room, in the language of the visit; the browser holds no catalogue. In the order of [`Text`]: a list is
/// read by far less code than a record with forty names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts(Vec<String>);

impl Texts {
    /// `say` finds the text of a name in the catalogue.
    pub fn said_by(say: impl Fn(&str) -> String) -> Self {
        Self(NAMES.iter().map(|name| say(name)).collect())
    }

    pub fn get(&self, text: Text) -> &str {
        self.0.get(text as usize).map_or("", String::as_str)
    }
}

impl Told {
    /// As it stands on the page: time of day and words.
    pub fn said(&self, texts: &Texts) -> String {
        let words = match self.kind.as_str() {
            "extra_time" => fill(texts.get(Text::ToldExtraTime), self.minutes),
            "unlock" => texts.get(Text::ToldUnlock).to_owned(),
            _ => texts.get(Text::ToldMessage).replace("%{body}", &self.body),
        };
        format!("{} {words}", time_of_day(self.at).get(..5).unwrap_or_default())
    }
}

impl Answer {
    /// The chosen letters in displayed order: `ACD`, or nothing.
    pub fn letters(self) -> String {
        (0..8).filter(|index| self.choice & (1 << index) != 0).map(letter).collect()
    }

    /// With one option ticked, or, where several may be, turned round.
    pub fn choosing(self, option: u8, ticks: Ticks) -> Self {
        let bit = 1_u8.checked_shl(option.into()).unwrap_or(0);
        let choice = match ticks {
            Ticks::One => bit,
            Ticks::Several => self.choice ^ bit,
        };
        Self { choice, ..self }
    }

    pub fn cleared(self) -> Self {
        Self { choice: 0, ..self }
    }

    pub fn with_mark_turned(self) -> Self {
        let mark = if self.mark == Mark::Plain { Mark::Marked } else { Mark::Plain };
        Self { mark, ..self }
    }

    pub fn has(self, option: u8) -> bool {
        1_u8.checked_shl(option.into()).is_some_and(|bit| self.choice & bit != 0)
    }

    pub fn is_given(self) -> bool {
        self.choice != 0
    }

    pub fn is_marked(self) -> bool {
        self.mark == Mark::Marked
    }
}

/// The letter of an option: 0 is A.
pub fn letter(option: u8) -> char {
    char::from(b'A' + option % 26)
}

/// Fills `%{n}` in a text of the catalogue.
pub fn fill(text: &str, n: impl ToString) -> String {
    text.replace("%{n}", &n.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_tick_replaces_the_other_and_several_turn_round() {
        let none = Answer::default();
        assert_eq!(none.choosing(1, Ticks::One).choosing(3, Ticks::One).letters(), "D");
        assert_eq!(none.choosing(3, Ticks::Several).choosing(0, Ticks::Several).letters(), "AD");
        assert_eq!(none.choosing(2, Ticks::Several).choosing(2, Ticks::Several).letters(), "");
    }

    #[test]
    fn a_word_of_the_staff_is_said_with_its_time() {
        let texts = Texts::said_by(|name| match name {
            "told_extra_time" => "延长%{n}分钟".into(),
            "told_message" => "监考：%{body}".into(),
            _ => String::new(),
        });
        let told = |kind: &str| Told { id: "1".into(), kind: kind.into(), minutes: 5, body: "请安静".into(), at: 0 };
        assert_eq!(told("extra_time").said(&texts), "08:00 延长5分钟");
        assert_eq!(told("message").said(&texts), "08:00 监考：请安静");
    }

    #[test]
    fn clearing_an_answer_keeps_its_mark() {
        let answer = Answer::default().choosing(0, Ticks::One).with_mark_turned();
        assert!(answer.cleared().is_marked() && !answer.cleared().is_given());
    }
}
