//! What waits for staff alone: a question beneath a changed text of the law, a mark that somebody wants to raise, a clock
//! that jumped?

use std::sync::Arc;

use question_bank::Confidence;
use registry::clock::{Clock, alarms};
use registry::fixtures::{Part, World};
use registry::instant::HOUR_MS;
use registry::questions::sources::{self, NewText};
use registry::{Ctx, Instant};
use uuid::Uuid;

/// One official question cites it.
pub const FACT: &str = "F104";
const VERSION: &str = "修正文本，二〇二六年十一月一日起施行";

pub struct Waiting {
    flag: Uuid,
    change: Uuid,
    alarm: Uuid,
}

/// Stands where the other clock does, while the system's is an hour ahead.
struct Jumped(Instant);

impl Clock for Jumped {
    fn now(&self) -> Instant {
        self.0
    }

    fn step_ms(&self) -> Option<i64> {
        Some(HOUR_MS)
    }
}

impl Waiting {
    pub async fn set(world: &World) -> Self {
        let editor = world.as_(Part::QuestionEditor);
        let fact = sources::get(&editor, FACT).await.unwrap().fact;
        let new = NewText {
            law: fact.law,
            article: fact.article,
            statement: format!("{}（修正）", fact.fact),
            text_version: VERSION.into(),
            reason: "公布了修正文本".into(),
        };
        assert_eq!(sources::change_text(&editor, FACT, &new).await.unwrap(), 1, "one question waits");
        let change = sources::raise(&editor, FACT, Confidence::Law, (&new.statement, VERSION)).await.unwrap();
        let found = sources::get(&editor, FACT).await.unwrap();
        let flag = found.citing.iter().find_map(|citing| citing.flag.as_ref()).unwrap().id;
        let jumped = Ctx { clock: Arc::new(Jumped(world.ctx.now())), ..world.ctx.clone() };
        alarms::watch(&jumped, "test").await.unwrap();
        let alarm = alarms::open(&jumped).await.unwrap()[0].id;
        Self { flag, change, alarm }
    }

    /// What the names in the paths stand for.
    pub fn names(&self) -> [(&'static str, String); 3] {
        [("flag", self.flag), ("change", self.change), ("alarm", self.alarm)].map(|(name, id)| (name, id.to_string()))
    }
}
