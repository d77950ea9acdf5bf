//! Which certificates are on the register of an office or an enterprise?

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};

use super::Status;
use super::reading::{issued, number_human, reached, standings};
use super::{Frozen, PublicClass};
use crate::db::{By, Sorted};
use crate::entity::{certificates, people};
use crate::offices::reach;
use crate::permissions::{Object, Scope, Verb, widest};
use crate::sheets::{check_exported, leaving};
use crate::{Ctx, Day, Fault, Instant};

pub const PER_PAGE: u64 = 50;
/// A row holds its whole certificate: so many are read at a time.
const READ_AT_ONCE: u64 = 500;

/// `query` is a part of the number, of the name, or of its pinyin; `year` is the number's.
#[derive(Clone, Debug, Default)]
pub struct RegisterFilter {
    pub status: Option<Status>,
    pub query: String,
    pub year: Option<i32>,
    /// newest first when nothing else is asked for
    pub order: Sorted<RegisterColumn>,
}

closed_set! {
    /// What the register may be sorted by, each with its index.
    RegisterColumn {
        Number = "number",
        Holder = "holder",
        Issued = "issued_day",
    }
}

#[derive(Clone, PartialEq, Eq)]
pub struct RegisterLine {
    pub number: String,
    pub number_human: String,
    pub path_id: String,
    pub holder_name: String,
    pub title: String,
    pub issuer: String,
    pub issued_day: Day,
    pub status: Status,
    pub status_since: Instant,
    pub public_class: Option<PublicClass>,
}

/// One page (from 0, [`PER_PAGE`] rows, newest first) and the number of all rows.
///
/// # Errors
/// [`Fault::Forbidden`] for whoever only has an own certificate.
pub async fn register(ctx: &Ctx, filter: &RegisterFilter, page: u64) -> Result<(Vec<RegisterLine>, u64), Fault> {
    let pages = narrowed(ctx, filter).await?.paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    Ok((lines(ctx, pages.fetch_page(page).await?).await?, total))
}

/// All of them for a sheet, for whom the permission table lets export more than the own certificate; that they left is on record.
///
/// # Errors
/// [`Fault::Forbidden`] for everybody else; `sheets.too_long` when they are too many for one sheet.
pub async fn export(ctx: &Ctx, filter: &RegisterFilter) -> Result<Vec<RegisterLine>, Fault> {
    if !may_export(ctx) {
        return Err(Fault::Forbidden);
    }
    let pages = narrowed(ctx, filter).await?.paginate(ctx.db.reader(), READ_AT_ONCE);
    let total = pages.num_items().await?;
    check_exported(total)?;
    let mut told = Vec::new();
    for page in 0..total.div_ceil(READ_AT_ONCE) {
        told.extend(lines(ctx, pages.fetch_page(page).await?).await?);
    }
    leaving::record(ctx, (leaving::LIST, "certificates"), "certificates", told.len()).await?;
    Ok(told)
}

/// Whether the actor may take the register away.
pub fn may_export(ctx: &Ctx) -> bool {
    widest(ctx, Verb::Export, Object::Certificate).is_some_and(|scope| scope > Scope::Own)
}

async fn narrowed(ctx: &Ctx, filter: &RegisterFilter) -> Result<Select<certificates::Entity>, Fault> {
    let mut reach = reach(ctx, Verb::View, Object::Certificate).await?;
    reach.person = None;
    if !reach.whole_city && reach.areas.is_empty() && reach.enterprises.is_empty() && reach.offices.is_empty() {
        return Err(Fault::Forbidden);
    }
    let mut query = issued().filter(reached(&reach)).filter(matching(filter.query.trim()));
    if let Some(status) = filter.status {
        query = query.filter(certificates::Column::Status.eq(status.code()));
    }
    if let Some(year) = filter.year {
        query = query.filter(certificates::Column::Year.eq(year));
    }
    let (column, by) = filter.order.unwrap_or((RegisterColumn::Issued, By::Falling));
    Ok(match column {
        RegisterColumn::Number => query.order_by(certificates::Column::Number, by.order()),
        RegisterColumn::Holder => query
            .order_by(certificates::Column::HolderName, by.order())
            .order_by(certificates::Column::Number, by.order()),
        RegisterColumn::Issued => query
            .order_by(certificates::Column::IssuedAt, by.order())
            .order_by(certificates::Column::Number, by.order()),
    })
}

async fn lines(ctx: &Ctx, rows: Vec<certificates::Model>) -> Result<Vec<RegisterLine>, Fault> {
    let mut standings = standings(ctx, &rows).await?;
    let line = |row: certificates::Model| {
        let standing = standings.remove(&row.id).unwrap_or_default();
        let status = Status::parse(&row.status).ok_or_else(|| Fault::internal("certificate of an unknown status"))?;
        let frozen: Frozen = serde_json::from_str(&row.frozen)?;
        let entry = standing.current(status);
        Ok(RegisterLine {
            number_human: number_human(&row.number, &frozen.number_word)?,
            number: row.number,
            path_id: row.path_id,
            holder_name: row.holder_name,
            title: row.title,
            issuer: row.issuer_name,
            issued_day: Day::parse(&row.issued_day).ok_or_else(|| Fault::internal("certificate without a day"))?,
            status,
            status_since: entry.map_or(Instant(row.issued_at.unwrap_or(row.reserved_at)), |entry| entry.at),
            public_class: entry.and_then(|entry| entry.public_class),
        })
    };
    rows.into_iter().map(line).collect()
}

fn matching(query: &str) -> Condition {
    // LIKE's own signs occur in no name and no number
    let plain: String = query.chars().filter(|c| !matches!(c, '%' | '_' | '\\')).collect();
    if plain.is_empty() {
        return Condition::all();
    }
    let pinyin = plain.to_lowercase();
    let by_pinyin = people::Entity::find()
        .select_only()
        .column(people::Column::Id)
        .filter(
            Condition::any()
                .add(people::Column::NamePinyin.starts_with(&pinyin))
                .add(people::Column::NamePinyin.contains(format!(" {pinyin}"))),
        )
        .into_query();
    Condition::any()
        .add(certificates::Column::Number.contains(plain.to_uppercase()))
        .add(certificates::Column::HolderName.contains(&plain))
        .add(certificates::Column::PersonId.in_subquery(by_pinyin))
}
