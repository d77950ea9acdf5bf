//! Where does a sheet of records wait between the look and the taking, and who takes it back? Only whoever brought it sees it;
//! whoever calls has asked for the right to the records.

use question_bank::formats::xlsx;
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::Taken;
use crate::entity::record_sheets;
use crate::instant::DAY_MS;
use crate::{Ctx, Fault, Instant, Refusal, audit};

/// Longest name of a file that is kept, in characters.
const NAME: usize = 100;
/// A sheet is kept for so long, taken or not.
const KEPT_MS: i64 = 7 * DAY_MS;
/// As it is sealed since the table held enterprises alone.
const CONTENT: &str = "enterprise_sheets.content";

/// What a sheet brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Enterprises,
    Projects,
    IntegrityRecords,
    Areas,
    Industries,
}

impl About {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Enterprises => "enterprises",
            Self::Projects => "projects",
            Self::IntegrityRecords => "integrity_records",
            Self::Areas => "areas",
            Self::Industries => "industries",
        }
    }

    /// The line in the log for a sheet that came.
    fn uploaded(self) -> &'static str {
        match self {
            Self::Enterprises => "enterprise.upload",
            Self::Projects => "upload_projects",
            Self::IntegrityRecords => "upload_integrity",
            Self::Areas => "upload_areas",
            Self::Industries => "upload_industries",
        }
    }

    /// The line for a sheet that was taken.
    pub(super) fn imported(self) -> &'static str {
        match self {
            Self::Enterprises => "enterprise.import",
            Self::Projects => "import_projects",
            Self::IntegrityRecords => "import_integrity",
            Self::Areas => "import_areas",
            Self::Industries => "import_industries",
        }
    }

    /// The line for one that was taken back.
    pub(super) fn undone(self) -> &'static str {
        match self {
            Self::Enterprises => "enterprise.undo_import",
            Self::Projects => "undo_import_projects",
            Self::IntegrityRecords => "undo_import_integrity",
            Self::Areas => "undo_import_areas",
            Self::Industries => "undo_import_industries",
        }
    }
}

/// Keeps a workbook that `check` finds readable as a whole. What the same person brought before and did not take goes.
pub(crate) async fn keep(
    ctx: &Ctx,
    about: About,
    (file_name, file): (&str, &[u8]),
    check: impl Fn(&[Vec<String>]) -> Result<(), Refusal>,
) -> Result<Uuid, Fault> {
    if file.is_empty() {
        return Err(Refusal::on("file", "sheets.missing").into());
    }
    check(&texts(file)?)?;
    let (id, who) = (ctx.new_id(), ctx.signed_in()?.account);
    let file_name: String = file_name.chars().filter(|c| !c.is_control()).take(NAME).collect();
    crate::transact!(ctx, |tx| {
        // what was taken can be taken back for as long as it is kept
        let of_the_same = Condition::all()
            .add(record_sheets::Column::About.eq(about.code()))
            .add(record_sheets::Column::BroughtBy.eq(who))
            .add(record_sheets::Column::TakenAt.is_null());
        let gone = Condition::any().add(of_the_same).add(record_sheets::Column::BroughtAt.lt(ctx.now().0 - KEPT_MS));
        record_sheets::Entity::delete_many().filter(gone).exec(tx).await?;
        let row = record_sheets::Model {
            id,
            file_name: file_name.clone(),
            content_sealed: ctx.vault.seal(ctx.random.as_ref(), CONTENT, file)?,
            brought_by: who,
            brought_at: ctx.now().0,
            taken_at: None,
            undone_at: None,
            undone_reason: None,
            about: about.code().to_owned(),
        };
        record_sheets::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        audit::record(tx, ctx, about.uploaded(), (about.code(), id), json!({ "bytes": file.len() })).await?;
        Ok(id)
    })
}

/// The row and the lines of an own sheet.
///
/// # Errors
/// [`Fault::NotFound`] when the actor brought no such sheet, or it is no longer kept.
pub(crate) async fn kept(
    ctx: &Ctx,
    about: About,
    sheet: Uuid,
) -> Result<(record_sheets::Model, Vec<Vec<String>>), Fault> {
    let own = record_sheets::Column::BroughtBy.eq(ctx.signed_in()?.account);
    let row = record_sheets::Entity::find_by_id(sheet)
        .filter(own)
        .filter(record_sheets::Column::About.eq(about.code()))
        .one(ctx.db.reader())
        .await?
        .ok_or(Fault::NotFound)?;
    let rows = texts(&ctx.vault.open(CONTENT, &row.content_sealed)?)?;
    Ok((row, rows))
}

/// The own ones that are kept, the latest first.
pub(crate) async fn taken(ctx: &Ctx, about: About) -> Result<Vec<Taken>, Fault> {
    let rows = record_sheets::Entity::find()
        .filter(record_sheets::Column::BroughtBy.eq(ctx.signed_in()?.account))
        .filter(record_sheets::Column::About.eq(about.code()))
        .filter(record_sheets::Column::TakenAt.is_not_null())
        .filter(record_sheets::Column::UndoneAt.is_null())
        .order_by_desc(record_sheets::Column::TakenAt)
        .all(ctx.db.reader())
        .await?;
    let told =
        |row: record_sheets::Model| Some(Taken { sheet: row.id, file_name: row.file_name, at: Instant(row.taken_at?) });
    Ok(rows.into_iter().filter_map(told).collect())
}

/// Of two who take a sheet at once, one does.
pub(crate) async fn mark_taken(tx: &DatabaseTransaction, ctx: &Ctx, sheet: Uuid) -> Result<(), Fault> {
    let marked = record_sheets::Entity::update_many()
        .col_expr(record_sheets::Column::TakenAt, Expr::value(ctx.now().0))
        .filter(record_sheets::Column::Id.eq(sheet))
        .filter(record_sheets::Column::TakenAt.is_null())
        .exec(tx)
        .await?;
    if marked.rows_affected == 1 { Ok(()) } else { Err(Refusal::new("sheets.taken").into()) }
}

pub(crate) async fn mark_undone(tx: &DatabaseTransaction, ctx: &Ctx, sheet: Uuid, reason: &str) -> Result<(), Fault> {
    let marked = record_sheets::Entity::update_many()
        .col_expr(record_sheets::Column::UndoneAt, Expr::value(ctx.now().0))
        .col_expr(record_sheets::Column::UndoneReason, Expr::value(reason))
        .filter(record_sheets::Column::Id.eq(sheet))
        .filter(record_sheets::Column::TakenAt.is_not_null())
        .filter(record_sheets::Column::UndoneAt.is_null())
        .exec(tx)
        .await?;
    if marked.rows_affected == 1 { Ok(()) } else { Err(Refusal::new("sheets.nothing_to_undo").into()) }
}

/// Whether there is something to take back.
pub(crate) fn can_be_undone(row: &record_sheets::Model) -> bool {
    row.taken_at.is_some() && row.undone_at.is_none()
}

fn texts(file: &[u8]) -> Result<Vec<Vec<String>>, Refusal> {
    xlsx::rows(file).map_err(|_| Refusal::on("file", "sheets.unreadable"))
}
