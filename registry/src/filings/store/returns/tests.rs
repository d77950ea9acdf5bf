#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};

use super::*;
use crate::clock::MovableClock;
use crate::entity::{project_parties, project_statuses, projects};
use crate::filings::form::Punctuality;
use crate::filings::returns::{FiledAs, Point, ProjectDifference};
use crate::filings::store::boards::tests::on_file_as_said;
use crate::filings::store::filing::{self, bring_form_scan, draw_up, hand_in, return_for_correction};
use crate::filings::store::{end, own};
use crate::fixtures::boards::submit_returns;
use crate::fixtures::filings::{Desk, file, stamped, whole_form};
use crate::fixtures::{Part, World};
use crate::instant::{DAY_MS, HOUR_MS};
use crate::projects::store::{Milestone, NewMilestone, confirm_milestone, record_milestone};

const COUNTY: &str = "320613";

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn at(day: &str, hours: i64) -> Instant {
    Day::parse(day).unwrap().starts_at().plus_ms(hours * HOUR_MS)
}

/// The same actor at another moment.
fn then(ctx: &Ctx, at: Instant) -> Ctx {
    Ctx { clock: Arc::new(MovableClock::standing_at(at)), ..ctx.clone() }
}

async fn line(ctx: &Ctx, about: Month) -> CountyLine {
    let found = returns(ctx, about).await.unwrap();
    found.counties.into_iter().find(|line| line.county.code == COUNTY).unwrap()
}

/// Further accepted projects of the county that are being built by the same contractor.
async fn crowd(world: &World, count: usize) {
    let (ctx, db) = (&world.ctx, world.ctx.db.writer());
    let of_site = world.project;
    let site = projects::Entity::find_by_id(of_site).one(db).await.unwrap().unwrap();
    let statuses = project_statuses::Entity::find().filter(project_statuses::Column::ProjectId.eq(of_site));
    let status = statuses.one(db).await.unwrap().unwrap();
    let parties = project_parties::Entity::find().filter(project_parties::Column::ProjectId.eq(of_site));
    let party = parties.one(db).await.unwrap().unwrap();
    for number in 0..count {
        let id = ctx.new_id();
        let row = projects::Model { id, name: format!("工程{number}"), ..site.clone() };
        projects::Entity::insert(row.into_active_model()).exec_without_returning(db).await.unwrap();
        let row = project_statuses::Model { id: ctx.new_id(), project_id: id, ..status.clone() };
        project_statuses::Entity::insert(row.into_active_model()).exec_without_returning(db).await.unwrap();
        let row = project_parties::Model { id: ctx.new_id(), project_id: id, ..party.clone() };
        project_parties::Entity::insert(row.into_active_model()).exec_without_returning(db).await.unwrap();
    }
}

crate::on_both! {
    // R-107, D-04
    async fn the_ninth_and_the_tenth_are_in_time_and_the_eleventh_is_late(town: Town) {
        let (_bed, world) = town.apart();
        let (county, city) = (world.as_(Part::CountyArrears), world.as_(Part::City));
        for (about, moment, expected) in [
            ("2026-10", at("2026-11-09", 10), Standing::OnTime),
            // the last millisecond of the 10th
            ("2026-11", at("2026-12-11", 0).minus_ms(1), Standing::OnTime),
            // a Sunday, and nothing moves
            ("2026-12", at("2027-01-11", 0), Standing::Late),
        ] {
            let before = line(&then(&city, moment), month(about)).await;
            let open = if expected == Standing::Late { Standing::Missing } else { Standing::Waiting };
            assert_eq!((before.standing, before.latest), (open, None), "{about}");
            let id = submit(&then(&county, moment), COUNTY, month(about), "").await.unwrap();
            assert_eq!(get(&city, id).await.unwrap().standing, expected, "{about}");
            assert_eq!(line(&then(&city, moment), month(about)).await.standing, expected, "{about}");
        }
        let runs = submit(&then(&county, at("2026-12-05", 9)), COUNTY, month("2026-12"), "").await.unwrap_err();
        assert_eq!(runs.code(), Some("returns.month_runs"));
    }

    //
    async fn what_was_submitted_does_not_change_and_a_correction_says_what_differs(town: Town) {
        let (_bed, world) = town.apart();
        let (county, city, about) = (world.as_(Part::CountyArrears), world.as_(Part::City), month("2026-10"));
        let id = submit(&county, COUNTY, about, "").await.unwrap();
        let first = get(&city, id).await.unwrap();
        assert_eq!((first.content.whole.projects, first.content.whole.filed), (1, 0));
        assert_eq!(first.content.lines[0].filed_as, FiledAs::NotFiled);
        assert_eq!(first.content.lines[0].officer.as_deref(), Some("顾文静"));
        assert_eq!(submit(&county, COUNTY, about, "更正").await.unwrap_err().code(), Some("returns.nothing_changed"));

        on_file_as_said(&world, &Part::ProjectOfficer.member().phone()).await;
        assert_eq!(get(&city, id).await.unwrap(), first, "the records changed, the return did not");
        let asked = preview(&county, COUNTY, about).await.unwrap();
        let changed: Vec<_> = asked.differences.whole.iter().map(|one| (one.name, one.before, one.after)).collect();
        assert_eq!(changed, [("filed", 0, 1), ("accepted", 0, 1), ("pledges", 0, 1)]);
        assert_eq!(submit(&county, COUNTY, about, " ").await.unwrap_err().code(), Some("returns.reason_length"));
        let second = submit(&county, COUNTY, about, "补报一个项目").await.unwrap();
        let corrected = get(&city, second).await.unwrap();
        assert_eq!((corrected.line.version, corrected.line.reason.as_deref()), (2, Some("补报一个项目")));
        assert_eq!((corrected.differences.whole.len(), corrected.versions.len()), (3, 2));
        assert_eq!(corrected.differences.industries, [("housing".to_owned(), corrected.differences.whole.clone())]);
        let [ProjectDifference::Changed { before, after, points }] = corrected.differences.projects.as_slice() else {
            panic!("{:?}", corrected.differences.projects)
        };
        assert_eq!((before, after), (&first.content.lines[0], &corrected.content.lines[0]));
        assert_eq!(points, &[Point::FiledOn, Point::FiledAs, Point::Pledge]);
        assert_eq!(corrected.differences, asked.differences, "what was looked at is what was submitted");
        assert_eq!(corrected.content.lines[0].filed_as, FiledAs::Accepted);
        assert_eq!(get(&city, id).await.unwrap().content, first.content);
        let shown = line(&city, about).await;
        assert_eq!(shown.latest.unwrap().id, second);
        assert_eq!(shown.first_at, Some(first.line.submitted_at));
    }

    // the sums stay, and one project is another's
    async fn a_correction_of_one_project_alone_says_which_and_what(town: Town) {
        let (bed, world) = town.apart();
        let (county, about) = (world.as_(Part::CountyArrears), month("2026-10"));
        submit(&county, COUNTY, about, "").await.unwrap();
        projects::Entity::update_many()
            .col_expr(projects::Column::Name, Expr::value("改名的工程"))
            .filter(projects::Column::Id.eq(world.project))
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        let told = preview(&county, COUNTY, about).await.unwrap().differences;
        assert_eq!((told.whole.len(), told.industries.len(), told.projects.len()), (0, 0, 1));
        let second = submit(&county, COUNTY, about, "项目更名").await.unwrap();
        let shown = get(&county, second).await.unwrap().differences;
        assert_eq!(shown, told);
        let ProjectDifference::Changed { after, points, .. } = &shown.projects[0] else { panic!("{shown:?}") };
        assert_eq!((after.name.as_str(), points.as_slice()), ("改名的工程", &[Point::Project][..]));
    }

    // a county is in time by its first version
    async fn a_correction_after_the_last_day_does_not_make_a_county_late(town: Town) {
        let (_bed, world) = town.apart();
        let (county, city, about) = (world.as_(Part::CountyArrears), world.as_(Part::City), month("2026-11"));
        submit(&then(&county, at("2026-12-09", 10)), COUNTY, about, "").await.unwrap();
        on_file_as_said(&world, &Part::ProjectOfficer.member().phone()).await;
        let later = then(&county, at("2026-12-15", 10));
        let second = submit(&later, COUNTY, about, "补报一个项目").await.unwrap();
        let shown = get(&then(&city, at("2026-12-15", 11)), second).await.unwrap();
        assert_eq!((shown.line.version, shown.standing), (2, Standing::OnTime));
    }

    async fn a_return_that_was_changed_beside_the_program_is_not_shown(town: Town) {
        let (bed, world) = town.apart();
        let (county, about) = (world.as_(Part::CountyArrears), month("2026-10"));
        let id = submit(&county, COUNTY, about, "").await.unwrap();
        let figures = monthly_returns::Entity::find_by_id(id).one(bed.ctx.db.reader()).await.unwrap().unwrap().figures;
        monthly_returns::Entity::update_many()
            .col_expr(monthly_returns::Column::Figures, Expr::value(figures.replace("\"projects\":1", "\"projects\":2")))
            .filter(monthly_returns::Column::Id.eq(id))
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        assert!(matches!(get(&county, id).await, Err(Fault::Internal(_))));
    }

    // the first version that was handed in and not returned is the filing
    async fn a_later_version_takes_nothing_from_an_accepted_one(town: Town) {
        let (bed, world) = town.apart();
        let officer = world.as_(Part::ProjectOfficer);
        let today = bed.ctx.now().day();
        let binding = on_file_as_said(&world, "13800000877").await;
        bed.clock.advance_ms(3 * DAY_MS);
        let start = NewMilestone { milestone: Milestone::ActualStart, on: today.next(), document: None, batch: None };
        let start = record_milestone(&world.as_(Part::EnterpriseAdministrator), world.project, &start).await.unwrap();
        confirm_milestone(&world.as_(Part::HumanResources), world.project, start).await.unwrap();
        let second = draw_up(&officer, binding, &whole_form(&officer)).await.unwrap();
        bring_form_scan(&officer, second, "备案表.pdf", stamped()).await.unwrap();
        hand_in(&officer, second).await.unwrap();
        let said = async || {
            let asked = preview(&world.as_(Part::CountyArrears), COUNTY, month("2026-10")).await.unwrap();
            let line = &asked.content.lines[0];
            (line.filed_as, line.filed_on, line.is_late, line.has_pledge)
        };
        let stands = (FiledAs::Accepted, Some(today), false, true);
        assert_eq!(said().await, stands, "while the second one waits");
        assert_eq!(filing::get(&officer, second).await.unwrap().punctuality, Some(Punctuality::OnTime));
        return_for_correction(&world.as_(Part::HumanResources), second, "项目地址有误").await.unwrap();
        assert_eq!(said().await, stands, "when it is returned");
    }

    // D-05, R-102
    async fn what_was_filed_on_the_day_of_the_start_is_late_unless_the_rules_take_it_in(town: Town) {
        let (bed, world) = town.apart();
        let today = bed.ctx.now().day();
        on_file_as_said(&world, "13800000877").await;
        let start = NewMilestone { milestone: Milestone::ActualStart, on: today, document: None, batch: None };
        let start = record_milestone(&world.as_(Part::EnterpriseAdministrator), world.project, &start).await.unwrap();
        confirm_milestone(&world.as_(Part::HumanResources), world.project, start).await.unwrap();
        let late = async || {
            let asked = preview(&world.as_(Part::CountyArrears), COUNTY, month("2026-10")).await.unwrap();
            (asked.content.lines[0].is_late, asked.content.whole.late)
        };
        assert_eq!(late().await, (true, 1));
        let rules = [("filing.before_start".to_owned(), "on_or_before".into())].into();
        crate::rulepacks::store::amend(&bed.ctx, "B", COUNTY, today, rules).await.unwrap();
        assert_eq!(late().await, (false, 0));
    }

    async fn a_returned_filing_is_none(town: Town) {
        let (bed, world) = town.apart();
        let (officer, contractor) = (world.as_(Part::ProjectOfficer), world.as_(Part::EnterpriseAdministrator));
        let binding = own(&officer).await.unwrap()[0].binding.id;
        let filed = file(&Desk { officer: &officer, contractor: &contractor }, binding).await.unwrap();
        let said = async || {
            let asked = preview(&world.as_(Part::CountyArrears), COUNTY, month("2026-10")).await.unwrap();
            let line = &asked.content.lines[0];
            (line.filed_as, line.filed_on, line.has_pledge)
        };
        assert_eq!(said().await, (FiledAs::Waiting, Some(bed.ctx.now().day()), true));
        return_for_correction(&world.as_(Part::Industry), filed.filing, "公章不清晰").await.unwrap();
        assert_eq!(said().await, (FiledAs::NotFiled, None, false));
        end(&contractor, binding, "调离项目").await.unwrap();
        assert_eq!(said().await, (FiledAs::NoOfficer, None, false));
    }

    async fn of_two_who_submit_at_once_one_does(town: Town) {
        let (_bed, world) = town.apart();
        let (county, about) = (world.as_(Part::CountyArrears), month("2026-10"));
        let (one, other) = tokio::join!(submit(&county, COUNTY, about, ""), submit(&county, COUNTY, about, ""));
        assert_eq!([&one, &other].iter().filter(|outcome| outcome.is_ok()).count(), 1, "{one:?} {other:?}");
    }

    async fn a_county_submits_its_own_and_sees_no_other(town: Town) {
        let (_bed, world) = town.apart();
        let (county, about) = (world.as_(Part::CountyArrears), month("2026-10"));
        let seen = returns(&county, about).await.unwrap().counties;
        assert_eq!(seen.iter().map(|line| (line.county.code.as_str(), line.may_submit)).collect::<Vec<_>>(), [(COUNTY, true)]);
        assert!(returns(&world.as_(Part::City), about).await.unwrap().counties.len() > 5);
        assert!(matches!(submit(&county, "320623", about, "").await, Err(Fault::NotFound)));
        for part in [Part::City, Part::HumanResources, Part::Industry] {
            let refused = submit(&world.as_(part), COUNTY, about, "").await;
            assert!(matches!(refused, Err(Fault::Forbidden)), "{part:?} {refused:?}");
        }
        let id = submit(&county, COUNTY, about, "").await.unwrap();
        for part in [Part::OtherHumanResources, Part::EnterpriseAdministrator, Part::Bystander] {
            let refused = get(&world.as_(part), id).await;
            assert!(matches!(refused, Err(Fault::NotFound | Fault::Forbidden)), "{part:?}");
        }
    }

    async fn a_county_is_reminded_until_it_has_submitted(town: Town) {
        let (_bed, world) = town.apart();
        let system = &world.ctx;
        let on = async |day: &str| due_reminders(&then(system, at(day, 9))).await.unwrap();
        assert_eq!(on("2026-12-04").await, []);
        let ahead = on("2026-12-05").await;
        assert_eq!((ahead.len(), ahead[0].to, ahead[0].key.as_str()), (1, To::Office(world.offices.county_arrears), "2026-11 ahead"));
        assert_eq!(on("2026-12-09").await[0].key, "2026-11 last_day");
        submit(&then(&world.as_(Part::CountyArrears), at("2026-12-09", 10)), COUNTY, month("2026-11"), "").await.unwrap();
        assert_eq!(on("2026-12-09").await, []);
    }

    async fn the_demonstration_has_one_in_time_and_one_late(town: Town) {
        let (_bed, world) = town.apart();
        submit_returns(&world).await.unwrap();
        let city = returns(&world.as_(Part::City), month("2026-10")).await.unwrap();
        let of = |standing| city.counties.iter().filter(|line| line.standing == standing).count();
        assert_eq!((of(Standing::OnTime), of(Standing::Late)), (1, 1));
    }

    // how long one takes with the projects of a city is measured by `cargo xtask bench records`
    async fn a_return_of_sixty_one_projects_asks_at_most_one_statement_more_than_of_one(town: Town) {
        let (bed, world) = town.apart();
        let asked = async || {
            let heard = Arc::new(std::sync::atomic::AtomicUsize::new(0));
            let counted = heard.clone();
            let db = bed.ctx.db.observed(move |_| {
                counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            });
            let ctx = Ctx { db, ..world.as_(Part::CountyArrears) };
            let found = preview(&ctx, COUNTY, month("2026-10")).await.unwrap();
            (found.content.lines.len(), heard.load(std::sync::atomic::Ordering::SeqCst))
        };
        let (one, few) = asked().await;
        crowd(&world, 60).await;
        let (many, later) = asked().await;
        assert_eq!((one, many), (1, 61));
        assert!(later <= few + 1, "{few} statements for one project, {later} for sixty-one");
    }
}
