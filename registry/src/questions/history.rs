//! What happened to a question, when, by whom and why; and how do two of its versions differ?

use std::collections::HashMap;

use question_bank::{Body, Item, Question};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::QuestionLine;
use super::difference::{Run, difference};
use crate::entity::{accounts, people, question_events, question_versions};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant};

/// One event before it is stored.
pub(super) struct Event<'a> {
    verb: &'static str,
    question: &'a str,
    draft: Option<Uuid>,
    hash: Option<&'a str>,
    reason: &'a str,
    law_version: &'a str,
}

impl<'a> Event<'a> {
    pub(super) fn new(verb: &'static str, question: &'a str) -> Self {
        Self { verb, question, draft: None, hash: None, reason: "", law_version: "" }
    }

    pub(super) fn draft(self, draft: Uuid) -> Self {
        Self { draft: Some(draft), ..self }
    }

    pub(super) fn version(self, hash: &'a str) -> Self {
        Self { hash: Some(hash), ..self }
    }

    pub(super) fn reason(self, reason: &'a str) -> Self {
        Self { reason, ..self }
    }

    pub(super) fn law_version(self, law_version: &'a str) -> Self {
        Self { law_version, ..self }
    }
}

/// Writes an event down in the transaction of what it tells.
pub(super) async fn note(tx: &DatabaseTransaction, ctx: &Ctx, event: Event<'_>) -> Result<(), Fault> {
    let row = question_events::Model {
        id: ctx.new_id(),
        question_id: event.question.to_owned(),
        draft_id: event.draft,
        hash: event.hash.map(str::to_owned),
        verb: event.verb.to_owned(),
        at: ctx.now().0,
        account_id: ctx.signed_in()?.account,
        reason: event.reason.to_owned(),
        law_version: event.law_version.to_owned(),
    };
    question_events::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// One line of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub verb: String,
    pub at: Instant,
    pub by: String,
    pub reason: String,
    pub law_version: String,
    /// Number of the version that it is about.
    pub version: Option<i32>,
}

/// All of a question's past.
#[derive(Clone, Debug)]
pub struct History {
    /// The newest first.
    pub versions: Vec<QuestionLine>,
    /// The latest first.
    pub events: Vec<Told>,
}

pub async fn get(ctx: &Ctx, question: &str) -> Result<History, Fault> {
    require(ctx, Verb::View, Object::QuestionBank)?;
    let reader = ctx.db.reader();
    let rows = question_versions::Entity::find()
        .filter(question_versions::Column::QuestionId.eq(question))
        .order_by_desc(question_versions::Column::Version)
        .all(reader)
        .await?;
    let events = question_events::Entity::find()
        .filter(question_events::Column::QuestionId.eq(question))
        .order_by_desc(question_events::Column::At)
        .order_by_desc(question_events::Column::Id)
        .all(reader)
        .await?;
    if rows.is_empty() && events.is_empty() {
        return Err(Fault::NotFound);
    }
    let accounts: Vec<Uuid> = events.iter().map(|event| event.account_id).collect();
    let known = names(reader, &accounts).await?;
    let numbers: HashMap<&str, i32> = rows.iter().map(|row| (row.hash.as_str(), row.version)).collect();
    let events = events
        .iter()
        .map(|event| Told {
            verb: event.verb.clone(),
            at: Instant(event.at),
            by: known.get(&event.account_id).cloned().unwrap_or_default(),
            reason: event.reason.clone(),
            law_version: event.law_version.clone(),
            version: event.hash.as_deref().and_then(|hash| numbers.get(hash).copied()),
        })
        .collect();
    let versions = rows.into_iter().map(QuestionLine::try_from).collect::<Result<_, _>>()?;
    Ok(History { versions, events })
}

/// One field of a question: its name in the catalogue, the number of its part from 1, and what became of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub field: &'static str,
    pub part: usize,
    pub runs: Vec<Run>,
}

/// What changed from one version of a question to another; fields that are the same are left out.
pub async fn compare(ctx: &Ctx, question: &str, old: i32, new: i32) -> Result<Vec<Changed>, Fault> {
    require(ctx, Verb::View, Object::QuestionBank)?;
    let read = async |version: i32| -> Result<Question, Fault> {
        let row = question_versions::Entity::find()
            .filter(question_versions::Column::QuestionId.eq(question))
            .filter(question_versions::Column::Version.eq(version))
            .one(ctx.db.reader())
            .await?
            .ok_or(Fault::NotFound)?;
        Ok(serde_json::from_str(&row.content)?)
    };
    Ok(changes(&read(old).await?, &read(new).await?))
}

/// The same for a question that is not stored yet.
pub fn changes(old: &Question, new: &Question) -> Vec<Changed> {
    let (old, new) = (texts(old), texts(new));
    let text_of = |texts: &[Text], field, part| {
        texts.iter().find(|text| text.field == field && text.part == part).map(|text| text.text.clone())
    };
    let only_old = old.iter().filter(|text| text_of(&new, text.field, text.part).is_none());
    new.iter()
        .chain(only_old)
        .filter_map(|text| {
            let before = text_of(&old, text.field, text.part).unwrap_or_default();
            let after = text_of(&new, text.field, text.part).unwrap_or_default();
            (before != after).then(|| Changed { field: text.field, part: text.part, runs: difference(&before, &after) })
        })
        .collect()
}

struct Text {
    field: &'static str,
    part: usize,
    text: String,
}

fn texts(question: &Question) -> Vec<Text> {
    let text = |field, part, text: &str| Text { field, part, text: text.to_owned() };
    let mut all = vec![
        text("point", 0, question.point.code()),
        text("difficulty", 0, question.difficulty.code()),
        text("purpose", 0, question.purpose.code()),
    ];
    if let Body::Case(case) = &question.body {
        all.push(text("story", 0, &case.stem));
    }
    for (part, (_, item)) in (1..).zip(question.items()) {
        let facts: Vec<&str> = item.facts.iter().map(|fact| fact.0.as_str()).collect();
        all.push(text("stem", part, &item.stem));
        all.push(text("options", part, &options(item)));
        all.push(text("right", part, &item.right.to_string()));
        all.push(text("explanation", part, &item.explanation));
        all.push(text("facts", part, &facts.join("、")));
    }
    all
}

fn options(item: &Item) -> String {
    let lettered = (0..).map(question_bank::choice::option_letter).zip(&item.options);
    lettered.map(|(letter, option)| format!("{letter}. {option}")).collect::<Vec<_>>().join("\n")
}

/// The names behind accounts, for colleagues.
pub(crate) async fn names<C: ConnectionTrait>(db: &C, ids: &[Uuid]) -> Result<HashMap<Uuid, String>, Fault> {
    let rows = accounts::Entity::find().filter(accounts::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let persons: Vec<Uuid> = rows.iter().map(|row| row.person_id).collect();
    let people = people::Entity::find().filter(people::Column::Id.is_in(persons)).all(db).await?;
    let by_person: HashMap<Uuid, String> = people.into_iter().map(|row| (row.id, row.name)).collect();
    Ok(rows.iter().filter_map(|row| Some((row.id, by_person.get(&row.person_id)?.clone()))).collect())
}
