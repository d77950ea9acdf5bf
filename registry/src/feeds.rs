//! What do suppliers of data send, may they, and what of it stands? Attendance, workers, wages, projects and permits arrive
//! in batches, in the names of the national platform.
//!
//! A batch is one JSON object (see [`read_batch`]): `{"batchId": "…", "items": [ … ]}`, each item in the shape of the
//! platform's `data` for that object, so that one batch may speak of several projects. Good rows stand beside bad ones; each bad
//! row is answered with its position, its field and the reason. How a delivery is signed stands at [`Delivery`]; the
//! platform's own protocol is [`national`]'s.

mod cells;
mod fields;
mod limits;
mod making;
mod objects;
mod reading;
mod rows;

#[cfg(feature = "db")]
pub mod national;
#[cfg(feature = "db")]
mod signing;
#[cfg(feature = "db")]
pub mod store;

pub use fields::{Field, Kind, Shape};
pub use limits::{LARGEST_BODY, LONGEST_BATCH_ID, LONGEST_ROW_ID, Load, check_load};
pub use objects::FeedObject;
#[cfg(feature = "db")]
pub(crate) use reading::read_items;
pub use reading::{Batch, Reading, RowError, read_batch};
pub use rows::{
    About, AttendanceRow, Bank, ContractRow, CorpRow, Document, Located, MovementRow, PartyRow, Passage, PaymentRow,
    PermitRow, ProjectRow, Purpose, Row, Statement, TeamRow, TrainingRow, Unit, WorkerRow,
};
#[cfg(feature = "db")]
pub use signing::{
    Delivery, MOMENTS_APART_MS, Question, RESULTS, Signature, canonical_string, check_time, sign, verify,
};

#[cfg(test)]
mod tests;
