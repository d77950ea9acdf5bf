//! What if no font has a character of a certificate?

use std::time::Duration;

use axum::http::{Method, StatusCode};
use registry::fixtures::Part;
use registry::jobs;
use sea_orm::ConnectionTrait;
use server::jobs::Schedule;

use crate::doors::Street;
use crate::on_both;

const JOB: &str = "print_waiting_certificates";

/// No font says what a private character looks like.
async fn rename(street: &Street, from: &str, to: &str) {
    let sql = format!("UPDATE certificates SET frozen = REPLACE(frozen, '{from}', '{to}')");
    street.scene.house.state.ctx.db.writer().execute_unprepared(&sql).await.unwrap();
}

async fn result(street: &Street) -> String {
    let all = jobs::list(&street.scene.house.system()).await.unwrap();
    all.into_iter().find(|job| job.name == JOB).and_then(|job| job.last_result).unwrap_or_default()
}

on_both! {
    async fn the_sheet_waits_in_words_and_on_a_list_until_it_can_be_printed(engine) {
        let street = Street::set(engine).await;
        let (scene, holder, number) = (&street.scene, &street.named.holder, street.named.get("number"));
        let path = format!("/certificates/{number}/pdf");
        rename(&street, "王䶮", "王\u{e000}").await;
        for _ in 0..2 {
            let waits = scene.page(holder, Method::GET, &path, "").await;
            assert_eq!((waits.status, waits.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "600"));
            assert!(waits.text().contains("证书本身不受影响"), "{}", waits.text());
        }
        assert_eq!(result(&street).await, format!("1 wait: {number} U+E000"));
        let valid = scene.page(holder, Method::GET, &format!("/v/{}", street.named.get("id")), "").await;
        assert!(valid.text().contains("证书有效"));
        let administrator = scene.comes(Part::SystemAdministrator).await;
        let listed = scene.page(&administrator, Method::GET, "/office/jobs", "").await;
        assert!(listed.text().contains(&format!("{number} U+E000")) && listed.text().contains("待办理"), "{}", listed.text());

        rename(&street, "王\u{e000}", "王䶮").await;
        let schedule = Schedule::start(&scene.house.state, "node");
        for _ in 0..400 {
            if result(&street).await == "0 wait" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        schedule.stop().await;
        assert_eq!(result(&street).await, "0 wait", "the job prints it by itself");
        let printed = scene.page(holder, Method::GET, &path, "").await;
        assert_eq!((printed.status, printed.header("content-type")), (StatusCode::OK, "application/pdf"));
    }
}
