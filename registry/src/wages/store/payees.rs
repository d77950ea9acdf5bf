//! What is known about those who are to be paid, and from which account?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::attendance::store::Roster;
use crate::entity::{contracts, people, project_accounts, registrations, wage_cards};
use crate::people::PersonName;
use crate::wages::{AccountNumber, Finding, Payee, PaymentBatch, Policy, WageAccount, check_batch};
use crate::workers::store::{card_of_row, contract_of_row};
use crate::workers::{Contract, Registration, WageCard};
use crate::{Ctx, Day, Fault};

/// Everything that the checks of a batch look at.
pub(super) struct Payees {
    registrations: BTreeMap<Uuid, Registration>,
    people: BTreeMap<Uuid, (PersonName, Day)>,
    cards: BTreeMap<Uuid, Vec<WageCard>>,
    contracts: BTreeMap<Uuid, Vec<Contract>>,
    accounts: Vec<WageAccount>,
}

impl Payees {
    pub(super) async fn of<C: ConnectionTrait>(db: &C, ctx: &Ctx, batch: &PaymentBatch) -> Result<Self, Fault> {
        let named: BTreeSet<Uuid> = batch.lines.iter().map(|line| line.worker).collect();
        let persons = registrations::Entity::find().filter(registrations::Column::Id.is_in(named)).all(db).await?;
        let persons: BTreeSet<Uuid> = persons.into_iter().map(|row| row.person_id).collect();
        let roster = Roster::of_people(db, &persons).await?;
        let registrations = roster.iter().flat_map(|(_, known)| known.registrations.iter().cloned());
        let mut found = Self {
            registrations: registrations.map(|one| (one.id, one)).collect(),
            people: BTreeMap::new(),
            cards: BTreeMap::new(),
            contracts: contracts_on(db, batch.project, &persons).await?,
            accounts: accounts_of(db, ctx, batch.project).await?.into_iter().map(|(_, account)| account).collect(),
        };
        for row in people::Entity::find().filter(people::Column::Id.is_in(persons.iter().copied())).all(db).await? {
            let name = PersonName::parse(&row.name).map_err(|_| Fault::internal("a person without a name"))?;
            let born = Day::parse(&row.birth_day).ok_or_else(|| Fault::internal("a person without a birth day"))?;
            found.people.insert(row.id, (name, born));
        }
        found.cards = cards_on(db, ctx, batch.project, &persons).await?;
        Ok(found)
    }

    pub(super) fn check(&self, batch: &PaymentBatch, day: Day, policy: &Policy) -> Vec<Finding> {
        let mut payees = BTreeMap::new();
        for line in &batch.lines {
            let Some(registration) = self.registrations.get(&line.worker) else { continue };
            let Some((name, birth_day)) = self.people.get(&registration.person) else { continue };
            payees.insert(
                line.worker,
                Payee {
                    registration,
                    name,
                    birth_day: *birth_day,
                    cards: self.cards.get(&registration.person).map_or(&[], Vec::as_slice),
                    contracts: self.contracts.get(&registration.person).map_or(&[], Vec::as_slice),
                },
            );
        }
        let named = self.accounts.iter().find(|account| account.number == batch.paying_account);
        check_batch(batch, named.or(self.accounts.first()), &payees, day, policy)
    }
}

/// The contracts in force of these people on a project, the oldest first.
pub(super) async fn contracts_on<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    people: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, Vec<Contract>>, Fault> {
    let rows = contracts::Entity::find()
        .filter(contracts::Column::ProjectId.eq(project))
        .filter(contracts::Column::PersonId.is_in(people.iter().copied()))
        .filter(contracts::Column::WithdrawnAt.is_null())
        .order_by_asc(contracts::Column::SignedOn)
        .order_by_asc(contracts::Column::Id);
    let mut found: BTreeMap<Uuid, Vec<Contract>> = BTreeMap::new();
    for row in rows.all(db).await? {
        found.entry(row.person_id).or_default().push(contract_of_row(&row)?);
    }
    Ok(found)
}

/// The cards to which wages of these people go on a project, the oldest first.
pub(super) async fn cards_on<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    project: Uuid,
    people: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, Vec<WageCard>>, Fault> {
    let rows = wage_cards::Entity::find()
        .filter(wage_cards::Column::PersonId.is_in(people.iter().copied()))
        .filter(wage_cards::Column::ProjectId.eq(project))
        .filter(wage_cards::Column::WithdrawnAt.is_null())
        .order_by_asc(wage_cards::Column::SinceOn);
    let mut found: BTreeMap<Uuid, Vec<WageCard>> = BTreeMap::new();
    for row in rows.all(db).await? {
        found.entry(row.person_id).or_default().push(card_of_row(ctx, &row)?);
    }
    Ok(found)
}

/// The wage accounts on record for a project, the latest first.
pub(super) async fn accounts_of<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    project: Uuid,
) -> Result<Vec<(Uuid, WageAccount)>, Fault> {
    let rows = project_accounts::Entity::find()
        .filter(project_accounts::Column::ProjectId.eq(project))
        .filter(project_accounts::Column::WithdrawnAt.is_null())
        .order_by_desc(project_accounts::Column::OpenedOn)
        .order_by_desc(project_accounts::Column::Id);
    let broken = || Fault::internal("a stored wage account breaks a rule");
    let account = |row: project_accounts::Model| {
        let number = ctx.vault.open_text("project_accounts.account_number", &row.account_number_sealed)?;
        let account = WageAccount {
            project: row.project_id,
            bank: row.bank,
            number: AccountNumber::parse(&number).map_err(|_| broken())?,
            opened_on: Day::parse(&row.opened_on).ok_or_else(broken)?,
            closed_on: row.closed_on.as_deref().map(|day| Day::parse(day).ok_or_else(broken)).transpose()?,
        };
        Ok((row.id, account))
    };
    rows.all(db).await?.into_iter().map(account).collect()
}
