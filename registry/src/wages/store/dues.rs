//! Which dues stand on record for a project's month, and when are they worked out anew?
//!
//! Everything that moves a month marks it; what is marked is written anew by a job, and by whoever changes an order at once.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::earning::{Ordered, asked_fen, contract_in, ordered_for, worked_in};
use super::payees::contracts_on;
use crate::attendance::store::Roster;
use crate::attendance::store::sites::rules_of;
use crate::calendar::{Calendar, Due, Month, years};
use crate::db::many::{self, Cell, Kind, List};
use crate::entity::{people, projects, registrations, wage_dues, wage_months_stale};
use crate::projects::store::lock;
use crate::wages::{Dues, Paid, Policy, has_full_month, owed_fen, piece_wages_due, wages_due};
use crate::workers::{Contract, PayBasis, Registration, Stay};
use crate::{Ctx, Day, Fault};

/// So many months are kept in sight: what is older stands in disputes by then.
pub(super) const MONTHS: usize = 12;
/// Of piece rates the payment before may lie so many months back.
const MONTHS_BEFORE: usize = 3;

/// The days of these projects changed: their months are worked out anew by the job.
pub(crate) async fn mark_months(
    tx: &DatabaseTransaction,
    days: impl IntoIterator<Item = (Uuid, Day)>,
    today: Day,
) -> Result<(), Fault> {
    let months: BTreeSet<(Uuid, Month)> = days.into_iter().map(|(project, day)| (project, Month::of(day))).collect();
    let row = |(project, month): (Uuid, Month)| {
        vec![Cell::Id(project), Cell::Text(month.to_string()), Cell::Text(today.to_string())]
    };
    let text = "INSERT INTO wage_months_stale (project_id, month, marked_on) {given} \
         ON CONFLICT (project_id, month) DO NOTHING";
    let list = List { kinds: &[Kind::Id, Kind::Text, Kind::Text], rows: months.into_iter().map(row).collect() };
    many::execute(tx, text, &list).await
}

/// A contract or a stay that begins on this day changed: every month in sight since then is worked out anew.
pub(crate) async fn mark_since(tx: &DatabaseTransaction, ctx: &Ctx, project: Uuid, from: Day) -> Result<(), Fault> {
    let today = ctx.now().day();
    let since = Month::of(from);
    let months = months_back(Month::of(today), MONTHS).into_iter().filter(|month| *month >= since);
    mark_months(tx, months.map(|month| (project, month.first_day())), today).await
}

/// The calendar of this year changed: months whose days were provisional or lie in it are worked out anew by the job. Says how many.
pub(crate) async fn count_year_again(tx: &DatabaseTransaction, ctx: &Ctx, year: i32) -> Result<usize, Fault> {
    let in_year = wage_dues::Column::DueOn.starts_with(format!("{year}-"));
    let rows: Vec<(Uuid, String)> = wage_dues::Entity::find()
        .select_only()
        .columns([wage_dues::Column::ProjectId, wage_dues::Column::Month])
        .distinct()
        .filter(Condition::any().add(wage_dues::Column::IsProvisional.eq(1)).add(in_year))
        .into_tuple()
        .all(tx)
        .await?;
    let first_day = |(project, month): &(Uuid, String)| Some((*project, Month::parse(month).ok()?.first_day()));
    mark_months(tx, rows.iter().filter_map(first_day), ctx.now().day()).await?;
    Ok(rows.len())
}

/// This month and those before it, so many together, the latest first.
pub(super) fn months_back(month: Month, count: usize) -> Vec<Month> {
    let earlier = |month: &Month| Some(Month::of(month.first_day().previous()));
    std::iter::successors(Some(month), earlier).take(count).collect()
}

/// Works some marked months out anew, so many at most; says how many. For a job. A month that is not over is looked at once a
/// day: every press marks it. One that cannot be worked out stays marked and keeps no other back.
pub async fn refresh_dues(ctx: &Ctx, most: u64) -> Result<u64, Fault> {
    let today = ctx.now().day();
    let due = Condition::any()
        .add(wage_months_stale::Column::Month.lt(Month::of(today).to_string()))
        .add(wage_months_stale::Column::MarkedOn.lt(today.to_string()));
    let rows = wage_months_stale::Entity::find()
        .filter(due)
        .order_by_asc(wage_months_stale::Column::Month)
        .limit(most)
        .all(ctx.db.reader())
        .await?;
    let mut done = 0;
    for row in rows {
        let month = Month::parse(&row.month).map_err(|_| Fault::internal("a marked month that is none"))?;
        match refresh(ctx, row.project_id, month).await {
            Ok(()) => done += 1,
            Err(fault) => tracing::error!(project = %row.project_id, %month, %fault, "dues were not worked out"),
        }
    }
    Ok(done)
}

async fn refresh(ctx: &Ctx, project: Uuid, month: Month) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| {
        match lock(tx, project).await {
            Ok(_) => write_months(tx, project, &BTreeSet::from([month])).await,
            // the record went with a merge, and its months with it
            Err(Fault::Refused(_)) => forget(tx, project, month).await,
            Err(fault) => Err(fault),
        }
    })
}

/// Writes the dues of these months anew, and takes the marks away.
pub(crate) async fn write_months(
    tx: &DatabaseTransaction,
    project: Uuid,
    months: &BTreeSet<Month>,
) -> Result<(), Fault> {
    for month in months {
        // the mark first: what is written after it marks the month again
        forget(tx, project, *month).await?;
        let dues = worked_out(tx, project, *month).await?;
        insert(tx, project, &dues).await?;
    }
    Ok(())
}

async fn forget(tx: &DatabaseTransaction, project: Uuid, month: Month) -> Result<(), Fault> {
    let of_month = Condition::all()
        .add(wage_months_stale::Column::ProjectId.eq(project))
        .add(wage_months_stale::Column::Month.eq(month.to_string()));
    wage_months_stale::Entity::delete_many().filter(of_month).exec(tx).await?;
    let of_month = Condition::all()
        .add(wage_dues::Column::ProjectId.eq(project))
        .add(wage_dues::Column::Month.eq(month.to_string()));
    wage_dues::Entity::delete_many().filter(of_month).exec(tx).await?;
    Ok(())
}

const KINDS: [Kind; 11] = [
    Kind::Id,
    Kind::Text,
    Kind::Id,
    Kind::Id,
    Kind::Number,
    Kind::Number,
    Kind::Text,
    Kind::Number,
    Kind::Number,
    Kind::Text,
    Kind::Text,
];

async fn insert(tx: &DatabaseTransaction, project: Uuid, dues: &[Dues]) -> Result<(), Fault> {
    let day = |day: Option<Day>| day.map_or(Cell::None(Kind::Text), |day| Cell::Text(day.to_string()));
    let row = |one: &Dues| {
        vec![
            Cell::Id(project),
            Cell::Text(one.month.to_string()),
            Cell::Id(one.worker),
            Cell::Id(one.unit),
            Cell::Number(i64::from(one.days)),
            Cell::maybe_number(one.owed_fen),
            day(one.due.map(Due::day)),
            Cell::Number(i64::from(one.due.is_some_and(Due::is_provisional))),
            Cell::Number(one.paid_fen),
            day(one.settled_on),
            day(one.late_after()),
        ]
    };
    let text = "INSERT INTO wage_dues (project_id, month, registration_id, unit_id, days, owed_fen, due_on, \
         is_provisional, paid_fen, settled_on, late_after) {given} ON CONFLICT (project_id, month, registration_id) \
         DO NOTHING";
    many::execute(tx, text, &List { kinds: &KINDS, rows: dues.iter().map(row).collect() }).await
}

/// Everybody who worked in the month or is to be paid for it.
///
/// Owed is what the orders ask for, and never less than what attendance and the contract come to. A change of team leaves two
/// registrations: the day for both follows from the whole time with the unit (decision 0032).
pub(super) async fn worked_out<C: ConnectionTrait>(db: &C, project: Uuid, month: Month) -> Result<Vec<Dues>, Fault> {
    let first = months_back(month, MONTHS_BEFORE + 1).pop().unwrap_or(month);
    let ordered = ordered_for(db, project, first, month).await?;
    let worked = worked_in(db, project, month).await?;
    let mut lines: BTreeMap<Uuid, Vec<&Ordered>> = BTreeMap::new();
    for line in ordered.iter().filter(|line| line.month == month) {
        lines.entry(line.registration).or_default().push(line);
    }
    let named: BTreeSet<Uuid> = worked.keys().chain(lines.keys()).copied().collect();
    let persons = people_of(db, &named).await?;
    let roster = Roster::of_people(db, &persons).await?;
    let contracts = contracts_on(db, project, &persons).await?;
    let here = roster.iter().flat_map(|(_, known)| &known.registrations).filter(|one| one.project == project);
    let here: BTreeMap<Uuid, &Registration> = here.map(|one| (one.id, one)).collect();
    let mut with_unit: BTreeMap<(Uuid, Uuid), Vec<Stay>> = BTreeMap::new();
    for one in here.values() {
        with_unit.entry((one.person, one.unit)).or_default().extend(one.stays.iter());
    }
    let paid: Vec<Paid> = ordered.iter().filter_map(Ordered::payment).collect();
    let last_paid = last_payments(&paid, &here, month);
    let mut of_worker: BTreeMap<Uuid, Vec<Paid>> = BTreeMap::new();
    for payment in paid.iter().filter(|payment| payment.month == month) {
        of_worker.entry(payment.worker).or_default().push(*payment);
    }
    let (policy, calendar) = (policy_of(db, project, month).await?, years::standing(db).await?);
    let mut dues = Vec::new();
    for id in named {
        let Some(one) = here.get(&id) else { continue };
        let own = lines.get(&id).map_or(&[][..], Vec::as_slice);
        let worked = worked.get(&id).map(|(worked, _)| worked);
        let of_person = contracts.get(&one.person).map_or(&[][..], Vec::as_slice);
        let contract = contract_in(of_person, one.unit, month);
        let asked = asked_fen(own, |line| line.payable_fen).zip(asked_fen(own, |line| line.net_fen));
        let owed_fen = owed_fen(asked, worked.and_then(|worked| worked.earned_fen));
        let belonging = (one.person, one.unit);
        let stay = with_unit.get(&belonging).and_then(|stays| time_in(stays, month));
        let last_paid = last_paid.get(&belonging).copied();
        let due = stay.and_then(|stay| due_of(stay, month, contract, last_paid, (&policy, &calendar)));
        let days = worked.map_or(0, |worked| u32::try_from(worked.days).unwrap_or(u32::MAX));
        let bare = Dues { worker: id, unit: one.unit, month, days, owed_fen, due, paid_fen: 0, settled_on: None };
        dues.push(bare.counting(of_worker.get(&id).map_or(&[][..], Vec::as_slice))?);
    }
    Ok(dues)
}

/// By the agreed day, and for pieces by the longest gap too: whichever comes first. Where neither is on record, or no contract
/// at all, by the day of the rule pack: nobody waits for wages because a paper says nothing.
fn due_of(
    stay: Stay,
    month: Month,
    contract: Option<&Contract>,
    last_paid: Option<Day>,
    (policy, calendar): (&Policy, &Calendar),
) -> Option<Due> {
    // 甲文第九条, whatever was agreed
    if let Some(left) = stay.left.filter(|_| !has_full_month(stay)) {
        return Some(Due::Fixed(left));
    }
    let pay = contract.map(|contract| &contract.pay);
    let agreed = pay.and_then(|pay| pay.pay_day).and_then(|pay_day| wages_due(stay, month, pay_day, calendar));
    let pieces = pay.filter(|pay| pay.basis == PayBasis::Piece);
    let interval = pieces.and_then(|pay| policy.piece_interval(pay.interval_months));
    let by_gap = interval.and_then(|months| piece_wages_due(stay, month, last_paid, months, policy.roll, calendar));
    let said = [agreed, by_gap].into_iter().flatten().min_by_key(|due| due.day());
    said.or_else(|| wages_due(stay, month, policy.default_pay_day, calendar))
}

/// The last payment for an earlier month up to the end of this one, by person and unit.
fn last_payments(paid: &[Paid], here: &BTreeMap<Uuid, &Registration>, month: Month) -> BTreeMap<(Uuid, Uuid), Day> {
    let mut last: BTreeMap<(Uuid, Uuid), Day> = BTreeMap::new();
    for payment in paid.iter().filter(|payment| payment.month < month && payment.on <= month.last_day()) {
        let Some(one) = here.get(&payment.worker) else { continue };
        let known = last.entry((one.person, one.unit)).or_insert(payment.on);
        *known = payment.on.max(*known);
    }
    last
}

async fn people_of<C: ConnectionTrait>(db: &C, ids: &BTreeSet<Uuid>) -> Result<BTreeSet<Uuid>, Fault> {
    let text = "WITH given (id) AS ({given}) SELECT r.person_id AS person FROM given \
         CROSS JOIN registrations AS r WHERE r.id = given.id";
    let list = List { kinds: &[Kind::Id], rows: ids.iter().map(|id| vec![Cell::Id(*id)]).collect() };
    many::query(db, text, &list).await?.iter().map(|row| Ok(row.try_get("", "person")?)).collect()
}

/// The figures in force on the last day of the month.
async fn policy_of<C: ConnectionTrait>(db: &C, project: Uuid, month: Month) -> Result<Policy, Fault> {
    let row = projects::Entity::find_by_id(project).one(db).await?.ok_or(Fault::NotFound)?;
    let rules = rules_of(db, [&row], month.last_day()).await?.remove(&project);
    Policy::from_rules(&rules.ok_or_else(|| Fault::internal("a project without figures"))?)
}

/// The time with the unit on the project that has a day in the month: stays that meet on a day are one.
fn time_in(stays: &[Stay], month: Month) -> Option<Stay> {
    let mut stays = stays.to_vec();
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

/// What a row says.
pub(super) fn dues_of(row: &wage_dues::Model) -> Result<Dues, Fault> {
    let day = |text: &Option<String>| text.as_deref().and_then(Day::parse);
    let due = day(&row.due_on).map(|due| if row.is_provisional == 0 { Due::Fixed(due) } else { Due::Provisional(due) });
    Ok(Dues {
        worker: row.registration_id,
        unit: row.unit_id,
        month: Month::parse(&row.month).map_err(|_| Fault::internal("dues of no month"))?,
        days: u32::try_from(row.days).unwrap_or(0),
        owed_fen: row.owed_fen,
        due,
        paid_fen: row.paid_fen,
        settled_on: day(&row.settled_on),
    })
}

/// The registrations of rows of dues, each with person and name of the person.
pub(super) async fn named<C: ConnectionTrait>(
    db: &C,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Named>, Fault> {
    let of =
        registrations::Entity::belongs_to(people::Entity).from(registrations::Column::PersonId).to(people::Column::Id);
    let ids: BTreeSet<Uuid> = ids.into_iter().collect();
    let rows: Vec<(Uuid, Uuid, String)> = registrations::Entity::find()
        .select_only()
        .column(registrations::Column::Id)
        .column(registrations::Column::PersonId)
        .column(people::Column::Name)
        .join(JoinType::InnerJoin, of.into())
        .filter(registrations::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, person, name)| (id, Named { person, name })).collect())
}

/// Whose registration it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub person: Uuid,
    pub name: String,
}
