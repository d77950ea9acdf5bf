use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::scene::*;
use crate::attendance::Anomaly;
use crate::attendance::store::*;
use crate::entity::project_statuses;
use crate::fixtures::Part;
use crate::instant::DAY_MS;
use crate::projects::ExemptionKind;
use crate::projects::exemptions::Verdict;
use crate::projects::store::{
    Correction, DocumentAbout, NewExemption, NewShutdown, bring_document, correct_status, decide_exemption,
    decide_shutdown, file_exemption, file_shutdown,
};
use crate::workers::store::{NewContract, Origin, dissolve_contract, leave, record_contract, undo};
use crate::workers::{ContractKind, Pay, PayBasis, Term};
use crate::{Day, Fault, Period, on_both};

fn one_day(text: &str) -> Period {
    Period::new(day(text), Some(day(text))).unwrap()
}

/// The first of them comes on these days, and the day after each is over.
async fn attended(scene: &Scene, days: &[&str]) {
    for day in days {
        scene.deliver(scene.whole_day(&scene.one, day)).await;
    }
    judged(scene).await;
}

/// How many days the job judges now.
async fn judged(scene: &Scene) -> usize {
    judge_pending(&scene.feed(), 100).await.unwrap()
}

/// On which days somebody is told of this, and nothing has settled it.
async fn told(scene: &Scene, who: &Somebody, anomaly: Anomaly) -> Vec<Day> {
    let filter = AnomalyFilter {
        state: Some(AnomalyState::Open),
        person: Some(who.person),
        ..AnomalyFilter::of_month(november())
    };
    let (lines, _) = anomalies_of(&scene.officer, scene.project, filter, 0).await.unwrap();
    let found = lines.into_iter().map(|line| line.view.finding).filter(|finding| finding.anomaly == anomaly);
    let mut days: Vec<Day> = found.map(|finding| finding.day).collect();
    days.sort_unstable();
    days
}

async fn absences(scene: &Scene) -> Vec<Day> {
    told(scene, &scene.two, Anomaly::AbsentWhileRostered).await
}

/// The only period of the history in force.
async fn status(scene: &Scene) -> Uuid {
    let row = project_statuses::Entity::find()
        .filter(project_statuses::Column::ProjectId.eq(scene.project))
        .filter(project_statuses::Column::WithdrawnAt.is_null());
    row.one(scene.world.ctx.db.reader()).await.unwrap().unwrap().id
}

fn contract(who: &Somebody, employer: Uuid, signed: &str) -> NewContract {
    NewContract {
        person: who.person,
        employer,
        kind: ContractKind::LabourContract,
        term: Term::UntilWorkDone,
        signed_on: day(signed),
        starts_on: day(signed),
        ends_on: None,
        pay: Pay { basis: PayBasis::Day, rate_fen: Some(35_000), measure: None, pay_day: None, interval_months: None },
        signed_copy: None,
    }
}

on_both! {
    async fn what_is_approved_or_entered_late_settles_the_absences_that_were_told(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let (own, county, project) =
            (scene.world.as_(Part::EnterpriseAdministrator), scene.world.as_(Part::HumanResources), scene.project);
        bed.clock.advance_ms(2 * DAY_MS);
        attended(&scene, &["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"]).await;
        assert_eq!(absences(&scene).await.len(), 4);
        assert_eq!(judged(&scene).await, 0, "nothing has changed");
        let paper = bring_document(&own, project, DocumentAbout::Project, "停电通知.pdf", b"%PDF-1.7 a notice".to_vec());
        let document = Some(paper.await.unwrap());
        // an outage of the devices
        let outage = NewExemption {
            kind: ExemptionKind::DeviceOutage, period: one_day("2026-11-16"), reason: "power".into(),
            statement: "变压器故障停电".into(), document: document.clone(),
        };
        let filed = file_exemption(&own, project, &outage).await.unwrap();
        assert_eq!(judged(&scene).await, 0, "it waits");
        decide_exemption(&county, project, filed, Verdict::Approved, "").await.unwrap();
        assert_eq!(judged(&scene).await, 1);
        assert_eq!(absences(&scene).await, ["2026-11-17", "2026-11-18", "2026-11-19"].map(day));
        // a shutdown: the days after it have a status of another row
        let shutdown = NewShutdown {
            period: one_day("2026-11-17"), reason: "weather".into(), statement: "台风期间停工".into(), document,
            changes: None,
        };
        let filed = file_shutdown(&own, project, &shutdown).await.unwrap();
        decide_shutdown(&county, project, filed, Verdict::Approved, "").await.unwrap();
        judged(&scene).await;
        assert_eq!(absences(&scene).await, ["2026-11-18", "2026-11-19"].map(day));
        // an exit that is entered late; the last day counts
        leave(&scene.officer, scene.two.registration, day("2026-11-18"), Origin::ByHand).await.unwrap();
        judged(&scene).await;
        assert_eq!(absences(&scene).await, ["2026-11-18"].map(day));
        assert_eq!(judged(&scene).await, 0, "once");
    }

    async fn the_days_of_a_status_that_is_put_right_are_judged_anew(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let county = scene.world.as_(Part::HumanResources);
        bed.clock.advance_ms(2 * DAY_MS);
        attended(&scene, &["2026-11-17", "2026-11-18", "2026-11-19"]).await;
        assert_eq!(absences(&scene).await.len(), 3);
        let began = Correction::FirstDay(day("2026-11-18"));
        correct_status(&county, scene.project, status(&scene).await, began, "开工日期登记有误").await.unwrap();
        judged(&scene).await;
        assert_eq!(absences(&scene).await, ["2026-11-18", "2026-11-19"].map(day));
        let began = Correction::FirstDay(day("2026-11-17"));
        correct_status(&county, scene.project, status(&scene).await, began, "开工日期核实无误").await.unwrap();
        judged(&scene).await;
        assert_eq!(absences(&scene).await.len(), 3, "and the other way round");
    }

    //
    async fn who_comes_without_a_contract_is_told_until_one_covers_the_day(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        bed.clock.advance_ms(2 * DAY_MS);
        let unsigned = async || told(&scene, &scene.one, Anomaly::EnteredWithoutContract).await;
        attended(&scene, &["2026-11-17", "2026-11-18", "2026-11-19"]).await;
        assert_eq!(unsigned().await, ["2026-11-17", "2026-11-18", "2026-11-19"].map(day));
        assert_eq!(told(&scene, &scene.two, Anomaly::EnteredWithoutContract).await, [], "who stayed away is absent");
        let (new, batch) = (contract(&scene.one, scene.unit, "2026-11-18"), Uuid::from_u128(77));
        record_contract(&scene.officer, scene.project, &new, Origin::Batch(batch)).await.unwrap();
        judged(&scene).await;
        assert_eq!(unsigned().await, ["2026-11-17"].map(day));
        undo(&scene.officer, scene.project, batch, "导入有误").await.unwrap();
        judged(&scene).await;
        assert_eq!(unsigned().await.len(), 3, "what a file brought has gone with it");
        let signed = record_contract(&scene.officer, scene.project, &new, Origin::ByHand).await.unwrap().0;
        assert_eq!(judged(&scene).await, 2, "the days that it covers");
        assert_eq!(unsigned().await, ["2026-11-17"].map(day));
        dissolve_contract(&scene.officer, signed, day("2026-11-18")).await.unwrap();
        judged(&scene).await;
        assert_eq!(unsigned().await, ["2026-11-17", "2026-11-19"].map(day));
        let other = scene.world.as_(Part::OtherEnterpriseAdministrator);
        let filter = AnomalyFilter::of_month(november());
        assert!(matches!(anomalies_of(&other, scene.project, filter, 0).await, Err(Fault::NotFound)));
    }

    //
    async fn a_job_reports_each_judged_day_once(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        bed.clock.advance_ms(2 * DAY_MS);
        make_report(&scene.officer, scene.project, day("2026-11-17")).await.unwrap();
        attended(&scene, &["2026-11-17", "2026-11-18", "2026-11-19"]).await;
        assert!(matches!(report_judged(&scene.officer, 10).await, Err(Fault::Forbidden)));
        assert_eq!(report_judged(&scene.feed(), 10).await.unwrap(), 2, "one day has its report");
        assert_eq!(report_judged(&scene.feed(), 10).await.unwrap(), 0);
        let reports = report_of(&scene.officer, scene.project, day("2026-11-18")).await.unwrap();
        assert_eq!((reports.len(), reports[0].made_by, reports[0].report.all.present), (1, None, 1));
        // judged again, it is not reported again: a further report is somebody's wish
        scene.deliver(scene.whole_day(&scene.two, "2026-11-18")).await;
        assert_eq!(judged(&scene).await, 1);
        assert_eq!(report_judged(&scene.feed(), 10).await.unwrap(), 0);
        let missing = unreported_days(&scene.officer, scene.project, november()).await.unwrap();
        let late = [day("2026-11-17"), day("2026-11-18"), day("2026-11-19")];
        assert!(late.iter().all(|day| !missing.contains(day)), "{missing:?}");
        assert!(missing.contains(&day("2026-11-16")), "nothing arrived on it");
    }

    async fn a_site_whose_devices_are_excused_is_listed_with_the_reason(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let (own, county, project) =
            (scene.world.as_(Part::EnterpriseAdministrator), scene.world.as_(Part::HumanResources), scene.project);
        let listed = async || {
            let (sites, _) = silent_sites(&county, day("2026-11-18"), 0).await.unwrap();
            sites.into_iter().find(|site| site.project == project).unwrap().reasons
        };
        let paper = bring_document(&own, project, DocumentAbout::Project, "停电通知.pdf", b"%PDF-1.7 a notice".to_vec());
        let outage = NewExemption {
            kind: ExemptionKind::DeviceOutage,
            period: Period::new(day("2026-11-19"), Some(day("2026-11-22"))).unwrap(),
            reason: "power".into(),
            statement: "变压器故障停电".into(),
            document: Some(paper.await.unwrap()),
        };
        let filed = file_exemption(&own, project, &outage).await.unwrap();
        assert_eq!(listed().await, [], "it waits");
        decide_exemption(&county, project, filed, Verdict::Approved, "").await.unwrap();
        assert_eq!(listed().await, [SilentFor::DeviceOutage { until: day("2026-11-22") }]);
        bed.clock.advance_ms(3 * DAY_MS);
        assert_eq!(listed().await, [], "it is over");
    }
}
