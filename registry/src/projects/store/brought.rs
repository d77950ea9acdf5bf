//! What do the rows of a feed bring to a project's own records, in the transaction of their batch? Whether the sender may speak
//! of the project was asked before.

mod permits;

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

pub(crate) use permits::{bring_named_permit, bring_permit, withdraw_permit};

use super::changing::change_details_within;
use super::money::{NewAccount, record_account_within};
use super::parties::{NewParty, let_officers_go, party_of, record_party_within};
use super::record::details_of;
use super::statuses::history_of;
use super::withdrawing::{Record, withdraw_within};
use super::{Entry, lock};
use crate::entity::{project_accounts, project_changes, project_parties, project_permits, projects};
use crate::projects::parties::general_contractor_on;
use crate::projects::quantities::decimal_text;
use crate::projects::{Details, Draft, Party, PartyRole, Status};
use crate::wages::AccountNumber;
use crate::{Ctx, Day, Fault, Period, Refusal};

/// What a batch brought to a project that is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OfBatch {
    pub fields: u64,
    pub parties: u64,
    pub permits: u64,
    pub accounts: u64,
}

/// An enterprise's part in the project as it is told. No first day where it is on record already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PartyTold {
    pub enterprise: Uuid,
    pub role: PartyRole,
    pub entered: Option<Day>,
    pub left: Option<Day>,
}

/// The general contractor of today; nobody is an answer.
pub(crate) async fn contractor_of<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    today: Day,
) -> Result<Option<Uuid>, Fault> {
    let parties = parties_of(db, project).await?;
    let parties = parties.iter().map(party_of).collect::<Result<Vec<_>, _>>()?;
    Ok(general_contractor_on(&parties, today).map(|party| party.enterprise))
}

/// The status of today.
pub(crate) async fn status_of<C: ConnectionTrait>(db: &C, project: Uuid, today: Day) -> Result<Option<Status>, Fault> {
    Ok(history_of(db, project).await?.status_on(today))
}

/// What stands of a project as a form would have it: a feed says some of it anew.
pub(crate) async fn draft_of(tx: &DatabaseTransaction, project: Uuid) -> Result<Draft, Fault> {
    Ok(typed(&details_of(&lock(tx, project).await?)?))
}

/// Whether anything differs from what stands.
pub(crate) async fn change_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    draft: &Draft,
    batch: Option<Uuid>,
) -> Result<bool, Fault> {
    let before = lock(tx, project).await?.revision;
    change_details_within(tx, ctx, project, None, draft, batch).await?;
    Ok(lock(tx, project).await?.revision != before)
}

fn typed(details: &Details) -> Draft {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = |value: Option<i64>, decimals| value.map(|value| decimal_text(value, decimals)).unwrap_or_default();
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let position = details.position;
    Draft {
        name: details.name.clone(),
        area: details.area.clone(),
        industry: details.industry.clone(),
        street: text(&details.street),
        address: text(&details.address),
        longitude: number(position.map(|at| at.longitude_nanodegrees), 9),
        latitude: number(position.map(|at| at.latitude_nanodegrees), 9),
        works: details.works.map(|works| works.code().to_owned()).unwrap_or_default(),
        nature: details.nature.map(|nature| nature.code().to_owned()).unwrap_or_default(),
        size: details.size.map(|size| size.code().to_owned()).unwrap_or_default(),
        floor_area: number(details.floor_area_dm2, 2),
        length: number(details.length_cm, 2),
        investment: number(details.investment_fen, 6),
        planned_start: day(details.planned_start),
        planned_finish: day(details.planned_finish),
    }
}

/// Adds a party, its exit, or puts another in its place; whether anything was written.
pub(crate) async fn bring_party(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    told: &PartyTold,
    is_correction: bool,
    batch: Uuid,
) -> Result<bool, Fault> {
    let known = parties_of(tx, project).await?;
    let known: Vec<(Uuid, Party)> =
        known.iter().map(|row| Ok((row.id, party_of(row)?))).collect::<Result<_, Fault>>()?;
    let is_meant = |(_, party): &&(Uuid, Party)| party.enterprise == told.enterprise && party.role == told.role;
    let of_day = known.iter().filter(is_meant).find(|(_, party)| Some(party.period.first()) == told.entered);
    let last = known.iter().filter(is_meant).max_by_key(|(_, party)| party.period.first());
    let standing = of_day.or(last.filter(|_| told.entered.is_none() || is_correction));
    let missing = || Fault::from(Refusal::on("entered_on", "feeds.missing"));
    let Some((row, party)) = standing else {
        if is_correction {
            return Err(Refusal::on("enterprise", "feeds.nothing_to_correct").into());
        }
        let new = new_party(told, told.entered.ok_or_else(missing)?, batch)?;
        record_party_within(tx, ctx, project, &new, &Entry::New).await?;
        return Ok(true);
    };
    let entered = told.entered.unwrap_or(party.period.first());
    if party.period == Period::new(entered, told.left)? || (told.left.is_none() && !is_correction) {
        return Ok(false);
    }
    // a later exit is no correction: the part went on until then
    if party.period.last().is_some() && !is_correction {
        return Err(Refusal::on("left_on", "feeds.stands_otherwise").into());
    }
    let entry = Entry::InPlaceOf { row: *row, reason: correction_of(batch) };
    record_party_within(tx, ctx, project, &new_party(told, entered, batch)?, &entry).await?;
    Ok(true)
}

fn new_party(told: &PartyTold, entered: Day, batch: Uuid) -> Result<NewParty, Fault> {
    let period = Period::new(entered, told.left)?;
    Ok(NewParty { enterprise: told.enterprise, role: told.role, period, batch: Some(batch) })
}

pub(crate) async fn withdraw_party(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    told: &PartyTold,
    batch: Uuid,
) -> Result<(), Fault> {
    for row in parties_of(tx, project).await? {
        let party = party_of(&row)?;
        let is_day = told.entered.is_none_or(|entered| entered == party.period.first());
        if is_day && (party.enterprise, party.role) == (told.enterprise, told.role) {
            withdraw_within(tx, ctx, project, Record::Party(row.id), &correction_of(batch)).await?;
            return let_officers_go(tx, ctx, project).await;
        }
    }
    Err(Refusal::on("enterprise", "feeds.nothing_to_correct").into())
}

/// Whether the enterprise ever was this of the project.
pub(crate) async fn has_part<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    (enterprise, role): (Uuid, PartyRole),
) -> Result<bool, Fault> {
    let parties = parties_of(db, project).await?;
    let parties = parties.iter().map(party_of).collect::<Result<Vec<_>, _>>()?;
    Ok(parties.iter().any(|party| (party.enterprise, party.role) == (enterprise, role)))
}

/// The wage account of the project, if none of this number is on record; whether it was written.
pub(crate) async fn bring_account(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    new: &NewAccount,
) -> Result<bool, Fault> {
    let number = AccountNumber::parse(&new.number)?;
    let key = ctx.vault.index("account_number", number.as_str())?;
    let known = project_accounts::Entity::find()
        .filter(project_accounts::Column::ProjectId.eq(project))
        .filter(project_accounts::Column::AccountNumberIndex.eq(key))
        .filter(project_accounts::Column::WithdrawnAt.is_null());
    if known.one(tx).await?.is_some() {
        return Ok(false);
    }
    record_account_within(tx, ctx, project, new, &Entry::New).await?;
    Ok(true)
}

/// By project.
pub(crate) async fn of_batch<C: ConnectionTrait>(db: &C, batch: Uuid) -> Result<BTreeMap<Uuid, OfBatch>, Fault> {
    let mut found: BTreeMap<Uuid, OfBatch> = BTreeMap::new();
    for line in changes_of(db, batch).await? {
        found.entry(line.project_id).or_default().fields += 1;
    }
    macro_rules! count {
        ($($table:ident => $field:ident;)*) => {$(
            let rows = $table::Entity::find()
                .filter($table::Column::BatchId.eq(batch))
                .filter($table::Column::WithdrawnAt.is_null());
            for row in rows.all(db).await? {
                found.entry(row.project_id).or_default().$field += 1;
            }
        )*};
    }
    count! { project_parties => parties; project_permits => permits; project_accounts => accounts; }
    Ok(found)
}

/// Takes out of force what a batch brought; what its corrections replaced is written down again, and fields that nobody
/// changed since say again what they said before.
pub(crate) async fn undo_batch_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    batch: Uuid,
    reason: &str,
) -> Result<(), Fault> {
    macro_rules! undo {
        ($($table:ident, $record:ident;)*) => {$(
            let rows = $table::Entity::find()
                .filter($table::Column::BatchId.eq(batch))
                .filter($table::Column::WithdrawnAt.is_null())
                .order_by_desc($table::Column::Id);
            for row in rows.all(tx).await? {
                withdraw_within(tx, ctx, row.project_id, Record::$record(row.id), reason).await?;
                let Some(replaced) = row.replaces else { continue };
                let Some(old) = $table::Entity::find_by_id(replaced).one(tx).await? else { continue };
                let again = $table::Model {
                    id: ctx.new_id(),
                    replaces: Some(row.id),
                    recorded_at: ctx.now().0,
                    withdrawn_by: None,
                    withdrawn_at: None,
                    withdrawn_reason: None,
                    ..old
                };
                $table::Entity::insert(again.into_active_model()).exec_without_returning(tx).await?;
            }
            let gone = $table::Entity::find().filter($table::Column::WithdrawnReason.eq(correction_of(batch)));
            for row in gone.all(tx).await? {
                let is_replaced = $table::Entity::find().filter($table::Column::Replaces.eq(row.id)).one(tx).await?.is_some();
                if !is_replaced {
                    let again = $table::Model {
                        id: ctx.new_id(),
                        replaces: Some(row.id),
                        recorded_at: ctx.now().0,
                        withdrawn_by: None,
                        withdrawn_at: None,
                        withdrawn_reason: None,
                        ..row
                    };
                    $table::Entity::insert(again.into_active_model()).exec_without_returning(tx).await?;
                }
            }
        )*};
    }
    undo! { project_parties, Party; project_permits, Permit; project_accounts, Account; }
    for project in with_parties_of(tx, batch).await? {
        let_officers_go(tx, ctx, project).await?;
    }
    let mut fields: BTreeMap<Uuid, Vec<project_changes::Model>> = BTreeMap::new();
    for line in changes_of(tx, batch).await? {
        fields.entry(line.project_id).or_default().push(line);
    }
    for (project, lines) in fields {
        let mut draft = draft_of(tx, project).await?;
        let row = lock(tx, project).await?;
        for line in lines {
            say_again(&mut draft, &row, &line);
        }
        change_details_within(tx, ctx, project, None, &draft, None).await?;
    }
    Ok(())
}

/// The projects in which a batch wrote down a party, or took one out of force.
async fn with_parties_of(tx: &DatabaseTransaction, batch: Uuid) -> Result<Vec<Uuid>, Fault> {
    let touched = Condition::any()
        .add(project_parties::Column::BatchId.eq(batch))
        .add(project_parties::Column::WithdrawnReason.eq(correction_of(batch)));
    let projects = project_parties::Entity::find()
        .select_only()
        .distinct()
        .column(project_parties::Column::ProjectId)
        .filter(touched)
        .order_by_asc(project_parties::Column::ProjectId);
    Ok(projects.into_tuple().all(tx).await?)
}

/// Puts the value before a change back, where the value after it still stands.
fn say_again(draft: &mut Draft, row: &projects::Model, line: &project_changes::Model) {
    let number = |value: Option<i64>| value.map(|value| value.to_string());
    let before = || line.before.clone().unwrap_or_default();
    let decimal =
        |decimals| line.before.as_deref().and_then(|text| text.parse().ok()).map(|value| decimal_text(value, decimals));
    let decimal = |decimals| decimal(decimals).unwrap_or_default();
    macro_rules! back {
        ($stands:expr, $field:ident, $value:expr) => {
            if $stands == line.after {
                draft.$field = $value;
            }
        };
    }
    match line.field.as_str() {
        "name" => back!(Some(row.name.clone()), name, before()),
        "address" => back!(row.address.clone(), address, before()),
        "longitude_nanodegrees" => back!(number(row.longitude_nanodegrees), longitude, decimal(9)),
        "latitude_nanodegrees" => back!(number(row.latitude_nanodegrees), latitude, decimal(9)),
        "works" => back!(row.works.clone(), works, before()),
        "nature" => back!(row.nature.clone(), nature, before()),
        "size" => back!(row.size.clone(), size, before()),
        "floor_area_dm2" => back!(number(row.floor_area_dm2), floor_area, decimal(2)),
        "length_cm" => back!(number(row.length_cm), length, decimal(2)),
        "investment_fen" => back!(number(row.investment_fen), investment, decimal(6)),
        "planned_start" => back!(row.planned_start.clone(), planned_start, before()),
        "planned_finish" => back!(row.planned_finish.clone(), planned_finish, before()),
        // the place of an accepted project is the office's
        "area" if row.accepted_at.is_none() => back!(Some(row.area.clone()), area, before()),
        _ => {}
    }
}

/// The reason of what a batch put out of force: by it undoing the batch finds it again.
fn correction_of(batch: Uuid) -> String {
    format!("feed:{batch}")
}

async fn changes_of<C: ConnectionTrait>(db: &C, batch: Uuid) -> Result<Vec<project_changes::Model>, Fault> {
    let rows = project_changes::Entity::find()
        .filter(project_changes::Column::BatchId.eq(batch))
        .order_by_asc(project_changes::Column::Id);
    Ok(rows.all(db).await?)
}

async fn parties_of<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<Vec<project_parties::Model>, Fault> {
    Ok(rows_of!(db, project_parties, project))
}
