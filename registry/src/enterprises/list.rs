//! Which enterprises are there, as far as one may see them?

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};

use super::store::{EnterpriseView, views, within};
use super::{ContactPhone, CreditCode, EnterpriseKind, changing};
use crate::db::{By, Sorted};
use crate::entity::{enterprise_kinds, enterprises};
use crate::offices::{areas, reach};
use crate::people::ungrouped;
use crate::permissions::{Object, Verb};
use crate::{Ctx, Fault};

pub const PER_PAGE: u64 = 50;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    #[default]
    All,
    NotAccepted,
    Accepted,
}

/// What a list is narrowed by; everything is left open by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnterpriseFilter {
    /// A part of the name or short name, or the beginning of a credit code.
    pub text: String,
    /// An area's code; those below it and those whose place it took are meant, too.
    pub area: Option<String>,
    pub kind: Option<EnterpriseKind>,
    pub which: Which,
    /// newest first when nothing else is asked for
    pub order: Sorted<EnterpriseColumn>,
}

closed_set! {
    /// What the list may be sorted by, each with its index.
    EnterpriseColumn {
        Name = "name",
        CreditCode = "credit_code",
        Registered = "registered_at",
    }
}

/// One page (from 0, [`PER_PAGE`] rows), newest first, and the number of all rows.
pub async fn list(ctx: &Ctx, which: Which, page: u64) -> Result<(Vec<EnterpriseView>, u64), Fault> {
    search(ctx, &EnterpriseFilter { which, ..EnterpriseFilter::default() }, page).await
}

/// The same, narrowed. Rows that were merged into others are left out.
pub async fn search(ctx: &Ctx, filter: &EnterpriseFilter, page: u64) -> Result<(Vec<EnterpriseView>, u64), Fault> {
    let pages = narrowed(ctx, filter).await?.paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    Ok((views(ctx.db.reader(), pages.fetch_page(page).await?).await?, total))
}

/// Those that are called under this number, newest first and at most [`PER_PAGE`], and how many there are.
///
/// # Errors
/// A refusal on `phone`.
pub async fn by_phone(ctx: &Ctx, typed: &str) -> Result<(Vec<EnterpriseView>, u64), Fault> {
    let seen = seen(ctx).await?;
    let phone = ContactPhone::parse(typed)?;
    let index = changing::phone_index(ctx, phone.as_str())?;
    let query = seen.filter(enterprises::Column::PhoneIndex.eq(index)).order_by_desc(enterprises::Column::Id);
    let pages = query.paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    Ok((views(ctx.db.reader(), pages.fetch_page(0).await?).await?, total))
}

/// All that one may see, but what was merged into another.
async fn seen(ctx: &Ctx) -> Result<Select<enterprises::Entity>, Fault> {
    let reach = reach(ctx, Verb::View, Object::Enterprise).await?;
    Ok(enterprises::Entity::find().filter(within(&reach)).filter(enterprises::Column::MergedInto.is_null()))
}

/// The rows that a filter leaves of those one may see, in the order of the list.
pub(super) async fn narrowed(ctx: &Ctx, filter: &EnterpriseFilter) -> Result<Select<enterprises::Entity>, Fault> {
    let mut query = seen(ctx).await?;
    // the id carries the time of registration
    let (column, by) = filter.order.unwrap_or((EnterpriseColumn::Registered, By::Falling));
    query = match column {
        EnterpriseColumn::Name => query.order_by(enterprises::Column::Name, by.order()),
        EnterpriseColumn::CreditCode => query.order_by(enterprises::Column::CreditCode, by.order()),
        EnterpriseColumn::Registered => query,
    };
    query = query.order_by(enterprises::Column::Id, by.order());
    query = match filter.which {
        Which::All => query,
        Which::NotAccepted => query.filter(enterprises::Column::AcceptedAt.is_null()),
        Which::Accepted => query.filter(enterprises::Column::AcceptedAt.is_not_null()),
    };
    if let Some(area) = &filter.area {
        let codes = areas::codes_within(ctx.db.reader(), area).await?;
        query = query.filter(enterprises::Column::Area.is_in(codes));
    }
    if let Some(kind) = filter.kind {
        let of_kind = enterprise_kinds::Entity::find()
            .select_only()
            .column(enterprise_kinds::Column::EnterpriseId)
            .filter(enterprise_kinds::Column::Kind.eq(kind.code()));
        query = query.filter(enterprises::Column::Id.in_subquery(of_kind.into_query()));
    }
    match filter.text.trim() {
        "" => Ok(query),
        text => Ok(query.filter(matching(text))),
    }
}

fn matching(text: &str) -> Condition {
    if let Ok(code) = CreditCode::parse(text) {
        return Condition::all().add(enterprises::Column::CreditCode.eq(code.as_str()));
    }
    // LIKE's own signs occur in no name
    let plain: String = text.chars().filter(|c| !matches!(c, '%' | '_' | '\\')).collect();
    let code: String = ungrouped(&plain).to_ascii_uppercase();
    let mut any = Condition::any()
        .add(enterprises::Column::Name.contains(&plain))
        .add(enterprises::Column::ShortName.contains(&plain));
    if code.len() >= 4 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        any = any.add(enterprises::Column::CreditCode.starts_with(&code));
    }
    any
}
