#![allow(clippy::unwrap_used)]

use uuid::Uuid;

use super::*;
use crate::ctx::Post;
use crate::fixtures::{Part, World, world};
use crate::permissions::Role;
use crate::projects::{Draft, Status};
use crate::{Actor, Ctx, Day, Period, SignedIn};

mod article;
mod figures;
mod filing;
mod integrity;
mod leading;
mod lists;
mod recording;
mod registering;
mod sheets;
mod statuses;
mod systems;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn period(first: &str, last: &str) -> Period {
    Period::new(day(first), Some(day(last))).unwrap()
}

fn since(first: &str) -> Period {
    Period::since(day(first))
}

fn draft(name: &str) -> Draft {
    Draft { name: name.into(), area: "320613".into(), industry: "housing".into(), ..Draft::default() }
}

fn new_project(name: &str, contractor: Uuid) -> NewProject {
    NewProject {
        draft: draft(name),
        contractor,
        status: Status::Building,
        since: day("2026-03-02"),
        codes: Vec::new(),
        batch: None,
    }
}

/// A site of 崇川 that builds since 2 March 2026, registered by its general contractor.
async fn site(world: &World) -> Uuid {
    let contractor = world.as_(Part::EnterpriseAdministrator);
    register(&contractor, &new_project("崇川某小区一期", world.enterprise)).await.unwrap()
}

/// The project's officer; nobody becomes one by a use case yet.
fn officer(world: &World, project: Uuid) -> Ctx {
    let Actor::SignedIn(who) = world.actor(Part::CandidateReady) else { panic!("nobody") };
    let post = Post { role: Role::ProjectOfficer, office: None, enterprise: None, project: Some(project), area: None };
    world.ctx.acting_as(Actor::SignedIn(SignedIn { posts: vec![post], ..who }))
}

/// The office of the city that is there for every county.
fn of_city(world: &World) -> Ctx {
    let Actor::SignedIn(who) = world.actor(Part::HumanResources) else { panic!("nobody") };
    let area = Some("320600".to_owned());
    let post = Post { role: Role::HumanResources, office: None, enterprise: None, project: None, area };
    world.ctx.acting_as(Actor::SignedIn(SignedIn { posts: vec![post], ..who }))
}

async fn paper(ctx: &Ctx, project: Uuid) -> String {
    bring_document(ctx, project, DocumentAbout::Project, "开工令.pdf", b"%PDF-1.7 some paper".to_vec()).await.unwrap()
}

/// The other county, the other enterprise: they do not know of the project.
const STRANGERS: [Part; 2] = [Part::OtherHumanResources, Part::OtherEnterpriseAdministrator];
