//! How does a use case reach SQLite and PostgreSQL alike? One writer and some readers on SQLite, one pool on
//! PostgreSQL; every writing transaction is `BEGIN IMMEDIATE` and is tried again when the database asks for it.

pub(crate) mod counting;
pub(crate) mod many;
mod reader;
mod sorting;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    AccessMode, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, IsolationLevel,
    SqlErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

pub use counting::Total;
pub use reader::{Reader, within};
pub use sorting::{By, Sorted};

use crate::frozen::Frozen;
use crate::{Fault, Refusal};

const TRIES: u32 = 6;
/// The pages that a large exam writes again and again; SQLite's own 2 MB hold those of some three hundred candidates.
const USUAL: Keeping = Keeping { readers: 4, writer_cache_kib: 32_768, reader_cache_kib: 4_096 };
/// Of a command that passes much through and reads little of it again.
const LITTLE: Keeping = Keeping { readers: 2, writer_cache_kib: 3_072, reader_cache_kib: 512 };
/// A page that many commits changed is written into the database once per so many pages of the log.
const CHECKPOINT_PAGES: u32 = 4_000;

/// How many connections of SQLite there are, and how much of the database each holds.
#[derive(Clone, Copy)]
struct Keeping {
    readers: u32,
    writer_cache_kib: u32,
    reader_cache_kib: u32,
}

/// Cloned with every request: clones share everything.
#[derive(Clone)]
pub struct Db(Arc<Connections>);

#[derive(Clone)]
struct Connections {
    reader: Reader,
    writer: DatabaseConnection,
    statuses: Arc<AtomicU64>,
    frozen: Arc<Frozen>,
}

impl Db {
    /// `sqlite:PATH` (made when absent) or `postgres://...`.
    pub async fn connect(url: &str) -> Result<Self, Fault> {
        Self::connect_keeping(url, USUAL).await
    }

    /// The same for a command that passes much through with little memory.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn connect_sparing(url: &str) -> Result<Self, Fault> {
        Self::connect_keeping(url, LITTLE).await
    }

    async fn connect_keeping(url: &str, keeping: Keeping) -> Result<Self, Fault> {
        if url.starts_with("sqlite:") {
            let url = if url.contains('?') { url.to_owned() } else { format!("{url}?mode=rwc") };
            let writer = Database::connect(sqlite_options(&url, 1, keeping.writer_cache_kib)).await?;
            let reader = Database::connect(sqlite_options(&url, keeping.readers, keeping.reader_cache_kib)).await?;
            Ok(Self::over(reader, writer))
        } else {
            let mut options = ConnectOptions::new(url);
            options
                .max_connections(16)
                .acquire_timeout(Duration::from_secs(10))
                // to ask every time whether it is still there is a second round trip for every statement
                .test_before_acquire_if_idle_for(Duration::from_secs(1))
                .sqlx_logging(false);
            let pool = Database::connect(options).await?;
            Ok(Self::over(pool.clone(), pool))
        }
    }

    fn over(reader: DatabaseConnection, writer: DatabaseConnection) -> Self {
        let reader = Reader::over(reader);
        Self(Arc::new(Connections { reader, writer, statuses: Arc::default(), frozen: Arc::default() }))
    }

    /// Tells every statement after it was run; beginning and ending a transaction are none.
    #[must_use]
    pub fn observed(&self, heard: impl Fn(&str) + Clone + Send + Sync + 'static) -> Self {
        let (mut connections, of_readers) = (Connections::clone(&self.0), heard.clone());
        connections.reader.pool_mut().set_metric_callback(move |info| of_readers(&info.statement.sql));
        connections.writer.set_metric_callback(move |info| heard(&info.statement.sql));
        Self(Arc::new(connections))
    }

    /// Another number whenever this node has changed the status of a certificate: what was shown before is old.
    pub fn statuses(&self) -> u64 {
        self.0.statuses.load(SeqCst)
    }

    pub fn status_changed(&self) {
        self.0.statuses.fetch_add(1, SeqCst);
    }

    /// What was read from it that cannot change any more.
    pub(crate) fn frozen(&self) -> &Frozen {
        &self.0.frozen
    }

    /// For queries. Inside a transaction they run over it, whoever asks.
    pub fn reader(&self) -> &Reader {
        &self.0.reader
    }

    /// What the queries outside a transaction run on: to look for pending migrations, and to be closed.
    pub fn pool(&self) -> &DatabaseConnection {
        self.0.reader.pool()
    }

    /// For single writing statements that are their own transaction, and for migrations.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.0.writer
    }

    pub fn is_sqlite(&self) -> bool {
        self.0.writer.get_database_backend() == DbBackend::Sqlite
    }

    /// One look at everything as it is now, to read from only; writers go on meanwhile.
    ///
    /// # Errors
    /// As of [`Db::begin`].
    pub async fn look(&self) -> Result<DatabaseTransaction, Fault> {
        if reader::is_within() {
            return Err(Fault::internal("a transaction inside another one"));
        }
        // a reading transaction of SQLite sees what its first statement saw
        let options = match self.is_sqlite() {
            true => TransactionOptions::default(),
            false => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
        };
        Ok(self.pool().begin_with_options(options).await?)
    }

    /// # Errors
    /// [`Fault::Internal`] inside a transaction: on SQLite it would wait for itself.
    pub async fn begin(&self) -> Result<DatabaseTransaction, Fault> {
        if reader::is_within() {
            return Err(Fault::internal("a transaction inside another one"));
        }
        let mut tries = 0;
        loop {
            let options = TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            };
            tries += 1;
            match self.0.writer.begin_with_options(options).await {
                // a connection that died while it was idle: nothing was sent yet, and the pool has others
                Err(error) if tries < TRIES && is_out_of_reach(&error.to_string()) => pause(tries).await,
                begun => return Ok(begun?),
            }
        }
    }
}

fn sqlite_options(url: &str, connections: u32, cache_kib: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        // a file does not hang up
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .pragma("cache_size", format!("-{cache_kib}"))
                .pragma("wal_autocheckpoint", CHECKPOINT_PAGES.to_string())
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(5))
                .foreign_keys(true)
        });
    options
}

/// A transaction for `transact!`.
///
/// # Errors
/// As of [`Db::begin`].
pub async fn begin(db: &Db) -> Result<Arc<DatabaseTransaction>, Fault> {
    Ok(Arc::new(db.begin().await?))
}

/// What `transact!` does next.
pub enum Settled<T> {
    Done(Result<T, Fault>),
    Again,
}

/// Commits on success, rolls back on failure; says whether to try again.
pub async fn settle<T>(
    transaction: Arc<DatabaseTransaction>,
    outcome: Result<T, Fault>,
    tries: &mut u32,
) -> Settled<T> {
    let Some(transaction) = Arc::into_inner(transaction) else {
        return Settled::Done(Err(Fault::internal("a transaction that somebody holds on to")));
    };
    let mut is_settled = false;
    let outcome = match outcome {
        Ok(value) => transaction.commit().await.map(|()| value).map_err(|error| {
            // Whether a commit whose answer is lost was made is unknown: whoever asked asks again, not we.
            is_settled = is_out_of_reach(&error.to_string());
            Fault::from(error)
        }),
        Err(fault) => {
            // A failed rollback means a lost connection: the database rolls back by itself.
            let _ = transaction.rollback().await;
            Err(fault)
        }
    };
    *tries += 1;
    match outcome {
        Err(Fault::Busy) if *tries < TRIES && !is_settled => {
            pause(*tries).await;
            Settled::Again
        }
        outcome => Settled::Done(outcome),
    }
}

async fn pause(tries: u32) {
    tokio::time::sleep(Duration::from_millis(5 * u64::from(tries))).await;
}

/// Runs a block in one writing transaction and evaluates to its result.
///
/// `transact!(ctx, |tx| { ...; Ok(value) })`: `tx` is a `&DatabaseTransaction`; the block may run more than once.
#[macro_export]
macro_rules! transact {
    ($ctx:expr, |$tx:ident| $body:block) => {{
        let mut tries = 0;
        loop {
            let transaction = $crate::db::begin(&$ctx.db).await?;
            let outcome: Result<_, $crate::Fault> = {
                let $tx = &*transaction;
                $crate::db::within(&transaction, Box::pin(async { $body })).await
            };
            match $crate::db::settle(transaction, outcome, &mut tries).await {
                $crate::db::Settled::Done(outcome) => break outcome,
                $crate::db::Settled::Again => {}
            }
        }
    }};
}

impl From<DbErr> for Fault {
    fn from(error: DbErr) -> Self {
        let text = error.to_string();
        // PostgreSQL stores no NUL in a text: somebody sent one, and nothing of ours is broken
        if text.contains("0x00") {
            return Self::refused(Refusal::new("form.unreadable"));
        }
        // 40001 serialization failure, 40P01 deadlock, SQLITE_BUSY
        let busy = [
            "40001",
            "40P01",
            "deadlock detected",
            "could not serialize",
            "database is locked",
            "(code: 5)",
            "pool timed out",
        ];
        if busy.iter().any(|mark| text.contains(mark)) {
            return Self::Busy;
        }
        if is_out_of_reach(&text) {
            tracing::error!(error = text, "the database is out of reach");
            return Self::Busy;
        }
        Self::Internal(text)
    }
}

/// It is being started again, its connection is gone, or its disk is full: all of that passes.
fn is_out_of_reach(text: &str) -> bool {
    let marks = [
        "error communicating with database",
        "terminating connection",
        "the database system is",
        "database or disk is full",
        "disk I/O error",
    ];
    marks.iter().any(|mark| text.contains(mark))
}

/// True when the database itself refused a second row of a kind that must be unique.
pub fn is_duplicate(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// True when the database itself refused to take away a row that another one names.
pub fn is_named(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_)))
}

/// Whether what was deleted after this point went: where another record names it, it is as it was before.
pub(crate) async fn went(point: DatabaseTransaction, outcome: Result<(), DbErr>) -> Result<bool, Fault> {
    match outcome {
        Ok(()) => {
            point.commit().await?;
            Ok(true)
        }
        Err(error) if is_named(&error) => {
            point.rollback().await?;
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

/// Turns a uniqueness violation into the use case's own refusal.
pub fn unique_or(error: DbErr, refusal: Refusal) -> Fault {
    if is_duplicate(&error) { Fault::refused(refusal) } else { error.into() }
}
