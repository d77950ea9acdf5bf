//! Which old paper certificates are on the register? For offices of the whole city: an old paper names no county.

use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use serde_json::json;
use uuid::Uuid;

use super::rows::{self, Electronic};
use super::{Column, number_key};
use crate::entity::old_certificates;
use crate::offices::reach;
use crate::permissions::{Object, Verb};
use crate::sheets::{Columns, MOST_EXPORTED, check_exported};
use crate::{Ctx, Day, Fault, audit};

pub const PER_PAGE: u64 = 50;

closed_set! {
    /// What is listed.
    State {
        OnRegister = "on_register",
        Revoked = "revoked",
    }
}

/// `query` is a part of the number or of the name; `sheet` is the one that brought it.
#[derive(Clone, Debug, Default)]
pub struct OldFilter {
    pub query: String,
    pub state: Option<State>,
    pub sheet: Option<Uuid>,
}

/// Without `Debug`, so that nothing personal gets into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct OldLine {
    pub number: String,
    pub holder: String,
    pub id_number_masked: String,
    pub issued: Day,
    pub issuer: String,
    pub revoked: Option<Day>,
    pub electronic: Option<Electronic>,
    /// Where its code leads, when that may stand in a link.
    pub address: Option<String>,
}

/// One page (from 0, [`PER_PAGE`] rows, the latest issued first) and the number of all rows.
///
/// # Errors
/// [`Fault::Forbidden`] for whoever does not see the certificates of the whole city.
pub async fn list(ctx: &Ctx, filter: &OldFilter, page: u64) -> Result<(Vec<OldLine>, u64), Fault> {
    check_sees_all(ctx, Verb::View).await?;
    let pages = narrowed(filter).paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    Ok((lines(ctx, pages.fetch_page(page).await?).await?, total))
}

/// All of them for a workbook; that they left is kept in the log.
pub async fn export(ctx: &Ctx, filter: &OldFilter) -> Result<Vec<OldLine>, Fault> {
    check_sees_all(ctx, Verb::Export).await?;
    let rows = narrowed(filter).limit(MOST_EXPORTED + 1).all(ctx.db.reader()).await?;
    check_exported(rows.len())?;
    let mut told = Vec::with_capacity(rows.len());
    for some in rows.chunks(500) {
        told.extend(lines(ctx, some.to_vec()).await?);
    }
    crate::transact!(ctx, |tx| {
        let facts = json!({ "lines": told.len() });
        audit::record(tx, ctx, "old_certificate.export", ("old_certificates", ctx.new_id()), facts).await
    })?;
    Ok(told)
}

/// The columns of an export that a sheet to bring has, too.
pub fn titles() -> Vec<String> {
    Column::ALL.map(|column| column.title().to_owned()).to_vec()
}

async fn check_sees_all(ctx: &Ctx, verb: Verb) -> Result<(), Fault> {
    if reach(ctx, verb, Object::Certificate).await?.whole_city { Ok(()) } else { Err(Fault::Forbidden) }
}

fn narrowed(filter: &OldFilter) -> Select<old_certificates::Entity> {
    use old_certificates::Column;
    // LIKE's own signs occur in no name and no number
    let plain: String = filter.query.trim().chars().filter(|c| !matches!(c, '%' | '_' | '\\')).collect();
    let mut query = old_certificates::Entity::find();
    if !plain.is_empty() {
        let by_number = Column::NumberKey.contains(number_key(&plain));
        query = query.filter(Condition::any().add(by_number).add(Column::HolderName.contains(&plain)));
    }
    query = match filter.state {
        None => query,
        Some(State::OnRegister) => query.filter(Column::RevokedDay.is_null()),
        Some(State::Revoked) => query.filter(Column::RevokedDay.is_not_null()),
    };
    if let Some(sheet) = filter.sheet {
        query = query.filter(Column::SheetId.eq(sheet));
    }
    query.order_by_desc(Column::IssuedDay).order_by_desc(Column::NumberKey)
}

async fn lines(ctx: &Ctx, found: Vec<old_certificates::Model>) -> Result<Vec<OldLine>, Fault> {
    let electronic = rows::electronic(ctx.db.reader(), &found).await?;
    let line = |row: old_certificates::Model| {
        Ok(OldLine {
            id_number_masked: rows::masked_id_number(ctx, &row)?,
            issued: rows::issued_day(&row)?,
            revoked: rows::revoked_day(&row),
            electronic: electronic.get(&row.id_number_index).cloned(),
            address: rows::address(ctx, &row)?,
            number: row.number,
            holder: row.holder_name,
            issuer: row.issuer_name,
        })
    };
    found.into_iter().map(line).collect()
}
