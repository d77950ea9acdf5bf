//! Is every chain whole, and does it still hold what it held before? Whoever can write to the database can write a whole chain
//! anew; its earlier heads, kept elsewhere, give that away.

use std::fmt;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{CHAINS, hash_of};
use crate::Fault;
use crate::entity::{audit_entries, audit_heads};

/// Entries that are read at a time.
const BATCH: u64 = 1_000;

/// What is wrong with a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    Missing { chain: i32, sequence: i64 },
    Changed { chain: i32, sequence: i64 },
    Cut { chain: i32 },
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { chain, sequence } => write!(f, "chain {chain}: entry {sequence} is missing"),
            Self::Changed { chain, sequence } => write!(f, "chain {chain}: entry {sequence} was changed"),
            Self::Cut { chain } => write!(f, "chain {chain}: it does not end where its head says"),
        }
    }
}

/// The newest entry of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub chain: i32,
    pub sequence: i64,
    pub hash: String,
}

impl Head {
    /// As it is displayed; `None` for any other line.
    pub fn parse(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [chain, sequence, hash] = words[..] else { return None };
        Some(Self { chain: chain.parse().ok()?, sequence: sequence.parse().ok()?, hash: hash.to_owned() })
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.chain, self.sequence, self.hash)
    }
}

/// The heads as they are now, by chain. An empty chain has an entry 0 without a hash.
pub async fn heads<C: ConnectionTrait>(db: &C) -> Result<Vec<Head>, Fault> {
    let rows = audit_heads::Entity::find().order_by_asc(audit_heads::Column::Chain).all(db).await?;
    Ok(rows.into_iter().map(|row| Head { chain: row.chain, sequence: row.sequence, hash: row.hash }).collect())
}

/// Which of these heads of an earlier day are no entries of their chains any more.
pub async fn lost<C: ConnectionTrait>(db: &C, known: &[Head]) -> Result<Vec<Head>, Fault> {
    let mut lost = Vec::new();
    for head in known {
        let entry = audit_entries::Entity::find_by_id((head.chain, head.sequence)).one(db).await?;
        if entry.is_none_or(|entry| entry.hash != head.hash) {
            lost.push(head.clone());
        }
    }
    Ok(lost)
}

/// Reads every chain from its start and recomputes every hash.
pub async fn check_chains<C: ConnectionTrait>(db: &C) -> Result<Vec<Break>, Fault> {
    let mut breaks = Vec::new();
    for chain in 0..i32::from(CHAINS) {
        check_chain(db, chain, &mut breaks).await?;
    }
    Ok(breaks)
}

async fn check_chain<C: ConnectionTrait>(db: &C, chain: i32, breaks: &mut Vec<Break>) -> Result<(), Fault> {
    let (mut sequence, mut previous) = (0, String::new());
    let mut looked_at = None;
    loop {
        let head = audit_heads::Entity::find_by_id(chain).one(db).await?;
        // entries beyond a head that did not move since the last look were not written by us
        let Some(head) = head.filter(|head| looked_at != Some(head.sequence)) else {
            breaks.push(Break::Cut { chain });
            return Ok(());
        };
        loop {
            let rows = entries_after(chain, sequence).filter(audit_entries::Column::Sequence.lte(head.sequence));
            let rows = rows.limit(BATCH).all(db).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                if row.sequence != sequence + 1 {
                    breaks.push(Break::Missing { chain, sequence: sequence + 1 });
                } else if row.previous != previous || row.hash != hash_of(&row)? {
                    breaks.push(Break::Changed { chain, sequence: row.sequence });
                }
                (sequence, previous) = (row.sequence, row.hash);
            }
        }
        if head.sequence != sequence || head.hash != previous {
            breaks.push(Break::Cut { chain });
            return Ok(());
        }
        if entries_after(chain, sequence).one(db).await?.is_none() {
            return Ok(());
        }
        // somebody is writing: an entry comes together with its head
        looked_at = Some(head.sequence);
    }
}

fn entries_after(chain: i32, sequence: i64) -> sea_orm::Select<audit_entries::Entity> {
    audit_entries::Entity::find()
        .filter(audit_entries::Column::Chain.eq(chain))
        .filter(audit_entries::Column::Sequence.gt(sequence))
        .order_by_asc(audit_entries::Column::Sequence)
}
