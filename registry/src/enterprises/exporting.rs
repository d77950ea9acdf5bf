//! How do enterprises leave in a sheet?

use sea_orm::QuerySelect;
use serde_json::json;

use super::Column;
use super::changing::phone_of;
use super::list::{EnterpriseFilter, narrowed};
use super::sheet::kinds_titles;
use super::store::kinds_of;
use crate::offices::{areas, reach};
use crate::permissions::{Object, Verb};
use crate::sheets::{Columns, MOST_EXPORTED, check_exported};
use crate::{Ctx, Fault, audit};

/// A table to be written as a workbook: the names of the columns, then the lines, all of them texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// The enterprises of a list, with what they say of themselves.
pub async fn export(ctx: &Ctx, filter: &EnterpriseFilter) -> Result<Sheet, Fault> {
    let reach = reach(ctx, Verb::View, Object::Enterprise).await?;
    if !reach.whole_city && reach.areas.is_empty() {
        // whoever sees only the own enterprise has its page
        return Err(Fault::Forbidden);
    }
    let reader = ctx.db.reader();
    let rows = narrowed(ctx, filter).await?.limit(MOST_EXPORTED + 1).all(reader).await?;
    check_exported(rows.len())?;
    let mut kinds = kinds_of(reader, rows.iter().map(|row| row.id)).await?;
    let tree = areas::tree(reader).await?;
    let lines = rows.into_iter().map(|row| {
        let phone = phone_of(ctx, &row)?;
        let area = tree.get(&row.area).map_or(row.area, |area| area.name.clone());
        let told = |text: Option<String>| text.unwrap_or_default();
        let kinds = kinds_titles(&kinds.remove(&row.id).unwrap_or_default());
        Ok(vec![
            row.name,
            row.credit_code,
            area,
            told(row.short_name),
            kinds,
            told(row.legal_representative),
            told(row.address),
            told(phone),
        ])
    });
    let rows = lines.collect::<Result<Vec<_>, Fault>>()?;
    crate::transact!(ctx, |tx| {
        let subject = ctx.new_id();
        audit::record(tx, ctx, "enterprise.export", ("enterprises", subject), json!({ "lines": rows.len() })).await
    })?;
    Ok(Sheet { columns: Column::ALL.map(|column| column.title().to_owned()).to_vec(), rows })
}
