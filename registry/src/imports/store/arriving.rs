//! How does a file come in? Piece by piece, each sealed and durable before the next is taken; it counts once it is whole.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::rights::{Target, check_may_bring};
use crate::entity::{import_pieces, imports};
use crate::feeds::FeedObject;
use crate::feeds::store::Sinks;
use crate::imports::{Detector, Encoding, Format, LARGEST_CSV, LARGEST_XLSX};
use crate::vault::hex;
use crate::{Actor, Ctx, Fault, Refusal, audit};

pub(super) const BODY: &str = "import_pieces.body";
/// The size of every piece but the last: whoever reads or writes one holds it a few times over.
const PIECE: usize = 256 * 1024;
/// Longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 100;
/// How many bytes tell a format.
const HEAD: usize = 8;

#[derive(Clone, Copy, Debug)]
pub struct NewImport<'a> {
    pub target: Target,
    pub object: FeedObject,
    pub file_name: &'a str,
}

/// A file that is on its way.
pub struct Arrival {
    import: Uuid,
    format: Option<Format>,
    buffer: Vec<u8>,
    nth: i32,
    size: u64,
    hash: Sha256,
    detector: Detector,
}

/// Whoever may write such rows begins to bring a file of them.
///
/// # Errors
/// `feeds.object_unsupported`, `imports.object_of_no_project`.
pub async fn begin(ctx: &Ctx, sinks: &Sinks, new: &NewImport<'_>) -> Result<Arrival, Fault> {
    sinks.get(new.object)?;
    check_may_bring(ctx, new.target, new.object).await?;
    let (project_id, supplier_id) = match new.target {
        Target::Project(project) => (Some(project), None),
        Target::Supplier(supplier) => (None, Some(supplier)),
    };
    let brought_by = match &ctx.actor {
        Actor::SignedIn(who) => Some(who.account),
        _ => None,
    };
    let row = imports::Model {
        id: ctx.new_id(),
        project_id,
        supplier_id,
        object: new.object.code().to_owned(),
        // until its first bytes say otherwise
        format: Format::Csv.code().to_owned(),
        file_name: new.file_name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect(),
        brought_by,
        begun_at: ctx.now().0,
        arrived_at: None,
        file_hash: None,
        size_bytes: None,
        encoding: None,
        refused_at: None,
        refused_code: None,
        refused_details: None,
        tried_count: 0,
        would_add_count: 0,
        would_keep_count: 0,
        would_refuse_count: 0,
        tried_at: None,
        started_by: None,
        started_at: None,
        applied_count: 0,
        added_count: 0,
        unchanged_count: 0,
        refused_count: 0,
        finished_at: None,
        failures: 0,
        undone_by: None,
        undo_started_at: None,
        undone_reason: None,
        undone_at: None,
        emptied_at: None,
    };
    let import = row.id;
    imports::Entity::insert(row.into_active_model()).exec_without_returning(ctx.db.writer()).await?;
    Ok(Arrival {
        import,
        format: None,
        buffer: Vec::new(),
        nth: 0,
        size: 0,
        hash: Sha256::new(),
        detector: Detector::default(),
    })
}

impl Arrival {
    pub fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// `imports.old_workbook`, `imports.file_too_large`, `imports.workbook_too_large`.
    pub async fn take(&mut self, ctx: &Ctx, mut bytes: &[u8]) -> Result<(), Fault> {
        self.size += bytes.len() as u64;
        self.hash.update(bytes);
        self.detector.pass(bytes);
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(PIECE - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            bytes = later;
            if self.format.is_none() && self.buffer.len() >= HEAD {
                self.format = Some(format_of(&self.buffer)?);
            }
            self.check_size()?;
            if self.buffer.len() == PIECE {
                self.store(ctx).await?;
            }
        }
        Ok(())
    }

    /// The import, once the file is whole. A file that was brought before and has not come to its end goes on where it stands.
    ///
    /// # Errors
    /// `imports.empty`, `imports.encoding_unknown`.
    pub async fn finish(mut self, ctx: &Ctx) -> Result<Uuid, Fault> {
        if self.is_empty() {
            return Err(Refusal::on("file", "imports.empty").into());
        }
        let format = match self.format {
            Some(format) => format,
            None => format_of(&self.buffer)?,
        };
        if !self.buffer.is_empty() {
            self.store(ctx).await?;
        }
        let encoding = match format {
            Format::Csv => Some(self.detector.finish()?),
            Format::Xlsx => None,
        };
        let hash = hex(&self.hash.finalize());
        let (import, size) = (self.import, i64::try_from(self.size).map_err(Fault::internal)?);
        crate::transact!(ctx, |tx| {
            let row = imports::Entity::find_by_id(import).one(tx).await?.ok_or(Fault::NotFound)?;
            if let Some(earlier) = unfinished(&row, &hash).one(tx).await? {
                return Ok(earlier.id);
            }
            let arrived = imports::ActiveModel {
                id: Set(import),
                format: Set(format.code().to_owned()),
                encoding: Set(encoding.map(|encoding: Encoding| encoding.code().to_owned())),
                file_hash: Set(Some(hash.clone())),
                size_bytes: Set(Some(size)),
                arrived_at: Set(Some(ctx.now().0)),
                ..Default::default()
            };
            imports::Entity::update(arrived).exec(tx).await?;
            let facts = json!({ "object": row.object, "project": row.project_id, "supplier": row.supplier_id,
                "file": hash, "bytes": size });
            audit::record(tx, ctx, "bring", ("import", import), facts).await?;
            Ok(import)
        })
    }

    fn check_size(&self) -> Result<(), Refusal> {
        let (most, code) = match self.format {
            Some(Format::Xlsx) => (LARGEST_XLSX, "imports.workbook_too_large"),
            _ => (LARGEST_CSV, "imports.file_too_large"),
        };
        if self.size > most {
            return Err(Refusal::on("file", code).with("megabytes", most / 1024 / 1024));
        }
        Ok(())
    }

    async fn store(&mut self, ctx: &Ctx) -> Result<(), Fault> {
        let piece = std::mem::take(&mut self.buffer);
        let row = import_pieces::Model {
            id: ctx.new_id(),
            import_id: self.import,
            nth: self.nth,
            body_sealed: ctx.vault.seal(ctx.random.as_ref(), BODY, &piece)?,
        };
        import_pieces::Entity::insert(row.into_active_model()).exec_without_returning(ctx.db.writer()).await?;
        self.nth += 1;
        Ok(())
    }
}

fn unfinished(row: &imports::Model, hash: &str) -> sea_orm::Select<imports::Entity> {
    let same = |column: imports::Column, value: Option<Uuid>| match value {
        Some(value) => column.eq(value),
        None => column.is_null(),
    };
    imports::Entity::find()
        .filter(same(imports::Column::ProjectId, row.project_id))
        .filter(same(imports::Column::SupplierId, row.supplier_id))
        .filter(same(imports::Column::BroughtBy, row.brought_by))
        .filter(imports::Column::Object.eq(&row.object))
        .filter(imports::Column::FileHash.eq(hash))
        .filter(imports::Column::RefusedAt.is_null())
        .filter(imports::Column::FinishedAt.is_null())
        .filter(imports::Column::UndoStartedAt.is_null())
        .filter(imports::Column::EmptiedAt.is_null())
        .filter(imports::Column::Id.ne(row.id))
        .order_by_desc(imports::Column::Id)
}

fn format_of(head: &[u8]) -> Result<Format, Refusal> {
    const OLD_WORKBOOK: [u8; 4] = [0xD0, 0xCF, 0x11, 0xE0];
    if head.starts_with(&OLD_WORKBOOK) {
        return Err(Refusal::on("file", "imports.old_workbook"));
    }
    let is_zip = question_bank::formats::archive::is_zip(head);
    Ok(if is_zip { Format::Xlsx } else { Format::Csv })
}
