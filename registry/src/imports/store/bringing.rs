//! What do some rows of a file bring? They become one batch of the feeds, which is stored and applied at once.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::rights::{Target, object_of, target_of};
use crate::entity::{feed_batches, feed_suppliers, imports, project_codes, projects};
use crate::feeds::store::{Applied, Counts, Granted, Origin, Sinks, apply_rows, granted, store_errors};
use crate::feeds::{Batch, FeedObject, Reading, RowError, read_items};
use crate::imports::ROWS_AT_ONCE;
use crate::imports::header::Header;
use crate::imports::reading::SheetRow;
use crate::rulepacks::{self, Rules};
use crate::{Ctx, Fault, Instant, Refusal};

/// What all rows of one file are read by.
pub(super) struct Ground<'a> {
    pub row: &'a imports::Model,
    pub object: FeedObject,
    target: Target,
    rules: Rules,
}

impl<'a> Ground<'a> {
    pub async fn of(ctx: &Ctx, row: &'a imports::Model) -> Result<Self, Fault> {
        let (target, object, reader) = (target_of(row)?, object_of(row)?, ctx.db.reader());
        let area = match target {
            Target::Project(id) => projects::Entity::find_by_id(id).one(reader).await?.map(|project| project.area),
            Target::Supplier(id) => feed_suppliers::Entity::find_by_id(id).one(reader).await?.map(|row| row.area),
        };
        let area = area.ok_or_else(|| Fault::internal("an import for what is gone"))?;
        let rules = rulepacks::store::in_force(ctx, &area, ctx.now().day()).await?;
        Ok(Self { row, object, target, rules })
    }

    /// The rows as a batch, and their lines in the file.
    pub fn read(&self, header: &Header, rows: Vec<SheetRow>, before: i64, now: Instant) -> Result<Stretch, Fault> {
        let own = match self.target {
            Target::Project(project) => Some(project.to_string()),
            Target::Supplier(_) => None,
        };
        let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
        let item = |row: SheetRow| header.item(&row, own.as_deref());
        let (items, unreadable): (Vec<_>, Vec<_>) = rows.into_iter().map(item).unzip();
        let most = u32::try_from(ROWS_AT_ONCE).map_err(Fault::internal)?;
        let number = format!("{}-{before}", self.row.id.simple());
        let reading = Reading { received_at: now, rules: &self.rules };
        let mut batch = read_items(self.object, number, items, most, &reading)?;
        for (number, wrong) in (1_u32..).zip(unreadable) {
            let errors = wrong.into_iter().map(|(field, code)| RowError {
                number,
                path: String::new(),
                field,
                refusal: Refusal::new(code),
            });
            // said before that the field is missing
            batch.errors.splice(0..0, errors);
        }
        let refused: BTreeSet<u32> = batch.errors.iter().map(|error| error.number).collect();
        batch.rows.retain(|row| !refused.contains(&row.number));
        let path = |number: u32| format!("line[{}]", line_of(&lines, number));
        batch.errors.iter_mut().for_each(|error| error.path = path(error.number));
        batch.rows.iter_mut().for_each(|row| row.path = path(row.number));
        Ok(Stretch { batch, lines, before })
    }

    /// Stores and applies them in a transaction of the caller, who makes sure that it happens once.
    pub async fn bring(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        sinks: &Sinks,
        stretch: &Stretch,
    ) -> Result<Brought, Fault> {
        let Stretch { batch: read, lines, .. } = stretch;
        let row = self.new_batch(ctx, read)?;
        let origin = Origin {
            batch: row.id,
            supplier: row.supplier_id,
            object: self.object,
            signed_at: Instant(row.signed_at),
            received_at: Instant(row.received_at),
        };
        feed_batches::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        store_errors(tx, origin.batch, &read.errors).await?;
        let scopes = self.scopes(tx).await?;
        let Applied { counts, errors } = apply_rows(ctx, tx, sinks, &origin, read, &scopes).await?;
        let all = read.errors.iter().cloned().chain(errors);
        let errors = all.map(|error| (line_of(lines, error.number), error)).collect();
        Ok(Brought { batch: origin.batch, counts, errors })
    }

    /// The projects that rows may be about, by every name that they have here.
    async fn scopes<C: ConnectionTrait>(&self, db: &C) -> Result<BTreeMap<String, Granted>, Fault> {
        let project = match self.target {
            Target::Supplier(supplier) => return granted(db, supplier).await,
            Target::Project(project) => project,
        };
        let codes = project_codes::Entity::find()
            .filter(project_codes::Column::ProjectId.eq(project))
            .filter(project_codes::Column::WithdrawnAt.is_null())
            .all(db)
            .await?;
        let names = codes.into_iter().map(|code| code.code).chain([project.to_string()]);
        Ok(names.map(|name| (name, Granted { project, objects: vec![self.object] })).collect())
    }

    fn new_batch(&self, ctx: &Ctx, read: &Batch) -> Result<feed_batches::Model, Fault> {
        let now = ctx.now().0;
        let arrived_at = self.row.arrived_at.ok_or_else(|| Fault::internal("a file that has not arrived"))?;
        Ok(feed_batches::Model {
            id: ctx.new_id(),
            supplier_id: self.row.supplier_id,
            key_id: None,
            // one or the other
            imported_by: self.row.brought_by.filter(|_| self.row.supplier_id.is_none()),
            object: self.row.object.clone(),
            number: read.number.clone(),
            body_hash: self.row.file_hash.clone().unwrap_or_default(),
            size_bytes: self.row.size_bytes.unwrap_or_default(),
            row_count: i32::try_from(read.row_count).map_err(Fault::internal)?,
            signed_at: arrived_at,
            received_at: now,
            unknown_fields: "[]".to_owned(),
            tries: 0,
            applied_at: Some(now),
            added_count: 0,
            unchanged_count: 0,
            refused_count: 0,
            failed_at: None,
            undone_by: None,
            undone_at: None,
            undone_reason: None,
            undone_effects: None,
            late_count: 0,
        })
    }
}

/// Some rows of a file, as a batch.
pub(super) struct Stretch {
    batch: Batch,
    lines: Vec<u64>,
    /// rows of the file before them
    pub before: i64,
}

impl Stretch {
    pub fn count(&self) -> i64 {
        i64::try_from(self.lines.len()).unwrap_or(i64::MAX)
    }

    /// From the first line to the last.
    pub fn lines(&self) -> (u64, u64) {
        (self.lines.first().copied().unwrap_or_default(), self.lines.last().copied().unwrap_or_default())
    }
}

pub(super) struct Brought {
    pub batch: Uuid,
    pub counts: Counts,
    /// by line of the file
    pub errors: Vec<(u64, RowError)>,
}

fn line_of(lines: &[u64], number: u32) -> u64 {
    let place = usize::try_from(number).unwrap_or_default().saturating_sub(1);
    lines.get(place).copied().unwrap_or_default()
}
