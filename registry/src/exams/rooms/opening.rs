//! Who says that one may begin, where the exam waits for it? Whoever looks after its room; once, on record.

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::attended;
use crate::entity::{exam_openings, exams};
use crate::exams::conduct::Begins;
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

/// Whether candidates wait for the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// It begins with its window.
    NotNeeded,
    Awaited,
    Opened(Instant),
}

/// How it stands, for whoever looks after the room.
pub async fn of_exam(ctx: &Ctx, exam: Uuid) -> Result<Opening, Fault> {
    let row = attended(ctx, exam).await?;
    if row.policy()?.conduct.begins == Begins::WithWindow {
        return Ok(Opening::NotNeeded);
    }
    let opened = exam_openings::Entity::find_by_id(exam).one(ctx.db.reader()).await?;
    Ok(opened.map_or(Opening::Awaited, |row| Opening::Opened(Instant(row.opened_at))))
}

/// Lets everybody begin, within the window of a published exam that waits for the word. By as much as the word is late the
/// window ends later (mechanics 3: a postponement moves all deadlines).
pub async fn open(ctx: &Ctx, exam: Uuid) -> Result<(), Fault> {
    let row = attended(ctx, exam).await?;
    if row.state != "published" || row.policy()?.conduct.begins == Begins::WithWindow {
        return Err(Refusal::new("exams.no_command_needed").into());
    }
    let (now, account) = (ctx.now(), ctx.signed_in()?.account);
    if now.0 < row.opens_at {
        return Err(Refusal::new("exams.not_open_yet").with("at", Instant(row.opens_at).chinese()).into());
    }
    if now.0 >= row.closes_at {
        return Err(Refusal::new("exams.window_closed").with("at", Instant(row.closes_at).chinese()).into());
    }
    let closes_at = row.closes_at + (now.0 - row.opens_at);
    crate::transact!(ctx, |tx| {
        let row = exam_openings::Model { exam_id: exam, opened_by: account, opened_at: now.0 };
        exam_openings::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("exams.opened_already")))?;
        exams::Entity::update_many()
            .col_expr(exams::Column::ClosesAt, Expr::value(closes_at))
            .filter(exams::Column::Id.eq(exam))
            .exec(tx)
            .await?;
        audit::record(tx, ctx, "open_room", ("exam", exam), json!({ "closesAt": closes_at })).await
    })
}
