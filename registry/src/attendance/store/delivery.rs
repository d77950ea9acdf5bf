//! What does a sender hand over, and what does it hear about each row?

use uuid::Uuid;

use crate::attendance::{Direction, IdentityKey, Method, Naming, Origin, Purpose, Unmatched};
use crate::{Instant, Refusal};

/// The most rows of one delivery.
pub const MOST_ROWS: usize = 10_000;

/// Rows of one sender.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// whose numbers the rows carry
    pub supplier: Option<Uuid>,
    /// the feed's or file's batch, by which it can be taken back
    pub batch: Option<Uuid>,
    pub origin: Origin,
    /// The signed time of the batch: when a row says nothing else, it was stated then.
    pub sent_at: Instant,
    pub rows: Vec<RawEvent>,
}

/// One row, its fields read ([`crate::attendance::NewEvent`]).
#[derive(Clone, Debug)]
pub struct RawEvent {
    pub project: Uuid,
    /// the vault's index of the document, as `people` holds it
    pub who: IdentityKey,
    /// The document's number, sealed and kept only while nobody registered has it.
    pub document: Option<String>,
    pub team: Option<Uuid>,
    pub direction: Direction,
    pub at: Instant,
    pub device: String,
    pub method: Method,
    pub photo: Option<String>,
    /// Of a correction or withdrawal with the id of the row that it is about ([`Naming::id`] gives it).
    pub purpose: Purpose,
    pub stated_at: Option<Instant>,
    /// the supplier's own number of the row
    pub external_id: Option<String>,
}

impl Delivery {
    pub fn stated_at(&self, row: &RawEvent) -> Instant {
        row.stated_at.unwrap_or(self.sent_at)
    }

    /// The id under which a row is kept.
    pub fn id_of(&self, row: &RawEvent) -> Uuid {
        let naming = Naming {
            project: row.project,
            who: &row.who,
            at: row.at,
            direction: row.direction,
            purpose: row.purpose,
            stated_at: self.stated_at(row),
            origin: self.origin,
            external: self.supplier.zip(row.external_id.as_deref()),
        };
        naming.id()
    }
}

/// What became of a delivery, row by row in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub rows: Vec<RowTaken>,
    /// day rows that were written anew
    pub days: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowTaken {
    New {
        id: Uuid,
        lateness: Arrival,
        /// why it belongs to nobody yet
        unmatched: Option<Unmatched>,
    },
    /// It is on record: nothing changed.
    Repeated {
        id: Uuid,
    },
    Refused(Vec<Refusal>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    InTime,
    /// later than `attendance.late_after`
    Late,
}

impl Taken {
    pub fn is_unchanged(&self) -> bool {
        !self.rows.iter().any(|row| matches!(row, RowTaken::New { .. }))
    }

    /// How many are new, how many were known, how many refused.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |claim: fn(&RowTaken) -> bool| self.rows.iter().filter(|row| claim(row)).count();
        (
            count(|row| matches!(row, RowTaken::New { .. })),
            count(|row| matches!(row, RowTaken::Repeated { .. })),
            count(|row| matches!(row, RowTaken::Refused(_))),
        )
    }
}
