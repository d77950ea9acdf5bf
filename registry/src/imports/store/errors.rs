//! What is wrong with which line of a file?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::PER_PAGE;
use super::rights::{object_of, visible};
use crate::entity::import_errors;
use crate::feeds::{FeedObject, RowError};
use crate::imports::columns;
use crate::{Ctx, Fault};

/// Rows of one insert: five columns each, and SQLite takes 32,766 values.
const ERRORS_AT_ONCE: usize = 1_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineErrorView {
    /// as programs show it
    pub line: u64,
    /// the title of the column, when it is about one
    pub column: Option<&'static str>,
    /// a key of the catalogue (`refusals.<code>`) with its details
    pub code: String,
    pub details: Vec<(String, String)>,
}

/// One page of a file's errors in the order of its lines, and the number of all.
pub async fn list_errors(ctx: &Ctx, import: Uuid, page: u64) -> Result<(Vec<LineErrorView>, u64), Fault> {
    let row = visible(ctx, import).await?;
    let object = object_of(&row)?;
    let pages = import_errors::Entity::find()
        .filter(import_errors::Column::ImportId.eq(import))
        .order_by_asc(import_errors::Column::Line)
        .order_by_asc(import_errors::Column::Field)
        .paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?.into_iter().map(|row| view(object, row));
    Ok((rows.collect::<Result<_, _>>()?, total))
}

/// Those of some lines, in their order.
pub(super) async fn of_lines<C: ConnectionTrait>(
    db: &C,
    (import, object): (Uuid, FeedObject),
    (first, last): (u64, u64),
) -> Result<Vec<LineErrorView>, Fault> {
    let rows = import_errors::Entity::find()
        .filter(import_errors::Column::ImportId.eq(import))
        .filter(import_errors::Column::Line.between(number(first)?, number(last)?))
        .order_by_asc(import_errors::Column::Line)
        .order_by_asc(import_errors::Column::Field)
        .all(db)
        .await?;
    rows.into_iter().map(|row| view(object, row)).collect()
}

/// What is wrong with some lines, in place of what was said of them before.
pub(super) async fn replace(
    tx: &DatabaseTransaction,
    import: Uuid,
    (first, last): (u64, u64),
    errors: &[(u64, RowError)],
) -> Result<(), Fault> {
    import_errors::Entity::delete_many()
        .filter(import_errors::Column::ImportId.eq(import))
        .filter(import_errors::Column::Line.between(number(first)?, number(last)?))
        .exec(tx)
        .await?;
    for some in errors.chunks(ERRORS_AT_ONCE) {
        let rows = some.iter().map(|(line, error)| {
            let details: BTreeMap<&str, &String> =
                error.refusal.details.iter().map(|(name, value)| (*name, value)).collect();
            Ok(import_errors::ActiveModel {
                import_id: Set(import),
                line: Set(number(*line)?),
                field: Set(error.field.to_owned()),
                code: Set(error.refusal.code.to_owned()),
                details: Set(serde_json::to_string(&details)?),
            })
        });
        let rows = rows.collect::<Result<Vec<_>, Fault>>()?;
        insert(tx, rows).await?;
    }
    Ok(())
}

/// Columns that nobody knows, in the line of titles: let go, and named so that a misspelt one is found.
pub(super) async fn note_unknown(ctx: &Ctx, import: Uuid, titles: &BTreeSet<String>) -> Result<(), Fault> {
    if titles.is_empty() {
        return Ok(());
    }
    let rows = titles.iter().map(|title| {
        Ok(import_errors::ActiveModel {
            import_id: Set(import),
            line: Set(1),
            field: Set(title.clone()),
            code: Set("imports.column_unknown".to_owned()),
            details: Set(serde_json::to_string(&BTreeMap::from([("column", title)]))?),
        })
    });
    let rows = rows.collect::<Result<Vec<_>, Fault>>()?;
    insert(ctx.db.writer(), rows).await
}

async fn insert<C: ConnectionTrait>(db: &C, rows: Vec<import_errors::ActiveModel>) -> Result<(), Fault> {
    // of several things wrong with one field the first is told
    let key = [import_errors::Column::ImportId, import_errors::Column::Line, import_errors::Column::Field];
    import_errors::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(db)
        .await
        .or_else(|error| if matches!(error, DbErr::RecordNotInserted) { Ok(0) } else { Err(error) })?;
    Ok(())
}

fn view(object: FeedObject, row: import_errors::Model) -> Result<LineErrorView, Fault> {
    let details: BTreeMap<String, String> = serde_json::from_str(&row.details)?;
    Ok(LineErrorView {
        line: u64::try_from(row.line).unwrap_or_default(),
        column: columns(object).into_iter().find(|column| column.name == row.field).map(|column| column.title),
        code: row.code,
        details: details.into_iter().collect(),
    })
}

fn number(line: u64) -> Result<i64, Fault> {
    i64::try_from(line).map_err(Fault::internal)
}
