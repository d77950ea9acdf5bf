//! Where do good rows go? Each noun takes the rows of its objects, and can say and undo what a batch brought.

mod corp;
mod one_by_one;
mod party;
mod payroll;
mod people;
mod permit;
mod project;

use std::sync::Arc;

use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::AttendanceSink;
use crate::feeds::{FeedObject, Row, Statement};
use crate::{Ctx, Fault, Instant, Refusal};

/// Whose rows these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    pub batch: Uuid,
    /// nobody for a file
    pub supplier: Option<Uuid>,
    pub object: FeedObject,
    /// the signed time: when a row says nothing else, it was stated then
    pub signed_at: Instant,
    pub received_at: Instant,
}

/// A row whose project is one that its sender may speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub number: u32,
    pub path: String,
    pub statement: Statement,
    /// none for what is of no project
    pub project: Option<Uuid>,
    /// where a correction moves it from, if that is another project
    pub project_before: Option<Uuid>,
    pub row: Row,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    Added,
    /// Added, and later than its object should come.
    AddedLate,
    /// It is on record, and nothing changed.
    Unchanged,
    Refused(Vec<Refusal>),
}

/// One thing that undoing a batch takes away or changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Consequence {
    /// a key of the catalogue (`feeds.consequences.<code>`)
    pub code: String,
    pub count: u64,
    pub project: Option<Uuid>,
}

impl Consequence {
    /// Those of these that there are any of.
    fn counted<const N: usize>(project: Option<Uuid>, told: [(&str, u64); N]) -> Vec<Self> {
        let told = told.into_iter().filter(|(_, count)| *count > 0);
        told.map(|(code, count)| Self { code: code.to_owned(), count, project }).collect()
    }
}

/// Takes the rows of one object. Everything happens in the transaction of the batch; what was taken names
/// [`Origin::batch`].
#[async_trait::async_trait]
pub trait Sink: Send + Sync {
    fn object(&self) -> FeedObject;

    /// One answer per row, in their order. A row that is on record already is [`Taken::Unchanged`]: batches overlap.
    async fn take(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        origin: &Origin,
        rows: Vec<Placed>,
    ) -> Result<Vec<Taken>, Fault>;

    /// What undoing the batch would do; changes nothing.
    async fn consequences(&self, ctx: &Ctx, tx: &DatabaseTransaction, batch: Uuid) -> Result<Vec<Consequence>, Fault>;

    /// Takes out of force what the batch brought. What is on record stays readable.
    async fn undo(&self, ctx: &Ctx, tx: &DatabaseTransaction, batch: Uuid, reason: &str) -> Result<(), Fault>;
}

/// The sinks that there are. An object without one is unsupported, and its sender is told so: tests leave some out.
#[derive(Clone, Default)]
pub struct Sinks(Vec<Arc<dyn Sink>>);

impl Sinks {
    /// Those of all objects, in the order in which a supplier sends them first.
    pub fn built_in() -> Self {
        Self::default()
            .with(corp::CorpSink)
            .with(project::ProjectSink)
            .with(permit::PermitSink)
            .with(party::PartySink)
            .with(people::TeamSink)
            .with(people::WorkerSink)
            .with(people::MovementSink)
            .with(people::ContractSink)
            .with(people::TrainingSink)
            .with(AttendanceSink)
            .with(payroll::PayrollSink)
    }

    #[must_use]
    pub fn with(mut self, sink: impl Sink + 'static) -> Self {
        self.0.push(Arc::new(sink));
        self
    }

    /// # Errors
    /// `feeds.object_unsupported`
    pub fn get(&self, object: FeedObject) -> Result<&dyn Sink, Refusal> {
        let sink = self.0.iter().find(|sink| sink.object() == object);
        sink.map(AsRef::as_ref).ok_or(Refusal::new("feeds.object_unsupported").with("object", object.code()))
    }

    pub fn objects(&self) -> impl Iterator<Item = FeedObject> + '_ {
        self.0.iter().map(|sink| sink.object())
    }
}
