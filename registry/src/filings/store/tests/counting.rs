use sea_orm::{ColumnTrait, QueryFilter, sea_query::Expr};

use super::crowd::{people as crew, sites, work};
use super::*;
use crate::entity::{notices, projects as project_rows};
use crate::filings::capacity::Closed;
use crate::notices::Kind;
use capacity::{Counted, count_capacity, list_capacity_tasks, officer_capacity};

/// So many people are too many on the world's sites.
async fn limited(world: &World, limit: i64) {
    let rules = [("capacity.limit".to_owned(), limit.into()), ("capacity.grace".to_owned(), "1 month".into())].into();
    rulepacks::store::amend(&world.ctx, "B", rulepacks::store::CITY, world.ctx.now().day(), rules).await.unwrap();
}

/// The world's officer takes a further project.
async fn takes(world: &World, site: Uuid) -> Result<Uuid, Fault> {
    let asked = wish(world, to(site, Duty::Responsible));
    let binding = propose(&world.as_(Part::ProjectOfficer), &world.certificate, &asked).await?;
    confirm(&world.as_(Part::EnterpriseAdministrator), binding).await.map(|()| binding)
}

/// Somebody leaves the site for good.
async fn one_leaves(world: &World, person: Uuid) {
    let yesterday = world.ctx.now().day().previous().to_string();
    registrations::Entity::update_many()
        .col_expr(registrations::Column::LeftOn, Expr::value(yesterday))
        .filter(registrations::Column::PersonId.eq(person))
        .exec(world.ctx.db.writer())
        .await
        .unwrap();
}

async fn told(world: &World, kind: Kind) -> usize {
    let rows = notices::Entity::find().filter(notices::Column::Kind.eq(kind.code()));
    rows.all(world.ctx.db.reader()).await.unwrap().len()
}

crate::on_both! {
    // R-111, D-13: 99, 100, 101 with subcontractors and somebody who works on both
    async fn growth_to_the_limit_opens_one_task_and_ends_nothing(town: Town) {
        let (bed, world) = town.apart();
        limited(&world, 100).await;
        let second = further_site(&world, "第二个项目").await;
        let crew = crew(&bed.ctx, 1, 101).await;
        work(&bed.ctx, world.project, world.enterprise, &crew[..30]).await;
        work(&bed.ctx, world.project, world.other_enterprise, &crew[30..60]).await;
        work(&bed.ctx, second, world.enterprise, &crew[60..99]).await;
        takes(&world, second).await.unwrap();
        assert_eq!(count_capacity(&bed.ctx).await.unwrap(), Counted::default(), "99 are few enough");
        work(&bed.ctx, second, world.other_enterprise, &crew[..1]).await;
        bed.clock.advance_ms(1);
        assert_eq!(count_capacity(&bed.ctx).await.unwrap(), Counted { opened: 1, closed: 0 }, "whoever is on both counts twice");
        assert_eq!(count_capacity(&bed.ctx).await.unwrap(), Counted::default(), "only once");
        work(&bed.ctx, second, world.enterprise, &crew[99..100]).await;
        assert_eq!(count_capacity(&bed.ctx).await.unwrap(), Counted::default(), "101 are no other matter than 100");
        let office = world.as_(Part::HumanResources);
        let tasks = list_capacity_tasks(&office).await.unwrap();
        assert_eq!((tasks.len(), tasks[0].people, tasks[0].limit, tasks[0].closed), (1, 100, 100, None));
        assert_eq!(tasks[0].due.day(), Day::parse("2026-12-21").unwrap(), "a month, which ends on a Sunday");
        assert_eq!(told(&world, Kind::CapacityReached).await, 4, "the officer, the enterprise and two offices of the county");
        let officer = world.as_now(Part::ProjectOfficer).await.unwrap();
        assert_eq!(officer.signed_in().unwrap().posts.len(), 2, "nobody is unbound");

        one_leaves(&world, crew[0]).await;
        assert_eq!(count_capacity(&bed.ctx).await.unwrap(), Counted { opened: 0, closed: 1 }, "both registrations are over");
        let tasks = list_capacity_tasks(&office).await.unwrap();
        assert_eq!(tasks[0].closed.map(|(_, why)| why), Some(Closed::Fallen));
        assert_eq!(told(&world, Kind::CapacitySettled).await, 4);
        assert!(matches!(count_capacity(&office).await, Err(Fault::Forbidden)));
    }

    // the refusal counts project by project
    async fn a_fourth_project_is_refused_with_the_people_of_each(town: Town) {
        let (bed, world) = town.apart();
        limited(&world, 100).await;
        let crew = crew(&bed.ctx, 1, 100).await;
        work(&bed.ctx, world.project, world.enterprise, &crew[..50]).await;
        for (name, some) in [("第二个项目", &crew[50..80]), ("第三个项目", &crew[80..99])] {
            let site = further_site(&world, name).await;
            work(&bed.ctx, site, world.enterprise, some).await;
            takes(&world, site).await.unwrap();
        }
        let fourth = further_site(&world, "第四个项目").await;
        work(&bed.ctx, fourth, world.enterprise, &crew[99..]).await;
        let Err(Fault::Refused(reasons)) = takes(&world, fourth).await else { panic!("it was not refused") };
        let codes: Vec<_> = reasons.iter().map(|reason| reason.code).collect();
        assert_eq!(codes[0], "filings.too_many_people");
        assert_eq!(codes[1..], ["filings.people_of_project"; 4]);
        assert_eq!(reasons[1].details[1], ("people", "50".to_owned()), "the largest first");
        assert!(reasons.iter().any(|reason| reason.details.contains(&("project", "第四个项目".to_owned()))));
    }

    // the lowest limit among the projects, not the one of the new project
    async fn a_further_project_where_more_are_allowed_is_held_against_the_lowest_limit(town: Town) {
        let (bed, world) = town.apart();
        limited(&world, 100).await;
        let low = [("capacity.limit".to_owned(), 3.into())].into();
        rulepacks::store::amend(&world.ctx, "B", "320613", world.ctx.now().day(), low).await.unwrap();
        let second = sites(&world, 1).await.remove(0);
        project_rows::Entity::update_many()
            .col_expr(project_rows::Column::Area, Expr::value("320623"))
            .filter(project_rows::Column::Id.eq(second))
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        let crew = crew(&bed.ctx, 1, 3).await;
        work(&bed.ctx, world.project, world.enterprise, &crew).await;
        let Err(Fault::Refused(reasons)) = takes(&world, second).await else { panic!("it was not refused") };
        assert_eq!(reasons[0].details, [("people", "3".to_owned()), ("limit", "3".to_owned())]);
    }

    async fn the_end_of_a_binding_closes_the_task_at_once(town: Town) {
        let (bed, world) = town.apart();
        limited(&world, 3).await;
        let second = further_site(&world, "第二个项目").await;
        let binding = takes(&world, second).await.unwrap();
        let crew = crew(&bed.ctx, 1, 3).await;
        work(&bed.ctx, world.project, world.enterprise, &crew).await;
        bed.clock.advance_ms(1);
        assert_eq!(count_capacity(&bed.ctx).await.unwrap().opened, 1);
        let officer = world.person(Part::ProjectOfficer);
        let open = capacity::open_capacity_tasks(&world.as_(Part::ProjectOfficer), officer).await.unwrap();
        assert_eq!(open.len(), 1);
        end(&world.as_(Part::EnterpriseAdministrator), binding, "另行安排").await.unwrap();
        let found = officer_capacity(&world.as_(Part::ProjectOfficer), officer).await.unwrap();
        assert_eq!((found.sites.len(), found.people), (1, 3));
        assert_eq!(found.tasks[0].closed.map(|(_, why)| why), Some(Closed::Unbound));
    }

    async fn strangers_see_nothing_of_the_people_under_an_officer(town: Town) {
        let (_bed, world) = town.apart();
        let officer = world.person(Part::ProjectOfficer);
        for part in [Part::Bystander, Part::OtherEnterpriseAdministrator, Part::OtherHumanResources] {
            assert!(matches!(officer_capacity(&world.as_(part), officer).await, Err(Fault::NotFound)), "{part:?}");
        }
        assert!(matches!(list_capacity_tasks(&world.as_(Part::Bystander)).await, Err(Fault::Forbidden)));
        for part in [Part::ProjectOfficer, Part::HumanResources, Part::City, Part::EnterpriseAdministrator] {
            assert_eq!(officer_capacity(&world.as_(part), officer).await.unwrap().sites.len(), 1, "{part:?}");
        }
    }

    async fn what_has_ended_gives_no_sight_and_what_waits_gives_it_to_whoever_answers(town: Town) {
        let (bed, world) = town.apart();
        let officer = world.person(Part::ProjectOfficer);
        let next = contracted(world.other_enterprise, Period::since(world.ctx.now().day().next()));
        let (administrator, next_one) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::OtherEnterpriseAdministrator));
        bed.clock.advance_ms(1);
        end(&administrator, of_world(&world).await, "调离项目").await.unwrap();
        for part in [Part::EnterpriseAdministrator, Part::HumanResources, Part::City] {
            assert!(matches!(officer_capacity(&world.as_(part), officer).await, Err(Fault::NotFound)), "{part:?}");
        }
        assert!(officer_capacity(&world.as_(Part::ProjectOfficer), officer).await.is_ok(), "the own one");
        let (row, first) = contractor(&world).await;
        let left = contracted(world.enterprise, Period::new(first, Some(world.ctx.now().day())).unwrap());
        record_party(&administrator, world.project, &left, &instead(row)).await.unwrap();
        record_party(&world.as_(Part::HumanResources), world.project, &next, &Entry::New).await.unwrap();
        bed.clock.advance_ms(crate::instant::DAY_MS);
        let asked = Wish { enterprise: world.other_enterprise, ..wish(&world, to(world.project, Duty::Responsible)) };
        propose(&world.as_(Part::ProjectOfficer), &world.certificate, &asked).await.unwrap();
        assert!(officer_capacity(&next_one, officer).await.is_ok(), "it is to be answered");
        assert!(matches!(officer_capacity(&administrator, officer).await, Err(Fault::NotFound)));
        assert!(matches!(officer_capacity(&world.as_(Part::City), officer).await, Err(Fault::NotFound)));
    }
}
