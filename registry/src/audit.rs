//! Who did what, and can it be proven that nothing was taken out or put in later? Sixteen hash chains; an entry is
//! written in the transaction of the change that it records. No personal data inside.

mod checking;

pub use checking::{Break, Head, check_chains, heads, lost};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::entity::{audit_entries, audit_heads};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Day, Fault, Instant};

const CHAINS: u8 = 16;
/// The job that looks whether the chains are whole.
pub const CHECKING: &str = "check_audit";

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

/// Whose acts: an account's, the program's own, or those of visitors who were not signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Account,
    System,
    Anonymous,
}

impl By {
    pub const ALL: [Self; 3] = [Self::Account, Self::System, Self::Anonymous];

    /// As the entries begin.
    pub fn code(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::System => "system",
            Self::Anonymous => "anonymous",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.code() == code)
    }
}

/// What the log's page filters by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub subject_kind: Option<String>,
    pub subject: Option<String>,
    /// What was done to this id, and what this account did.
    pub concerning: Option<String>,
    pub by: Option<By>,
    pub from: Option<Day>,
    pub until: Option<Day>,
}

impl Filter {
    fn condition(&self) -> Condition {
        use audit_entries::Column;
        let concerning =
            |id: &String| Condition::any().add(Column::Subject.eq(id)).add(Column::Actor.eq(format!("account:{id}")));
        Condition::all()
            .add_option(self.subject_kind.as_ref().map(|kind| Column::SubjectKind.eq(kind)))
            .add_option(self.subject.as_ref().map(|subject| Column::Subject.eq(subject)))
            .add_option(self.concerning.as_ref().map(concerning))
            .add_option(self.by.map(|by| Column::Actor.starts_with(by.code())))
            .add_option(self.from.map(|day| Column::At.gte(day.starts_at().0)))
            .add_option(self.until.map(|day| Column::At.lt(day.next().starts_at().0)))
    }
}

pub async fn list(ctx: &Ctx, filter: &Filter, page: u64, per_page: u64) -> Result<(Vec<Entry>, u64), Fault> {
    require(ctx, Verb::View, Object::AuditLog)?;
    let pages = audit_entries::Entity::find()
        .filter(filter.condition())
        .order_by_desc(audit_entries::Column::At)
        .order_by_desc(audit_entries::Column::Sequence)
        .paginate(ctx.db.reader(), per_page);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?;
    rows.into_iter().map(Entry::try_from).collect::<Result<Vec<_>, _>>().map(|rows| (rows, total))
}

/// The kinds of things that there are entries about. Each is found by the index alone, however many entries it has.
pub async fn kinds(ctx: &Ctx) -> Result<Vec<String>, Fault> {
    require(ctx, Verb::View, Object::AuditLog)?;
    let mut kinds: Vec<String> = Vec::new();
    loop {
        let next: Option<String> = audit_entries::Entity::find()
            .select_only()
            .column(audit_entries::Column::SubjectKind)
            .filter(audit_entries::Column::SubjectKind.gt(kinds.last().map(String::as_str).unwrap_or_default()))
            .order_by_asc(audit_entries::Column::SubjectKind)
            .limit(1)
            .into_tuple()
            .one(ctx.db.reader())
            .await?;
        match next {
            Some(kind) => kinds.push(kind),
            None => return Ok(kinds),
        }
    }
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
