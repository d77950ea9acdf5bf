use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::*;
use crate::entity::project_statuses;
use crate::fault::Fault;

fn code(outcome: Result<impl Sized, Fault>) -> &'static str {
    outcome.err().unwrap().code().unwrap()
}

/// The history as (status, first day, last day).
async fn told(ctx: &Ctx, project: Uuid) -> Vec<(Status, String, Option<String>)> {
    let statuses = page(ctx, project).await.unwrap().statuses;
    let line = |one: &StatusView| {
        let period = one.period.period;
        (one.period.status, period.first().to_string(), period.last().map(|day| day.to_string()))
    };
    statuses.iter().map(line).collect()
}

crate::on_both! {
    async fn a_status_follows_another_and_nothing_is_lost(town: Town) {
        let (bed, world) = town.apart();
        let contractor = world.as_(Part::EnterpriseAdministrator);
        let early = NewProject { status: Status::Preparing, since: day("2026-01-05"), ..new_project("某小区", world.enterprise) };
        let project = register(&contractor, &early).await.unwrap();
        change_status(&contractor, project, Status::Approved, day("2026-02-01"), None).await.unwrap();
        let paper = paper(&contractor, project).await;
        change_status(&officer(&world, project), project, Status::Building, day("2026-03-01"), Some(&paper)).await.unwrap();
        let expected = [
            (Status::Preparing, "2026-01-05".to_owned(), Some("2026-01-31".to_owned())),
            (Status::Approved, "2026-02-01".to_owned(), Some("2026-02-28".to_owned())),
            (Status::Building, "2026-03-01".to_owned(), None),
        ];
        assert_eq!(told(&contractor, project).await, expected);
        assert_eq!(page(&contractor, project).await.unwrap().statuses[2].document, Some(paper));
        // what stood before is withdrawn, and the rows that took its place name it
        let all = project_statuses::Entity::find().filter(project_statuses::Column::ProjectId.eq(project));
        let all = all.all(bed.ctx.db.reader()).await.unwrap();
        assert_eq!((all.len(), all.iter().filter(|row| row.withdrawn_at.is_some()).count()), (5, 2));
        assert!(all.iter().filter(|row| row.withdrawn_at.is_some()).all(|old| all.iter().any(|row| row.replaces == Some(old.id))));
        let same = change_status(&contractor, project, Status::Completed, day("2026-03-01"), None).await;
        assert_eq!(code(same), "projects.status_same_day");
        let future = change_status(&contractor, project, Status::Completed, day("2026-11-21"), None).await;
        assert_eq!(code(future), "projects.status_in_future");
        let shut = change_status(&contractor, project, Status::ShutDown, day("2026-10-01"), None).await;
        assert_eq!(code(shut), "projects.shutdown_needs_filing");
        let back = change_status(&contractor, project, Status::Approved, day("2026-10-01"), None).await;
        assert_eq!(code(back), "projects.status_cannot_follow");
        for part in [Part::HumanResources, Part::City] {
            let outcome = change_status(&world.as_(part), project, Status::Completed, day("2026-10-01"), None).await;
            assert!(matches!(outcome, Err(Fault::Forbidden)), "{part:?}");
        }
        for part in STRANGERS {
            let outcome = change_status(&world.as_(part), project, Status::Completed, day("2026-10-01"), None).await;
            assert!(matches!(outcome, Err(Fault::NotFound)), "{part:?}");
        }
    }

    async fn an_office_approves_a_status_once(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, project) = (world.as_(Part::EnterpriseAdministrator), site(&world).await);
        let status = page(&contractor, project).await.unwrap().statuses[0].id;
        assert!(matches!(approve_status(&contractor, project, status).await, Err(Fault::Forbidden)));
        assert!(matches!(approve_status(&world.as_(Part::OtherHumanResources), project, status).await, Err(Fault::NotFound)));
        let office = world.as_(Part::HumanResources);
        approve_status(&office, project, status).await.unwrap();
        assert_eq!(code(approve_status(&office, project, status).await), "projects.status_approved_already");
        let approved = page(&contractor, project).await.unwrap().statuses[0].period.decision.approved.unwrap();
        assert_eq!(approved.account, world.account(Part::HumanResources));
        let own = register(&office, &new_project("某学校", world.other_enterprise)).await.unwrap();
        let status = page(&office, own).await.unwrap().statuses[0].id;
        assert_eq!(code(approve_status(&office, own, status).await), "projects.own_approval");
    }

    async fn an_office_puts_a_history_right_and_says_why(town: Town) {
        let (bed, world) = town.apart();
        let (contractor, office, project) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources), site(&world).await);
        change_status(&contractor, project, Status::Completed, day("2026-10-10"), None).await.unwrap();
        let completed = page(&contractor, project).await.unwrap().statuses[1].id;
        let outcome = correct_status(&contractor, project, completed, Correction::NeverBegan, "并未完工").await;
        assert!(matches!(outcome, Err(Fault::Forbidden)));
        assert_eq!(code(correct_status(&office, project, completed, Correction::NeverBegan, "").await), "projects.reason_length");
        correct_status(&office, project, completed, Correction::NeverBegan, "并未完工").await.unwrap();
        assert_eq!(told(&contractor, project).await, [(Status::Building, "2026-03-02".to_owned(), None)]);
        let withdrawn = project_statuses::Entity::find_by_id(completed).one(bed.ctx.db.reader()).await.unwrap().unwrap();
        assert_eq!(withdrawn.withdrawn_reason.as_deref(), Some("并未完工"));
        let building = page(&contractor, project).await.unwrap().statuses[0].id;
        let only = correct_status(&office, project, building, Correction::NeverBegan, "登记有误").await;
        assert_eq!(code(only), "projects.status_not_last");
        let ancient = correct_status(&office, project, building, Correction::FirstDay(day("1989-12-31")), "登记有误").await;
        assert_eq!(code(ancient), "calendar.day_too_early");
        let future = correct_status(&office, project, building, Correction::FirstDay(day("2027-01-01")), "登记有误").await;
        assert_eq!(code(future), "projects.status_in_future");
        correct_status(&office, project, building, Correction::FirstDay(day("2026-02-20")), "登记有误").await.unwrap();
        assert_eq!(told(&contractor, project).await, [(Status::Building, "2026-02-20".to_owned(), None)]);
        assert_eq!(crate::projects::store::statuses::history_of(bed.ctx.db.reader(), project).await.unwrap().first_building_day(), Some(day("2026-02-20")));
    }

    // whoever comes second finds the history that the first one left
    async fn two_changes_at_once_leave_one_history(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, project) = (world.as_(Part::EnterpriseAdministrator), site(&world).await);
        let on = day("2026-10-10");
        let (one, two) = tokio::join!(
            change_status(&contractor, project, Status::Completed, on, None),
            change_status(&contractor, project, Status::Completed, on, None),
        );
        assert_eq!([&one, &two].into_iter().filter(|outcome| outcome.is_ok()).count(), 1);
        let refused = one.err().or(two.err()).unwrap();
        assert_eq!(refused.code(), Some("projects.status_same_day"));
        assert_eq!(told(&contractor, project).await.len(), 2);
    }
}
