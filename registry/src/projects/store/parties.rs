//! Which enterprises take part in a project, as what, from when until when?

use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::changing::touch;
use super::managers;
use super::scope::{project_for, project_to_write};
use super::{Entry, day, day_or_none, lock, unknown_code};
use crate::enterprises::CreditCode;
use crate::enterprises::store::{resolve, standing};
use crate::entity::{enterprises, project_managers, project_parties};
use crate::filings::store::end_unless_of;
use crate::instant::check_first_day;
use crate::permissions::{Object, Verb, require};
use crate::projects::managers::check_manager;
use crate::projects::parties::{check_party, general_contractor_on};
use crate::projects::{Party, PartyRole};
use crate::{Ctx, Fault, Period, Refusal, audit};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewParty {
    pub enterprise: Uuid,
    pub role: PartyRole,
    /// entry and exit
    pub period: Period,
    pub batch: Option<Uuid>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyView {
    pub id: Uuid,
    pub party: Party,
    pub name: String,
    pub credit_code: String,
}

/// Adds a party, or puts it in the place of one: its exit, or what was written down wrongly. The office in charge may name
/// a general contractor, so that a project whose contractor left is not without anybody who can write.
pub async fn record_party(ctx: &Ctx, project: Uuid, new: &NewParty, entry: &Entry) -> Result<Uuid, Fault> {
    match new.role {
        PartyRole::GeneralContractor => project_to_write(ctx, project).await?,
        _ => project_for(ctx, Verb::Edit, project).await?,
    };
    crate::transact!(ctx, |tx| { record_party_within(tx, ctx, project, new, entry).await })
}

/// The same in the transaction of whoever brings it, and has the right to.
pub(crate) async fn record_party_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    new: &NewParty,
    entry: &Entry,
) -> Result<Uuid, Fault> {
    entry.check()?;
    check_first_day("entered_on", new.period.first())?;
    let today = ctx.now().day();
    if new.period.last().is_some_and(|left| left > today) {
        return Err(Refusal::on("left_on", "projects.day_in_future").into());
    }
    let party = Party { enterprise: new.enterprise, role: new.role, period: new.period };
    let project_row = lock(tx, project).await?;
    let rows = rows_of!(tx, project_parties, project);
    let former = rows.iter().find(|row| Some(row.id) == entry.replaces());
    if *entry != Entry::New && former.is_none() {
        return Err(Fault::NotFound);
    }
    // what was merged since leaves under the name that it came by
    let is_the_same = former.is_some_and(|row| row.enterprise_id == new.enterprise);
    if !is_the_same && standing(tx, new.enterprise).await?.is_none() {
        return Err(Refusal::on("enterprise", "projects.enterprise_unknown").into());
    }
    let others = rows.iter().filter(|row| Some(row.id) != entry.replaces());
    let mut parties = others.map(party_of).collect::<Result<Vec<_>, _>>()?;
    check_party(&party, &parties).map_err(Fault::Refused)?;
    parties.push(party);
    check_managers_stay(tx, project, &parties).await?;
    let taken = Refusal::on("enterprise", "projects.party_taken");
    let id = put_row!(tx, ctx, project_parties, project, entry, taken, {
        enterprise_id: new.enterprise,
        role: new.role.code().to_owned(),
        entered_on: new.period.first().to_string(),
        left_on: new.period.last().map(|day| day.to_string()),
        batch_id: new.batch,
    })?;
    let_officers_go(tx, ctx, project).await?;
    touch(tx, &project_row).await?;
    let facts = json!({ "party": id, "enterprise": new.enterprise, "role": new.role, "replaces": entry.replaces() });
    audit::record(tx, ctx, "record_party", ("project", project), facts).await?;
    Ok(id)
}

/// The enterprise of a credit code, as somebody types it who writes it down as a party: of merged ones the one that is kept.
///
/// # Errors
/// A refusal on `credit_code` when it is none, or of an enterprise that is not on record.
pub async fn enterprise_of_code(ctx: &Ctx, credit_code: &str) -> Result<Uuid, Fault> {
    require(ctx, Verb::View, Object::Project)?;
    let code = CreditCode::parse(credit_code)?;
    let row = enterprises::Entity::find()
        .filter(enterprises::Column::CreditCode.eq(code.as_str()))
        .one(ctx.db.reader())
        .await?
        .ok_or_else(|| Refusal::on("credit_code", "projects.enterprise_unknown"))?;
    resolve(ctx.db.reader(), row.id).await
}

/// Nobody runs the site for an enterprise that is no longer there: its managers leave first.
pub(super) async fn check_managers_stay<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    parties: &[Party],
) -> Result<(), Fault> {
    for row in &rows_of!(db, project_managers, project) {
        let manager = managers::manager_of(row)?;
        if check_manager(&manager, &[], parties).is_err() {
            let from = manager.period.first().chinese();
            return Err(Refusal::on("left_on", "projects.party_has_managers").with("from", from).into());
        }
    }
    Ok(())
}

/// Officers leave with the general contractor that they are officers of, on the day on which its exit is written down: it is
/// never one to come. The officers of the general contractor of tomorrow stay.
pub(super) async fn let_officers_go(tx: &DatabaseTransaction, ctx: &Ctx, project: Uuid) -> Result<(), Fault> {
    let rows = rows_of!(tx, project_parties, project);
    let parties = rows.iter().map(party_of).collect::<Result<Vec<_>, _>>()?;
    let contractor = match general_contractor_on(&parties, ctx.now().day().next()) {
        Some(party) => Some(resolve(tx, party.enterprise).await?),
        None => None,
    };
    end_unless_of(tx, ctx, project, contractor).await
}

pub(crate) fn party_of(row: &project_parties::Model) -> Result<Party, Fault> {
    Ok(Party {
        enterprise: row.enterprise_id,
        role: PartyRole::parse(&row.role).ok_or_else(|| unknown_code(&row.role))?,
        period: Period::new(day(&row.entered_on)?, day_or_none(row.left_on.as_deref())?)?,
    })
}

/// In the order of the roles, then of the days.
pub(super) fn views(
    rows: &[project_parties::Model],
    enterprises: &[enterprises::Model],
) -> Result<Vec<PartyView>, Fault> {
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let enterprise = enterprises.iter().find(|one| one.id == row.enterprise_id);
        let enterprise = enterprise.ok_or_else(|| Fault::internal("a party that is no enterprise"))?;
        views.push(PartyView {
            id: row.id,
            party: party_of(row)?,
            name: enterprise.name.clone(),
            credit_code: enterprise.credit_code.clone(),
        });
    }
    views.sort_by_key(|view| (view.party.role, view.party.period));
    Ok(views)
}
