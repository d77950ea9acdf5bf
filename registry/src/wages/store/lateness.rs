//! Which wages of a project are late, and by which day were they due?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::earning::{Ordered, asked_fen, contract_in, ordered_for, worked_in};
use super::payees::contracts_on;
use crate::attendance::store::Roster;
use crate::attendance::store::sites::visible_site;
use crate::calendar::{Calendar, Month};
use crate::entity::registrations;
use crate::permissions::Object;
use crate::wages::{LateWages, Owed, Paid, earned_fen, late_wages, wages_due};
use crate::workers::{Registration, Stay};
use crate::{Ctx, Day, Fault};

/// So many months are looked at: what is older stands in disputes by then.
const MONTHS: u32 = 12;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateList {
    /// what is overdue, longest first, then what was paid late
    pub late: Vec<LateWages>,
    /// Worked, and nothing says what is owed or by when: no order, no contract, or none that names a day of payment.
    pub unknown: Vec<(Uuid, Month)>,
}

/// The late wages of a project today, of the months up to the last whole one.
///
/// Owed is what the orders ask for, and where there is none, what attendance and the contract come to. A change of team
/// leaves two registrations: the day for both follows from the whole time with the unit (decision 0032).
///
/// # Errors
/// [`Fault::NotFound`] when no part of the project is the actor's to see.
pub async fn late_list(ctx: &Ctx, project: Uuid) -> Result<LateList, Fault> {
    let site = visible_site(ctx, Object::Payment, project).await?;
    let db = ctx.db.reader();
    let today = ctx.now().day();
    let mut months = vec![Month::of(today)];
    while months.len() < usize::try_from(MONTHS).unwrap_or(1) {
        let earlier = months.last().map_or(today, |month| month.first_day().previous());
        months.push(Month::of(earlier));
    }
    let first = months.last().copied().unwrap_or(Month::of(today));
    let ordered = ordered_for(db, project, first, Month::of(today)).await?;
    let mut lines: BTreeMap<(Uuid, Month), Vec<&Ordered>> = BTreeMap::new();
    for line in &ordered {
        lines.entry((line.registration, line.month)).or_default().push(line);
    }
    // who worked stands here with what was earned, as far as attendance can tell
    let mut earned: BTreeMap<(Uuid, Month), Option<i64>> = lines.keys().map(|key| (*key, None)).collect();
    for month in months {
        for (registration, (worked, contract)) in worked_in(db, project, month).await? {
            let fen = match contract.as_ref().and_then(|contract| Some((contract, worked.work(contract.pay.basis)?))) {
                Some((contract, work)) => Some(earned_fen(&contract.pay, work)?),
                None => None,
            };
            earned.insert((registration, month), fen);
        }
    }
    let people = people_of(ctx, earned.keys().map(|(registration, _)| *registration)).await?;
    let roster = Roster::of_people(db, &people).await?;
    let contracts = contracts_on(db, project, &people).await?;
    let all: Vec<&Registration> = roster.iter().flat_map(|(_, known)| &known.registrations).collect();
    let (mut owed, mut unknown) = (Vec::new(), Vec::new());
    for ((id, month), earned_fen) in earned {
        let Some(one) = all.iter().find(|one| one.id == id).filter(|one| site.part.holds(one.unit)) else { continue };
        let own = lines.get(&(id, month)).map_or(&[][..], Vec::as_slice);
        let owed_fen = asked_fen(own, |line| line.net_fen).or(earned_fen);
        let of_person = contracts.get(&one.person).map_or(&[][..], Vec::as_slice);
        let pay_day = contract_in(of_person, one.unit, month).and_then(|contract| contract.pay.pay_day);
        let stay = stay_with_unit(&all, one, month);
        let due = stay.zip(pay_day).and_then(|(stay, day)| wages_due(stay, month, day, Calendar::built_in()));
        match owed_fen.zip(due) {
            Some((owed_fen, due)) => owed.push(Owed { worker: id, month, due, owed_fen }),
            None => unknown.push((id, month)),
        }
    }
    let paid = ordered.iter().filter_map(|line| {
        let (on, paid_fen) = line.paid()?;
        Some(Paid { worker: line.registration, month: line.month, on, paid_fen })
    });
    let late = late_wages(&owed, &paid.collect::<Vec<_>>(), today)?;
    Ok(LateList { late, unknown })
}

async fn people_of(ctx: &Ctx, ids: impl Iterator<Item = Uuid>) -> Result<BTreeSet<Uuid>, Fault> {
    let ids: BTreeSet<Uuid> = ids.collect();
    let rows = registrations::Entity::find().filter(registrations::Column::Id.is_in(ids)).all(ctx.db.reader()).await?;
    Ok(rows.into_iter().map(|row| row.person_id).collect())
}

/// The time with the unit on the project that has a day in the month: stays that meet on a day are one.
fn stay_with_unit(all: &[&Registration], one: &Registration, month: Month) -> Option<Stay> {
    let is_with_unit =
        |other: &&&Registration| other.person == one.person && other.project == one.project && other.unit == one.unit;
    let mut stays: Vec<Stay> = all.iter().filter(is_with_unit).flat_map(|other| other.stays.iter()).collect();
    stays.sort();
    let mut joined: Vec<Stay> = Vec::new();
    for stay in stays {
        match joined.last_mut() {
            Some(last) if last.left.is_none_or(|left| left >= stay.entered) => {
                last.left = last.left.zip(stay.left).map(|(one, two): (Day, Day)| one.max(two));
            }
            _ => joined.push(stay),
        }
    }
    let is_in_month =
        |stay: &Stay| stay.entered <= month.last_day() && stay.left.is_none_or(|left| left >= month.first_day());
    joined.into_iter().rev().find(is_in_month)
}
