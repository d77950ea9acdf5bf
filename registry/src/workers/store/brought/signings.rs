//! How do many contracts come onto the records of their projects at once? What stands is read for all of them, each row is judged
//! by it and by the rows before it, and what they bring is written together.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::super::NewContract;
use super::super::contracts::{stored, typed};
use super::super::holding::tell_of_contracts;
use super::super::people::index_of;
use super::super::rows::contracts_of;
use super::known::Known;
use super::papers::says_the_same;
use super::together::{judge_each, read_each};
use super::{Bringing, Brought, Said, Together, not_registered, otherwise};
use crate::db::many;
use crate::entity::{contracts, enterprises, project_parties};
use crate::workers::{Codes, Contract, Findings, check_contracts};
use crate::{Ctx, Fault, Refusal};

/// A row about a contract that records and corrects nothing.
pub(crate) struct ContractRead<'a> {
    pub bringing: &'a Bringing,
    /// kind and number
    pub document: (&'a str, &'a str),
    /// where the sender's code stands for one
    pub employer: Option<Uuid>,
    /// whose and with whom is still to be said
    pub new: NewContract,
}

pub(crate) async fn bring_contracts(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    rows: Vec<Said<ContractRead<'_>>>,
) -> Result<Vec<Together>, Fault> {
    let rows = read_each(rows, |said| Ok((index_of(ctx, said.document.0, said.document.1)?, said)))?;
    let mut stands = Stands::of(tx, &rows).await?;
    let mut written: BTreeMap<Uuid, Vec<contracts::Model>> = BTreeMap::new();
    let judged = judge_each(&rows, |(document, said)| {
        let project = said.bringing.project;
        let person = stands.known.person(document).map(|person| person.id);
        let person =
            person.filter(|person| !stands.known.on(project, *person).is_empty()).ok_or_else(not_registered)?;
        let employer = said.employer.ok_or_else(|| Refusal::on("enterprise", "projects.enterprise_unknown"))?;
        let new = NewContract { person, employer, ..said.new.clone() };
        match stands.with(project, &new) {
            Some(known) if says_the_same(known, &new) => return Ok(Together::Brought(Brought::Same)),
            Some(_) => return Err(otherwise("starts_on")),
            None => {}
        }
        let contract = typed(ctx, project, &new);
        stands.check(ctx, person, &contract)?;
        written.entry(project).or_default().push(stored(ctx, &new, &contract, None, said.bringing.origin())?);
        stands.contracts.entry((project, person)).or_default().push(contract);
        Ok(Together::Brought(Brought::New))
    })?;
    for (project, rows) in written {
        let new: Vec<contracts::ActiveModel> = rows.iter().cloned().map(IntoActiveModel::into_active_model).collect();
        many::insert(tx, &new).await?;
        tell_of_contracts(tx, ctx, project, &rows).await?;
    }
    Ok(judged)
}

/// What the rows are judged by.
struct Stands {
    known: Known,
    /// by project and person, in the order of their signing
    contracts: BTreeMap<(Uuid, Uuid), Vec<Contract>>,
    /// by project
    parties: BTreeMap<Uuid, Vec<project_parties::Model>>,
    /// rows that were merged, each with the one that stands for it
    merged: BTreeMap<Uuid, Uuid>,
}

impl Stands {
    async fn of(tx: &DatabaseTransaction, rows: &[Said<(String, ContractRead<'_>)>]) -> Result<Self, Fault> {
        let good = || rows.iter().flatten();
        let projects: BTreeSet<Uuid> = good().map(|(_, said)| said.bringing.project).collect();
        let employers: BTreeSet<Uuid> = good().filter_map(|(_, said)| said.employer).collect();
        let known = Known::of(tx, good().map(|(document, _)| document.clone()).collect()).await?;
        Ok(Self {
            contracts: contracts_on(tx, &projects, &known.ids()).await?,
            parties: parties_on(tx, &projects.into_iter().collect::<Vec<_>>()).await?,
            merged: merged_into(tx, &employers.into_iter().collect::<Vec<_>>()).await?,
            known,
        })
    }

    /// With the same employer, from the same day on.
    fn with(&self, project: Uuid, new: &NewContract) -> Option<&Contract> {
        let all = self.contracts.get(&(project, new.person))?;
        all.iter().rfind(|one| one.employer == new.employer && one.starts_on == new.starts_on)
    }

    fn check(&self, ctx: &Ctx, person: Uuid, contract: &Contract) -> Result<(), Fault> {
        let mut findings = Findings::default();
        if !self.is_party(contract) {
            findings.refuse(Refusal::on("employer", "workers.employer_not_on_project"));
        }
        let mut all = self.contracts.get(&(contract.project, person)).cloned().unwrap_or_default();
        all.push(contract.clone());
        findings.add(check_contracts(&all, contract.project, ctx.now().day(), Codes::built_in()));
        findings.settle()?;
        Ok(())
    }

    /// Whether whoever signs it is on the project on any of its days, as whatever, under any row that stood for it.
    fn is_party(&self, contract: &Contract) -> bool {
        let (first, last) = (contract.valid_from().to_string(), contract.last_day().map(|day| day.to_string()));
        self.parties.get(&contract.project).into_iter().flatten().any(|party| {
            self.merged.get(&party.enterprise_id).unwrap_or(&party.enterprise_id) == &contract.employer
                && party.left_on.as_ref().is_none_or(|left| *left >= first)
                && last.as_ref().is_none_or(|last| party.entered_on <= *last)
        })
    }
}

async fn contracts_on(
    tx: &DatabaseTransaction,
    projects: &BTreeSet<Uuid>,
    people: &[Uuid],
) -> Result<BTreeMap<(Uuid, Uuid), Vec<Contract>>, Fault> {
    let mut found: BTreeMap<(Uuid, Uuid), Vec<Contract>> = BTreeMap::new();
    for some in many::keys(people) {
        let of_these = Condition::all().add(contracts::Column::PersonId.is_in(some.iter().copied()));
        for (person, contracts) in contracts_of(tx, of_these).await? {
            for one in contracts.into_iter().filter(|one| projects.contains(&one.project)) {
                found.entry((one.project, person)).or_default().push(one);
            }
        }
    }
    Ok(found)
}

async fn parties_on(
    tx: &DatabaseTransaction,
    projects: &[Uuid],
) -> Result<BTreeMap<Uuid, Vec<project_parties::Model>>, Fault> {
    let mut found: BTreeMap<Uuid, Vec<project_parties::Model>> = BTreeMap::new();
    for some in many::keys(projects) {
        let rows = project_parties::Entity::find()
            .filter(project_parties::Column::ProjectId.is_in(some.iter().copied()))
            .filter(project_parties::Column::WithdrawnAt.is_null());
        for row in rows.all(tx).await? {
            found.entry(row.project_id).or_default().push(row);
        }
    }
    Ok(found)
}

async fn merged_into(tx: &DatabaseTransaction, employers: &[Uuid]) -> Result<BTreeMap<Uuid, Uuid>, Fault> {
    let mut found = BTreeMap::new();
    for some in many::keys(employers) {
        let rows = enterprises::Entity::find().filter(enterprises::Column::MergedInto.is_in(some.iter().copied()));
        found.extend(rows.all(tx).await?.into_iter().filter_map(|row| Some((row.id, row.merged_into?))));
    }
    Ok(found)
}
