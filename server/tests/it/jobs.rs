//! Does a node do by itself what is due, and write down how it went?

use std::time::Duration;

use registry::instant::HOUR_MS;
use registry::jobs;
use server::jobs::Schedule;

use crate::harness::House;
use crate::on_both;

/// Waits until every job ran so many times.
async fn ran(house: &House, times: i64) -> Vec<jobs::Standing> {
    for _ in 0..400 {
        let standing = jobs::list(&house.system()).await.unwrap();
        if standing.len() == 4 && standing.iter().all(|job| job.runs >= times) {
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
        let names = ["clear_tries", "finish_due_attempts", "issue_due_certificates", "publish_status_lists"];
        for (job, name) in ran(&house, 1).await.iter().zip(names) {
            assert_eq!(job.name, name);
            assert!(job.last_result.as_deref().is_some_and(|result| result.starts_with("0 ")), "{job:?}");
            assert!(job.next_run_at > house.system().now());
        }
        house.clock.advance_ms(HOUR_MS);
        ran(&house, 2).await;
        schedule.stop().await;
    }
}
