use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::*;
use crate::Period;
use crate::attendance::Health;
use crate::attendance::store::{SilentFor, silent_sites};
use crate::entity::attendance_seen;
use crate::instant::DAY_MS;
use crate::permissions::Verb;
use crate::projects::PartyRole;
use crate::projects::store::{Entry, NewParty, check_reach, record_party};

/// A passage of today at the given minute past eight.
fn today(scene: &Scene, minute: u32) -> Value {
    let mut row = passage(minute);
    row["date"] = format!("{} 08:{minute:02}:00", scene.world.ctx.now().day()).into();
    row
}

async fn health_of(scene: &Scene, project: Uuid) -> Health {
    let found = supplier_health(&scene.own(), scene.supplier).await.unwrap();
    found.projects.iter().find(|one| one.project == project).unwrap().health
}

/// What the list of silent sites says about one of them.
async fn silent_for(scene: &Scene, project: Uuid) -> Vec<SilentFor> {
    let (sites, _) = silent_sites(&scene.office(), scene.world.ctx.now().day(), 0).await.unwrap();
    sites.into_iter().find(|site| site.project == project).unwrap().reasons
}

/// As if one of those who passed just now were registered there.
async fn is_attended(scene: &Scene, project: Uuid) {
    let seen = attendance_seen::Entity::update_many()
        .col_expr(attendance_seen::Column::LastAt, Expr::value(scene.world.ctx.now().0))
        .filter(attendance_seen::Column::ProjectId.eq(project))
        .exec(scene.world.ctx.db.writer())
        .await
        .unwrap();
    assert_eq!(seen.rows_affected, 1);
}

on_both! {
    // 9.3: no data is not feed down
    async fn a_silent_supplier_is_told_apart_from_a_silent_site(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let sinks = Sinks::built_in();
        let other = site(&scene.world, "崇川某小区二期").await;
        scene.grant(other, "P-2", &[FeedObject::WorkerAttendance]).await;
        for project in ["P-1", "P-2"] {
            let body = batch_of(&format!("first-{project}"), project, vec![today(&scene, 1)]);
            scene.send(&sinks, &body).await.unwrap();
        }
        assert_eq!(health_of(&scene, scene.project).await, Health::Reporting);
        // only one of both goes on
        for number in 0..5 {
            bed.clock.advance_ms(DAY_MS);
            let body = batch_of(&format!("on-{number}"), "P-1", vec![today(&scene, 1)]);
            scene.send(&sinks, &body).await.unwrap();
            is_attended(&scene, scene.project).await;
        }
        let standing = supplier_health(&scene.own(), scene.supplier).await.unwrap();
        assert_eq!((standing.silent_since, standing.suspected.len()), (None, 0));
        assert_eq!((standing.count("site_silent"), standing.count("reporting")), (1, 1));
        assert_eq!(standing.projects[0].project, other, "what needs a look comes first");
        let silent = standing.page(&scene.own(), Some("site_silent"), 0).await.unwrap();
        assert_eq!((silent.0[0].0.as_str(), silent.0[0].1.project_code.as_str(), silent.1), ("崇川某小区二期", "P-2", 1));
        assert_eq!(health_of(&scene, scene.project).await, Health::Reporting);
        assert!(matches!(health_of(&scene, other).await, Health::SiteSilent { .. }));
        for project in [scene.project, other] {
            let alone = project_health(&scene.own(), project).await.unwrap().feeds.remove(0).1.health;
            assert_eq!(alone, health_of(&scene, project).await);
        }
        let gaps = project_health(&scene.own(), other).await.unwrap().feeds[0].1.gaps.clone();
        assert_eq!((gaps.len(), gaps[0].days, gaps[0].is_open), (1, 4, true));
        // now nothing at all
        let last = scene.world.ctx.now().day();
        bed.clock.advance_ms(4 * DAY_MS);
        let standing = supplier_health(&scene.own(), scene.supplier).await.unwrap();
        assert_eq!(standing.silent_since, Some(last.next()));
        assert_eq!(standing.suspected.iter().map(|run| run.first()).collect::<Vec<_>>(), [last.next()]);
        for project in [scene.project, other] {
            assert_eq!(health_of(&scene, project).await, Health::SupplierSilent { since: last.next() });
            // the page of one site says the same as that of the feed
            let alone = project_health(&scene.own(), project).await.unwrap().feeds.remove(0).1.health;
            assert_eq!(alone, Health::SupplierSilent { since: last.next() });
        }
        assert_eq!(silent_for(&scene, other).await, [SilentFor::SupplierSilent { since: last.next() }]);
        // an office confirms it
        let until = scene.world.ctx.now().day();
        let outage = confirm_outage(&scene.office(), scene.supplier, last.next(), until, "机房断电").await.unwrap();
        assert_eq!(health_of(&scene, other).await, Health::Outage);
        assert_eq!(silent_for(&scene, other).await, [SilentFor::SupplierOutage]);
        assert_eq!(silent_for(&scene, scene.world.project).await, [], "nobody reports it");
        withdraw_outage(&scene.office(), outage, "日期有误").await.unwrap();
        assert!(matches!(health_of(&scene, other).await, Health::SupplierSilent { .. }));
    }

    async fn outages_are_confirmed_by_the_office_for_days_that_were(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let today = scene.world.ctx.now().day();
        let confirm = async |ctx: Ctx, first: Day, last: Day| {
            confirm_outage(&ctx, scene.supplier, first, last, "机房断电").await
        };
        assert!(matches!(confirm(scene.own(), today, today).await, Err(Fault::Forbidden)));
        let stranger = scene.world.as_(Part::OtherHumanResources);
        assert!(matches!(confirm(stranger, today, today).await, Err(Fault::NotFound)));
        let ahead = confirm(scene.office(), today, today.next()).await;
        assert_eq!(ahead.unwrap_err().code(), Some("feeds.in_future"));
        let turned = confirm(scene.office(), today, today.previous()).await;
        assert_eq!(turned.unwrap_err().code(), Some("feeds.ends_before_it_begins"));
        let outage = confirm(scene.office(), today, today).await.unwrap();
        assert!(matches!(withdraw_outage(&scene.own(), outage, REASON).await, Err(Fault::Forbidden)));
        withdraw_outage(&scene.office(), outage, REASON).await.unwrap();
        let twice = withdraw_outage(&scene.office(), outage, REASON).await;
        assert_eq!(twice.unwrap_err().code(), Some("feeds.ended_already"));
    }

    async fn the_health_of_a_project_is_for_those_who_answer_for_it(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        for part in [Part::EnterpriseAdministrator, Part::HumanResources, Part::City] {
            let found = project_health(&scene.world.as_(part), scene.project).await.unwrap();
            assert_eq!((found.feeds.len(), found.feeds[0].0.as_str()), (1, "某科技公司"), "{part:?}");
        }
        for part in [Part::OtherEnterpriseAdministrator, Part::OtherHumanResources] {
            let found = project_health(&scene.world.as_(part), scene.project).await;
            assert!(matches!(found, Err(Fault::NotFound)), "{part:?}");
        }
        assert!(project_health(&scene.world.as_(Part::ProjectOfficer), scene.world.project).await.is_ok());
    }

    async fn other_parties_of_a_project_see_nothing_of_its_feeds(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (first, enterprise) = (day("2026-03-02"), scene.world.other_enterprise);
        let party = NewParty { enterprise, role: PartyRole::LabourSubcontractor, period: Period::since(first), batch: None };
        record_party(&scene.own(), scene.project, &party, &Entry::New).await.unwrap();
        let unit = scene.world.as_(Part::OtherEnterpriseAdministrator);
        check_reach(&unit, Verb::View, scene.project).await.unwrap();
        assert!(matches!(project_health(&unit, scene.project).await, Err(Fault::NotFound)));
        assert!(matches!(latest_of_project(&unit, scene.project).await, Err(Fault::NotFound)));
        assert!(!sees_feeds(&unit, scene.project).await.unwrap());
        assert!(sees_feeds(&scene.own(), scene.project).await.unwrap());
        // a supplier that serves a site of its own tells it nothing of the others
        let own = site_of(&scene.world, Part::OtherEnterpriseAdministrator, enterprise).await;
        let asked = ("O-1", &[FeedObject::WorkerAttendance][..]);
        let scope = request_scope(&unit, scene.supplier, enterprise, own, asked).await.unwrap();
        grant_scope(&scene.world.as_(Part::OtherHumanResources), scope).await.unwrap();
        let shown = supplier_health(&unit, scene.supplier).await.unwrap().projects;
        assert_eq!(shown.iter().map(|one| one.project).collect::<Vec<_>>(), [own]);
    }
}

/// A site of another enterprise, in 如东.
async fn site_of(world: &World, administrator: Part, contractor: Uuid) -> Uuid {
    let new = NewProject {
        draft: Draft {
            name: "如东某厂房".into(),
            area: "320623".into(),
            industry: "housing".into(),
            ..Draft::default()
        },
        contractor,
        status: Status::Building,
        since: day("2026-03-02"),
        codes: Vec::new(),
        batch: None,
    };
    register(&world.as_(administrator), &new).await.unwrap()
}
