//! Which contract or written agreement was signed with whom, which one took its place, and which was ended (R-042, D-09)?

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QueryTrait, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::holding::tell_of_contract;
use super::rows::{contract, contracts_of, person};
use super::scope::{is_on_project, own_project, visible, visible_project};
use super::site::policy_of;
use super::{Origin, account, check_file, reason};
use crate::enterprises::store::rows_of_any;
use crate::entity::{contracts, enterprises, people, project_parties};
use crate::permissions::{Object, Verb};
use crate::workers::person::is_past_retirement;
use crate::workers::{
    Codes, Contract, ContractKind, Findings, Pay, Policy, Term, Warning, check_contract, check_contracts,
};
use crate::{Ctx, Day, Fault, Refusal, audit};

#[derive(Clone, Debug)]
pub struct NewContract {
    pub person: Uuid,
    /// The enterprise that signs it.
    pub employer: Uuid,
    pub kind: ContractKind,
    pub term: Term,
    pub signed_on: Day,
    pub starts_on: Day,
    pub ends_on: Option<Day>,
    pub pay: Pay,
    /// content hash of a file that was brought for the project
    pub signed_copy: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractView {
    pub contract: Contract,
    pub employer_name: String,
    /// The one in whose place it came.
    pub replaces: Option<Uuid>,
    /// Why it no longer counts, when it was taken back.
    pub withdrawn: Option<String>,
}

pub async fn record_contract(
    ctx: &Ctx,
    project: Uuid,
    new: &NewContract,
    origin: Origin,
) -> Result<(Uuid, Vec<Warning>), Fault> {
    own_project(ctx, Verb::Create, Object::Contract, project).await?;
    let ground = (project, policy_of(ctx.db.reader(), project, ctx.now().day()).await?);
    crate::transact!(ctx, |tx| { insert(tx, ctx, ground, new, None, origin).await })
}

/// Another contract in the place of a wrong one, which stays readable with the reason.
pub async fn correct_contract(
    ctx: &Ctx,
    wrong: Uuid,
    new: &NewContract,
    why: &str,
) -> Result<(Uuid, Vec<Warning>), Fault> {
    let row = own(ctx, wrong).await?;
    let why = reason(why)?;
    let ground = (row.project_id, policy_of(ctx.db.reader(), row.project_id, ctx.now().day()).await?);
    if row.person_id != new.person {
        return Err(Refusal::on("person", "workers.contract_of_another_person").into());
    }
    crate::transact!(ctx, |tx| {
        take_back(tx, ctx, wrong, &why).await?;
        tell_of_contract(tx, ctx, of_row(&row), super::rows::day(&row.starts_on)?).await?;
        insert(tx, ctx, ground, new, Some(wrong), Origin::ByHand).await
    })
}

/// A contract that never was.
pub async fn withdraw_contract(ctx: &Ctx, contract: Uuid, why: &str) -> Result<(), Fault> {
    let row = own(ctx, contract).await?;
    let why = reason(why)?;
    crate::transact!(ctx, |tx| {
        take_back(tx, ctx, contract, &why).await?;
        tell_of_contract(tx, ctx, of_row(&row), super::rows::day(&row.starts_on)?).await?;
        audit::record(tx, ctx, "withdraw_contract", ("contract", contract), json!({})).await
    })
}

/// It was ended before its term; the day is its last.
pub async fn dissolve_contract(ctx: &Ctx, id: Uuid, day: Day) -> Result<(), Fault> {
    let row = own(ctx, id).await?;
    let dissolved = Contract { dissolved_on: Some(day), ..contract(&row)? };
    check_contract(&dissolved, ctx.now().day(), Codes::built_in()).settle()?;
    crate::transact!(ctx, |tx| {
        let ended = contracts::Entity::update_many()
            .col_expr(contracts::Column::DissolvedOn, Expr::value(day.to_string()))
            .col_expr(contracts::Column::DissolvedBy, Expr::value(account(ctx)))
            .col_expr(contracts::Column::DissolvedAt, Expr::value(ctx.now().0))
            .filter(contracts::Column::Id.eq(id))
            .filter(contracts::Column::DissolvedOn.is_null())
            .filter(contracts::Column::WithdrawnAt.is_null())
            .exec(tx)
            .await?;
        if ended.rows_affected != 1 {
            return Err(Refusal::new("workers.contract_ended_already").into());
        }
        tell_of_contract(tx, ctx, of_row(&row), day).await?;
        audit::record(tx, ctx, "dissolve_contract", ("contract", id), json!({ "day": day })).await
    })
}

/// Every contract of a registration's person on its project, those taken back included, the newest first. A unit sees
/// the own ones.
pub async fn contracts(ctx: &Ctx, registration: Uuid) -> Result<Vec<ContractView>, Fault> {
    let row = visible(ctx, Object::Contract, registration).await?;
    views(ctx, row.project_id, row.person_id).await
}

pub(super) async fn views(ctx: &Ctx, project: Uuid, person: Uuid) -> Result<Vec<ContractView>, Fault> {
    let reader = ctx.db.reader();
    // whoever asks about the own record sees all of it
    let sight = match ctx.signed_in().is_ok_and(|who| who.person == person) {
        true => None,
        false => Some(visible_project(ctx, Object::Contract, project).await?.1),
    };
    let rows = contracts::Entity::find()
        .filter(contracts::Column::ProjectId.eq(project))
        .filter(contracts::Column::PersonId.eq(person))
        .order_by_desc(contracts::Column::SignedOn)
        .order_by_desc(contracts::Column::Id);
    let rows = rows.all(reader).await?;
    let employers = rows.iter().map(|row| row.employer_id);
    let employers = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(employers)).all(reader).await?;
    let names: BTreeMap<Uuid, String> = employers.into_iter().map(|row| (row.id, row.name)).collect();
    let is_seen = |one: &Contract| sight.as_ref().is_none_or(|sight| sight.holds(one.employer, one.starts_on));
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let contract = contract(&row)?;
        if is_seen(&contract) {
            let employer_name = names.get(&row.employer_id).cloned().unwrap_or_default();
            views.push(ContractView {
                contract,
                employer_name,
                replaces: row.replaces,
                withdrawn: row.withdrawn_reason,
            });
        }
    }
    Ok(views)
}

pub(super) async fn insert(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    (project, policy): (Uuid, Policy),
    new: &NewContract,
    replaces: Option<Uuid>,
    origin: Origin,
) -> Result<(Uuid, Vec<Warning>), Fault> {
    if !is_on_project(tx, project, new.person).await? {
        return Err(Fault::NotFound);
    }
    let contract = typed(ctx, project, new);
    let warnings = check(tx, ctx, policy, new, &contract).await?;
    let row = stored(ctx, new, &contract, replaces, origin)?;
    contracts::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    tell_of_contract(tx, ctx, (project, new.person), contract.valid_from()).await?;
    // a batch has one entry for all that it brings
    if origin == Origin::ByHand {
        let facts = json!({
            "project": project, "person": new.person, "employer": new.employer, "kind": new.kind,
            "signed_on": new.signed_on, "replaces": replaces,
        });
        audit::record(tx, ctx, "record_contract", ("contract", contract.id), facts).await?;
    }
    Ok((contract.id, warnings))
}

pub(super) fn typed(ctx: &Ctx, project: Uuid, new: &NewContract) -> Contract {
    Contract {
        id: ctx.new_id(),
        project,
        employer: new.employer,
        kind: new.kind,
        term: new.term,
        signed_on: new.signed_on,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        dissolved_on: None,
        pay: new.pay.clone(),
        signed_copy: new.signed_copy.clone(),
    }
}

pub(super) fn stored(
    ctx: &Ctx,
    new: &NewContract,
    contract: &Contract,
    replaces: Option<Uuid>,
    origin: Origin,
) -> Result<contracts::Model, Fault> {
    let number = |number: u32| i32::try_from(number).map_err(Fault::internal);
    let pay = &contract.pay;
    Ok(contracts::Model {
        id: contract.id,
        person_id: new.person,
        project_id: contract.project,
        employer_id: contract.employer,
        kind: contract.kind.code().to_owned(),
        term: contract.term.code().to_owned(),
        signed_on: contract.signed_on.to_string(),
        starts_on: contract.starts_on.to_string(),
        ends_on: contract.ends_on.map(|day| day.to_string()),
        pay_basis: pay.basis.code().to_owned(),
        rate_fen: pay.rate_fen,
        measure: pay.measure.as_deref().map(|measure| measure.trim().to_owned()),
        pay_day: pay.pay_day.map(|pay_day| number(pay_day.day_of_month)).transpose()?,
        pay_month: pay.pay_day.map(|pay_day| pay_day.month.code().to_owned()),
        interval_months: pay.interval_months.map(number).transpose()?,
        signed_copy: contract.signed_copy.clone(),
        recorded_by: account(ctx),
        recorded_at: ctx.now().0,
        dissolved_on: None,
        dissolved_by: None,
        dissolved_at: None,
        replaces,
        withdrawn_by: None,
        withdrawn_at: None,
        withdrawn_reason: None,
        batch_id: origin.batch(),
    })
}

async fn check(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    policy: Policy,
    new: &NewContract,
    contract: &Contract,
) -> Result<Vec<Warning>, Fault> {
    let project = contract.project;
    let mut findings = Findings::default();
    match enterprises::Entity::find_by_id(new.employer).one(tx).await? {
        None => findings.refuse(Refusal::on("employer", "workers.employer_unknown")),
        Some(employer) if is_party(tx, &employer, contract).await? => {}
        Some(_) => findings.refuse(Refusal::on("employer", "workers.employer_not_on_project")),
    }
    findings.take(check_file(tx, project, "signed_copy", new.signed_copy.as_deref()).await?);
    let mut of_person = of_person(tx, project, new.person).await?;
    of_person.push(contract.clone());
    findings.add(check_contracts(&of_person, project, ctx.now().day(), Codes::built_in()));
    if contract.kind == ContractKind::LabourContract && is_retired(tx, ctx, policy, new.person, contract).await? {
        findings.warn(Warning::AgreementAdvised);
    }
    findings.settle()
}

/// Whether whoever signs it is on the project on any of its days, as whatever, under any row that stood for it: a company's
/// people come with contracts that are older than the site.
async fn is_party<C: ConnectionTrait>(
    db: &C,
    employer: &enterprises::Model,
    contract: &Contract,
) -> Result<bool, Fault> {
    use project_parties::Column::{EnteredOn, EnterpriseId, LeftOn, ProjectId, WithdrawnAt};
    let first = contract.valid_from().to_string();
    let stands = employer.merged_into.unwrap_or(employer.id);
    let there = project_parties::Entity::find()
        .filter(ProjectId.eq(contract.project))
        .filter(EnterpriseId.in_subquery(rows_of_any([stands])))
        .filter(WithdrawnAt.is_null())
        .filter(Condition::any().add(LeftOn.is_null()).add(LeftOn.gte(first)))
        .apply_if(contract.last_day(), |parties, last| parties.filter(EnteredOn.lte(last.to_string())));
    Ok(there.one(db).await?.is_some())
}

/// On which project, and whose it is.
fn of_row(row: &contracts::Model) -> (Uuid, Uuid) {
    (row.project_id, row.person_id)
}

pub(super) async fn of_person<C: ConnectionTrait>(db: &C, project: Uuid, id: Uuid) -> Result<Vec<Contract>, Fault> {
    let wanted = Condition::all().add(contracts::Column::ProjectId.eq(project)).add(contracts::Column::PersonId.eq(id));
    Ok(contracts_of(db, wanted).await?.remove(&id).unwrap_or_default())
}

async fn is_retired(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    policy: Policy,
    id: Uuid,
    contract: &Contract,
) -> Result<bool, Fault> {
    let row = people::Entity::find_by_id(id).one(tx).await?.ok_or(Fault::NotFound)?;
    let Some(particulars) = super::people::particulars(tx, id).await? else { return Ok(false) };
    Ok(is_past_retirement(&person(ctx, &row, &particulars)?, contract.valid_from(), &policy))
}

pub(super) async fn take_back(tx: &DatabaseTransaction, ctx: &Ctx, contract: Uuid, why: &str) -> Result<(), Fault> {
    let withdrawn = contracts::Entity::update_many()
        .col_expr(contracts::Column::WithdrawnBy, Expr::value(account(ctx)))
        .col_expr(contracts::Column::WithdrawnAt, Expr::value(ctx.now().0))
        .col_expr(contracts::Column::WithdrawnReason, Expr::value(why))
        .filter(contracts::Column::Id.eq(contract))
        .filter(contracts::Column::WithdrawnAt.is_null())
        .exec(tx)
        .await?;
    match withdrawn.rows_affected {
        1 => Ok(()),
        _ => Err(Refusal::new("workers.withdrawn_already").into()),
    }
}

async fn own(ctx: &Ctx, contract: Uuid) -> Result<contracts::Model, Fault> {
    let row = contracts::Entity::find_by_id(contract).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    own_project(ctx, Verb::Edit, Object::Contract, row.project_id).await?;
    Ok(row)
}
