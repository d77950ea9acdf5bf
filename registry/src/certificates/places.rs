//! Which number, and which place in the status lists, does the next certificate take?

use certs::ids::CertificateNumber;
use certs::status::{LIST_LENGTH, StatusRef};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use crate::entity::{certificates, number_counters};
use crate::{Ctx, Fault};

/// Half of a list: beyond it the next index could be guessed.
const LIST_FULL: i64 = LIST_LENGTH as i64 / 2;
/// At half use every draw is free with probability one half.
const DRAWS: u32 = 64;

/// Takes the next serial of prefix, region and year. The counter's row stays locked until the transaction ends, so a
/// number that is not used is given back with it.
pub(super) async fn next_number(
    tx: &DatabaseTransaction,
    prefix: &str,
    region: &str,
    year: i32,
) -> Result<CertificateNumber, Fault> {
    use number_counters::Column;
    let first = number_counters::ActiveModel {
        prefix: Set(prefix.to_owned()),
        region: Set(region.to_owned()),
        year: Set(year),
        last_serial: Set(1),
    };
    let next = Expr::col((number_counters::Entity, Column::LastSerial)).add(1);
    let counter = number_counters::Entity::insert(first)
        .on_conflict(
            OnConflict::columns([Column::Prefix, Column::Region, Column::Year])
                .value(Column::LastSerial, next)
                .to_owned(),
        )
        .exec_with_returning(tx)
        .await?;
    let year = u16::try_from(year).map_err(Fault::internal)?;
    let serial = u32::try_from(counter.last_serial).map_err(Fault::internal)?;
    CertificateNumber::new(prefix, region, year, serial).map_err(Fault::internal)
}

/// A random free index of the open list.
pub(super) async fn draw(tx: &DatabaseTransaction, ctx: &Ctx) -> Result<StatusRef, Fault> {
    let newest: Option<(i32, i64)> = certificates::Entity::find()
        .select_only()
        .column(certificates::Column::StatusList)
        .column_as(certificates::Column::StatusIndex.count(), "used")
        .group_by(certificates::Column::StatusList)
        .order_by_desc(certificates::Column::StatusList)
        .limit(1)
        .into_tuple()
        .one(tx)
        .await?;
    let list = open_list(newest);
    for _ in 0..DRAWS {
        // the length is a power of two, so every index is as likely as any other
        let index = u32::from_be_bytes(ctx.random.array()) % LIST_LENGTH;
        let taken = certificates::Entity::find()
            .filter(certificates::Column::StatusList.eq(list))
            .filter(certificates::Column::StatusIndex.eq(i32::try_from(index).map_err(Fault::internal)?))
            .count(tx)
            .await?;
        if taken == 0 {
            let list = u32::try_from(list).map_err(Fault::internal)?;
            return StatusRef::new(list, index).map_err(Fault::internal);
        }
    }
    Err(Fault::Busy)
}

/// The list that takes the next certificate, given the newest one and how many it holds.
fn open_list(newest: Option<(i32, i64)>) -> i32 {
    match newest {
        None => 0,
        Some((list, used)) if used >= LIST_FULL => list + 1,
        Some((list, _)) => list,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_list_opens_at_half_use() {
        assert_eq!(open_list(None), 0);
        assert_eq!(open_list(Some((0, 65_535))), 0);
        assert_eq!(open_list(Some((0, 65_536))), 1);
        assert_eq!(open_list(Some((7, 1))), 7);
    }
}
