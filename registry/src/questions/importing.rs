//! How do questions come in from a file? It is kept as it came, looked through without taking anything, and becomes
//! drafts when somebody says so.

use question_bank::Kind;
use question_bank::formats::{self, Draft, FileRefused, Format, Loss, Missing, Place, RowFault};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::drafts::{insert, newest, next_id, open_draft};
use super::manuscript::Manuscript;
use crate::entity::question_uploads;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Refusal, audit, blobs};

/// Longest name of a file that is kept, in characters.
const NAME: usize = 100;

/// What a file holds, and what becomes of each question when it is taken.
#[derive(Clone, Debug)]
pub struct Look {
    pub upload: Uuid,
    pub file_name: String,
    pub format: Format,
    pub lines: Vec<Line>,
    pub faults: Vec<RowFault>,
    pub losses: Vec<Loss>,
    pub is_taken: bool,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub place: Place,
    pub id: Option<String>,
    pub kind: Kind,
    pub stem: String,
    pub missing: Vec<Missing>,
    pub becomes: Becomes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// A draft of a question that is not there yet.
    New,
    /// A draft of a new version.
    Version,
    /// Nothing: somebody is writing on this question.
    DraftOpen,
}

impl Becomes {
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Version => "version",
            Self::DraftOpen => "draft_open",
        }
    }
}

/// Why a file is not kept: the use case's own reasons, or those of the format.
#[derive(Debug)]
pub enum NotKept {
    Fault(Fault),
    File(FileRefused),
}

impl From<Fault> for NotKept {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Keeps a file that can be read as a whole; its faulty lines are named by [`look`].
pub async fn keep(ctx: &Ctx, format: Format, file_name: &str, bytes: Vec<u8>) -> Result<Uuid, NotKept> {
    require(ctx, Verb::Create, Object::QuestionBank)?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(NotKept::Fault(Refusal::on("file", "questions.file_missing").into()));
    }
    formats::read(format, &bytes).map_err(NotKept::File)?;
    let (id, account) = (ctx.new_id(), ctx.signed_in()?.account);
    let file_name: String = file_name.chars().filter(|c| !c.is_control()).take(NAME).collect();
    let kept = crate::transact!(ctx, |tx| {
        let row = question_uploads::Model {
            id,
            blob_hash: blobs::put(tx, ctx, format.media_type(), bytes.clone()).await?,
            format: format.code().to_owned(),
            file_name: file_name.clone(),
            uploaded_by: account,
            uploaded_at: ctx.now().0,
            taken_at: None,
        };
        question_uploads::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        let facts = json!({ "format": format.code(), "bytes": bytes.len() });
        audit::record(tx, ctx, "question.upload", ("question_bank", "official"), facts).await
    });
    kept?;
    Ok(id)
}

/// Which format a text is in, for its name does not say: GIFT when one of its lines begins as only GIFT's do, or when its
/// reader finds a question; else as it stands in Word documents.
pub fn text_format(bytes: &[u8]) -> Format {
    let text = String::from_utf8_lossy(bytes);
    let is_signed = text.trim_start_matches('\u{FEFF}').lines().map(str::trim_start).any(is_sign);
    let is_read = || formats::read(Format::Gift, bytes).is_ok_and(|reading| !reading.questions.is_empty());
    if is_signed || is_read() { Format::Gift } else { Format::Text }
}

fn is_sign(line: &str) -> bool {
    line.starts_with("$CATEGORY:") || line.starts_with("::")
}

/// Looks a kept file through; takes nothing.
pub async fn look(ctx: &Ctx, upload: Uuid) -> Result<Look, Fault> {
    require(ctx, Verb::Create, Object::QuestionBank)?;
    let (row, format, bytes) = kept(ctx, upload).await?;
    let reading = formats::read(format, &bytes).map_err(Fault::internal)?;
    let reader = ctx.db.reader();
    let mut lines = Vec::with_capacity(reading.questions.len());
    for (place, draft) in &reading.questions {
        let becomes = match &draft.id {
            Some(id) if open_draft(reader, &id.0).await?.is_some() => Becomes::DraftOpen,
            Some(id) if newest(reader, &id.0).await?.is_some() => Becomes::Version,
            _ => Becomes::New,
        };
        lines.push(Line {
            place: place.clone(),
            id: draft.id.as_ref().map(|id| id.0.clone()),
            kind: draft.kind(),
            stem: draft.stem().to_owned(),
            // a number is given when the draft is made
            missing: draft.missing().into_iter().filter(|missing| *missing != Missing::Id).collect(),
            becomes,
        });
    }
    Ok(Look {
        upload,
        file_name: row.file_name,
        format,
        lines,
        faults: reading.faults,
        losses: reading.losses,
        is_taken: row.taken_at.is_some(),
    })
}

/// The sheet as it came, line by line, for a copy with marks; nothing for a file that is no sheet.
pub async fn sheet(ctx: &Ctx, upload: Uuid) -> Result<Option<Vec<Vec<String>>>, Fault> {
    require(ctx, Verb::Create, Object::QuestionBank)?;
    let (_, format, bytes) = kept(ctx, upload).await?;
    if format != Format::Xlsx {
        return Ok(None);
    }
    formats::xlsx::rows(&bytes).map(Some).map_err(Fault::internal)
}

/// What taking a file brought about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    pub drafts: usize,
    /// Questions on which somebody is writing.
    pub left: usize,
}

/// Makes a draft of every sound question of a kept file, once.
pub async fn take(ctx: &Ctx, upload: Uuid) -> Result<Taken, Fault> {
    require(ctx, Verb::Create, Object::QuestionBank)?;
    let (_, format, bytes) = kept(ctx, upload).await?;
    let reading = formats::read(format, &bytes).map_err(Fault::internal)?;
    let drafts: Vec<&Draft> = reading.questions.iter().map(|(_, draft)| draft).collect();
    crate::transact!(ctx, |tx| {
        let marked = question_uploads::Entity::update_many()
            .col_expr(question_uploads::Column::TakenAt, Expr::value(ctx.now().0))
            .filter(question_uploads::Column::Id.eq(upload))
            .filter(question_uploads::Column::TakenAt.is_null())
            .exec(tx)
            .await?;
        if marked.rows_affected != 1 {
            return Err(Refusal::new("questions.taken_already").into());
        }
        let mut taken = Taken { drafts: 0, left: 0 };
        for draft in &drafts {
            let manuscript = Manuscript::from(*draft);
            manuscript.check_lengths()?;
            let id = match &draft.id {
                Some(id) if open_draft(tx, &id.0).await?.is_some() => {
                    taken.left += 1;
                    continue;
                }
                Some(id) => id.0.clone(),
                None => next_id(tx).await?,
            };
            let base = newest(tx, &id).await?.map(|row| row.hash);
            insert(tx, ctx, id, base, &manuscript).await?;
            taken.drafts += 1;
        }
        let facts = json!({ "upload": upload, "drafts": taken.drafts, "left": taken.left });
        audit::record(tx, ctx, "question.import", ("question_bank", "official"), facts).await?;
        Ok(taken)
    })
}

async fn kept(ctx: &Ctx, upload: Uuid) -> Result<(question_uploads::Model, Format, Vec<u8>), Fault> {
    let row = question_uploads::Entity::find_by_id(upload).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let format = row.format.parse::<Format>().map_err(Fault::internal)?;
    let blob = blobs::find(ctx, &row.blob_hash).await?.ok_or_else(|| Fault::internal("an upload without its file"))?;
    Ok((row, format, blob.content))
}
