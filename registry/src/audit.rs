//! Who did what, and can it be proven that nothing was taken out or put in later? Sixteen hash chains; an entry is
//! written in the transaction of the change that it records. No personal data inside.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::entity::{audit_entries, audit_heads};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant};

const CHAINS: u8 = 16;

/// One entry as it is read back.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    pub chain: i32,
    pub sequence: i64,
    pub at: Instant,
    pub actor: String,
    pub verb: String,
    pub subject_kind: String,
    pub subject: String,
    pub facts: Value,
    pub hash: String,
}

/// Writes one entry; `facts` carries ids, codes and figures, never a name or a number of a person.
pub async fn record(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    verb: &str,
    (subject_kind, subject): (&str, impl ToString),
    facts: Value,
) -> Result<(), Fault> {
    let subject = subject.to_string();
    let chain = chain_of(subject_kind, &subject);
    let head = audit_heads::Entity::find_by_id(i32::from(chain))
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| Fault::internal("audit chain without head"))?;
    let mut entry = audit_entries::Model {
        chain: i32::from(chain),
        sequence: head.sequence + 1,
        at: ctx.now().0,
        actor: ctx.actor.label(),
        verb: verb.to_owned(),
        subject_kind: subject_kind.to_owned(),
        subject,
        facts: serde_json_canonicalizer::to_string(&facts)?,
        previous: head.hash.clone(),
        hash: String::new(),
    };
    entry.hash = hash_of(&entry)?;
    let moved = audit_heads::Entity::update_many()
        .col_expr(audit_heads::Column::Sequence, Expr::value(entry.sequence))
        .col_expr(audit_heads::Column::Hash, Expr::value(entry.hash.clone()))
        .filter(audit_heads::Column::Chain.eq(entry.chain))
        .filter(audit_heads::Column::Sequence.eq(head.sequence))
        .exec(tx)
        .await?;
    if moved.rows_affected != 1 {
        return Err(Fault::Busy);
    }
    audit_entries::Entity::insert(entry.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// What the log's page filters by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub subject_kind: Option<String>,
    pub subject: Option<String>,
}

pub async fn list(ctx: &Ctx, filter: &Filter, page: u64, per_page: u64) -> Result<(Vec<Entry>, u64), Fault> {
    require(ctx, Verb::View, Object::AuditLog)?;
    let mut query = audit_entries::Entity::find();
    if let Some(kind) = &filter.subject_kind {
        query = query.filter(audit_entries::Column::SubjectKind.eq(kind));
    }
    if let Some(subject) = &filter.subject {
        query = query.filter(audit_entries::Column::Subject.eq(subject));
    }
    let pages = query
        .order_by_desc(audit_entries::Column::At)
        .order_by_desc(audit_entries::Column::Sequence)
        .paginate(ctx.db.reader(), per_page);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?;
    rows.into_iter().map(Entry::try_from).collect::<Result<Vec<_>, _>>().map(|rows| (rows, total))
}

/// What is wrong with a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    Missing { chain: i32, sequence: i64 },
    Changed { chain: i32, sequence: i64 },
    Cut { chain: i32 },
}

/// Reads every chain from its start and recomputes every hash.
pub async fn check_chains<C: ConnectionTrait>(db: &C) -> Result<Vec<Break>, Fault> {
    let mut breaks = Vec::new();
    for head in audit_heads::Entity::find().order_by_asc(audit_heads::Column::Chain).all(db).await? {
        let (mut sequence, mut previous) = (0, String::new());
        loop {
            let rows = audit_entries::Entity::find()
                .filter(audit_entries::Column::Chain.eq(head.chain))
                .filter(audit_entries::Column::Sequence.gt(sequence))
                .order_by_asc(audit_entries::Column::Sequence)
                .limit(1_000)
                .all(db)
                .await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                if row.sequence != sequence + 1 {
                    breaks.push(Break::Missing { chain: row.chain, sequence: sequence + 1 });
                } else if row.previous != previous || row.hash != hash_of(&row)? {
                    breaks.push(Break::Changed { chain: row.chain, sequence: row.sequence });
                }
                (sequence, previous) = (row.sequence, row.hash);
            }
        }
        if head.sequence != sequence || head.hash != previous {
            breaks.push(Break::Cut { chain: head.chain });
        }
    }
    Ok(breaks)
}

fn chain_of(kind: &str, subject: &str) -> u8 {
    Sha256::digest(format!("{kind}/{subject}").as_bytes())[0] % CHAINS
}

/// SHA-256 over the canonical JSON of the entry without its own hash.
fn hash_of(entry: &audit_entries::Model) -> Result<String, Fault> {
    let content = json!({
        "chain": entry.chain, "sequence": entry.sequence, "at": entry.at, "actor": entry.actor, "verb": entry.verb,
        "subjectKind": entry.subject_kind, "subject": entry.subject, "facts": entry.facts, "previous": entry.previous,
    });
    Ok(crate::vault::hex(&Sha256::digest(serde_json_canonicalizer::to_vec(&content)?)))
}

impl TryFrom<audit_entries::Model> for Entry {
    type Error = Fault;

    fn try_from(row: audit_entries::Model) -> Result<Self, Fault> {
        Ok(Self {
            chain: row.chain,
            sequence: row.sequence,
            at: Instant(row.at),
            actor: row.actor,
            verb: row.verb,
            subject_kind: row.subject_kind,
            subject: row.subject,
            facts: serde_json::from_str(&row.facts)?,
            hash: row.hash,
        })
    }
}

#[cfg(test)]
mod tests;
