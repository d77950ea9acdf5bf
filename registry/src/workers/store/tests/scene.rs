//! A project in 崇川 with a general contractor, a labour subcontractor, a team and an officer.

use std::collections::BTreeMap;

use sea_orm::{EntityTrait, IntoActiveModel};
use uuid::Uuid;

use crate::ctx::{Actor, Post};
use crate::entity::{blobs, project_documents, project_parties, projects};
use crate::fixtures::{Part, World, id_number};
use crate::permissions::Role as Duty;
use crate::projects::PartyRole;
use crate::workers::store::{
    NewContract, NewTeam, NewTraining, NewWorker, Origin, Registered, create_team, record_contract, record_trainings,
    register,
};
use crate::workers::{
    ContractKind, Pay, PayBasis, PersonForm, RESIDENT_CARD, Role, Term, TrainingKind, TrainingResult,
};
use crate::{Ctx, Day};

pub const COPY: &str = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";

pub struct Scene {
    pub world: World,
    pub project: Uuid,
    pub general: Uuid,
    pub labour: Uuid,
    pub team: Uuid,
    /// The officer of the project.
    pub officer: Ctx,
}

/// Somebody's document; the person is the nth of them.
pub struct Somebody {
    pub name: String,
    pub number: String,
}

pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub fn somebody(nth: u16, name: &str) -> Somebody {
    Somebody { name: name.into(), number: id_number("320691", "19880501", nth) }
}

impl Somebody {
    pub fn form(&self) -> PersonForm<'_> {
        PersonForm {
            name: &self.name,
            ethnic_group: "汉族",
            document_kind: RESIDENT_CARD,
            document_number: &self.number,
            address: "江苏省南通市崇川区某街道1号",
            document_issuer: "某公安局",
            valid_from: "2015-05-01",
            valid_until: "2035-05-01",
            phone: "13800000000",
            household: "rural",
            education: "02",
            ..PersonForm::default()
        }
    }
}

impl Scene {
    pub async fn make(world: World) -> Self {
        let (general, labour) = (world.enterprise, world.other_enterprise);
        let project = project(&world.ctx, "示例住宅一期", "320613", "housing").await;
        party(&world.ctx, project, general, PartyRole::GeneralContractor).await;
        party(&world.ctx, project, labour, PartyRole::LabourSubcontractor).await;
        let officer = officer_of(&world, Part::Bystander, project);
        document(&world, project).await;
        let new = NewTeam { unit: labour, name: "钢筋一班", entered: Some(day("2026-03-01")) };
        let team = create_team(&officer, project, &new, Origin::ByHand).await.unwrap();
        Self { world, project, general, labour, team, officer }
    }

    /// A further project in another place, with the same contractor.
    pub async fn further(&self, area: &str, industry: &str) -> Uuid {
        let project = project(&self.world.ctx, "示例厂房", area, industry).await;
        party(&self.world.ctx, project, self.general, PartyRole::GeneralContractor).await;
        document(&self.world, project).await;
        project
    }

    pub fn as_(&self, part: Part) -> Ctx {
        self.world.as_(part)
    }

    /// Registered in the team of the labour subcontractor and on site since the day.
    pub async fn worker(&self, who: &Somebody, entered: Option<&str>) -> Registered {
        self.try_worker(who, entered).await.unwrap()
    }

    pub async fn try_worker(&self, who: &Somebody, entered: Option<&str>) -> Result<Registered, crate::Fault> {
        register(&self.officer, self.project, &self.newcomer(who, entered), Origin::ByHand).await
    }

    pub fn newcomer<'a>(&self, who: &'a Somebody, entered: Option<&str>) -> NewWorker<'a> {
        NewWorker {
            person: who.form(),
            qualifications: Vec::new(),
            photo: None,
            unit: self.labour,
            team: Some(self.team),
            role: Role::Worker,
            trade: "020",
            post: "钢筋工",
            is_team_leader: false,
            entered: entered.map(day),
        }
    }

    pub fn manager<'a>(&self, who: &'a Somebody, unit: Uuid) -> NewWorker<'a> {
        NewWorker {
            unit,
            team: None,
            role: Role::Manager,
            trade: crate::workers::MANAGER_TRADE,
            post: "安全员",
            ..self.newcomer(who, Some("2026-03-02"))
        }
    }

    /// A contract with the labour subcontractor since the day.
    pub fn contract(&self, person: Uuid, since: &str) -> NewContract {
        NewContract {
            person,
            employer: self.labour,
            kind: ContractKind::LabourContract,
            term: Term::FixedTerm,
            signed_on: day(since),
            starts_on: day(since),
            ends_on: Some(day("2027-12-31")),
            pay: Pay {
                basis: PayBasis::Day,
                rate_fen: Some(35_000),
                measure: None,
                pay_day: None,
                interval_months: None,
            },
            signed_copy: Some(COPY.into()),
        }
    }

    pub async fn sign(&self, person: Uuid, since: &str) -> Uuid {
        record_contract(&self.officer, self.project, &self.contract(person, since), Origin::ByHand).await.unwrap().0
    }

    pub async fn train(&self, person: Uuid, kind: TrainingKind, on: &str) {
        let new = NewTraining { kind, day: day(on), duration_min: 60, trainer: "陈师傅", proof: None };
        let people = [(person, TrainingResult::Passed)];
        record_trainings(&self.officer, self.project, &new, &people, Origin::ByHand).await.unwrap();
    }
}

/// Somebody of the cast as the officer of a project.
pub fn officer_of(world: &World, part: Part, project: Uuid) -> Ctx {
    let Actor::SignedIn(mut who) = world.actor(part) else { panic!("nobody") };
    let post = Post { role: Duty::ProjectOfficer, office: None, enterprise: None, project: Some(project), area: None };
    who.posts.push(post);
    world.ctx.acting_as(Actor::SignedIn(who))
}

pub async fn project(ctx: &Ctx, name: &str, area: &str, industry: &str) -> Uuid {
    let row = projects::Model {
        id: ctx.new_id(),
        name: name.into(),
        area: area.into(),
        industry: industry.into(),
        street: None,
        address: None,
        longitude_nanodegrees: None,
        latitude_nanodegrees: None,
        works: None,
        nature: None,
        size: None,
        floor_area_dm2: None,
        length_cm: None,
        investment_fen: None,
        planned_start: None,
        planned_finish: None,
        supervising_office: None,
        permit_need: "needed".into(),
        revision: 1,
        registered_by: None,
        registered_at: ctx.now().0,
        accepted_by: None,
        accepted_at: Some(ctx.now().0),
        merged_into: None,
        batch_id: None,
    };
    let id = row.id;
    projects::Entity::insert(row.into_active_model()).exec_without_returning(ctx.db.writer()).await.unwrap();
    id
}

pub async fn party(ctx: &Ctx, project: Uuid, enterprise: Uuid, role: PartyRole) {
    let row = project_parties::Model {
        id: ctx.new_id(),
        project_id: project,
        enterprise_id: enterprise,
        role: role.code().into(),
        entered_on: "2026-01-01".into(),
        left_on: None,
        recorded_by: None,
        recorded_at: ctx.now().0,
        replaces: None,
        withdrawn_by: None,
        withdrawn_at: None,
        withdrawn_reason: None,
        batch_id: None,
    };
    project_parties::Entity::insert(row.into_active_model()).exec_without_returning(ctx.db.writer()).await.unwrap();
}

/// The file that records name as their copy.
async fn document(world: &World, project: Uuid) {
    let ctx = &world.ctx;
    let blob = blobs::Model {
        hash: COPY.into(),
        media_type: "application/pdf".into(),
        size: 1,
        content: vec![0],
        stored_at: 1,
        home: "database".into(),
    };
    blobs::Entity::insert(blob.into_active_model())
        .on_conflict_do_nothing_on([blobs::Column::Hash])
        .exec_without_returning(ctx.db.writer())
        .await
        .unwrap();
    let row = project_documents::Model {
        project_id: project,
        hash: COPY.into(),
        name: "合同扫描件".into(),
        brought_by: world.account(Part::Bystander),
        brought_at: 1,
        about: "people".into(),
    };
    project_documents::Entity::insert(row.into_active_model()).exec_without_returning(ctx.db.writer()).await.unwrap();
}

/// The verbs of the log about one kind of thing, with how often each stands there.
pub async fn logged(ctx: &Ctx, kind: &str) -> BTreeMap<String, usize> {
    let filter =
        crate::audit::Filter { subject_kind: Some(kind.into()), subject: None, ..crate::audit::Filter::default() };
    let system = ctx.acting_as(Actor::System("test"));
    let (entries, _) = crate::audit::list(&system, &filter, 0, 1_000).await.unwrap();
    entries.into_iter().fold(BTreeMap::new(), |mut verbs, entry| {
        *verbs.entry(entry.verb).or_default() += 1;
        verbs
    })
}
