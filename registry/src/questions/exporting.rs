//! How do questions leave the house? In a format that another program reads, with what that format cannot hold.

use question_bank::Question;
use question_bank::formats::{FileRefused, Format, Writing, write};
use sea_orm::QueryOrder;
use serde_json::json;

use super::QuestionFilter;
use super::store::narrowed;
use crate::entity::question_versions;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, audit};

/// How many questions a filter leaves, and the file they come to.
#[derive(Clone, Debug)]
pub struct Export {
    pub questions: usize,
    pub file: Result<Writing, FileRefused>,
}

/// What an export would hold and lose; nothing leaves the house.
pub async fn look(ctx: &Ctx, filter: &QuestionFilter, format: Format) -> Result<Export, Fault> {
    require(ctx, Verb::Export, Object::QuestionBank)?;
    let rows = narrowed(filter)
        .order_by_asc(question_versions::Column::QuestionId)
        .order_by_asc(question_versions::Column::Version)
        .all(ctx.db.reader())
        .await?;
    let questions: Vec<Question> =
        rows.iter().map(|row| serde_json::from_str(&row.content)).collect::<Result<_, _>>()?;
    Ok(Export { questions: questions.len(), file: write(format, &questions) })
}

/// The file itself; that it was made is on record.
pub async fn export(ctx: &Ctx, filter: &QuestionFilter, format: Format) -> Result<Export, Fault> {
    let export = look(ctx, filter, format).await?;
    let facts = json!({ "format": format.code(), "questions": export.questions });
    crate::transact!(ctx, |tx| {
        audit::record(tx, ctx, "question.export", ("question_bank", "official"), facts.clone()).await
    })?;
    Ok(export)
}
