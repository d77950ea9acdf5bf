//! How much may come at once, and how much may wait?

use crate::Refusal;

/// Bytes of one body. Heads of workers weigh up to 70 KB each: whoever sends pictures sends fewer rows.
pub const LARGEST_BODY: usize = 32 * 1024 * 1024;
pub const LONGEST_BATCH_ID: usize = 64;
pub const LONGEST_ROW_ID: usize = 64;

/// Batches of one supplier that may wait, and rows that may wait altogether.
const BATCHES_OF_ONE: u64 = 20;
const ROWS_OF_ALL: u64 = 400_000;
/// So many rows a second are counted on, to say when to come again.
const ROWS_A_SECOND: u64 = 10_000;
const SHORTEST_WAIT_S: u64 = 5;
const LONGEST_WAIT_S: u64 = 300;

/// What was received and is not settled yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    pub batches_of_supplier: u64,
    pub batches: u64,
    pub rows: u64,
}

impl Load {
    /// When it makes sense to come again.
    pub fn retry_after_s(self) -> u64 {
        (self.rows / ROWS_A_SECOND).clamp(SHORTEST_WAIT_S, LONGEST_WAIT_S)
    }
}

/// Whether so many further rows may be taken in.
///
/// # Errors
/// `feeds.busy` with the seconds after which to come again.
pub fn check_load(load: Load, rows: u64) -> Result<(), Refusal> {
    if load.batches_of_supplier >= BATCHES_OF_ONE || load.rows.saturating_add(rows) > ROWS_OF_ALL {
        return Err(Refusal::new("feeds.busy").with("seconds", load.retry_after_s()));
    }
    Ok(())
}
