//! How far does somebody see the wages of a project: of which units, and of which time?
//!
//! As with its people: an enterprise sees the wages of its own people, a general contractor those of all units, and one that
//! has left what is of its own time, the month of its last day included.

use sea_orm::{ColumnTrait, Condition, EntityTrait};
use uuid::Uuid;

use crate::calendar::Month;
use crate::entity::{payment_batches, projects, wage_dues};
use crate::permissions::{Object, Verb};
use crate::projects::store::{ProjectReach, sight_of};
use crate::projects::{Seen, Sight};
use crate::{Ctx, Fault, Instant};

/// A project whose wages the actor sees, and how far.
pub(super) struct PayRoll {
    pub row: projects::Model,
    sight: Sight,
}

impl PayRoll {
    /// # Errors
    /// [`Fault::NotFound`] when no part of the project's wages is the actor's to see.
    pub async fn of(ctx: &Ctx, project: Uuid) -> Result<Self, Fault> {
        let (reader, reach) = (ctx.db.reader(), ProjectReach::of(ctx, Verb::View, Object::Payment).await?);
        let row = projects::Entity::find_by_id(project).one(reader).await?.ok_or(Fault::NotFound)?;
        let sight = sight_of(reader, &reach, &row).await?;
        let sight = sight.filter(|sight| !sight.is_of_nobody()).ok_or(Fault::NotFound)?;
        Ok(Self { row, sight })
    }

    /// Whether a month of wages of a unit is seen.
    pub fn holds_month(&self, unit: Uuid, month: Month) -> bool {
        self.sight.holds(unit, month.first_day())
    }

    /// Whether an order is seen: by the day on which it was written down.
    pub fn holds_order(&self, order: &payment_batches::Model) -> bool {
        self.sight.holds(order.unit_id, Instant(order.drafted_at).day())
    }

    /// [`Self::holds_month`] as a condition on `wage_dues`.
    pub fn dues(&self) -> Condition {
        let own = wage_dues::Column::UnitId.is_in(self.sight.units());
        match self.sight.of_all() {
            Seen::Always => Condition::all(),
            Seen::Until(last) => {
                Condition::any().add(own).add(wage_dues::Column::Month.lte(Month::of(last).to_string()))
            }
            Seen::Never => Condition::any().add(own),
        }
    }

    /// [`Self::holds_order`] as a condition on `payment_batches`.
    pub fn orders(&self) -> Condition {
        let own = payment_batches::Column::UnitId.is_in(self.sight.units());
        match self.sight.of_all() {
            Seen::Always => Condition::all(),
            Seen::Until(last) => {
                Condition::any().add(own).add(payment_batches::Column::DraftedAt.lt(last.next().starts_at().0))
            }
            Seen::Never => Condition::any().add(own),
        }
    }
}
