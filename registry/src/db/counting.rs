//! How many rows are there, without reading all of very many?

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Query, SelectStatement};

use crate::Fault;

/// Very many are not counted out: that would read all of them for one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    Exactly(u64),
    /// At least one more than these.
    MoreThan(u64),
}

impl Total {
    /// As many as are known.
    pub fn known(self) -> u64 {
        match self {
            Self::Exactly(number) | Self::MoreThan(number) => number,
        }
    }
}

impl From<u64> for Total {
    fn from(number: u64) -> Self {
        Self::Exactly(number)
    }
}

/// The number of the rows that a statement gives, counted up to `most`.
///
/// # Errors
/// As of the database.
pub(crate) async fn up_to<C: ConnectionTrait>(db: &C, mut rows: SelectStatement, most: u64) -> Result<Total, Fault> {
    let some = rows.clear_order_by().limit(most.saturating_add(1)).take();
    let count = Query::select().expr_as(Expr::col(Asterisk).count(), "number").from_subquery(some, "some").take();
    let row = db.query_one(&count).await?.ok_or_else(|| Fault::internal("a count without a row"))?;
    let number: i64 = row.try_get("", "number")?;
    let number = u64::try_from(number).map_err(Fault::internal)?;
    Ok(if number > most { Total::MoreThan(most) } else { Total::Exactly(number) })
}
