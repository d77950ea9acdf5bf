//! How do the people of a project stand month by month, and how are they narrowed? From the dues on record alone.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::batches::unit_names;
use super::dues::{MONTHS, dues_of, months_back, named};
use super::lateness::PER_PAGE;
use super::sight::PayRoll;
use crate::attendance::store::sites::own_site;
use crate::calendar::Month;
use crate::entity::wage_dues;
use crate::people::scope::names_shown;
use crate::permissions::{Object, Verb};
use crate::sheets::{MOST_EXPORTED, check_exported};
use crate::wages::{Dues, Standing};
use crate::{Ctx, Day, Fault};

/// A project whose payments the actor may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaySite {
    pub project: Uuid,
    pub name: String,
    pub may_order: bool,
}

/// One person's month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuesLine {
    pub dues: Dues,
    pub standing: Standing,
    pub days_late: i64,
    pub person: Option<Uuid>,
    pub name: String,
    pub unit_name: String,
}

/// Which of a project's dues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DuesFilter {
    pub month: Option<Month>,
    pub standing: Option<Standing>,
}

/// The project, and whether the actor orders payments there.
///
/// # Errors
/// [`Fault::NotFound`] when no part of the project is the actor's to see.
pub async fn site(ctx: &Ctx, project: Uuid) -> Result<PaySite, Fault> {
    let seen = PayRoll::of(ctx, project).await?;
    let may_order = match own_site(ctx, Verb::Create, Object::Payment, project).await {
        Ok(_) => true,
        Err(Fault::Forbidden) => false,
        Err(fault) => return Err(fault),
    };
    Ok(PaySite { project, name: seen.row.name, may_order })
}

/// One page (from 0, [`PER_PAGE`] rows) of a project's dues in the months in sight: what is late first, the oldest first. And
/// the number of all.
///
/// # Errors
/// [`Fault::NotFound`] when no part of the project is the actor's to see.
pub async fn dues_list(
    ctx: &Ctx,
    project: Uuid,
    filter: &DuesFilter,
    page: u64,
) -> Result<(Vec<DuesLine>, u64), Fault> {
    let pages = wanted(ctx, project, filter).await?.paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    Ok((lines(ctx, &pages.fetch_page(page).await?).await?, total))
}

/// All of them, for a sheet.
///
/// # Errors
/// As of [`dues_list`]; a refusal when they are too many for one sheet.
pub async fn all_dues(ctx: &Ctx, project: Uuid, filter: &DuesFilter) -> Result<Vec<DuesLine>, Fault> {
    let rows = wanted(ctx, project, filter).await?.limit(MOST_EXPORTED + 1).all(ctx.db.reader()).await?;
    check_exported(rows.len())?;
    lines(ctx, &rows).await
}

async fn wanted(ctx: &Ctx, project: Uuid, filter: &DuesFilter) -> Result<Select<wage_dues::Entity>, Fault> {
    let seen = PayRoll::of(ctx, project).await?;
    let today = ctx.now().day();
    let mut wanted = Condition::all()
        .add(wage_dues::Column::ProjectId.eq(project))
        .add(wage_dues::Column::Month.is_in(in_sight(filter, today)))
        .add(seen.dues());
    if let Some(standing) = filter.standing {
        wanted = wanted.add(stands(standing, today));
    }
    Ok(wage_dues::Entity::find()
        .filter(wanted)
        .order_by_asc(wage_dues::Column::LateAfter.is_null())
        .order_by_asc(wage_dues::Column::LateAfter)
        .order_by_desc(wage_dues::Column::Month)
        .order_by_asc(wage_dues::Column::RegistrationId))
}

async fn lines(ctx: &Ctx, rows: &[wage_dues::Model]) -> Result<Vec<DuesLine>, Fault> {
    let (db, today) = (ctx.db.reader(), ctx.now().day());
    let people = named(db, rows.iter().map(|row| row.registration_id)).await?;
    let names = names_shown(db, people.values().map(|one| one.person).collect()).await?;
    let units = unit_names(db, rows.iter().map(|row| row.unit_id)).await?;
    let line = |row: &wage_dues::Model| {
        let dues = dues_of(row)?;
        let who = people.get(&dues.worker);
        Ok(DuesLine {
            standing: dues.standing(today),
            days_late: dues.days_late(today),
            person: who.map(|one| one.person),
            name: who.and_then(|one| names.get(&one.person).cloned()).unwrap_or_default(),
            unit_name: units.get(&dues.unit).cloned().unwrap_or_default(),
            dues,
        })
    };
    rows.iter().map(line).collect()
}

fn in_sight(filter: &DuesFilter, today: Day) -> Vec<String> {
    let all = months_back(Month::of(today), MONTHS);
    all.into_iter()
        .filter(|month| filter.month.is_none_or(|only| only == *month))
        .map(|month| month.to_string())
        .collect()
}

/// [`Dues::standing`] as a condition.
fn stands(standing: Standing, today: Day) -> Condition {
    use wage_dues::Column::{DueOn, IsProvisional, LateAfter, OwedFen, SettledOn};
    let today = today.to_string();
    let after_its_day = || Expr::col(SettledOn).gt(Expr::col(DueOn)).and(Expr::col(IsProvisional).eq(0));
    let open = || Condition::all().add(LateAfter.is_null()).add(SettledOn.is_null());
    match standing {
        Standing::Late => Condition::all().add(LateAfter.lt(today)),
        Standing::PaidLate => Condition::all().add(SettledOn.is_not_null()).add(after_its_day()),
        Standing::Settled => Condition::any()
            .add(
                Condition::all().add(SettledOn.is_not_null()).add(
                    Condition::any()
                        .add(DueOn.is_null())
                        .add(Expr::col(IsProvisional).eq(1))
                        .add(Expr::col(SettledOn).lte(Expr::col(DueOn))),
                ),
            )
            .add(open().add(OwedFen.lte(0))),
        Standing::Open => {
            Condition::any().add(LateAfter.gte(today)).add(open().add(DueOn.is_not_null()).add(OwedFen.gt(0)))
        }
        Standing::Unknown => open()
            .add(Condition::any().add(OwedFen.is_null()).add(Condition::all().add(OwedFen.gt(0)).add(DueOn.is_null()))),
    }
}
