//! Over which connection does a query run? Inside a transaction over the transaction's own, whoever asks.
//!
//! A second connection would not see what the transaction has written; and where every connection of a pool is in a
//! transaction that waits for one more, all of them wait for each other.

use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

use crate::Fault;

tokio::task_local! {
    static TRANSACTION: Arc<DatabaseTransaction>;
}

/// Runs the block of a transaction; `transact!` alone calls it.
///
/// # Errors
/// Those of the block.
pub async fn within<T>(
    transaction: &Arc<DatabaseTransaction>,
    block: impl Future<Output = Result<T, Fault>>,
) -> Result<T, Fault> {
    TRANSACTION.scope(Arc::clone(transaction), block).await
}

pub(super) fn is_within() -> bool {
    TRANSACTION.try_with(|_| ()).is_ok()
}

/// For queries of use cases.
#[derive(Clone)]
pub struct Reader(DatabaseConnection);

impl Reader {
    pub(super) fn over(pool: DatabaseConnection) -> Self {
        Self(pool)
    }

    pub(super) fn pool(&self) -> &DatabaseConnection {
        &self.0
    }

    pub(super) fn pool_mut(&mut self) -> &mut DatabaseConnection {
        &mut self.0
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match TRANSACTION.try_get() {
            Ok(transaction) => transaction.execute_raw(statement).await,
            Err(_) => self.0.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, text: &str) -> Result<ExecResult, DbErr> {
        match TRANSACTION.try_get() {
            Ok(transaction) => transaction.execute_unprepared(text).await,
            Err(_) => self.0.execute_unprepared(text).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match TRANSACTION.try_get() {
            Ok(transaction) => transaction.query_one_raw(statement).await,
            Err(_) => self.0.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match TRANSACTION.try_get() {
            Ok(transaction) => transaction.query_all_raw(statement).await,
            Err(_) => self.0.query_all_raw(statement).await,
        }
    }
}
