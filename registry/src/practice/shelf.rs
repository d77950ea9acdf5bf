//! Which practice questions may be put before people now, and what do they rest on? Official ones are never among them.

use std::collections::{HashMap, HashSet};

use question_bank::{Fact, PoolQuestion, Purpose, Question, Secondary, VersionId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::entity::{facts, question_versions};
use crate::questions::library::{self, Library};
use crate::{Ctx, Fault};

/// Everything that may be practised.
pub async fn questions(ctx: &Ctx) -> Result<Vec<Question>, Fault> {
    let is_allowed = crate::courses::rules(ctx).await?.is_on("bank.allow_secondary")?;
    let secondary = if is_allowed { Secondary::Allowed } else { Secondary::Refused };
    library::drawable(ctx.db.reader(), Purpose::Practice, secondary).await
}

/// The same, as it is drawn from.
pub async fn pool(ctx: &Ctx) -> Result<Vec<PoolQuestion>, Fault> {
    Ok(questions(ctx).await?.iter().map(|question| PoolQuestion::of(question, 0)).collect())
}

/// The texts of these versions, and of the facts that they cite.
pub async fn read<C: ConnectionTrait>(db: &C, versions: &[VersionId]) -> Result<(Library, Sources), Fault> {
    let library = library::read(db, versions).await?;
    let sources = Sources::of(db, library.values()).await?;
    Ok((library, sources))
}

/// The newest version of a practice question, by its hash; any other question is not found.
pub async fn newest<C: ConnectionTrait>(db: &C, question: &str) -> Result<question_versions::Model, Fault> {
    // no id holds a control character, and PostgreSQL takes no text with a zero byte
    if question.chars().any(char::is_control) {
        return Err(Fault::NotFound);
    }
    let rows = question_versions::Entity::find()
        .filter(question_versions::Column::QuestionId.eq(question))
        .filter(question_versions::Column::State.is_in(["ready", "retired"]))
        .all(db)
        .await?;
    let ready = rows.iter().find(|row| row.state == "ready");
    let found = ready.or_else(|| rows.iter().max_by_key(|row| row.version)).cloned();
    found.filter(|row| row.purpose == Purpose::Practice.code()).ok_or(Fault::NotFound)
}

/// Facts by their id.
pub(crate) struct Sources(HashMap<String, Fact>);

impl Sources {
    async fn of<'q, C: ConnectionTrait>(db: &C, questions: impl Iterator<Item = &'q Question>) -> Result<Self, Fault> {
        let ids: HashSet<String> = questions.flat_map(Question::cited_facts).map(|id| id.0.clone()).collect();
        let rows = facts::Entity::find().filter(facts::Column::Id.is_in(ids)).all(db).await?;
        let read = rows.into_iter().map(|row| Ok((row.id, serde_json::from_str(&row.content)?)));
        Ok(Self(read.collect::<Result<_, Fault>>()?))
    }

    pub fn get(&self, id: &str) -> Option<&Fact> {
        self.0.get(id)
    }
}
