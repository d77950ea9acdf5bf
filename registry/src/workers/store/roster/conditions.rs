//! Which registrations does the list of a project show?

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, IntoCondition, SelectStatement},
};
use uuid::Uuid;

use super::super::people::index_of;
use super::super::scope::Reach;
use super::super::search::called;
use super::super::site::policy_of;
use super::RosterFilter;
use crate::entity::{contracts, enterprises, people, project_parties, registrations, wage_cards, worker_trainings};
use crate::people::{IdNumber, Phone};
use crate::permissions::{Object, Verb};
use crate::projects::PartyRole;
use crate::workers::entry::{SKILL_KINDS, safety_kinds};
use crate::workers::{Lack, Policy, Presence, RESIDENT_CARD, TrainingKind, TrainingResult};
use crate::{Ctx, Day, Fault};

/// What every condition on a project's registrations begins with; read once, however many lists are asked for.
pub(in crate::workers::store) struct Sieve {
    project: Uuid,
    reached: Condition,
    policy: Policy,
    today: Day,
}

impl Sieve {
    pub(in crate::workers::store) async fn of(ctx: &Ctx, project: Uuid) -> Result<Self, Fault> {
        let today = ctx.now().day();
        let reached = Reach::of(ctx, Verb::View, Object::Worker).await?.condition();
        let reached = reached.add(registrations::Column::ProjectId.eq(project));
        Ok(Self { project, reached, policy: policy_of(ctx.db.reader(), project, today).await?, today })
    }

    /// The condition on `registrations`, whatever they are joined to.
    pub(in crate::workers::store) fn wanted(&self, ctx: &Ctx, filter: &RosterFilter) -> Result<Condition, Fault> {
        use registrations::Column::{EnteredOn, LeftOn, Role, TeamId, Trade, UnitId};
        let wanted = self
            .reached
            .clone()
            .add_option(filter.team.map(|team| TeamId.eq(team)))
            .add_option(filter.unit.map(|unit| UnitId.eq(unit)))
            .add_option(filter.trade.as_deref().map(|trade| Trade.eq(trade)))
            .add_option(filter.role.map(|role| Role.eq(role.code())));
        let wanted = match filter.presence {
            None => wanted,
            Some(Presence::InForce) => wanted.add(LeftOn.is_null()),
            Some(Presence::Expected) => wanted.add(LeftOn.is_null()).add(EnteredOn.is_null()),
            Some(Presence::OnSite) => wanted.add(LeftOn.is_null()).add(EnteredOn.is_not_null()),
            Some(Presence::Left) => wanted.add(LeftOn.is_not_null()),
        };
        let wanted = match filter.lacks {
            None => wanted,
            Some(lack) => wanted.add(LeftOn.is_null()).add(lacking(lack, self.project, self.today, &self.policy)),
        };
        let query = filter.query.trim();
        if let Ok(number) = IdNumber::parse(query, self.today) {
            let index = index_of(ctx, RESIDENT_CARD, number.as_str())?;
            return Ok(wanted.add(of_person(people::Column::IdNumberIndex.eq(index))));
        }
        if let Ok(phone) = Phone::parse(query) {
            let index = ctx.vault.index("phone", phone.as_str())?;
            return Ok(wanted.add(of_person(people::Column::PhoneIndex.eq(index))));
        }
        Ok(if query.is_empty() { wanted } else { wanted.add(of_person(called(query))) })
    }
}

fn of_person(whom: impl IntoCondition) -> Expr {
    let person = people::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(people::Column::Id.into_expr().eq(registrations::Column::PersonId.into_expr()))
        .filter(whom);
    Expr::exists(person.into_query())
}

pub(super) fn lacking(lack: Lack, project: Uuid, today: Day, policy: &Policy) -> Condition {
    let without = |row: SelectStatement| Expr::exists(row).not();
    match lack {
        Lack::Contract => Condition::all().add(without(contract_on(&Expr::val(project), today).into_query())),
        Lack::Card => Condition::all().add(without(card_on(project, today).into_query())),
        Lack::Training => Condition::any()
            .add(without(passed(project, SKILL_KINDS, today).into_query()))
            .add(without(passed(project, safety_kinds(policy), today).into_query())),
    }
}

/// As the rule has it: signed and in its term, with a unit that ever employed people on the project: one, or that of the
/// registration.
pub(in crate::workers::store) fn contract_on(project: &Expr, today: Day) -> Select<contracts::Entity> {
    use contracts::Column::{DissolvedOn, EmployerId, EndsOn, PersonId, ProjectId, SignedOn, StartsOn, WithdrawnAt};
    let today = today.to_string();
    let employing = || PartyRole::ALL.into_iter().filter(|role| role.employs_workers()).map(PartyRole::code);
    let units = || {
        project_parties::Entity::find()
            .select_only()
            .column(project_parties::Column::EnterpriseId)
            .filter(project_parties::Column::ProjectId.into_expr().eq(project.clone()))
            .filter(project_parties::Column::Role.is_in(employing()))
            .filter(project_parties::Column::WithdrawnAt.is_null())
    };
    contracts::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(ProjectId.into_expr().eq(project.clone()))
        .filter(PersonId.into_expr().eq(registrations::Column::PersonId.into_expr()))
        .filter(WithdrawnAt.is_null())
        .filter(SignedOn.lte(today.as_str()))
        .filter(StartsOn.lte(today.as_str()))
        .filter(Condition::any().add(EndsOn.is_null()).add(EndsOn.gte(today.as_str())))
        .filter(Condition::any().add(DissolvedOn.is_null()).add(DissolvedOn.gte(today.as_str())))
        .filter(
            Condition::any()
                .add(EmployerId.in_subquery(units().into_query()))
                .add(EmployerId.in_subquery(under_other_rows(units))),
        )
}

/// The rows that stand or stood for these units before or after a merge of enterprises.
fn under_other_rows(units: impl Fn() -> Select<project_parties::Entity>) -> SelectStatement {
    let into = enterprises::Entity::find()
        .select_only()
        .column(enterprises::Column::MergedInto)
        .filter(enterprises::Column::Id.in_subquery(units().into_query()))
        .filter(enterprises::Column::MergedInto.is_not_null());
    enterprises::Entity::find()
        .select_only()
        .column(enterprises::Column::Id)
        .filter(
            Condition::any()
                .add(enterprises::Column::MergedInto.in_subquery(units().into_query()))
                .add(enterprises::Column::Id.in_subquery(into.clone().into_query()))
                .add(enterprises::Column::MergedInto.in_subquery(into.into_query())),
        )
        .into_query()
}

fn passed(project: Uuid, kinds: &[TrainingKind], today: Day) -> Select<worker_trainings::Entity> {
    use worker_trainings::Column::{Kind, PersonId, ProjectId, Result as Outcome, TrainedOn, WithdrawnAt};
    worker_trainings::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(ProjectId.eq(project))
        .filter(PersonId.into_expr().eq(registrations::Column::PersonId.into_expr()))
        .filter(Kind.is_in(kinds.iter().map(|kind| kind.code())))
        .filter(Outcome.eq(TrainingResult::Passed.code()))
        .filter(TrainedOn.lte(today.to_string()))
        .filter(WithdrawnAt.is_null())
}

fn card_on(project: Uuid, today: Day) -> Select<wage_cards::Entity> {
    use wage_cards::Column::{PersonId, ProjectId, SinceOn, WithdrawnAt};
    wage_cards::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(ProjectId.eq(project))
        .filter(PersonId.into_expr().eq(registrations::Column::PersonId.into_expr()))
        .filter(SinceOn.lte(today.to_string()))
        .filter(WithdrawnAt.is_null())
}
