//! How does somebody go on who may not go back? The question that was left takes no answer any more, at any door.

use question_bank::Paper;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::entity::attempts;
use crate::{Ctx, Fault, Refusal};

/// Where somebody is in an exam without a way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// The question that is open, from 1.
    pub reached: u16,
    /// Of how many.
    pub count: u16,
}

impl Sequence {
    pub fn is_last(self) -> bool {
        self.reached >= self.count
    }

    pub(super) fn of(row: &attempts::Model, paper: &Paper) -> Option<Self> {
        let count = u16::try_from(paper.slots.len()).unwrap_or(u16::MAX);
        Some(Self { reached: u16::try_from(row.reached?).unwrap_or(1), count })
    }
}

/// Leaves the question `from` for the next one, on the device that holds the room. Whoever left it already stays where
/// they are.
pub async fn go_on(ctx: &Ctx, attempt: Uuid, device: &str, from: u16) -> Result<(), Fault> {
    let person = ctx.signed_in()?.person;
    let own = attempts::Entity::find_by_id(attempt).filter(attempts::Column::PersonId.eq(person));
    let row = own.one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    if row.state == "open" && row.device != device {
        return Err(Refusal::new("exams.opened_elsewhere").into());
    }
    leave(ctx, row, from).await
}

async fn leave(ctx: &Ctx, row: attempts::Model, from: u16) -> Result<(), Fault> {
    let paper: Paper = serde_json::from_str(&row.paper)?;
    let sequence = Sequence::of(&row, &paper).ok_or_else(|| Refusal::new("exams.not_sequential"))?;
    if from < sequence.reached {
        return Ok(());
    }
    if from > sequence.reached || sequence.is_last() {
        return Err(Refusal::new("exams.no_next_question").into());
    }
    let left = attempts::Entity::update_many()
        .col_expr(attempts::Column::Reached, Expr::value(i32::from(from) + 1))
        .filter(attempts::Column::Id.eq(row.id))
        .filter(attempts::Column::Epoch.eq(row.epoch))
        .filter(attempts::Column::Reached.eq(i32::from(from)))
        .filter(attempts::Column::State.eq("open"))
        .filter(attempts::Column::PausedAt.is_null())
        .filter(attempts::Column::LockedAt.is_null())
        .filter(attempts::Column::AcceptsUntil.gte(ctx.now().0))
        .exec(ctx.db.writer())
        .await?;
    if left.rows_affected == 1 {
        return Ok(());
    }
    Err(match () {
        () if row.state != "open" || row.accepts_until < ctx.now().0 => Refusal::new("exams.time_is_up").into(),
        () if row.paused_at.is_some() => Refusal::new("exams.paused").into(),
        () if row.locked_at.is_some() => Refusal::new("exams.locked").into(),
        // another request was faster
        () => Fault::Busy,
    })
}
