//! Two projects, two people registered on the first, and rows for their days.

use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, Statement};
use uuid::Uuid;

use crate::attendance::store::{Delivery, RawEvent, RowTaken, Taken, person_month, take};
use crate::attendance::{Direction, IdentityKey, Method, Origin, Purpose};
use crate::calendar::Month;
use crate::ctx::{Actor, Post};
use crate::entity::{
    data_requests, people, project_parties, project_statuses, projects, registration_stays, registrations,
};
use crate::fixtures::{Part, World, id_number};
use crate::people::{IdNumber, Phone};
use crate::permissions::Role;
use crate::projects::PartyRole;
use crate::{Ctx, Day, Instant};

pub const SUPPLIER: Uuid = Uuid::from_u128(501);

pub struct Scene {
    pub world: World,
    pub project: Uuid,
    /// in another county, of another contractor
    pub other: Uuid,
    pub unit: Uuid,
    pub officer: Ctx,
    pub one: Somebody,
    pub two: Somebody,
}

#[derive(Clone, Debug)]
pub struct Somebody {
    pub person: Uuid,
    pub number: String,
    pub who: IdentityKey,
    pub registration: Uuid,
}

pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// `2026-11-18 07:30`
pub fn at(text: &str) -> Instant {
    Instant::parse_form_value(&text.replace(' ', "T")).unwrap()
}

impl Scene {
    pub async fn make(world: World) -> Self {
        let (unit, other_unit) = (world.enterprise, world.other_enterprise);
        let ctx = world.ctx.clone();
        let project = project(&ctx, "示例住宅一期", "320613", unit).await;
        let other = self::project(&ctx, "示例厂房", "320623", other_unit).await;
        let one = somebody(&ctx, 1, "陆建明", Some((project, unit, "2026-11-02"))).await;
        let two = somebody(&ctx, 2, "顾小芳", Some((project, unit, "2026-11-02"))).await;
        let officer = officer_of(&world, Part::Bystander, project);
        Self { world, project, other, unit, officer, one, two }
    }

    /// As a feed does.
    pub fn feed(&self) -> Ctx {
        self.world.ctx.acting_as(Actor::System("feed"))
    }

    pub fn row(&self, who: &Somebody, direction: Direction, when: &str) -> RawEvent {
        RawEvent {
            project: self.project,
            who: who.who.clone(),
            document: Some(who.number.clone()),
            team: None,
            direction,
            at: at(when),
            device: "一号门".into(),
            method: Method::Face,
            photo: None,
            purpose: Purpose::Record,
            stated_at: None,
            external_id: None,
        }
    }

    /// In at half past seven, out at half past five.
    pub fn whole_day(&self, who: &Somebody, day: &str) -> Vec<RawEvent> {
        vec![
            self.row(who, Direction::In, &format!("{day} 07:30")),
            self.row(who, Direction::Out, &format!("{day} 17:30")),
        ]
    }

    pub async fn deliver(&self, rows: Vec<RawEvent>) -> Taken {
        take(&self.feed(), &delivery(&self.world.ctx, rows)).await.unwrap()
    }
}

pub fn delivery(ctx: &Ctx, rows: Vec<RawEvent>) -> Delivery {
    Delivery { supplier: Some(SUPPLIER), batch: None, origin: Origin::Device, sent_at: ctx.now(), rows }
}

pub fn ids(taken: &Taken) -> Vec<Uuid> {
    let id = |row: &RowTaken| match row {
        RowTaken::New { id, .. } | RowTaken::Repeated { id } => *id,
        RowTaken::Refused(refusals) => panic!("{refusals:?}"),
    };
    taken.rows.iter().map(id).collect()
}

pub fn officer_of(world: &World, part: Part, project: Uuid) -> Ctx {
    let Actor::SignedIn(mut who) = world.actor(part) else { panic!("nobody") };
    let (role, project) = (Role::ProjectOfficer, Some(project));
    who.posts.push(Post { role, office: None, enterprise: None, project, area: None });
    world.ctx.acting_as(Actor::SignedIn(who))
}

pub async fn project(ctx: &Ctx, name: &str, area: &str, contractor: Uuid) -> Uuid {
    let id = ctx.new_id();
    let row = projects::ActiveModel {
        id: sea_orm::Set(id),
        name: sea_orm::Set(name.into()),
        area: sea_orm::Set(area.into()),
        industry: sea_orm::Set("housing".into()),
        permit_need: sea_orm::Set("needed".into()),
        revision: sea_orm::Set(1),
        registered_at: sea_orm::Set(ctx.now().0),
        accepted_at: sea_orm::Set(Some(ctx.now().0)),
        ..Default::default()
    };
    projects::Entity::insert(row).exec_without_returning(ctx.db.writer()).await.unwrap();
    let party = project_parties::ActiveModel {
        id: sea_orm::Set(ctx.new_id()),
        project_id: sea_orm::Set(id),
        enterprise_id: sea_orm::Set(contractor),
        role: sea_orm::Set(PartyRole::GeneralContractor.code().into()),
        entered_on: sea_orm::Set("2026-01-01".into()),
        recorded_at: sea_orm::Set(ctx.now().0),
        ..Default::default()
    };
    project_parties::Entity::insert(party).exec_without_returning(ctx.db.writer()).await.unwrap();
    let status = project_statuses::ActiveModel {
        id: sea_orm::Set(ctx.new_id()),
        project_id: sea_orm::Set(id),
        status: sea_orm::Set("building".into()),
        first_day: sea_orm::Set("2026-11-02".into()),
        filed_at: sea_orm::Set(ctx.now().0),
        recorded_at: sea_orm::Set(ctx.now().0),
        ..Default::default()
    };
    project_statuses::Entity::insert(status).exec_without_returning(ctx.db.writer()).await.unwrap();
    id
}

/// An invented person, registered as a manager (no team is needed) where a place is given.
pub async fn somebody(ctx: &Ctx, nth: u16, name: &str, on: Option<(Uuid, Uuid, &str)>) -> Somebody {
    let number = id_number("320691", "19880501", 300 + nth);
    let typed = IdNumber::parse(&number, ctx.now().day()).unwrap();
    let phone = Phone::parse("13800000000").unwrap();
    let row = crate::people::store::new_row(ctx, name, &typed, &phone).unwrap();
    let (person, who) = (row.id, IdentityKey(row.id_number_index.clone()));
    people::Entity::insert(row.into_active_model()).exec_without_returning(ctx.db.writer()).await.unwrap();
    let registration = match on {
        Some((project, unit, entered)) => register(ctx, person, project, unit, entered).await,
        None => Uuid::nil(),
    };
    Somebody { person, number, who, registration }
}

pub async fn register(ctx: &Ctx, person: Uuid, project: Uuid, unit: Uuid, entered: &str) -> Uuid {
    let id = ctx.new_id();
    let row = registrations::ActiveModel {
        id: sea_orm::Set(id),
        person_id: sea_orm::Set(person),
        project_id: sea_orm::Set(project),
        unit_id: sea_orm::Set(unit),
        role: sea_orm::Set("manager".into()),
        trade: sea_orm::Set("900".into()),
        post: sea_orm::Set("安全员".into()),
        registered_at: sea_orm::Set(ctx.now().0),
        recorded_at: sea_orm::Set(ctx.now().0),
        entered_on: sea_orm::Set(Some(entered.into())),
        ..Default::default()
    };
    registrations::Entity::insert(row).exec_without_returning(ctx.db.writer()).await.unwrap();
    let stay = registration_stays::ActiveModel {
        id: sea_orm::Set(ctx.new_id()),
        registration_id: sea_orm::Set(id),
        entered_on: sea_orm::Set(entered.into()),
        entered_at: sea_orm::Set(ctx.now().0),
        ..Default::default()
    };
    registration_stays::Entity::insert(stay).exec_without_returning(ctx.db.writer()).await.unwrap();
    id
}

/// Somebody's data are only kept from now on (P-12).
pub async fn shut_away(ctx: &Ctx, person: Uuid) {
    let row = data_requests::ActiveModel {
        id: sea_orm::Set(ctx.new_id()),
        person_id: sea_orm::Set(person),
        kind: sea_orm::Set("deletion".into()),
        reason: sea_orm::Set("不再使用".into()),
        made_at: sea_orm::Set(ctx.now().0),
        decided_at: sea_orm::Set(Some(ctx.now().0)),
        decision: sea_orm::Set(Some("restricted".into())),
        ..Default::default()
    };
    data_requests::Entity::insert(row).exec_without_returning(ctx.db.writer()).await.unwrap();
}

/// How many rows a table has.
pub async fn count(ctx: &Ctx, table: &str) -> i64 {
    let db = ctx.db.writer();
    let text = format!("SELECT COUNT(*) AS found FROM {table}");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), text)).await.unwrap().unwrap();
    row.try_get("", "found").unwrap()
}

pub fn november() -> Month {
    Month::parse("2026-11").unwrap()
}

/// The days of a person with a press, and what they come to.
pub async fn minutes(scene: &Scene, who: &Somebody) -> Vec<(String, u32)> {
    let months = person_month(&scene.feed(), who.person, november()).await.unwrap();
    months.iter().flat_map(|one| &one.days).map(|day| (day.row.day.to_string(), day.row.minutes())).collect()
}

pub fn told(days: &[(&str, u32)]) -> Vec<(String, u32)> {
    days.iter().map(|(day, minutes)| ((*day).to_owned(), *minutes)).collect()
}
