//! Did an office look at the board, and was it in order?

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::{board_for, day, is_in_charge, is_of_the_site};
use crate::entity::{board_checks, projects};
use crate::fault::worded;
use crate::filings::boards::CheckResult;
use crate::offices::holders;
use crate::permissions::Verb;
use crate::{Ctx, Day, Fault, Refusal, audit};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckView {
    pub result: CheckResult,
    pub checked_on: Day,
    pub note: String,
    pub by: Option<String>,
}

/// An office in charge has looked at it, today or earlier.
///
/// # Errors
/// [`Fault::Forbidden`] for every other office; `boards.own_board` for whoever belongs to the site; on `checked_on` when the
/// day has not come or lies before the board, on `note` when it says nothing.
pub async fn check(
    ctx: &Ctx,
    board: Uuid,
    result: CheckResult,
    (checked_on, note): (Day, &str),
) -> Result<Uuid, Fault> {
    let row = board_for(ctx, Verb::Create, board).await?;
    let site = projects::Entity::find_by_id(row.project_id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    if !is_in_charge(ctx, &site).await? {
        return Err(Fault::Forbidden);
    }
    if is_of_the_site(ctx, site.id).await? {
        return Err(Refusal::new("boards.own_board").into());
    }
    let made_on = crate::Instant(row.made_at).day();
    if checked_on > ctx.now().day() || checked_on < made_on {
        return Err(Refusal::on("checked_on", "boards.check_day").with("made", made_on.chinese()).into());
    }
    let note = worded(note, 2..=200, || Refusal::on("note", "boards.note_length"))?;
    crate::transact!(ctx, |tx| {
        let check = board_checks::Model {
            id: ctx.new_id(),
            board_id: row.id,
            result: result.code().to_owned(),
            checked_on: checked_on.to_string(),
            note: note.clone(),
            checked_by: ctx.signed_in()?.account,
            checked_at: ctx.now().0,
        };
        let id = check.id;
        board_checks::Entity::insert(check.into_active_model()).exec_without_returning(tx).await?;
        audit::record(tx, ctx, "check_board", ("board", board), json!({ "result": result })).await?;
        Ok(id)
    })
}

/// By the board, the latest first.
pub(super) async fn of_boards(ctx: &Ctx, boards: &[Uuid]) -> Result<HashMap<Uuid, Vec<CheckView>>, Fault> {
    let rows = board_checks::Entity::find()
        .filter(board_checks::Column::BoardId.is_in(boards.iter().copied()))
        .order_by_desc(board_checks::Column::Id)
        .all(ctx.db.reader())
        .await?;
    let people = holders(ctx.db.reader(), rows.iter().map(|row| row.checked_by).collect()).await?;
    let mut found: HashMap<Uuid, Vec<CheckView>> = HashMap::new();
    for row in rows {
        let result = CheckResult::parse(&row.result).ok_or_else(|| Fault::internal("a check of no result"))?;
        found.entry(row.board_id).or_default().push(CheckView {
            result,
            checked_on: day(&row.checked_on)?,
            note: row.note,
            by: people.get(&row.checked_by).map(|(_, name)| name.clone()),
        });
    }
    Ok(found)
}
