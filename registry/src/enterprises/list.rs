//! Which enterprises are there, as far as one may see them?

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};

use super::store::{EnterpriseView, views, within};
use super::{ContactPhone, CreditCode, EnterpriseKind, changing};
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
    /// A part of the name or short name, the beginning of a credit code, or a whole telephone number.
    pub text: String,
    /// An area's code; those below it and those whose place it took are meant, too.
    pub area: Option<String>,
    pub kind: Option<EnterpriseKind>,
    pub which: Which,
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

/// The rows that a filter leaves of those one may see, in the order of the list.
pub(super) async fn narrowed(ctx: &Ctx, filter: &EnterpriseFilter) -> Result<Select<enterprises::Entity>, Fault> {
    let reach = reach(ctx, Verb::View, Object::Enterprise).await?;
    let mut query = enterprises::Entity::find()
        .filter(within(&reach))
        .filter(enterprises::Column::MergedInto.is_null())
        .order_by_desc(enterprises::Column::Id);
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
        text => Ok(query.filter(matching(ctx, text)?)),
    }
}

fn matching(ctx: &Ctx, text: &str) -> Result<Condition, Fault> {
    if let Ok(code) = CreditCode::parse(text) {
        return Ok(Condition::all().add(enterprises::Column::CreditCode.eq(code.as_str())));
    }
    if let Ok(phone) = ContactPhone::parse(text) {
        let index = changing::phone_index(ctx, phone.as_str())?;
        return Ok(Condition::all().add(enterprises::Column::PhoneIndex.eq(index)));
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
    Ok(any)
}
