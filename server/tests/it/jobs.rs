//! Does a node do by itself what is due, and write down how it went?

use std::time::Duration;

use registry::db::By;
use registry::fixtures::Part;
use registry::instant::{DAY_MS, MINUTE_MS};
use registry::jobs;
use sea_orm::ConnectionTrait;
use server::jobs::{Schedule, before_listening};

use crate::api::scene::Scene;
use crate::harness::{Engine, House};
use crate::on_both;

const NAMES: &[&str] = &[
    "apply_feeds",
    "bring_in_files",
    "check_audit",
    "clear_tries",
    "compare_sources",
    "count_completeness",
    "count_sites",
    "finish_due_attempts",
    "issue_due_certificates",
    "judge_attendance",
    "make_months_ahead",
    "match_attendance",
    "post_letters",
    "print_waiting_certificates",
    "publish_status_lists",
    "remind",
    "report_days",
    "reseal_columns",
    "sweep_pieces",
    "tidy_feeds",
    "tidy_imports",
    "watch_officers",
    "work_out_dues",
];

/// Waits until every job ran so many times.
async fn ran(house: &House, times: i64) -> Vec<jobs::Standing> {
    for _ in 0..400 {
        let standing = jobs::list(&house.system()).await.unwrap();
        if standing.len() == NAMES.len() && standing.iter().all(|job| job.runs >= times) {
            return standing;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the jobs did not run {times} times");
}

on_both! {
    async fn every_job_runs_when_it_is_due_and_leaves_its_result(engine) {
        let house = House::on(engine).await;
        let schedule = Schedule::start(&house.state, "node");
        let by = async |column, by| jobs::list_by(&house.system(), Some((column, by))).await.unwrap();
        let names = |jobs: Vec<jobs::Standing>| jobs.into_iter().map(|job| job.name).collect::<Vec<_>>();
        ran(&house, 1).await;
        assert!(names(by(jobs::JobColumn::Name, By::Falling).await).iter().rev().eq(NAMES.iter()));
        let next = by(jobs::JobColumn::NextRun, By::Rising).await;
        assert!(next.windows(2).all(|pair| pair[0].next_run_at <= pair[1].next_run_at));
        assert_eq!(by(jobs::JobColumn::LastRun, By::Falling).await.len(), NAMES.len());
        for (job, name) in ran(&house, 1).await.iter().zip(NAMES) {
            assert_eq!(job.name, *name);
            // months are made by the first run on PostgreSQL
            let is_idle = job.last_result.as_deref().is_some_and(|result| result.starts_with("0 "));
            assert!(is_idle || *name == "make_months_ahead", "{job:?}");
            assert!(job.next_run_at > house.system().now());
        }
        house.clock.advance_ms(DAY_MS);
        ran(&house, 2).await;
        schedule.stop().await;
    }

    async fn what_waits_is_written_down_between_the_runs_and_the_job_is_due_at_once(engine) {
        let house = House::on(engine).await;
        let ctx = house.system();
        let one_more = |known: Option<&str>| format!("{}x", known.unwrap_or_default());
        jobs::amend(&ctx, "printing", one_more).await.unwrap();
        assert!(jobs::claim(&ctx, "printing", "node").await.unwrap(), "a job that never ran is due");
        jobs::finish(&ctx, "printing", "node", "", MINUTE_MS).await.unwrap();
        let (one, other) = tokio::join!(jobs::amend(&ctx, "printing", one_more), jobs::amend(&ctx, "printing", one_more));
        one.and(other).unwrap();
        let job = jobs::list(&ctx).await.unwrap().remove(0);
        assert_eq!((job.last_result.as_deref(), job.runs), (Some("xx"), 1), "nothing is lost");
        assert!(job.next_run_at > ctx.now(), "its turn stays as it was");
    }

    async fn an_attempt_that_cannot_be_graded_is_told_and_stops_neither_the_job_nor_the_start(engine) {
        let scene = Scene::set(engine).await;
        let (one, two) = (scene.comes(Part::CandidateReady).await, scene.comes(Part::CandidateNew).await);
        let broken = scene.sits(&one, scene.easy_exam).await;
        scene.sits(&two, scene.easy_exam).await;
        let break_it = |attempt: &str| format!("UPDATE attempts SET paper = 'no paper' WHERE id = {}", id(engine, attempt));
        let db = scene.house.system().db;
        db.writer().execute_unprepared(&break_it(&broken.attempt)).await.unwrap();
        scene.house.clock.advance_ms(DAY_MS);
        let schedule = Schedule::start(&scene.house.state, "node");
        let told = ran(&scene.house, 1).await.into_iter().find(|job| job.name == "finish_due_attempts").unwrap();
        assert_eq!(told.last_result.as_deref(), Some("failed: 1 not ended, 0 not issued at once; 1 ended"));
        assert!(told.has_failed());
        schedule.stop().await;
        scene.house.clock.advance_ms(DAY_MS);
        before_listening(&scene.house.state, "next node").await.unwrap();
    }
}

/// As a literal: SQLite keeps ids as bytes.
fn id(engine: Engine, attempt: &str) -> String {
    match engine {
        Engine::Sqlite => format!("x'{}'", attempt.replace('-', "")),
        Engine::Postgres => format!("'{attempt}'"),
    }
}
