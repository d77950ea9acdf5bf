//! What rests on which fact, and what happened to it?

use std::collections::{HashMap, HashSet};

use question_bank::Fact;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Change, Citing, FactLine, FactView, Flag, active, find, open_flags};
use crate::entity::fact_changes;
use crate::permissions::{Object, Verb, require};
use crate::questions::findings::known_facts;
use crate::questions::history::names;
use crate::{Ctx, Fault, Instant};

pub async fn list(ctx: &Ctx) -> Result<Vec<FactLine>, Fault> {
    require(ctx, Verb::View, Object::QuestionBank)?;
    let reader = ctx.db.reader();
    let known = known_facts(reader).await?;
    let flags: HashSet<(String, String)> =
        open_flags(reader).await?.into_iter().map(|flag| (flag.fact_id, flag.hash)).collect();
    let mut counted: HashMap<String, (usize, usize)> = HashMap::new();
    for (row, question) in active(reader).await? {
        for fact in question.cited_facts() {
            let count = counted.entry(fact.0.clone()).or_default();
            count.0 += 1;
            count.1 += usize::from(flags.contains(&(fact.0.clone(), row.hash.clone())));
        }
    }
    let line = |fact: &Fact| {
        let (citing, flagged) = counted.get(&fact.id.0).copied().unwrap_or_default();
        FactLine { fact: fact.clone(), citing, flagged }
    };
    Ok(known.iter().map(line).collect())
}

pub async fn get(ctx: &Ctx, id: &str) -> Result<FactView, Fault> {
    require(ctx, Verb::View, Object::QuestionBank)?;
    let (reader, own) = (ctx.db.reader(), ctx.signed_in()?.account);
    let fact = find(reader, id).await?;
    let mut flags: HashMap<String, Flag> = open_flags(reader)
        .await?
        .into_iter()
        .filter(|flag| flag.fact_id == id)
        .map(|row| {
            let (reason, is_own) = (row.flagged_by.map(|_| row.reason), row.flagged_by == Some(own));
            (row.hash, Flag { id: row.id, reason, at: Instant(row.flagged_at), is_own })
        })
        .collect();
    let mut citing = Vec::new();
    for (row, question) in active(reader).await? {
        if question.cited_facts().contains(&fact.id) {
            let flag = flags.remove(&row.hash);
            citing.push(Citing { question: row.try_into()?, flag });
        }
    }
    let rows = fact_changes::Entity::find()
        .filter(fact_changes::Column::FactId.eq(id))
        .order_by_desc(fact_changes::Column::ProposedAt)
        .order_by_desc(fact_changes::Column::Id)
        .all(reader)
        .await?;
    let accounts: Vec<Uuid> = rows.iter().flat_map(|row| [row.proposed_by, row.seconded_by]).flatten().collect();
    let known = names(reader, &accounts).await?;
    let changes = rows.into_iter().map(|row| change(row, &known, own)).collect::<Result<_, _>>()?;
    Ok(FactView { fact, citing, changes })
}

fn change(row: fact_changes::Model, known: &HashMap<Uuid, String>, own: Uuid) -> Result<Change, Fault> {
    let after: Fact = serde_json::from_str(&row.content)?;
    let name = |account: Uuid| known.get(&account).cloned().unwrap_or_default();
    Ok(Change {
        id: row.id,
        kind: row.kind,
        statement: after.fact,
        confidence: after.confidence,
        official_text: row.official_text,
        text_version: row.text_version,
        by: row.proposed_by.map(name),
        at: Instant(row.proposed_at),
        is_own: row.proposed_by == Some(own),
        seconded: row.seconded_by.zip(row.seconded_at).map(|(account, at)| (name(account), Instant(at))),
    })
}
